"""The gradient of a loop, against finite differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pronghorn.errors import DataError
from pronghorn.ir.types import ArrayType
from pronghorn.ir.verify import verify
from pronghorn.passes.pipeline import tidy
from pronghorn.prims.elementwise import add, mul, sigmoid, tanh
from pronghorn.prims.evaluate import evaluate
from pronghorn.prims.folds import fold_sum
from pronghorn.prims.views import broadcast
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad
from pronghorn.trace.loop import over_batches, over_slices

KIND = "float64"


class State:
    """The least that a trace needs of a variable."""

    def __init__(self, array, path="state"):
        self.array = np.asarray(array)
        self.path = path
        self.type = ArrayType(self.array.shape, str(self.array.dtype))

    @property
    def value(self):
        return tracer.read(self)

    def assign(self, value):
        tracer.write(self, value)


def total(x):
    return fold_sum(x, axes=tuple(range(len(x.shape))))


def gradients(function, arrays):
    """Value and gradients of `function(*values)`; tidied and untidied programs must agree."""
    types = [ArrayType(a.shape, str(a.dtype)) for a in arrays]

    def program(*tensors):
        loss, found = value_and_grad(
            lambda: Tensor(function(*(t.payload for t in tensors))), tensors
        )
        return [loss, *found]

    traced = tracer.trace(program, types)
    verify(traced.graph)
    inputs = [*arrays, *(state.array for state in traced.variables), *traced.arrays]
    results = evaluate(traced.graph, inputs, {})
    tidied = tidy(traced)
    verify(tidied.graph)
    again = evaluate(tidied.graph, inputs, {})
    for a, b in zip(results, again, strict=True):
        np.testing.assert_array_equal(a, b)
    return results[0], results[1 : 1 + len(arrays)], tidied


def check(function, arrays, step=1e-6, tolerance=1e-6):
    _, found, tidied = gradients(function, arrays)
    rng = np.random.default_rng(1)
    for n, gradient in enumerate(found):
        way = rng.normal(size=arrays[n].shape)
        up, down = ([*arrays] for _ in range(2))
        up[n], down[n] = arrays[n] + step * way, arrays[n] - step * way
        slope = (gradients(function, up)[0] - gradients(function, down)[0]) / (2 * step)
        np.testing.assert_allclose(np.sum(gradient * way), slope, rtol=tolerance, atol=1e-8)
    return tidied


def carrying(initial, step, sliced, **options):
    """A scan whose state starts at `initial`; gives the last state and what was stacked."""
    state = State(np.zeros(initial.shape))
    tracer.write(state, initial)

    def traced(*parts):
        new, *stacked = step(state.value, *(part.payload for part in parts))
        state.assign(new)
        return [Tensor(value) for value in stacked]

    stacked = over_slices(traced, [Tensor(x) for x in sliced], **options)
    return state.value, [tensor.payload for tensor in stacked]


def recurrent(xs, start, rate, weights, recompute=False):
    """A small recurrent cell: weights captured, inputs sliced, the state carried and stacked."""

    def step(state, x):
        wide = broadcast(rate, shape=state.shape, axes=())
        new = tanh(add(mul(x, wide), mul(state, weights)))
        return new, mul(new, sigmoid(x))

    last, (outputs,) = carrying(start, step, [xs], recompute=recompute)
    return add(total(mul(outputs, outputs)), total(last))


def operands(trips, width, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in ((trips, width), (width,), (), (width,))]


def loops(graph):
    return [node for node in graph.nodes if node.primitive.name == "loop"]


@pytest.mark.parametrize("recompute", [False, True])
def test_a_recurrent_cell(recompute):
    tidied = check(lambda *xs: recurrent(*xs, recompute=recompute), operands(5, 3))
    forward, backward = loops(tidied.graph)  # the rerun of the forward loop was merged into it
    assert backward.attrs["body"].name == "scan_gradient"
    assert len(forward.outputs) == (3 if recompute else 5)


def test_recomputing_gives_the_same_bits():
    arrays = operands(6, 4)
    kept = gradients(recurrent, arrays)[1]
    again = gradients(lambda *xs: recurrent(*xs, recompute=True), arrays)[1]
    for a, b in zip(kept, again, strict=True):
        np.testing.assert_array_equal(a, b)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 4), st.integers(0, 3), st.booleans())
def test_any_number_of_trips(trips, width, recompute):
    check(lambda *xs: recurrent(*xs, recompute=recompute), operands(trips, width, trips))


def test_no_trip_leaves_the_state_and_its_gradient_alone():
    _, (xs, start, rate, weights), _ = gradients(recurrent, operands(0, 3))
    np.testing.assert_array_equal(start, np.ones(3))
    np.testing.assert_array_equal(weights, np.zeros(3))
    assert xs.shape == (0, 3)
    assert rate == 0


@pytest.mark.parametrize("recompute", [False, True])
def test_a_scan_inside_a_scan(recompute):
    def nested(xs, start, weights):
        def outer(state, row):
            def inner(held, x):
                new = tanh(add(mul(held, weights), x))
                return new, mul(new, x)

            last, (parts,) = carrying(state, inner, [row], recompute=recompute)
            return mul(last, weights), total(parts)

        last, (sums,) = carrying(start, outer, [xs], recompute=recompute)
        return add(total(last), total(mul(sums, sums)))

    rng = np.random.default_rng(3)
    check(nested, [rng.normal(size=shape) for shape in ((3, 4, 2), (2,), (2,))])


def test_a_gradient_of_a_gradient():
    def slope(xs, start, rate, weights):
        tensors = [Tensor(x) for x in (start, weights)]
        _, found = value_and_grad(lambda: Tensor(recurrent(xs, start, rate, weights)), tensors)
        return total(add(mul(found[0].payload, weights), mul(found[1].payload, start)))

    check(slope, operands(4, 2), tolerance=1e-5)


def test_integers_carried_along_have_no_gradient():
    def counted(xs, start):
        count = State(np.zeros((), "int32"))

        def step(state, x):
            count.assign(add(count.value, np.ones((), "int32")))
            return mul(state, x), x

        last, _ = carrying(start, step, [xs])
        return total(last)

    rng = np.random.default_rng(4)
    check(counted, [rng.normal(size=(3, 2)), rng.normal(size=(2,))])


def test_a_loop_over_batches_is_refused_by_name():
    def program(x, w):
        def loss():
            (out,) = over_batches(lambda part: [Tensor(mul(part.payload, part.payload))], [x], 2)
            return Tensor(mul(total(out.payload), w.payload))

        return value_and_grad(loss, [x])[1]

    with pytest.raises(DataError, match="a loop over batches"):
        tracer.trace(program, [ArrayType((5,), KIND), ArrayType((), KIND)])


def test_a_loop_applied_to_arrays_has_a_gradient_too():
    xs, start, rate, weights = operands(4, 3)

    def program(*tensors):
        return [Tensor(recurrent(*(tensor.payload for tensor in tensors)))]

    types = [ArrayType(a.shape, str(a.dtype)) for a in (xs, start, rate, weights)]
    (node,) = loops(tracer.trace(program, types).graph)
    tensors = [Tensor(x) for x in (start, xs, rate, weights)]

    def loss():
        last, outputs = node.primitive(*(tensor.payload for tensor in tensors), **node.attrs)
        return Tensor(add(total(mul(outputs, outputs)), total(last)))

    value, found = value_and_grad(loss, tensors)
    wanted, gradient, _ = gradients(recurrent, [xs, start, rate, weights])
    np.testing.assert_array_equal(value.numpy(), wanted)
    for a, b in zip(found, (gradient[1], gradient[0], *gradient[2:]), strict=True):
        np.testing.assert_allclose(a.numpy(), b, rtol=1e-12)
