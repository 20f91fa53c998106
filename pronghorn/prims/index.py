"""Operations whose places are data: gather and its gradient, scatter-add."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn.errors import DtypeError
from pronghorn.ir.types import ArrayType, Shape, Size
from pronghorn.prims.create import filled, iota, size_of
from pronghorn.prims.elementwise import add, cast, div, equal, like, mul, select
from pronghorn.prims.record import Opaque, Primitive, View, type_of
from pronghorn.prims.stretch import broadcast

# Places outside the axis are clamped, so that no engine reads memory it does not own; `ops` and
# guards report them.


def _gather_type(x: ArrayType, places: ArrayType, *, axis: int) -> ArrayType:
    if not places.dtype.startswith(("int", "uint")):
        raise DtypeError("S06", op="take", want="an integer dtype", got=places, mend="int32")
    return x.with_shape((*x.shape[:axis], *places.shape, *x.shape[axis + 1 :]))


def _gather_pull(r: Any, index: Any, *, axis: int) -> Any:
    count = r.ndim(1)
    place = r.position(1, index[axis : axis + count], r.size(0, axis))
    return r.read(0, [*index[:axis], place, *index[axis + count :]])


gather = Primitive(
    "gather",
    _gather_type,
    lambda xp, x, places, *, axis: xp.take(x, places, axis, mode="clip"),
    lambda g, y, x, places, *, axis: (
        scatter_add(g, places, axis=axis, shape=type_of(x).shape),
        None,
    ),
    View(_gather_pull),
)


def flat_places(places: Any, shape: Shape, axis: int) -> Any:
    """Where elements at each line's own places along an axis lie in the flattened array."""
    own = type_of(places).shape
    start: Any = filled(value=0, shape=own, dtype="int32")
    stride: Any = 1
    for n in reversed(range(len(shape))):
        index = places if n == axis else iota(shape=own, axis=n, dtype="int32")
        start = add(start, mul(index, _step(stride, own)))
        stride = shape[n] * stride
    return start


def _step(size: Size | int, shape: Shape) -> Any:
    if isinstance(size, int):
        return filled(value=size, shape=shape, dtype="int32")
    return broadcast(size_of(size=size, dtype="int32"), shape=shape, axes=())


def _scatter_run(xp: Any, g: Any, places: Any, *, axis: int, shape: tuple[int, ...]) -> Any:
    """Zeros of `shape` plus the slices of g, each at its place along `axis`."""
    total = xp.zeros((shape[axis], *shape[:axis], *shape[axis + 1 :]), g.dtype)
    ndim = places.ndim
    moved = np.moveaxis(g, range(axis, axis + ndim), range(ndim))
    slices = moved.reshape(-1, *total.shape[1:])
    np.add.at(total, np.clip(places.reshape(-1), 0, max(shape[axis] - 1, 0)), slices)
    return np.moveaxis(total, 0, axis)


scatter_add: Primitive = Primitive(
    "scatter_add",
    lambda g, places, *, axis, shape: ArrayType(shape, g.dtype),
    _scatter_run,
    lambda z, y, g, places, *, axis, shape: (gather(z, places, axis=axis), None),
    Opaque(),
)


def _replaced_run(xp: Any, x: Any, places: Any, new: Any) -> Any:
    """x with whole slices along its first axis replaced; of equal places the last one counts."""
    result = x.copy()
    result[np.clip(places, 0, max(len(x) - 1, 0))] = new
    return result


def _replaced_type(x: ArrayType, places: ArrayType, new: ArrayType) -> ArrayType:
    return x


def _replaced_vjp(g: Any, y: Any, x: Any, places: Any, new: Any) -> tuple[Any, None, Any]:
    return replaced(g, places, like(new, 0.0)), None, gather(g, places, axis=0)


replaced: Primitive = Primitive("replaced", _replaced_type, _replaced_run, _replaced_vjp, Opaque())

_COMBINED = {"max": np.maximum, "min": np.minimum, "mul": np.multiply}


def _merged_run(xp: Any, x: Any, places: Any, new: Any, *, how: str) -> Any:
    """x with slices along its first axis combined with others: max, min or mul."""
    result = x.copy()
    _COMBINED[how].at(result, np.clip(places, 0, max(len(x) - 1, 0)), new)
    return result


def _factors_vjp(g: Any, x: Any, places: Any, new: Any) -> tuple[Any, None, Any]:
    """The slope in a factor is the product of the others, which a zero among them makes zero."""

    zero_x, zero_new = (equal(part, like(part, 0.0)) for part in (x, new))
    safe_x, safe_new = (
        select(zero, like(part, 1.0), part) for zero, part in ((zero_x, x), (zero_new, new))
    )
    dtype = type_of(x).dtype
    found = scatter_add(cast(zero_new, dtype=dtype), places, axis=0, shape=type_of(x).shape) + cast(
        zero_x, dtype=dtype
    )
    others = g * merged(safe_x, places, safe_new, how="mul")
    none, lone = (select(equal(found, like(x, n)), others, like(x, 0.0)) for n in (0.0, 1.0))
    return (
        select(zero_x, lone, none / safe_x),
        None,
        select(zero_new, gather(lone, places, axis=0), gather(none, places, axis=0) / safe_new),
    )


def _merged_vjp(
    g: Any, y: Any, x: Any, places: Any, new: Any, *, how: str
) -> tuple[Any, None, Any]:
    """Of an extreme: to all that attain it, in equal shares."""
    if how == "mul":
        return _factors_vjp(g, x, places, new)
    own = cast(equal(x, y), dtype=type_of(x).dtype)
    hits = cast(equal(new, gather(y, places, axis=0)), dtype=type_of(x).dtype)
    shape = type_of(x).shape
    count = own + scatter_add(hits, places, axis=0, shape=shape)
    each = div(g, count)
    return own * each, None, hits * gather(each, places, axis=0)


merged = Primitive(
    "merged",
    lambda x, places, new, *, how: x,
    _merged_run,
    _merged_vjp,
    Opaque(),
)
