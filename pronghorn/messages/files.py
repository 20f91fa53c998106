"""F: files, optional packages and scripts."""

from pronghorn.messages import Message

CODES = {
    "F01": Message(
        en="cannot write {path}: {reason}. Choose a folder you can write to, for example "
        'to_file="model.png".',
        zh='无法写入 {path}：{reason}。请选一个可写的位置，例如 to_file="model.png"。',
    ),
    "F02": Message(
        en="{path} has a suffix that is not known; the picture formats are {known}.",
        zh="无法识别 {path} 的后缀；可用的图片格式是 {known}。",
    ),
    "F03": Message(
        en='{feature} needs the package {package}. Run: pip install "{install}"',
        zh='{feature} 需要软件包 {package}。请运行：pip install "{install}"',
    ),
    "F04": Message(
        en="there is no file {path}. The current folder is {folder}.",
        zh="没有文件 {path}。当前文件夹是 {folder}。",
    ),
    "F05": Message(
        en="{path} holds other weights than the model: {difference}. Build the model as it was "
        "when they were saved.",
        zh="{path} 中的权重与模型不符：{difference}。请按保存时的样子建立模型。",
    ),
    "F06": Message(
        en="{path} is not an HDF5 file; it begins with {start!r}. A web page or a git-lfs "
        "pointer begins like that when a download went wrong: download it again.",
        zh="{path} 不是 HDF5 文件，开头是 {start!r}。"
        "下载出错时常会得到网页或 git-lfs 指针：请重新下载。",
    ),
    "F07": Message(
        en="layer {layer!r} holds Python byte code, which pronghorn never runs. Pass your own "
        "function: custom_objects={{{layer!r}: your_function}}.",
        zh="层 {layer!r} 含有 Python 字节码，pronghorn 从不执行它。"
        "请传入自己的函数：custom_objects={{{layer!r}: your_function}}。",
    ),
    "F08": Message(
        en="{path} uses {name!r}, which is not known here. Pass it: "
        "custom_objects={{{name!r}: {name}}}.",
        zh="{path} 用到了这里没有的 {name!r}。请传入：custom_objects={{{name!r}: {name}}}。",
    ),
    "F09": Message(
        en="{path} was refused, because loading it could harm this computer: {reason}.",
        zh="已拒绝加载 {path}，因为它可能危害这台电脑：{reason}。",
    ),
    "F10": Message(
        en="{path} is damaged: {reason}. Save or download it again.",
        zh="{path} 已损坏：{reason}。请重新保存或下载。",
    ),
    "F11": Message(
        en="{what} is empty, so there is nothing to draw. Train first: history = model.fit(...).",
        zh="{what} 是空的，没有可画的内容。请先训练：history = model.fit(...)。",
    ),
    "F12": Message(
        en="no font here can draw {text!r} in a PNG; the labels show boxes. Save as .svg instead, "
        "which the reader's own fonts draw.",
        zh="这里没有能在 PNG 中画出 {text!r} 的字体，标签会显示为方框。"
        "请改存为 .svg，由阅读者自己的字体来画。",
    ),
    "F13": Message(
        en="{text} is not the JSON of a model: {reason}. Use what model.to_json() returned.",
        zh="{text} 不是模型的 JSON：{reason}。请使用 model.to_json() 返回的内容。",
    ),
    "F14": Message(
        en="the script imports {name}, which pronghorn does not have; the nearest is {nearest}.",
        zh="脚本导入了 pronghorn 没有的 {name}；最接近的是 {nearest}。",
    ),
    "F15": Message(
        en="{name} is a Keras name that pronghorn does not have yet; {use}.",
        zh="{name} 是 Keras 的名称，pronghorn 还没有实现；{use}。",
    ),
    "F16": Message(
        en="{name} is not here: when pronghorn runs a script, tensorflow is only tensorflow.keras "
        "and a few functions beside it.",
        zh="这里没有 {name}：pronghorn 运行脚本时，tensorflow 只包含 tensorflow.keras "
        "和少数几个函数。",
    ),
    "F17": Message(
        en="{path} must end in .weights.h5, the one form in which pronghorn keeps weights. For "
        'example "{mend}".',
        zh='{path} 必须以 .weights.h5 结尾，这是 pronghorn 保存权重的唯一格式。例如 "{mend}"。',
    ),
    "F18": Message(
        en="{path} is there already. Choose another name, or overwrite=True.",
        zh="{path} 已经存在。请换一个名称，或使用 overwrite=True。",
    ),
    "F19": Message(
        en="{path}: pronghorn cannot read or write {what} yet. Weights work: "
        'model.save_weights("model.weights.h5") and model.load_weights("model.weights.h5").',
        zh="{path}：pronghorn 还不能读写{what}。可以只保存权重："
        'model.save_weights("model.weights.h5") 与 model.load_weights("model.weights.h5")。',
    ),
    "F30": Message(
        en="{file} is not on this computer and cannot be fetched from {origin}: {reason}. Where "
        "there is a network, download it from there and put it at {path}.",
        zh="本机没有 {file}，也无法从 {origin} 获取：{reason}。"
        "请在有网络的地方下载，并放到 {path}。",
    ),
    "F31": Message(
        en="{path} is not the file it should be: its {algorithm} is {got}, not {want}. Remove it; "
        "it is then fetched from {origin}.",
        zh="{path} 不是应有的文件：其 {algorithm} 为 {got}，而不是 {want}。"
        "请删除它，之后会从 {origin} 重新获取。",
    ),
    "F32": Message(
        en="{directory} holds no files that end in {known}; it wants a folder for each class, such "
        "as {directory}/cats and {directory}/dogs, or labels=None.",
        zh="{directory} 中没有以 {known} 结尾的文件；应为每个类别建一个文件夹，"
        "如 {directory}/cats 与 {directory}/dogs，或使用 labels=None。",
    ),
    "F33": Message(
        en="{path} cannot be read as a picture: {reason}. Remove or replace it.",
        zh="无法把 {path} 作为图片读取：{reason}。请删除或替换它。",
    ),
    "F34": Message(
        en="{path} cannot be read as sound: {reason}. It wants whole numbers (PCM) in WAV; "
        "convert it, for example with ffmpeg -i {path} -acodec pcm_s16le new.wav.",
        zh="无法把 {path} 作为声音读取：{reason}。应为 WAV 格式的整数采样（PCM）；"
        "可转换，例如 ffmpeg -i {path} -acodec pcm_s16le new.wav。",
    ),
    "F35": Message(
        en="enable_unsafe_deserialization() changes nothing: code that stands in a file is never "
        'run. Give the functions a file needs by name: custom_objects={{"name": function}}.',
        zh="enable_unsafe_deserialization() 不起作用：文件中的代码永远不会被执行。"
        '请按名称给出文件需要的函数：custom_objects={{"name": function}}。',
    ),
    "F36": Message(
        en="{name} writes whole models, which pronghorn does not do yet. Keep the weights with "
        'model.save_weights("model.weights.h5"), the architecture with model.to_json().',
        zh="{name} 用于保存整个模型，pronghorn 尚不支持。请用 "
        'model.save_weights("model.weights.h5") 保存权重，用 model.to_json() 保存结构。',
    ),
}
