"""Axes folded away: sums, products, extremes, and the position of the best element."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pronghorn.dtypes import sum_dtype
from pronghorn.engines.llvm.arena import Place
from pronghorn.engines.llvm.loops import INDEX, Num
from pronghorn.engines.llvm.lower.elements import Elements
from pronghorn.engines.llvm.lower.maps import over_axes, over_rows, over_vectors
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.phases import Phases
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.engines.llvm.tiling import STRETCHES, WORTH
from pronghorn.ir.graph import Node, Value
from pronghorn.ir.types import product
from pronghorn.prims.record import Choice, Fold

Row = Callable[[list[Position], list[Num]], list[Num]]


def lower_fold(part: Part, region: Region, schedule: Schedule, scratch: Place | None) -> None:
    """Folds of the same axes of one shape; the last axis runs in lanes, whether folded or kept.

    With `scratch` all but the last axis are folded in stretches, which threads share.
    """
    if scratch is not None:
        Stretches(part, region, schedule, scratch).write()
        return
    folding = _Folding(part, region, schedule.lanes)
    shape, axes = folding.shape, folding.axes
    last = len(shape) - 1
    kept = [axis for axis in range(len(shape)) if axis not in axes]
    if last in axes or not axes:

        def place(places: list[Position], carried: list[Num]) -> list[Num]:
            found = folding.across(dict(zip(kept, places, strict=True)))
            folding.keep(found, places, 1, None)
            return carried

        _over_kept(part, folding, kept, schedule.work, place)
        return

    def row(places: list[Position], carried: list[Num]) -> list[Num]:
        def vector(here: Position, width: int, mask: Num | None, _: list[Num]) -> list[Num]:
            at = dict(zip(kept, [*places, here], strict=True))
            folding.keep(folding.down(at, width, mask), [*places, here], width, mask)
            return []

        over_vectors(part, shape[last], schedule.lanes, [], vector)
        return carried

    _over_kept(part, folding, kept[:-1], schedule.work, row)


def _over_kept(part: Part, folding: _Folding, kept: list[int], work: int, body: Row) -> None:
    """Run `body` at every place of some axes, of which threads share the first."""
    sizes = [folding.shape[axis] for axis in kept]
    rest = [size for axis, size in enumerate(folding.shape) if axis not in kept]
    over_rows(part, (*sizes, product(tuple(rest))), work if kept else 0, body)


class _Folding:
    """Fold nodes: their operations, their starts, and the walks over the folded axes."""

    def __init__(self, part: Part, region: Region, lanes: int) -> None:
        self.part = part
        self.nodes = region.nodes
        self.sources = [node.inputs[0] for node in self.nodes]
        self.shape = self.sources[0].shape
        self.axes: tuple[int, ...] = self.nodes[0].attrs["axes"]
        self.lanes = lanes

    def starts(self, width: int) -> list[Num]:
        """What each fold begins with, in as many lanes."""
        code = self.part.code
        found = []
        for node, source in zip(self.nodes, self.sources, strict=True):
            start = _nest(node).start(source.dtype)
            found.append(code.constant(start, sum_dtype(source.dtype), width))
        return found

    def combined(self, left: Sequence[Num], right: Sequence[Num]) -> list[Num]:
        """Every fold's operation on two of its partial results."""
        return [
            _nest(node).combine(self.part.code, a, b)
            for node, a, b in zip(self.nodes, left, right, strict=True)
        ]

    def across(self, at: dict[int, Position]) -> list[Num]:
        """Fold with lanes along the last axis, then the lanes themselves."""
        code, last = self.part.code, len(self.shape) - 1
        outer = [axis for axis in self.axes if axis != last]

        def turn(places: list[Position], carried: list[Num]) -> list[Num]:
            here = {**at, **dict(zip(outer, places, strict=True))}

            def vector(
                place: Position, width: int, mask: Num | None, inner: list[Num]
            ) -> list[Num]:
                found = self._elements({**here, last: place}, width, mask)
                for n, start in enumerate(self.starts(1)):
                    num = found[n] if mask is None else code.where(mask, found[n], start)
                    found[n] = code.widened(num, self.lanes, start.attr)
                return self.combined(inner, found)

            return over_vectors(self.part, self.shape[last], self.lanes, carried, vector)

        shape = [self.shape[axis] for axis in outer]
        totals = over_axes(self.part, shape, self.starts(self.lanes), turn)
        pairs = zip(self.nodes, totals, strict=True)
        return [code.halved(_nest(node).combine, total) for node, total in pairs]

    def down(self, at: dict[int, Position], width: int, mask: Num | None) -> list[Num]:
        """Fold with lanes along a kept axis."""
        return self.along(self.axes, at, width, mask, self.starts(width))

    def along(
        self,
        axes: Sequence[int],
        at: dict[int, Position],
        width: int,
        mask: Num | None,
        held: list[Num],
    ) -> list[Num]:
        """Fold some axes into what is held, at places of all others."""

        def turn(places: list[Position], carried: list[Num]) -> list[Num]:
            here = {**at, **dict(zip(axes, places, strict=True))}
            return self.combined(carried, self._elements(here, width, mask))

        return over_axes(self.part, [self.shape[axis] for axis in axes], held, turn)

    def _elements(self, at: dict[int, Position], width: int, mask: Num | None) -> list[Num]:
        code, elements = self.part.code, Elements(self.part, width, mask)
        index = [at[axis] for axis in range(len(self.shape))]
        found = [elements.at(source, index) for source in self.sources]
        return [code.splat(code.cast(num, sum_dtype(num.dtype)), width) for num in found]

    def keep(
        self, totals: Sequence[Num], places: Sequence[Position], lanes: int, mask: Num | None
    ) -> None:
        """The results at some places, in their own dtypes."""
        for node, total in zip(self.nodes, totals, strict=True):
            value = node.outputs[0]
            _keep(self.part, value, places, self.part.code.cast(total, value.dtype), lanes, mask)


class Stretches(Phases):
    """Sums over all axes but the last: stretch by stretch, then over stretches in their order."""

    def __init__(self, part: Part, region: Region, schedule: Schedule, scratch: Place) -> None:
        self.part, self.code = part, part.code
        self.folding = folding = _Folding(part, region, schedule.lanes)
        self.lanes, self.work = schedule.lanes, schedule.work
        self.scratch = part.pointer(scratch.entry)
        self.columns = folding.shape[-1]
        # A stretch is cut along two axes, since there may be one image of many rows.
        self.cut, self.rest = folding.axes[:2], folding.axes[2:]

    def write(self) -> None:
        code, count = self.code, self._count()
        total = self.part.size(product(tuple(self.folding.shape))) * self.work
        worth = code.greater_equal(total, WORTH)
        self.begin()
        with self.part.parallel(0, STRETCHES, 1, worth) as loop:
            self._add(loop.index, *code.share(count, loop.index, STRETCHES))
        self.finish()

    def begin(self) -> None:
        """Every stretch begins with nothing."""
        with self.code.loop(0, STRETCHES) as loop:

            def start(here: Position, width: int, mask: Num | None, _: Any) -> list[Num]:
                self._store(loop.index, here, mask, self.folding.starts(width))
                return []

            over_vectors(self.part, self.columns, self.lanes, [], start)

    def run(self) -> None:
        assert self.part.stretch is not None
        self._add(self.part.stretch, self.code.constant(0, INDEX), self._count())

    def finish(self) -> None:
        over_vectors(self.part, self.columns, self.lanes, [], self._total)

    def _count(self) -> Num:
        """Places along the axes that are cut."""
        return self.part.size(product(tuple(self.folding.shape[axis] for axis in self.cut)))

    def _add(self, number: Num, begin: Num, end: Num) -> None:
        """Some places along the axes that are cut, to the sums of a stretch."""
        code, folding = self.code, self.folding

        def stretch(here: Position, width: int, mask: Num | None, _: Any) -> list[Num]:
            sums = self._load(number, here, mask, folding.starts(width))
            with code.loop(begin, end, 1, sums) as turn:
                at = {**self._places(turn.index), len(folding.shape) - 1: here}
                turn.next = folding.along(self.rest, at, width, mask, turn.carried)
            self._store(number, here, mask, turn.results)
            return []

        over_vectors(self.part, self.columns, self.lanes, [], stretch)

    def _places(self, number: Num) -> dict[int, Position]:
        """Places along the axes that are cut, of the `number`th of them."""
        if len(self.cut) == 1:
            return {self.cut[0]: Position(self.code, number)}
        size = self.part.size(self.folding.shape[self.cut[1]])
        pairs = zip(self.cut, self.code.divmod(number, size), strict=True)
        return {axis: Position(self.code, place) for axis, place in pairs}

    def _sums(self, stretch: Num, here: Position) -> list[Num]:
        """Where the sums of a stretch lie, fold by fold."""
        count = len(self.folding.nodes)
        return [(stretch * count + n) * self.columns + here.base for n in range(count)]

    def _load(
        self, stretch: Num, here: Position, mask: Num | None, like: Sequence[Num]
    ) -> list[Num]:
        code, places = self.code, self._sums(stretch, here)
        return [
            code.load(self.scratch, place, num.dtype, num.lanes, mask)
            for place, num in zip(places, like, strict=True)
        ]

    def _store(self, stretch: Num, here: Position, mask: Num | None, sums: Sequence[Num]) -> None:
        for place, num in zip(self._sums(stretch, here), sums, strict=True):
            self.code.store(self.scratch, place, num, mask)

    def _total(self, here: Position, width: int, mask: Num | None, _: Any) -> list[Num]:
        code, folding = self.code, self.folding
        with code.loop(0, STRETCHES, 1, folding.starts(width)) as loop:
            found = self._load(loop.index, here, mask, loop.carried)
            loop.next = folding.combined(loop.carried, found)
        folding.keep(loop.results, [here], width, mask)
        return []


def _nest(node: Node) -> Fold:
    assert isinstance(node.primitive.nest, Fold)
    return node.primitive.nest


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
    code, kind = part.code, node.outputs[0].dtype

    def pick(at: dict[int, Position], width: int, mask: Num | None) -> Num:
        def element(place: Position) -> Num:
            here = {**at, axis: place}
            found = Elements(part, width, mask).at(source, [here[n] for n in range(source.ndim)])
            return code.splat(found, width)

        size: Any = source.shape[axis]
        first = [element(Position(code, 0)), code.constant(0, kind, width)]
        with code.loop(1, size if isinstance(size, int) else part.size(size), 1, first) as loop:
            num = element(Position(code, loop.index))
            wins = better(code, num, loop.carried[0])
            loop.next = [
                code.where(wins, num, loop.carried[0]),
                code.where(wins, code.cast(loop.index, kind), loop.carried[1]),
            ]
        return loop.results[1]

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
