"""W2's network written in four ways: `wirings.py REPEATS` reports an epoch of each.

All have as many weights and as much arithmetic. Ways take turns with new models, and medians are
told. Also what a hundred layers cost before training starts, imports not counted.
"""

import statistics
import sys
import time

import clock
import compiling
import dense

import pronghorn as keras
from pronghorn import layers, ops

NETWORK = dense.NETWORKS["w2"]
EPOCHS = 2


def hidden(kind):
    """The layers before the last, dense ones being of this kind."""
    row = []
    for units in NETWORK.units[1:-1]:
        row += [kind(units, "relu"), layers.Dropout(NETWORK.dropout)]
    return row


def rate():
    return keras.optimizers.RMSprop(dense.RATE)


def sequential(x, y):
    return dense.model(keras, NETWORK), x, y


def functional(x, y):
    """Two inputs, half of the features each, and two outputs of half of the classes."""
    features, classes = (size // 2 for size in (NETWORK.units[0], NETWORK.units[-1]))
    inputs = [layers.Input((features,)), layers.Input((features,))]
    z = layers.Concatenate()(inputs)
    for layer in hidden(layers.Dense):
        z = layer(z)
    model = keras.Model(inputs, [layers.Dense(classes, "softmax")(z) for _ in range(2)])
    model.compile(rate(), ["categorical_crossentropy"] * 2, metrics=[["accuracy"]] * 2)
    halves = [x[:, :features].copy(), x[:, features:].copy()]
    return model, halves, [y[:, :classes] + y[:, classes:]] * 2


class Subclass(keras.Model):
    def __init__(self, kind=layers.Dense):
        super().__init__()
        self.row = [*hidden(kind), kind(NETWORK.units[-1], "softmax")]

    def call(self, x):
        for layer in self.row:
            x = layer(x)
        return x


def subclass(x, y):
    model = Subclass()
    model.compile(rate(), "categorical_crossentropy", metrics=["accuracy"])
    return model, x, y


class Own(layers.Layer):
    """Dense, written anew."""

    def __init__(self, units, activation):
        super().__init__()
        self.units, self.activation = units, getattr(ops, activation)

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units))
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, x):
        return self.activation(ops.matmul(x, self.kernel) + self.bias)


class OwnAccuracy(keras.metrics.Metric):
    def __init__(self):
        super().__init__(name="accuracy")
        self.total = self.add_variable((), "zeros", name="total")
        self.count = self.add_variable((), "zeros", name="count")

    def update_state(self, y_true, y_pred, sample_weight=None):
        del sample_weight
        hits = ops.equal(ops.argmax(y_true, axis=-1), ops.argmax(y_pred, axis=-1))
        self.total.assign_add(ops.sum(ops.cast(hits, "float32")))
        self.count.assign_add(ops.cast(ops.shape(y_true)[0], "float32"))

    def result(self):
        return ops.divide_no_nan(self.total, self.count)


def own(x, y):
    model = Subclass(Own)
    loss = lambda y_true, y_pred: -ops.sum(y_true * ops.log(ops.maximum(y_pred, 1e-7)), axis=-1)
    model.compile(rate(), loss, metrics=[OwnAccuracy()])
    return model, x, y


WAYS = (sequential, functional, subclass, own)


def epoch(make, data):
    """Seconds of an epoch of a new model, the first not counted."""
    model, x, y = make(*data)
    model.fit(x, y, NETWORK.batch, verbose=0)
    began = time.process_time()
    model.fit(x, y, NETWORK.batch, epochs=EPOCHS, verbose=0)
    return (time.process_time() - began) / EPOCHS


def epochs(repeats):
    """The median each way; where a model's weights happen to lie changes one figure by a tenth."""
    data = dense.data(NETWORK)
    turns = [{make.__name__: epoch(make, data) for make in WAYS} for _ in range(repeats)]
    return {name: statistics.median(turn[name] for turn in turns) for name in turns[0]}


def deep(count):
    """Seconds to build, compile and fit one epoch of two batches."""
    began = time.perf_counter()
    model, x, y = compiling.deep(keras, count)
    model.fit(x, y, verbose=0)
    return time.perf_counter() - began


if __name__ == "__main__":
    deep(1)
    clock.report(**epochs(int(sys.argv[1])), deep=deep(100))
