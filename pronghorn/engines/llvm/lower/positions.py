"""Places along an axis while code is written: one for all lanes, or one for each."""

from __future__ import annotations

from typing import Any

from pronghorn.engines.llvm.loops import INDEX, Code, Num


def within(place: Num, last: Num) -> Num:
    """A place between 0 and `last`: in 32 bits if it has them, for 64 would double its vectors."""
    code = place.code
    if place.dtype == "int32":
        last = code.cast(code.minimum(last, 2**31 - 1), "int32")
    else:
        place = code.cast(place, INDEX)
    return code.maximum(code.minimum(place, last), 0)


class Position:
    """`base + lane * step`, or any vector of places. Answers to the arithmetic of views."""

    __slots__ = ("base", "code", "lanes", "step", "vector")

    def __init__(
        self, code: Code, base: Any, step: int = 0, lanes: int = 1, vector: Num | None = None
    ) -> None:
        self.code = code
        self.base: Num = base if isinstance(base, Num) else code.constant(base, INDEX)
        self.step = step
        self.lanes = lanes if vector is None else vector.lanes
        self.vector = vector

    @classmethod
    def run(cls, code: Code, base: Any, lanes: int) -> Position:
        """Neighbouring places, one for each lane."""
        return cls(code, base, 1 if lanes > 1 else 0, lanes)

    @classmethod
    def inside(cls, place: Num, last: Num) -> Position:
        """A computed place, brought between 0 and `last`."""
        code = place.code
        place = code.cast(within(place, last), INDEX)
        return cls(code, place) if place.lanes == 1 else cls(code, 0, vector=place)

    def key(self) -> tuple[int, int]:
        """Equal for equal places, within one region."""
        return (id(self.base), self.step) if self.vector is None else (id(self.vector), -1)

    def in_lanes(self, lanes: int) -> Num:
        """The place of every lane."""
        if self.vector is not None:
            return self.vector
        base = self.code.splat(self.base, lanes)
        return base + self.code.lane(lanes) * self.step if self.step else base

    def plus(self, other: Any) -> Position:
        if isinstance(other, Position):
            return self._joined(other)
        if isinstance(other, int) and other == 0:
            return self
        amount = other if isinstance(other, Num) else self.code.size(other, INDEX)
        if self.vector is not None:
            return Position(self.code, 0, vector=self.vector + amount)
        return Position(self.code, self.base + amount, self.step, self.lanes)

    def _joined(self, other: Position) -> Position:
        lanes = max(self.lanes, other.lanes)
        if self.vector is None and other.vector is None:
            return Position(self.code, self.base + other.base, self.step + other.step, lanes)
        return Position(self.code, 0, vector=self.in_lanes(lanes) + other.in_lanes(lanes))

    def times(self, factor: Any) -> Position:
        if isinstance(factor, int) and factor == 1:
            return self
        amount = self.code.size(factor, INDEX)
        if self.vector is not None or (self.step and not isinstance(factor, int)):
            return Position(self.code, 0, vector=self.in_lanes(self.lanes) * amount)
        step = self.step * factor if self.step else 0
        return Position(self.code, self.base * amount, step, self.lanes)

    def __add__(self, other: Any) -> Position:
        return self.plus(other)

    def __radd__(self, other: Any) -> Position:
        return self.plus(other)

    def __mul__(self, factor: Any) -> Position:
        return self.times(factor)

    def __sub__(self, other: Any) -> Position:
        return self.plus(other * -1)

    def __rsub__(self, other: Any) -> Position:
        return self.times(-1).plus(other)
