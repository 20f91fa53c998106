"""The memory of a program, filled with what nobody may count on, and that of this process."""

import gc
import os

import pytest

from pronghorn.engines.llvm.arena import occupied

STATM = "/proc/self/statm"
needs_linux = pytest.mark.skipif(not os.path.exists(STATM), reason="memory is told by Linux")


def poisoned(run):
    """The run with memory that no operation should count on: NaN as floats, true as bools."""
    if hasattr(run, "arena"):
        run.arena.fill(0xFF)
    return run


def resident_bytes():
    gc.collect()
    with open(STATM, encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def alive_at_once(slots, known):
    """The most bytes that are in use at the same time: no arena can be smaller."""
    return max(
        sum(occupied(slot, known) for slot in slots if slot.first <= moment <= slot.last)
        for moment in {slot.first for slot in slots} | {0}
    )
