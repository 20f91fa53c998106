"""M: layers, models and the arguments they are made from."""

from pronghorn.messages import Message

CODES = {
    "M01": Message(
        en="{owner}: {argument} must be a positive integer, got {got!r}. For example {argument}=4.",
        zh="{owner}：{argument} 必须是正整数，实为 {got!r}。例如 {argument}=4。",
    ),
    "M02": Message(
        en="{owner}: {argument} must be one of {want}; got {got!r}.",
        zh="{owner}：{argument} 必须是 {want} 之一，实为 {got!r}。",
    ),
    "M03": Message(
        en="unknown {kind} {name!r}; did you mean {nearest!r}?",
        zh="没有名为 {name!r} 的 {kind}；是不是 {nearest!r}？",
    ),
    "M04": Message(
        en="unknown {kind} {name!r}. Known: {known}. One of your own is passed as an object, "
        "or by name inside custom_object_scope.",
        zh="没有名为 {name!r} 的 {kind}。已知的有：{known}。"
        "自己写的请直接传对象，或在 custom_object_scope 中按名称使用。",
    ),
    "M05": Message(
        en="{method}() needs a compiled model. Call this first: "
        'model.compile(optimizer="adam", loss={loss!r}).',
        zh='{method}() 需要先编译模型。请先写：model.compile(optimizer="adam", loss={loss!r})。',
    ),
    "M06": Message(
        en="{owner} has no weights yet, because its input shape is not known. Begin the model "
        "with keras.Input(shape=(3,)), or call model.build((None, 3)).",
        zh="{owner} 还没有权重，因为输入形状未知。请以 keras.Input(shape=(3,)) 开头，"
        "或调用 model.build((None, 3))。",
    ),
    "M07": Message(
        en="{layer} wants an input of {want} axes, got shape {got}. Add an axis with "
        "x[..., None]; where a recurrent layer comes before it, give that return_sequences=True.",
        zh="{layer} 需要 {want} 个轴的输入，实际形状为 {got}。"
        "可用 x[..., None] 增加一个轴；若前一层是循环层，请给它 return_sequences=True。",
    ),
    "M08": Message(
        en="{layer} was built for {want} entries on axis {axis}, got shape {got}. Give it inputs "
        "of that size, or make a new layer for the new size.",
        zh="{layer} 建立时第 {axis} 轴的大小为 {want}，现在输入的形状是 {got}。"
        "请给它同样大小的输入，或为新的大小另建一层。",
    ),
    "M09": Message(
        en="{layer} wants {want} inputs, got {got}. Pass them as one list: layer([a, b]).",
        zh="{layer} 需要 {want} 个输入，实为 {got} 个。请放进一个列表：layer([a, b])。",
    ),
    "M10": Message(
        en="{owner} has {want} weight arrays, got {got}. Compare with "
        "[w.shape for w in model.get_weights()].",
        zh="{owner} 有 {want} 个权重数组，实际给了 {got} 个。"
        "请与 [w.shape for w in model.get_weights()] 对照。",
    ),
    "M11": Message(
        en="weight {weight} has shape {want}, got an array of shape {got}.",
        zh="权重 {weight} 的形状是 {want}，而给出的数组形状是 {got}。",
    ),
    "M12": Message(
        en='two layers share the name {name!r}. Give one of them another: name="{mend}".',
        zh='有两个层同名：{name!r}。请给其中一个改名：name="{mend}"。',
    ),
    "M13": Message(
        en="the model has no layers. Add one first: model.add(keras.layers.Dense(1)).",
        zh="模型里还没有层。请先添加：model.add(keras.layers.Dense(1))。",
    ),
    "M14": Message(
        en="{owner} takes layers, got {got}. Take every layer from one library, and pass an "
        "object rather than its class: Dense(4), not Dense.",
        zh="{owner} 只接受层，实为 {got}。请只用同一个库的层，"
        "并传对象而不是类：Dense(4)，而不是 Dense。",
    ),
    "M15": Message(
        en="{owner} has no argument {argument!r}; it takes {known}.",
        zh="{owner} 没有参数 {argument!r}；可用的有 {known}。",
    ),
    "M16": Message(
        en="{owner}: {argument} must be {want}, got {got!r}. For example {argument}={example}.",
        zh="{owner}：{argument} 应为 {want}，实为 {got!r}。例如 {argument}={example}。",
    ),
    "M17": Message(
        en="compile was given no loss, and no layer adds one, so there is nothing to minimise. "
        'For example model.compile(optimizer="adam", loss="mse").',
        zh="compile 时没有给损失，也没有层添加损失，因此没有可以最小化的目标。"
        '例如 model.compile(optimizer="adam", loss="mse")。',
    ),
    "M18": Message(
        en="{argument} has {got} entries for the {want} outputs {outputs}. Give one for each, "
        "as a list in this order or a dictionary with these names.",
        zh="模型有 {want} 个输出 {outputs}，而 {argument} 给了 {got} 项。"
        "请为每个输出各给一项：按此顺序用列表，或按名称用字典。",
    ),
    "M19": Message(
        en="{argument} names {name!r}, but the outputs of the model are {outputs}.",
        zh="{argument} 中的 {name!r} 不是模型的输出；输出有 {outputs}。",
    ),
    "M20": Message(
        en="the model has no layer {name!r}; its layers are {known}.",
        zh="模型没有名为 {name!r} 的层；现有的层是 {known}。",
    ),
    "M21": Message(
        en="an Input can only come first, and this model begins with {first} already.",
        zh="Input 只能放在最前面，而这个模型已经以 {first} 开头。",
    ),
    "M22": Message(
        en="{callback} watches {monitor!r}, which is not measured; there are {known}. Names with "
        "val_ need validation_data or validation_split in fit.",
        zh="{callback} 监视的 {monitor!r} 没有被计算；现有 {known}。"
        "带 val_ 的名称需要在 fit 中给出 validation_data 或 validation_split。",
    ),
    "M23": Message(
        en="this optimizer was built for other variables and does not know {variable}. Make a "
        "new optimizer for each model: optimizer=keras.optimizers.Adam().",
        zh="这个优化器是为另外的变量建立的，不认识 {variable}。"
        "请为每个模型新建优化器：optimizer=keras.optimizers.Adam()。",
    ),
    "M24": Message(
        en="{kind} must be a name, a configuration or something to call; got {got!r}.",
        zh="{kind} 应为名称、配置或可调用的对象，实为 {got!r}。",
    ),
    "M25": Message(
        en="{layer}.__init__ must call super().__init__() before it sets {attribute!r}.",
        zh="{layer}.__init__ 必须先调用 super().__init__()，再设置 {attribute!r}。",
    ),
    "M26": Message(
        en="nothing can be learnt: {reason}. Check that layers are trainable and that the loss "
        "uses the output of the model.",
        zh="没有可以学习的东西：{reason}。请检查各层是否可训练，以及损失是否用到了模型的输出。",
    ),
    "M28": Message(
        en="loss {loss!r} compares target {target} with output {output}; the shapes must be "
        "equal. Change the units of the last layer or the shape of y.",
        zh="损失 {loss!r} 要比较目标 {target} 与输出 {output}，两者形状必须相同。"
        "请修改最后一层的单元数或 y 的形状。",
    ),
    "M29": Message(
        en="{owner} cannot be rebuilt from its configuration: {reason}. Give it a get_config "
        "that returns every argument of __init__.",
        zh="无法由配置重建 {owner}：{reason}。请给它写 get_config，返回 __init__ 的全部参数。",
    ),
    "M30": Message(
        en="{owner} has no layer to remove.",
        zh="{owner} 没有可以移除的层。",
    ),
    "M31": Message(
        en="output {output} does not depend on the inputs that were given; it needs {missing}. "
        "Add it to inputs.",
        zh="输出 {output} 不是由给出的输入得到的，它还需要 {missing}。请把它加入 inputs。",
    ),
    "M32": Message(
        en="initializer {name} wants a shape of {want}, got {got}.",
        zh="初始化器 {name} 需要 {want} 的形状，实为 {got}。",
    ),
    "M33": Message(
        en="the learning rate follows {schedule} and cannot be set. Use a plain number in "
        "compile to set it by hand.",
        zh="学习率由 {schedule} 控制，不能直接设置。要手动设置，请在 compile 时用普通的数。",
    ),
    "M34": Message(
        en="{owner} must define {method}({arguments}).",
        zh="{owner} 必须定义 {method}({arguments})。",
    ),
    "M36": Message(
        en="input shape {got} holds a size that is not a positive integer or None. Leave the "
        "number of samples out: Input(shape=(3,)).",
        zh="输入形状 {got} 中有既不是正整数也不是 None 的大小。不要写样本数：Input(shape=(3,))。",
    ),
    "M37": Message(
        en="{layer} needs the size of axis {axis}, which is None in {got}. Give that size in "
        "Input.",
        zh="{layer} 需要知道第 {axis} 轴的大小，而 {got} 中它是 None。请在 Input 中写明。",
    ),
    "M38": Message(
        en="{owner} was called with {got}, which is not a tensor or an array.",
        zh="{owner} 的输入是 {got}，它既不是张量也不是数组。",
    ),
    "M39": Message(
        en="{owner} is built already, so {what} can no longer change. Make a new one.",
        zh="{owner} 已经建立，{what} 不能再改。请新建一个。",
    ),
    "M40": Message(
        en="variable {variable} has shape {want} and cannot take a value of shape {got}.",
        zh="变量 {variable} 的形状是 {want}，不能赋形状为 {got} 的值。",
    ),
    "M41": Message(
        en="variable {variable} has no shape: give shape=(...) together with its initializer.",
        zh="变量 {variable} 没有形状：请在给出初始化器的同时给出 shape=(...)。",
    ),
    "M43": Message(
        en="{kind} {name!r} is registered already, for {other}. Choose another name.",
        zh="{kind} {name!r} 已经注册给 {other}。请换一个名称。",
    ),
    "M44": Message(
        en="{owner}: {argument} would change the whole model for another arithmetic, which "
        "pronghorn does not do yet. Leave it out; the layer then works in its dtype.",
        zh="{owner}：{argument} 会让整个模型改用另一种算法，pronghorn 尚不支持。"
        "请去掉它，该层将按其 dtype 计算。",
    ),
    "M45": Message(
        en="{layer}: an input of {channels} channels cannot be cut into {groups} equal groups. "
        "Choose groups that divide {channels}.",
        zh="{layer}：输入的 {channels} 个通道不能等分成 {groups} 组。"
        "请选择能整除 {channels} 的 groups。",
    ),
    "M46": Message(
        en="{layer} cannot say what becomes of {name} when it changes images. Leave them out of "
        "the record, or use layers that move them, such as RandomFlip and RandomRotation.",
        zh="{layer} 改变图像时无法给出 {name} 的相应变化。请从记录中去掉它们，"
        "或改用会移动它们的层，例如 RandomFlip 和 RandomRotation。",
    ),
    "M47": Message(
        en="{callback} watches {monitor!r}, which is not measured; did you mean {nearest!r}? There "
        "are {known}.",
        zh="{callback} 监视的 {monitor!r} 没有被计算；是不是 {nearest!r}？现有 {known}。",
    ),
    "M60": Message(
        en="profile() clocks machine code, and this model's steps run on {engine}. "
        "model.compile_log says why.",
        zh="profile() 为机器码计时，而该模型的训练步在 {engine} 上运行。原因见 model.compile_log。",
    ),
    "M70": Message(
        en="{owner}: {argument} must hold {want} values, one for each variable in order; got "
        "{got}. Take them as [v.value for v in variables].",
        zh="{owner}：{argument} 应按顺序为每个变量各给一个值，共 {want} 个，实为 {got} 个。"
        "可写 [v.value for v in variables]。",
    ),
    "M71": Message(
        en="{method}() needs {owner} to be built, so that its variables are there. Call it on "
        "data once, or call build().",
        zh="{method}() 要求 {owner} 已经建立，变量都已存在。请先用数据调用一次，或调用 build()。",
    ),
    "M72": Message(
        en="{owner}.{method} must return a dict of figures by name, got {got}. For example "
        'return {{"loss": loss}}.',
        zh="{owner}.{method} 应返回按名称给出各项数值的字典，实为 {got}。例如 "
        'return {{"loss": loss}}。',
    ),
    "M73": Message(
        en="{owner}.make_{kind}_function would replace the compiled loop over batches and is "
        "never called. Write the step of one batch instead: def {kind}_step(self, data).",
        zh="{owner}.make_{kind}_function 会取代编译后的批循环，因此不会被调用。"
        "请改写单批的步骤：def {kind}_step(self, data)。",
    ),
    "M79": Message(
        en="a {owner} has no learning rate of its own. Set that of one of its optimizers, for "
        "example optimizer.optimizers[0].learning_rate = 0.001.",
        zh="{owner} 自身没有学习率。请设置其中某个优化器的学习率，例如 "
        "optimizer.optimizers[0].learning_rate = 0.001。",
    ),
    "M80": Message(
        en="nothing can be learnt: {op} has no slope, and through nothing else does the "
        "loss depend on the weights. Use a smooth function in its place, for example "
        "ops.sigmoid(10 * x) for a comparison.",
        zh="没有可以学习的东西：{op} 没有斜率，而损失只通过它依赖于权重。"
        "请换用光滑的函数，例如用 ops.sigmoid(10 * x) 代替比较。",
    ),
    "M81": Message(
        en="{owner}.call gave nothing back. End it with: return outputs",
        zh="{owner}.call 没有返回任何东西。请以 return outputs 结尾。",
    ),
    "M82": Message(
        en="{layer} wants an input of {want} axes, got shape {got}. Leave the number of samples "
        "out of Input(shape=...), or remove axes with Flatten().",
        zh="{layer} 需要 {want} 个轴的输入，实际形状为 {got}。"
        "请从 Input(shape=...) 中去掉样本数，或用 Flatten() 去掉多余的轴。",
    ),
    "M83": Message(
        en="{owner} gave no loss back. End it with return, for example: "
        "return ops.mean(ops.square(y_true - y_pred), axis=-1)",
        zh="{owner} 没有返回损失。请以 return 结尾，例如："
        "return ops.mean(ops.square(y_true - y_pred), axis=-1)",
    ),
    "M84": Message(
        en="a function of a Dataset's elements is called with their {count} parts: {reason}. Write "
        "it with one argument for each, for example lambda x, y: (x, y).",
        zh="Dataset 元素的函数会以其 {count} 个部分来调用：{reason}。"
        "请为每个部分写一个参数，例如 lambda x, y: (x, y)。",
    ),
    "M90": Message(
        en="the state of a training exists only while fit runs. Ask for it in a callback.",
        zh="训练状态只在 fit 运行期间存在。请在回调函数中读取。",
    ),
    "M91": Message(
        en="SwapEMAWeights needs an optimizer that keeps running means of the weights. For "
        "example optimizer=keras.optimizers.Adam(use_ema=True).",
        zh="SwapEMAWeights 需要保存权重滑动平均的优化器。"
        "例如 optimizer=keras.optimizers.Adam(use_ema=True)。",
    ),
    "M95": Message(
        en="{owner} cannot have both strides={strides} and dilation_rate={dilation} above 1. Keep "
        "one of them: strides=1 to look at wider places, dilation_rate=1 for a smaller output.",
        zh="{owner} 的 strides={strides} 与 dilation_rate={dilation} 不能同时大于 1。请只保留一个："
        "要扩大感受野就设 strides=1，要缩小输出就设 dilation_rate=1。",
    ),
    "M96": Message(
        en="{layer}: filters={filters} cannot be cut into {groups} equal groups. Choose filters "
        "that groups divides, or groups=1.",
        zh="{layer}：filters={filters} 不能等分成 {groups} 组。"
        "请选择能被 groups 整除的 filters，或用 groups=1。",
    ),
    "M97": Message(
        en="{layer} must know how the boxes are written. Pass bounding_box_format: one of {known}; "
        'for example bounding_box_format="xyxy" for left, top, right, bottom.',
        zh="{layer} 需要知道边界框的写法。请传入 bounding_box_format，可选 {known}；"
        '例如 bounding_box_format="xyxy" 表示左、上、右、下。',
    ),
    "M98": Message(
        en='{layer} takes images, or a dict that holds them as "images"; got a dict of {got}. '
        'Pass {{"images": images, "bounding_boxes": boxes}}.',
        zh='{layer} 需要图像，或以 "images" 存放图像的字典；实际字典的键是 {got}。'
        '请传入 {{"images": images, "bounding_boxes": boxes}}。',
    ),
}
