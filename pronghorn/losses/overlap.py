"""Losses of how much two soft sets overlap, as in segmentation."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.config import epsilon
from pronghorn.losses.base import LossFunctionWrapper
from pronghorn.losses.pairing import paired

__all__ = ["Dice", "Tversky", "dice", "tversky"]


def dice(y_true, y_pred, axis=None):
    """`1 - 2 * sum(y_true * y_pred) / (sum(y_true) + sum(y_pred))`, over an axis or everything.

    Args:
        y_true, y_pred: shares in [0, 1], `(rows, ...)`, of the same shape but for a last axis of
            size 1.
        axis: an axis or several of them; by default the whole batch is one set.

    Returns:
        Tensor of the shape of `y_pred` without these axes, in its dtype.

    Raises:
        ShapeError: when the shapes differ.

    Example:
        >>> from pronghorn import losses
        >>> round(float(losses.dice([[1.0, 0.0]], [[0.5, 0.5]])), 4)
        0.5
    """
    y_true, y_pred = paired("dice", y_true, y_pred)
    common = ops.sum(y_true * y_pred, axis=axis)
    total = ops.sum(y_true, axis=axis) + ops.sum(y_pred, axis=axis)
    return 1.0 - 2.0 * common / (total + epsilon())


def tversky(y_true, y_pred, alpha=0.5, beta=0.5, axis=None):
    """Dice with a price of its own for each kind of error (arXiv:1706.05721, equation 4).

    `1 - both / (both + alpha * only_true + beta * only_pred)`, where `both` sums `y_true * y_pred`,
    `only_true` sums `y_true * (1 - y_pred)`, and `only_pred` sums `(1 - y_true) * y_pred`.
    Arguments otherwise as of `dice`, which is the case of one half and one half.

    Example:
        >>> from pronghorn import losses
        >>> round(float(losses.tversky([[1.0, 0.0]], [[0.5, 0.5]], alpha=1.0)), 4)
        0.6
    """
    y_true, y_pred = paired("tversky", y_true, y_pred)
    both = ops.sum(y_true * y_pred, axis=axis)
    only_true = ops.sum(y_true * (1.0 - y_pred), axis=axis)
    only_pred = ops.sum((1.0 - y_true) * y_pred, axis=axis)
    return 1.0 - both / (both + only_true * alpha + only_pred * beta + epsilon())


class Dice(LossFunctionWrapper):
    """The mean of `dice`.

    Args:
        axis: the axes of one set; by default the whole batch is one.
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> round(float(losses.Dice()([[1.0, 0.0]], [[0.5, 0.5]])), 4)
        0.5
    """

    def __init__(self, reduction="sum_over_batch_size", name="dice", axis=None, dtype=None):
        super().__init__(dice, reduction, name, dtype, axis=axis)


class Tversky(LossFunctionWrapper):
    """The mean of `tversky`.

    Args:
        alpha: the price of what the output misses.
        beta: the price of what the output has too much.
        axis: the axes of one set; by default the whole batch is one.
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> round(float(losses.Tversky(alpha=1.0)([[1.0, 0.0]], [[0.5, 0.5]])), 4)
        0.6
    """

    def __init__(
        self,
        alpha=0.5,
        beta=0.5,
        reduction="sum_over_batch_size",
        name="tversky",
        axis=None,
        dtype=None,
    ):
        super().__init__(tversky, reduction, name, dtype, alpha=alpha, beta=beta, axis=axis)
