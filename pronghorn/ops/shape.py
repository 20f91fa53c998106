"""Other shapes for the same elements: reshaping, reordering axes, joining, splitting, padding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pronghorn.errors import ShapeError
from pronghorn.ir.sizes import Size, clash, divided, floor_divided, product
from pronghorn.ir.types import Shape
from pronghorn.ops.operands import (
    one_axis,
    payload,
    require_equal,
    shape_from,
    some_axes,
    stretched,
)
from pronghorn.ops.operation import operation
from pronghorn.prims import views
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor


@operation
def reshape(x: Any, newshape: Any) -> Tensor:
    """The elements of x, in order, in another shape.

    Args:
        newshape: sizes; one may be -1 (or None) and is worked out.

    Raises:
        ValueError: if the number of elements differs.

    Example:
        >>> from pronghorn import ops
        >>> ops.reshape([1, 2, 3, 4], (2, -1)).tolist()
        [[1, 2], [3, 4]]
    """
    x = payload(x)
    return Tensor(reshaped(x, _completed(x, newshape)))


def reshaped(x: Any, shape: Shape) -> Any:
    return x if x.shape == shape else views.reshape(x, shape=shape)


def _completed(x: Any, newshape: Any) -> Shape:
    given = tuple(newshape) if isinstance(newshape, list | tuple) else (newshape,)
    sizes = shape_from("reshape", tuple(-1 if size is None else size for size in given))
    open_places = [n for n, size in enumerate(sizes) if isinstance(size, int) and size == -1]
    total = product(x.shape)
    if not open_places:
        _require_count(x, total, sizes, newshape)
        return sizes
    if len(open_places) > 1 or any(isinstance(size, int) and size < -1 for size in sizes):
        raise ShapeError("S04", shape=x.shape, target=tuple(newshape))
    (place,) = open_places
    known = product(tuple(size for n, size in enumerate(sizes) if n != place))
    size = divided(total, known)
    if size is None:
        if isinstance(total, int) and isinstance(known, int):
            if known == 0 and total == 0:
                raise ShapeError("S04", shape=x.shape, target=tuple(newshape))
            raise ShapeError("S04", shape=x.shape, target=tuple(newshape))
        size = floor_divided(total, known)
        require_equal("reshape", size * known, total)
    return (*sizes[:place], size, *sizes[place + 1 :])


def _require_count(x: Any, total: Size | int, sizes: Shape, newshape: Any) -> None:
    wanted = product(sizes)
    if clash(total, wanted) or any(isinstance(size, int) and size < 0 for size in sizes):
        raise ShapeError("S04", shape=x.shape, target=newshape)
    require_equal("reshape", wanted, total)


@operation
def ravel(x: Any) -> Tensor:
    """The elements of x along one axis.

    Example:
        >>> from pronghorn import ops
        >>> ops.ravel([[1, 2], [3, 4]]).tolist()
        [1, 2, 3, 4]
    """
    x = payload(x)
    return Tensor(reshaped(x, (product(x.shape),)))


@operation
def transpose(x: Any, axes: Any = None) -> Tensor:
    """x with its axes reordered, by default reversed.

    Args:
        axes: axis n of the result is axis `axes[n]` of x.

    Example:
        >>> from pronghorn import ops
        >>> ops.transpose([[1, 2], [3, 4]]).tolist()
        [[1, 3], [2, 4]]
    """
    x = payload(x)
    ndim = len(x.shape)
    if axes is None:
        return Tensor(reordered(x, tuple(reversed(range(ndim)))))
    order = tuple(one_axis("transpose", axis, ndim) for axis in axes)
    if sorted(order) != list(range(ndim)):
        example = tuple(reversed(range(ndim)))
        raise ShapeError("S14", op="transpose", axes=tuple(axes), ndim=ndim, example=example)
    return Tensor(reordered(x, order))


def reordered(x: Any, order: Sequence[int]) -> Any:
    order = tuple(order)
    return x if order == tuple(range(len(order))) else views.transpose(x, order=order)


@operation
def swapaxes(x: Any, axis1: int, axis2: int) -> Tensor:
    """x with two axes exchanged.

    Example:
        >>> from pronghorn import ops
        >>> ops.swapaxes([[1, 2], [3, 4]], 0, 1).tolist()
        [[1, 3], [2, 4]]
    """
    x = payload(x)
    ndim = len(x.shape)
    a, b = one_axis("swapaxes", axis1, ndim), one_axis("swapaxes", axis2, ndim)
    order = list(range(ndim))
    order[a], order[b] = b, a
    return Tensor(reordered(x, order))


@operation
def moveaxis(x: Any, source: Any, destination: Any) -> Tensor:
    """x with the axes `source` at the places `destination`, the others in their order.

    Example:
        >>> from pronghorn import ops
        >>> ops.moveaxis(ops.zeros((2, 3, 4)), 0, -1).shape
        (3, 4, 2)
    """
    x = payload(x)
    ndim = len(x.shape)
    sources, places = (
        [
            one_axis("moveaxis", n, ndim)
            for n in (given if isinstance(given, list | tuple) else [given])
        ]
        for given in (source, destination)
    )
    order = [n for n in range(ndim) if n not in sources]
    for place, axis in sorted(zip(places, sources, strict=True)):
        order.insert(place, axis)
    return Tensor(reordered(x, order))


@operation
def expand_dims(x: Any, axis: Any) -> Tensor:
    """x with new axes of size 1 at the places `axis` of the result.

    Example:
        >>> from pronghorn import ops
        >>> ops.expand_dims([1, 2], 0).tolist()
        [[1, 2]]
    """
    x = payload(x)
    given = axis if isinstance(axis, list | tuple) else (axis,)
    places = some_axes("expand_dims", tuple(given), len(x.shape) + len(given))
    shape = list(x.shape)
    for place in places:
        shape.insert(place, 1)
    return Tensor(reshaped(x, tuple(shape)))


@operation
def squeeze(x: Any, axis: Any = None) -> Tensor:
    """x without its axes of size 1, or without those named.

    Example:
        >>> from pronghorn import ops
        >>> ops.squeeze([[1, 2]]).tolist()
        [1, 2]
    """
    x = payload(x)
    if axis is None:
        return Tensor(reshaped(x, tuple(size for size in x.shape if size != 1)))
    axes = some_axes("squeeze", axis, len(x.shape))
    for n in axes:
        if isinstance(x.shape[n], Size):
            require_equal("squeeze", x.shape[n], 1)
        elif x.shape[n] != 1:
            raise ShapeError("S24", op="squeeze", axis=n, size=x.shape[n])
    return Tensor(reshaped(x, tuple(size for n, size in enumerate(x.shape) if n not in axes)))


@operation
def broadcast_to(x: Any, shape: Any) -> Tensor:
    """x repeated along axes of size 1 and along new leading axes.

    Example:
        >>> from pronghorn import ops
        >>> ops.broadcast_to([1, 2], (2, 2)).tolist()
        [[1, 2], [1, 2]]
    """
    x = payload(x)
    sizes = shape_from("broadcast_to", shape)
    if len(sizes) < len(x.shape):
        raise ShapeError("S30", x=type_of(x), shape=sizes)
    for have, want in zip(reversed(x.shape), reversed(sizes), strict=False):
        if have != 1 and not clash(have, want):
            require_equal("broadcast_to", have, want)
    return Tensor(stretched(x, sizes))


def cut(x: Any, axis: int, start: Any, stop: Any) -> Any:
    """The part of an array or value from `start` to `stop` along an axis."""
    ndim = len(x.shape)
    return views.slice_(
        x,
        start=tuple(start if n == axis else 0 for n in range(ndim)),
        stop=tuple(stop if n == axis else size for n, size in enumerate(x.shape)),
        step=(1,) * ndim,
    )


@operation
def flip(x: Any, axis: Any = None) -> Tensor:
    """x with the order along axes reversed, by default along all.

    Example:
        >>> from pronghorn import ops
        >>> ops.flip([1, 2, 3]).tolist()
        [3, 2, 1]
    """
    x = payload(x)
    return Tensor(views.reverse(x, axes=some_axes("flip", axis, len(x.shape))))


@operation
def tile(x: Any, repeats: Any) -> Tensor:
    """x repeated as a whole, `repeats[n]` times along axis n.

    Example:
        >>> from pronghorn import ops
        >>> ops.tile([1, 2], 2).tolist()
        [1, 2, 1, 2]
    """
    x = payload(x)
    counts = shape_from("tile", repeats)
    ndim = max(len(counts), len(x.shape))
    counts = (1,) * (ndim - len(counts)) + counts
    sizes = (1,) * (ndim - len(x.shape)) + tuple(x.shape)
    return Tensor(repeated(reshaped(x, sizes), counts, before=True))


def repeated(x: Any, counts: Shape, before: bool) -> Any:
    """Every axis repeated as a whole (`before`) or element by element."""
    paired: list[Any] = []
    places: list[int] = []
    for size, count in zip(x.shape, counts, strict=True):
        places.append(len(paired) + before)
        paired += [count, size] if before else [size, count]
    shape = tuple(size * count for size, count in zip(x.shape, counts, strict=True))
    if shape == x.shape:
        return x
    return views.reshape(views.broadcast(x, shape=tuple(paired), axes=tuple(places)), shape=shape)


@operation
def meshgrid(*x: Any, indexing: str = "xy") -> list[Tensor]:
    """Each of some lists of coordinates, stretched over the grid they span.

    Example:
        >>> from pronghorn import ops
        >>> [grid.tolist() for grid in ops.meshgrid([1, 2], [3])]
        [[[1, 2]], [[3, 3]]]
    """
    lines = [payload(line) for line in x]
    order = list(range(len(lines)))
    if indexing == "xy" and len(lines) > 1:
        order[:2] = [1, 0]
    shape: list[Any] = [1] * len(lines)
    for line, axis in zip(lines, order, strict=True):
        shape[axis] = product(line.shape)
    return [
        Tensor(
            views.broadcast(
                reshaped(line, (product(line.shape),)), shape=tuple(shape), axes=(axis,)
            )
        )
        for line, axis in zip(lines, order, strict=True)
    ]


@operation
def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    """The elements of x whose places along two axes differ by `offset`, along a new last axis.

    Example:
        >>> from pronghorn import ops
        >>> ops.diagonal([[1, 2], [3, 4]]).tolist()
        [1, 4]
    """
    x = payload(x)
    some_axes("diagonal", (axis1, axis2), len(x.shape))
    moved = moveaxis(Tensor(x), (axis1, axis2), (-2, -1)).payload
    *outer, rows, columns = moved.shape
    start = offset if offset >= 0 else -offset * columns
    count = max(0, min(rows, columns - offset) if offset >= 0 else min(rows + offset, columns))
    flat = reshaped(moved, (*outer, rows * columns))
    axis = len(outer)
    padded = views.pad(
        flat,
        before=(0,) * (axis + 1),
        after=(*(0,) * axis, columns + 1),
        between=(0,) * (axis + 1),
        value=0,
    )
    return Tensor(
        views.slice_(
            padded,
            start=(*(0,) * axis, start),
            stop=(*outer, start + count * (columns + 1)),
            step=(*(1,) * axis, columns + 1),
        )
    )
