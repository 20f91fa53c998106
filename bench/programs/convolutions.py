"""Single convolutions and their gradients: `convolutions.py pronghorn|torch THREADS REPEATS`.

Reports seconds of each, the memory of its result included.
"""

import sys

import clock
import numpy as np

# Images, height and width, channels, taps, filters, stride, padding, whether channel by channel.
CASES = {
    "3x3 28x28x1 to 32": (128, 28, 1, 3, 32, 1, 0, False),
    "3x3 13x13x32 to 64": (128, 13, 32, 3, 64, 1, 0, False),
    "3x3 32x32x64 to 64": (32, 32, 64, 3, 64, 1, 1, False),
    "3x3 8x8x256 to 256": (32, 8, 256, 3, 256, 1, 1, False),
    "1x1 16x16x128 to 128": (64, 16, 128, 1, 128, 1, 0, False),
    "5x5 14x14x32 to 64": (64, 14, 32, 5, 64, 1, 2, False),
    "stride 2 32x32x32 to 64": (64, 32, 32, 3, 64, 2, 1, False),
    "depthwise 3x3 32x32x64": (32, 32, 64, 3, 64, 1, 1, True),
}

# Seconds of each before it is measured; better code takes half a second to come.
WARM = 1


def arrays(case):
    images, size, channels, taps, filters, stride, padding, alone = case
    out = (size + 2 * padding - taps) // stride + 1
    generator = np.random.default_rng(0)
    shapes = (
        (images, size, size, channels),
        (taps, taps, 1 if alone else channels, filters),
        (images, out, out, filters),
    )
    return [generator.standard_normal(shape, dtype=np.float32) for shape in shapes]


def in_pronghorn(case, threads, repeats):
    from pronghorn.config import settings
    from pronghorn.engines import load
    from pronghorn.ir.types import ArrayType
    from pronghorn.prims.convolution import conv, conv_filter, turned
    from pronghorn.prims.window import plain
    from pronghorn.trace.tracer import trace

    settings.threads = threads
    x, w, g = arrays(case)
    groups, pad, stride = (case[2] if case[7] else 1), (case[6],) * 2, (case[5],) * 2
    window = plain(2, stride=stride, before=pad, after=pad)
    back = window.to_input(x.shape[1:3], w.shape[:2])._asdict()
    taps, forward = w.shape[:2], window._asdict()
    calls = {
        "forward": (lambda a, b: conv(a, b, groups=groups, **forward), x, w),
        "input": (lambda a, b: conv(a, turned(b, groups), groups=groups, **back), g, w),
        "filters": (lambda a, b: conv_filter(a, b, taps=taps, groups=groups, **forward), x, g),
    }
    found = {}
    for name, (call, *operands) in calls.items():
        types = [ArrayType(operand.shape, "float32") for operand in operands]
        program = trace(lambda *ts, f=call: [f(*(t.payload for t in ts))], types)
        run = load("llvm").compile(program).run(operands, {})
        clock.warm(run.start, WARM)
        found[name] = clock.best(run.start, repeats, clock.of(threads))
    return found


def in_torch(case, threads, repeats):
    import torch

    torch.set_num_threads(threads)
    groups, pad, stride = (case[2] if case[7] else 1), (case[6],) * 2, (case[5],) * 2
    last = torch.channels_last
    x, w, g = map(torch.from_numpy, arrays(case))
    x, g = (each.permute(0, 3, 1, 2).contiguous(memory_format=last) for each in (x, g))
    w = w.permute(3, 2, 0, 1).contiguous(memory_format=last)

    def backward(*wanted):
        return torch.ops.aten.convolution_backward(
            g, x, w, None, stride, pad, (1, 1), False, (0, 0), groups, (*wanted, False)
        )

    calls = {
        "forward": lambda: torch.nn.functional.conv2d(x, w, None, stride, pad, 1, groups),
        "input": lambda: backward(True, False),
        "filters": lambda: backward(False, True),
    }
    found = {}
    for name, call in calls.items():
        clock.warm(call, WARM)
        found[name] = clock.best(call, repeats, clock.of(threads))
    return found


def main(module, threads, repeats):
    measure = {"pronghorn": in_pronghorn, "torch": in_torch}[module]
    measures = {}
    for name, case in CASES.items():
        for part, seconds in measure(case, threads, repeats).items():
            measures[f"{name}, {part}"] = seconds
    clock.report(**measures)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
