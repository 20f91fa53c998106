"""A 784-512-512-10 network written in three ways: `wirings.py REPEATS` reports an epoch of each.

And what a hundred layers cost before training starts, imports not counted.
"""

import sys
import time

import clock
import compiling
import numpy as np

import pronghorn as keras
from pronghorn import layers

ROWS, BATCH = 1280, 128


def head(x):
    for _ in range(2):
        x = layers.Dense(512, activation="relu")(x)
    return x


def sequential():
    hidden = [layers.Dense(512, activation="relu") for _ in range(2)]
    last = layers.Dense(10, activation="softmax")
    return keras.Sequential([layers.Input((784,)), *hidden, last])


def functional():
    """Two inputs and two outputs."""
    a, b = layers.Input((392,)), layers.Input((392,))
    x = head(layers.Concatenate()([a, b]))
    outputs = layers.Dense(10, activation="softmax")(x), layers.Dense(1)(x)
    return keras.Model([a, b], list(outputs))


class Subclass(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = [layers.Dense(512, activation="relu") for _ in range(2)]
        self.last = layers.Dense(10, activation="softmax")

    def call(self, x):
        for layer in self.hidden:
            x = layer(x)
        return self.last(x)


def epochs(make, repeats):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(ROWS, 784)).astype("float32")
    y = rng.integers(0, 10, ROWS)
    losses = "sparse_categorical_crossentropy"
    if make is functional:
        x, y = [x[:, :392], x[:, 392:]], [y, x[:, :1]]
        losses = [losses, "mse"]
    model = make()
    model.compile("sgd", losses)
    train = lambda count: model.fit(x, y, batch_size=BATCH, epochs=count, verbose=0)
    train(1)
    costs = clock.two_lengths(train, 1, 3, repeats)
    return (costs["long_s"] - costs["short_s"]) / 2


def deep(count):
    """Seconds to build, compile and fit one epoch of two batches."""
    began = time.perf_counter()
    model, x, y = compiling.deep(keras, count)
    model.fit(x, y, verbose=0)
    return time.perf_counter() - began


if __name__ == "__main__":
    repeats = int(sys.argv[1])
    deep(1)
    found = {
        make.__name__.lower(): epochs(make, repeats) for make in (sequential, functional, Subclass)
    }
    clock.report(**found, deep=deep(100))
