"""One term of a tile: the product of a column and a row, added to sums in registers."""

from __future__ import annotations

from collections.abc import Sequence

from pronghorn.engines.llvm.loops import Code, Num


def added(
    code: Code,
    held: Sequence[Num],
    starts: Sequence[Num],
    across: Num,
    right: Num,
    down: Num,
) -> list[Num]:
    """The sums after a term of every row and every vector of columns.

    Factors of rows lie `across` elements after their `starts`, the columns `down` after `right`.

    Registers hold the sums, the fewer of the two operands and one of the other: 12 sums of 3 x 4
    need all sixteen of a processor with 256 bits.
    """
    rows, dtype, lanes = len(starts), held[0].dtype, held[0].lanes
    vectors = len(held) // rows
    following = list(held)

    def factor(row: int) -> Num:
        return code.splat(code.load(starts[row], across, dtype), lanes)

    def column(vector: int) -> Num:
        return code.load(right, down + vector * lanes, dtype, lanes)

    def add(row: int, vector: int, a: Num, b: Num) -> None:
        place = row * vectors + vector
        following[place] = code.fma(a, b, held[place])

    if rows < vectors:
        factors = [factor(row) for row in range(rows)]
        for vector in range(vectors):
            b = column(vector)
            for row, a in enumerate(factors):
                add(row, vector, a, b)
        return following
    columns = [column(vector) for vector in range(vectors)]
    for row in range(rows):
        a = factor(row)
        for vector, b in enumerate(columns):
            add(row, vector, a, b)
    return following
