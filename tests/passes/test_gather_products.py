"""Products of loops made at once: which they are, and that the numbers stay."""

import numpy as np
import pytest

from pronghorn import layers, ops
from pronghorn.ir.verify import verify
from pronghorn.passes.gather_products import gather_products
from pronghorn.passes.pipeline import tidied_graph
from pronghorn.prims.evaluate import evaluate
from pronghorn.prims.record import type_of
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad

X = np.random.default_rng(0).normal(size=(3, 5, 4)).astype("float32")
MASK = np.arange(15).reshape(3, 5) % 4 > 0


def loops(graph):
    return [node for node in graph.nodes if node.primitive.name == "loop"]


def products(node):
    return sum(inner.primitive.name == "matmul" for inner in node.attrs["body"].nodes)


def traced(layer, x, mask=None):
    layer(x)
    for n, weight in enumerate(layer.weights):
        weight.assign(np.cos(np.arange(np.prod(weight.shape)) + n).reshape(weight.shape))

    def program(x):
        tensors = [x, *layer.trainable_variables]

        def loss():
            return ops.sum(ops.square(layer(x, mask=mask)))

        value, slopes = value_and_grad(loss, tensors)
        return [value, *slopes]

    return tracer.trace(program, [type_of(x)])


LAYERS = {
    "SimpleRNN": lambda: layers.SimpleRNN(4),
    "LSTM": lambda: layers.LSTM(4, return_sequences=True),
    "GRU": lambda: layers.GRU(4),
    "GRU, reset before": lambda: layers.GRU(4, reset_after=False, go_backwards=True),
    "one of one's own": lambda: layers.RNN(Scaled()),
}


# Products that stay in the loop and in its gradient, where they are not one in each.
LEFT = {"GRU, reset before": [2, 2], "one of one's own": [1, 2]}


class Scaled(layers.Layer):
    """Slices change before they meet the matrix, products of states stay."""

    state_size = output_size = 4

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(2, 4), name="kernel")
        self.own = self.add_weight(shape=(4, 4), name="own")

    def call(self, x, states):
        inputs = ops.reshape(ops.tanh(x)[:, ::-1], (x.shape[0], 2, 2))
        state = ops.matmul(ops.sum(inputs, axis=1), self.kernel)
        state = ops.tanh(state + ops.matmul(states[0], self.own))
        return state, [state]


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("name", LAYERS)
def test_layers_keep_their_numbers_and_multiply_only_states(name, masked):
    program = traced(LAYERS[name](), X, MASK if masked else None)
    arrays = [X, *(v.array for v in program.variables), *program.arrays]
    want = evaluate(program.graph, arrays, {})
    tidied = tidied_graph(program.graph)
    verify(tidied)
    for a, b in zip(evaluate(tidied, arrays, {}), want, strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=2e-5)
    assert [products(node) for node in loops(tidied)] == LEFT.get(name, [1, 1])


def test_what_depends_on_the_state_stays():
    def program(x):
        def step(state, row):
            return ops.matmul(row, state), ops.sum(row)

        return list(ops.scan(step, ops.ones((4, 4)), ops.reshape(x, (15, 1, 4))[:, [0, 0, 0, 0]]))

    graph = tracer.trace(program, [type_of(X)]).graph
    same = gather_products(graph)
    assert [products(node) for node in loops(same)] == [1]
    assert same.nodes == graph.nodes


def test_a_product_that_is_read_again_is_left_alone():
    weights = np.ones((4, 4), "float32")

    def program(x):
        def step(total, row):
            product = ops.matmul(ops.tanh(row + ops.sum(total)), weights)
            return total + product, ops.sum(product)

        return list(ops.scan(step, ops.zeros((5, 4)), x))

    program = tracer.trace(program, [type_of(X)])
    (node,) = loops(tidied_graph(program.graph))
    assert products(node) == 1
