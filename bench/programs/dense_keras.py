"""Epochs with a Keras-like module: `dense_keras.py MODULE NETWORK THREADS FEW MANY REPEATS`."""

import importlib
import sys

import clock
import dense


def main(module, name, threads, few, many, repeats):
    keras = importlib.import_module(module)
    keras.utils.set_random_seed(0)
    network = dense.NETWORKS[name]
    x, y = dense.data(network)
    model = dense.model(keras, network)
    logs = {}

    def train(epochs):
        logs.update(model.fit(x, y, batch_size=network.batch, epochs=epochs, verbose=0).history)

    clock.warm(lambda: train(1), 4)  # code of wide networks is bettered after two
    costs = clock.two_lengths(train, few, many, repeats, clock.of(threads))
    clock.report(**costs, loss=logs["loss"][-1])


if __name__ == "__main__":
    main(*sys.argv[1:3], *map(int, sys.argv[3:]))
