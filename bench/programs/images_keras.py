"""Steps on images in Keras or its like: `images_keras.py MODULE NETWORK THREADS ROWS REPEATS`."""

import importlib
import os
import sys
import time

import clock
import images


def threaded(module, threads):
    """The module with so many threads; back ends read their own settings when they start."""
    os.environ["OMP_NUM_THREADS"] = os.environ["PRONGHORN_THREADS"] = str(threads)
    keras = importlib.import_module(module)
    backend = os.environ.get("KERAS_BACKEND")
    if module == "keras" and backend == "tensorflow":
        tensorflow = importlib.import_module("tensorflow")
        tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
        tensorflow.config.threading.set_inter_op_parallelism_threads(threads)
    return keras


def main(module, name, threads, rows, repeats):
    clock.on_all_cores(threads)
    keras = threaded(module, threads)
    keras.utils.set_random_seed(0)
    batch = images.BATCH[name]
    x, y = images.pictures(name, rows)
    model = images.NETWORKS[name](keras)
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    begin = time.perf_counter()
    model.fit(x[:batch], y[:batch], batch_size=batch, verbose=0)
    first = time.perf_counter() - begin
    step = []
    for _ in range(repeats):
        begin = time.perf_counter()
        model.fit(x, y, batch_size=batch, verbose=0)
        step.append((time.perf_counter() - begin) / (rows // batch))
    clock.report(step_s=min(step), first_fit_s=first)


if __name__ == "__main__":
    main(*sys.argv[1:3], *map(int, sys.argv[3:]))
