"""Room 7, too: which regions go through a batch together, block by block of its rows.

What one region hands to the next is then read while it is in the second cache, instead of being
brought back from beyond it. A block of rows is a smaller batch, so members run on it as they would
on a whole one: all that they read of the batch must be of the same rows. Only sums over rows go on
from block to block, in stretches of which there are always as many, whatever the number of threads.
"""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import replace

from pronghorn.engines.llvm import cost
from pronghorn.engines.llvm.accesses import accesses, own
from pronghorn.engines.llvm.regions import Region, Regions, read_by
from pronghorn.engines.llvm.schedule import MOVED, Schedule
from pronghorn.engines.llvm.sliding import together
from pronghorn.engines.llvm.target import Target, bits_of
from pronghorn.engines.llvm.tiling import STRETCHES, TYPICAL_ROWS
from pronghorn.ir.graph import Node, Value
from pronghorn.ir.sizes import Size, symbol
from pronghorn.prims.record import Map, View

# Kinds of regions that can run on a block of rows.
KINDS = ("conv", "filters", "window", "cells", "map", "fold")
# Of these, the ones that sum over rows.
SUMS = ("filters", "fold")

# No more rows than leave a typical batch a block for every stretch.
MOST = TYPICAL_ROWS // STRETCHES


def has_rows(value: Value, rows: str) -> bool:
    """Whether the first axis of a value is that of the rows of a batch."""
    return bool(value.ndim and value.shape[0] == symbol(rows))


def joined(regions: Regions, schedules: dict[Region, Schedule], target: Target) -> Regions:
    """The regions, of which neighbours that run block by block are one; `schedules` has its."""
    found = _Joining(regions, schedules, target)
    found.add_all(regions.items[: regions.guarded])
    guarded = len(found.items)
    found.add_all(regions.items[regions.guarded :])
    return Regions(found.items, guarded, found.region_of)


class _Joining:
    def __init__(self, regions: Regions, schedules: dict[Region, Schedule], target: Target) -> None:
        self.regions, self.schedules = regions, schedules
        self.near = target.l2_bytes * 3 // 4
        self.items: list[Region] = []
        self.region_of = dict(regions.region_of)
        self.open: list[Region] = []
        self.late: list[Region] = []  # what waits for the open ones
        self.found: dict[Region, dict[Value, bool]] = {}  # what regions read
        self.rows = ""  # the symbol of the open regions' rows

    def add_all(self, regions: Sequence[Region]) -> None:
        for region in regions:
            self._add(region)
        self._close()

    def _add(self, region: Region) -> None:
        rows = rows_of(region)
        unfinished = [*self.late, *(other for other in self.open if other.kind in SUMS)]
        linked, waits = self._reads(region, self.open), self._reads(region, unfinished)
        if not self._suits(region, rows):
            (self.late if linked or waits else self.items).append(region)
            return
        if waits or not linked or rows != self.rows or not self._block([*self.open, region]):
            self._close()
        self.open.append(region)
        self.rows = rows

    def _reads(self, region: Region, others: Sequence[Region]) -> bool:
        return any(value in self._read(region) for other in others for value in other.outputs)

    def _read(self, region: Region) -> dict[Value, bool]:
        if region not in self.found:
            self.found[region] = read_by(region, self.regions.region_of)
        return self.found[region]

    def _close(self) -> None:
        """Nothing more joins those that are open."""
        if len(self.open) > 1:
            self.open = [self._joined(self.open)]
        self.items += [*self.open, *self.late]
        self.open, self.late = [], []

    def _joined(self, members: list[Region]) -> Region:
        nodes = [node for member in members for node in member.nodes]
        outputs = [value for member in members for value in member.outputs]
        whole = Region("blocks", nodes, outputs, members=members)
        how = [self.schedules[member] for member in members]
        self.schedules[whole] = Schedule(
            max(each.lanes for each in how),
            work=sum(map(self._work, members)),
            light=all(each.light for each in how),
            block=self._block(members),
        )
        for member, schedule in zip(members, how, strict=True):
            if member.kind == "filters" and schedule.sliding is not None:
                sliding = replace(schedule.sliding, stretches=STRETCHES)
                self.schedules[member] = replace(schedule, sliding=sliding)
        self.region_of.update(dict.fromkeys(outputs, whole))
        return whole

    def _suits(self, region: Region, rows: str) -> bool:
        """Whether a region may run on some rows of a batch: it reads the same rows of others."""
        if not rows or region.kind not in KINDS:
            return False
        how = self.schedules[region]
        if region.kind == "fold" and not how.sums:
            return False
        if region.kind == "filters" and how.sliding is not None:
            sums = how.sliding.shared * bits_of(how.sliding.dtype) // 8
            if sums * STRETCHES > self.near:
                return False
        if region.kind not in SUMS and not all(has_rows(v, rows) for v in region.outputs):
            return False
        ends = {*self.regions.region_of, region.nodes[0].outputs[0]}
        return all(self._by_row(node, rows, ends) for node in region.nodes)

    def _by_row(self, node: Node, rows: str, ends: Container[Value]) -> bool:
        if _tells_places(node, ends):
            return False
        for value, places in accesses(node, ends):
            inner = value.shape[1:] if has_rows(value, rows) else value.shape
            if any(isinstance(size, Size) and rows in size.symbols() for size in inner):
                return False
            if has_rows(value, rows) and places[0] != own(0):
                return False
        return True

    def _block(self, members: Sequence[Region]) -> int:
        """How many rows of all that the members read and write are near enough; 0 if too few."""
        rows = rows_of(members[0])
        values = {value for member in members for value in member.outputs}
        for member in members:
            values.update(self._read(member))
        each = sum(_bytes_of_row(value) for value in values if has_rows(value, rows))
        if each * TYPICAL_ROWS < self.near:
            return 0
        least = 1
        for member in members:
            how = self.schedules[member].sliding
            if member.kind == "conv" and how is not None:
                least = math.lcm(least, together(member.nodes[0], how.rows))
        return min(self.near // each, max(MOST, least)) // least * least

    def _work(self, region: Region) -> int:
        """Of a row of the batch, at least."""
        node = region.nodes[0]
        value = node.inputs[0] if region.kind in SUMS else node.outputs[0]
        return cost.elements(value.shape[1:]) * MOVED


def rows_of(region: Region) -> str:
    """The symbol that counts the rows that a region goes through; empty if there is none."""
    node = region.nodes[0]
    values = node.inputs if region.kind in SUMS else node.outputs
    size = values[0].shape[0] if values[0].ndim else 1
    return (size.symbol() if isinstance(size, Size) else None) or ""


def _bytes_of_row(value: Value) -> int:
    return cost.elements(value.shape[1:]) * bits_of(value.dtype) // 8


def _tells_places(node: Node, ends: Container[Value]) -> bool:
    """Whether what is computed for a node depends on where in the batch it is."""
    stack = list(node.inputs)
    while stack:
        value = stack.pop()
        if value.node is None or value in ends:
            continue
        if not isinstance(value.node.primitive.nest, Map | View):
            return True
        stack += value.node.inputs
    return False
