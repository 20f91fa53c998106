"""G: the compiler and the engines that run its programs."""

from pronghorn.messages import Message

CODES = {
    "G03": Message(
        en="compiled objects cannot be kept in {folder} ({reason}); they last only as long as "
        "this process. Set PRONGHORN_CACHE to a folder you can write to, or to off.",
        zh="编译结果无法存入 {folder}（{reason}），只在本进程内有效。"
        "请把 PRONGHORN_CACHE 设为可写的文件夹，或设为 off。",
    ),
    "G04": Message(
        en="the disk that holds {folder} is full; compiled objects last only as long as this "
        "process. Free some space or set PRONGHORN_CACHE to another folder.",
        zh="{folder} 所在的磁盘已满，编译结果只在本进程内有效。"
        "请腾出空间，或把 PRONGHORN_CACHE 设为别的文件夹。",
    ),
    "G05": Message(
        en="an entry in {folder} was damaged or not written by pronghorn; it was built anew and "
        "never run.",
        zh="{folder} 中有一项已损坏或不是 pronghorn 写入的；已重新编译，原内容从未执行。",
    ),
    "G07": Message(
        en="stopped by Ctrl-C in epoch {epoch}, after {steps} steps; the weights are those of the "
        "last whole step. Go on with model.fit(..., initial_epoch={initial}).",
        zh="在第 {epoch} 轮第 {steps} 步之后被 Ctrl-C 中断；权重停在最后一个完整的步骤。"
        "继续训练：model.fit(..., initial_epoch={initial})。",
    ),
    "G08": Message(
        en="the step reads a value while it is being traced ({line}: {expression}), so it runs "
        "one step at a time in Python. Use ops.where or ops.cond to have it compiled.",
        zh="步骤在追踪时读取了具体数值（{line}：{expression}），因此改为在 Python 中逐步运行。"
        "请用 ops.where 或 ops.cond，使它能被编译。",
    ),
    "G10": Message(
        en="{folder} can be written by other users, so compiled objects are not kept there. "
        "Run: chmod 700 {folder}",
        zh="其他用户可以写入 {folder}，因此不在那里保存编译结果。请运行：chmod 700 {folder}",
    ),
    "G11": Message(
        en="this is a fault in pronghorn, not in your code: {what}. The program at hand was saved "
        "to {path}; please send it with your report. "
        'Until then: PRONGHORN_ENGINE="numpy".',
        zh="这是 pronghorn 的错误，不是您的代码有错：{what}。当时的程序已保存到 {path}，"
        '请随问题报告一并附上。在此期间可设 PRONGHORN_ENGINE="numpy"。',
    ),
    "G13": Message(
        en="llvmlite cannot be loaded ({reason}); everything runs on numpy, slower. Run: "
        "pip install --force-reinstall llvmlite",
        zh="无法加载 llvmlite（{reason}）；全部改在 numpy 上运行，较慢。"
        "请运行：pip install --force-reinstall llvmlite",
    ),
    "G14": Message(
        en="the model was used from a second thread while it was being trained; that call waited "
        "for the end of the current chunk.",
        zh="训练期间另一个线程使用了该模型；那次调用等到当前一段训练结束后才执行。",
    ),
    "G16": Message(
        en="LLVM could not compile '{program}', which runs on numpy, slower and with the same "
        "results. Please report it. {reason}",
        zh="LLVM 无法编译 '{program}'，改在 numpy 上运行，较慢但结果相同。请报告此问题。{reason}",
    ),
    "G30": Message(
        en="set_backend({backend!r}) changes nothing: pronghorn compiles models itself, with the "
        "engine {engine} now. Another is chosen with pronghorn.config.settings.engine.",
        zh="set_backend({backend!r}) 不起作用：pronghorn 自己编译模型，当前引擎是 {engine}。"
        "要换引擎请设置 pronghorn.config.settings.engine。",
    ),
    "G31": Message(
        en="{program} makes variables each time it is run. Make layers, optimizers, metrics and "
        "seed generators before it, or only once: if self.layer is None: self.layer = ...",
        zh="{program} 每次运行都会创建变量。请在它之前创建层、优化器、指标和种子生成器，"
        "或者只创建一次：if self.layer is None: self.layer = ...",
    ),
    "G32": Message(
        en="{function} asks for a number while it is being traced ({line}: {expression}), so it "
        "runs operation by operation: the same results, slower. {what}.",
        zh="{function} 在追踪时要读取具体数值（{line}：{expression}），因此改为逐个操作运行："
        "结果相同，但较慢。{what}。",
    ),
    "G33": Message(
        en="{function} was compiled {count} times for arguments that are not tensors, the last "
        "of them {got!r}; each value has a program of its own. Give numbers that change as "
        "ops.array(number).",
        zh="{function} 已因非张量参数编译了 {count} 次，最近一个是 {got!r}；每个值都有自己的程序。"
        "会变化的数请写成 ops.array(number)。",
    ),
    "G34": Message(
        en="{function} cannot be compiled ({line}: {expression}), so it runs operation by "
        "operation: the same results, slower. {reason}",
        zh="{function} 无法编译（{line}：{expression}），因此改为逐个操作运行：结果相同，但较慢。"
        "{reason}",
    ),
    "G35": Message(
        en="{function} was compiled {count} times for arrays of other shapes, the last of them "
        "{shape}. Write reduce_retracing=True beside the function for one program that serves "
        "all.",
        zh="{function} 已因数组形状不同编译了 {count} 次，最近一个形状是 {shape}。"
        "请给函数加上 reduce_retracing=True，让一个程序适用于所有形状。",
    ),
    "G36": Message(
        en="{function}: its arguments must fit input_signature ({want}), got {got}.",
        zh="{function}：参数必须符合 input_signature（{want}），实为 {got}。",
    ),
    "G37": Message(
        en="an argument of {function} is a {got}, whose content may differ at each call, so it "
        "runs operation by operation: the same results, slower. Give it arrays or tensors.",
        zh="{function} 有一个参数是 {got}，其内容每次调用都可能不同，因此改为逐个操作运行："
        "结果相同，但较慢。请传入数组或张量。",
    ),
    "G38": Message(
        en="{function} returns a {got}, whose elements differ at each call, so it runs operation "
        "by operation: the same results, slower. Return a list, a tuple or a dict.",
        zh="{function} 返回了 {got}，其元素每次调用都不同，因此改为逐个操作运行：结果相同，但较慢。"
        "请返回列表、元组或字典。",
    ),
}
