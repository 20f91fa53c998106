"""Sorting and searching in compiled code: every dtype and length, NaN last, equals in order."""

import numpy as np
import pytest

from pronghorn import config, ops
from pronghorn.dtypes import is_float, numpy_dtype
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


DTYPES = "float32 float64 float16 int8 int32 int64 uint8 uint16 uint64 bool".split()


@pytest.mark.parametrize("dtype", DTYPES)
def test_places(dtype):
    for size in (0, 1, 2, 3, 8, 9, 33, 128, 129, 1000):
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


@pytest.mark.parametrize("dtype", ["float64", "int64", "uint64", "int32"])
def test_every_digit_counts(dtype):
    x = RANDOM.integers(0, 2**64, (2, 300), "uint64").view("int64")
    x = x.view(dtype) if dtype != "int32" else (x >> 32).astype("int32")
    found, elements = compiled(lambda x: [ops.argsort(x), ops.sort(x)], x)
    np.testing.assert_array_equal(found, np.argsort(x, 1, kind="stable"))
    np.testing.assert_array_equal(elements, np.sort(x, 1))


def bits(x):
    return x.view(f"uint{8 * x.dtype.itemsize}")


@pytest.mark.parametrize("dtype", [*DTYPES, "bfloat16", "uint32"])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_elements(dtype, axis):
    kind = np.dtype(numpy_dtype(dtype))
    sizes = (0, 1, 2, 3, 5, 16, 17, 31, 100, 255, 256, 257, 1024, 1025) if axis == 1 else (3, 40)
    for size in sizes:
        x = (RANDOM.normal(size=(3, size, 21)) * 9).astype(kind)
        if is_float(dtype):
            for special in (np.nan, np.copysign(np.nan, -1), 0.0, -0.0, np.inf, -np.inf):
                x[RANDOM.random(x.shape) < 0.1] = kind.type(special)
        (found,) = compiled(lambda x: [ops.sort(x, axis)], x)
        exact = x.astype("float64") if is_float(dtype) else x  # NumPy puts bfloat16's NaN anywhere
        np.testing.assert_array_equal(found.astype(exact.dtype), np.sort(exact, axis))
        assert np.array_equal(bits(found), bits(ops.sort(x, axis).numpy()))  # as NumPy's engine
        if is_float(dtype):
            negative = np.signbit(found) & (found == 0)
            assert np.array_equal(negative.sum(axis), (np.signbit(x) & (x == 0)).sum(axis))


def test_lines_that_threads_share(monkeypatch):
    for shape in ((5000, 20), (40, 3000)):
        x = RANDOM.normal(size=shape).astype("float32")
        for threads in (1, 3):
            monkeypatch.setattr(config.settings, "threads", threads)
            (found,) = compiled(lambda x: [ops.sort(x)], x)
            np.testing.assert_array_equal(found, np.sort(x))


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_places_for_elements(dtype, side):
    for size in (0, 1, 2, 7, 100):
        line = np.sort((RANDOM.normal(size=size) * 9).astype(dtype))
        x = (RANDOM.normal(size=(5, 6)) * 9).astype(dtype)
        if dtype.startswith("float") and size > 2:
            line[-2:], x[0, :2] = np.nan, (np.nan, np.inf)
        (found,) = compiled(lambda x, line=line: [ops.searchsorted(line, x, side)], x)
        np.testing.assert_array_equal(found, np.searchsorted(line, x, side))
    one = np.ones(1, dtype)
    (found,) = compiled(lambda x: [ops.searchsorted([0.0, 1.0], x[0], side)], one)
    np.testing.assert_array_equal(found, np.searchsorted([0.0, 1.0], one[0], side), strict=False)
    assert found.shape == ()


def test_a_length_that_is_not_known():
    kind = ArrayType((symbol("total"), 3), "float32")
    for rows in (0, 1, 7, 64, 65):
        x = RANDOM.integers(0, 9, (rows, 3)).astype("float32")
        found, elements = compiled(lambda x: [ops.argsort(x, 0), ops.sort(x, 0)], x, kind)
        np.testing.assert_array_equal(found, np.argsort(x, 0, kind="stable"))
        np.testing.assert_array_equal(elements, np.sort(x, 0))


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
