"""Slices added to, or put at, places that are data: the gradient of lookups, updates of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pronghorn.engines.llvm.loops import INDEX, Code, Num
from pronghorn.engines.llvm.lower.elements import scalar
from pronghorn.engines.llvm.lower.maps import over_vectors
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.schedule import MOVED
from pronghorn.engines.llvm.tiling import WORTH
from pronghorn.ir.graph import Node, Value
from pronghorn.ir.types import product

# Columns of one thread's share: some cache lines. Elements that are set at a time.
SHARE, STRETCH = 64, 4096

_COMBINE: dict[str, Callable[[Code, Num, Num], Num]] = {
    "add": lambda code, old, new: old + new,
    "mul": lambda code, old, new: old * new,
    "max": lambda code, old, new: code.maximum(old, new),
    "min": lambda code, old, new: code.minimum(old, new),
    "replaced": lambda code, old, new: new,
}


def lower_scatter_add(part: Part, node: Node, lanes: int) -> None:
    """Zeros, and each slice added at its place."""
    g, places = node.inputs
    _Scatter(part, node, lanes, None, places, g, "add").write(node.attrs["axis"])


def lower_merged(part: Part, node: Node, lanes: int) -> None:
    """An array whose slices along the first axis are combined with others, or replaced."""
    x, places, new = node.inputs
    how = node.attrs.get("how", "replaced")
    _Scatter(part, node, lanes, x, places, new, how).write(0)


class _Scatter:
    """Slices go to their places in their order, so that sums do not depend on threads."""

    def __init__(
        self,
        part: Part,
        node: Node,
        lanes: int,
        start: Value | None,
        places: Value,
        slices: Value,
        how: str,
    ) -> None:
        self.part, self.code, self.lanes = part, part.code, lanes
        self.out = node.outputs[0]
        self.start, self.places, self.slices = start, places, slices
        self.combine = _COMBINE[how]

    def write(self, axis: int) -> None:
        self.begin()
        code, part, shape = self.code, self.part, self.out.shape
        before, after = product(shape[:axis]), product(shape[axis + 1 :])
        shared = isinstance(after, int) and after % SHARE == 0 and after > SHARE
        blocks = after // SHARE if shared and isinstance(after, int) else 1
        columns: Any = SHARE if shared else after
        size, count = part.size(shape[axis]), part.size(product(self.places.shape))
        width = part.size(after)
        worth = code.greater_equal(count * width * MOVED, WORTH)
        with part.parallel(0, part.size(before) * blocks, 1, worth) as jobs:
            line, block = code.divmod(jobs.index, blocks)
            first = block * SHARE
            with code.loop(0, count) as turn:
                place = code.maximum(code.minimum(self.place(turn.index), size - 1), 0)
                target = (line * size + place) * width + first
                source = (line * count + turn.index) * width + first

                def vector(here: Position, wide: int, mask: Num | None, _: list[Num]) -> list[Num]:
                    self.put(target + here.base, source + here.base, wide, mask)
                    return []

                over_vectors(part, columns, self.lanes, [], vector)

    def place(self, index: Num) -> Num:
        """The place of a slice, which may lie outside the axis."""
        places = self.places
        if places.ndim == 0:
            return self.code.cast(scalar(self.part, places), INDEX)
        memory = self.part.memory[places]
        found = self.code.load(memory.pointer, memory.offset + index, places.dtype)
        return self.code.cast(found, INDEX)

    def put(self, target: Num, source: Num, lanes: int, mask: Num | None) -> None:
        code, out = self.code, self.part.memory[self.out]
        if self.slices.ndim == 0:
            new = code.splat(scalar(self.part, self.slices), lanes)
        else:
            memory = self.part.memory[self.slices]
            new = code.load(memory.pointer, memory.offset + source, memory.dtype, lanes, mask)
        old = code.load(out.pointer, out.offset + target, out.dtype, lanes, mask)
        code.store(out.pointer, out.offset + target, self.combine(code, old, new), mask)

    def begin(self) -> None:
        """The array before anything is put: zeros, or a copy."""
        code, part, out = self.code, self.part, self.part.memory[self.out]
        total = part.size(product(self.out.shape))
        worth = code.greater_equal(total * MOVED, WORTH)
        with part.parallel(0, total, STRETCH, worth) as stretch:
            stop = code.minimum(stretch.index + STRETCH, total)
            # A vector that ends behind the array ends in the slack behind its slot.
            with code.loop(stretch.index, stop, self.lanes) as loop:
                num = code.constant(0, out.dtype, self.lanes)
                if self.start is not None:
                    memory = part.memory[self.start]
                    mask = code.before(total, loop.index, self.lanes)
                    place = memory.offset + loop.index
                    num = code.load(memory.pointer, place, memory.dtype, self.lanes, mask)
                code.store(out.pointer, out.offset + loop.index, num)
