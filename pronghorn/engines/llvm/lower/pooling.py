"""Windows combined into one element each, and the gradient of their maxima; lanes hold channels."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

from pronghorn.dtypes import sum_dtype
from pronghorn.engines.llvm.loops import INDEX, Num
from pronghorn.engines.llvm.lower.elements import Elements
from pronghorn.engines.llvm.lower.maps import over_rows, over_vectors
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.lower.results import Results
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.engines.llvm.sliding import Axis, axes_of
from pronghorn.ir.graph import Value
from pronghorn.prims.folds import lowest
from pronghorn.prims.record import Slide

# Windows of at most so many taps are written out.
WRITTEN = 16
# Which tap is largest; as wide as a float32, so that lanes need no change.
TAP = "int32"


def lower_window(part: Part, region: Region, schedule: Schedule) -> None:
    """Every window folded, and what follows from it."""
    _Windows(part, region, schedule).write()


def lower_cells(part: Part, region: Region, schedule: Schedule) -> None:
    """Elements brought where windows that do not overlap have their largest."""
    _Cells(part, region, schedule).write()


def lower_spread(part: Part, region: Region, schedule: Schedule) -> None:
    """Elements brought where windows of any kind have their largest."""
    _Overlaps(part, region, schedule).write()


class _Windows:
    def __init__(self, part: Part, region: Region, schedule: Schedule) -> None:
        node = region.nodes[0]
        self.part, self.code = part, part.code
        self.schedule = schedule
        self.node = node
        self.x: Value = node.inputs[-1]
        self.axes = axes_of(node)
        self.results = Results(part, region)
        self.shape: Any = node.outputs[0].shape

    def write(self) -> None:
        nest = self.node.primitive.nest
        assert isinstance(nest, Slide)
        code, part, dtype = self.code, self.part, self.x.dtype
        wide = sum_dtype(dtype)

        def row(places: list[Position], carried: list[Num]) -> list[Num]:
            image, *outer = places
            # The axes before the channels are gone through by `over_rows`.
            met = [axis.meets(code, p.base) for axis, p in zip(self.axes, outer, strict=True)]

            def vector(channel: Position, lanes: int, mask: Num | None, _: Any) -> list[Num]:
                elements = Elements(part, lanes, mask)

                def fold(at: list[Num], so_far: list[Num]) -> list[Num]:
                    index = [image, *(Position(code, n) for n in at), channel]
                    num = code.splat(code.cast(elements.at(self.x, index), wide), lanes)
                    return [nest.combine(code, so_far[0], num)]

                start = code.constant(nest.start(dtype), wide, lanes)
                (total,) = self._taps(met, [], [start], fold)
                self.results.write([*places, channel], code.cast(total, dtype), lanes, mask)
                return []

            over_vectors(part, self.shape[-1], self.schedule.lanes, [], vector)
            return carried

        over_rows(part, self.shape, self.schedule.work, row)

    def _taps(self, met: Sequence[Any], at: list[Num], held: list[Num], body: Any) -> list[Num]:
        """`body` at all elements that a window meets; loops only where their number is open."""
        if len(at) == len(met):
            found: list[Num] = body(at, held)
            return found
        _, place, count = met[len(at)]
        move = self.axes[len(at)].move
        if count.op == "constant" and count.attr * len(met) <= WRITTEN:
            for n in range(count.attr):
                held = self._taps(met, [*at, place + n * move], held, body)
            return held
        with self.code.loop(0, count, 1, held) as loop:
            here = place + loop.index * move
            loop.next = self._taps(met, [*at, here], loop.carried, body)
        return loop.results


class _Cells(_Windows):
    """Windows that do not overlap: each with the elements up to the next is a cell.

    Cells cover the input, so each element is written once, with what follows from it.
    """

    def write(self) -> None:
        code = self.code
        cells: list[Any] = [-(-(axis.size + axis.before) // axis.stride) for axis in self.axes]

        def row(places: list[Position], carried: list[Num]) -> list[Num]:
            image, *outer = places
            starts = [
                p.base * axis.stride - axis.before for p, axis in zip(outer, self.axes, strict=True)
            ]
            whole = code.constant(1, "bool")
            for p, start, axis in zip(outer, starts, self.axes, strict=True):
                inside = code.greater_equal(start, 0)
                inside = inside & code.less_equal(start + axis.stride, axis.size)
                whole = whole & inside & code.less(p.base, axis.out)
            if all(axis.before == 0 and axis.out * axis.stride == axis.size for axis in self.axes):
                self._cell(image, outer, starts, True)
                return carried
            with self.part.when(whole):
                self._cell(image, outer, starts, True)
            with self.part.when(code.logical_not(whole)):
                self._cell(image, outer, starts, False)
            return carried

        shape = (self.shape[0], *cells, self.shape[-1])
        over_rows(self.part, shape, self.schedule.work, row)

    def _cell(self, image: Position, outer: list[Position], starts: list[Num], whole: bool) -> None:
        code, part = self.code, self.part

        def vector(channel: Position, lanes: int, mask: Num | None, _: Any) -> list[Num]:
            elements = Elements(part, lanes, mask)
            taps = list(itertools.product(*(range(axis.stride) for axis in self.axes)))
            found = [self._element(outer, starts, tap, whole) for tap in taps]
            choice = _Choice(code, self.x.dtype, lanes)
            for n, (places, counts, _there) in enumerate(found):
                if counts is not None:
                    index = [image, *places, channel]
                    choice.see(n, code.splat(elements.at(self.x, index), lanes), counts)
            index = [image, *(self._window(p, axis) for p, axis in self._pairs(outer)), channel]
            slope = code.splat(elements.at(self.node.inputs[0], index), lanes)
            for n, (places, counts, there) in enumerate(found):
                num = code.constant(0, self.x.dtype, lanes)
                if counts is not None:
                    num = code.where(code.equal(choice.place, n), slope, num)
                at = [image, *places, channel]
                if whole:
                    self.results.write(at, num, lanes, mask)
                    continue
                with code.when(there):
                    self.results.write(at, num, lanes, mask)
            return []

        over_vectors(part, self.shape[-1], self.schedule.lanes, [], vector)

    def _pairs(self, outer: list[Position]) -> list[tuple[Position, Axis]]:
        return list(zip(outer, self.axes, strict=True))

    def _window(self, place: Position, axis: Axis) -> Position:
        return Position.inside(place.base, self.code.constant(axis.out - 1, INDEX))

    def _element(
        self, outer: list[Position], starts: list[Num], tap: tuple[int, ...], whole: bool
    ) -> tuple[list[Position], Num | None, Num]:
        """Where an element of a cell is, brought inside; whether its window counts it, None where
        it never does; and whether it is there at all."""
        code = self.code
        places, there = [], code.constant(1, "bool")
        counts = there
        for (p, axis), start, t in zip(self._pairs(outer), starts, tap, strict=True):
            place = start + t
            last = code.constant(axis.size - 1, INDEX)
            if whole:
                places.append(Position(code, place))
                continue
            inside = code.greater_equal(place, 0) & code.less_equal(place, last)
            there = there & inside
            counts = counts & inside & code.less(p.base, axis.out)
            places.append(Position.inside(place, last))
        counted = all(t < axis.taps for t, axis in zip(tap, self.axes, strict=True))
        return places, counts if counted else None, there


class _Choice:
    """The first largest of some elements, NaN being largest: its number, and itself."""

    def __init__(self, code: Any, dtype: str, lanes: int) -> None:
        self.code, self.lanes = code, lanes
        self.best = code.constant(lowest(dtype), dtype, lanes)
        self.place = code.constant(-1, TAP, lanes)

    def see(self, number: Any, num: Num, counts: Num) -> None:
        """One more element, which counts where the scalar bool holds."""
        code = self.code
        wins = code.greater(num, self.best) | (code.isnan(num) & ~code.isnan(self.best))
        wins = (wins | code.less(self.place, 0)) & code.splat(counts, self.lanes)
        self.best = code.where(wins, num, self.best)
        if not isinstance(number, Num):
            number = code.constant(number, TAP)
        self.place = code.where(wins, code.splat(number, self.lanes), self.place)


class _Overlaps(_Windows):
    """Windows of any kind: zeros everywhere, then window by window added where it is largest."""

    def write(self) -> None:
        code, part = self.code, self.part
        images: Any = self.shape[0]
        count = math.prod(n for n in self.shape[1:])
        with part.parallel(0, part.size(images), 1, code.constant(1, "bool")) as loop:
            image = Position(code, loop.index)
            (out,) = self.results.outputs
            start = part.offset(out, [image, *[Position(code, 0)] * (len(self.shape) - 1)])

            def clear(place: Position, lanes: int, mask: Num | None, _: Any) -> list[Num]:
                zero = code.constant(0, out.dtype, lanes)
                part.store(out, start + place, zero, lanes, mask)
                return []

            over_vectors(part, count, self.schedule.lanes, [], clear)
            self._windows(image, [], [])

    def _windows(self, image: Position, places: list[Num], met: list[Any]) -> None:
        if len(places) == len(self.axes):
            self._window_of(image, places, met)
            return
        axis = self.axes[len(places)]
        with self.code.loop(0, axis.out) as loop:
            here = axis.meets(self.code, loop.index)
            self._windows(image, [*places, loop.index], [*met, here])

    def _window_of(self, image: Position, places: list[Num], met: list[Any]) -> None:
        code, part = self.code, self.part
        (out,) = self.results.outputs
        always = code.constant(1, "bool")

        def vector(channel: Position, lanes: int, mask: Num | None, _: Any) -> list[Num]:
            elements = Elements(part, lanes, mask)

            def number(at: list[Num]) -> Num:
                total = code.constant(0, INDEX)
                for n, axis in zip(at, self.axes, strict=True):
                    total = total * axis.size + n
                return code.cast(total, TAP)

            def index(at: Sequence[Num]) -> list[Position]:
                return [image, *(Position(code, n) for n in at), channel]

            def look(at: list[Num], held: list[Num]) -> list[Num]:
                choice = _Choice(code, self.x.dtype, lanes)
                choice.best, choice.place = held
                num = code.splat(elements.at(self.x, index(at)), lanes)
                choice.see(number(at), num, always)
                return [choice.best, choice.place]

            begun = _Choice(code, self.x.dtype, lanes)
            _, chosen = self._taps(met, [], [begun.best, begun.place], look)
            slope = code.splat(elements.at(self.node.inputs[0], index(places)), lanes)

            def add(at: list[Num], held: list[Num]) -> list[Num]:
                place = part.offset(out, index(at))
                share = code.where(code.equal(chosen, number(at)), slope, 0)
                before = part.load(out, place, lanes, mask, None)
                part.store(out, place, before + share, lanes, mask)
                return held

            self._taps(met, [], [], add)
            return []

        over_vectors(part, self.shape[-1], self.schedule.lanes, [], vector)
