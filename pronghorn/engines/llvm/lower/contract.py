"""Small matrix products, written out as tiles of accumulators kept in registers."""

from __future__ import annotations

from typing import Any

from pronghorn.dtypes import sum_dtype
from pronghorn.engines.llvm.loops import Num
from pronghorn.engines.llvm.lower.elements import Elements
from pronghorn.engines.llvm.lower.maps import over_axes, over_vectors
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.lower.results import Results
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.engines.llvm.tiling import WORTH
from pronghorn.ir.types import Size, product

# Rows that a thread takes at once; all of them pass over a few columns before the next are read.
TOGETHER = 32


def lower_contract(part: Part, region: Region, schedule: Schedule) -> None:
    """`out[*b, m, n] = sum over k of left[*b, m, k] * right[*b, k, n]`, and what follows."""
    found = _Product(part, region, schedule)

    def one(batch: list[Position], carried: list[Num]) -> list[Num]:
        found.batch = batch
        if schedule.along == "k":
            found.over_terms()
        else:
            found.over_rows()
        return carried

    over_axes(part, found.out.shape[:-2], [], one)


class _Product:
    def __init__(self, part: Part, region: Region, schedule: Schedule) -> None:
        node = region.nodes[0]
        self.results = Results(part, region)
        self.part = part
        self.code = part.code
        self.left, self.right = node.inputs
        self.out = node.outputs[0]
        self.schedule = schedule
        self.batch: list[Position] = []
        self.wide = sum_dtype(self.out.dtype)

    @property
    def sizes(self) -> tuple[Any, Any, Any]:
        """m, k, n."""
        return self.left.shape[-2], self.left.shape[-1], self.out.shape[-1]

    def element(self, value: Any, row: Position, column: Position, lanes: int, mask: Any) -> Num:
        num = Elements(self.part, lanes, mask).at(value, [*self.batch, row, column])
        return self.code.cast(num, self.wide)

    def keep(self, row: Position, column: Position, num: Num, lanes: int, mask: Num | None) -> None:
        """The product at a place, and what follows from it."""
        num = self.code.cast(num, self.out.dtype)
        self.results.write([*self.batch, row, column], num, lanes, mask)

    def over_rows(self) -> None:
        """Lanes hold neighbouring columns of the output; threads share the rows if that can pay."""
        code, rows = self.code, self.sizes[0]
        if not self.schedule.work:
            self._over_columns(0, rows)
            return
        count = self.part.size(rows)
        worth = code.greater_equal(count * self.part.size(product(self.sizes[1:])), WORTH)
        with self.part.parallel(0, count, TOGETHER, worth) as loop:
            self._over_columns(loop.index, code.minimum(loop.index + TOGETHER, count))

    def _over_columns(self, begin: Num | int, end: Num | Size | int) -> None:
        """Some rows of the output."""
        _, _, columns = self.sizes
        lanes, vectors = self.schedule.lanes, self.schedule.vectors
        wide = lanes * vectors
        start = 0
        if isinstance(columns, int) and columns >= wide:
            whole = columns // wide * wide
            with self.code.loop(0, whole, wide) as loop:
                here = Position.run(self.code, loop.index, lanes)
                self._rows((begin, end), here, lanes, vectors, None)
            start = whole
        rest: Any = columns - start

        def vector(place: Position, width: int, mask: Num | None, _: list[Num]) -> list[Num]:
            self._rows((begin, end), place + start, width, 1, mask)
            return []

        over_vectors(self.part, rest, lanes, [], vector)

    def _rows(
        self, span: tuple[Any, Any], column: Position, lanes: int, vectors: int, mask: Num | None
    ) -> None:
        def tile(row: Position, rows: int) -> None:
            self._tile(row, rows, column, lanes, vectors, mask)

        _in_tiles(self.part, *span, self.schedule.rows, tile)

    def _tile(
        self, row: Position, rows: int, column: Position, lanes: int, vectors: int, mask: Num | None
    ) -> None:
        code, part = self.code, self.part
        zero = code.constant(0, self.wide, lanes)
        columns = [column + v * lanes for v in range(vectors)]

        def term(places: list[Position], sums: list[Num]) -> list[Num]:
            (k,) = places
            right = [
                code.splat(self.element(self.right, k, place, lanes, mask), lanes)
                for place in columns
            ]
            following = []
            for r in range(rows):
                left = self.element(self.left, row + r, k, 1, None)
                following += [
                    code.fma(left, right[v], sums[r * vectors + v]) for v in range(vectors)
                ]
            return following

        sums = over_axes(part, [self.sizes[1]], [zero] * (rows * vectors), term)
        for r in range(rows):
            for v, place in enumerate(columns):
                self.keep(row + r, place, sums[r * vectors + v], lanes, mask)

    def over_terms(self) -> None:
        """Lanes hold terms of the sum, added up at the end."""
        columns = 3

        def tile(row: Position, rows: int) -> None:
            def across(column: Position, width: int) -> None:
                self._dots(row, rows, column, width)

            _in_tiles(self.part, 0, self.sizes[2], columns, across)

        _in_tiles(self.part, 0, self.sizes[0], self.schedule.rows, tile)

    def _dots(self, row: Position, rows: int, column: Position, columns: int) -> None:
        code, part, lanes = self.code, self.part, self.schedule.lanes
        zero = code.constant(0, self.wide, lanes)

        def vector(k: Position, width: int, mask: Num | None, sums: list[Num]) -> list[Num]:
            def masked(num: Num) -> Num:
                num = code.splat(num, width)
                return num if mask is None else code.where(mask, num, 0)

            left = [masked(self.element(self.left, row + r, k, width, mask)) for r in range(rows)]
            right = [
                masked(self.element(self.right, k, column + c, width, mask)) for c in range(columns)
            ]
            following = []
            for r in range(rows):
                for c in range(columns):
                    x, y = (code.widened(num, lanes, 0) for num in (left[r], right[c]))
                    following.append(code.fma(x, y, sums[r * columns + c]))
            return following

        sums = over_vectors(part, self.sizes[1], lanes, [zero] * (rows * columns), vector)
        for r in range(rows):
            for c in range(columns):
                total = code.fold("add", sums[r * columns + c])
                self.keep(row + r, column + c, total, 1, None)


def _in_tiles(part: Part, begin: Num | int, end: Num | Size | int, length: int, body: Any) -> None:
    """Run `body(place, count)` over some places in tiles of `length`, then in shorter ones.

    Where the places' number is not known each tile is half as long as those before.
    """
    code = part.code
    if isinstance(begin, int) and isinstance(end, int):
        whole = begin + (end - begin) // length * length
        if begin < whole:
            with code.loop(begin, whole, length) as loop:
                body(Position(code, loop.index), length)
        if whole < end:
            body(Position(code, whole), end - whole)
        return
    start = part.size(begin) if isinstance(begin, int) else begin
    stop = end if isinstance(end, Num) else part.size(end)
    while length:
        upto = start + code.quotient(stop - start, length) * length
        with code.loop(start, upto, length) as loop:
            body(Position(code, loop.index), length)
        start, length = upto, length // 2
