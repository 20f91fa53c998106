"""Regions that go through a batch together, block by block of its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pronghorn.engines.llvm.arena import Place
from pronghorn.engines.llvm.blocks import rows_of
from pronghorn.engines.llvm.lower.convolution import convolve, pack_filters
from pronghorn.engines.llvm.lower.filters import add_filters, clear_filters, finish_filters
from pronghorn.engines.llvm.lower.folds import add_sums, clear_sums, finish_sums
from pronghorn.engines.llvm.lower.maps import lower_map
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.pooling import lower_cells, lower_window
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import STRETCHES, Schedule
from pronghorn.engines.llvm.tiling import WORTH
from pronghorn.ir.sizes import symbol

# What members do before all blocks, for each of them, and after all, by their kind.
BEFORE: dict[str, Callable[..., None]] = {
    "conv": pack_filters,
    "filters": clear_filters,
    "fold": clear_sums,
}
BLOCK: dict[str, Callable[..., None]] = {
    "conv": convolve,
    "filters": add_filters,
    "window": lower_window,
    "cells": lower_cells,
    "map": lower_map,
    "fold": add_sums,
}
AFTER: dict[str, Callable[..., None]] = {"filters": finish_filters, "fold": finish_sums}


def lower_blocks(
    part: Part,
    region: Region,
    schedules: Mapping[Region, Schedule],
    scratch: Mapping[Region, Place],
) -> None:
    """All members on a block of rows, then on the next; threads share stretches of blocks."""
    code, how = part.code, schedules[region]

    def each(table: Mapping[str, Callable[..., None]], here: Part) -> None:
        for member in region.members:
            if member.kind in table:
                own = [scratch[member]] if member in scratch else []
                table[member.kind](here, member, schedules[member], *own)

    each(BEFORE, part)
    name = rows_of(region.members[0])
    rows = part.size(symbol(name))
    blocks = code.ceiling_divide(rows, how.block)
    worth = code.greater_equal(rows * how.work, WORTH)
    with part.parallel(0, STRETCHES, 1, worth) as stretch:
        first, last = code.share(blocks, stretch.index, STRETCHES)
        with code.loop(first, last) as turn:
            begin = turn.index * how.block
            count = code.minimum(rows - begin, how.block)
            with part.block(name, (begin, count), stretch, how.block) as inside:
                each(BLOCK, inside)
    each(AFTER, part)
