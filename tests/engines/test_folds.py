"""Large folds through the machine code: every choice of axes, several at once, threads."""

import numpy as np
import pytest

from pronghorn import config, engines, ops
from pronghorn.ir.types import ArrayType
from pronghorn.trace.tracer import trace

# Enough elements that threads share them; no size divides another.
SHAPES = [(70000, 5), (61, 37, 67), (1, 300, 17, 33), (23, 19, 11, 48), (2049, 131)]


def results(function, *arrays):
    """What the llvm engine computes, with the same bits for any number of threads."""
    types = [ArrayType(array.shape, str(array.dtype)) for array in arrays]
    program = trace(lambda *ts: [t.payload for t in function(*ts)], types)
    found = []
    for config.settings.threads in (1, 2, 5):
        outputs = engines.load("llvm").compile(program).run(arrays, {}).complete()
        found.append([np.array(output) for output in outputs])
    for other in found[1:]:
        assert all(a.tobytes() == b.tobytes() for a, b in zip(found[0], other, strict=True))
    return found[0]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", ["float32", "int32", "float16"])
def test_columns_rows_and_all_axes(shape, dtype):
    draw = np.random.default_rng(0)
    x = (draw.standard_normal(shape) * 8).astype(dtype)
    last = len(shape) - 1
    choices = [tuple(range(last)), (last,), tuple(range(last + 1)), (0,)]
    found = results(lambda t: [ops.max(t, axis=axes) for axes in choices], x)
    for axes, each in zip(choices, found, strict=True):
        np.testing.assert_array_equal(each, x.max(axes))
    found = results(lambda t: [ops.sum(t, axis=axes) for axes in choices], x)
    for axes, each in zip(choices, found, strict=True):
        wide = x.astype("float64").sum(axes)
        close = {"float32": 1e-4, "int32": 0, "float16": 0.05}[dtype] * np.sqrt(x.size)
        assert np.abs(each - wide).max() <= close


def test_sums_of_one_array_share_a_pass_and_those_that_need_each_other_do_not():
    x, g = np.random.default_rng(1).standard_normal((2, 40, 33, 31, 24), "float32")

    def sums(x, g):
        mean = ops.mean(x, (0, 1, 2))
        centred = x - mean
        variance = ops.mean(centred * centred, (0, 1, 2))
        return ops.sum(g, (0, 1, 2)), ops.sum(g * centred, (0, 1, 2)), mean, variance

    total, along, mean, variance = results(sums, x, g)
    centred = x - x.astype("float64").mean((0, 1, 2))
    np.testing.assert_allclose(mean, x.mean((0, 1, 2), "float64"), atol=1e-6)
    np.testing.assert_allclose(variance, (centred**2).mean((0, 1, 2)), rtol=1e-5)
    np.testing.assert_allclose(total, g.sum((0, 1, 2), "float64"), atol=1e-2)
    np.testing.assert_allclose(along, (g * centred).sum((0, 1, 2)), atol=1e-2)
