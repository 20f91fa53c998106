"""Traps of normalisation against float64 formulas: C10, C11, C12, C13, C14."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import layers
from pronghorn.errors import ArgumentError

RNG = np.random.default_rng(9)
X = (RNG.normal(size=(20, 4)) * [1, 5, 0.1, 30] + [0, 100, -3, 1e4]).astype("float32")
Y = RNG.normal(size=(20, 4)).astype("float32")


pytestmark = pytest.mark.usefixtures("engine")


def fitted(layer, x=X, y=Y, epochs=1, first=()):
    model = keras.Sequential([layers.Input(x.shape[1:]), *first, layer])
    model.compile(keras.optimizers.SGD(0.0), "mse")
    history = model.fit(x, y, batch_size=len(x), epochs=epochs, verbose=0).history["loss"]
    return model, history


def normalized(x, epsilon=1e-3):
    x = np.asarray(x, "float64")
    return (x - x.mean(0)) / np.sqrt(x.var(0) + epsilon)


def test_c10_c11_defaults_and_the_biased_moving_variance():
    layer = layers.BatchNormalization()
    assert (layer.momentum, layer.epsilon) == (0.99, 1e-3)
    fitted(layer)
    mean, variance = X.astype("float64").mean(0), X.astype("float64").var(0)
    np.testing.assert_allclose(layer.moving_mean.numpy(), 0.01 * mean, rtol=2e-5)
    np.testing.assert_allclose(layer.moving_variance.numpy(), 0.99 + 0.01 * variance, rtol=2e-5)


@pytest.mark.parametrize("momentum", [-0.1, 1.5, float("nan")])
def test_c10_a_momentum_that_is_no_share_is_refused(momentum):
    with pytest.raises(ValueError, match="momentum"):
        layers.BatchNormalization(momentum=momentum)


def test_c12_statistics_of_large_means_keep_their_digits():
    """The mean square less the squared mean would lose all digits of the last column."""
    _, loss = fitted(layers.BatchNormalization())
    np.testing.assert_allclose(loss, [((normalized(X) - Y) ** 2).mean()], rtol=1e-4)
    rows = (X[:, :1] * 0 + RNG.normal(size=(20, 4)) + 1e4).astype("float32")
    wide = rows.astype("float64")
    want = (wide - wide.mean(1, keepdims=True)) / np.sqrt(wide.var(1, keepdims=True) + 1e-3)
    _, loss = fitted(layers.LayerNormalization(), rows)
    np.testing.assert_allclose(loss, [((want - Y) ** 2).mean()], rtol=1e-4)


def test_c12_masked_steps_are_left_out_of_the_statistics():
    x = RNG.normal(size=(8, 5, 3)).astype("float32") + 2
    x[2:, 3:] = 0
    layer = layers.BatchNormalization(momentum=0.0)
    fitted(layer, x, np.zeros_like(x), first=[layers.Masking()])
    seen = x[(x != 0).any(-1)].astype("float64")
    np.testing.assert_allclose(layer.moving_mean.numpy(), seen.mean(0), rtol=1e-5)
    np.testing.assert_allclose(layer.moving_variance.numpy(), seen.var(0), rtol=1e-5)


UPSTREAM = {
    "Dropout": lambda: layers.Dropout(0.5),
    "GaussianNoise": lambda: layers.GaussianNoise(1.0),
    "Rescaling": lambda: layers.Rescaling(2.0),
    "Lambda": lambda: layers.Lambda(lambda x: x + 1),
    "LayerNormalization": lambda: layers.LayerNormalization(),
    "Activation": lambda: layers.Activation("tanh"),
}


@pytest.mark.parametrize("name", UPSTREAM)
def test_c13_nothing_upstream_puts_inference_in_training_mode(name):
    layer = layers.BatchNormalization()
    model = keras.Sequential([layers.Input((4,)), UPSTREAM[name](), layer])
    before = [w.copy() for w in model.get_weights()]
    one = model.predict(X[:1], verbose=0)
    np.testing.assert_allclose(model.predict(X, verbose=0)[:1], one, rtol=1e-6)
    model(X)
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_c14_a_frozen_layer_uses_and_keeps_its_moving_statistics():
    layer = layers.BatchNormalization(trainable=False)
    bias = layers.Dense(4, kernel_initializer="identity")  # something to train, at rate 0
    _, loss = fitted(bias, epochs=2, first=[layer])
    want = ((X.astype("float64") / np.sqrt(1 + 1e-3) - Y) ** 2).mean()
    np.testing.assert_allclose(loss, [want] * 2, rtol=1e-5)
    np.testing.assert_array_equal(layer.moving_mean.numpy(), np.zeros(4))


def test_modes_of_keras_1():
    assert layers.BatchNormalization(mode=0, gamma_init="zero").gamma_initializer.get_config() == {}
    with pytest.raises(ArgumentError, match=r"M16\] BatchNormalization: mode"):
        layers.BatchNormalization(mode=1)
