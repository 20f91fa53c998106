"""What a region computes from an element of its contraction, and where it goes."""

from __future__ import annotations

from pronghorn.engines.llvm.loops import Num
from pronghorn.engines.llvm.lower.elements import Elements
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.regions import Region


class Results:
    """The results of a region at places where its contraction is known."""

    def __init__(self, part: Part, region: Region) -> None:
        self.part = part
        self.main = region.nodes[0].outputs[0]
        self.outputs = region.outputs
        # Nothing but the contraction itself is asked for.
        self.plain = self.outputs == [self.main]

    def prefetch(self, index: list[Position]) -> None:
        """Ask for the memory of all results at `index`, which will be written soon."""
        for value in self.outputs:
            memory = self.part.memory[value]
            place = self.part.offset(value, index).base
            self.part.code.prefetch(memory.pointer, place, memory.dtype)

    def write(self, index: list[Position], num: Num, lanes: int, mask: Num | None) -> None:
        """Store all results at `index`, given the contraction there in its own dtype."""
        elements = Elements(self.part, lanes, mask)
        elements.writing = frozenset(self.outputs)
        elements.define(self.main, index, num)
        found = []
        for value in self.outputs:
            found.append(elements.at(value, index))
            elements.define(value, index, found[-1])
        for value, result in zip(self.outputs, found, strict=True):
            self.part.store(value, self.part.offset(value, index), result, lanes, mask)
