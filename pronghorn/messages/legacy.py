"""N: spellings of other Keras versions, accepted with one note that gives the modern one."""

from pronghorn.messages import Message

CODES = {
    "N01": Message(
        en="{owner}: {old} is an old name and still works; today it is {new}.",
        zh="{owner}：{old} 是旧名称，仍然可用；现在写作 {new}。",
    ),
    "N02": Message(
        en="{old}= works; today a model begins with keras.Input(shape={shape}).",
        zh="{old}= 仍然可用；现在模型以 keras.Input(shape={shape}) 开头。",
    ),
    "N03": Message(
        en="{old} is an old place and still works; today: {new}.",
        zh="{old} 是旧位置，仍然可用；现在写作：{new}。",
    ),
    "N04": Message(
        en="{old}() is an old method and still works; today: {new}.",
        zh="{old}() 是旧方法，仍然可用；现在写作：{new}。",
    ),
    "N05": Message(
        en="history[{old!r}] works; today the key is {new!r}.",
        zh="history[{old!r}] 仍然可用；现在的键是 {new!r}。",
    ),
    "N06": Message(
        en="{owner}: decay divides the learning rate by 1 + decay * step, as it always did; "
        "today: learning_rate=keras.optimizers.schedules.InverseTimeDecay({rate}, 1, {decay}).",
        zh="{owner}：decay 仍按原意把学习率除以 1 + decay * 步数；现在写作："
        "learning_rate=keras.optimizers.schedules.InverseTimeDecay({rate}, 1, {decay})。",
    ),
    "N07": Message(
        en="{old} works; today it is written {new}.",
        zh="{old} 仍然可用；现在写作 {new}。",
    ),
    "N08": Message(
        en="compile: {given} was taken for metrics, which were the third argument up to Keras 2; "
        "today that is loss_weights. Write metrics={given}.",
        zh="compile：{given} 已当作 metrics；它在 Keras 2 及以前是第三个参数，"
        "现在第三个是 loss_weights。请写 metrics={given}。",
    ),
    "N09": Message(
        en="{owner}: {old}={value} counts samples; today it counts batches: {new}={steps}.",
        zh="{owner}：{old}={value} 按样本计数；现在按批计数：{new}={steps}。",
    ),
    "N10": Message(
        en="{optimizer} already trains other weights, so {model} gets a copy of it. Give each "
        "model its own: optimizer=keras.optimizers.{optimizer}().",
        zh="{optimizer} 已在训练其他权重，因此 {model} 使用它的一个副本。"
        "请给每个模型各自的优化器：optimizer=keras.optimizers.{optimizer}()。",
    ),
}
