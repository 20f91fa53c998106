"""Before the first step, LLVM being loaded: `compiling.py MODULE NETWORK`.

Reports the seconds of building the model, of its first fit and of a later one, each of two batches,
and those that the rooms of the compiler took.
"""

import importlib
import sys
import time

import clock
import dense
import images
import numpy as np
import tutorial


def deep(keras, count=100):
    """A hundred layers, and as little data as shows that they train."""
    x = inputs = keras.Input((32,))
    for _ in range(count):
        x = keras.layers.Dense(32, activation="relu")(x)
    model = keras.Model(inputs, keras.layers.Dense(1)(x))
    model.compile("adam", "mse")
    return model, np.zeros((64, 32), "float32"), np.zeros((64, 1), "float32")


def residual(keras):
    model = images.resnet20(keras)
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model, *images.pictures("resnet20", images.BATCH["resnet20"])


def wide(keras):
    network = dense.NETWORKS["w2"]
    generator = np.random.default_rng(0)
    x = generator.standard_normal((2 * network.batch, network.units[0]), "float32")
    y = np.eye(network.units[-1], dtype="float32")[np.arange(len(x)) % network.units[-1]]
    return dense.model(keras, network), x, y


def small(keras):
    return tutorial.network(keras), *tutorial.people(2 * tutorial.BATCH)


NETWORKS = {"w1": small, "w2": wide, "resnet20": residual, "deep": deep}


def main(module, name):
    keras = importlib.import_module(module)
    importlib.import_module("llvmlite.binding")
    began = time.process_time()
    model, x, y = NETWORKS[name](keras)
    built = time.process_time()
    batch = min(len(x) // 2, 128)

    def fit():
        start = time.process_time()
        model.fit(x, y, batch_size=batch, verbose=0)
        return time.process_time() - start

    first = fit()
    rooms = {}
    for record in model.compile_log:
        for room, seconds in record.rooms.items():
            rooms[room] = rooms.get(room, 0) + seconds
    report = {"build_s": built - began, "first_fit_s": first, "step_s": min(fit(), fit())}
    clock.report(**report, rooms_s=sum(rooms.values()), rooms=rooms)


if __name__ == "__main__":
    main(*sys.argv[1:])
