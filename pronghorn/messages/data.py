"""E: the data given to fit, evaluate and predict, or to a layer that adapts to data."""

from pronghorn.messages import Message

CODES = {
    "E05": Message(
        en="y holds class numbers {low}..{high}, but loss {loss!r} compares y with the {units} "
        "outputs of the model and wants one column for each. Use "
        'loss="sparse_categorical_crossentropy", or y = to_categorical(y, {units}).',
        zh="y 是类别编号 {low}..{high}，而损失 {loss!r} 要求 y 与模型的 {units} 个输出逐列对应。"
        '请改用 loss="sparse_categorical_crossentropy"，'
        "或先做 y = to_categorical(y, {units})。",
    ),
    "E06": Message(
        en="y is one-hot with shape {shape}, but loss {loss!r} wants class numbers. Use "
        'loss="categorical_crossentropy", or y = y.argmax(-1).',
        zh="y 是形状为 {shape} 的独热编码，而损失 {loss!r} 需要类别编号。"
        '请改用 loss="categorical_crossentropy"，或先做 y = y.argmax(-1)。',
    ),
    "E07": Message(
        en="labels run from {low} to {high}, but the model has {units} outputs, for classes "
        "0..{last}; the first label outside is {value} in row {row}. Subtract {low} from y, or "
        "give the last layer {needed} units.",
        zh="标签从 {low} 到 {high}，而模型有 {units} 个输出，对应类别 0..{last}；"
        "第一个越界的标签是第 {row} 行的 {value}。请把 y 减去 {low}，"
        "或把最后一层改成 {needed} 个单元。",
    ),
    "E08": Message(
        en="labels run from {low} to {high}, but classes are numbered from 0; the first label "
        "outside is {value} in row {row}. Write y = y + {shift}.",
        zh="标签从 {low} 到 {high}，而类别从 0 开始编号；第一个越界的标签是第 {row} 行的 {value}。"
        "请写 y = y + {shift}。",
    ),
    "E12": Message(
        en="{first} has {first_rows} rows, but {second} has {second_rows}; every row needs its "
        "partner. Check that both come from the same split, for example x_train with y_train.",
        zh="{first} 有 {first_rows} 行，而 {second} 有 {second_rows} 行；每一行都要有对应的一行。"
        "请确认两者来自同一份划分，例如 x_train 配 y_train。",
    ),
    "E13": Message(
        en="{argument} must hold numbers; column {column}, row {row} holds {value!r}. Encode "
        "text as numbers first, for example with "
        "keras.utils.to_categorical(codes), or leave that column out.",
        zh="{argument} 只能包含数字；第 {column} 列第 {row} 行是 {value!r}。请先把文字编码为数字，"
        "例如 keras.utils.to_categorical(codes)，或去掉这一列。",
    ),
    "E14": Message(
        en="{layer} wants {want} axes, got {got} axes in shape {shape}. Add an axis, for example "
        "x[..., None]; before Dense use Flatten() instead.",
        zh="{layer} 需要 {want} 个轴，实际形状 {shape} 有 {got} 个轴。请增加一个轴，例如 "
        "x[..., None]；在 Dense 之前则用 Flatten()。",
    ),
    "E15": Message(
        en="{argument} has shape {got}, but the model wants {want}, rows first. For one sample "
        "add the row axis: x[None].",
        zh="{argument} 的形状是 {got}，而模型需要 {want}，第一个轴是行。"
        "只有一个样本时请加上行轴：x[None]。",
    ),
    "E16": Message(
        en="{argument} has {got} features, but the model was built for {want} (shape {shape}). "
        "Pass the same columns, in the same order, as the model was built with.",
        zh="{argument} 有 {got} 个特征，而模型是按 {want} 个特征（形状 {shape}）建立的。"
        "请传入与建立模型时相同、顺序也相同的列。",
    ),
    "E17": Message(
        en="input_shape {shape} seems to count the samples too: x has shape {got}. Leave the "
        "number of samples out, as in Input(shape={mend}).",
        zh="input_shape {shape} 似乎把样本数也算进去了：x 的形状是 {got}。"
        "请去掉样本数，写成 Input(shape={mend})。",
    ),
    "E21": Message(
        en="the data ended at step {step} of {wanted}; the epoch is cut short. Leave out "
        "steps_per_epoch, or let the generator repeat.",
        zh="数据在第 {step} 步（共 {wanted} 步）用完，本轮提前结束。"
        "请去掉 steps_per_epoch，或让生成器循环产生数据。",
    ),
    "E29": Message(
        en="{layer}: a window of {window} does not fit axis {axis} of its input {shape}, which "
        "looks like {other} data given to a {format} layer. Move the channels, for example "
        '{mend}, or pass data_format="{other}".',
        zh="{layer}：大小为 {window} 的窗口放不进输入 {shape} 的第 {axis} 轴；"
        "看起来是把 {other} 数据给了 {format} 的层。请移动通道轴，例如 {mend}，"
        '或传入 data_format="{other}"。',
    ),
    "E30": Message(
        en="{layer}: a window of {window} does not fit axis {axis} of size {size} of its input "
        '{shape}. Use padding="same", a smaller window, or fewer pooling layers before it.',
        zh="{layer}：大小为 {window} 的窗口放不进输入 {shape} 中大小为 {size} 的第 {axis} 轴。"
        '请用 padding="same"、更小的窗口，或减少前面的池化层。',
    ),
    "E31": Message(
        en="{argument} has shape {got}, but the model wants {want}: the channels are on the other "
        "side. Move them, for example {mend}.",
        zh="{argument} 的形状是 {got}，而模型需要 {want}：通道轴的位置反了。"
        "请移动它，例如 {mend}。",
    ),
    "E32": Message(
        en="shapes on the way there:{shapes}",
        zh="此前各层的形状：{shapes}",
    ),
    "E34": Message(
        en="{argument} holds {value} in row {row}, column {column} ({count} such cells). Fill or "
        "drop these rows first, for example x = x[np.isfinite(x).all(axis=1)] "
        "together with the same rows of y.",
        zh="{argument} 第 {row} 行第 {column} 列是 {value}（这样的单元格共 {count} 个）。"
        "请先填补或删除这些行，例如 x = x[np.isfinite(x).all(axis=1)]，"
        "并同时删去 y 的对应行。",
    ),
    "E35": Message(
        en="class numbers must be whole numbers; row {row} of y holds {value}. For a continuous "
        'target use loss="mse"; otherwise y = y.astype("int32").',
        zh="类别编号必须是整数；y 的第 {row} 行是 {value}。"
        '若目标是连续值请用 loss="mse"，否则做 y = y.astype("int32")。',
    ),
    "E36": Message(
        en="loss {loss!r} wants y between 0 and 1; row {row} holds {value}. For classes 1 and 2 "
        'subtract 1; for a continuous target use loss="mse".',
        zh="损失 {loss!r} 要求 y 在 0 与 1 之间；第 {row} 行是 {value}。"
        '类别为 1 和 2 时请减去 1；目标是连续值时请用 loss="mse"。',
    ),
    "E37": Message(
        en="validation_split={split} of {rows} rows leaves {training} rows for training and "
        "{validation} for validation; both need at least one. Try validation_split=0.2.",
        zh="{rows} 行数据按 validation_split={split} 划分后，训练有 {training} 行，"
        "验证有 {validation} 行；两者都至少要有一行。可以试试 validation_split=0.2。",
    ),
    "E38": Message(
        en="{argument} has no rows (shape {shape}). Check the filter or the file it came from.",
        zh="{argument} 没有任何行（形状 {shape}）。请检查产生它的筛选条件或文件。",
    ),
    "E39": Message(
        en="{argument} must have one number for each of the {rows} rows, got shape {got}. For "
        "example sample_weight=np.ones({rows}).",
        zh="{argument} 应当为 {rows} 行各给一个数，实际形状为 {got}。"
        "例如 sample_weight=np.ones({rows})。",
    ),
    "E40": Message(
        en="class_weight has no weight for class {label}, which y contains; its keys are {keys}. "
        "Add it, for example {label}: 1.0.",
        zh="y 中有类别 {label}，而 class_weight 没有给它权重；已有的键是 {keys}。"
        "请补上，例如 {label}: 1.0。",
    ),
    "E41": Message(
        en="validation_split needs arrays, because the last rows are held back; got {got}. Pass "
        "validation_data=(x_val, y_val) instead.",
        zh="validation_split 要留出最后若干行，因此只适用于数组；实际得到 {got}。"
        "请改用 validation_data=(x_val, y_val)。",
    ),
    "E42": Message(
        en="{argument} must be {want}; got {got}. For example {example}.",
        zh="{argument} 应为 {want}，实为 {got}。例如 {example}。",
    ),
    "E43": Message(
        en="y has shape {got}, but the output of the model has shape {want}. Reshape y, for "
        "example y.reshape({mend}), or change the units of the last layer.",
        zh="y 的形状是 {got}，而模型输出的形状是 {want}。请调整 y，例如 y.reshape({mend})，"
        "或修改最后一层的单元数。",
    ),
    "E45": Message(
        en="{given} came without y, with which the loss {loss!r} compares the output. Write "
        "{mend}.",
        zh="只给了 {given} 而没有 y，损失 {loss!r} 无法拿输出与之比较。请写 {mend}。",
    ),
    "E46": Message(
        en="the model wants {count} inputs ({want}), but the data has {got}. Pass a dictionary "
        "with these names, or a list in this order.",
        zh="模型需要 {count} 个输入（{want}），而数据给出的是 {got}。"
        "请按这些名称传字典，或按此顺序传列表。",
    ),
    "E47": Message(
        en="{value} is not one of the {count} classes of to_categorical (0..{last}). Leave out "
        "num_classes, or give at least {needed}.",
        zh="{value} 不在 to_categorical 的 {count} 个类别（0..{last}）之中。"
        "请去掉 num_classes，或至少设为 {needed}。",
    ),
    "E48": Message(
        en="{first} has {first_rows} rows, but {second} has {second_rows}, as many as {partner}. "
        "Were training and test data swapped? For example fit(x_train, y_train, "
        "validation_data=(x_test, y_test)).",
        zh="{first} 有 {first_rows} 行，而 {second} 有 {second_rows} 行，与 {partner} 的行数相同。"
        "训练数据与测试数据是否弄反了？例如 fit(x_train, y_train, "
        "validation_data=(x_test, y_test))。",
    ),
    "E50": Message(
        en="{argument} cannot be given beside a {got}, whose batches hold x, y and sample_weight. "
        "Let each batch be (x, y).",
        zh="x 是 {got}，它的每一批已含 x、y 和 sample_weight，不能再给 {argument}。"
        "请让每一批是 (x, y)。",
    ),
    "E54": Message(
        en="x is a {got} that goes on without an end, so an epoch needs a length. Give "
        "{argument}=100, or leave out repeat().",
        zh="x 是没有尽头的 {got}，一轮训练需要给定长度。请给出 {argument}=100，或去掉 repeat()。",
    ),
    "E55": Message(
        en="featurewise settings of an ImageDataGenerator need the mean and spread of the data. "
        "Call generator.fit(x_train) first.",
        zh="ImageDataGenerator 的 featurewise 设置需要数据的均值和标准差。"
        "请先调用 generator.fit(x_train)。",
    ),
    "E56": Message(
        en="y has shape {got}, one answer for each row, but the output of the model has shape "
        "{want}. Add Flatten() before the last Dense, or leave return_sequences out of the last "
        "recurrent layer.",
        zh="y 的形状是 {got}，每行一个答案，而模型输出的形状是 {want}。"
        "请在最后的 Dense 之前加 Flatten()，或去掉最后一个循环层的 return_sequences。",
    ),
    "E57": Message(
        en="{argument} holds text, such as {value!r}, and a model learns from numbers. Number the "
        "classes: names, {argument} = np.unique({argument}, return_inverse=True).",
        zh="{argument} 含有文字，例如 {value!r}，而模型只能学习数字。"
        "请给类别编号：names, {argument} = np.unique({argument}, return_inverse=True)。",
    ),
    "E58": Message(
        en="{layer} got {value} in row {row}, but input_dim={rows} allows 0..{last}. Numbers "
        "begin at 0, and input_dim exceeds the largest: input_dim={needed}.",
        zh="{layer} 在第 {row} 行得到 {value}，而 input_dim={rows} 只允许 0..{last}。"
        "编号从 0 开始，input_dim 须大于最大编号：input_dim={needed}。",
    ),
    "E59": Message(
        en="{argument} has the columns {got}, but the model was fitted to {want}. Put them in that "
        "order: {argument} = {argument}[{want}].",
        zh="{argument} 的列是 {got}，而模型训练时的列是 {want}。"
        "请按该顺序排列：{argument} = {argument}[{want}]。",
    ),
    "E60": Message(
        en="the elements of the data set are single samples of shape {shape}, but a model takes "
        "batches. Group them: dataset = dataset.batch(32).",
        zh="数据集的元素是形状为 {shape} 的单个样本，而模型需要成批的数据。"
        "请分批：dataset = dataset.batch(32)。",
    ),
    "E61": Message(
        en="x has shape {x} and y {y}, but the model takes x of shape {want}: they seem to be "
        "swapped. Call model.{method}(x, y) with the inputs first.",
        zh="x 的形状是 {x}，y 的形状是 {y}，而模型需要形状为 {want} 的 x：两者似乎颠倒了。"
        "请把输入放在前面：model.{method}(x, y)。",
    ),
    "E62": Message(
        en='{name} compares one-hot rows, but y holds class numbers. Use metrics=["accuracy"], '
        'which takes both, or "sparse_categorical_accuracy".',
        zh='{name} 比较独热的行，而 y 是类别编号。请用两者都适用的 metrics=["accuracy"]，'
        '或 "sparse_categorical_accuracy"。',
    ),
    "E63": Message(
        en="a window spans {span} steps, but the stretch of data has {steps}. Give a smaller "
        "sequence_length or sampling_rate, or more data.",
        zh="一个窗口跨 {span} 步，而这段数据只有 {steps} 步。"
        "请减小 sequence_length 或 sampling_rate，或提供更多数据。",
    ),
}
