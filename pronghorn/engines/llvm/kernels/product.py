"""The inner loop of matrix products: a tile of sums in registers, for operands of any strides.

A kernel of `rows` x `vectors` computes, for r < rows and c < vectors * lanes,

    out[r * out_row + c] = sum over k of left[r * left_row + k * left_term]
                                       * right[k * right_term + c]

added to what is there if `more` is not 0, with terms that came before. The right operand has its
columns side by side and the left one may lie in any order. Terms are summed in the order of k.
`columns` are those of the tile, which a kernel of so many vectors knows.
"""

from __future__ import annotations

from pronghorn.engines.llvm.loops import INDEX, POINTER, Code, Num, Routine
from pronghorn.engines.llvm.target import bits_of

PARAMETERS = (
    ("left", POINTER),
    ("left_row", INDEX),
    ("left_term", INDEX),
    ("right", POINTER),
    ("right_term", INDEX),
    ("out", POINTER),
    ("out_row", INDEX),
    ("terms", INDEX),
    ("more", INDEX),
    ("columns", INDEX),
)


def product(name: str, rows: int, vectors: int, dtype: str, lanes: int) -> Routine:
    """The kernel of one tile. Writing out several terms a turn gained nothing measurable."""
    code = Code(name, PARAMETERS)
    left, left_row, left_term, right, right_term, out, out_row, terms, more, _ = code.parameters
    size = bits_of(dtype) // 8
    starts = [left + left_row * (r * size) for r in range(rows)]
    places = [out_row * r + v * lanes for r in range(rows) for v in range(vectors)]
    again = code.splat(code.not_equal(more, 0), lanes)
    sums = [code.load(out, place, dtype, lanes, again) for place in places]
    with code.loop(0, terms, 1, sums) as loop:
        here, there = loop.index * left_term, loop.index * right_term
        columns = [code.load(right, there + v * lanes, dtype, lanes) for v in range(vectors)]
        following: list[Num] = []
        for r in range(rows):
            factor = code.splat(code.load(starts[r], here, dtype), lanes)
            following += [
                code.fma(factor, columns[v], loop.carried[r * vectors + v]) for v in range(vectors)
            ]
        loop.next = following
    for place, total in zip(places, loop.results, strict=True):
        code.store(out, place, total)
    return code.routine
