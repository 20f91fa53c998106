"""Loops and choices: the same numbers and gradients at once and in programs of both engines."""

import numpy as np
import pytest

from pronghorn import layers, ops
from pronghorn.engines import load
from pronghorn.errors import DataError
from pronghorn.models import Model, Sequential, clone_model
from pronghorn.passes.pipeline import tidy
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad
from pronghorn.variables import Variable

pytestmark = pytest.mark.usefixtures("checked")

X = np.linspace(-1, 2, 6).astype("float32").reshape(3, 2)
Y = np.float32(0.7)


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


@pytest.mark.parametrize("most", [None, 2, 9])
@pytest.mark.parametrize("engine", ["numpy", "llvm", "at once"])
def test_what_a_condition_assigns_is_kept(engine, most):
    asked = Variable(0, dtype="int32")

    def goes_on(n):
        asked.assign_add(1)
        return n + asked < 9

    def run(x):
        return [ops.while_loop(goes_on, lambda n: n + x, 0, maximum_iterations=most)]

    x = np.asarray(1)
    if engine == "at once":
        (found,) = run(x)
    else:
        program = tidy(tracer.trace(run, [type_of(x)]))
        (found,) = load(engine).compile(program).run([x], {}).complete()
    assert (int(found), int(asked.numpy())) == ((2, 2) if most == 2 else (4, 5))


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


def told(x):
    return x * 2, lambda upstream: upstream * 0 + 10


def test_a_gradient_of_ones_own_in_a_functional_model():
    inputs = layers.Input((2,))
    dense = layers.Dense(1, use_bias=False, kernel_initializer="ones")
    model = Model(inputs, ops.custom_gradient(told)(dense(inputs)))
    x = np.asarray([[1.0, 3.0]], "float32")
    copies = [model, clone_model(model)]
    copies.append(Model.from_config(model.get_config(), custom_objects={"told": told}))
    for copy in copies:
        copy.set_weights(model.get_weights())
        assert copy(x).numpy().tolist() == [[8.0]]
    for copy in copies:
        copy.compile("sgd", "mse")
        copy.fit(x, np.zeros((1, 1)), verbose=0)
        np.testing.assert_allclose(copy.get_weights()[0][:, 0], [1 - 0.1, 1 - 0.3], rtol=1e-6)


class Penalised(layers.Layer):
    """A cell that adds a loss at each step."""

    state_size = 1

    def build(self, input_shape):
        self.kernel = self.add_weight((1, 1), "ones", name="kernel")
        self.built = True

    def call(self, inputs, states):
        state = ops.matmul(inputs, self.kernel) + states[0]
        self.add_loss(ops.sum(state))
        return state, [state]


def kernel_after(steps, rate=0.01):
    """The error is (3 k - 3)**2, the penalty 1 k + 2 k + 3 k."""
    kernel = 1.0
    for _ in range(steps):
        kernel -= rate * (2 * (3 * kernel - 3) * 3 + 6)
    return kernel


@pytest.mark.parametrize("unroll", [False, True])
def test_losses_that_a_cell_adds_in_a_loop(unroll):
    model = Sequential([layers.Input((3, 1)), layers.RNN(Penalised(), unroll=unroll)])
    model.compile("sgd", "mse")
    x = np.ones((2, 3, 1), "float32")
    found = model.evaluate(x, np.full((2, 1), 3.0), verbose=0)
    assert found == pytest.approx(2 * (1 + 2 + 3))
    for _ in range(2):  # the sum begins anew with each batch
        model.fit(x, np.full((2, 1), 3.0), batch_size=1, verbose=0)
    assert model.get_weights()[0] == pytest.approx(kernel_after(4), rel=1e-6)
