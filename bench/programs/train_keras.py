"""Epochs with a Keras-like module: `train_keras.py MODULE ROWS FEW MANY REPEATS`."""

import importlib
import sys

import clock
import tutorial


def main(module, rows, few, many, repeats):
    keras = importlib.import_module(module)
    keras.utils.set_random_seed(0)
    x, y = tutorial.people(rows)
    model = tutorial.network(keras)
    logs = {}

    def train(epochs):
        logs.update(model.fit(x, y, batch_size=tutorial.BATCH, epochs=epochs, verbose=0).history)

    clock.warm(lambda: train(many), 3)  # the shuffle's code is bettered after two
    costs = clock.two_lengths(train, few, many, repeats)
    clock.report(**costs, loss=logs["loss"][-1], accuracy=logs["accuracy"][-1])


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
