"""Matrix products by library kernels: panels of columns, tiles of rows, results tile by tile.

A panel of the right operand is packed where that pays or is needed, then the kernel runs over the
tiles of rows. Where results follow from the product element by element, a tile goes to scratch
memory in the nearest cache and they are computed from there.
"""

from __future__ import annotations

from collections.abc import Sequence

from pronghorn.engines.llvm.arena import THREADS, Place
from pronghorn.engines.llvm.kernels.names import packing_name, product_name
from pronghorn.engines.llvm.loops import INDEX, Num
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.lower.results import Results
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import PACKED_ROWS, Schedule
from pronghorn.engines.llvm.strided import Strided, strided
from pronghorn.engines.llvm.target import bits_of
from pronghorn.ir.graph import Value
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import Size


def lower_product(part: Part, region: Region, schedule: Schedule, scratch: Place) -> None:
    """`out[*b, m, n] = sum over k of left[*b, m, k] * right[*b, k, n]`, and what follows from it.

    `scratch` has room for a packed panel and a tile, for every thread.
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


class _Product:
    def __init__(self, part: Part, region: Region, schedule: Schedule, scratch: Place) -> None:
        node = region.nodes[0]
        self.part, self.code = part, part.code
        self.schedule = schedule
        self.results = Results(part, region)
        self.scratch = scratch
        self.dtype = node.outputs[0].dtype
        self.shape = node.outputs[0].shape
        operands = [strided(value, part.memory) for value in node.inputs]
        left, right = (_Operand(part, x, schedule.swap) for x in operands if x is not None)
        rows, terms, columns = self.shape[-2], node.inputs[0].shape[-1], self.shape[-1]
        if schedule.swap:
            left, right, rows, columns = right, left, columns, rows
        self.left, self.right = left, right
        self.static = (rows, columns)
        self.ragged = not isinstance(columns, int) or columns % schedule.lanes != 0
        # Whole tiles of a product without further results go straight where they belong.
        self.direct = self.results.plain and not self.ragged and not schedule.swap
        if self.direct:
            self.out = _Operand(part, _whole(node.outputs[0]), False)
        self.rows, self.terms, self.columns = map(part.size, (rows, terms, columns))

    def write(self) -> None:
        code, lanes = self.code, self.schedule.lanes
        tall, vectors, kernel, single = self._tile()
        wide = vectors * lanes
        whole = code.floor_divide(self.columns, wide)
        panels = whole + self._ceiling(self.columns - whole * wide, lanes)
        tiles = self._ceiling(self.rows, tall)
        blocks = self._blocks(panels, tiles)
        jobs = self._count(self.shape[:-2]) * panels * blocks
        work = self.rows * self.terms * self.columns
        worth = code.greater_equal(work, self.schedule.worth)
        with self.part.parallel(0, jobs, 1, worth) as loop:
            assert loop.shared is not None
            scratch = self._scratch(loop.shared.thread)
            job = code.floor_divide(loop.index, panels)
            panel = loop.index - job * panels
            batch_number = code.floor_divide(job, blocks)
            block = job - batch_number * blocks
            batch = self._places(batch_number)
            narrow = code.greater_equal(panel, whole)
            rest = (panel - whole) * lanes
            column = code.where(narrow, whole * wide + rest, panel * wide)
            width = code.where(narrow, lanes, wide)
            right, term = self._panel(batch, column, width, scratch)
            chosen = code.where(narrow, single, kernel)
            first = code.floor_divide(tiles * block, blocks)
            last = code.floor_divide(tiles * (block + 1), blocks)
            with code.loop(first, last) as tile:
                begin = tile.index * tall
                row = code.minimum(begin, self.rows - tall)
                left = self.left.at(batch, row, code.constant(0, INDEX))
                arguments = (left, self.left.down, self.left.across, right, term)
                if self.direct:
                    out = self.out.at(batch, row, column)
                    code.call(chosen, *arguments, out, self.out.down, self.terms)
                else:
                    out = scratch + self._panel_bytes()
                    code.call(chosen, *arguments, out, width, self.terms)
                    self._results(batch, (begin, row, tall), (column, width), out)

    def _tile(self) -> tuple[Num, Num, Num, Num]:
        """Rows and vectors of a tile, its kernel, and the kernel of one vector: the tallest
        that the rows fill."""
        found: tuple[Num, Num, Num, Num] | None = None
        rows, columns = self.static
        for tall, wide in reversed(self.schedule.tiles):
            if isinstance(rows, int) and rows < tall and found is not None:
                break
            most = columns // self.schedule.lanes if isinstance(columns, int) else wide
            vectors = max(1, min(wide, most))
            here = (
                self.code.constant(tall, INDEX),
                self.code.constant(vectors, INDEX),
                self._kernel(tall, vectors),
                self._kernel(tall, 1),
            )
            if found is None or isinstance(rows, int):
                found = here
            else:
                fits = self.code.greater_equal(self.rows, tall)
                a, b, c, d = (self.code.where(fits, x, y) for x, y in zip(here, found, strict=True))
                found = (a, b, c, d)
        assert found is not None
        return found

    def _kernel(self, rows: int, vectors: int) -> Num:
        return self.part.pointer(product_name(rows, vectors, self.dtype, self.schedule.lanes))

    def _blocks(self, panels: Num, tiles: Num) -> Num:
        """Into how many blocks the rows are split: as many as threads, if panels are few."""
        threads = self.part.size(symbol(THREADS))
        many = self.code.greater_equal(panels, threads * 4)
        return self.code.where(many, 1, self.code.minimum(threads, self.code.maximum(tiles, 1)))

    def _panel(
        self, batch: Sequence[Num], column: Num, width: Num, scratch: Num
    ) -> tuple[Num, Num]:
        """The address of a panel of the right operand and its stride, packed if need be."""
        code, lanes, kind = self.code, self.schedule.lanes, self.schedule.pack
        source = self.right.at(batch, code.constant(0, INDEX), column)
        stride = self.right.down if kind == "rows" else self.right.across
        columns = code.minimum(width, self.columns - column)
        arguments = (source, stride, scratch, width, self.terms, columns)
        pack = self.part.pointer(packing_name(kind, self.dtype, lanes))
        if kind == "columns":
            code.call(pack, *arguments)
            return scratch, width
        many = code.greater_equal(self.rows, PACKED_ROWS)
        packed = many | code.less(columns, width)
        with code.when(packed):
            code.call(pack, *arguments)
        return code.where(packed, scratch, source), code.where(packed, width, stride)

    def _results(
        self,
        batch: Sequence[Num],
        rows: tuple[Num, Num, Num],
        columns: tuple[Num, Num],
        tile: Num,
    ) -> None:
        """Everything from the tile's elements; rows that the tile before had are left out."""
        code, lanes = self.code, self.schedule.lanes
        (begin, row, tall), (column, width) = rows, columns
        with code.loop(begin - row, tall) as down, code.loop(0, width, lanes) as across:
            place = column + across.index
            mask = code.less(place + code.lane(lanes), self.columns) if self.ragged else None
            num = code.load(tile, down.index * width + across.index, self.dtype, lanes)
            here = [Position(code, row + down.index), Position.run(code, place, lanes)]
            if self.schedule.swap:
                here.reverse()
            leading = [Position(code, index) for index in batch]
            self.results.write([*leading, *here], num, lanes, mask)

    def _scratch(self, thread: Num) -> Num:
        """The memory of this thread: a packed panel, then a tile."""
        start = self.part.pointer(self.scratch.entry)
        return start + thread * self.part.size(self.schedule.scratch) * (bits_of(self.dtype) // 8)

    def _panel_bytes(self) -> Num:
        size = self.part.size(self.schedule.scratch) - self.schedule.tile
        return size * (bits_of(self.dtype) // 8)

    def _ceiling(self, size: Num, step: Num | int) -> Num:
        return self.code.floor_divide(size + (step - 1), step)

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
            rest = self.code.floor_divide(number, length)
            places.insert(0, number - rest * length)
            number = rest
        return places
