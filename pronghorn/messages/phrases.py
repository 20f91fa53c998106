"""What stands inside messages as a fact and is yet a phrase of ours: English to Chinese.

A placeholder in a phrase names another fact of the same message.
"""

PHRASES = {
    "Choose with ops.where or ops.cond, repeat with ops.while_loop": (
        "请用 ops.where 或 ops.cond 选择，用 ops.while_loop 重复"
    ),
    "Return the tensor, and read its number after the call": (
        "请返回张量，在调用之后再读取它的数值"
    ),
    "Take elements with ops.take, repeat with ops.fori_loop": (
        "请用 ops.take 取元素，用 ops.fori_loop 重复"
    ),
    "Take the element outside, and give it to the function": "请在外面取出元素，再传给函数",
    "Print outside of the loop or branch": "请在循环或分支之外打印",
    "bounds with rmin <= rmax and dmax >= 0": "满足 rmin <= rmax 且 dmax >= 0 的界限",
    "a number for vectors; 'fro', 'nuc', 1, -1, 2, -2, inf or -inf for matrices": (
        "对向量为一个数；对矩阵为 'fro'、'nuc'、1、-1、2、-2、inf 或 -inf"
    ),
    "a number from 1": "大于等于 1 的数",
    "a number or a list of numbers": "一个数或一列数",
    "a number >= 0, or None": "大于等于 0 的数，或 None",
    "a last axis of a multiple of {count} elements": "最后一个轴的长度为 {count} 的倍数",
    "an axis along which the weights go": "权重所沿的轴",
    "left out beside mode={mode}": "不给出，因为 mode={mode}",
    "one axis": "一个轴",
    "one number, or one for each of {count} elements": "一个数，或 {count} 个元素各一个",
    "one pair (before, after), or one for each of {count} axes": (
        "一对 (before, after)，或 {count} 个轴各一对"
    ),
    "weights as many as axes {axes} of {x} are large": "与 {x} 的轴 {axes} 形状相同的权重",
    "{size}, as large as axis {axis}, or None": "{size}（即轴 {axis} 的长度），或 None",
    "'epoch' or a number of batches": "'epoch' 或批数",
    "'epoch', 'batch' or a number of batches": "'epoch'、'batch' 或批数",
    "'hann', 'hamming', None or an array": "'hann'、'hamming'、None 或数组",
    "'greedy' or 'beam_search'": "'greedy' 或 'beam_search'",
    "'int' or 'categorical' for {count} classes": "'int' 或 'categorical'（共 {count} 类）",
    "'min' or 'max' for {monitor}, of which it cannot be told": (
        "'min' 或 'max'，因为从 {monitor} 看不出方向"
    ),
    "(height, width), two positive integers": "(height, width)，即两个正整数",
    "(height, width, channels) with 1, 3 or 4 channels": (
        "有 1、3 或 4 个通道的 (height, width, channels)"
    ),
    "(low, high) with low < high": "(low, high)，且 low < high",
    "(x,), (x, y) or (x, y, sample_weight)": "(x,)、(x, y) 或 (x, y, sample_weight)",
    "0; model.profile() shows where time goes": "0；时间花在哪里请看 model.profile()",
    "2 or 3 axes": "2 或 3 个轴",
    "3 or 4": "3 或 4",
    "False beside a path": "False，因为给了 path",
    "False beside crop_to_aspect_ratio": "False，因为给了 crop_to_aspect_ratio",
    "False beside legend_handles": "False，因为给了 legend_handles",
    "False unless x and y are arrays": "False，除非 x 和 y 是数组",
    "False: shorter sounds are followed by silence": "False，因为较短的声音之后补静音",
    "False: there are no sparse tensors": "False，因为没有稀疏张量",
    "None beside stateful_metrics": "None，因为给了 stateful_metrics",
    "None beside {other}": "None，因为给了 {other}",
    "None without multi_label": "None，除非 multi_label=True",
    "a Sequential or functional model": "Sequential 或函数式模型",
    "a batch of images, of 4 axes": "一批图像，4 个轴",
    "one image, of 3 axes": "一张图像，3 个轴",
    "axes from 1 to {last}": "1 到 {last} 的轴",
    "a built layer with filters over images": "已建立的、带图像滤波器的层",
    "a cell: a layer with call(x, states) and state_size": (
        "循环单元：有 call(x, states) 和 state_size 的层"
    ),
    "a compiled model with a loss, or a function that returns one": (
        "编译过且有损失的模型，或返回这种模型的函数"
    ),
    "a chain of its operations is too long": "其中一串运算太长",
    "values with shape and dtype": "带有 shape 和 dtype 的值",
    "a condition without axes": "没有轴的条件",
    "a dense result": "稠密的结果",
    "a dense tensor": "稠密张量",
    "a dict from class to weight, or 'balanced'": "由类别到权重的字典，或 'balanced'",
    "a dict of boxes and labels": "含 boxes 和 labels 的字典",
    "a dict only where y holds classes": "字典，但只用于 y 是类别的情形",
    "a dtype without quantization": "不带量化的 dtype",
    "a dtype without quantization for {layer}, for no layer computes in one yet": (
        "{layer} 用不带量化的 dtype，因为还没有层能做量化计算"
    ),
    "a file of Keras 2": "Keras 2 的文件",
    "a finite number >= 0": "有限的、大于等于 0 的数",
    "a float above 0": "大于 0 的浮点数",
    "a float above 0 and at most 1, or None": "大于 0 且不超过 1 的浮点数，或 None",
    "a folder": "一个文件夹",
    "a frozen value": "冻结的值",
    "a function": "一个函数",
    "a function that returns a float": "返回浮点数的函数",
    "a lambda has no name to find it by": "lambda 没有可供查找的名称",
    "a last axis of size 2": "大小为 2 的最后一轴",
    "a layer with a kernel or with embeddings": "带 kernel 或 embeddings 的层",
    "a letter on the right is new": "右边出现了新的字母",
    "a list of": "若干",
    "a list of sequences": "序列的列表",
    "a list of texts": "文本的列表",
    "a list of {count}, one more than boundaries": "{count} 项的列表，比 boundaries 多一项",
    "a list, or a dict by output name": "列表，或按输出名称的字典",
    "a loss without axes": "没有轴的损失",
    "a matrix": "矩阵",
    "a number": "一个数",
    "a number >= 0": "大于等于 0 的数",
    "a number >= 1": "大于等于 1 的数",
    "a number above 0": "大于 0 的数",
    "a number above minval": "大于 minval 的数",
    "a number below 1": "小于 1 的数",
    "a number from 0 to 1": "0 到 1 之间的数",
    "a number from 0 to less than 1": "从 0 到小于 1 的数",
    "a number from {low} to {high}, or two of them": "{low} 到 {high} 之间的一个数，或两个这样的数",
    "a number >= 0 or a schedule": "大于等于 0 的数或学习率计划",
    "a number or numbers of arguments": "参数的一个或多个序号",
    "a number, as dtype is {dtype}": "一个数，因为 dtype 是 {dtype}",
    "a pair (real, imaginary)": "一对 (实部, 虚部)",
    "a path with names among {names}": "路径，其中的名称取自 {names}",
    "a recurrent layer": "循环层",
    "a reduced factorization with at least as many rows as columns, for a gradient": (
        "行数不少于列数的简化分解，才能求梯度"
    ),
    "a shape with at most one -1": "最多含一个 -1 的形状",
    "a share below 1, or a number below {count}": "小于 1 的比例，或小于 {count} 的个数",
    "a single optimizer": "单个优化器",
    "a single policy": "单个策略",
    "a sorted vector": "排好序的向量",
    "a square table of counts": "方形的计数表",
    "a string": "字符串",
    "a text without '/'": "不含 '/' 的文本",
    "a tuple of sizes": "由各轴大小组成的元组",
    "a vector": "向量",
    "a whole model, so ModelCheckpoint needs save_weights_only=True": (
        "整个模型，因此 ModelCheckpoint 需要 save_weights_only=True"
    ),
    "a whole number": "整数",
    "a whole number or SeedGenerator": "整数或 SeedGenerator",
    "a whole number, or two": "一个或两个整数",
    "above 0 and at most 1": "大于 0 且不超过 1 的数",
    "above 0 and below 1": "大于 0 且小于 1 的数",
    "above 0 and below end={end}": "大于 0 且小于 end={end} 的数",
    "an array": "数组",
    "an array of shape (n, 2)": "形状为 (n, 2) 的数组",
    "an axis, or at most 2 axes": "一个轴，或最多两个轴",
    "an image of 3 axes, or rows of them": "3 个轴的图像，或多张这样的图像",
    "an integer": "整数",
    "an integer >= 1, or None": "大于等于 1 的整数，或 None",
    "an integer >= 2, or None": "大于等于 2 的整数，或 None",
    "an integer dtype": "整数 dtype",
    "an odd number, or two of them": "一个奇数，或两个奇数",
    "another value than the forward layer's, {a}": "与正向层的 {a} 不同的值",
    "at least 0": "大于等于 0 的数",
    "at least 1": "大于等于 1 的数",
    "at least 2": "大于等于 2 的数",
    "at least 30": "大于等于 30 的数",
    "at least one tensor": "至少一个张量",
    "at least two classes": "至少两个类别",
    "at least {fewest}": "大于等于 {fewest} 的数",
    "at most 0": "小于等于 0 的数",
    "below the {steps} steps of data": "小于 data 的 {steps} 步的数",
    "between 0 and 1": "0 到 1 之间的数",
    "both sides must name the same axes, each once": "两边必须写同样的轴，每个一次",
    "boxes of shape (..., 4)": "形状为 (..., 4) 的框",
    "brackets do not match": "括号不配对",
    "by Embedding layer ({known})": "按 Embedding 层（{known}）给出的字典",
    "data (n, *rest) and segment_ids (n,)": "data (n, *rest) 与 segment_ids (n,)",
    "eight numbers, or eight for each image": "八个数，或每张图像八个数",
    "entered a second time inside its own with": "在自己的 with 之内又进入了一次",
    "floats": "浮点数",
    "folders of {there}": "{there} 中的文件夹",
    "four numbers": "四个数",
    "four points, shape (4, 2) or (images, 4, 2)": "四个点，形状为 (4, 2) 或 (images, 4, 2)",
    "from 1 to beam_width={width}": "1 到 beam_width={width} 的整数",
    "full_matrices=False for a gradient": "full_matrices=False，才能求梯度",
    "given together with the other": "与另一个一起给出",
    "given together with {given}": "与 {given} 一起给出",
    "given where the path has no suffix": "在路径没有后缀时给出",
    "given with the other": "与另一个一起给出",
    "given, unless right_size is": "给出的，除非给了 right_size",
    "how many batches to take, for a generator does not tell": "要取的批数，因为生成器不会说明",
    "images (n, channels, height, width)": "(n, channels, height, width) 的图像",
    "indices (*batch, k)": "形状为 (*batch, k) 的下标",
    "int32 cannot hold its numbers": "int32 存不下其中的数",
    "it ends too soon": "它过早结束",
    "it has no get_config": "它没有 get_config",
    "it holds no object": "其中没有对象",
    "it is neither a tar nor a zip archive": "它既不是 tar 也不是 zip 压缩包",
    "it holds {dtype}": "其中是 {dtype}",
    "keyed by the classes of y ({labels})": "以 y 的类别（{labels}）为键的字典",
    "labels of shape (images, classes), as keras.utils.to_categorical makes them": (
        "形状为 (images, classes) 的标签，可由 keras.utils.to_categorical 得到"
    ),
    "leading axes of one length, or length=": "长度相同的首轴，或给出 length=",
    "matrices (*batch, m, n)": "形状为 (*batch, m, n) 的矩阵",
    "matrices of known sizes": "大小已知的矩阵",
    "more than the words of the shortest text": "大于最短文本的词数",
    "names of layers whose outputs are images, of {known}": "{known} 中输出为图像的层的名称",
    "no such argument": "不存在这个参数",
    "no variable has a gradient": "没有变量有梯度",
    "numbers": "数",
    "numbers below num_classes={num_classes}": "小于 num_classes={num_classes} 的数",
    "objects rather than classes": "对象，而不是类",
    "of shape ({shape})": "形状为 ({shape}) 的序列",
    "of another compute dtype than float16 with int8": "与 int8 一起时不以 float16 计算的策略",
    "one for each of the {count} inputs": "{count} 个输入各一个",
    "one for each of {count} files": "{count} 个文件各一个",
    "one list of layers": "一个由层组成的列表",
    "one positive integer, or {rank} of them": "一个正整数，或 {rank} 个正整数",
    "patterns of which one fits {path}": "只有一个与 {path} 相配的模式",
    "positive definite matrices": "正定矩阵",
    'weights work: model.save_weights("model.weights.h5") and '
    'model.load_weights("model.weights.h5")': (
        '可以只保存权重：model.save_weights("model.weights.h5") 与 '
        'model.load_weights("model.weights.h5")'
    ),
    "docs/compat.md lists what there is": "docs/compat.md 列出了已有的名称",
    "at least 0, for x1 and x2 are whole numbers": "大于等于 0 的数，因为 x1 和 x2 都是整数",
    "matrices that have an inverse": "可逆矩阵",
    "matrices of finite numbers": "由有限数构成的矩阵",
    "query (b, t, heads, d), key and value (b, s, kv_heads, d), heads % kv_heads == 0": (
        "query (b, t, heads, d)、key 与 value (b, s, kv_heads, d)，且 heads % kv_heads == 0"
    ),
    "row 0 has shape {first}, row {row} {other}": "第 0 行的形状是 {first}，第 {row} 行是 {other}",
    "rows of images, 4 axes": "多张图像，4 个轴",
    "rows of pictures, (rows, height, width, channels)": (
        "多张图片，(rows, height, width, channels)"
    ),
    "set on the inner optimizer": "在内层优化器上设置",
    "shape (boxes, 4)": "形状 (boxes, 4)",
    "shape (boxes, 4) or (images, boxes, 4)": "形状 (boxes, 4) 或 (images, boxes, 4)",
    "shape (images, boxes, 4)": "形状 (images, boxes, 4)",
    "so small that the loss bears {fewest} steps": "足够小、使损失经得起 {fewest} 步的数",
    "square matrices (*batch, n, n)": "形状为 (*batch, n, n) 的方阵",
    "such that both parts of {count} samples hold some": "使 {count} 个样本的两部分都不为空的数",
    "tensors that begin at Input": "从 Input 开始的张量",
    "the address of the file": "文件的地址",
    "the class of each row (Only binary and multiclass)": "每行一个类别（只支持二分类和多分类）",
    "the exceptions": "例外名单",
    "the folder holds no checkpoint of Orbax": "文件夹中没有 Orbax 检查点",
    "the loss": "损失",
    "the least and the greatest value of pixels": "像素的最小值和最大值",
    "the model has no trainable weights": "模型没有可训练的权重",
    "the number of classes as num_classes": "以 num_classes 给出的类别数",
    "the processor": "处理器",
    "the same whole number for both subsets, which would overlap otherwise": (
        "两个子集用同一个整数，否则它们会重叠"
    ),
    "the value of the forward layer, {a}": "与正向层相同的值 {a}",
    "two axes": "两个轴",
    "two axes or more": "两个或更多的轴",
    "two numbers": "两个数",
    "vectors of 2 or 3 numbers": "由 2 或 3 个数组成的向量",
    "whole numbers": "整数",
    "whole numbers >= 0: one, or (before, after) for each of {rank} axes": (
        "大于等于 0 的整数：一个，或 {rank} 个轴各给 (before, after)"
    ),
    "whole numbers as x2": "整数的 x2",
    "whole numbers from 0, each below strides={strides}": (
        "从 0 起、各小于 strides={strides} 的整数"
    ),
    "written as {form}": "形如 {form} 的文本",
    "{count} gradients, one for each variable": "{count} 个梯度，每个变量各一个",
    "{count} names": "{count} 个名称",
    "the image's {argument}": "图像的 {argument}",
    "the image's {argument}, to convert {source} to {target}": (
        "图像的 {argument}，才能把 {source} 转换为 {target}"
    ),
    "among the columns {columns} of {path}": "{path} 的列 {columns} 之一",
    "it has {found} channels, {other} has {channels}": (
        "它有 {found} 个声道，{other} 有 {channels} 个"
    ),
    "it calls {called}": "它会调用 {called}",
    "*{name} has no names": "*{name} 没有名称",
    "{held} rows": "{held} 行",
    "at most {most}": "最多 {most}",
    "a mask of shape {shape}": "形状为 {shape} 的掩码",
    "the inputs of {layer} are missing": "缺少 {layer} 的输入",
    "{word!r} is no name of an axis": "{word!r} 不是轴的名称",
    "one or two whole numbers >= {least}": "一个或两个大于等于 {least} 的整数",
    "images that hold a block of {taps}": "容得下 {taps} 块的图像",
    "(n, channels * {taps}, {blocks})": "(n, channels * {taps}, {blocks})",
    "3 channels on axis {axis}": "第 {axis} 轴上有 3 个通道",
    "two of the three": "给出三者中的两个",
    "{ndim} axes, or rows of such arrays": "{ndim} 个轴，或多个这样的数组",
    "coordinates of shape ({ndim}, ...)": "形状为 ({ndim}, ...) 的坐标",
    "{ndim} axes": "{ndim} 个轴",
    "at most the {count} entries of the last axis": "不超过最后一轴的 {count} 项",
    "at most {ndim} places in the last axis of indices": "indices 的最后一轴最多 {ndim} 个位置",
    "a window of {count} numbers": "由 {count} 个数组成的窗",
    "at least sequence_length={length}": "大于等于 sequence_length={length} 的数",
    "a whole number >= {least}, or {ndim} of them": (
        "大于等于 {least} 的整数，或 {ndim} 个这样的整数"
    ),
    "it has no {part}": "其中没有 {part}",
    "{part} is no array": "{part} 不是数组",
    "a model in parts of {size} GB": "每份 {size} GB 的分块模型",
    "asked for {method}() outside its with": "在它的 with 之外调用了 {method}()",
    "a generator or a Sequence for {owner}": "供 {owner} 使用的生成器或 Sequence",
    "the result of {op}": "{op} 的结果",
    "it names {named} axes, the tensor has {ndim}": "它写了 {named} 个轴，而张量有 {ndim} 个",
    "give {word}= its size": "请用 {word}= 给出它的大小",
    "an axis of {total} cannot be split into {words}": "大小为 {total} 的轴不能拆成 {words}",
    "{named} operands are named, {count} given": "写了 {named} 个操作数，给了 {count} 个",
    "operand {number} has {ndim} axes": "第 {number} 个操作数有 {ndim} 个轴",
    "{letter} has two sizes": "{letter} 有两种大小",
    "{letter} is {a} and {b}": "{letter} 既是 {a} 又是 {b}",
    "axes {axes} of equal sizes": "大小相等的轴 {axes}",
    "a block of at most {total} elements along an axis of as many": (
        "在有 {total} 个元素的轴上不超过 {total} 个元素的块"
    ),
    "one target for each row of {scores}": "{scores} 的每行一个目标",
    "'auto' or an integer >= 0": "'auto' 或大于等于 0 的整数",
    "0; mode=1 is keras.layers.LayerNormalization today": (
        "0；mode=1 现在是 keras.layers.LayerNormalization"
    ),
    "a function, for hard_sigmoid has another slope today": (
        "一个函数，因为如今 hard_sigmoid 的斜率不同"
    ),
    "a NumPy array": "NumPy 数组",
    "the configuration": "该配置",
    "the argument training of call": "call 的参数 training",
    "code of one's own": "自己写的代码",
    "layers such as keras.layers.RandomRotation in the model": (
        "模型中的层，例如 keras.layers.RandomRotation"
    ),
    "a string, such as reduction='sum'": "字符串，例如 reduction='sum'",
    "keras.layers.concatenate, add or multiply": "keras.layers.concatenate、add 或 multiply",
    "nothing: there are no sessions": "（不需要：没有会话）",
    "keras.layers.Concatenate, Add, Multiply or Average": (
        "keras.layers.Concatenate、Add、Multiply 或 Average"
    ),
    "a layer of one's own with two keras.layers.Dense": (
        "自己写的、含两个 keras.layers.Dense 的层"
    ),
    "keras.layers.Conv1D, all of whose windows share weights": (
        "keras.layers.Conv1D，其所有窗口共用权重"
    ),
    "keras.layers.Conv2D, all of whose windows share weights": (
        "keras.layers.Conv2D，其所有窗口共用权重"
    ),
    "keras.ops.max of keras.layers.Dense outputs": "对 keras.layers.Dense 的输出取 keras.ops.max",
    "save_freq, in batches": "save_freq（按批计）",
    "layer.reset_state() for each stateful layer": "对每个有状态的层调用 layer.reset_state()",
}
