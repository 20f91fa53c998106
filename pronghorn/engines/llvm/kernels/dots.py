"""The inner loops of convolutions with few filters: lanes hold terms, not filters.

A kernel of `rows` x `vectors` adds to a tile that lies in one piece, for r < rows and c < vectors,
the same sum as in `sums`, but the terms of the last axis are neighbours in the left operand, and in
the right one `lanes` of them lie side by side, those of each column after those of the one before.
Behind the last term there are zeros up to whole vectors.
"""

from __future__ import annotations

from pronghorn.engines.llvm.kernels.sums import opened, over_terms
from pronghorn.engines.llvm.loops import INDEX, Code, Num
from pronghorn.engines.llvm.statements import Routine


def dots(name: str, rows: int, vectors: int, dtype: str, lanes: int, fresh: bool) -> Routine:
    """The kernel of one tile; a `fresh` one does not add to the tile but fills it."""
    code, starts, steps = opened(name, rows)
    _, _, tile, right, *_ = code.parameters

    def add(here: Num, there: Num, mask: Num | None, held: list[Num]) -> list[Num]:
        columns = [code.load(right, there + v * lanes, dtype, lanes) for v in range(vectors)]
        sums = []
        for row, start in enumerate(starts):
            a = code.load(start, here, dtype, lanes, mask)
            sums += [code.fma(a, b, held[row * vectors + v]) for v, b in enumerate(columns)]
        return sums

    def along(here: Num, there: Num, held: list[Num]) -> list[Num]:
        _, _, count = steps[-1]
        whole = code.quotient(count, lanes) * lanes
        with code.loop(0, whole, lanes, held) as loop:
            k = loop.index
            loop.next = add(here + k, there + k * vectors, None, loop.carried)
        with code.loop(whole, count, lanes, loop.results) as loop:
            k, mask = loop.index, code.before(count, loop.index, lanes)
            loop.next = add(here + k, there + k * vectors, mask, loop.carried)
        return loop.results

    zeros = [code.constant(0, dtype, lanes)] * (rows * vectors)
    done = over_terms(code, steps, zeros, along)
    for start in range(0, rows * vectors, lanes):
        at = code.constant(start, INDEX)
        total = _summed(code, done[start : start + lanes])
        code.store(tile, at, total if fresh else total + code.load(tile, at, dtype, lanes))
    return code.routine


def _summed(code: Code, lines: list[Num]) -> Num:
    """The sums of as many vectors as each has lanes, in one: two become one, until one is left."""
    lanes = part = len(lines)
    while len(lines) > 1:
        half = part // 2
        low = [
            s + n + other
            for s in range(0, lanes, part)
            for other in (0, lanes)
            for n in range(half)
        ]
        high = tuple(n + half for n in low)
        pairs = zip(lines[: len(lines) // 2], lines[len(lines) // 2 :], strict=True)
        lines = [code.shuffle(a, b, tuple(low)) + code.shuffle(a, b, high) for a, b in pairs]
        part = half
    return lines[0]
