"""Stand-ins for models: what the drawings read of a layer, and nothing else."""

from types import SimpleNamespace

import pytest


class Layer:
    built = True

    def __init__(self, name, given, made, activation=None, *, trainable=True, weights=True):
        self.name, self.trainable, self.weights = name, trainable, [0.0] * weights
        self.input = tensor(given) if isinstance(given, tuple) else [tensor(one) for one in given]
        self.output = tensor(made)
        self.inbound_nodes = []
        if activation:
            self.activation = SimpleNamespace(__name__=activation)

    def __call__(self, *parents):
        self.inbound_nodes.append(SimpleNamespace(parents=list(parents)))
        return self


class Model(Layer):
    def __init__(self, name, layers):
        self.name, self.layers, self.inputs = name, layers, [layers[0].input]
        self.input, self.output = layers[0].input, layers[-1].output
        self.trainable, self.weights, self.inbound_nodes = True, [0.0], []


class Sequential(Model):
    pass


class Functional(Model):
    pass


def tensor(shape, dtype="float32"):
    return SimpleNamespace(shape=shape, dtype=dtype)


def layer(kind, *arguments, **options):
    return type(kind, (Layer,), {})(*arguments, **options)


def tutorial():
    return Sequential(
        "sequential",
        [
            layer("Dense", "Dense1", (None, 3), (None, 4), "linear"),
            layer("Activation", "hidden", (None, 4), (None, 4), "relu", weights=False),
            layer("Dense", "Dense2", (None, 4), (None, 2), "linear", trainable=False),
            layer("Activation", "output", (None, 2), (None, 2), "softmax", weights=False),
        ],
    )


def branches():
    body = layer("InputLayer", "body", (None, 3), (None, 3), weights=False)
    answers = layer("InputLayer", "answers", (None, 8), (None, 8), weights=False)
    first = layer("Dense", "dense", (None, 3), (None, 16), "relu")(body)
    second = layer("Dense", "dense_1", (None, 16), (None, 16), "relu")(first)
    both = layer("Concatenate", "both", [(None, 16), (None, 8)], (None, 24), weights=False)
    both(second, answers)
    sex = layer("Dense", "sex", (None, 24), (None, 2), "softmax")(both)
    age = layer("Dense", "age", (None, 24), (None, 1), "linear")(both)
    return Functional("branches", [body, answers, first, second, both, sex, age])


def residual():
    size = (None, 32, 32, 16)
    layers = [layer("InputLayer", "image", size, size, weights=False)]
    for block in range(2):
        start = layers[-1]
        layers.append(layer("Conv2D", f"conv{block}", size, size, "relu")(start))
        layers.append(layer("BatchNormalization", f"norm{block}", size, size)(layers[-1]))
        layers.append(layer("Add", f"add{block}", [size, size], size)(start, layers[-1]))
    return Functional("residual", layers)


def ladder():
    size, layers, skips = (None, 64, 64, 8), [], []
    layers.append(layer("InputLayer", "image", size, size))
    for depth in range(3):
        layers.append(layer("Conv2D", f"down{depth}", size, size)(layers[-1]))
        skips.append(layers[-1])
        layers.append(layer("MaxPooling2D", f"pool{depth}", size, size)(layers[-1]))
    for depth in reversed(range(3)):
        layers.append(layer("UpSampling2D", f"up{depth}", size, size)(layers[-1]))
        joined = layer("Concatenate", f"join{depth}", [size, size], size)
        layers.append(joined(skips[depth], layers[-1]))
    return Functional("ladder", layers)


def nested():
    start = layer("InputLayer", "input", (None, 3), (None, 3), weights=False)
    encoder = Sequential(
        "encoder",
        [layer("Dense", name, (None, 3), (None, 3), "relu") for name in ("d1", "d2")],
    )(start)
    left = layer("InputLayer", "left", (None, 3), (None, 3), weights=False)
    right = layer("InputLayer", "right", (None, 3), (None, 3), weights=False)
    inner = layer("Dense", "inner", (None, 3), (None, 3), "relu")(left)
    added = layer("Add", "add", [(None, 3), (None, 3)], (None, 3))(inner, right)
    tail = Sequential("tail", [layer("Dense", "t1", (None, 3), (None, 9))])(added)
    mixer = Functional("mixer", [left, right, inner, added, tail])(encoder, start)
    last = layer("Dense", "out", (None, 9), (None, 2), "softmax")(mixer)
    return Functional("outer", [start, encoder, mixer, last])


def shared():
    """A layer called twice, once on what it gave itself."""
    start = layer("InputLayer", "input", (None, 3), (None, 3))
    twice = layer("Dense", "twice", (None, 3), (None, 3))(start)
    twice(twice)
    last = layer("Dense", "last", (None, 3), (None, 1))(twice)
    return Functional("shared", [start, twice, last])


def named(name):
    return Sequential(name, [layer("Dense", name, (None, 3), (None, 4))])


@pytest.fixture
def models():
    makers = (tutorial, branches, residual, ladder, nested, shared)
    return SimpleNamespace(named=named, **{maker.__name__: maker() for maker in makers})
