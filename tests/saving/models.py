"""Models whose weights were written by Keras, for `tools/golden_weights.py` and the tests.

Each function takes the module `keras`, be it Keras or pronghorn, and returns a compiled model with
data to train on.
"""

import numpy as np

X = np.linspace(-1, 1, 24, dtype="float32").reshape(8, 3)
Y = np.stack([X[:, 0] * X[:, 1], X[:, 2]], axis=1)


def row(keras):
    """A row of layers with moving statistics, a layer without weights, and Adam."""
    layers = keras.layers
    model = keras.Sequential(
        [
            layers.Input((3,)),
            layers.Dense(4, activation="relu", name="hidden"),
            layers.Dropout(0.0),
            layers.BatchNormalization(),
            layers.Dense(2),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["mae"])
    return model, X, Y


def graph(keras):
    """A graph with a model as a layer, an embedding and a wrapper, and RMSprop with momentum."""
    layers = keras.layers
    inner = keras.Sequential([layers.Input((3,)), layers.Dense(3, name="inside")])
    numbers, codes = layers.Input((3,)), layers.Input((3,), dtype="int32")
    spread = layers.TimeDistributed(layers.Dense(2))(layers.Embedding(5, 2)(codes))
    joined = layers.Concatenate()([inner(numbers), layers.Flatten()(spread)])
    model = keras.Model([numbers, codes], layers.Dense(2)(joined))
    model.compile(keras.optimizers.RMSprop(0.01, momentum=0.9), "mse")
    return model, [X, (np.abs(X) * 4).astype("int32")], Y


def parts(keras):
    """Layers in attributes, private ones, lists in lists and dicts, and SGD with running means."""
    layers = keras.layers

    class Block(layers.Layer):
        def __init__(self):
            super().__init__()
            self.z = layers.Dense(3)
            self._hidden = layers.Dense(3)
            self.many = [layers.Dense(3), layers.Dense(3), [layers.Dense(3)]]
            self.named = {"b": layers.Dense(3), "a": layers.Dense(3)}
            self.seen = keras.metrics.Mean()

        def build(self, shape):
            self.fixed = self.add_weight(shape=(3,), name="fixed", trainable=False)
            self.free = self.add_weight(shape=(3,), name="free")

        def call(self, x):
            x = self.z(self._hidden(x))
            for layer in (*self.many[:2], *self.many[2]):
                x = layer(x)
            return self.named["a"](self.named["b"](x)) + self.fixed + self.free

    class Parts(keras.Model):
        def __init__(self):
            super().__init__()
            self.block = Block()
            self.alpha = layers.Dense(2)

        def call(self, x):
            return self.alpha(self.block(x))

    model = Parts()
    model(X)
    model.compile(keras.optimizers.SGD(0.01, momentum=0.9, use_ema=True), "mse")
    return model, X, Y


MODELS = {"row": row, "graph": graph, "parts": parts}
