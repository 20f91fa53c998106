"""Programs at the edge: no rows, no loop, every dtype, numbers that are no numbers."""

import dataclasses

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import ops
from pronghorn.config import settings
from pronghorn.engines import load
from pronghorn.engines.llvm.lower import routines
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.passes.pipeline import tidy
from pronghorn.prims.index import gather
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer
from pronghorn.trace.loop import over_batches
from pronghorn.variables import Variable
from tests.engines.memory import poisoned

pytestmark = pytest.mark.usefixtures("checked")

INTEGERS = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]
DTYPES = ["bool", *INTEGERS, "float16", "float32", "float64"]


def both(program, types, arrays, state=(), **sizes):
    """Results and state on either engine."""
    traced = tidy(tracer.trace(program, types))
    first = [variable.numpy() for variable in state]
    found = []
    for engine in ("numpy", "llvm"):
        for variable, value in zip(state, first, strict=True):
            variable.assign(value)
        executable = load(engine).compile(traced)
        run = poisoned(executable.run(arrays, sizes))
        found.append([*map(np.array, run.complete()), *(v.numpy() for v in state)])
    assert not executable.record.fallbacks
    return found


def assert_equal(found, tolerance=1e-6):
    for a, b in zip(*found, strict=True):
        assert (a.dtype, a.shape) == (b.dtype, b.shape)
        finite = a[np.isfinite(a)].astype("float64")
        scale = np.abs(finite).max(initial=1)  # sums may cancel
        np.testing.assert_allclose(b, a, rtol=tolerance, atol=tolerance * scale)


def numbers(dtype, rows, width):
    rng = np.random.default_rng(rows)
    if dtype.startswith("float"):
        return rng.normal(size=(rows, width)).astype(dtype)
    if dtype == "bool":
        return rng.integers(0, 2, (rows, width)).astype("bool")
    info = np.iinfo(dtype)
    return rng.integers(info.min, info.max, (rows, width), dtype=dtype, endpoint=True)


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_dtype_in_and_out(dtype):
    settings.floatx = "float64" if dtype == "float64" else "float32"
    last = Variable(np.zeros((3,), dtype), name="last", dtype=dtype)

    def program(x):
        def step(x):
            largest = ops.max(x, axis=0)
            last.assign(ops.maximum(last.value, largest))
            wide = ops.cast(x, settings.floatx)
            results = [x, ops.equal(x, largest), wide * 0.5, ops.argmax(x, axis=1), x[:, ::-1]]
            results += [ops.sum(wide, axis=1), ops.where(wide > 0.5, x, largest)]
            if dtype in INTEGERS:
                results += [x + x, x * x, x // 3, x % 7]
            elif dtype != "bool":
                results += [x * x + 1.0, ops.exp(-ops.abs(x))]
            return results

        return over_batches(step, [x], symbol("batch"))

    for rows in (0, 1, 5, 33):
        for batch in (1, 8, 50):
            x = numbers(dtype, rows, 3)
            types = [ArrayType((symbol("total"), 3), dtype)]
            found = both(program, types, [x], [last], batch=batch)
            assert_equal(found, 2e-3 if dtype == "float16" else 1e-6)


@pytest.mark.parametrize("dtype", [*INTEGERS, "bool"])
def test_products_of_whole_numbers(dtype):
    """Integers are multiplied and added exactly, truth values as 0 and 1; both wrap as in NumPy."""
    for m, k, n in [(1, 1, 1), (1, 37, 40), (5, 3, 2), (33, 40, 20), (300, 5, 2), (2, 200, 300)]:
        arrays = [numbers(dtype, m, k), numbers(dtype, k, n)]
        types = [ArrayType(array.shape, dtype) for array in arrays]
        (by_reference,), (found,) = both(lambda x, y: [ops.matmul(x, y)], types, arrays)
        np.testing.assert_array_equal(found, by_reference)


@pytest.mark.parametrize("engine", ["numpy", "llvm"])
def test_no_rows_leave_state_as_it_is(engine):
    total = Variable(np.float32(2.0), name="total")
    seen = Variable(np.float32(5.0), name="seen")

    def program(x):
        seen.assign(0.0)
        over_batches(lambda x: [total.assign(total + ops.sum(x))][1:], [x], symbol("batch"))
        return [total.value, seen.value]

    traced = tidy(tracer.trace(program, [ArrayType((symbol("total"), 2), "float32")]))
    run = load(engine).compile(traced).run([np.zeros((0, 2), "float32")], {"batch": 8})
    assert [float(x) for x in run.complete()] == [2.0, 0.0]
    assert (total.numpy(), seen.numpy()) == (2.0, 0.0)


def test_regions_without_elements_may_stand_apart(monkeypatch):
    monkeypatch.setattr(routines, "MANY", 0)
    x = np.zeros((0, 2), "float32")

    def program(x):
        return [ops.exp(x), ops.sum(ops.exp(x)), ops.sum(ops.matmul(ops.transpose(x), x))]

    assert_equal(both(program, [ArrayType(x.shape, "float32")], [x]))


def test_programs_of_numbers_alone():
    count = Variable(np.float32(3.0), name="count")
    flag = Variable(np.asarray(True), name="flag", dtype="bool")

    def program(x, n):
        count.assign(count * x + ops.cast(n, "float32"))
        flag.assign(ops.logical_not(flag.value))
        return [count.value, x, ops.where(flag.value, x, -x), n // 2, ops.tanh(x)]

    types = [ArrayType((), "float32"), ArrayType((), "int32")]
    found = both(program, types, [np.float32(1.5), np.int32(-7)], [count, flag])
    assert_equal(found)


def test_a_program_that_does_nothing():
    x = np.arange(6, dtype="float32").reshape(2, 3)
    found = both(lambda x: [x, x], [ArrayType(x.shape, "float32")], [x])
    assert_equal(found)
    np.testing.assert_array_equal(found[1][0], x)


SPECIAL = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-45, 3e38, -3e38, 1.0, -1.0]


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("value", SPECIAL)
def test_what_is_no_number_goes_where_ieee_sends_it(value, wide):
    width = 70 if wide else 3
    kept = Variable(np.zeros(width, "float32"), name="kept")
    weights = np.random.default_rng(1).normal(size=(width, width)).astype("float32")

    def program(x):
        def step(x):
            y = ops.matmul(x, weights)
            kept.assign(kept + ops.max(x, axis=0))
            results = [ops.sum(x, axis=1), ops.max(x, axis=1), ops.min(x, axis=1), ops.relu(x)]
            results += [ops.argmax(x, axis=1), ops.maximum(x, 0.5), ops.minimum(x, 0.5), y]
            results += [ops.softmax(x), ops.sign(x), ops.where(x > 0.0, x, 0.0 - x), x == x]
            results += [ops.log_softmax(x), ops.tanh(x), ops.sigmoid(x), ops.isfinite(x), 1.0 / x]
            return results

        return over_batches(step, [x], symbol("batch"))

    x = np.random.default_rng(2).normal(size=(19, width)).astype("float32")
    for place in ((0, 0), (7, 1), (9, 2), (18, width - 1)):
        x[place] = value
    found = both(program, [ArrayType((symbol("total"), width), "float32")], [x], [kept], batch=8)
    for a, b in zip(*found, strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("axes", [None, 0, 1])
def test_extremes_of_lanes_see_nan(axes):
    x = np.random.default_rng(3).normal(size=(13, 29)).astype("float32")
    x[5, 17] = np.nan

    def program(x):
        return [f(x, axis=axes) for f in (ops.max, ops.min, ops.sum, ops.argmax, ops.prod)]

    assert_equal(both(program, [ArrayType(x.shape, "float32")], [x]), 1e-5)


@pytest.mark.parametrize("engine", ["numpy", "llvm"])
def test_a_batch_larger_than_the_data(engine):
    settings.engine = engine
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile("sgd", "mse")
    x, y = np.ones((5, 3)), np.ones((5, 2))
    history = model.fit(x, y, batch_size=64, epochs=2, verbose=0)
    assert history.history["loss"][1] < history.history["loss"][0]
    assert model.optimizer.iterations.numpy() == 2
    assert model.predict(x, batch_size=1000, verbose=0).shape == (5, 2)


@pytest.mark.parametrize("engine", ["numpy", "llvm"])
def test_arrays_in_any_order_of_memory(engine):
    """What is turned, stepped over or read-only is read and kept by its elements."""
    weights = Variable(np.zeros((4, 3), "float32"), name="weights")
    x = np.random.default_rng(0).normal(size=(6, 20)).astype("float32")[::2, ::5].T[:, ::-1]
    x.flags.writeable = False
    weights.assign(np.arange(12, dtype="float32").reshape(3, 4).T)
    traced = tracer.trace(
        lambda x: [weights.assign(weights + x).value], [ArrayType((4, 3), "float32")]
    )
    (result,) = load(engine).compile(traced).run([x], {}).complete()
    want = np.arange(12, dtype="float32").reshape(3, 4).T + x
    np.testing.assert_array_equal(result, want)
    np.testing.assert_array_equal(weights.numpy(), want)
    weights.assign(ops.transpose(ops.reshape(weights, (3, 4))))
    (result,) = load(engine).compile(traced).run([x], {}).complete()
    np.testing.assert_array_equal(result, want.reshape(3, 4).T + x)


@pytest.mark.parametrize("fast_gather", [False, True])
@pytest.mark.parametrize("width", [1, 2, 3, 7])
@pytest.mark.parametrize("dtype", ["int32", "int64"])
def test_rows_are_gathered_in_one_instruction_or_one_by_one(dtype, width, fast_gather, monkeypatch):
    """Places outside the table are brought inside; lanes past the last row read nothing foreign."""
    table = np.random.default_rng(0).normal(size=(20, width)).astype("float32")
    places = np.random.default_rng(1).integers(0, 20, 21).astype(dtype)
    places[4:6] = 25, 1 << 30
    total = Variable(np.zeros(width, "float32"), name="total")
    engine = load("llvm")
    target = dataclasses.replace(engine.target, fast_gather=fast_gather)
    monkeypatch.setattr(engine, "target", target)

    def program(table, places):
        def step(at):
            rows = Tensor(gather(table.payload, at.payload, axis=0))
            total.assign(total + ops.sum(ops.tanh(rows), axis=0))
            return [ops.max(rows, axis=1)]

        return over_batches(step, [places], symbol("batch"))

    types = [ArrayType((20, width), "float32"), ArrayType((symbol("total"),), dtype)]
    assert_equal(both(program, types, [table, places], [total], batch=8), 1e-5)


@pytest.mark.parametrize("foreign", [np.nan, np.inf])
def test_lanes_past_the_last_row_add_nothing(foreign):
    """They hold the table's first row, which no batch has here."""
    table = numbers("float32", 20, 3)
    table[0] = foreign
    total = Variable(np.zeros((3, 3), "float32"), name="total")

    def program(table, places):
        def step(at):
            rows = Tensor(gather(table.payload, at.payload, axis=0))
            total.assign(total + ops.matmul(ops.transpose(rows), ops.tanh(rows)))
            return []

        over_batches(step, [places], symbol("batch"))
        return [ops.sum(total)]

    types = [ArrayType((20, 3), "float32"), ArrayType((symbol("total"),), "int32")]
    found = both(program, types, [table, np.arange(1, 14, dtype="int32")], [total], batch=8)
    assert np.isfinite(found[1][0])
    assert_equal(found, 1e-5)
