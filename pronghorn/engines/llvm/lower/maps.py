"""Loops over the elements of an array, the last axis in vectors; and element-wise regions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pronghorn.engines.llvm.loops import INDEX, Code, Num
from pronghorn.engines.llvm.lower.elements import Elements
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import UNROLL, Schedule
from pronghorn.engines.llvm.tiling import WORTH
from pronghorn.ir.graph import Value
from pronghorn.ir.types import Size, product

# body(position, lanes, mask, carried) -> carried
Body = Callable[[Position, int, Num | None, list[Num]], list[Num]]


def over_vectors(
    part: Part,
    size: Size | int,
    lanes: int,
    carried: Sequence[Num],
    body: Body,
    unroll: int = UNROLL,
) -> list[Num]:
    """Run `body` on an axis, `lanes` places at a time; the last vector may be masked.

    Up to `unroll` vectors are written out.
    """
    code, state = part.code, list(carried)
    if isinstance(size, int):
        whole = size // lanes * lanes
        if whole // lanes > unroll:
            state = _looped(code, code.constant(0, INDEX), whole, lanes, state, body, True)
        else:
            for start in range(0, whole, lanes):
                state = body(Position.run(code, start, lanes), lanes, None, state)
        for start, width, real in _shorter(whole, size - whole):
            mask = code.before(real, 0, width) if real < width else None
            state = body(Position.run(code, start, width), width, mask, state)
        return state
    count = part.size(size)
    whole_count = (count >> (lanes.bit_length() - 1)) * lanes
    state = _looped(code, code.constant(0, INDEX), whole_count, lanes, state, body, False)

    def masked(place: Position, width: int, _: Num | None, inner: list[Num]) -> list[Num]:
        inside = code.before(count, place.base, width)
        return body(place, width, inside, inner)

    return _looped(code, whole_count, count, lanes, state, masked, False)


def _shorter(start: int, rest: int) -> list[tuple[int, int, int]]:
    """Start, width and count of the vectors that end an axis.

    Two whole ones, as 8 + 4 for 12, are better than one under a mask: what a masked store wrote
    cannot be forwarded to a load. More than two are not.
    """
    if rest.bit_count() > 2:
        return [(start, 1 << (rest - 1).bit_length(), rest)]
    vectors = []
    while rest:
        width = 1 << (rest.bit_length() - 1)
        vectors.append((start, width, width))
        start, rest = start + width, rest - width
    return vectors


def _looped(
    code: Code, start: Num, stop: Any, lanes: int, state: list[Num], body: Body, runs: bool
) -> list[Num]:
    with code.loop(start, stop, lanes, state, runs=runs) as loop:
        place = Position.run(code, loop.index, lanes)
        loop.next = body(place, lanes, None, loop.carried)
    return loop.results


def over_axes(
    part: Part,
    shape: Sequence[Size | int],
    carried: Sequence[Num],
    body: Callable[[list[Position], list[Num]], list[Num]],
    places: tuple[Position, ...] = (),
) -> list[Num]:
    """Run `body` at every place of some axes, one after the other."""
    if len(places) == len(shape):
        return body(list(places), list(carried))
    size = shape[len(places)]
    if size == 1:
        here = Position(part.code, 0)
        return over_axes(part, shape, carried, body, (*places, here))
    stop = size if isinstance(size, int) else part.size(size)
    with part.code.loop(0, stop, 1, carried) as loop:
        here = Position(part.code, loop.index)
        loop.next = over_axes(part, shape, loop.carried, body, (*places, here))
    return loop.results


def over_rows(
    part: Part,
    shape: Sequence[Size | int],
    work: int,
    body: Callable[[list[Position], list[Num]], list[Num]],
) -> None:
    """Run `body` at every place of all axes but the last; threads share the first axis.

    `work` is that of one element, 0 where sharing cannot pay.
    """
    if not work:
        over_axes(part, shape[:-1], [], body)
        return
    code = part.code
    total = part.size(product(tuple(shape))) * work
    worth = code.greater_equal(total, WORTH)
    with part.parallel(0, part.size(shape[0]), 1, worth) as loop:
        over_axes(part, shape[:-1], [], body, (Position(code, loop.index),))


def lower_map(part: Part, region: Region, schedule: Schedule) -> None:
    """Every output of the region at every place of their common shape."""
    shape = region.outputs[0].shape
    writing = frozenset(region.outputs)

    def write(places: list[Position], lanes: int, mask: Num | None) -> None:
        elements = Elements(part, lanes, mask, schedule.flat)
        elements.writing = writing
        found = [_computed(elements, value, places) for value in region.outputs]
        for value, num in zip(region.outputs, found, strict=True):
            offset = places[0] + part.memory[value].offset if schedule.flat else None
            place = offset if offset is not None else part.offset(value, places)
            part.store(value, place, num, lanes, mask)

    if schedule.flat:
        _over_last(part, region.outputs[0].type.size, schedule, [], write)
        return
    if all(_is_joined(value) for value in region.outputs):
        _lower_joined(part, region, schedule)
        return

    def row(places: list[Position], carried: list[Num]) -> list[Num]:
        _over_last(part, shape[-1], schedule, places, write)
        return carried

    over_rows(part, shape, schedule.work, row)


def _is_joined(value: Value) -> bool:
    """Whether a value is parts of known sizes side by side along its last axis."""
    node = value.node
    if node is None or node.primitive.name != "join" or node.attrs["axis"] != value.ndim - 1:
        return False
    return all(isinstance(x.shape[-1], int) for x in node.inputs)


def _lower_joined(part: Part, region: Region, schedule: Schedule) -> None:
    """Each part in a loop of its own, so that no element of another is computed for it."""
    writing = frozenset(region.outputs)

    def row(places: list[Position], carried: list[Num]) -> list[Num]:
        for node in region.nodes:
            sizes = [x.shape[-1] for x in node.inputs]
            for n, x in enumerate(node.inputs):
                write = writer(node.outputs[0], x, sum(sizes[:n]))
                _over_last(part, sizes[n], schedule, places, write)
        return carried

    def writer(out: Value, x: Value, start: Any) -> Callable[[list[Position], int, Any], None]:
        def write(places: list[Position], lanes: int, mask: Num | None) -> None:
            elements = Elements(part, lanes, mask)
            elements.writing = writing
            num = elements.at(x, places)
            target = part.offset(out, [*places[:-1], places[-1] + start])
            part.store(out, target, num, lanes, mask)

        return write

    over_rows(part, region.shape, schedule.work, row)


def _over_last(
    part: Part,
    size: Size | int,
    schedule: Schedule,
    places: list[Position],
    write: Callable[[list[Position], int, Num | None], None],
) -> None:
    def body(place: Position, width: int, mask: Num | None, carried: list[Num]) -> list[Num]:
        write([*places, place], width, mask)
        return carried

    over_vectors(part, size, schedule.lanes, [], body, schedule.unroll)


def _computed(elements: Elements, value: Value, places: list[Position]) -> Num:
    num = elements.at(value, places)
    elements.define(value, places, num)
    return num
