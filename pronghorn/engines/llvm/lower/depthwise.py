"""Convolutions in which every channel has a filter of its own; lanes hold channels.

No product can be made of them, so they are loops of their own: the sums of some neighbouring places
are kept in registers while an element, loaded once, is multiplied by all taps that meet it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from pronghorn.engines.llvm.arena import THREADS, Place
from pronghorn.engines.llvm.loops import INDEX, Num
from pronghorn.engines.llvm.lower.elements import Elements
from pronghorn.engines.llvm.lower.maps import over_vectors
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.lower.results import Results
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.engines.llvm.sliding import Stretch, axes_of
from pronghorn.engines.llvm.tiling import WORTH
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import product


def lower_depthwise(part: Part, region: Region, schedule: Schedule) -> None:
    """`out[n, *o, c]` = sum over taps of `x[n, *o at tap, c] * w[*tap, 0, c]`."""
    _Depthwise(part, region, schedule).write()


def lower_depthwise_filters(part: Part, region: Region, schedule: Schedule, scratch: Place) -> None:
    """`out[*tap, 0, c]` = sum over images and places of `x[n, *o at tap, c] * g[n, *o, c]`."""
    _Slopes(part, region, schedule, scratch).write()


class _Channels:
    """What both have in common: axes, operands, and the loop over channels."""

    def __init__(self, part: Part, region: Region, schedule: Schedule) -> None:
        node = region.nodes[0]
        assert schedule.sliding is not None
        self.part, self.code, self.how = part, part.code, schedule.sliding
        self.results = Results(part, region)
        self.x, self.other = node.inputs
        self.axes = axes_of(node)
        self.taps = [axis.taps for axis in self.axes]
        self.channels: int = self.x.shape[-1]  # type: ignore[assignment]
        self.images = part.size(self.x.shape[0])
        outs = math.prod(axis.out for axis in self.axes)
        work = self.images * (outs * self.channels * math.prod(self.taps))
        self.worth = self.code.greater_equal(work, WORTH)

    def index(self, image: Position, at: Sequence[Num], channel: Position) -> list[Position]:
        return [image, *(Position(self.code, n) for n in at), channel]


class _Depthwise(_Channels):
    def write(self) -> None:
        code, first = self.code, self.axes[0]
        rows = first.out if len(self.axes) > 1 else 1
        # Threads take images, and rows where these are few.
        with self.part.parallel(0, self.images * rows, 1, self.worth) as loop:
            image, row = code.divmod(loop.index, rows)
            self._outer(Position(code, image), [row] if len(self.axes) > 1 else [])

    def _outer(self, image: Position, outer: list[Num]) -> None:
        """All places along the axes but the last."""
        if len(outer) < len(self.axes) - 1:
            with self.code.loop(0, self.axes[len(outer)].out) as loop:
                self._outer(image, [*outer, loop.index])
            return
        met = [axis.meets(self.code, n) for axis, n in zip(self.axes, outer, strict=False)]
        most = self.how.rows
        for stretch in self.axes[-1].stretches():
            whole, rest = divmod(stretch.length, most)
            with self.code.loop(0, whole) as loop:
                self._places(image, outer, met, stretch, (loop.index * most, most))
            if rest:
                first = self.code.constant(whole * most, INDEX)
                self._places(image, outer, met, stretch, (first, rest))

    def _places(
        self,
        image: Position,
        outer: list[Num],
        met: list[Any],
        stretch: Stretch,
        span: tuple[Num, int],
    ) -> None:
        """Some neighbouring places of a stretch, for all channels; their sums are in registers."""
        code, (first, count) = self.code, span

        def vector(channel: Position, lanes: int, mask: Num | None, _: Any) -> list[Num]:
            elements = Elements(self.part, lanes, mask)

            def add(taps: list[Num], at: list[Num], held: list[Num]) -> list[Num]:
                """The sums after all taps from this axis on."""
                if len(at) < len(outer):
                    axis = self.axes[len(at)]
                    tap, start, some = met[len(at)]
                    with code.loop(0, some, 1, held) as loop:
                        there = tap + loop.index * axis.step, start + loop.index * axis.move
                        loop.next = add([*taps, there[0]], [*at, there[1]], loop.carried)
                    return loop.results
                return self._line(elements, image, channel, (stretch, first), taps, at, held)

            sums = add([], [], [code.constant(0, self.how.dtype, lanes)] * count)
            for n, total in enumerate(sums):
                here = (first + n) * stretch.period + stretch.first
                self.results.write(self.index(image, [*outer, here], channel), total, lanes, mask)
            return []

        over_vectors(self.part, self.channels, self.how.lanes, [], vector)

    def _line(
        self,
        elements: Elements,
        image: Position,
        channel: Position,
        span: tuple[Stretch, Num],
        taps: list[Num],
        at: list[Num],
        held: list[Num],
    ) -> list[Num]:
        """The sums after the taps along the last axis; an element is loaded once for all places."""
        code, axis, (stretch, first) = self.code, self.axes[-1], span
        start = first * stretch.step + stretch.start
        held = list(held)
        needs: dict[int, list[tuple[int, int]]] = {}
        for n in range(len(held)):
            for t in range(stretch.met):
                needs.setdefault(n * stretch.step + t * axis.move, []).append((n, t))
        for offset, uses in sorted(needs.items()):
            x = elements.at(self.x, self.index(image, [*at, start + offset], channel))
            for n, t in uses:
                spot = [*taps, code.constant(stretch.tap + t * axis.step, INDEX)]
                index = [*(Position(code, tap) for tap in spot), Position(code, 0), channel]
                held[n] = code.fma(x, elements.at(self.other, index), held[n])
        return held


class _Slopes(_Channels):
    """Sums for every tap lie in memory; a row of results is gone through for one tap row."""

    def __init__(self, part: Part, region: Region, schedule: Schedule, scratch: Place) -> None:
        super().__init__(part, region, schedule)
        self.sums = part.pointer(scratch.entry)
        self.turned = [axis.turned() for axis in self.axes]

    def write(self) -> None:
        code, how = self.code, self.how
        vectors = -(-self.channels // how.lanes)
        threads = self.part.size(symbol(THREADS))
        jobs = code.minimum(threads, vectors)
        with self.part.parallel(0, jobs, 1, self.worth) as loop:
            first, last = code.share(vectors, loop.index, jobs)
            low, high = first * how.lanes, last * how.lanes
            zero = code.constant(0, how.dtype, how.lanes)
            count = product(tuple(self.taps))
            with code.loop(0, count) as tap, code.loop(low, high, how.lanes) as channel:
                code.store(self.sums, self._place(tap.index, channel.index), zero)
            with code.loop(0, self.images) as image:
                self._rows(Position(code, image.index), [], [], (low, high))
            self._results(low, high)

    def _place(self, tap: Num, channel: Num) -> Num:
        width = -(-self.channels // self.how.lanes) * self.how.lanes
        return tap * width + channel

    def _rows(
        self, image: Position, taps: list[Num], met: list[Any], channels: tuple[Num, Num]
    ) -> None:
        """All rows of results along the axes before the last, with the taps that they meet."""
        code, depth = self.code, len(taps)
        if depth < len(self.axes) - 1:
            axis = self.axes[depth]
            with code.loop(0, axis.out) as row:
                tap, place, count = axis.meets(code, row.index)
                with code.loop(0, count) as n:
                    here = (row.index, place + n.index * axis.move)
                    self._rows(image, [*taps, tap + n.index * axis.step], [*met, here], channels)
            return
        with code.loop(*channels, self.how.lanes) as channel:
            self._line(image, taps, met, channel.index)

    def _vector(self, channel: Num) -> tuple[Position, Num | None]:
        """Neighbouring channels, and a mask of those that there are."""
        code, lanes = self.code, self.how.lanes
        ragged = self.channels % lanes != 0
        mask = code.before(self.channels, channel, lanes) if ragged else None
        return Position.run(code, channel, lanes), mask

    def _line(self, image: Position, taps: list[Num], met: list[Any], channel: Num) -> None:
        """A row of results for all taps along the last axis, whose sums are kept in registers."""
        code, how, last = self.code, self.how, self.axes[-1]
        run, mask = self._vector(channel)
        elements = Elements(self.part, how.lanes, mask)
        rows, sources = [g for g, _ in met], [x for _, x in met]

        def product_at(g: Any, x: Any, held: Num) -> Num:
            slope = elements.at(self.other, self.index(image, [*rows, g], run))
            return code.fma(slope, elements.at(self.x, self.index(image, [*sources, x], run)), held)

        number = code.constant(0, INDEX)
        for tap, axis in zip(taps, self.axes, strict=False):
            number = number * axis.taps + tap
        number = number * last.taps
        spots = [self._place(number + t, channel) for t in range(last.taps)]
        sums = [code.load(self.sums, spot, how.dtype, how.lanes) for spot in spots]
        for stretch in last.stretches():
            with code.loop(0, stretch.length, 1, sums) as loop:
                g = loop.index * stretch.period + stretch.first
                x = loop.index * stretch.step + stretch.start
                held = list(loop.carried)
                for n in range(stretch.met):
                    t = stretch.tap + n * last.step
                    held[t] = product_at(g, x + n * last.move, held[t])
                loop.next = held
            sums = loop.results
        for spot, num in zip(spots, sums, strict=True):
            code.store(self.sums, spot, num)

    def _results(self, low: Num, high: Num) -> None:
        code, how = self.code, self.how

        def axis(taps: list[Num], number: Num) -> None:
            if len(taps) < len(self.taps):
                size = self.taps[len(taps)]
                with code.loop(0, size) as loop:
                    axis([*taps, loop.index], number * size + loop.index)
                return
            with code.loop(low, high, how.lanes) as channel:
                run, mask = self._vector(channel.index)
                num = code.load(self.sums, self._place(number, channel.index), how.dtype, how.lanes)
                index = [Position(code, n) for n in (*taps, code.constant(0, INDEX))]
                self.results.write([*index, run], num, how.lanes, mask)

        axis([], code.constant(0, INDEX))
