"""S: shapes and dtypes of operations, and tensors used as if they were plain numbers."""

from pronghorn.messages import Message

CODES = {
    "S01": Message(
        en="{op}: shapes {a} and {b} do not broadcast; counted from the last axis, sizes must be "
        "equal or 1. Insert an axis of size 1 where one is missing, for example x[:, None].",
        zh="{op}：形状 {a} 与 {b} 无法广播；从最后一个轴数起，大小必须相等或为 1。"
        "请在缺少的位置插入大小为 1 的轴，例如 x[:, None]。",
    ),
    "S02": Message(
        en="{op}: expected (..., m, k) and (..., k, n); got {a} and {b}. The last axis of the "
        "first must equal the last but one of the second; perhaps one wants transposing, "
        "as in ops.matmul(a, ops.transpose(b)).",
        zh="{op}：应为 (..., m, k) 与 (..., k, n)，实为 {a} 与 {b}。"
        "前者的最后一轴必须等于后者的倒数第二轴；也许其中一个需要转置，"
        "如 ops.matmul(a, ops.transpose(b))。",
    ),
    "S03": Message(
        en="{op}: expected {want}; got {got}. Print the .shape and .dtype of the operands just "
        "before this line.",
        zh="{op}：应为 {want}，实为 {got}。请在这一行之前打印各操作数的 .shape 与 .dtype。",
    ),
    "S04": Message(
        en="reshape: {shape} cannot become {target}: the number of elements differs. Use one -1 "
        "to have a size worked out, as in ops.reshape(x, (-1, 4)).",
        zh="reshape：{shape} 无法变成 {target}：元素个数不同。"
        "可用一个 -1 让它自动推算，如 ops.reshape(x, (-1, 4))。",
    ),
    "S05": Message(
        en="{op}: axis {axis} does not exist in a tensor of {ndim} axes; use -{ndim}..{last}. "
        "axis=-1 is the last one.",
        zh="{op}：{ndim} 个轴的张量没有第 {axis} 轴；可用 -{ndim}..{last}。axis=-1 表示最后一轴。",
    ),
    "S06": Message(
        en="{op}: expected dtype {want}; got {got}. Convert first, for example "
        'ops.cast(x, "{mend}").',
        zh='{op}：dtype 应为 {want}，实为 {got}。请先转换，例如 ops.cast(x, "{mend}")。',
    ),
    "S07": Message(
        en="{op}: the operands must have one dtype; got {a} and {b}. Convert one of them with "
        "ops.cast(x, y.dtype).",
        zh="{op}：各操作数的 dtype 必须相同，实为 {a} 与 {b}。"
        "请用 ops.cast(x, y.dtype) 转换其中之一。",
    ),
    "S08": Message(
        en="a symbolic tensor ({tensor}) has a shape but no value yet, and {use} needs one. "
        "Choose with ops.where or ops.cond, or move the code into the call method of "
        "a Layer.",
        zh="符号张量（{tensor}）只有形状，还没有值，而 {use} 需要具体的值。"
        "请用 ops.where 或 ops.cond 来选择，或把这段代码放进 Layer 的 call 方法。",
    ),
    "S09": Message(
        en="{function} cannot take a symbolic tensor ({tensor}): it wants numbers. Use the "
        "function of the same name in keras.ops, or wrap the code in a Layer.",
        zh="{function} 不能接受符号张量（{tensor}），它需要具体数值。"
        "请改用 keras.ops 中的同名函数，或把代码包进 Layer。",
    ),
    "S10": Message(
        en="{op}: all shapes must agree except along axis {axis}; got {shapes}. Reshape or pad "
        "the one that differs.",
        zh="{op}：除第 {axis} 轴外，各形状必须一致，实为 {shapes}。请调整或填充不同的那一个。",
    ),
    "S11": Message(
        en="index {index} is outside axis {axis}, which has {size} entries; use -{size}..{last}.",
        zh="下标 {index} 超出第 {axis} 轴的范围，该轴有 {size} 项；可用 -{size}..{last}。",
    ),
    "S12": Message(
        en="{count} indices were given for a tensor of {ndim} axes, shape {shape}. Leave out "
        "the last ones.",
        zh="张量有 {ndim} 个轴（形状 {shape}），却给了 {count} 个下标。请去掉多余的下标。",
    ),
    "S13": Message(
        en="a tensor cannot be indexed with {got!r}; use integers, slices, None, ... or a "
        "tensor of integers, as in x[:, 0].",
        zh="不能用 {got!r} 作下标；可用整数、切片、None、... 或整数张量，如 x[:, 0]。",
    ),
    "S14": Message(
        en="{op}: axes {axes} must name each of the {ndim} axes exactly once, as in {example}.",
        zh="{op}：axes {axes} 必须把 {ndim} 个轴各列出一次，如 {example}。",
    ),
    "S15": Message(
        en="{op}: a window of {window} does not fit into an input of size {size} on axis {axis}. "
        'Use padding="same", a smaller window, or fewer pooling layers before it.',
        zh="{op}：大小为 {window} 的窗口放不进第 {axis} 轴大小为 {size} 的输入。"
        '请用 padding="same"、更小的窗口，或减少前面的池化层。',
    ),
    "S16": Message(
        en="einsum: {equation!r} does not fit its operands: {reason}. Write one letter for each "
        'axis, as in "ij,jk->ik".',
        zh='einsum：{equation!r} 与操作数不符：{reason}。每个轴写一个字母，如 "ij,jk->ik"。',
    ),
    "S17": Message(
        en="{op}: {argument} must be known before the program runs; got {got}. Use a plain "
        "integer, or a size taken with ops.shape(x).",
        zh="{op}：{argument} 必须在程序运行前确定，实为 {got}。"
        "请用普通整数，或用 ops.shape(x) 得到的大小。",
    ),
    "S18": Message(
        en="{op}: an axis of {size} entries cannot be cut into {parts} equal parts. Give the "
        "cutting points as a list, or pad the axis.",
        zh="{op}：有 {size} 项的轴不能等分成 {parts} 份。请用列表给出切分点，或填充该轴。",
    ),
    "S19": Message(
        en="a tensor cannot be changed in place. Use x = ops.slice_update(x, start, part) or "
        "ops.where(mask, new, x); a Variable has .assign(value).",
        zh="张量不能就地修改。请用 x = ops.slice_update(x, start, part) 或 "
        "ops.where(mask, new, x)；Variable 有 .assign(value)。",
    ),
    "S20": Message(
        en="{op}: a shape consists of whole numbers >= 0; got {got}.",
        zh="{op}：形状由大于等于 0 的整数组成，实为 {got}。",
    ),
    "S21": Message(
        en="{op} has no gradient, but the loss depends on it. Use ops.stop_gradient(x) if none "
        "is wanted; a while_loop has one when maximum_iterations is given.",
        zh="{op} 没有梯度，而损失依赖于它。若不需要梯度，请用 ops.stop_gradient(x)；"
        "while_loop 给出 maximum_iterations 后才有梯度。",
    ),
    "S22": Message(
        en="{got} cannot become a tensor: {reason}. Rows must have equal length and hold "
        "numbers; see keras.utils.pad_sequences.",
        zh="{got} 不能变成张量：{reason}。各行长度必须相等且都是数字；"
        "可参考 keras.utils.pad_sequences。",
    ),
    "S23": Message(
        en="{op}: axis {axis} is given twice in {axes}. Name each axis once.",
        zh="{op}：{axes} 中第 {axis} 轴出现了两次。每个轴只写一次。",
    ),
    "S24": Message(
        en="{op}: axis {axis} has {size} entries and cannot be removed; only axes of size 1 can. "
        "Pick an entry with x[..., 0], or reduce with ops.mean(x, axis={axis}).",
        zh="{op}：第 {axis} 轴有 {size} 项，不能去掉；只有大小为 1 的轴可以。"
        "请用 x[..., 0] 取一项，或用 ops.mean(x, axis={axis}) 归约。",
    ),
    "S25": Message(
        en="{op} of no elements has no value (shape {shape}, axis {axis}). Check that the data is "
        "not empty; ops.max and ops.min may be told what to give then: initial=0.",
        zh="{op} 作用在空元素上没有值（形状 {shape}，轴 {axis}）。"
        "请检查数据是否为空；ops.max 与 ops.min 可用 initial=0 指定此时的值。",
    ),
    "S26": Message(
        en="{got!r} is not a dtype. Known: {known}.",
        zh="{got!r} 不是 dtype。可用的有：{known}。",
    ),
    "S27": Message(
        en="a tensor made while a step was being traced is used after it ended ({tensor}). Keep "
        "such values in a Variable: self.kept.assign(value).",
        zh="在步骤追踪期间产生的张量（{tensor}）在追踪结束后又被使用。"
        "请把这样的值存入 Variable：self.kept.assign(value)。",
    ),
    "S28": Message(
        en="cannot loop over {tensor}: its first axis is {size}. Use ops.scan or ops.map, or "
        "index it with x[:, i].",
        zh="不能遍历 {tensor}：它的第一个轴是 {size}。"
        "请用 ops.scan 或 ops.map，或用 x[:, i] 取值。",
    ),
    "S29": Message(
        en="{op}: {argument} must be {want}; got {got!r}. For example {example}.",
        zh="{op}：{argument} 应为 {want}，实为 {got!r}。例如 {example}。",
    ),
    "S30": Message(
        en="{x} cannot be stretched to shape {shape}: axes of size 1 stretch, new axes come first. "
        "Insert an axis of size 1 where one is missing, for example x[:, None].",
        zh="{x} 无法扩展到形状 {shape}：只有大小为 1 的轴可以扩展，新轴在最前面。"
        "请在缺少的位置插入大小为 1 的轴，例如 x[:, None]。",
    ),
    "S31": Message(
        en="{op}: {what} must keep one structure and one type; got {a} and {b}. Convert with "
        "ops.cast(x, dtype) or ops.broadcast_to(x, shape).",
        zh="{op}：{what} 必须保持同一结构和同一类型，实为 {a} 和 {b}。"
        "请用 ops.cast(x, dtype) 或 ops.broadcast_to(x, shape) 转换。",
    ),
    "S32": Message(
        en="{dtype} cannot hold {value}. Convert the tensor first, for example "
        'ops.cast(x, "int32").',
        zh='{dtype} 无法表示 {value}。请先转换张量，例如 ops.cast(x, "int32")。',
    ),
    "S33": Message(
        en="{op}: how large its result is depends on numbers, which {tensor} has only when the "
        "program runs. Use {instead}, whose result has a known shape.",
        zh="{op}：其结果的大小取决于具体数值，而 {tensor} 要到程序运行时才有数值。"
        "请改用 {instead}，其结果的形状是已知的。",
    ),
    "S34": Message(
        en="{got} holds {dtype}; complex numbers are given as a pair of floats: "
        "(ops.array(z.real), ops.array(z.imag)).",
        zh="{got} 含 {dtype}；复数要写成一对浮点数：(ops.array(z.real), ops.array(z.imag))。",
    ),
    "S35": Message(
        en="rearrange: {pattern!r} does not fit the tensor: {reason}. Name each axis once on both "
        'sides, as in "b (h p) -> b h p".',
        zh="rearrange：{pattern!r} 与张量不符：{reason}。"
        '两边各把每个轴写一次，如 "b (h p) -> b h p"。',
    ),
    "S41": Message(
        en="{op}: expected inputs (batch, *sizes, channels) and a kernel "
        "(*taps, channels, filters) with as many axes, three or more; got {x} and {kernel}. "
        "A single picture needs a batch axis, x[None]; one without colours needs "
        "channels, x[..., None].",
        zh="{op}：输入应为 (batch, *sizes, channels)，卷积核应为 (*taps, channels, filters)，"
        "轴数相同且至少为三，实为 {x} 与 {kernel}。单张图片需要批轴 x[None]；"
        "无颜色的图片需要通道轴 x[..., None]。",
    ),
    "S42": Message(
        en="{op}: inputs {x} do not fit the kernel {kernel}: the number of input channels must be "
        "a multiple of the kernel's (its last axis but one, the last when transposed), and its "
        "filters the same multiple. Print x.shape and kernel.shape just before this line.",
        zh="{op}：输入 {x} 与卷积核 {kernel} 不符：输入通道数必须是卷积核通道数"
        "（倒数第二轴，转置卷积为最后一轴）的整数倍，滤波器数也必须是同一倍数。"
        "请在这一行之前打印 x.shape 与 kernel.shape。",
    ),
    "S43": Message(
        en="{op}: expected inputs (batch, *sizes, channels), three axes or more; got {x} for "
        "windows of {window}. A single picture needs a batch axis, x[None]; one without colours "
        "needs channels, x[..., None].",
        zh="{op}：输入应为 (batch, *sizes, channels)，至少三个轴，实为 {x}（窗口 {window}）。"
        "单张图片需要批轴 x[None]；无颜色的图片需要通道轴 x[..., None]。",
    ),
    "S44": Message(
        en="{op}: inputs {x} do not fit the kernel {kernel}, but would with "
        'data_format="{other}", where {depth} channels are. Pass data_format="{other}", or '
        "move the channels with ops.moveaxis.",
        zh="{op}：输入 {x} 与卷积核 {kernel} 不符，但若 "
        'data_format="{other}" 则相符，那里有 {depth} 个通道。'
        '请传入 data_format="{other}"，或用 ops.moveaxis 移动通道轴。',
    ),
    "S45": Message(
        en="{op}: cutting {crop} off axis {axis} of size {size} would leave nothing (shape "
        "{shape}). Use smaller numbers, or fewer layers that shrink before it.",
        zh="{op}：从大小为 {size} 的第 {axis} 轴切去 {crop} 后什么也不剩（形状 {shape}）。"
        "请用更小的数，或减少前面缩小尺寸的层。",
    ),
    "S60": Message(
        en="a GradientTape was {use}. Write: with GradientTape() as tape: ... and tape.gradient "
        "after it.",
        zh="GradientTape 的用法不对：{use}。请写成：with GradientTape() as tape: ...，"
        "之后再调用 tape.gradient。",
    ),
    "S61": Message(
        en="this GradientTape has given its gradients already. For several calls of gradient make "
        "it with GradientTape(persistent=True).",
        zh="这个 GradientTape 已经给出过梯度。若要多次调用 gradient，"
        "请用 GradientTape(persistent=True) 创建。",
    ),
    "S62": Message(
        en="no gradient is taken by {got}: only floats have one. Convert it first: "
        "ops.cast(x, 'float32').",
        zh="不能对 {got} 求梯度：只有浮点数才有梯度。请先转换：ops.cast(x, 'float32')。",
    ),
    "S63": Message(
        en="tensors have no {method}(): gradients are taken of functions. Use a GradientTape, "
        "pronghorn.value_and_grad(loss)(weights), or model.compile and model.fit.",
        zh="张量没有 {method}()：梯度是对函数求的。请用 GradientTape、"
        "pronghorn.value_and_grad(loss)(weights)，或 model.compile 与 model.fit。",
    ),
    "S64": Message(
        en="`if` asks a tensor of shape {shape} for one truth value, but it holds many. Choose "
        "with ops.where(condition, a, b), or ask ops.any(condition).",
        zh="`if` 要形状为 {shape} 的张量给出一个真值，而它含有多个。"
        "请用 ops.where(condition, a, b) 选择，或用 ops.any(condition)。",
    ),
}
