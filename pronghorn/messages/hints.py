"""H: what probably went wrong, told while training goes on."""

from pronghorn.messages import Message

CODES = {
    "H01": Message(
        en="the loss became {value} at epoch {epoch}, step {step}: {argument} holds {found} in "
        "row {row}, column {column}. Fill or drop such rows before training.",
        zh="第 {epoch} 轮第 {step} 步损失变成 {value}：{argument} 第 {row} 行第 {column} 列是 "
        "{found}。请在训练前填补或删除这样的行。",
    ),
    "H02": Message(
        en="the loss became {value} at epoch {epoch}, step {step}; the first value that is not "
        "finite is {what} in {where}, with inputs up to {scale}. Scale the inputs with "
        "keras.layers.Normalization().",
        zh="第 {epoch} 轮第 {step} 步损失变成 {value}；最先出现的非有限值是 {where} 的 {what}，"
        "输入最大到 {scale}。请用 keras.layers.Normalization() 缩放输入。",
    ),
    "H03": Message(
        en="the loss became {value} at epoch {epoch}, step {step}: the gradient of {where} "
        "overflowed at learning rate {rate}. Try learning_rate={smaller}, or clipnorm=1.0.",
        zh="第 {epoch} 轮第 {step} 步损失变成 {value}：学习率 {rate} 下 {where} 的梯度溢出。"
        "可以试 learning_rate={smaller}，或 clipnorm=1.0。",
    ),
    "H04": Message(
        en="the loss became {value} at epoch {epoch}, step {step}: {op} in {where} was given "
        "{operand}. Keep its operand positive, for example ops.maximum(x, 1e-7).",
        zh="第 {epoch} 轮第 {step} 步损失变成 {value}：{where} 的 {op} 得到了 {operand}。"
        "请让它的操作数为正，例如 ops.maximum(x, 1e-7)。",
    ),
    "H05": Message(
        en="class {label} is in the training rows but not in the validation rows: "
        "validation_split takes the last rows, before shuffling. Shuffle x and y first: "
        "order = np.random.permutation(len(x)).",
        zh="训练行中有类别 {label}，验证行中却没有：validation_split 在打乱之前取最后若干行。"
        "请先打乱 x 和 y：order = np.random.permutation(len(x))。",
    ),
    "H06": Message(
        en="class {label} is only in the validation rows, so it cannot be learnt: "
        "validation_split takes the last rows, before shuffling. Shuffle x and y first: "
        "order = np.random.permutation(len(x)).",
        zh="类别 {label} 只出现在验证行中，因此学不到：validation_split 在打乱之前取最后若干行。"
        "请先打乱 x 和 y：order = np.random.permutation(len(x))。",
    ),
    "H07": Message(
        en="column {column} of x runs from {low} to {high}; such unscaled inputs learn slowly. "
        "Begin the model with Normalization(): layer.adapt(x).",
        zh="x 的第 {column} 列从 {low} 到 {high}；这样未缩放的输入学得很慢。"
        "请以 Normalization() 开头：layer.adapt(x)。",
    ),
    "H08": Message(
        en="x has shape {shape}, one sample without its row axis; it was taken as x[None], so "
        "the answer has one row.",
        zh="x 的形状是 {shape}，是没有行轴的单个样本；已按 x[None] 处理，结果只有一行。",
    ),
    "H09": Message(
        en="accuracy counts exact hits, and y is continuous, so it stays near 0. For regression "
        'use metrics=["mae"].',
        zh="accuracy 统计完全相等的次数，而 y 是连续值，所以它总在 0 附近。"
        '回归问题请用 metrics=["mae"]。',
    ),
    "H10": Message(
        en="{layer} takes softmax over one unit, which is always 1, so nothing is learnt. Use "
        'activation="sigmoid" with loss="binary_crossentropy".',
        zh="{layer} 在一个单元上取 softmax，结果恒为 1，学不到东西。"
        '请用 activation="sigmoid" 配 loss="binary_crossentropy"。',
    ),
    "H11": Message(
        en="trainable of {layer} changed after compile and has no effect until "
        "model.compile(...) is called again.",
        zh="{layer} 的 trainable 在 compile 之后被修改，再次调用 model.compile(...) 之前不起作用。",
    ),
    "H12": Message(
        en="column {column} of x is {value} in every row, so it tells the model nothing.",
        zh="x 的第 {column} 列每一行都是 {value}，对模型没有任何信息。",
    ),
    "H13": Message(
        en="the loss became {value} at epoch {epoch}, step {step}, and all inputs were finite. "
        "Print the outputs of each layer with model.compile(..., run_eagerly=True).",
        zh="第 {epoch} 轮第 {step} 步损失变成 {value}，而输入都是有限值。"
        "可用 model.compile(..., run_eagerly=True) 并打印各层的输出来查找。",
    ),
    "H14": Message(
        en="initial_epoch={initial} is not below epochs={epochs}, so nothing was trained; epochs "
        "is the number of the last epoch, not how many more.",
        zh="initial_epoch={initial} 不小于 epochs={epochs}，因此没有训练；"
        "epochs 是最后一轮的编号，不是再训练多少轮。",
    ),
    "H15": Message(
        en="{layer} keeps its present state, for the file does not fit: {difference}.",
        zh="{layer} 保持现有的状态，因为文件与之不符：{difference}。",
    ),
    "H16": Message(
        en="the server {root} does not take the figures: {reason}. Training goes on.",
        zh="服务器 {root} 没有接收这些数字：{reason}。训练继续进行。",
    ),
    "H17": Message(
        en="the last backup cannot be used, so training goes on from {older}: {reason}",
        zh="最近一次备份无法使用，因此从 {older} 继续训练：{reason}",
    ),
    "H18": Message(
        en="batch_size changes nothing here: the {got} gives batches of its own size.",
        zh="batch_size 在这里不起作用：{got} 自己决定每批的大小。",
    ),
    "H19": Message(
        en="the data ended after epoch {epoch} of {epochs}, for a generator gives its batches "
        "once. Let it repeat and pass steps_per_epoch, or pass a keras.utils.PyDataset.",
        zh="数据在第 {epoch} 轮（共 {epochs} 轮）之后用完，因为生成器只能遍历一次。"
        "请让它循环产生数据并给出 steps_per_epoch，或使用 keras.utils.PyDataset。",
    ),
    "H25": Message(
        en="{argument} is limited to {limit}, as keras.config.set_max_{argument}({limit}) or "
        "KERAS_MAX_{variable} asks.",
        zh="{argument} 被限制为 {limit}：由 keras.config.set_max_{argument}({limit}) 或 "
        "KERAS_MAX_{variable} 设定。",
    ),
    "H30": Message(
        en="a step draws from {generator} while it is being traced, so every batch gets the same "
        "numbers. Draw with keras.random and a seed=keras.random.SeedGenerator() instead.",
        zh="步骤在追踪时从 {generator} 取随机数，因此每一批得到的都是同样的数。"
        "请改用 keras.random，并给出 seed=keras.random.SeedGenerator()。",
    ),
    "H40": Message(
        en="the loss became {value}: row {row}, column {column} of what {where} was given holds "
        "{found}. Fill or drop such rows before training.",
        zh="损失变成 {value}：{where} 得到的数据第 {row} 行第 {column} 列是 {found}。"
        "请在训练前填补或删除这样的行。",
    ),
    "H41": Message(
        en="the loss became {value}: {where} holds {found} since it was last updated. Try a "
        "smaller learning rate, or clipnorm=1.0.",
        zh="损失变成 {value}：{where} 自上次更新后含有 {found}。"
        "可以试更小的学习率，或 clipnorm=1.0。",
    ),
    "H42": Message(
        en="the loss became {value}: {op} in {where} was given {operand}. Keep its operand "
        "positive, for example ops.maximum(x, 1e-7).",
        zh="损失变成 {value}：{where} 的 {op} 得到了 {operand}。"
        "请让它的操作数为正，例如 ops.maximum(x, 1e-7)。",
    ),
    "H43": Message(
        en="the loss became {value}; the first value that is not finite is the result of {op} in "
        "{where}. Scale the inputs with keras.layers.Normalization().",
        zh="损失变成 {value}；最先出现的非有限值是 {where} 中 {op} 的结果。"
        "请用 keras.layers.Normalization() 缩放输入。",
    ),
    "H44": Message(
        en="the loss is {value}, but the gradient of {variable} holds {found}: an operation in "
        "{where} has no finite slope there, as sqrt, norm, power and division at 0. Keep its "
        "operand away from it, for example ops.maximum(x, 1e-7).",
        zh="损失是 {value}，但 {variable} 的梯度含有 {found}：{where} 中有运算在该处斜率无穷，"
        "如 sqrt、norm、power、除法在 0 处。请让操作数避开该处，例如 ops.maximum(x, 1e-7)。",
    ),
    "H45": Message(
        en="the loss became {value} at epoch {epoch}, step {step}: {where} holds nan since the "
        "step before, whose loss was finite but not its gradient. Keep sqrt, norm, power and "
        "division away from 0, for example ops.maximum(x, 1e-7).",
        zh="第 {epoch} 轮第 {step} 步损失变成 {value}：{where} 自上一步起含有 nan，上一步的损失是"
        "有限值，但梯度不是。请让 sqrt、norm、power、除法避开 0，例如 ops.maximum(x, 1e-7)。",
    ),
    "H46": Message(
        en="the loss without training is far above that of training: {layer} uses moving "
        "statistics of fewer than the {wanted} batches that they need. Train longer, or use "
        "BatchNormalization(momentum=0.9).",
        zh="不训练时的损失远高于训练时：{layer} 的移动统计量来自不到 {wanted} 个批次，还不够。"
        "请训练更久，或使用 BatchNormalization(momentum=0.9)。",
    ),
    "H50": Message(
        en="loss {loss!r} takes probabilities, but {layer} ends in {activation!r}, which gives "
        "other numbers too. Use activation={meant!r} there, or {mend}.",
        zh="损失 {loss!r} 需要概率，而 {layer} 以 {activation!r} 结尾，会给出其他数值。"
        "请在那里使用 activation={meant!r}，或 {mend}。",
    ),
    "H51": Message(
        en="loss {loss!r} was told from_logits=True, but {layer} already applies {activation!r}, "
        "so it is applied twice. Leave from_logits out, or the activation.",
        zh="损失 {loss!r} 设了 from_logits=True，而 {layer} 已经应用了 {activation!r}，"
        "等于应用两次。请去掉 from_logits，或去掉该激活函数。",
    ),
    "H52": Message(
        en="the pixels of x run from {low} to {high}; such unscaled inputs learn slowly. Divide "
        "them: x = x / 255, or begin the model with Rescaling(1 / 255).",
        zh="x 的像素从 {low} 到 {high}；未缩放的输入学得慢。"
        "请先除：x = x / 255，或让模型以 Rescaling(1 / 255) 开头。",
    ),
    "H53": Message(
        en="{owner}.{name} is no hook and is never called by fit. Did you mean {meant}?",
        zh="{owner}.{name} 不是钩子，fit 从不调用它。是否应为 {meant}？",
    ),
    "H54": Message(
        en="{count} variables have no gradient and stay as they are, first {variable}: the loss "
        "does not depend on them. Leave them out, or use them in the loss.",
        zh="有 {count} 个变量没有梯度，保持不变，首先是 {variable}：损失不依赖于它们。"
        "请不要传入它们，或在损失中使用。",
    ),
    "H55": Message(
        en="the evaluated {argument} holds {value} in row {row}, column {column}, so the loss is "
        "no number either. Fill or drop such rows first.",
        zh="被评估的 {argument} 在第 {row} 行第 {column} 列是 {value}，因此损失也不是数。"
        "请先填补或去掉这样的行。",
    ),
    "H56": Message(
        en="loss 'categorical_crossentropy' reads each row of y as probabilities of one class, and "
        "row {row} is {value}, which sums to {total}. Use y = to_categorical(classes), or sigmoid "
        "with 'binary_crossentropy' where several classes may hold at once.",
        zh="损失 'categorical_crossentropy' 把 y 的每一行看作单个类别的概率，而第 {row} 行是 "
        "{value}，其和为 {total}。请用 y = to_categorical(classes)；"
        "若多个类别可同时成立，请用 sigmoid 与 'binary_crossentropy'。",
    ),
    "H57": Message(
        en="a training loop has taken {count} gradients operation by operation. Put what a batch "
        "does into a function under @pronghorn.jit, which compiles it (in scripts: @tf.function).",
        zh="训练循环已逐个操作地求了 {count} 次梯度。请把一个批次所做的事放进带有 @pronghorn.jit "
        "的函数，使它被编译（脚本中用 @tf.function）。",
    ),
    "H58": Message(
        en="{owner}.{argument} was changed, but the training step is the same as before: it is "
        "only read when weights are made. Make the layer anew with it: "
        "config = model.get_config(), change it there, model.from_config(config).",
        zh="{owner}.{argument} 被改动，但训练步骤与之前相同：它只在创建权重时被读取。"
        "请用新值重新创建该层：config = model.get_config()，在其中修改，"
        "再用 model.from_config(config)。",
    ),
    "H59": Message(
        en="{owner}.{argument} was changed, but the training step is the same as before: it is "
        "only read at the beginning. Make a new {owner} with it and hand it to model.compile.",
        zh="{owner}.{argument} 被改动，但训练步骤与之前相同：它只在开始时被读取。"
        "请用新值创建一个新的 {owner}，再传给 model.compile。",
    ),
}
