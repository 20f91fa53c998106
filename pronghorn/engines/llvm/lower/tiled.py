"""What convolutions by library kernels have in common: operands in memory, and levels of terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pronghorn.engines.llvm.arena import Place
from pronghorn.engines.llvm.kernels.names import LEVELS
from pronghorn.engines.llvm.loops import INDEX, Num
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.phases import Phases
from pronghorn.engines.llvm.lower.results import Results
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.engines.llvm.strided import Strided, strided
from pronghorn.engines.llvm.target import bits_of

Level = tuple[Num, Num, Num]  # steps in the left and the right operand, and how many


class Source:
    """An operand in memory, by addresses."""

    def __init__(self, part: Part, found: Strided | None) -> None:
        assert found is not None
        self.part = part
        memory = part.memory[found.base]
        self.size = bits_of(memory.dtype) // 8
        self.pointer = memory.pointer + (memory.offset + part.size(found.offset)) * self.size
        self.strides = [part.size(stride) for stride in found.strides]


def levels(code: Any, given: Sequence[Level]) -> list[Num]:
    """Steps and counts as kernels take them, axes without terms of their own in front."""
    none, one = code.constant(0, INDEX), code.constant(1, INDEX)
    filled = [(none, none, one)] * (LEVELS - len(given)) + list(given)
    return [level[n] for n in range(3) for level in filled]


class Tiled(Phases):
    """A region of a convolution, or of its filters' gradient, whose tiles kernels compute."""

    def __init__(self, part: Part, region: Region, schedule: Schedule, scratch: Place) -> None:
        node = region.nodes[0]
        assert schedule.sliding is not None
        self.part, self.code, self.how = part, part.code, schedule.sliding
        self.results = Results(part, region)
        self.scratch = part.pointer(scratch.entry)
        self.groups: int = node.attrs["groups"]
        self.x, self.other = (Source(part, strided(value, part.memory)) for value in node.inputs)
        self.size = self.x.size
        self.images = part.size(node.inputs[0].shape[0])
        filters: Any = (node.outputs[0] if "taps" in node.attrs else node.inputs[1]).shape
        self.depth: int = filters[-2]
        self.filters: int = filters[-1] // self.groups  # of one group
