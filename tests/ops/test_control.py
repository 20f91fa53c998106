"""Loops and choices: the same numbers and gradients at once and in programs of both engines."""

import numpy as np
import pytest

from pronghorn import layers, ops
from pronghorn.config import settings
from pronghorn.engines import load
from pronghorn.errors import DataError
from pronghorn.models import Model
from pronghorn.passes.pipeline import tidy
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad
from pronghorn.variables import Variable

X = np.linspace(-1, 2, 6).astype("float32").reshape(3, 2)
Y = np.float32(0.7)


@pytest.fixture(autouse=True)
def checked():
    settings.cache = None
    settings.check = True


def numbers(results):
    return [np.asarray(ops.zeros(()) if x is None else x) for x in results]


def slopes(function, tensors):
    value, gradients = value_and_grad(lambda: function(*tensors), tensors)
    return [value, *gradients]


def compiled(function, arrays, engine):
    program = tidy(tracer.trace(lambda *xs: numbers_of(slopes(function, xs)), map(type_of, arrays)))
    return load(engine).compile(program).run(arrays, {}).complete()


def numbers_of(results):
    return [ops.zeros(()) if x is None else x for x in results]


@ops.custom_gradient
def scaled(a, b):
    return a * b, lambda upstream: (upstream * 2, ops.sum(upstream) * 3)


def recurrence(x, y):
    def step(carry, row):
        return {"h": ops.tanh(carry["h"] * row + y)}, (carry["h"] * y, row)

    last, (held, rows) = ops.scan(step, {"h": ops.ones((2,))}, x, reverse=True)
    return ops.sum(last["h"]) + ops.sum(held * x * rows)


def growing(x, y):
    def turn(a, n):
        return a * 1.5 + y, n + 1

    found = ops.while_loop(lambda a, n: ops.sum(a) < 20, turn, (x, 0), maximum_iterations=9)
    return ops.sum(found[0])


def switched(x, y):
    branches = [lambda a: a, lambda a: a * y, ops.sin, lambda a: a * a * y]
    return ops.sum(ops.switch(ops.cast(ops.sum(x), "int32"), branches, x))


FUNCTIONS = {
    "scan": recurrence,
    "map": lambda x, y: ops.sum(ops.map(lambda row: ops.sum(row) * y, x)),
    "vectorized_map": lambda x, y: ops.sum(ops.vectorized_map(lambda row: row * y, x)),
    "associative_scan": lambda x, y: ops.sum(ops.associative_scan(ops.multiply, x) * y),
    "reversed": lambda x, y: ops.sum(
        ops.associative_scan(ops.add, x, reverse=True, axis=1) ** 2 * y
    ),
    "cond": lambda x, y: ops.sum(ops.cond(ops.sum(x) > y, lambda: ops.sin(x) * y, lambda: x * x)),
    "switch": switched,
    "while_loop": growing,
    "fori_loop": lambda x, y: ops.sum(
        ops.fori_loop(1, 4, lambda i, v: v * y + ops.cast(i, "float32"), x)
    ),
    "custom_gradient": lambda x, y: ops.sum(scaled(x, y) ** 2),
}


@pytest.mark.parametrize("engine", ["numpy", "llvm"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_programs_give_what_running_at_once_gives(name, engine):
    for x in (X, -X, 0.4 * X):
        want = numbers(slopes(FUNCTIONS[name], [Tensor(x), Tensor(np.asarray(Y))]))
        found = compiled(FUNCTIONS[name], [x, np.asarray(Y)], engine)
        for a, b in zip(found, want, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_gradients_are_those_of_the_unrolled_steps():
    tensors = [Tensor(X), Tensor(np.asarray(Y))]
    _, slope = value_and_grad(lambda: growing(*tensors), tensors)
    a, turns = X, 0
    while a.sum() < 20:
        a, turns = a * 1.5 + Y, turns + 1
    np.testing.assert_allclose(slope[0], np.full(X.shape, 1.5**turns), rtol=1e-5)
    _, (first, second) = value_and_grad(lambda: ops.sum(scaled(*tensors)), tensors)
    np.testing.assert_array_equal(first, np.full(X.shape, 2))
    assert second.item() == 18


def test_a_while_loop_without_a_bound_has_no_gradient():
    def endless(x):
        return ops.sum(ops.while_loop(lambda a: ops.sum(a) < 9, lambda a: a * 2, x))

    with pytest.raises(DataError, match="maximum_iterations"):
        compiled(endless, [X], "numpy")
    found = tracer.trace(lambda x: [endless(x)], [type_of(X)])
    assert load("llvm").compile(tidy(found)).run([X], {}).complete()[0] == 12


@pytest.mark.parametrize("engine", ["numpy", "llvm"])
def test_variables_assigned_inside_are_carried(engine):
    count, seen = Variable(0, dtype="int32"), Variable(np.zeros(2, "float32"))

    def note(row):
        seen.assign_add(row)

    def run(x):
        def step(carry, row):
            count.assign_add(1)
            ops.cond(ops.sum(row) > 0, lambda: note(row), lambda: None)
            return carry + row, None

        ops.while_loop(lambda n: n < 3, lambda n: (count.assign_add(10), n + 1)[1], 0)
        return [ops.scan(step, ops.zeros(2), x)[0]]

    program = tidy(tracer.trace(run, [type_of(X)]))
    (total,) = load(engine).compile(program).run([X], {}).complete()
    np.testing.assert_allclose(total, X.sum(0), rtol=1e-6)
    assert count.numpy() == 33
    np.testing.assert_allclose(seen.numpy(), X[X.sum(1) > 0].sum(0), rtol=1e-6)


def test_no_step_at_all():
    carry, rows = ops.scan(lambda c, x: (c, (x * 2, c)), 1, np.zeros((0, 3), "float32"))
    assert carry.item() == 1
    assert [part.shape for part in rows] == [(0, 3), (0,)]
    assert ops.fori_loop(3, 1, lambda i, v: v + i, 7).item() == 7
    with pytest.raises(ValueError, match="length=3"):
        ops.scan(lambda c, x: (c, x), 0)


def test_known_conditions_choose_at_once_and_both_branches_must_agree():
    assert ops.cond(True, lambda: "a", lambda: "b") == "a"

    def uneven(x):
        return [ops.cond(ops.sum(x) > 0, lambda: x, lambda: ops.cast(x, "int32"))]

    with pytest.raises(ValueError, match="the result of both branches"):
        tracer.trace(uneven, [type_of(X)])


def test_symbolic_tensors():
    inputs = layers.Input((3, 2))
    totals = ops.scan(lambda c, x: (c + x, c), ops.zeros((3, 2)), inputs)[0]
    assert totals.shape == (3, 2)
    outputs = ops.map(lambda row: ops.sum(row, axis=0), inputs)
    found = Model(inputs, outputs)(np.ones((4, 3, 2), "float32"))
    np.testing.assert_array_equal(found, np.full((4, 2), 3.0))
