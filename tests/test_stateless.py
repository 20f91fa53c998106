"""Variables that hold other values: layers, metrics and optimizers as functions of their state."""

import numpy as np
import pytest

import pronghorn
from pronghorn import layers, metrics, ops, optimizers
from pronghorn.errors import ArgumentError, ShapeError, StateError

X = np.array([[1.0, 2.0], [3.0, -1.0]], "float32")


def test_scopes_nest_and_keep_variables_as_they_are():
    a, b = pronghorn.Variable(1.0), pronghorn.Variable(2.0)
    with pronghorn.StatelessScope([(a, 10.0)]) as outer:
        with pronghorn.StatelessScope([(b, 20.0)]) as inner:
            assert float(a + b) == 30
            assert a.numpy() == 10
            a.assign(11.0)
        assert float(a) == 10
        outer.add_update((b, 5))
    assert (float(a), float(b)) == (1, 2)
    assert float(inner.get_current_value(a)) == 11
    assert outer.get_current_value(b).dtype == "float32"
    with pytest.raises(ShapeError, match="M40"):
        pronghorn.StatelessScope([(a, [1.0, 2.0])])


def test_a_layer_is_a_function_of_its_variables():
    layer = layers.BatchNormalization(momentum=0.5)
    with pytest.raises(StateError, match=r"M71.*stateless_call"):
        layer.stateless_call([], [], X)
    layer.build((None, 2))
    before = layer.get_weights()
    trained = [np.full(2, 2.0, "float32"), np.ones(2, "float32")]
    fixed = [v.value for v in layer.non_trainable_variables]
    y, after = layer.stateless_call(trained, fixed, X, training=True)
    assert y.numpy() == pytest.approx(np.array([[-1, 3], [3, -1]]), abs=1e-2)
    assert after[0].numpy() == pytest.approx(X.mean(0) / 2)
    assert all((a == b).all() for a, b in zip(before, layer.get_weights(), strict=True))
    with pytest.raises(ArgumentError, match=r"M70.*trainable_variables must hold 2 values"):
        layer.stateless_call(trained[:1], fixed, X)


def test_losses_of_a_stateless_call():
    class Added(layers.Dense):
        def call(self, x):
            self.add_loss(ops.sum(x))
            return super().call(x)

    layer = Added(1, kernel_regularizer="l2", use_bias=False)
    layer.build((None, 2))
    weights = [np.ones((2, 1), "float32")]
    _, _, losses = layer.stateless_call(weights, [], X, return_losses=True)
    assert [float(loss) for loss in losses] == pytest.approx([5.0, 0.02])


def test_a_metric_and_an_optimizer():
    mean = metrics.Mean()
    state = mean.stateless_reset_state()
    for batch in ([1.0, 2.0], [6.0]):
        state = mean.stateless_update_state(state, batch)
    assert float(mean.stateless_result(state)) == 3
    assert float(mean.result()) == 0
    with pytest.raises(ArgumentError, match=r"M70.*metric_variables"):
        mean.stateless_result(state[:1])

    weight = pronghorn.Variable([1.0, 2.0])
    optimizer, same = optimizers.Adam(0.1), optimizers.Adam(0.1)
    with pytest.raises(StateError, match=r"M71.*stateless_apply"):
        optimizer.stateless_apply([], [], [])
    optimizer.build([weight])
    values, own = [weight.value], [v.value for v in optimizer.variables]
    for _ in range(3):
        values, own = optimizer.stateless_apply(own, [2 * values[0]], values)
    assert weight.numpy().tolist() == [1, 2]
    assert int(optimizer.iterations) == 0
    for _ in range(3):
        same.apply([2 * weight], [weight])
    assert values[0].numpy().tolist() == weight.numpy().tolist()
    assert int(own[0]) == 3
