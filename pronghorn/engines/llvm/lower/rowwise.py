"""Regions of rows: for every row its loops one after the other, with what is folded in between."""

from __future__ import annotations

from collections.abc import Sequence

from pronghorn.dtypes import sum_dtype
from pronghorn.engines.llvm.loops import Num
from pronghorn.engines.llvm.lower.elements import Elements
from pronghorn.engines.llvm.lower.maps import over_rows, over_vectors
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.rowwise import folds_rows, loop_of
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.ir.graph import Node, Value
from pronghorn.prims.record import Fold


def lower_rows(part: Part, region: Region, schedule: Schedule) -> None:
    """Every row of the region's shape."""

    def row(places: list[Position], carried: list[Num]) -> list[Num]:
        _Row(part, region, schedule.lanes, places).write()
        return carried

    over_rows(part, region.shape, schedule.work, row)


class _Row:
    """One row while its loops are written."""

    def __init__(self, part: Part, region: Region, lanes: int, places: list[Position]) -> None:
        self.part, self.code = part, part.code
        self.region, self.lanes, self.places = region, lanes, places
        self.size = region.shape[-1]
        # Numbers of this row that are known; memory of elements that no loop has written yet.
        self.known: dict[Value, Num] = {}
        self.unwritten = set(region.outputs)

    def write(self) -> None:
        times = self.region.times
        last = max(loop_of(time) for time in times.values())
        for number in range(last + 1):
            here = [n for n in self.region.nodes if loop_of(times[n.outputs[0]]) == number]
            folds = [node for node in here if folds_rows(node)]
            single = [n for n in here if n not in folds and n.outputs[0].ndim == len(self.places)]
            along = [node for node in here if node not in folds and node not in single]
            if along or folds:
                self._loop(along, folds)
            for node in single:
                self._keep(
                    node.outputs[0], self._elements(1, None).at(node.outputs[0], self.places)
                )

    def _loop(self, along: Sequence[Node], folds: Sequence[Node]) -> None:
        code = self.code
        stored = [node.outputs[0] for node in along if node.outputs[0] in self.region.outputs]
        folding = [_Folding(node) for node in folds]
        starts = [code.constant(fold.start, fold.wide, self.lanes) for fold in folding]

        def vector(place: Position, width: int, mask: Num | None, carried: list[Num]) -> list[Num]:
            elements = self._elements(width, mask)
            index = [*self.places, place]
            found = []
            for value in stored:
                found.append(elements.at(value, index))
                elements.define(value, index, found[-1])
            following = []
            for fold, total in zip(folding, carried, strict=True):
                num = code.cast(elements.at(fold.source, index), fold.wide)
                num = code.splat(num, width)
                num = num if mask is None else code.where(mask, num, fold.start)
                num = code.widened(num, self.lanes, fold.start)
                following.append(fold.combine(code, total, num))
            for value, num in zip(stored, found, strict=True):
                self.part.store(value, self.part.offset(value, index), num, width, mask)
            return following

        totals = over_vectors(self.part, self.size, self.lanes, starts, vector)
        self.unwritten.difference_update(stored)
        for fold, total in zip(folding, totals, strict=True):
            self._keep(fold.out, code.cast(code.halved(fold.combine, total), fold.out.dtype))

    def _elements(self, lanes: int, mask: Num | None) -> Elements:
        elements = Elements(self.part, lanes, mask)
        elements.writing = frozenset(self.unwritten)
        for value, num in self.known.items():
            elements.define(value, self.places, num)
        return elements

    def _keep(self, value: Value, num: Num) -> None:
        """One number of this row, in a register and, if it has memory, there."""
        self.known[value] = num
        self.unwritten.discard(value)
        if value in self.region.outputs:
            self.part.store(value, self.part.offset(value, self.places), num, 1, None)


class _Folding:
    """A fold along the row: what it adds up, and how."""

    def __init__(self, node: Node) -> None:
        assert isinstance(node.primitive.nest, Fold)
        self.source, self.out = node.inputs[0], node.outputs[0]
        self.combine = node.primitive.nest.combine
        dtype = self.source.dtype
        self.wide = sum_dtype(dtype)
        self.start = node.primitive.nest.start(dtype)
