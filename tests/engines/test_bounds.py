"""Machine code reads nothing behind its operands: here a page follows that nobody may read."""

import subprocess
import sys

import pytest

SCRIPT = """
import ctypes, mmap
import numpy as np
from pronghorn import config, engines, ops
from pronghorn.ir.types import ArrayType
from pronghorn.prims.convolution import conv_filter
from pronghorn.prims.index import gather
from pronghorn.prims.window import plain
from pronghorn.tensor import Tensor
from pronghorn.trace.grad import value_and_grad
from pronghorn.trace.loop import over_batches
from pronghorn.trace.tracer import trace

PAGE, held = mmap.PAGESIZE, []
protect = ctypes.CDLL(None).mprotect
draw = np.random.default_rng(0)


def drawn(*shape):
    return guarded(draw.standard_normal(shape).astype(dtype))


def guarded(numbers):
    '''Numbers that end where a page begins that nobody may read.'''
    size = -(-numbers.nbytes // PAGE) * PAGE
    held.append(memory := mmap.mmap(-1, size + PAGE))
    start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    assert protect(ctypes.c_void_p(start + size), PAGE, 0) == 0
    array = np.frombuffer(memory, numbers.dtype, numbers.size, size - numbers.nbytes)
    array = array.reshape(numbers.shape)
    array[...] = numbers
    return array


def agree(function, *operands):
    program = trace(function, [ArrayType(array.shape, str(array.dtype)) for array in operands])
    found = [
        engines.load(name).compile(program).run(operands, {}).complete()[0]
        for name in ("llvm", "numpy")
    ]
    np.testing.assert_allclose(*found, rtol=1e-4, atol=1e-4)


for dtype in ("float32", "float64"):
    for rows, terms, columns in PRODUCTS:
        agree(lambda x, y: [ops.matmul(x, y).payload], drawn(rows, terms), drawn(terms, columns))
    for shape, filters, *taps in WINDOWS:
        moves = plain(len(taps))
        out = shape[0], *moves.out_sizes(shape[1:-1], taps), filters

        def slopes(x, g):
            how = dict(taps=tuple(taps), groups=1, **moves._asdict())
            return [conv_filter(x.payload, g.payload, **how)]

        x = drawn(*shape)
        agree(slopes, x, drawn(*out))
        agree(lambda x, w: [ops.conv(x, w).payload], x, drawn(*taps, shape[-1], filters))

    def routed(x):
        return [g.payload for g in value_and_grad(lambda: ops.sum(ops.max_pool(x, 2)), [x])[1]]

    agree(routed, drawn(3, 7, 7, 3))  # whose last cells are not whole

    def picked(table, weights, order):  # the next batch's rows are asked for
        def step(places):
            rows = Tensor(gather(table.payload, places.payload, axis=0))
            return [ops.matmul(rows, weights)]

        return [found.payload for found in over_batches(step, [order], 3)]

    for rows in (3, 7):
        order = guarded(draw.integers(0, 20, rows).astype("int32"))
        agree(picked, drawn(20, 100), drawn(100, 64), order)
"""

# Rows, terms and columns; of one row the last columns fill no vector.
PRODUCTS = [(1, 6, 1), (1, 6, 10), (1, 6, 17), (1, 6, 41), (1, 5, 1030), (3, 5, 10), (40, 300, 35)]
# Input, filters and taps; channels from 32 on are copied side by side, as lie those of all taps.
WINDOWS = [((2, 6, 6, 3), 5, 3, 3), ((2, 6, 6, 40), 9, 3, 3), ((2, 9, 40), 8, 5)]


@pytest.mark.skipif(sys.platform == "win32", reason="pages are protected otherwise there")
def test_nothing_is_read_behind_the_operands_of_products_and_windows_and_orders():
    script = SCRIPT.replace("PRODUCTS", repr(PRODUCTS)).replace("WINDOWS", repr(WINDOWS))
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
