"""Many tiny models one after the other, ten epochs each: `many.py MODULE MODELS`."""

import importlib
import sys
import time

import clock
import tutorial


def main(module, models):
    keras = importlib.import_module(module)
    x, y = tutorial.people(1000)
    began = time.process_time()
    for seed in range(models):
        keras.utils.set_random_seed(seed)
        model = tutorial.network(keras)
        model.fit(x, y, batch_size=tutorial.BATCH, epochs=10, verbose=0)
    clock.report(model_s=(time.process_time() - began) / models)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
