"""Regions that go through a batch together, block by block of its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pronghorn.engines.llvm.arena import Place
from pronghorn.engines.llvm.blocks import SUMS, rows_of
from pronghorn.engines.llvm.loops import INDEX
from pronghorn.engines.llvm.lower.convolution import Convolution
from pronghorn.engines.llvm.lower.filters import Filters
from pronghorn.engines.llvm.lower.folds import Stretches
from pronghorn.engines.llvm.lower.maps import lower_map
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.phases import Phases
from pronghorn.engines.llvm.lower.pooling import lower_cells, lower_window
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.engines.llvm.tiling import STRETCHES, WORTH
from pronghorn.ir.sizes import symbol

PHASED: dict[str, Callable[[Part, Region, Schedule, Place], Phases]] = {
    "conv": Convolution,
    "filters": Filters,
    "fold": Stretches,
}
# Lowerings by the kind of a region, which need neither memory of their own nor a beginning.
PLAIN: dict[str, Callable[[Part, Region, Schedule], None]] = {
    "window": lower_window,
    "cells": lower_cells,
    "map": lower_map,
}


class _Plain(Phases):
    def __init__(
        self,
        lower: Callable[[Part, Region, Schedule], None],
        part: Part,
        region: Region,
        schedule: Schedule,
    ) -> None:
        self.lower, self.given = lower, (part, region, schedule)

    def run(self) -> None:
        self.lower(*self.given)


def lower_blocks(
    part: Part,
    region: Region,
    schedules: Mapping[Region, Schedule],
    scratch: Mapping[Region, Place],
) -> None:
    """All members on a block of rows, then on the next.

    Threads share the blocks, or, where sums go on from block to block, stretches of them.
    """
    code, how = part.code, schedules[region]

    def members(here: Part) -> list[Phases]:
        found: list[Phases] = []
        for member in region.members:
            given = here, member, schedules[member]
            if member.kind in PHASED:
                found.append(PHASED[member.kind](*given, scratch[member]))
            else:
                found.append(_Plain(PLAIN[member.kind], *given))
        return found

    for member in members(part):
        member.begin()
    name = rows_of(region.members[0])
    rows = part.size(symbol(name))
    blocks = code.ceiling_divide(rows, how.block)
    worth = code.greater_equal(rows * how.work, WORTH)
    summed = any(member.kind in SUMS for member in region.members)
    stretches = code.constant(STRETCHES, INDEX) if summed else blocks
    with part.parallel(0, stretches, 1, worth) as stretch:
        first, last = code.share(blocks, stretch.index, stretches)
        with code.loop(first, last) as turn:
            begin = turn.index * how.block
            count = code.minimum(rows - begin, how.block)
            with part.block(name, (begin, count), stretch, how.block) as inside:
                for member in members(inside):
                    member.run()
    for member in members(part):
        member.finish()
