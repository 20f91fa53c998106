"""The inner loops of convolutions: a tile of sums of products, over up to three axes of terms.

A kernel of `rows` x `vectors` adds to a tile that lies in one piece, for r < rows and
c < vectors * lanes,

    tile[r, c] += sum over i, j, k of left[row_r + i*left_0 + j*left_1 + k*left_2]
                                      * right[i*right_0 + j*right_1 + k*right_2 + c]

where `row_r`, in bytes, comes from a table: rows of a tile may be any pixels of any images.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pronghorn.engines.llvm.kernels.names import LEVELS
from pronghorn.engines.llvm.kernels.outer import added
from pronghorn.engines.llvm.loops import INDEX, POINTER, Code, Num
from pronghorn.engines.llvm.statements import Routine

PARAMETERS = (
    ("left", POINTER),
    ("places", POINTER),
    ("tile", POINTER),
    ("right", POINTER),
    *((f"left_{n}", INDEX) for n in range(LEVELS)),
    *((f"right_{n}", INDEX) for n in range(LEVELS)),
    *((f"count_{n}", INDEX) for n in range(LEVELS)),
)

# Across the left operand, down the right one, and how many times.
Step = tuple[Num, Num, Num]


def opened(name: str, rows: int) -> tuple[Code, list[Num], list[Step]]:
    """A kernel begun: where each row of its tile begins, and the step of each axis of terms."""
    code = Code(name, PARAMETERS)
    left, places, _, _, *rest = code.parameters
    starts = [
        left + code.load(places, code.constant(r, INDEX), INDEX, depth=0) for r in range(rows)
    ]
    steps = list(zip(rest[:LEVELS], rest[LEVELS : 2 * LEVELS], rest[2 * LEVELS :], strict=True))
    return code, starts, steps


def over_terms(
    code: Code,
    steps: Sequence[Step],
    held: list[Num],
    along: Callable[[Num, Num, list[Num]], list[Num]],
) -> list[Num]:
    """The sums after all terms; `along` adds those of the last axis from two places on."""

    def level(depth: int, here: Num, there: Num, held: list[Num]) -> list[Num]:
        if depth == len(steps) - 1:
            return along(here, there, held)
        across, down, count = steps[depth]
        with code.loop(0, count, 1, held) as loop:
            moved = here + loop.index * across, there + loop.index * down
            loop.next = level(depth + 1, *moved, loop.carried)
        return loop.results

    nowhere = code.constant(0, INDEX)
    return level(0, nowhere, nowhere, held)


def sums(name: str, rows: int, vectors: int, dtype: str, lanes: int, fresh: bool) -> Routine:
    """The kernel of one tile; a `fresh` one does not add to the tile but fills it."""
    code, starts, steps = opened(name, rows)
    _, _, tile, right, *_ = code.parameters
    places_in_tile = [code.constant(n * lanes, INDEX) for n in range(rows * vectors)]
    zero = code.constant(0, dtype, lanes)
    begun = [zero if fresh else code.load(tile, at, dtype, lanes) for at in places_in_tile]

    def along(here: Num, there: Num, held: list[Num]) -> list[Num]:
        across, down, count = steps[-1]
        with code.loop(0, count, 1, held) as loop:
            moved = here + loop.index * across, there + loop.index * down
            loop.next = added(code, loop.carried, starts, moved[0], right, moved[1])
        return loop.results

    done = over_terms(code, steps, begun, along)
    for at, num in zip(places_in_tile, done, strict=True):
        code.store(tile, at, num)
    return code.routine
