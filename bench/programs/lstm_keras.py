"""W4 with a Keras-like module: `lstm_keras.py MODULE REPEATS`."""

import importlib
import sys

import clock
import sequences


def main(module, repeats):
    keras = importlib.import_module(module)
    keras.utils.set_random_seed(0)
    x, y = sequences.texts()
    model = sequences.network(keras)
    logs = {}

    def epoch():
        logs.update(model.fit(x, y, batch_size=sequences.BATCH, epochs=1, verbose=0).history)

    clock.warm(epoch, 3)
    clock.report(epoch_s=clock.best(epoch, repeats), loss=logs["loss"][-1])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
