"""The inner loop of one row's product: sums in the nearest cache, a few terms at a time.

It goes along whole rows of the right operand, `ABREAST` of them side by side, because that is how a
processor foresees what will be read; a tile of sums in registers would read short stretches far
apart, and what one row costs is the reading.
"""

from __future__ import annotations

from collections.abc import Sequence

from pronghorn.engines.llvm.kernels.product import PARAMETERS
from pronghorn.engines.llvm.loops import Code, Num
from pronghorn.engines.llvm.statements import Routine
from pronghorn.engines.llvm.target import bits_of

# Of 2, 4, 6 and 8 rows side by side 4 were the fastest on Milan, 42 us for the 2.7 MB of
# 784-512-512 against 52 us in tiles of 8 vectors and 37 us for reading alone.
ABREAST = 4


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
    filled = code.floor_divide(columns, lanes) * lanes

    def add(turns: Sequence[Num]) -> None:
        factors = [code.splat(code.load(left, k * left_term, dtype), lanes) for k in turns]
        starts = [k * right_term for k in turns]

        def vector(place: Num, mask: Num | None) -> None:
            before = total = code.load(out, place, dtype, lanes)
            for factor, start in zip(factors, starts, strict=True):
                column = code.load(right, start + place, dtype, lanes, mask)
                total = code.fma(factor, column, total)
            # What lies behind the columns may be the next row's sums.
            code.store(out, place, total if mask is None else code.where(mask, total, before))

        with code.loop(0, filled, lanes) as across:
            vector(across.index, None)
        with code.loop(filled, columns, lanes) as across:
            vector(across.index, code.less(across.index + code.lane(lanes), columns))

    with code.when(code.equal(more, 0)), code.loop(0, columns, lanes) as across:
        code.store(out, across.index, code.constant(0.0, dtype, lanes))
    whole = terms - code.remainder(terms, ABREAST)
    with code.loop(0, whole, ABREAST) as loop:
        add([loop.index + n for n in range(ABREAST)])
    with code.loop(whole, terms) as loop:
        add([loop.index])
