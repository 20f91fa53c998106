"""CPU time of repeated work, and the JSON line by which a program reports."""

import json
import os
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


def two_lengths(train, few, many, repeats):
    """CPU seconds of calls of two lengths, whose difference is the cost of the epochs between."""
    short, long = best(lambda: train(few), repeats), best(lambda: train(many), repeats)
    return {"few": few, "short_s": short, "many": many, "long_s": long}


def on_all_cores(threads):
    """Lift the pin of a program that is measured with several threads."""
    if threads > 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, range(os.cpu_count()))


def report(**measures):
    sys.stdout.write(json.dumps(measures) + "\n")
