"""Places along an axis while code is written: a number for all lanes, or one that differs by lane."""

from __future__ import annotations

from typing import Any

from pronghorn.engines.llvm.loops import INDEX, Code, Num


class Position:
    """`base + lane * step`, or any vector of places. Answers to the arithmetic of views."""

    __slots__ = ("base", "code", "step", "vector")

    def __init__(self, code: Code, base: Any, step: int = 0, vector: Num | None = None) -> None:
        self.code = code
        self.base = base if isinstance(base, Num) else code.constant(base, INDEX)
        self.step = step
        self.vector = vector

    def key(self) -> tuple[int, int]:
        """Equal for equal places, within one region."""
        return (id(self.base), self.step) if self.vector is None else (id(self.vector), -1)

    def in_lanes(self, lanes: int) -> Num:
        """The place of every lane."""
        if self.vector is not None:
            return self.vector
        base = self.code.splat(self.base, lanes)
        return base + self.code.lane(lanes) * self.step if self.step else base

    def __add__(self, other: Any) -> Position:
        if isinstance(other, Position):
            return self._plus(other)
        if isinstance(other, int) and other == 0:
            return self
        amount = self.code.size(other, INDEX) if not isinstance(other, Num) else other
        if self.vector is not None:
            return Position(self.code, 0, vector=self.vector + amount)
        return Position(self.code, self.base + amount, self.step)

    __radd__ = __add__

    def _plus(self, other: Position) -> Position:
        if self.vector is None and other.vector is None:
            return Position(self.code, self.base + other.base, self.step + other.step)
        vector = self.vector if self.vector is not None else other.vector
        assert vector is not None
        lanes = vector.lanes
        return Position(self.code, 0, vector=self.in_lanes(lanes) + other.in_lanes(lanes))

    def __mul__(self, factor: Any) -> Position:
        if isinstance(factor, int) and factor == 1:
            return self
        amount = self.code.size(factor, INDEX)
        if self.vector is not None:
            return Position(self.code, 0, vector=self.vector * amount)
        if self.step and not isinstance(factor, int):
            raise TypeError("lanes cannot run along an axis whose stride is unknown")
        return Position(self.code, self.base * amount, self.step * factor if self.step else 0)

    def __neg__(self) -> Position:
        return self * -1

    def __sub__(self, other: Any) -> Position:
        return self + -other

    def __rsub__(self, other: Any) -> Position:
        return -self + other
