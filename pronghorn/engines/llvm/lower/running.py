"""Running sums and products along an axis."""

from __future__ import annotations

from collections.abc import Callable

from pronghorn.engines.llvm.loops import Code, Num
from pronghorn.engines.llvm.lower.maps import over_vectors
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.schedule import MOVED
from pronghorn.engines.llvm.tiling import WORTH
from pronghorn.ir.graph import Node
from pronghorn.ir.types import product

Combine = Callable[[Code, Num, Num], Num]
COMBINE: dict[str, tuple[int, Combine]] = {
    "cumsum": (0, lambda code, so_far, element: so_far + element),
    "cumprod": (1, lambda code, so_far, element: so_far * element),
}


def lower_running(part: Part, node: Node, lanes: int) -> None:
    """Lanes hold neighbouring lines; along the last axis one line goes after the other."""
    code, (x,), (out,), axis = part.code, node.inputs, node.outputs, node.attrs["axis"]
    start, combine = COMBINE[node.primitive.name]
    source, target = part.memory[x], part.memory[out]
    length = part.size(x.shape[axis])
    after = product(x.shape[axis + 1 :])
    width = part.size(after)
    worth = code.greater_equal(part.size(product(x.shape)) * MOVED, WORTH)
    with part.parallel(0, part.size(product(x.shape[:axis])), 1, worth) as lines:
        first = lines.index * length * width

        def column(here: Position, wide: int, mask: Num | None, _: list[Num]) -> list[Num]:
            initial = [code.constant(start, x.dtype, wide)]
            with code.loop(0, length, 1, initial) as turn:
                place = first + turn.index * width + here.base
                element = code.load(source.pointer, source.offset + place, x.dtype, wide, mask)
                turn.next = [combine(code, turn.carried[0], element)]
                code.store(target.pointer, target.offset + place, turn.next[0], mask)
            return []

        over_vectors(part, after, lanes, [], column)
