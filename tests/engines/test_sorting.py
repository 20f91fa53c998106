"""Sorting in compiled code: every dtype, axis and length, NaN last, equal elements in order."""

import numpy as np
import pytest

from pronghorn import ops
from pronghorn.engines import load
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.passes.pipeline import tidy
from pronghorn.prims.record import type_of
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad

pytestmark = pytest.mark.usefixtures("checked")

RANDOM = np.random.default_rng(0)


def compiled(function, x, type=None):
    executable = load("llvm").compile(tidy(tracer.trace(function, [type or type_of(x)])))
    assert not executable.record.fallbacks
    return executable.run([x], {}).complete()


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "int32", "uint8", "bool"])
def test_places(dtype):
    for size in (0, 1, 2, 3, 8, 9, 33, 1000):
        x = (RANDOM.normal(size=(3, size, 2)) * 4).astype(dtype)
        if dtype.startswith("float") and size > 3:
            x[0, 1, 0], x[1, 2, 1], x[2, 0, 0], x[1, 0, 0], x[1, 1, 0] = (
                np.nan,
                np.nan,
                np.inf,
                -0.0,
                0,
            )
        (found,) = compiled(lambda x: [ops.argsort(x, 1)], x)
        np.testing.assert_array_equal(found, np.argsort(x, 1, kind="stable"))


def test_a_length_that_is_not_known():
    kind = ArrayType((symbol("total"), 3), "float32")
    for rows in (0, 1, 7, 64, 65):
        x = RANDOM.integers(0, 9, (rows, 3)).astype("float32")
        (found,) = compiled(lambda x: [ops.argsort(x, 0)], x, kind)
        np.testing.assert_array_equal(found, np.argsort(x, 0, kind="stable"))


def test_what_sorts_is_compiled_with_its_gradient():
    def run(x):
        def total():
            best, _ = ops.top_k(x, 2)
            return ops.sum(best * ops.array([1.0, 10.0])) + ops.sum(ops.sort(x)[:, 0])

        return [value_and_grad(total, [x])[1][0], ops.median(x, axis=-1)]

    x = np.asarray([[3.0, 1.0, 2.0, 0.0], [5.0, 6.0, 8.0, 7.0]], "float32")
    slope, middle = compiled(run, x)
    assert slope.tolist() == [[1, 0, 10, 1], [1, 0, 1, 10]]
    assert middle.tolist() == [1.5, 6.5]
