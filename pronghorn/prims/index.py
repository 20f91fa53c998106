"""Operations whose places are data: gather and its gradient, scatter-add."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn.errors import DtypeError
from pronghorn.ir.types import ArrayType
from pronghorn.prims.record import Opaque, Primitive, View, type_of

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
