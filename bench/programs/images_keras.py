"""Steps on images in Keras or its like: `images_keras.py MODULE THREADS NETWORK ROWS REPEATS`."""

import importlib
import os
import sys

import clock
import images


def threaded(module, threads):
    """The module with so many threads; TensorFlow reads no environment for them."""
    keras = importlib.import_module(module)
    if module == "keras" and os.environ.get("KERAS_BACKEND") == "tensorflow":
        tensorflow = importlib.import_module("tensorflow")
        tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
        tensorflow.config.threading.set_inter_op_parallelism_threads(threads)
    return keras


def peak(module):
    """GFLOP/s of one core, by the compiler's own measure."""
    if module != "pronghorn":
        return {}
    library = importlib.import_module("pronghorn.engines.llvm.kernels.library")
    target = importlib.import_module("pronghorn.engines.llvm.target")
    return {"peak": library.peak(target.host())}


def main(module, threads, name, rows, repeats):
    keras = threaded(module, threads)
    keras.utils.set_random_seed(0)
    batch, now = images.BATCH[name], clock.of(threads)
    x, y = images.pictures(name, rows)
    model = images.NETWORKS[name](keras)
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    one = lambda: model.fit(x[:batch], y[:batch], batch_size=batch, verbose=0)
    first = clock.best(one, 1)
    clock.warm(one, 5)
    epoch = clock.best(lambda: model.fit(x, y, batch_size=batch, verbose=0), repeats, now)
    clock.report(step_s=epoch / (rows // batch), first_fit_s=first, **peak(module))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], *map(int, sys.argv[4:]))
