"""The inner loop of matrix products: tiles of sums in registers, for operands of any strides.

A kernel of `rows` x `vectors` computes, for each of some panels p of so many columns, and for
r < rows and c < columns = vectors * lanes,

    out[r * out_row + p * columns + c] = sum over k of left[r * left_row + k * left_term]
                                                * right[p * right_panel + k * right_term + c]

added to what is there if `more` is not 0, with terms that came before. The right operand has the
columns of a panel side by side and the left one may lie in any order. Terms are summed in the order
of k. `columns` are those of a panel, which a kernel of so many vectors knows.

What will be read or written where the tile lies is asked for panel by panel, so that it comes while
sums are made: `arrays` of them stand in the table `ahead`, each by `AHEAD` words, its address at
the tile and the bytes from row to row and from panel to panel.
"""

from __future__ import annotations

from pronghorn.engines.llvm.kernels.names import AHEAD
from pronghorn.engines.llvm.kernels.outer import added
from pronghorn.engines.llvm.loops import INDEX, POINTER, Code
from pronghorn.engines.llvm.statements import Routine
from pronghorn.engines.llvm.target import LINE, bits_of

PARAMETERS = (
    ("left", POINTER),
    ("left_row", INDEX),
    ("left_term", INDEX),
    ("right", POINTER),
    ("right_term", INDEX),
    ("right_panel", INDEX),
    ("out", POINTER),
    ("out_row", INDEX),
    ("terms", INDEX),
    ("more", INDEX),
    ("panels", INDEX),
    ("columns", INDEX),
    ("ahead", POINTER),
    ("arrays", INDEX),
)


def product(name: str, rows: int, vectors: int, dtype: str, lanes: int) -> Routine:
    """The kernel of one tile. Writing out several terms a turn gained nothing measurable."""
    code = Code(name, PARAMETERS)
    left, left_row, left_term, right, right_term, right_panel, out, *rest = code.parameters
    out_row, terms, more, panels, _, ahead, arrays = rest
    size = bits_of(dtype) // 8
    starts = [left + left_row * (r * size) for r in range(rows)]
    again = code.minimum(more, 1)
    zeros = [code.constant(0, dtype, lanes)] * (rows * vectors)
    with code.loop(0, panels) as panel:
        here = right + panel.index * right_panel * size
        there = panel.index * (vectors * lanes)
        places = [there + out_row * r + v * lanes for r in range(rows) for v in range(vectors)]
        for r in range(rows):  # or they would be waited for when all is done
            code.prefetch(out, places[(r + 1) * vectors - 1], dtype)
        with code.loop(0, arrays) as array:
            at = array.index * AHEAD
            start = code.load(ahead, at, POINTER)
            down, across = (code.load(ahead, at + n, INDEX) for n in (1, 2))
            for r in range(rows):
                for line in range(0, vectors * lanes * size, LINE):
                    code.prefetch(start, panel.index * across + (down * r + line), "int8")
        with code.loop(0, again, 1, zeros) as begun:
            begun.next = [code.load(out, place, dtype, lanes) for place in places]
        with code.loop(0, terms, 1, begun.results) as loop:
            across, down = loop.index * left_term, loop.index * right_term
            loop.next = added(code, loop.carried, starts, across, here, down)
        for place, total in zip(places, loop.results, strict=True):
            code.store(out, place, total)
    return code.routine
