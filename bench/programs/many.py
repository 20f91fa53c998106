"""Many tiny models, ten epochs each: `many.py MODULE MODELS [processes | threads]`.

One after the other, CPU time of each; or on the wall, in two processes or threads that do as many
each and in one of them alone.
"""

import importlib
import multiprocessing
import sys
import threading
import time

import clock
import tutorial


def search(module, models):
    keras = importlib.import_module(module)
    x, y = tutorial.people(1000)
    for seed in range(models):
        keras.utils.set_random_seed(seed)
        model = tutorial.network(keras)
        model.fit(x, y, batch_size=tutorial.BATCH, epochs=10, verbose=0)


def waiting(barrier, module, models):
    """What each of several workers does: the first model before time is taken."""
    search(module, 1)
    barrier.wait()
    search(module, models)
    barrier.wait()


def seconds(kind, count, module, models):
    """On the wall, from when all workers are warm until all are done."""
    context = multiprocessing.get_context("spawn")
    make, barrier = {
        "processes": (context.Process, context.Barrier(count + 1)),
        "threads": (threading.Thread, threading.Barrier(count + 1)),
    }[kind]
    workers = [make(target=waiting, args=(barrier, module, models)) for _ in range(count)]
    for worker in workers:
        worker.start()
    barrier.wait()
    began = time.perf_counter()
    barrier.wait()
    spent = time.perf_counter() - began
    for worker in workers:
        worker.join()
    return spent


def main(module, models, kind=None):
    if kind is None:
        began = time.process_time()
        search(module, models)
        clock.report(model_s=(time.process_time() - began) / models)
        return
    rounds = [[seconds(kind, count, module, models) for count in (1, 2)] for _ in range(3)]
    one, two = map(min, zip(*rounds, strict=True))
    clock.report(one_s=one / models, two_s=two / (2 * models))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
