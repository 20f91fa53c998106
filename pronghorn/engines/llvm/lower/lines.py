"""The lines of an array that are put in order: where their elements lie, and memory for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pronghorn.engines.llvm.arena import Place
from pronghorn.engines.llvm.loops import Code, Num
from pronghorn.engines.llvm.lower.part import Memory, Part
from pronghorn.engines.llvm.schedule import MOVED, Schedule
from pronghorn.engines.llvm.statements import For
from pronghorn.engines.llvm.tiling import WORTH
from pronghorn.ir.graph import Node
from pronghorn.ir.types import product


@dataclass
class Line:
    """One line, its elements `step` apart, and words of 64 bits of its own from `own` on."""

    code: Code
    elements: Memory
    results: Memory
    first: Num
    step: Num
    size: Num
    words: Num
    own: Num
    lanes: int

    def element(self, place: Num) -> Num:
        """The element at a place of the line."""
        where = self.elements.offset + self.first + place * self.step
        return self.code.load(self.elements.pointer, where, self.elements.dtype)

    def put(self, place: Num, value: Num) -> None:
        """Write one of the line's results."""
        where = self.results.offset + self.first + place * self.step
        self.code.store(self.results.pointer, where, self.code.cast(value, self.results.dtype))


class Lines:
    """All lines along an axis, for threads to share if there is enough to do."""

    def __init__(self, part: Part, node: Node, schedule: Schedule, scratch: Place) -> None:
        (x,), (out,), axis = node.inputs, node.outputs, node.attrs["axis"]
        code = part.code
        self.part, self.code, self.schedule = part, code, schedule
        self.elements, self.results = part.memory[x], part.memory[out]
        self.size, self.width = part.size(x.shape[axis]), part.size(product(x.shape[axis + 1 :]))
        self.count = part.size(product(x.shape[:axis])) * self.width
        self.worth = code.greater_equal(part.size(product(x.shape)) * (8 * MOVED), WORTH)
        self.words = part.pointer(scratch.entry)

    @contextmanager
    def groups(self, lines: int) -> Iterator[tuple[Num, Num]]:
        """The first of so many lines at once, and where the words for them begin."""
        count = self.code.ceiling_divide(self.count, lines)
        with self.part.parallel(0, count, 1, self.worth) as group:
            yield group.index * lines, self._own(group)

    def line(self, number: Num, own: Num) -> Line:
        """One line with the words that begin at `own`."""
        row, column = self.code.divmod(number, self.width)
        first = row * self.size * self.width + column
        memory = self.elements, self.results
        lanes = self.schedule.lanes
        return Line(self.code, *memory, first, self.width, self.size, self.words, own, lanes)

    def _own(self, group: For) -> Num:
        number = group.index if self.schedule.sums else self.part.thread_of(group)
        return number * self.part.size(self.schedule.words)
