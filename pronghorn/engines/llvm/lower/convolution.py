"""Convolutions by library kernels: tiles of pixels by filters, without copies of windows.

In memory the taps of a window along the last axis and their channels follow one another, so that
they are the terms of a matrix product whose rows are pixels. Filters are packed panel by panel;
then images, in groups of as many as a tile has rows, are gone through stretch by stretch
(`sliding.Stretch`): its pixels have the same taps, and may lie in several images.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from pronghorn.engines.llvm.arena import ALIGNMENT, THREADS, Place
from pronghorn.engines.llvm.kernels.names import LEVELS, dots_name, packing_name, sums_name
from pronghorn.engines.llvm.loops import INDEX, Num
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.lower.tiled import Level, Tiled, levels
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.engines.llvm.sliding import DOTS, RESIDENT, Axis, Stretch, axes_of, share
from pronghorn.engines.llvm.tiling import WORTH
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import product

# Sums of so many terms take longer than asking for the memory that is needed next.
LONG = 64

# Blocks of images for each thread, below which images are split.
JOBS = 16


def lower_convolution(part: Part, region: Region, schedule: Schedule, scratch: Place) -> None:
    """`out[n, *o, f]` = sum over taps and channels of `x[n, *o at tap, c] * w[*tap, c, f]`."""
    convolution = Convolution(part, region, schedule, scratch)
    convolution.begin()
    convolution.run()


class _Spot(NamedTuple):
    """A place along some axes of results: addresses of what is multiplied there, levels of terms
    along these axes, and the place."""

    left: Num
    right: Num
    outer: tuple[Level, ...] = ()
    at: tuple[Num, ...] = ()


class Convolution(Tiled):
    """Filters are packed once, before any image."""

    def __init__(self, part: Part, region: Region, schedule: Schedule, scratch: Place) -> None:
        super().__init__(part, region, schedule, scratch)
        self.shape: Any = region.nodes[0].outputs[0].shape
        self.axes = axes_of(region.nodes[0])
        self.deep = self.how.deep(self.depth)
        self.terms: Any = product(tuple(axis.taps for axis in self.axes)) * self.deep
        self.panels = -(-self.filters // self.how.width)
        self.panel = self.terms * self.how.width * self.size
        work = self.part.size(product(self.shape)) * self.terms
        self.worth = self.code.greater_equal(work, WORTH)

    def run(self) -> None:
        code, how = self.code, self.how
        blocks = code.ceiling_divide(self.images, how.rows)
        bands = self._bands(blocks)
        with self.part.parallel(0, blocks * bands * self.groups, 1, self.worth) as loop:
            thread = self.part.thread_of(loop)
            self.own = self.scratch + (how.shared + thread * how.own) * self.size
            self.table = self.own + self.part.size(how.tile * self.size)
            job, band = code.divmod(loop.index, bands)
            self.band = (band, bands)
            block, self.group = code.divmod(job, self.groups)
            self.first = block * how.rows
            self.end = code.minimum(self.first + how.rows, self.images)
            self._stretches()

    def _bands(self, blocks: Num) -> Num:
        """Into how many bands of rows images are split: so many that threads end together."""
        code = self.code
        if len(self.axes) == 1:
            return code.constant(1, INDEX)
        threads = self.part.size(symbol(THREADS))
        few = code.less(blocks, threads * JOBS) & code.greater(threads, 1)
        return code.where(few, code.minimum(threads * 2, self.axes[0].out), 1)

    def begin(self) -> None:
        """All filters in panels of a tile's width, tap by tap, channel by channel."""
        code, how = self.code, self.how
        *steps, down, across = self.other.strides
        stride = down if how.pack == "rows" else across
        width = code.constant(how.width, INDEX)
        with self.part.parallel(0, self.groups * self.panels, 1, self.worth) as loop:
            group, panel = code.divmod(loop.index, self.panels)
            first = panel * how.width
            columns = code.minimum(self.filters - first, how.width)
            column = group * self.filters + first

            def taps(axis: int, source: Num, target: Num) -> None:
                if axis < len(self.axes):
                    length = product(tuple(a.taps for a in self.axes[axis + 1 :])) * self.deep
                    with code.loop(0, self.axes[axis].taps) as tap:
                        there = target + tap.index * (length * how.width * self.size)
                        taps(axis + 1, source + tap.index * steps[axis] * self.size, there)
                    return
                if how.pack == DOTS:
                    self._pack_terms(source, target, columns)
                    return
                pack = self.part.pointer(packing_name(how.pack, how.dtype, how.lanes))
                depth = code.constant(self.depth, INDEX)
                code.call(pack, source, stride, target, width, depth, columns)

            target = self.scratch + loop.index * self.panel
            taps(0, self.other.pointer + column * across * self.size, target)

    def _pack_terms(self, source: Num, target: Num, columns: Num) -> None:
        """The terms of a tap, a vector of every column side by side; there are few."""
        code, how = self.code, self.how
        *_, down, across = self.other.strides
        with code.loop(0, self.deep) as k, code.loop(0, how.width) as column:
            vector, lane = code.divmod(k.index, how.lanes)
            there = (vector * how.width + column.index) * how.lanes + lane
            real = code.less(k.index, self.depth) & code.less(column.index, columns)
            here = k.index * down + column.index * across
            code.store(target, there, code.load(source, here, how.dtype, 1, real))

    def _stretches(self) -> None:
        """All pixels of a block of images, stretch by stretch of the last axis."""
        code = self.code
        found = self.axes[-1].stretches()
        with code.loop(0, len(found)) as loop:

            def chosen(numbers: list[int]) -> Num:
                num = code.constant(numbers[-1], INDEX)
                for n in reversed(range(len(numbers) - 1)):
                    if numbers[n] != numbers[-1]:
                        num = code.where(code.equal(loop.index, n), numbers[n], num)
                return num

            fields = [chosen([s[n] for s in found]) for n in range(len(Stretch._fields))]
            self.stretch = Stretch(*fields)  # type: ignore[arg-type]
            together = chosen([share(s, self.how.rows) for s in found])
            groups = code.ceiling_divide(self.end - self.first, together)
            with code.loop(0, groups) as turn:
                first = self.first + turn.index * together
                count = code.minimum(together, self.end - first)
                self._images(first, count)

    def _images(self, first: Num, count: Num) -> None:
        """A table of pixels of some images, the last ones repeated; then the axes before theirs."""
        code, stretch, how = self.code, self.stretch, self.how
        length: Any = stretch.length
        self.rows = count * length
        last = self.axes[-1]
        tiles = code.ceiling_divide(self.rows, how.rows)
        with code.loop(0, tiles * how.rows) as row:
            here = code.minimum(row.index, self.rows - 1)
            image, place = code.divmod(here, length)
            offset = (first + image) * self.x.strides[0]
            offset = offset + (place * stretch.step + stretch.start) * self.x.strides[-2]
            self._note(0, row.index, offset * self.size)
            self._note(1, row.index, first + image)
            self._note(2, row.index, place * stretch.period + stretch.first)
        channel = self.group * self.depth * self.x.strides[-1] * self.size
        taps: Any = stretch.tap
        inner = taps * (self.deep * how.width * self.size)
        run = (last.move * self.x.strides[-2], last.step * self.deep * how.width, stretch.met)

        def pixels(column: Num) -> None:
            def every_tile(spot: _Spot) -> None:
                with code.loop(0, tiles) as tile:
                    self._tile(tile.index, column, run, spot)

            panel = self.scratch + (self.group * self.panels + column) * self.panel
            self._axes(_Spot(self.x.pointer + channel, panel + inner), every_tile)

        def every_panel(spot: _Spot) -> None:
            with code.loop(0, tiles) as tile, code.loop(0, self.panels) as panel:
                if self.terms >= LONG:
                    self._prefetch_pixels(tile.index + 1, tiles, panel.index, spot)
                there = spot.right + panel.index * self.panel
                self._tile(tile.index, panel.index, run, spot._replace(right=there))

        if self.terms * self.filters * self.size > RESIDENT:
            with code.loop(0, self.panels) as panel:
                pixels(panel.index)
        else:
            start = self.scratch + self.group * (self.panels * self.panel)
            self._axes(_Spot(self.x.pointer + channel, start + inner), every_panel)

    def _prefetch_pixels(self, tile: Num, tiles: Num, panel: Num, spot: _Spot) -> None:
        """Ask for a panel's share of the channels that this tile will be the first to read.

        These are the pixels under its last taps; behind the last tile comes the first one of the
        next row. A processor foresees stretches that are longer.
        """
        code, line = self.code, ALIGNMENT // self.size
        start, over = spot.left, code.greater_equal(tile, tiles)
        for across, _, count in spot.outer:
            start = start + (count - 1) * across * self.size
        if spot.at:
            down = self.axes[-2].stride * self.x.strides[-3] * self.size
            start = start + code.where(over, down, 0)
        first = code.where(over, 0, tile) * self.how.rows
        lines = -(-self.depth // (line * self.panels))
        with code.loop(0, self.how.rows) as row:
            pixel = start + self._noted(0, first + row.index)
            for n in range(lines):
                code.prefetch(pixel, (panel * lines + n) * line, self.how.dtype)

    def _note(self, column: int, row: Num, number: Num) -> None:
        self.code.store(self.table, row + column * self.how.table, number)

    def _noted(self, column: int, row: Num) -> Num:
        return self.code.load(self.table, row + column * self.how.table, INDEX)

    def _axes(self, spot: _Spot, body: Callable[[_Spot], None]) -> None:
        """Every place along the axes before the last, with the taps that meet the input."""
        code, axis = self.code, len(spot.at)
        if axis == len(self.axes) - 1:
            body(spot)
            return
        here: Axis = self.axes[axis]
        start, stop = code.constant(0, INDEX), code.constant(here.out, INDEX)
        if axis == 0:
            start, stop = code.share(here.out, *self.band)
        length = product(tuple(a.taps for a in self.axes[axis + 1 :])) * self.deep
        wide = length * self.how.width
        stride = self.x.strides[axis + 1]
        with code.loop(start, stop) as loop:
            tap, place, count = here.meets(code, loop.index)
            level = (here.move * stride, code.constant(here.step * wide, INDEX), count)
            left = spot.left + place * stride * self.size
            right = spot.right + tap * (wide * self.size)
            inside = _Spot(left, right, (*spot.outer, level), (*spot.at, loop.index))
            self._axes(inside, body)

    def _tile(self, tile: Num, column: Num, run: Any, spot: _Spot) -> None:
        """One tile of pixels and filters, and what follows from it."""
        code, how = self.code, self.how
        across, down, count = run
        down = code.constant(down, INDEX)
        channels = (self.x.strides[-1], code.constant(how.width, INDEX))
        depth = code.constant(self.depth, INDEX)
        # Taps along the last axis and their channels are one run of terms where both step alike.
        if self._runs_on():
            terms = [*spot.outer, (*channels, count * self.depth)]
        else:
            terms = [*spot.outer, (across, down, count), (*channels, depth)]
        places = self.table + tile * (how.rows * 8)
        more, least = terms[:-LEVELS], terms[-LEVELS:]
        if self.terms >= LONG:
            filters = self.group * self.filters + column * how.width
            with self._rows_of(tile, spot) as (_, index):
                for n in range(0, how.width, ALIGNMENT // self.size):
                    self.results.prefetch([*index, Position(code, filters + n)])
        if not more:
            kernel = self._kernel(True)
            code.call(kernel, spot.left, places, self.own, spot.right, *levels(code, least))
        else:
            self._further(more, least, places, spot)
        with self._rows_of(tile, spot) as (row, index):
            self._results(index, column, row)

    @contextmanager
    def _rows_of(self, tile: Num, spot: _Spot) -> Iterator[tuple[Num, list[Position]]]:
        """A loop over the rows of a tile, with the image and the place of each."""
        code, rows = self.code, self.how.rows
        first = tile * rows
        with code.loop(0, code.minimum(self.rows - first, rows)) as loop:
            image, place = (self._noted(n, first + loop.index) for n in (1, 2))
            yield loop.index, [Position(code, at) for at in (image, *spot.at, place)]

    def _further(
        self, more: Sequence[Level], least: Sequence[Level], places: Num, spot: _Spot
    ) -> None:
        """More axes than a kernel has: the first of them turn by turn, adding to the tile."""
        code, how = self.code, self.how
        zero = code.constant(0, how.dtype, how.lanes)
        for start in range(0, how.tile, how.lanes):
            code.store(self.own, code.constant(start, INDEX), zero)
        ((across, down, count),) = more
        with code.loop(0, count) as loop:
            here = spot.left + loop.index * across * self.size
            there = spot.right + loop.index * down * self.size
            code.call(self._kernel(False), here, places, self.own, there, *levels(code, least))

    def _runs_on(self) -> bool:
        last, (across, channel) = self.axes[-1], self.x.strides[-2:]
        known = across.op == channel.op == "constant"
        even = known and across.attr * last.move == self.depth * channel.attr
        return bool(last.step == 1 and even and self.deep == self.depth)

    def _kernel(self, fresh: bool) -> Num:
        how = self.how
        name = dots_name if how.pack == DOTS else sums_name
        return self.part.pointer(name(how.rows, how.vectors, how.dtype, how.lanes, fresh))

    def _results(self, index: list[Position], column: Num, row: Num) -> None:
        """Everything from one row of a tile."""
        code, how = self.code, self.how
        first = column * how.width
        for start in range(0, how.width, how.run):
            place = first + start
            ragged = self.filters % how.width != 0
            mask = code.before(self.filters, place, how.run) if ragged else None
            num = code.load(self.own, row * how.width + start, how.dtype, how.run)
            channel = Position.run(code, self.group * self.filters + place, how.run)
            self.results.write([*index, channel], num, how.run, mask)
