"""Matrix products by library kernels: blocks that threads share, panels of columns, tiles of rows.

A block of rows and columns is one turn of a shared loop. Inside it the terms are cut so that some
panels of the right operand stay in the second cache; they are packed where that pays or is needed,
and so are the tiles of a left operand whose rows lie far apart. The kernel runs over the panels for
one tile after the other; where results follow from the product element by element, they are
computed along the tile's rows as soon as its last terms are added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from pronghorn.dtypes import sum_dtype
from pronghorn.engines.llvm.accesses import accesses, own
from pronghorn.engines.llvm.arena import THREADS, Place
from pronghorn.engines.llvm.kernels.names import AHEAD, packing_name, product_name, row_name
from pronghorn.engines.llvm.loops import INDEX, Num
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.lower.results import Results
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.engines.llvm.strided import Strided, strided
from pronghorn.engines.llvm.target import bits_of
from pronghorn.engines.llvm.tiling import ASKED, PACKED_ROWS, STRIP, is_far
from pronghorn.ir.graph import Value
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import Size


def lower_product(part: Part, region: Region, schedule: Schedule, scratch: Place) -> None:
    """`out[*b, m, n] = sum over k of left[*b, m, k] * right[*b, k, n]`, and what follows from it.

    `scratch` has room for a packed panel, a tile, packed tiles and sums, for every thread.
    """
    _Product(part, region, schedule, scratch).write()


class _Operand:
    """Addresses of an operand's elements: a pointer for each batch, and two strides."""

    def __init__(self, part: Part, found: Strided, swap: bool) -> None:
        self.part = part
        self.memory = part.memory[found.base]
        self.size = bits_of(self.memory.dtype) // 8
        self.offset = self.memory.offset + part.size(found.offset)
        self.batch = found.strides[:-2]
        down, across = found.strides[-2:]
        if swap:
            down, across = across, down
        self.down, self.across = part.size(down), part.size(across)

    def at(self, batch: Sequence[Num], row: Num, column: Num) -> Num:
        """The address of an element."""
        place = self.offset + row * self.down + column * self.across
        for index, stride in zip(batch, self.batch, strict=True):
            place = place + index * self.part.size(stride)
        return self.memory.pointer + place * self.size


def _whole(value: Value) -> Strided:
    """A value as it lies in its own memory."""
    found = strided(value, (value,))
    assert found is not None
    return found


@dataclass(eq=False)
class _Tiles:
    """How the rows are covered: `high` of the `count` tiles are `tall`, the others `short`.

    The first `whole` panels are `wide`, the others of one vector; `kernels` are those of tall and
    of short tiles for the former, `single` for the latter.
    """

    tall: Num
    short: Num
    wide: Num
    whole: Num
    high: Num
    count: Num
    kernels: tuple[Num, Num]
    single: tuple[Num, Num]


@dataclass(eq=False)
class _Tile:
    """Rows `row … row + height`, those before `begin` done before; whether it is a short one."""

    begin: Num
    row: Num
    height: Num
    low: Num


@dataclass(eq=False)
class _Block:
    """What one turn does: tiles `first … last` and panels `begin … end` of one of the matrices."""

    batch: list[Num]
    first: Num
    last: Num
    begin: Num
    end: Num
    scratch: Num


@dataclass(eq=False)
class _Panels:
    """Neighbouring panels: where their columns begin, how many and how wide they are."""

    column: Num
    count: Num
    width: Num
    kernels: tuple[Num, Num]

    @property
    def columns(self) -> Num:
        return self.count * self.width


@dataclass(eq=False)
class _Terms:
    """A stretch of terms; whether it ends them, and whether it is all of them."""

    begin: Num
    count: Num
    final: Num
    all: Num


class _Product:
    def __init__(self, part: Part, region: Region, schedule: Schedule, scratch: Place) -> None:
        node = region.nodes[0]
        self.part, self.code = part, part.code
        assert schedule.tiling is not None
        self.tiling = tiling = schedule.tiling
        self.results = Results(part, region)
        self.scratch = scratch
        self.given = node.outputs[0].dtype  # of operands and results
        self.dtype = sum_dtype(self.given)
        self.shape = node.outputs[0].shape
        operands = [strided(value, part.memory) for value in node.inputs]
        left, right = (_Operand(part, x, tiling.swap) for x in operands if x is not None)
        rows, terms, columns = self.shape[-2], node.inputs[0].shape[-1], self.shape[-1]
        if tiling.swap:
            left, right, rows, columns = right, left, columns, rows
        self.left, self.right = left, right
        self.static = (rows, columns)
        self.narrow = False  # whether a panel may be of one vector where others have more
        self.ragged = not isinstance(columns, int) or columns % tiling.lanes != 0
        self.once = isinstance(terms, int) and terms <= tiling.terms
        # Whole tiles of a product without further results go straight where they belong.
        self.direct = self.once and self.results.plain and not (self.ragged or tiling.swap)
        self.direct = self.direct and not tiling.always
        if self.direct:
            self.out = _Operand(part, _whole(node.outputs[0]), False)
        self.touched = [] if self.direct or tiling.swap else self._touched(region)
        self.rows, self.terms, self.columns = map(part.size, (rows, terms, columns))

    def _touched(self, region: Region) -> list[_Operand]:
        """Arrays read or written where a tile is, if they are too large to be in a cache."""
        main = region.nodes[0].outputs[0]
        here = tuple(own(axis) for axis in range(main.ndim))
        found = dict.fromkeys(self.results.outputs)
        for node in region.nodes[1:]:
            for value, places in accesses(node, self.part.memory):
                if value.shape == main.shape and places == here and value is not main:
                    found[value] = None
        if not is_far(found, self.tiling):
            return []
        # What is updated lies where it lay.
        once = {self.part.memory[value].place: value for value in found}
        return [_Operand(self.part, _whole(value), False) for value in list(once.values())[:ASKED]]

    def write(self) -> None:
        code = self.code
        tiles = self._tiles()
        rest = code.maximum(self.columns - tiles.whole * tiles.wide, 0)
        panels = tiles.whole + code.ceiling_divide(rest, self.tiling.lanes)
        cuts, count = self._cuts()
        batches = self._count(self.shape[:-2])
        blocks, groups = self._grid(tiles, panels, cuts, count, batches)
        worth = code.greater_equal(self.rows * self.terms * self.columns, self.tiling.worth)
        with self.part.parallel(0, batches * blocks * groups, 1, worth) as loop:
            job, group = code.divmod(loop.index, groups)
            number, block = code.divmod(job, blocks)
            share = _Block(
                self._places(number),
                *code.share(tiles.count, block, blocks),
                *code.share(panels, group, groups),
                self._scratch(self.part.thread_of(loop)),
            )
            single = code.equal(cuts, 1)
            if self.once:
                all_ = _Terms(code.constant(0, INDEX), self.terms, single, single)
                self._terms(tiles, share, all_)
                return
            with code.loop(0, cuts) as cut:
                begin = cut.index * count
                some = code.minimum(count, self.terms - begin)
                final = code.equal(cut.index, cuts - 1)
                self._terms(tiles, share, _Terms(begin, some, final, single))

    # ---- how the work is cut up

    def _tiles(self) -> _Tiles:
        """The tallest tiles that the rows fill; where those do not come out even, shorter ones."""
        code, rows = self.code, self.static[0]
        found: tuple[Num, ...] | None = None
        for number, (tall, wide) in reversed(list(enumerate(self.tiling.tiles))):
            if isinstance(rows, int) and rows < tall and found is not None:
                break
            short = self.tiling.short if number == 0 else tall
            here = self._form(tall, short, wide)
            if found is None or isinstance(rows, int):
                found = here
            else:
                fits = code.greater_equal(self.rows, tall)
                found = tuple(code.where(fits, x, y) for x, y in zip(here, found, strict=True))
        assert found is not None
        high_row, low_row, wide_panel, whole, a, b, c, d = found
        few = self._few(high_row, low_row)
        high = code.ceiling_divide(self.rows - few * low_row, high_row)
        return _Tiles(high_row, low_row, wide_panel, whole, high, high + few, (a, b), (c, d))

    def _form(self, tall: int, short: int, wide: int) -> tuple[Num, ...]:
        """Heights, width and number of whole panels, and the kernels of whole and other panels.

        A panel that more than one vector fills is a whole one, its other columns zeros, if it is
        no wider than memory for packed panels. Under one row it may have any number of columns.
        """
        code, lanes, columns = self.code, self.tiling.lanes, self.static[1]
        fits = wide <= self.tiling.tiles[0][1]
        if isinstance(columns, int) and tall == 1 and self._lies and columns <= wide * lanes:
            vectors, width, narrow = wide, columns, False
            panels = code.constant(1, INDEX)
        elif isinstance(columns, int):
            filled = -(-columns // lanes) if fits else columns // lanes
            vectors = max(1, min(wide, filled))
            width = vectors * lanes
            whole, rest = divmod(columns, width)
            padded = fits and rest > lanes
            narrow = rest > 0 and not padded
            panels = code.constant(whole + padded, INDEX)
        else:
            vectors, width, narrow = wide, wide * lanes, True
            panels = code.quotient(self.columns, width)
        self.narrow = self.narrow or narrow
        kernels = [self._kernel(height, vectors) for height in (tall, short)]
        single = [self._kernel(height, 1) for height in (tall, short)] if narrow else kernels
        sizes = (code.constant(size, INDEX) for size in (tall, short, width))
        return (*sizes, panels, *kernels, *single)

    @property
    def _lies(self) -> bool:
        """Whether panels of the right operand may be read where they lie."""
        return self.tiling.pack == "rows" and not self.tiling.always

    def _kernel(self, rows: int, vectors: int) -> Num:
        if rows == 1:
            return self.part.pointer(row_name(self.dtype, self.tiling.lanes))
        return self.part.pointer(product_name(rows, vectors, self.dtype, self.tiling.lanes))

    def _few(self, tall: Num, short: Num) -> Num:
        """How many short tiles cover the rows with the least done twice: none, one or two."""
        code = self.code
        _, rest = code.divmod(self.rows, tall)
        one = code.where(code.less_equal(rest, short), 1, code.constant(0, INDEX))
        some = code.where(code.less_equal(rest, short * 2 - tall), 2, one)
        even = code.equal(rest * (tall - short), 0)
        return code.where(even, 0, some)

    def _cuts(self) -> tuple[Num, Num]:
        """Into how many stretches the terms are cut, and how long those are."""
        code = self.code
        cuts = code.maximum(code.ceiling_divide(self.terms, self.tiling.terms), 1)
        return cuts, code.ceiling_divide(self.terms, cuts)

    def _grid(
        self, tiles: _Tiles, panels: Num, cuts: Num, count: Num, batches: Num
    ) -> tuple[Num, Num]:
        """Blocks of tiles and groups of panels: what is near fits the cache, no thread is idle."""
        code, tiling = self.code, self.tiling
        most = tiles.count
        if tiling.strips and not tiling.is_single:
            packed = code.maximum(count * STRIP, 1)
            most = code.quotient(tiling.most_strips * STRIP, packed)
        least = code.constant(1, INDEX)
        if not self.once:
            single = code.equal(cuts, 1)
            most = code.where(single, most, code.minimum(most, tiling.rows))
            across = code.ceiling_divide(panels * tiles.wide, tiling.columns)
            least = code.where(single, 1, code.maximum(across, 1))
        blocks = code.maximum(code.ceiling_divide(tiles.count, code.maximum(most, 1)), 1)
        threads = self.part.size(symbol(THREADS))
        wanted = code.where(code.greater(threads, 1), threads * tiling.shares, 1)
        narrowest = code.maximum(code.quotient(panels, min(tiling.group, tiling.abreast)), 1)
        shortest = code.maximum(code.quotient(tiles.count, tiling.group), 1)

        def lacking(others: Num) -> Num:
            return code.ceiling_divide(wanted, code.maximum(others * batches, 1))

        # What is packed by one of them only need not be packed again: tiles, or else panels.
        if tiling.strips:
            blocks = code.maximum(blocks, code.minimum(lacking(least), shortest))
        groups = code.maximum(code.minimum(lacking(blocks), narrowest), least)
        return code.maximum(blocks, code.minimum(lacking(groups), shortest)), groups

    def _count(self, shape: Sequence[Size | int]) -> Num:
        total = self.code.constant(1, INDEX)
        for size in shape:
            total = total * self.part.size(size)
        return total

    def _places(self, number: Num) -> list[Num]:
        """Places along the batch axes of the `number`th matrix."""
        places: list[Num] = []
        for size in reversed(self.shape[:-2]):
            length = self.part.size(size)
            number, place = self.code.divmod(number, length)
            places.insert(0, place)
        return places

    # ---- one stretch of terms of a block

    def _terms(self, tiles: _Tiles, block: _Block, terms: _Terms) -> None:
        code = self.code
        most, runs, whole = self._runs(tiles, block, terms)
        left = self._left(block, terms, runs)
        with code.loop(0, runs) as number:
            panels = self._run(tiles, block, number.index, (most, whole))
            right = self._packed(block, terms, panels)
            with code.loop(block.first, block.last) as turn:
                tile = self._tile(tiles, turn.index)
                kernel = code.where(tile.low, panels.kernels[1], panels.kernels[0])
                down = (turn.index - block.first) * tiles.tall
                apart = code.maximum(tiles.wide, self.tiling.columns)
                sums = down * apart + (panels.column - block.begin * tiles.wide)
                out, stride = self._out(block, terms, tile, panels, (sums, apart))
                ahead = self._ahead(block, terms, tile, panels)
                operands = (*left(number.index, turn.index, tile.row), *right)
                cut = (terms.count, terms.begin, panels.count, panels.width)
                code.call(kernel, *operands, out, stride, *cut, *ahead)
                if not self.direct:
                    with self._at_last(terms):
                        self._results(block, tile, panels, (out, stride))

    def _runs(self, tiles: _Tiles, block: _Block, terms: _Terms) -> tuple[Num, Num, Num]:
        """Panels that are gone through at once, how often, and whole panels of the block."""
        code, tiling = self.code, self.tiling
        near = code.maximum(terms.count * tiles.wide, 1)
        most = code.maximum(code.quotient(tiling.near, near), 1)
        most = code.minimum(most, tiling.most_panels)
        count = block.end - block.begin
        if not self.narrow:
            return most, code.ceiling_divide(count, most), count
        whole = code.minimum(code.maximum(tiles.whole - block.begin, 0), count)
        return most, code.ceiling_divide(whole, most) + (count - whole), whole

    def _run(self, tiles: _Tiles, block: _Block, number: Num, cut: tuple[Num, Num]) -> _Panels:
        """The panels of one run: whole ones, or a single narrow one behind them."""
        code, lanes, (most, whole) = self.code, self.tiling.lanes, cut
        first = number * most
        count = code.minimum(most, whole - first)
        column = (block.begin + first) * tiles.wide
        if not self.narrow:
            return _Panels(column, count, tiles.wide, tiles.kernels)
        narrow = code.greater_equal(first, whole)
        behind = block.begin + whole + (number - code.ceiling_divide(whole, most)) - tiles.whole
        single, full = tiles.single, tiles.kernels
        return _Panels(
            code.where(narrow, tiles.whole * tiles.wide + behind * lanes, column),
            code.where(narrow, 1, count),
            code.where(narrow, lanes, tiles.wide),
            (code.where(narrow, single[0], full[0]), code.where(narrow, single[1], full[1])),
        )

    def _tile(self, tiles: _Tiles, number: Num) -> _Tile:
        """Where a tile lies: the last one ends with the rows, over some that others have had."""
        code = self.code
        low = code.greater_equal(number, tiles.high)
        height = code.where(low, tiles.short, tiles.tall)
        behind = tiles.high * tiles.tall + (number - tiles.high) * tiles.short
        begin = code.where(low, behind, number * tiles.tall)
        return _Tile(begin, code.minimum(begin, self.rows - height), height, low)

    def _left(
        self, block: _Block, terms: _Terms, runs: Num
    ) -> Callable[[Num, Num, Num], tuple[Num, Num, Num]]:
        """Where a tile's rows begin in a run, and the strides to the next row and term.

        The first run packs them just before their use; without others all lie in one place.
        """
        code, left, tiling = self.code, self.left, self.tiling

        def lying(row: Num) -> tuple[Num, Num, Num]:
            return left.at(block.batch, row, terms.begin), left.down, left.across

        if not tiling.strips:
            return lambda run, tile, row: lying(row)
        start = block.scratch + self._bytes(tiling.strips_at)
        size = code.where(code.equal(runs, 1), 0, self._bytes(terms.count * STRIP))
        apart = code.greater(self.terms * left.across, tiling.nearest)
        apart = code.constant(1, "bool") if tiling.always else apart
        stride = left.across if tiling.strips == "rows" else left.down

        def packed(run: Num, tile: Num, row: Num) -> tuple[Num, Num, Num]:
            first, down, across = lying(row)
            strip = start + (tile - block.first) * size
            with code.when(apart & code.equal(run, 0)):
                columns = code.minimum(self.rows - row, STRIP)
                width = code.constant(STRIP, INDEX)
                pack = self._pack(tiling.strips)
                code.call(pack, first, stride, strip, width, terms.count, columns)
            return (
                code.where(apart, strip, first),
                code.where(apart, 1, down),
                code.where(apart, STRIP, across),
            )

        return packed

    def _packed(self, block: _Block, terms: _Terms, panels: _Panels) -> tuple[Num, Num, Num]:
        """The address of panels and their strides from term to term and panel to panel.

        They are packed if need be.
        """
        code, kind, right, width = self.code, self.tiling.pack, self.right, panels.width
        stride = right.down if kind == "rows" else right.across
        apart = terms.count * width

        def pack() -> None:
            with code.loop(0, panels.count) as panel:
                column = panels.column + panel.index * width
                source = right.at(block.batch, terms.begin, column)
                there = block.scratch + self._bytes(panel.index * apart)
                columns = code.minimum(width, self.columns - column)
                code.call(self._pack(kind), source, stride, there, width, terms.count, columns)

        if kind == "columns" or self.tiling.always:
            pack()
            return block.scratch, width, apart
        many = code.greater_equal(self.rows, PACKED_ROWS)
        far = code.greater(self.terms * right.down, self.tiling.nearest)
        cut_off = code.less(self.columns - panels.column, panels.columns)
        packed = (many & far) | cut_off
        with code.when(packed):
            pack()
        return (
            code.where(packed, block.scratch, right.at(block.batch, terms.begin, panels.column)),
            code.where(packed, width, stride),
            code.where(packed, apart, width),
        )

    def _out(
        self,
        block: _Block,
        terms: _Terms,
        tile: _Tile,
        panels: _Panels,
        sums: tuple[Num, Num],
    ) -> tuple[Num, Num]:
        """Where the kernel leaves its sums, and their rows' stride: where they belong, or in memory
        of this thread, at `sums` if they are to be added to.
        """
        code, tiling = self.code, self.tiling
        if self.direct:
            return self.out.at(block.batch, tile.row, panels.column), self.out.down
        alone = block.scratch + self._bytes(tiling.tile_at)
        if self.once:
            return alone, panels.columns
        kept = block.scratch + self._bytes(sums[0] + tiling.sums_at)
        return code.where(terms.all, alone, kept), code.where(terms.all, panels.columns, sums[1])

    def _at_last(self, terms: _Terms) -> AbstractContextManager[None]:
        """Only when the last terms have been added."""
        return nullcontext() if self.once else self.code.when(terms.final)

    def _ahead(self, block: _Block, terms: _Terms, tile: _Tile, panels: _Panels) -> tuple[Num, Num]:
        """The table of what the results of a tile will need, and of how many arrays that is."""
        code = self.code
        table = block.scratch + self._bytes(self.tiling.ahead_at)
        none = code.constant(0, INDEX)
        if not self.touched:
            return table, none
        with self._at_last(terms):
            for number, operand in enumerate(self.touched):
                start = operand.at(block.batch, tile.row, panels.column)
                down, across = operand.down * operand.size, panels.width * operand.size
                for n, word in enumerate((start, down, across)):
                    code.store(table, code.constant(number * AHEAD + n, INDEX), word)
        return table, code.where(terms.final, len(self.touched), none)

    def _results(self, block: _Block, tile: _Tile, panels: _Panels, sums: tuple[Num, Num]) -> None:
        """Everything from the tile's sums; rows that the tile before had are left out."""
        code, lanes, (start, stride) = self.code, self.tiling.lanes, sums
        skipped = tile.begin - tile.row
        with (
            code.loop(skipped, tile.height) as down,
            code.loop(0, panels.columns, lanes) as across,
        ):
            place = panels.column + across.index
            mask = code.before(self.columns, place, lanes) if self.ragged else None
            num = code.load(start, down.index * stride + across.index, self.dtype, lanes)
            num = code.cast(num, self.given)
            here = [Position(code, tile.row + down.index), Position.run(code, place, lanes)]
            if self.tiling.swap:
                here.reverse()
            leading = [Position(code, index) for index in block.batch]
            self.results.write([*leading, *here], num, lanes, mask)

    def _pack(self, kind: str) -> Num:
        return self.part.pointer(packing_name(kind, self.given, self.tiling.lanes))

    def _scratch(self, thread: Num) -> Num:
        """The memory of this thread."""
        return self.part.pointer(self.scratch.entry) + thread * self._bytes(self.tiling.scratch)

    def _bytes(self, elements: Num | int) -> Num:
        count = elements if isinstance(elements, Num) else self.code.constant(elements, INDEX)
        return count * (bits_of(self.dtype) // 8)
