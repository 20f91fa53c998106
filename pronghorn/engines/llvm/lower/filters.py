"""Gradients of convolutions with respect to their filters: sums over all pixels of all images.

A tile's rows are channels of the input, or taps and channels that lie in a row, its columns are
filters. Some rows of an image, or some small images, are gone through by all tiles of a thread
before the next: the channels of a tile's rows, and the filters of its columns, are copied side by
side, where the nearest cache keeps them for all taps. Every sum is one tile's, in the order of
images and pixels, and then of the stretches of a batch, so that it does not depend on the number of
threads.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pronghorn.engines.llvm.arena import ALIGNMENT, THREADS, Place
from pronghorn.engines.llvm.kernels.names import LEVELS, sums_name
from pronghorn.engines.llvm.loops import INDEX, Num
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.lower.tiled import Level, Tiled, levels
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.engines.llvm.sliding import axes_of, line_of
from pronghorn.engines.llvm.tiling import WORTH
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import product

# So many jobs for each thread, for those that start late.
JOBS = 2


class _Span(NamedTuple):
    """What is gone through at once: images from `image`, rows of results from `low` to `high`."""

    image: Num
    images: Num
    low: Num
    high: Num
    row: Num  # of the input, the first that is read


class _Operand(NamedTuple):
    """Where a tile finds an operand: an address, and steps for images and along the axes."""

    start: Num
    steps: Sequence[Num]


def lower_filters(part: Part, region: Region, schedule: Schedule, scratch: Place) -> None:
    """`out[*tap, c, f]` = sum over images and places of `x[n, *o at tap, c] * g[n, *o, f]`."""
    Filters(part, region, schedule, scratch).write()


class Filters(Tiled):
    """Block by block, every stretch of the batch has sums of its own."""

    def __init__(self, part: Part, region: Region, schedule: Schedule, scratch: Place) -> None:
        super().__init__(part, region, schedule, scratch)
        node = region.nodes[0]
        self.given = axes_of(node)
        self.axes = [axis.turned() for axis in self.given]  # for each tap the places it meets
        self.line = line_of(node, self.given, self.depth, part.memory)
        self.sums = self.scratch
        # Rows and columns of tiles, and the taps of one of them.
        self.lines = -(-self.line // self.how.rows)
        self.columns = -(-self.filters // self.how.width)
        self.taps = [axis.taps for axis in self.given]
        if self.line > self.depth:
            self.taps[-1] = 1
        self.each = math.prod(self.taps)
        self.tiles = self.groups * self.lines * self.columns * self.each
        taps = product(node.outputs[0].shape[:-1])
        work = part.size(product(node.inputs[1].shape)) * taps
        self.worth = self.code.greater_equal(work, WORTH)

    def write(self) -> None:
        """Threads share stretches, and the tiles of one if there are more threads."""
        code, how = self.code, self.how
        shares = code.minimum(code.ceiling_divide(self._jobs(), how.stretches), self.tiles)
        blocks = code.ceiling_divide(self.images, how.block)
        with self.part.parallel(0, shares * how.stretches, 1, self.worth) as loop:
            stretch, share = code.divmod(loop.index, shares)
            low, high = code.share(blocks, stretch, how.stretches)
            first, last = code.share(self.tiles, share, shares)
            self.sums = self._sums_of(stretch)
            self._clear(first, last)
            images = low * how.block, code.minimum(high * how.block, self.images)
            self._add(self.part.thread_of(loop), images, first, last)
        self.finish()

    def _jobs(self) -> Num:
        """Into how many jobs work is cut at least."""
        threads = self.part.size(symbol(THREADS))
        jobs: Num = self.code.where(self.code.greater(threads, 1), threads * JOBS, 1)
        return jobs

    def _sums_of(self, stretch: Num) -> Num:
        return self.scratch + stretch * (self.how.shared * self.size)

    def begin(self) -> None:
        self._clear(self.code.constant(0, INDEX), self.part.size(self.tiles * self.how.stretches))

    def run(self) -> None:
        zero, thread, stretch = self.code.constant(0, INDEX), self.part.thread, self.part.stretch
        assert thread is not None
        assert stretch is not None
        self.sums = self._sums_of(stretch)
        self._add(thread, (zero, self.images), zero, self.part.size(self.tiles))

    def finish(self) -> None:
        code, how = self.code, self.how
        self.sums = self.scratch
        jobs = code.minimum(self._jobs(), self.tiles)
        with self.part.parallel(0, jobs, 1, self.worth) as loop:
            first, last = code.share(self.tiles, loop.index, jobs)
            with code.loop(first * how.tile, last * how.tile, how.lanes) as place:
                start = code.load(self.sums, place.index, how.dtype, how.lanes)
                with code.loop(1, how.stretches, 1, [start]) as turn:
                    at = turn.index * how.shared + place.index
                    turn.next = [turn.carried[0] + code.load(self.sums, at, how.dtype, how.lanes)]
                code.store(self.sums, place.index, turn.results[0])
            with code.loop(first, last) as tile:
                self._results(tile.index)

    def _clear(self, first: Num, last: Num) -> None:
        code, how = self.code, self.how
        zero = code.constant(0, how.dtype, how.lanes)
        with code.loop(first * how.tile, last * how.tile, how.lanes) as place:
            code.store(self.sums, place.index, zero)

    def _add(self, thread: Num, images: tuple[Num, Num], first: Num, last: Num) -> None:
        """The terms of some images to some tiles."""
        code, how, rows = self.code, self.how, self.given[0]
        self._places_of(thread)
        with (
            code.loop(*images, how.block) as image,
            code.loop(0, rows.out, how.band) as band,
        ):
            count = code.minimum(images[1] - image.index, how.block)
            high = code.minimum(band.index + how.band, rows.out)
            row = rows.first_read(code, band.index)
            self._span(_Span(image.index, count, band.index, high, row), first, last)

    def _places_of(self, thread: Num) -> None:
        """This thread's memory: a tile, the table of rows, and copies of both operands."""
        code, how = self.code, self.how
        behind = how.shared * how.stretches + how.tile
        start = self.scratch + (thread * how.own + behind) * self.size
        self.table = start
        self.copied = start + self.part.size(3 * how.table * how.words * self.size)
        self.slopes = self.copied + self.part.size(how.copies[0] * self.size)
        step = 1 if how.copies[0] else self.x.strides[-1]
        for row in range(how.rows):
            place = self.part.size(row * self.size) * step
            code.store(self.table, code.constant(row, INDEX), place)

    def _span(self, span: _Span, first: Num, last: Num) -> None:
        """All tiles from `first` to `last`, those with the same rows one after the other."""
        code, each = self.code, self.each * self.columns
        if self.how.copies[1]:
            low = code.quotient(first, self.each)
            high = code.ceiling_divide(last, self.each)
            self._copy_slopes(span, low, code.minimum(self.columns, high - low))
        with code.loop(code.quotient(first, each), code.ceiling_divide(last, each)) as line:
            group, number = self.code.divmod(line.index, self.lines)
            row = code.minimum(number * self.how.rows, self.line - self.how.rows)
            x = self._rows(span, group, row)
            begin = code.maximum(first, line.index * each)
            end = code.minimum(last, (line.index + 1) * each)
            with code.loop(begin, end) as tile:
                self._prefetch(span, tile.index - first, last - first)
                self._tile(tile.index, span, x)

    def _prefetch(self, span: _Span, number: Num, tiles: Num) -> None:
        """Ask for a tile's share of what the next span reads, which lies behind this one."""
        code, how, axis = self.code, self.how, self.given[0]
        line = ALIGNMENT // self.size
        for operand, row, rows in (
            (self.x, span.row, how.band * axis.stride // axis.spread),
            (self.other, span.low, how.band),
        ):
            image, down, *_ = operand.strides
            whole = how.band == axis.out
            length = image * how.block if whole else down * rows
            start = span.image * image + row * down + length
            begin, end = code.share(code.ceiling_divide(length, line), number, tiles)
            with code.loop(begin, end) as turn:
                code.prefetch(operand.pointer, start + turn.index * line, how.dtype)

    def _column(self, number: Num) -> Num:
        """The first filter of a tile's columns, counted in its group; the last ones overlap."""
        place: Num = self.code.minimum(number * self.how.width, self.filters - self.how.width)
        return place

    def _rows(self, span: _Span, group: Num, row: Num) -> _Operand:
        """The channels of a tile's rows, from the span's first image and row of the input on."""
        how, x = self.how, self.x
        place = span.image * x.strides[0] + span.row * x.strides[1]
        start = x.pointer + (place + (group * self.depth + row) * x.strides[-1]) * self.size
        if not how.copies[0]:
            return _Operand(start, x.strides)
        first, last = self.given[0], self.given[-1]
        begins = [axis.size for axis in self.given]
        if self.line > self.depth:  # all taps of a place are copied, so they lie in the input
            begins[-1] -= (last.taps - 1) * last.dilation
        shape: list[Any] = [self.part.size(count) for count in begins]
        covered = first.covered(how.band)
        shape[0] = self.code.minimum(covered, begins[0] - span.row)
        sizes = [how.block, covered, *(axis.size for axis in self.given[1:])]
        copy = self._packed(self.copied, sizes, how.rows)

        def copied(here: Num, there: Num) -> None:
            self._copy(start, here, self.copied, there, how.rows)

        self._everywhere([span.images, *shape], (x.strides, copy.steps), copied)
        return copy

    def _copy_slopes(self, span: _Span, first: Num, count: Num) -> None:
        """The filters of some columns of tiles, side by side; there is one group.

        Of one place all columns are copied before those of the next, as they lie in memory.
        """
        code, zero = self.code, self.code.constant(0, INDEX)
        shape = [self.part.size(axis.out) for axis in self.given]
        shape[0] = span.high - span.low
        source, target = self._lying(span, zero), self._copied(zero)

        def copied(here: Num, there: Num) -> None:
            with code.loop(0, count) as n:
                _, column = code.divmod(first + n.index, self.columns)
                place, copy = here + self._column(column), there + column * self._length
                self._copy(source.start, place, self.slopes, copy, self.how.width)

        self._everywhere([span.images, *shape], (source.steps, target.steps), copied)

    @property
    def _length(self) -> int:
        """Elements of the copies of a column of tiles."""
        return self.how.copies[1] // self.columns

    def _copied(self, column: Num) -> _Operand:
        """Where the filters of a column of tiles lie side by side."""
        how = self.how
        sizes = [how.block, how.band, *(axis.out for axis in self.given[1:])]
        start = self.slopes + column * (self._length * self.size)
        return self._packed(start, sizes, how.width)

    def _packed(self, start: Num, sizes: Sequence[int], width: int) -> _Operand:
        """An array of some sizes and `width` neighbours in one piece."""
        steps = [math.prod(sizes[n + 1 :]) * width for n in range(len(sizes))]
        return _Operand(start, [self.part.size(step) for step in steps])

    def _everywhere(
        self,
        shape: Sequence[Num],
        steps: tuple[Sequence[Num], Sequence[Num]],
        body: Callable[[Num, Num], None],
    ) -> None:
        """Run `body` at every place of some axes, given by its distance in two arrays."""
        code = self.code

        def axis(number: int, here: Num, there: Num) -> None:
            if number == len(shape):
                body(here, there)
                return
            with code.loop(0, shape[number]) as loop:
                moved = [loop.index * each[number] for each in steps]
                axis(number + 1, here + moved[0], there + moved[1])

        axis(0, code.constant(0, INDEX), code.constant(0, INDEX))

    def _copy(self, source: Num, here: Num, target: Num, there: Num, width: int) -> None:
        """`width` neighbours."""
        at = 0
        while at < width:
            lanes = min(self.how.lanes, 1 << ((width - at).bit_length() - 1))
            num = self.code.load(source, here + at, self.how.dtype, lanes)
            self.code.store(target, there + at, num)
            at += lanes

    def _tile(self, tile: Num, span: _Span, x: _Operand) -> None:
        """The terms of one tile in a span, added to it."""
        code, how = self.code, self.how
        group, _, column, taps = self._numbers(tile)
        g = self._columns(span, group, column)
        left, right = code.constant(0, INDEX), code.constant(0, INDEX)
        terms: list[Level] = []
        for n, (axis, tap) in enumerate(zip(self.axes, taps, strict=True), 1):
            limits = (span.low, span.high) if n == 1 else ()
            first, place, count = axis.meets(code, tap, *limits)
            if n == 1:
                first, place = first - span.low, place - span.row
            left, right = left + place * x.steps[n], right + first * g.steps[n]
            terms.append((x.steps[n] * axis.move, g.steps[n] * axis.step, count))
        if len(terms) < LEVELS:
            terms.insert(0, (x.steps[0], g.steps[0], span.images))
        kernel = sums_name(how.rows, how.vectors, how.dtype, how.lanes, False)
        code.call(
            self.part.pointer(kernel),
            x.start + left * self.size,
            self.table,
            self.sums + tile * (how.tile * self.size),
            g.start + right * self.size,
            *levels(code, terms),
        )

    def _columns(self, span: _Span, group: Num, column: Num) -> _Operand:
        """The filters of a tile's columns, from the span's first image and row of results on."""
        if self.how.copies[1]:
            return self._copied(column)
        return self._lying(span, group * self.filters + self._column(column))

    def _lying(self, span: _Span, number: Num) -> _Operand:
        """The cotangent from a filter and the span's first image and row on, where it is given."""
        g = self.other
        place = span.image * g.strides[0] + span.low * g.strides[1]
        return _Operand(g.pointer + (place + number * g.strides[-1]) * self.size, g.strides)

    def _numbers(self, tile: Num) -> tuple[Num, Num, Num, list[Num]]:
        """The group of a tile, its row and column of tiles, and its taps."""
        rest = tile
        taps: list[Num] = []
        for count in reversed(self.taps):
            rest, tap = self.code.divmod(rest, count)
            taps.insert(0, tap)
        rest, column = self.code.divmod(rest, self.columns)
        group, line = self.code.divmod(rest, self.lines)
        return group, line, column, taps

    def _results(self, tile: Num) -> None:
        """Everything from a tile's sums; those that the tile before it has as well are left out."""
        code, how = self.code, self.how
        group, number, column, taps = self._numbers(tile)
        begin, wide = number * how.rows, column * how.width
        first = code.minimum(begin, self.line - how.rows)
        start = tile * how.tile
        with code.loop(begin - first, how.rows) as row:
            tap, channel = self.code.divmod(first + row.index, self.depth)
            index = [*taps[:-1], taps[-1] + tap, channel]
            for vector in range(how.vectors):
                at = vector * how.lanes
                place = self._column(column) + at
                mask = None
                if self.filters % how.width:
                    mask = code.logical_not(code.before(wide, place, how.lanes))
                num = code.load(self.sums, start + row.index * how.width + at, how.dtype, how.lanes)
                here = [Position(code, n) for n in index]
                run = Position.run(code, group * self.filters + place, how.lanes)
                self.results.write([*here, run], num, how.lanes, mask)
