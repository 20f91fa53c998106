"""CPU time of repeated work, and the JSON line by which a program reports."""

import json
import sys
import time


def best(work, repeats):
    """The least CPU seconds of `work()` over some repeats; all threads count."""
    costs = []
    for _ in range(repeats):
        began = time.process_time_ns()
        work()
        costs.append(time.process_time_ns() - began)
    return min(costs) * 1e-9


def epoch_and_fit(train, few, many, repeats):
    """CPU seconds of an epoch and of a call besides its epochs, from calls of two lengths."""
    short, long = best(lambda: train(few), repeats), best(lambda: train(many), repeats)
    epoch = (long - short) / (many - few)
    return {"epoch_s": epoch, "fit_s": short - few * epoch}


def report(**measures):
    sys.stdout.write(json.dumps(measures) + "\n")
