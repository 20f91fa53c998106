"""What the lowering of one part of a program shares: memory, sizes, and values without axes."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from pronghorn.engines.llvm.arena import POOL, THREADS, Place
from pronghorn.engines.llvm.blocks import has_rows
from pronghorn.engines.llvm.loops import INDEX, Code, Num
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.statements import For
from pronghorn.ir.graph import Value
from pronghorn.ir.sizes import Quotient
from pronghorn.ir.types import Size, product


@dataclass(eq=False)
class Memory:
    """Where a value lies: row-major from `offset` elements after `pointer`."""

    part: Part
    place: Place
    dtype: str
    moved: Num | None = None  # elements to skip besides

    @property
    def pointer(self) -> Num:
        """Loaded from the table wherever it is needed: functions do not hand it on."""
        return self.part.pointer(self.place.entry)

    @property
    def offset(self) -> Num:
        offset = self.part.size(self.place.offset)
        return offset if self.moved is None else offset + self.moved


@dataclass(eq=False)
class Part:
    """A stretch of straight-line program inside one block of a routine."""

    code: Code
    symbols: MutableMapping[str, Num]
    pointer: Callable[[str], Num]  # that the table of the program holds under a name
    memory: dict[Value, Memory] = field(default_factory=dict)
    scalars: dict[Value, Num] = field(default_factory=dict)
    # Rows from the start of this batch to the end of the data, inside a loop over batches.
    remaining: Num | None = None
    # The thread that runs all of the part, and its stretch of the batch, where that is decided.
    thread: Num | None = None
    stretch: Num | None = None
    depth: int = 0

    def __post_init__(self) -> None:
        self.depth = len(self.code.blocks) - 1
        self.code.sizes = self.size

    def parallel(
        self, start: Any, stop: Any, step: int, worth: Num | bool
    ) -> AbstractContextManager[For]:
        """A loop whose turns threads may share, if they are `worth` it."""
        if self.thread is not None:
            return self.code.loop(start, stop, step)
        return self.code.parallel(start, stop, step, self.pointer(POOL), worth)

    def thread_of(self, loop: For) -> Num:
        """The thread that runs a turn of a loop that `parallel` made."""
        if self.thread is not None:
            return self.thread
        assert loop.shared is not None
        return loop.shared.thread

    @contextmanager
    def when(self, condition: Num) -> Iterator[None]:
        """Statements that run if the scalar condition holds, and loads that run only then."""
        around = self.depth, self.scalars
        with self.code.when(condition):
            self.depth, self.scalars = len(self.code.blocks) - 1, dict(self.scalars)
            yield
        self.depth, self.scalars = around

    @contextmanager
    def block(self, rows: str, span: tuple[Num, Num], stretch: For, most: int) -> Iterator[Part]:
        """The program for some of its rows, from a first one on so many, as a batch of their own.

        One thread runs it, in a turn of the loop over stretches. Arrays that are for a block only
        have `most` rows for every thread.
        """
        begin, count = span
        here = {rows: count, THREADS: self.code.constant(1, INDEX)}
        symbols = ChainMap(here, self.symbols)
        thread = self.thread_of(stretch)
        inner = Part(self.code, symbols, self.pointer, thread=thread, stretch=stretch.index)
        inner.scalars = dict(self.scalars)
        for value, memory in self.memory.items():
            moved = None
            if has_rows(value, rows):
                first = thread * most if memory.place.is_passing else begin
                moved = first * self.size(product(value.shape[1:]))
            # Where a value begins is told by the rows of the whole batch.
            inner.memory[value] = Memory(memory.part, memory.place, memory.dtype, moved)
        yield inner
        self.code.sizes = self.size

    def size(self, size: Size | int) -> Num:
        """A size as a number of the running code."""
        if isinstance(size, int):
            return self.code.constant(size, INDEX)
        total = self.code.constant(0, INDEX)
        for monomial, count in size.terms.items():
            term = self.code.constant(count, INDEX)
            for atom in monomial:
                term = term * self._atom(atom)
            total = total + term
        return total

    def _atom(self, atom: Any) -> Num:
        if isinstance(atom, Quotient):
            top, bottom = self.size(atom.numerator), self.size(atom.denominator)
            return self.code.quotient(top, bottom)
        return self.symbols[atom]

    def strides(self, shape: tuple[Size | int, ...]) -> list[Size | int]:
        """Elements between neighbours along each axis of a row-major array."""
        return [product(shape[axis + 1 :]) for axis in range(len(shape))]

    def offset(self, value: Value, index: list[Position]) -> Position:
        """Elements from the start of the value's memory."""
        total = Position(self.code, self.memory[value].offset)
        for place, stride in zip(index, self.strides(value.shape), strict=True):
            total = total + place * stride
        return total

    def load(
        self, value: Value, place: Position, lanes: int, mask: Num | None, depth: int | None
    ) -> Num:
        """Elements of a value in memory; `place` counts from the pointer."""
        memory = self.memory[value]
        if place.vector is not None:
            return self.code.load(
                memory.pointer, place.vector, memory.dtype, lanes, mask, depth, value
            )
        if place.step == 0:
            return self.code.load(memory.pointer, place.base, memory.dtype, 1, None, depth, value)
        if place.step == 1:
            return self.code.load(
                memory.pointer, place.base, memory.dtype, lanes, mask, depth, value
            )
        places = place.in_lanes(lanes)
        return self.code.load(memory.pointer, places, memory.dtype, lanes, mask, depth, value)

    def store(self, value: Value, place: Position, num: Num, lanes: int, mask: Num | None) -> None:
        """Write elements of a value; scalars are spread over the lanes."""
        memory = self.memory[value]
        where = place.base if place.vector is None and place.step == 1 else place.in_lanes(lanes)
        if lanes == 1:
            where = place.base
        self.code.store(memory.pointer, where, self.code.splat(num, lanes), mask)
