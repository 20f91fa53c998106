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
from pronghorn.ir.types import Size


def lower_contract(part: Part, region: Region, schedule: Schedule) -> None:
    """`out[*b, m, n] = sum over k of left[*b, m, k] * right[*b, k, n]`, and what follows."""
    product = _Product(part, region, schedule)

    def one(batch: list[Position], carried: list[Num]) -> list[Num]:
        product.batch = batch
        if schedule.along == "k":
            product.over_terms()
        else:
            product.over_columns()
        return carried

    over_axes(part, product.out.shape[:-2], [], one)


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

    def over_columns(self) -> None:
        """Lanes hold neighbouring columns of the output."""
        _, _, columns = self.sizes
        lanes, vectors = self.schedule.lanes, self.schedule.vectors
        wide = lanes * vectors
        start = 0
        if isinstance(columns, int) and columns >= wide:
            whole = columns // wide * wide
            with self.code.loop(0, whole, wide) as loop:
                self._rows(Position.run(self.code, loop.index, lanes), lanes, vectors, None)
            start = whole
        rest: Any = columns - start

        def vector(place: Position, width: int, mask: Num | None, _: list[Num]) -> list[Num]:
            self._rows(place + start, width, 1, mask)
            return []

        over_vectors(self.part, rest, lanes, [], vector)

    def _rows(self, column: Position, lanes: int, vectors: int, mask: Num | None) -> None:
        def tile(row: Position, rows: int) -> None:
            self._tile(row, rows, column, lanes, vectors, mask)

        _in_tiles(self.part, self.sizes[0], self.schedule.rows, tile)

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

            _in_tiles(self.part, self.sizes[2], columns, across)

        _in_tiles(self.part, self.sizes[0], self.schedule.rows, tile)

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


def _in_tiles(part: Part, size: Size | int, length: int, body: Any) -> None:
    """Run `body(place, count)` over an axis in tiles of `length`, then place by place."""
    code = part.code
    if isinstance(size, int):
        whole: Any = size // length * length
        rest = size - whole
        if whole:
            with code.loop(0, whole, length) as loop:
                body(Position(code, loop.index), length)
        if rest:
            body(Position(code, whole), rest)
        return
    count = part.size(size)
    whole = code.floor_divide(count, length) * length
    with code.loop(0, whole, length) as loop:
        body(Position(code, loop.index), length)
    with code.loop(whole, count) as loop:
        body(Position(code, loop.index), 1)
