"""Regions as routines of their own: equal ones are written, and compiled, once.

Operations, their connections and their schedule decide the code of a region; which arrays they
work on does not. So a routine is handed the table, a row with the numbers of the words that it
uses, and as further parameters what the caller has in registers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pronghorn.engines.llvm.arena import Place
from pronghorn.engines.llvm.loops import INDEX, POINTER, Code, Num
from pronghorn.engines.llvm.lower.elements import scalar
from pronghorn.engines.llvm.lower.part import Memory, Part
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.errors import InternalError
from pronghorn.ir.graph import Node, Value
from pronghorn.ir.walk import operands_first


class Likeness:
    """All that decides a region's code, as a text; what else there is, in the order it is met.

    `entries` name the memory and `scalars` are the values without axes that two regions of one
    text may have different.
    """

    def __init__(
        self,
        part: Part,
        region: Region,
        schedules: Mapping[Region, Schedule],
        scratch: Mapping[Region, Place],
    ) -> None:
        self.part = part
        self.region = region
        self.entries: dict[str, int] = {}
        self.scalars: dict[Value, Num] = {}
        self.memory: dict[Value, Place] = {}
        self._numbers: dict[Value, int] = {}
        self._own = {value: True for node in region.nodes for value in node.outputs}
        self._words = [f"{region.kind} {schedules[region]!r}"]
        for nest in region.parts:
            self._nest(nest, schedules[nest])
            self._words += [self._place(scratch[nest])] if nest in scratch else []
        self.text = "\n".join(self._words)

    def _nest(self, nest: Region, schedule: Schedule) -> None:
        self._words.append(f"{nest.kind} {schedule!r}")
        for node in nest.nodes:
            self._node(node)
        numbers = self._numbers
        self._words.append(f"-> {[numbers[value] for value in nest.outputs]}")
        self._words += [f"{numbers[value]} at {time}" for value, time in nest.times.items()]

    def _node(self, node: Node) -> None:
        for operand in node.inputs:
            for value in operands_first(operand, self._operands, self._numbers.__contains__):
                self._value(value)
        self._operation(node)

    def _operands(self, value: Value) -> Sequence[Value]:
        """What a value is computed from within the region; nothing if the caller has it."""
        is_given = value.ndim == 0 and not self._is_own(value)
        return () if is_given else self._computed_from(value)

    def _computed_from(self, value: Value) -> Sequence[Value]:
        node = None if value in self.part.memory else value.node
        return () if node is None else node.inputs

    def _value(self, value: Value) -> None:
        if value.ndim == 0 and not self._is_own(value):
            num = self.scalars[value] = scalar(self.part, value)
            self._words.append(repr(num) if num.op == "constant" else "number")
            self._add(value)
        elif value in self.part.memory or value.node is None:
            self._add(value)
        else:
            self._operation(value.node)

    def _operation(self, node: Node) -> None:
        """An operation whose operands have numbers."""
        inputs = [self._numbers[value] for value in node.inputs]
        self._words.append(f"{node.primitive.name}{inputs}{node.attrs}")
        for value in node.outputs:
            if value not in self._numbers:
                self._add(value)

    def _is_own(self, value: Value) -> bool:
        """Whether a value comes of what the region computes, so that no caller has it yet."""
        for x in operands_first(value, self._computed_from, self._own.__contains__):
            self._own[x] = any(self._own[operand] for operand in self._computed_from(x))
        return self._own[value]

    def _add(self, value: Value) -> None:
        memory = self.part.memory.get(value)
        self._numbers[value] = len(self._numbers)
        place = ""
        if memory is not None:
            self.memory[value] = memory.place
            place = self._place(memory.place)
        self._words.append(f"{value.type} {place}")

    def _place(self, place: Place) -> str:
        number = self.entries.setdefault(place.entry, len(self.entries))
        return f"@{number} + {place.offset}{' passing' if place.is_passing else ''}"


class Apart:
    """The routine of a region, and by name what its callers hand over.

    `lower` writes the region into the part that it is given.
    """

    def __init__(self, name: str, like: Likeness, lower: Callable[[Part], None]) -> None:
        self.like = like
        self.code = Code(name, [("table", POINTER), ("words", POINTER)], is_inner=True)
        self.words: dict[str, int] = {}
        self.symbols: list[str] = []
        part = Part(self.code, _Symbols(self), lambda word: self.word(word, POINTER))
        for value, place in like.memory.items():
            part.memory[value] = Memory(part, place, value.dtype)
        for value, num in like.scalars.items():
            part.scalars[value] = self._number(num)
        lower(part)
        for value in (v for v in like.region.outputs if v.ndim == 0):
            memory = part.memory[value]
            self.code.store(memory.pointer, memory.offset, scalar(part, value))

    def _number(self, num: Num) -> Num:
        if num.op == "constant":
            return self.code.constant(num.attr, num.dtype)
        return self.code.parameter(f"number{len(self.code.parameters)}", num.dtype)

    def word(self, name: str, dtype: str) -> Num:
        """A word of the table, found by its place in the row of words."""
        table, row = self.code.parameters[:2]
        place = self.code.constant(self.words.setdefault(name, len(self.words)), INDEX)
        number = self.code.load(row, place, INDEX, depth=0)
        return self.code.load(table, number, dtype, depth=0)

    def call(self, other: Likeness, place: Callable[[str], int]) -> None:
        """Have the routine work on a region that is like its own; words have `place`s."""
        code = other.part.code
        row = tuple(map(place, self._renamed(other)))
        numbers = [num for num in other.scalars.values() if num.op != "constant"]
        numbers += [other.part.symbols[name] for name in self.symbols]
        function = code.address(self.code.routine.name)
        code.call(function, code.parameters[0], code.address(row), *numbers)

    def _renamed(self, other: Likeness) -> list[str]:
        """The words that a region like this one needs."""
        names = dict(zip(self.like.entries, other.entries, strict=True))
        return [names.get(word, word) for word in self.words]

    def require_same(self, other: Apart) -> None:
        """Raise InternalError unless a region that is like this one was written alike."""
        same = self._renamed(other.like) == list(other.words) and self.symbols == other.symbols
        routine, second = self.code.routine, other.code.routine
        if not same or str(routine) != str(second):
            raise InternalError(f"regions are alike and differ:\n{routine}\n{second}")


class _Symbols(dict[str, Num]):
    """What the caller knows is a parameter from its first use on; the rest are words."""

    def __init__(self, apart: Apart) -> None:
        super().__init__()
        self.apart = apart

    def __missing__(self, name: str) -> Num:
        apart = self.apart
        if name in apart.like.part.symbols:
            apart.symbols.append(name)
            num = apart.code.parameter(name, INDEX)
        else:
            num = apart.word(name, INDEX)
        self[name] = num
        return num
