"""Elements of values at given places, computed where they are used unless they lie in memory."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from pronghorn.engines.llvm.loops import INDEX, Num
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.ir.graph import Node, Value
from pronghorn.ir.walk import operands_first
from pronghorn.prims.record import Index, Map, View


class Elements:
    """Elements as vectors of `lanes`; lanes whose mask is False may hold anything.

    With `flat`, an index is one place counted in row-major order: for regions whose values all
    have one shape, whatever its axes.
    """

    def __init__(
        self, part: Part, lanes: int = 1, mask: Num | None = None, flat: bool = False
    ) -> None:
        self.part = part
        self.code = part.code
        self.lanes = lanes
        self.mask = mask
        self.flat = flat
        # Values written by the loop being lowered: their memory may not be read ahead of it.
        self.writing: frozenset[Value] = frozenset()
        self._known: dict[Any, Num] = {}

    def at(self, value: Value, index: list[Position]) -> Num:
        """The elements of a value, one for each lane."""
        if value.ndim == 0:
            return scalar(self.part, value)
        places = tuple(place.key() for place in index)
        if (value, places) not in self._known:

            def is_known(x: Value) -> bool:
                return (x, places) in self._known if x.ndim else x in self.part.scalars

            for x in operands_first(value, self._operands, is_known):
                if x.ndim:
                    self._known[x, places] = self._compute(x, index)
                else:
                    scalar(self.part, x)
        return self._known[value, places]

    def _operands(self, value: Value) -> Sequence[Value]:
        """What is computed at the same place first."""
        node = value.node
        if node is None or value.ndim == 0 or self._is_loaded(value):
            return ()
        return node.inputs if self.flat or isinstance(node.primitive.nest, Map) else ()

    def _is_loaded(self, value: Value) -> bool:
        return value in self.part.memory and value not in self.writing

    def define(self, value: Value, index: list[Position], num: Num) -> None:
        """Elements that the loop being lowered has just computed."""
        self._known[(value, tuple(place.key() for place in index))] = num

    def _compute(self, value: Value, index: list[Position]) -> Num:
        if self._is_loaded(value):
            return self._loaded(value, index)
        node = value.node
        assert node is not None, f"{value} is neither computed nor in memory"
        nest = node.primitive.nest
        if isinstance(nest, Map):
            operands = [self.at(x, index) for x in node.inputs]
            result: Num = nest.formula(self.code, *operands, **node.attrs)
            return result
        if isinstance(nest, Index):
            place = index[node.attrs["axis"]].in_lanes(self.lanes)
            return self.code.cast(place, node.attrs["dtype"])
        assert isinstance(nest, View), f"{node} must lie in memory"
        if self.flat:
            return self._flat_view(node, index)
        pulled: Num = nest.pull(Reader(self, node), index, **node.attrs)
        return pulled

    def _flat_view(self, node: Node, index: list[Position]) -> Num:
        """In flat order only a spread scalar and a change of axes keep their places."""
        source = node.inputs[0]
        return scalar(self.part, source) if source.ndim == 0 else self.at(source, index)

    def _loaded(self, value: Value, index: list[Position]) -> Num:
        if self.flat:
            place = index[0] + self.part.memory[value].offset
        else:
            place = self.part.offset(value, index)
        return self.part.load(value, place, self.lanes, self.mask, self.part.depth)


class Reader:
    """What the `pull` of a view asks: elements of its operands at computed places."""

    def __init__(self, elements: Elements, node: Node) -> None:
        self.elements = elements
        self.node = node
        self.operands = len(node.inputs)

    def size(self, operand: int, axis: int) -> Any:
        return self.node.inputs[operand].shape[axis]

    def ndim(self, operand: int) -> int:
        return self.node.inputs[operand].ndim

    def _places(self, index: list[Any]) -> list[Position]:
        code = self.elements.code
        return [p if isinstance(p, Position) else Position(code, p) for p in index]

    def read(self, operand: int, index: list[Any]) -> Num:
        return self.elements.at(self.node.inputs[operand], self._places(index))

    def where(self, condition: Num | None, chosen: Callable[[], Num], otherwise: Any) -> Num:
        value = chosen()
        return value if condition is None else self.elements.code.where(condition, value, otherwise)

    def within(self, place: Any, size: Any, step: int) -> tuple[Num, Position]:
        """Whether a place is one of `0, step, … (size - 1) * step`, and which, brought inside."""
        code, lanes = self.elements.code, self.elements.lanes
        (position,) = self._places([place])
        uniform = position.vector is None and position.step == 0
        at = position.base if uniform else position.in_lanes(lanes)
        last = code.size(size, INDEX) - 1
        inside = code.greater_equal(at, 0) & code.less_equal(at, last * step)
        if step > 1:
            inside = inside & code.equal(code.remainder(at, step), 0)
            at = code.floor_divide(at, step)
        return inside, Position.inside(at, last)

    def position(self, operand: int, index: list[Any], size: Any) -> Position:
        """An element of integers used as a place, brought inside the axis."""
        code = self.elements.code
        return Position.inside(self.read(operand, index), code.size(size, INDEX) - 1)

    def reshaped(self, operand: int, index: list[Any], shape: tuple[Any, ...]) -> Num:
        """The element with the same row-major number in the operand."""
        part, source = self.elements.part, self.node.inputs[operand]
        places = self._places(index)
        long = [place for place, size in zip(places, shape, strict=True) if size != 1]
        if [size for size in shape if size != 1] == [size for size in source.shape if size != 1]:
            rest = iter(long)
            return self.read(operand, [0 if size == 1 else next(rest) for size in source.shape])
        flat = Position(part.code, 0)
        for place, stride in zip(places, part.strides(shape), strict=True):
            flat = flat + place * stride
        if source in part.memory:
            place = flat + part.memory[source].offset
            depth = None if source in self.elements.writing else part.depth
            return part.load(source, place, self.elements.lanes, self.elements.mask, depth)
        return self.read(operand, self._unraveled(flat, source.shape))

    def _unraveled(self, flat: Position, shape: tuple[Any, ...]) -> list[Position]:
        code = self.elements.code
        uniform = flat.vector is None and flat.step == 0
        rest = flat.base if uniform else flat.in_lanes(self.elements.lanes)
        places = []
        for size in reversed(shape):
            length = code.size(size, INDEX)
            here = code.remainder(rest, length)
            rest = code.floor_divide(rest, length)
            places.append(Position(code, here) if uniform else Position(code, 0, vector=here))
        return places[::-1]


def scalar(part: Part, value: Value) -> Num:
    """A value without axes: computed or loaded once for the whole part, then kept in a register."""
    if value not in part.scalars:
        for x in operands_first(
            value, functools.partial(_operands, part), part.scalars.__contains__
        ):
            if x in part.memory:
                place = part.offset(x, [])
                part.scalars[x] = part.load(x, place, 1, None, part.depth)
            else:
                part.scalars[x] = _scalar(part, x)
    return part.scalars[value]


def _operands(part: Part, value: Value) -> Sequence[Value]:
    """What a value without axes is computed from, if it is not in memory."""
    node = None if value in part.memory else value.node
    return node.inputs if node is not None and isinstance(node.primitive.nest, Map) else ()


def _scalar(part: Part, value: Value) -> Num:
    node = value.node
    assert node is not None
    nest = node.primitive.nest
    if isinstance(nest, Map):
        operands = [scalar(part, x) for x in node.inputs]
        result: Num = nest.formula(part.code, *operands, **node.attrs)
        return result
    assert isinstance(nest, View), f"{node} must have been computed by its region"
    pulled: Num = nest.pull(Reader(Elements(part), node), [], **node.attrs)
    return pulled
