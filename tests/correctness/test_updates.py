"""Traps of optimizers and activations against float64 formulas: C22, C23, C24, C25."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import config, layers, optimizers

RNG = np.random.default_rng(6)
X = RNG.normal(size=(8, 2)).astype("float32")
Y = RNG.normal(size=(8, 1)).astype("float32")
STEPS = 5


def adam(rate=0.01, first=0.9, second=0.999, epsilon=1e-7):
    """p -= rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon), after Kingma and Ba, 2."""
    m, v = 0.0, 0.0
    for t in range(1, STEPS + 1):
        gradient = yield
        m = first * m + (1 - first) * gradient
        v = second * v + (1 - second) * gradient**2
        step = rate * np.sqrt(1 - second**t) / (1 - first**t)
        yield -step * m / (np.sqrt(v) + epsilon)


def rmsprop(rate=0.01, rho=0.9, epsilon=1e-7):
    """p -= rate g / sqrt(a + epsilon): Keras 3 has epsilon under the root."""
    a = 0.0
    for _ in range(STEPS):
        gradient = yield
        a = rho * a + (1 - rho) * gradient**2
        yield -rate * gradient / np.sqrt(a + epsilon)


def momentum(rate=0.01, share=0.9):
    """v = share v - rate g; p += v."""
    v = 0.0
    for _ in range(STEPS):
        gradient = yield
        v = share * v - rate * gradient
        yield v


RULES = {
    "C22 Adam": (optimizers.Adam(0.01), adam),
    "C23 RMSprop": (optimizers.RMSprop(0.01), rmsprop),
    "C24 momentum": (optimizers.SGD(0.01, momentum=0.9), momentum),
}


@pytest.mark.parametrize("engine", ["llvm", "numpy"])
@pytest.mark.parametrize("size", [1.0, 1e-4], ids=["usual", "small"])
@pytest.mark.parametrize("name", RULES)
def test_steps_are_those_of_the_formula(name, size, engine):
    """With small gradients the place of epsilon decides: Adam's and RMSprop's differ by it."""
    config.settings.engine = engine
    given, rule = RULES[name]
    keras.utils.set_random_seed(1)
    model = keras.Sequential([layers.Input((2,)), layers.Dense(1, use_bias=False)])
    model.compile(given.from_config(given.get_config()), "mse")
    kernel = np.asarray(model.get_weights()[0], "float64") * size
    model.set_weights([kernel])
    x, y = X.astype("float64") * size, Y.astype("float64") * size
    steps = rule()
    for _ in range(STEPS):
        next(steps)
        kernel = kernel + steps.send(2 * x.T @ (x @ kernel - y) / len(x))
    x32, y32 = x.astype("float32"), y.astype("float32")
    model.fit(x32, y32, batch_size=8, epochs=STEPS, verbose=0)
    np.testing.assert_allclose(model.get_weights()[0], kernel, rtol=2e-5, atol=1e-6 * size)


def test_c25_hard_sigmoid_is_that_of_keras_3():
    x = np.linspace(-4, 4, 33, dtype="float32")
    want = np.clip(x.astype("float64") + 3, 0, 6) / 6
    np.testing.assert_allclose(keras.activations.hard_sigmoid(x), want, rtol=1e-6, atol=1e-7)
