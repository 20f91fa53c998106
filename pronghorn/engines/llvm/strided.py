"""Which values are views of memory with constant strides, found by running their views on symbols.

A view is asked for the element at places named by symbols; if the place of the element in memory
is a sum of those symbols times factors, the factors are the strides.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Any

from pronghorn.ir.graph import Node, Value
from pronghorn.ir.sizes import Size, product, symbol
from pronghorn.prims.record import View

AXIS = "axis."  # symbols that stand for places along the axes of the value


@dataclass(frozen=True)
class Strided:
    """Elements `offset + sum of place * stride`, counted from the start of `base`'s memory."""

    base: Value
    offset: Size | int
    strides: tuple[Size | int, ...]


class _Uneven(Exception):
    """The elements do not lie at constant strides."""


def strided(value: Value, ends: Container[Value]) -> Strided | None:
    """The value as strides over one of `ends` or an input of the graph; None if it is no such."""
    places = [symbol(f"{AXIS}{axis}") for axis in range(value.ndim)]
    try:
        base, total = _place(value, places, ends)
    except _Uneven:
        return None
    strides: list[Size | int] = [0] * value.ndim
    offset: Size | int = 0
    for monomial, count in total.terms.items() if isinstance(total, Size) else [((), total)]:
        named = [atom for atom in monomial if AXIS in str(atom)]
        rest = Size({tuple(atom for atom in monomial if atom not in named): count}) * 1
        if not named:
            offset = rest + offset
        elif len(named) == 1 and isinstance(named[0], str):
            axis = int(named[0].removeprefix(AXIS))
            strides[axis] = rest + strides[axis]
        else:
            return None
    return Strided(base, offset, tuple(strides))


def _place(value: Value, places: Sequence[Any], ends: Container[Value]) -> tuple[Value, Any]:
    node = value.node
    if node is None or value in ends:
        total: Any = 0
        for axis, place in enumerate(places):
            total = total + place * product(value.shape[axis + 1 :])
        return value, total
    if not isinstance(node.primitive.nest, View):
        raise _Uneven
    pull: Callable[..., tuple[Value, Any]] = node.primitive.nest.pull
    return pull(_Reader(node, ends), list(places), **node.attrs)


class _Reader:
    """What the `pull` of a view asks, answered with places; whatever depends on data is uneven."""

    def __init__(self, node: Node, ends: Container[Value]) -> None:
        self.node = node
        self.ends = ends
        self.operands = len(node.inputs)

    def size(self, operand: int, axis: int) -> Any:
        return self.node.inputs[operand].shape[axis]

    def ndim(self, operand: int) -> int:
        return self.node.inputs[operand].ndim

    def read(self, operand: int, places: Sequence[Any]) -> tuple[Value, Any]:
        return _place(self.node.inputs[operand], places, self.ends)

    def reshaped(
        self, operand: int, places: Sequence[Any], shape: tuple[Any, ...]
    ) -> tuple[Value, Any]:
        source = self.node.inputs[operand]
        rest = [place for place, size in zip(places, shape, strict=True) if size != 1]
        if [size for size in shape if size != 1] == [size for size in source.shape if size != 1]:
            through = iter(rest)
            return self.read(operand, [0 if size == 1 else next(through) for size in source.shape])
        if source.node is not None and source not in self.ends:
            raise _Uneven
        total: Any = 0
        for axis, place in enumerate(places):
            total = total + place * product(shape[axis + 1 :])
        return source, total

    def _uneven(self, *_: Any) -> Any:
        raise _Uneven

    within = where = position = _uneven
