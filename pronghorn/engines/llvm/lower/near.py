"""What small steps carry from one to the next, in their routine's own memory while it runs.

A step loads at once what the one before stored. Processors compare such addresses by their lowest
twelve bits first (AMD, Software Optimization Guide for family 19h, 2.12), so where the arrays of
state happen to lie decides how often they are taken for spilled registers, which cost a fifth of a
step's time. On the stack all of these are neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass

from pronghorn.engines.llvm.arena import SLACK
from pronghorn.engines.llvm.inner import Planned
from pronghorn.engines.llvm.loops import INDEX, Num
from pronghorn.engines.llvm.lower.maps import over_vectors
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.target import Target, bits_of

# Regions that are written into the step's routine; nobody whom they call looks at state.
WRITTEN_OUT = {"lanes", "map", "fold"}
# Bytes: less than the page of a stack that is there without asking, and where a vector begins.
ROOM = 2048
VECTOR = 32


@dataclass(frozen=True)
class Held:
    """Memory by its entry in the table. What `lasts` is in its array before and after."""

    entry: str
    elements: int
    dtype: str
    lasts: bool

    @property
    def room(self) -> int:
        size = self.elements * bits_of(self.dtype) // 8 + (0 if self.lasts else SLACK)
        return -(-size // VECTOR) * VECTOR


class Near:
    """State and sums of one routine; `pointer` tells where an entry lies while it runs."""

    def __init__(self, part: Part, held: list[Held], target: Target) -> None:
        self.part = part
        self.target = target
        self.held = held
        self.begins: dict[str, int] = {}
        size = 0
        for item in held:
            self.begins[item.entry] = size
            size += item.room
        self.memory = part.code.local(size) if size else None

    def pointer(self, entry: str) -> Num:
        if entry not in self.begins:
            return self.part.pointer(entry)
        assert self.memory is not None
        return self.memory + self.part.code.constant(self.begins[entry], INDEX)

    def fetch(self) -> None:
        for item in self.held:
            if item.lasts:
                self._copy(item, self.part.pointer(item.entry), self.pointer(item.entry))

    def put_back(self) -> None:
        for item in self.held:
            if item.lasts:
                self._copy(item, self.pointer(item.entry), self.part.pointer(item.entry))

    def _copy(self, item: Held, source: Num, sink: Num) -> None:
        code = self.part.code

        def vector(here: Position, lanes: int, mask: Num | None, _: list[Num]) -> list[Num]:
            code.store(sink, here.base, code.load(source, here.base, item.dtype, lanes, mask), mask)
            return []

        over_vectors(self.part, item.elements, self.target.lanes(item.dtype), [], vector)


def held(planned: Planned) -> list[Held]:
    """What a step in lanes carries, and its slots of the arena, if there is room for all."""
    section, kinds = planned.section, {region.kind for region in planned.regions.items}
    if "lanes" not in kinds or not kinds <= WRITTEN_OUT:
        return []
    written = {place for _, place in section.targets}
    found = [
        Held(place.entry, value.type.size, value.dtype, True)
        for value, place in section.given.items()
        if place in written and place.offset == 0 and isinstance(value.type.size, int)
    ]
    found += [
        Held(slot.entry, slot.elements, slot.dtype, False)
        for slot in planned.plan.slots
        if isinstance(slot.elements, int)
    ]
    return found if sum(item.room for item in found) <= ROOM else []
