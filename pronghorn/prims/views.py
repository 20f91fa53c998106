"""Operations that move elements without changing them. Linear views are each other's gradients."""

from __future__ import annotations

from typing import Any

from pronghorn.errors import DtypeError, ShapeError
from pronghorn.ir.types import ArrayType, Shape, clash, product
from pronghorn.prims.record import Primitive, View, type_of
from pronghorn.prims.stretch import broadcast as broadcast  # is a view, too


def _inverse(order: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(order.index(n) for n in range(len(order)))


def _transpose_pull(r: Any, index: Any, *, order: tuple[int, ...]) -> Any:
    return r.read(0, [index[n] for n in _inverse(order)])


transpose: Primitive = Primitive(
    "transpose",
    lambda x, *, order: x.with_shape(tuple(x.shape[n] for n in order)),
    lambda xp, x, *, order: xp.transpose(x, order),
    lambda g, y, x, *, order: (transpose(g, order=_inverse(order)),),
    View(_transpose_pull),
)


def _reshape_type(x: ArrayType, *, shape: Shape) -> ArrayType:
    if clash(x.size, product(shape)):
        raise ShapeError("S04", shape=x, target=shape)
    return x.with_shape(shape)


def _reshape_pull(r: Any, index: Any, *, shape: Shape) -> Any:
    return r.reshaped(0, index, shape)


reshape: Primitive = Primitive(
    "reshape",
    _reshape_type,
    lambda xp, x, *, shape: xp.reshape(x, shape),
    lambda g, y, x, *, shape: (reshape(g, shape=type_of(x).shape),),
    View(_reshape_pull, keeps_order=True),
)

# slice: start, stop and a positive step for every axis; stop is exact: (stop - start) % step == 0
# is not required, the size is the ceiling.


def _slice_type(x: ArrayType, *, start: Shape, stop: Shape, step: tuple[int, ...]) -> ArrayType:
    shape = tuple(
        b - a if s == 1 else (b - a + (s - 1)) // s
        for a, b, s in zip(start, stop, step, strict=True)
    )
    return x.with_shape(shape)


def _slice_run(xp: Any, x: Any, *, start: Shape, stop: Shape, step: tuple[int, ...]) -> Any:
    return x[tuple(slice(a, b, s) for a, b, s in zip(start, stop, step, strict=True))]


def _slice_pull(r: Any, index: Any, *, start: Shape, stop: Shape, step: tuple[int, ...]) -> Any:
    return r.read(0, [i * s + a for i, a, s in zip(index, start, step, strict=True)])


def _slice_vjp(
    g: Any, y: Any, x: Any, *, start: Shape, stop: Shape, step: tuple[int, ...]
) -> tuple[Any]:
    source, sliced = type_of(x).shape, type_of(y).shape
    after = tuple(
        total - a - ((n - 1) * s + 1)
        for total, a, n, s in zip(source, start, sliced, step, strict=True)
    )
    return (pad(g, before=start, after=after, between=tuple(s - 1 for s in step), value=0.0),)


slice_ = Primitive("slice", _slice_type, _slice_run, _slice_vjp, View(_slice_pull))


def _padded(size: Any, before: Any, after: Any, between: int) -> Any:
    return size * (between + 1) - between + before + after


def _pad_type(
    x: ArrayType, *, before: Shape, after: Shape, between: tuple[int, ...], value: float
) -> ArrayType:
    return x.with_shape(tuple(map(_padded, x.shape, before, after, between)))


def _pad_run(
    xp: Any, x: Any, *, before: Shape, after: Shape, between: tuple[int, ...], value: float
) -> Any:
    if any(between):
        spread = xp.full(
            tuple(_padded(n, 0, 0, s) for n, s in zip(x.shape, between, strict=True)),
            value,
            x.dtype,
        )
        spread[tuple(slice(None, None, s + 1) for s in between)] = x
        x = spread
    return xp.pad(x, tuple(zip(before, after, strict=True)), constant_values=value)


def _pad_pull(
    r: Any, index: Any, *, before: Shape, after: Shape, between: tuple[int, ...], value: float
) -> Any:
    inside, places = None, list(index)
    for axis, (i, *edges) in enumerate(zip(index, before, after, between, strict=True)):
        if edges != [0, 0, 0]:
            low, _, spread = edges
            here, places[axis] = r.within(i - low, r.size(0, axis), spread + 1)
            inside = here if inside is None else inside & here
    return r.where(inside, lambda: r.read(0, places), value)


def _pad_vjp(
    g: Any,
    y: Any,
    x: Any,
    *,
    before: Shape,
    after: Shape,
    between: tuple[int, ...],
    value: float,
) -> tuple[Any]:
    total = type_of(g).shape
    stop = tuple(n - a for n, a in zip(total, after, strict=True))
    return (slice_(g, start=before, stop=stop, step=tuple(s + 1 for s in between)),)


pad = Primitive("pad", _pad_type, _pad_run, _pad_vjp, View(_pad_pull))


def _reverse_pull(r: Any, index: Any, *, axes: tuple[int, ...]) -> Any:
    return r.read(0, [r.size(0, n) - 1 - i if n in axes else i for n, i in enumerate(index)])


reverse: Primitive = Primitive(
    "reverse",
    lambda x, *, axes: x,
    lambda xp, x, *, axes: xp.flip(x, axes),
    lambda g, y, x, *, axes: (reverse(g, axes=axes),),
    View(_reverse_pull),
)


def _join_type(*xs: ArrayType, axis: int) -> ArrayType:
    first = xs[0]
    for x in xs[1:]:
        if x.dtype != first.dtype:
            raise DtypeError("S07", op="concatenate", a=first, b=x)
        same = x.ndim == first.ndim and not any(
            clash(x.shape[n], first.shape[n]) for n in range(x.ndim) if n != axis
        )
        if not same:
            raise ShapeError("S10", op="concatenate", axis=axis, shapes=f"{first}, {x}")
    total: Any = 0
    for x in xs:
        total = x.shape[axis] + total
    return first.with_shape((*first.shape[:axis], total, *first.shape[axis + 1 :]))


def _join_pull(r: Any, index: Any, *, axis: int) -> Any:
    def part(operand: int, start: Any) -> Any:
        places = [*index[:axis], index[axis] - start, *index[axis + 1 :]]
        if operand == r.operands - 1:
            return r.read(operand, places)
        size = r.size(operand, axis)
        here, place = r.within(places[axis], size, 1)
        places[axis] = place
        return r.where(here, lambda: r.read(operand, places), part(operand + 1, start + size))

    return part(0, 0)


def _join_vjp(g: Any, y: Any, *xs: Any, axis: int) -> tuple[Any, ...]:
    parts: list[Any] = []
    begin: Any = 0
    total = type_of(g).shape
    for x in xs:
        end = type_of(x).shape[axis] + begin
        start = tuple(begin if n == axis else 0 for n in range(len(total)))
        stop = tuple(end if n == axis else size for n, size in enumerate(total))
        parts.append(slice_(g, start=start, stop=stop, step=(1,) * len(total)))
        begin = end
    return tuple(parts)


join = Primitive(
    "join",
    _join_type,
    lambda xp, *xs, axis: xp.concatenate(xs, axis),
    _join_vjp,
    View(_join_pull),
)
