"""Compiled code stays within its arena, whose slots leave room for whole vectors."""

import numpy as np
import pytest

from pronghorn import engines
from pronghorn.engines.llvm import run
from pronghorn.engines.llvm.arena import ALIGNMENT, Slot, offsets
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.prims.bits import permutation
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer
from tests.engines.memory import alive_at_once

MARK, TAIL = 0xAB, 4096


@pytest.fixture
def arenas(monkeypatch):
    """Arenas are made with a marked tail; the list holds (arena, its size) of every run."""
    made = []

    class Marked:
        def __getattr__(self, name):
            return getattr(np, name)

        def empty(self, shape, dtype):
            if dtype is not np.uint8:
                return np.empty(shape, dtype)
            made.append((np.full(shape + TAIL, MARK, np.uint8), shape - ALIGNMENT))
            return made[-1][0]

    monkeypatch.setattr(run, "np", Marked())
    return made


def test_random_orders_stay_within_the_arena(arenas):
    program = tracer.trace(
        lambda key: [Tensor(permutation(key.payload, size=symbol("total")))],
        [ArrayType((2,), "uint32")],
    )
    executable = engines.load("llvm").compile(program)
    for total in (*range(1, 70), 127, 128, 129, 1000):
        key = np.array([total, 7], "uint32")
        (order,) = executable.run([key], {"total": total}).complete()
        assert sorted(order) == list(range(total))
        arena, size = arenas[-1]
        begin = -run.address(arena) % ALIGNMENT
        assert (arena[begin + size :] == MARK).all()


def test_slots_that_live_together_do_not_meet():
    slots = [
        Slot("a", 3, "float32", 0, 2),
        Slot("b", 100, "uint32", 1, 1),
        Slot("c", 3, "bool", 2, 2),
    ]
    found, end = offsets(slots, {}, 0)
    assert found["a"] >= found["b"] + 100 * 4 + 2 * ALIGNMENT
    assert found["c"] == found["b"]  # `b` is over when `c` begins
    assert end == alive_at_once(slots, {})
    assert all(place % ALIGNMENT == 0 for place in (*found.values(), end))
