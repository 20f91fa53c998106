"""Cases of decoding, every alignment written out."""

import itertools
import math

import numpy as np

from tests.laws.case import Case


def beams(shape):
    """All sequences of two classes behind three outputs, their alignments added up one by one."""

    def want(logs, lengths):
        sums = {}
        for way in itertools.product(range(3), repeat=int(lengths[0])):
            labels = tuple(c for n, c in enumerate(way) if c != 2 and way[n - 1 : n] != (c,))
            chance = math.prod(math.exp(log[c]) for log, c in zip(logs[0], way, strict=False))
            sums[labels] = sums.get(labels, 0.0) + chance
        best = sorted(sums, key=sums.get, reverse=True)[:4]
        found = np.full((4, 1, 3), -1, "int32")
        for place, labels in enumerate(best):
            found[place, 0, : len(labels)] = labels
        return found, np.log([[sums[labels] for labels in best]])

    logs = np.log(np.random.default_rng(len(shape)).dirichlet(np.ones(3), (1, 3)))
    settings = {"blank": 2, "width": 30, "count": 4, "want": want, "gradient": False}
    return [Case(logs, np.array([length], "int32"), **settings) for length in (2, 3)]
