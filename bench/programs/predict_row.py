"""One row in, one row out, many times: `predict_row.py MODULE CALLS`; time and memory of a call."""

import importlib
import resource
import sys
import time

import clock
import numpy as np
import tutorial


def resident_bytes():
    """Memory in use now; where the system does not say, the most there has been."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(module, calls):
    keras = importlib.import_module(module)
    model = tutorial.network(keras)
    row = np.zeros((1, 3), "float32")
    for _ in range(100):
        model.predict(row, verbose=0)
    costs, before = [], resident_bytes()
    for _ in range(10):
        began = time.process_time_ns()
        for _ in range(calls // 10):
            model.predict(row, verbose=0)
        costs.append((time.process_time_ns() - began) * 1e-9 / (calls // 10))
    clock.report(call_s=min(costs), growth_bytes=resident_bytes() - before, calls=calls)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
