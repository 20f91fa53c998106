"""Axes folded away: sums, products, extremes, and the position of the best element."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pronghorn.engines.llvm.loops import INDEX, Num
from pronghorn.engines.llvm.lower.elements import Elements
from pronghorn.engines.llvm.lower.maps import over_axes, over_vectors
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.ir.graph import Node, Value
from pronghorn.prims.record import Choice, Fold


def lower_fold(part: Part, region: Region, schedule: Schedule) -> None:
    """One fold; its last axis runs in lanes, whether folded or kept."""
    (node,) = region.nodes
    folding = _Folding(part, node, schedule.lanes)
    shape, axes = node.inputs[0].shape, node.attrs["axes"]
    last = len(shape) - 1
    kept = [axis for axis in range(len(shape)) if axis not in axes]
    if last in axes or not axes:

        def place(places: list[Position], carried: list[Num]) -> list[Num]:
            num = folding.across(dict(zip(kept, places, strict=True)))
            _keep(part, node.outputs[0], places, num, 1, None)
            return carried

        over_axes(part, [shape[axis] for axis in kept], [], place)
        return

    def row(places: list[Position], carried: list[Num]) -> list[Num]:
        def vector(here: Position, width: int, mask: Num | None, _: list[Num]) -> list[Num]:
            at = dict(zip(kept, [*places, here], strict=True))
            num = folding.down(at, width, mask)
            _keep(part, node.outputs[0], [*places, here], num, width, mask)
            return []

        over_vectors(part, shape[last], schedule.lanes, [], vector)
        return carried

    over_axes(part, [shape[axis] for axis in kept[:-1]], [], row)


class _Folding:
    """One fold node: its operation, its start, and the walks over the folded axes."""

    def __init__(self, part: Part, node: Node, lanes: int) -> None:
        assert isinstance(node.primitive.nest, Fold)
        self.part = part
        self.source = node.inputs[0]
        self.axes: tuple[int, ...] = node.attrs["axes"]
        self.lanes = lanes
        self.combine = node.primitive.nest.combine
        dtype = self.source.dtype
        self.wide = "float32" if dtype in ("float16", "bfloat16") else dtype
        self.dtype = dtype
        self.start = node.primitive.nest.start(dtype)

    def across(self, at: dict[int, Position]) -> Num:
        """Fold with lanes along the last axis, then the lanes themselves."""
        part, code, last = self.part, self.part.code, self.source.ndim - 1
        outer = [axis for axis in self.axes if axis != last]
        start = code.constant(self.start, self.wide, self.lanes)

        def turn(places: list[Position], carried: list[Num]) -> list[Num]:
            here = {**at, **dict(zip(outer, places, strict=True))}

            def vector(
                place: Position, width: int, mask: Num | None, inner: list[Num]
            ) -> list[Num]:
                num = self._element({**here, last: place}, width, mask)
                if mask is not None:
                    num = code.where(mask, num, self.start)
                num = code.widened(num, self.lanes, self.start)
                return [self.combine(code, inner[0], num)]

            return over_vectors(part, self.source.shape[last], self.lanes, carried, vector)

        shape = [self.source.shape[axis] for axis in outer]
        (total,) = over_axes(part, shape, [start], turn)
        return code.cast(code.halved(self.combine, total), self.dtype)

    def down(self, at: dict[int, Position], width: int, mask: Num | None) -> Num:
        """Fold with lanes along a kept axis."""
        part, code = self.part, self.part.code
        start = code.constant(self.start, self.wide, width)

        def turn(places: list[Position], carried: list[Num]) -> list[Num]:
            here = {**at, **dict(zip(self.axes, places, strict=True))}
            return [self.combine(code, carried[0], self._element(here, width, mask))]

        shape = [self.source.shape[axis] for axis in self.axes]
        (total,) = over_axes(part, shape, [start], turn)
        return code.cast(total, self.dtype)

    def _element(self, at: dict[int, Position], width: int, mask: Num | None) -> Num:
        index = [at[axis] for axis in range(self.source.ndim)]
        num = Elements(self.part, width, mask).at(self.source, index)
        return self.part.code.splat(self.part.code.cast(num, self.wide), width)


def _keep(
    part: Part, value: Value, places: Sequence[Position], num: Num, lanes: int, mask: Num | None
) -> None:
    if value.ndim == 0:
        part.scalars[value] = num
    else:
        part.store(value, part.offset(value, list(places)), num, lanes, mask)


def lower_choice(part: Part, region: Region, schedule: Schedule) -> None:
    """The place along one axis of the element that no other betters; the first of equals."""
    (node,) = region.nodes
    source, axis = node.inputs[0], node.attrs["axis"]
    kept = [n for n in range(source.ndim) if n != axis]
    assert isinstance(node.primitive.nest, Choice)
    better = node.primitive.nest.better
    code = part.code

    def pick(at: dict[int, Position], width: int, mask: Num | None) -> Num:
        def element(place: Position) -> Num:
            here = {**at, axis: place}
            found = Elements(part, width, mask).at(source, [here[n] for n in range(source.ndim)])
            return code.splat(found, width)

        size: Any = source.shape[axis]
        first = [element(Position(code, 0)), code.constant(0, INDEX, width)]
        with code.loop(1, size if isinstance(size, int) else part.size(size), 1, first) as loop:
            num = element(Position(code, loop.index))
            wins = better(code, num, loop.carried[0])
            loop.next = [
                code.where(wins, num, loop.carried[0]),
                code.where(wins, code.splat(loop.index, width), loop.carried[1]),
            ]
        return code.cast(loop.results[1], node.outputs[0].dtype)

    def row(places: list[Position], carried: list[Num]) -> list[Num]:
        def vector(here: Position, width: int, mask: Num | None, _: list[Num]) -> list[Num]:
            at = dict(zip(kept, [*places, here], strict=True))
            num = pick(at, width, mask)
            _keep(part, node.outputs[0], [*places, here], num, width, mask)
            return []

        over_vectors(part, source.shape[kept[-1]], schedule.lanes, [], vector)
        return carried

    if not kept:
        _keep(part, node.outputs[0], [], pick({}, 1, None), 1, None)
        return
    over_axes(part, [source.shape[n] for n in kept[:-1]], [], row)
