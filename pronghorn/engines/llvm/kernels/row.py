"""The inner loop of one row's product: whole rows of the right operand, in the order they lie.

What one row costs is the reading, and that is how a processor foresees what will be read; a tile
of sums in registers would read short stretches far apart.

Sums lie in the nearest cache, and rows go eight by eight, which spares most of the ways there and
back. Where a vector is a whole line, registers hold most of a wide row's sums, and rows go one by
one: the 2.6 MB of 784 x 512 and 512 x 512 then take 27 us on Zen 4, as reading them does, and 30
eight by eight. To ask for the rows below delays what was foreseen, 34 us. It pays only for short
vectors: with those of SSE two rows abreast that ask for the next two take 40 us, eight 51; narrow
rows are near as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from pronghorn.engines.llvm.kernels.product import PARAMETERS
from pronghorn.engines.llvm.loops import INDEX, Code, Num
from pronghorn.engines.llvm.statements import Routine
from pronghorn.engines.llvm.target import LINE, bits_of

# Rows side by side, and the vectors of sums for which thirty-two registers have room.
ABREAST, HELD = 8, 28
# Of short vectors: their bytes, rows side by side, and the lines from which they are wide.
SHORT, NARROW, WIDE, LINES = 16, 4, 2, 8


def row(name: str, dtype: str, lanes: int) -> Routine:
    """The kernel of tiles of one row and any number of columns; summed as in `product`.

    Sums are kept in whole vectors.
    """
    code = Code(name, PARAMETERS)
    right_panel, out, *_, panels, columns, _, _ = code.parameters[5:]
    size = bits_of(dtype) // 8
    with code.loop(0, panels) as panel:
        here = code.parameters[3] + panel.index * right_panel * size
        there = out + panel.index * columns * size
        _Panel(code, here, there, (dtype, lanes)).write()
    return code.routine


class _Panel:
    def __init__(self, code: Code, right: Num, out: Num, kind: tuple[str, int]) -> None:
        self.code, self.right, self.out, (self.dtype, self.lanes) = code, right, out, kind
        self.left, _, self.left_term, _, right_term, *_ = code.parameters
        self.terms, self.more, _, self.columns, *_ = code.parameters[8:]
        size = bits_of(self.dtype) // 8
        self.line, self.below = LINE // size, right_term * size

    def write(self) -> None:
        code, terms, columns = self.code, self.terms, self.columns
        with code.when(code.equal(self.more, 0)), code.loop(0, columns, self.lanes) as across:
            code.store(self.out, across.index, code.constant(0.0, self.dtype, self.lanes))
        begin = code.constant(0, INDEX)
        if self.lanes == self.line:
            wide = code.greater_equal(columns, HELD * self.lanes)
            with code.when(wide):
                self._stream()
            begin = code.where(wide, terms, begin)
        ways = [(ABREAST, terms, False)]
        if self.lanes * LINE <= self.line * SHORT:
            narrow = code.where(code.less(columns, LINES * self.line), terms, begin)
            ways = [(NARROW, narrow, False), (WIDE, terms, True)]
        for abreast, end, asks in (*ways, (1, terms, False)):
            end = code.maximum(end - code.remainder(end - begin, abreast), begin)
            with code.loop(begin, end, abreast) as loop:
                self._add([loop.index + n for n in range(abreast)], 0, asks)
            begin = end

    def _stream(self) -> None:
        """Adds all terms one by one, to the first sums in registers."""
        code = self.code
        places = [code.constant(n * self.lanes, INDEX) for n in range(HELD)]
        sums = [code.load(self.out, place, self.dtype, self.lanes) for place in places]
        with code.loop(0, self.terms, 1, sums) as loop:
            factor, start = self._factor(loop.index), self.right + loop.index * self.below
            loop.next = [
                code.fma(factor, code.load(start, place, self.dtype, self.lanes), total)
                for place, total in zip(places, loop.carried, strict=True)
            ]
            self._add([loop.index], HELD * self.lanes)
        for place, total in zip(places, loop.results, strict=True):
            code.store(self.out, place, total)

    def _add(self, turns: Sequence[Num], first: int, asks: bool = False) -> None:
        """Adds terms to the sums in memory from column `first` on."""
        code, lanes = self.code, self.lanes
        factors = [self._factor(k) for k in turns]
        starts = [self.right + k * self.below for k in turns]

        def vector(place: Num, mask: Num | None) -> None:
            before = total = code.load(self.out, place, self.dtype, lanes)
            for factor, start in zip(factors, starts, strict=True):
                column = code.load(start, place, self.dtype, lanes, mask)
                total = code.fma(factor, column, total)
            # What lies behind the columns may be the next row's sums.
            code.store(self.out, place, total if mask is None else code.where(mask, total, before))

        step = self.line if asks else lanes
        filled = code.quotient(self.columns, step) * step
        with code.loop(first, filled, step) as across:
            for start in starts if asks else ():
                code.prefetch(start + self.below * len(turns), across.index, self.dtype)
            for n in range(0, step, lanes):
                vector(across.index + n, None)
        with code.loop(filled, self.columns, lanes) as across:
            vector(across.index, code.before(self.columns, across.index, lanes))

    def _factor(self, k: Num) -> Num:
        code = self.code
        return code.splat(code.load(self.left, k * self.left_term, self.dtype), self.lanes)
