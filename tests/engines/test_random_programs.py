"""Steps drawn at random, with state and views, do on the llvm engine what they do on numpy."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pronghorn import config, ops
from pronghorn.engines import load
from pronghorn.engines.llvm import rows as rows_of_engine
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.passes.pipeline import tidy
from pronghorn.trace import tracer
from pronghorn.trace.loop import over_batches
from pronghorn.variables import Variable
from tests.engines.memory import poisoned

# Bounded functions, so that rounding does not grow from batch to batch.
UNARY = [ops.tanh, ops.sin, ops.sigmoid, ops.abs, ops.negative, ops.floor, lambda x: x * x * 0.1]
BINARY = [ops.add, ops.subtract, ops.maximum, ops.minimum, ops.multiply]
BOUND = 3.0


class Step:
    """Draws operations on tables `(rows, width)`, on tensors without rows, and on numbers."""

    def __init__(self, draw, dtype, width):
        self.draw = draw
        self.dtype = dtype
        self.width = width
        rng = np.random.default_rng(width)
        shapes = [(), (), (width,), (width,), (width, width), (2, width)]
        self.state = [
            Variable(np.asarray(rng.normal(size=shape), dtype), name=f"state_{n}", dtype=dtype)
            for n, shape in enumerate(shapes)
        ]

    def pick(self, values):
        return self.draw(st.sampled_from(values))

    def __call__(self, *given):
        self.tables = list(given)
        self.others = [variable.value for variable in self.state]
        for _ in range(self.draw(st.integers(1, 14))):
            self.pick([self.table, self.table, self.table, self.other, self.fold, self.assign])()
        self.assign()
        return [self.pick(self.tables), self.tables[-1]]

    def bounded(self, x):
        return ops.clip(ops.cast(x, self.dtype), -BOUND, BOUND)

    def table(self):
        x, y = self.pick(self.tables), self.pick(self.tables)
        makers = {
            "unary": lambda: self.pick(UNARY)(x),
            "binary": lambda: self.pick(BINARY)(x, y),
            "spread": lambda: self.pick(BINARY)(x, self.row_like()),
            "matmul": lambda: ops.matmul(x, self.pick(self.of_shape((self.width, self.width)))),
            "mean": lambda: x - ops.mean(x, axis=1, keepdims=True),
            "where": lambda: ops.where(x > 0.1234567, x, y),
            "turned": lambda: ops.transpose(ops.tanh(ops.transpose(x))),
            "reversed": lambda: ops.flip(x, 1),
            "rolled": lambda: ops.concatenate([x[:, 1:], y[:, :1]], 1),
            "padded": lambda: ops.pad(x, ((0, 0), (1, 0)), constant_values=0.5)[:, :-1],
            "flat": lambda: ops.reshape(ops.reshape(x, (-1,)) * 0.5, (-1, self.width)),
            "deep": lambda: ops.sum(ops.reshape(x, (-1, 1, self.width)) * self.two_rows(), 1) * 0.5,
            "best": lambda: ops.one_hot(ops.argmax(x, -1), self.width) * y,
            "taken": lambda: ops.take(self.pick(self.of_shape((2, self.width))), self.bits(x), 0),
            "soft": lambda: ops.softmax(x),
        }
        self.tables.append(self.bounded(self.pick(list(makers.values()))()))

    def bits(self, x):
        return ops.cast(ops.sum(x, axis=1) > 0.1234567, "int32")

    def two_rows(self):
        return self.pick(self.of_shape((2, self.width)))

    def row_like(self):
        return self.pick(self.of_shape((self.width,)) + self.of_shape(()))

    def of_shape(self, shape):
        return [x for x in self.others if x.shape == shape]

    def other(self):
        x = self.pick(self.others)
        y = self.pick(self.of_shape(x.shape) + self.of_shape(()))
        made = self.pick(BINARY)(x, y) if self.draw(st.booleans()) else self.pick(UNARY)(x)
        if made.ndim == 2 and made.shape[0] == made.shape[1] and self.draw(st.booleans()):
            made = ops.transpose(made)
        if made.ndim and self.draw(st.booleans()):
            made = ops.flip(made, 0)
        self.others.append(self.bounded(made))

    def fold(self):
        x, y = self.pick(self.tables), self.pick(self.tables)
        makers = [
            lambda: ops.mean(x, axis=0),
            lambda: ops.max(x, axis=0),
            lambda: ops.mean(x),
            lambda: ops.min(x),
            lambda: ops.matmul(ops.transpose(x), y) * 0.05,
            lambda: ops.sum(x * y, axis=0) * 0.1,
        ]
        self.others.append(self.bounded(self.pick(makers)()))

    def assign(self):
        variable = self.pick(self.state)
        variable.assign(self.pick(self.of_shape(variable.shape)))


WALL = 0xA5


class Walled:
    """An array amid bytes that nobody may change."""

    def __init__(self, value):
        self.memory = np.full(value.nbytes + 256, WALL, np.uint8)
        inner = self.memory[128 : 128 + value.nbytes]
        self.array = inner.view(value.dtype).reshape(value.shape)
        self.array[...] = value

    def stands(self):
        ends = (self.memory[:128], self.memory[128 + self.array.nbytes :])
        return all((end == WALL).all() for end in ends)


def check(data, dtype, width, rows, batch, written_out):
    """`written_out`: whether a small step may have its rows in lanes, or becomes loops."""
    config.settings.cache = None
    config.settings.check = True
    config.settings.floatx = dtype  # wider dtypes would be narrowed
    step = Step(data.draw, dtype, width)
    first = [variable.numpy() for variable in step.state]
    types = [ArrayType((symbol("total"), width), dtype)] * 2
    traced = tracer.trace(lambda *x: over_batches(step, x, symbol("batch")), types, "random")
    program = tidy(traced) if data.draw(st.booleans()) else traced
    rng = np.random.default_rng(rows)
    arrays = [rng.normal(size=(rows, width)).astype(dtype) for _ in range(2)]
    found = []
    for engine in ("numpy", "llvm"):
        state = list(map(Walled, first))
        for variable, walled in zip(step.state, state, strict=True):
            variable.array = walled.array
        tracer.Storage.changes += 1
        with mock.patch.object(rows_of_engine, "LIMIT", rows_of_engine.LIMIT * written_out):
            executable = load(engine).compile(program)
        results = [Walled(np.empty_like(x)) for x in found[0][:2]] if found else []
        given = [x.array for x in results] or None
        run = poisoned(executable.run(arrays, {"batch": batch}, results=given))
        found.append([*map(np.array, run.complete()), *(v.numpy() for v in step.state)])
        assert all(x.stands() for x in (*state, *results))
    assert not executable.record.fallbacks
    tolerance = 1e-9 if dtype == "float64" else 2e-3
    for a, b in zip(*found, strict=True):
        np.testing.assert_allclose(b, a, rtol=tolerance, atol=tolerance)


CASES = {
    "width": st.sampled_from([1, 2, 3, 5, 17, 40]),
    "rows": st.sampled_from([0, 1, 7, 8, 9, 33]),
    "batch": st.sampled_from([1, 8, 16]),
    "written_out": st.booleans(),
}
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=QUIET)
@given(data=st.data(), **CASES)
def test_random_steps(data, **case):
    check(data, "float64", **case)


@pytest.mark.slow
@settings(max_examples=1500, deadline=None, suppress_health_check=QUIET)
@given(data=st.data(), dtype=st.sampled_from(["float64", "float64", "float32"]), **CASES)
def test_many_random_steps(data, dtype, **case):
    check(data, dtype, **case)


def test_all_rows_take_one_row():
    """A place that is the same for all rows is one number in a step that has rows in lanes."""
    config.settings.cache = None
    config.settings.check = True
    table = ops.convert_to_tensor(np.array([[1.0], [2.0]], "float32"))

    def step(x):
        pad = ops.pad(x, ((0, 0), (1, 0)), constant_values=0.5)[:, :-1]
        return [ops.take(table, ops.cast(ops.sum(pad, axis=1) > 0.1, "int32"), 0) + x]

    types = [ArrayType((symbol("total"), 1), "float32")]
    program = tracer.trace(lambda x: over_batches(step, [x], symbol("batch")), types, "same")
    x = np.arange(13, dtype="float32").reshape(13, 1)
    for engine in ("numpy", "llvm"):
        (found,) = load(engine).compile(program).run([x], {"batch": 8}).complete()
        np.testing.assert_array_equal(found, x + 2)
