"""Time of repeated work, and the JSON line by which a program reports."""

import json
import sys
import time


def of(threads):
    """CPU time, which others' work does not disturb, for one thread; else time on the wall."""
    return time.process_time_ns if threads == 1 else time.perf_counter_ns


def warm(work, seconds):
    """Does the work for so long: a compiler may better the code of what has run for a while."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        work()


def best(work, repeats, now=time.process_time_ns):
    """The least seconds of `work()` over some repeats: CPU time of all threads, or `now`'s."""
    costs = []
    for _ in range(repeats):
        began = now()
        work()
        costs.append(now() - began)
    return min(costs) * 1e-9


def two_lengths(train, few, many, repeats, now=time.process_time_ns):
    """Seconds of calls of two lengths, whose difference is the cost of the epochs between."""
    short, long = (best(lambda n=n: train(n), repeats, now) for n in (few, many))
    return {"few": few, "short_s": short, "many": many, "long_s": long}


def report(**measures):
    sys.stdout.write(json.dumps(measures) + "\n")
