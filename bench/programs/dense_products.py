"""A step's matrix products alone, by NumPy's BLAS: `dense_products.py NETWORK THREADS REPEATS`."""

import sys

import clock
import dense
import numpy as np


def main(name, threads, repeats):
    network = dense.NETWORKS[name]
    spent = 0.0
    for m, k, n in network.products:
        a, b, out = np.ones((m, k), "f4"), np.ones((k, n), "f4"), np.empty((m, n), "f4")
        times = max(1, int(2e8 / (2 * m * k * n)))

        def some(a=a, b=b, out=out, times=times):
            for _ in range(times):
                np.matmul(a, b, out=out)

        some()
        spent += clock.best(some, repeats, clock.of(threads)) / times
    clock.report(step_s=spent)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
