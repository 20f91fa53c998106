"""The inner loop of one row's product: sums in the nearest cache, a few terms at a time.

It goes along whole rows of the right operand, a few of them side by side, because that is how a
processor foresees what will be read; a tile of sums in registers would read short stretches far
apart, and what one row costs is the reading.

Wide rows go two by two and ask for the two below, line by line: reading alone is then hardly
faster, 36.8 us against 37.4 for the 2.7 MB of 784-512-512-10 on Milan. Four abreast that do not ask
take 38.0, where rows do not begin at a cache line 40.9. Narrow ones are near as it is, and what
they wait for is their sums from memory: four abreast take 1.1 us for 500 x 10 instead of 1.5.
"""

from __future__ import annotations

from collections.abc import Sequence

from pronghorn.engines.llvm.kernels.product import PARAMETERS
from pronghorn.engines.llvm.loops import INDEX, Code, Num
from pronghorn.engines.llvm.statements import Routine
from pronghorn.engines.llvm.target import LINE, bits_of

# Rows side by side, and the lines from which they are wide: at 6 the two ways took equal time.
NARROW, WIDE, LINES = 4, 2, 8


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
        _panel(code, here, there, (dtype, lanes))
    return code.routine


def _panel(code: Code, right: Num, out: Num, kind: tuple[str, int]) -> None:
    left, _, left_term, _, right_term, _, _, _, terms, more, _, columns, *_ = code.parameters
    dtype, lanes = kind
    size = bits_of(dtype) // 8
    line, below = max(LINE // size, lanes), right_term * size

    def add(turns: Sequence[Num], asks: bool) -> None:
        factors = [code.splat(code.load(left, k * left_term, dtype), lanes) for k in turns]
        starts = [right + k * below for k in turns]

        def vector(place: Num, mask: Num | None) -> None:
            before = total = code.load(out, place, dtype, lanes)
            for factor, start in zip(factors, starts, strict=True):
                column = code.load(start, place, dtype, lanes, mask)
                total = code.fma(factor, column, total)
            # What lies behind the columns may be the next row's sums.
            code.store(out, place, total if mask is None else code.where(mask, total, before))

        step = line if asks else lanes
        filled = code.quotient(columns, step) * step
        with code.loop(0, filled, step) as across:
            for start in starts if asks else ():
                code.prefetch(start + below * len(turns), across.index, dtype)
            for n in range(0, step, lanes):
                vector(across.index + n, None)
        with code.loop(filled, columns, lanes) as across:
            vector(across.index, code.before(columns, across.index, lanes))

    with code.when(code.equal(more, 0)), code.loop(0, columns, lanes) as across:
        code.store(out, across.index, code.constant(0.0, dtype, lanes))
    narrow = code.where(code.less(columns, LINES * line), terms, 0)
    begin = code.constant(0, INDEX)
    for abreast, end in ((NARROW, narrow), (WIDE, terms), (1, terms)):
        end = code.maximum(end - code.remainder(end - begin, abreast), begin)
        with code.loop(begin, end, abreast) as loop:
            add([loop.index + n for n in range(abreast)], asks=abreast == WIDE)
        begin = end
