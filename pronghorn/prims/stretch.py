"""Stretching along axes and summing along axes: each is the gradient of the other."""

from __future__ import annotations

from typing import Any

from pronghorn.dtypes import name_of, sum_dtype
from pronghorn.errors import ShapeError
from pronghorn.ir.types import ArrayType, Shape, clash
from pronghorn.prims.record import Fold, Primitive, View, type_of

Axes = tuple[int, ...]

# broadcast: `axes[n]` is the axis of the result that axis n of x becomes; sizes 1 are stretched.


def _broadcast_type(x: ArrayType, *, shape: Shape, axes: tuple[int, ...]) -> ArrayType:
    fits = len(axes) == x.ndim and all(
        size == 1 or not clash(size, shape[axis]) for size, axis in zip(x.shape, axes, strict=True)
    )
    if not fits:
        raise ShapeError("S30", x=x, shape=shape)
    return x.with_shape(shape)


def _broadcast_run(xp: Any, x: Any, *, shape: Shape, axes: tuple[int, ...]) -> Any:
    aligned: list[Any] = [1] * len(shape)
    for size, axis in zip(x.shape, axes, strict=True):
        aligned[axis] = size
    return xp.broadcast_to(xp.reshape(x, aligned), shape)


def _broadcast_pull(r: Any, index: Any, *, shape: Shape, axes: tuple[int, ...]) -> Any:
    return r.read(0, [0 if r.size(0, n) == 1 else index[axis] for n, axis in enumerate(axes)])


def _broadcast_vjp(g: Any, y: Any, x: Any, *, shape: Shape, axes: tuple[int, ...]) -> tuple[Any]:
    source = type_of(x).shape
    kept = [axis for size, axis in zip(source, axes, strict=True) if size != 1 or shape[axis] == 1]
    folded = fold_sum(g, axes=tuple(n for n in range(len(shape)) if n not in kept))
    if type_of(folded).shape == source:
        return (folded,)
    places = tuple(n for n, axis in enumerate(axes) if axis in kept)
    return (broadcast(folded, shape=source, axes=places),)


broadcast = Primitive(
    "broadcast", _broadcast_type, _broadcast_run, _broadcast_vjp, View(_broadcast_pull)
)


def _kept(shape: Shape, axes: Axes) -> Axes:
    return tuple(n for n in range(len(shape)) if n not in axes)


def fold_type(x: ArrayType, *, axes: Axes) -> ArrayType:
    if any(axis >= x.ndim for axis in axes):
        raise ShapeError("S05", op="fold", axis=max(axes), ndim=x.ndim, last=x.ndim - 1)
    return x.with_shape(tuple(x.shape[n] for n in _kept(x.shape, axes)))


def spread(folded: Any, like: Any, axes: Axes) -> Any:
    """A folded array stretched back over the axes that were folded away."""
    shape = type_of(like).shape
    return broadcast(folded, shape=shape, axes=_kept(shape, axes))


def _sum_run(xp: Any, x: Any, *, axes: Axes) -> Any:
    if not axes:
        return x  # not 0 + x, which turns -0 into 0
    return xp.sum(x, axes, dtype=sum_dtype(name_of(x.dtype))).astype(x.dtype)


fold_sum = Primitive(
    "sum",
    fold_type,
    _sum_run,
    lambda g, y, x, *, axes: (spread(g, x, axes),),
    Fold(lambda m, so_far, element: so_far + element, lambda dtype: 0),
)
