"""The words that stand in pictures, in English and Chinese, and how a caller replaces them."""

from collections.abc import Mapping

from pronghorn.config import settings

_WORDS = {
    "activation": ("activation", "激活函数"),
    "actual": ("actual", "实际类别"),
    "bias": ("bias", "偏置"),
    "derivative": ("derivative", "导数"),
    "epoch": ("epoch", "训练轮数"),
    "learning rate": ("learning rate, power of ten", "学习率（10 的幂）"),
    "inputs": ("inputs", "输入"),
    "output": ("output", "输出"),
    "predicted": ("predicted", "预测类别"),
    "saturated": ("saturated", "饱和区"),
    "sum": ("weighted sum", "加权和"),
    "training": ("training", "训练"),
    "validation": ("validation", "验证"),
    "weights": ("weights", "权重"),
}


def words(replaced: Mapping[str, str] | None = None) -> dict[str, str]:
    """Every word in the language of the settings, after the caller's replacements."""
    column = int(settings.language == "zh")
    return {key: pair[column] for key, pair in _WORDS.items()} | dict(replaced or {})
