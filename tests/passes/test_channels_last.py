"""Networks with channels second are computed with channels last: transposes are counted."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import layers
from pronghorn.config import settings
from pronghorn.engines import load
from pronghorn.ir.types import ArrayType
from pronghorn.ir.walk import bodies
from pronghorn.passes.pipeline import tidy
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad

X = np.random.default_rng(0).normal(size=(2, 3, 13, 15)).astype("float32")


def network():
    """Every kind of layer between convolutions, and a sum of two branches."""
    first = {"data_format": "channels_first"}
    start = keras.Input(X.shape[1:])
    x = layers.ZeroPadding2D(1, **first)(start)
    x = layers.Conv2D(4, 3, activation="relu", **first)(x)
    x = layers.BatchNormalization(axis=1)(x)
    y = layers.Conv2D(4, 3, padding="same", **first)(x)
    x = layers.Activation("relu")(layers.Add()([x, y]))
    x = layers.MaxPooling2D(2, **first)(x)
    x = layers.DepthwiseConv2D(3, **first)(layers.LeakyReLU()(x))
    x = layers.AveragePooling2D(2, padding="same", **first)(x)
    return keras.Model(start, layers.Dense(5)(layers.Flatten()(x)))


def transposes(graph):
    """How many arrays of several images are transposed."""
    here = [
        node
        for node in graph.nodes
        if node.primitive.name == "transpose" and node.output.ndim == 4 and 2 in node.output.shape
    ]
    inner = [transposes(body) for node in graph.nodes for _, body in bodies(node)]
    return len(here) + sum(inner)


def forward(model):
    return lambda x: [model(x, training=False)]


def training(model):
    def step(x):
        weights = [weight.value for weight in model.trainable_weights]
        total, slopes = value_and_grad(
            lambda: keras.ops.sum(keras.ops.tanh(model(x, training=True))), weights
        )
        return [total, *slopes]

    return step


# One where images enter, one where they are flattened, in training one for the gradient of that.
@pytest.mark.parametrize(("function", "most"), [(forward, 2), (training, 3)])
def test_few_transposes_are_left(function, most, monkeypatch):
    monkeypatch.setattr(settings, "check", True)
    keras.utils.set_random_seed(0)
    model = network()
    program = tracer.trace(function(model), [ArrayType(X.shape, "float32")])
    tidied = tidy(program)
    assert transposes(program.graph) > 8
    assert transposes(tidied.graph) <= most
    want = load("numpy").compile(program).run([X], {}).complete()
    for engine in ("numpy", "llvm"):
        got = load(engine).compile(tidied).run([X], {}).complete()
        for a, b in zip(got, want, strict=True):
            np.testing.assert_allclose(a, b, rtol=2e-4, atol=2e-5)
