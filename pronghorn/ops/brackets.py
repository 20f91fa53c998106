"""What square brackets mean: `x[1]`, `x[:, -1]`, `x[..., None]`, `x[::-1]`, `x[places]`."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn import dtypes
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ir.sizes import Size, product
from pronghorn.ops.index import inside_axis
from pronghorn.ops.operands import (
    ARRAYS,
    constant,
    held,
    joint_shape,
    stretched,
)
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import cut, moveaxis, reordered, reshaped
from pronghorn.prims import elementwise, views
from pronghorn.prims import index as strict
from pronghorn.tensor import ConcreteValueNeeded, Tensor


@operation
def get_item(x: Any, key: Any) -> Tensor:
    """`x[key]`, as in NumPy.

    Args:
        key: whole numbers, slices, None, `...`, tensors of whole numbers, or a bool array whose
            numbers are known; several in a tuple.

    Raises:
        ShapeError: if a number is out of range or there are too many.

    Example:
        >>> from pronghorn import ops
        >>> ops.get_item([[1, 2], [3, 4]], (0, -1)).item()
        2
    """
    x = held(x)
    x = x if isinstance(x, ARRAYS) else held(np.asarray(x))
    keys = _one_for_each_axis(x, key if isinstance(key, tuple) else (key,))
    return Tensor(_chosen(x, keys))


def _one_for_each_axis(x: Any, given: tuple[Any, ...]) -> list[Any]:
    """An entry for every axis of x, and None for every new one."""
    keys = [part for entry in given for part in _normal(entry)]
    used = sum(key is not None and key is not Ellipsis for key in keys)
    ndim = len(x.shape)
    if used > ndim:
        raise ShapeError("S12", count=used, ndim=ndim, shape=x.shape)
    dots = [n for n, key in enumerate(keys) if key is Ellipsis]
    if len(dots) > 1:
        raise ArgumentError("S13", got=given)
    place = dots[0] if dots else len(keys)
    return [*keys[:place], *[slice(None)] * (ndim - used), *keys[place + 1 :]]


def _normal(entry: Any) -> list[Any]:
    """One entry of a key as slices, numbers, arrays of places, None or `...`."""
    if entry is None or entry is Ellipsis or isinstance(entry, slice | Size):
        return [entry]
    if isinstance(entry, bool | float | str):
        raise ArgumentError("S13", got=entry)
    if isinstance(entry, int | np.integer):
        return [int(entry)]
    found = held(entry)
    if found.dtype == "bool":
        if not isinstance(found, np.ndarray):
            instead = "ops.where(mask, x, 0)"
            raise ConcreteValueNeeded("S33", op="x[mask]", tensor=found.type, instead=instead)
        return [places.astype("int32") for places in np.nonzero(found)]
    if str(found.dtype) in dtypes.FLOATS:
        raise ArgumentError("S13", got=entry)
    if isinstance(found, np.ndarray) and found.ndim == 0:
        return [found.item()]
    return [found]


def _chosen(x: Any, keys: list[Any]) -> Any:
    """Slices first, then whole numbers and new axes, then the gathers."""
    parts: list[Any] = []
    axis = 0
    for key in keys:
        if isinstance(key, slice):
            x = _sliced(x, axis, key)
        elif isinstance(key, int | Size):
            place = _inside(x, axis, key)
            x = cut(x, axis, place, place + 1)
        parts.append(key)
        axis += key is not None
    kinds = [_kind(key) for key in parts]
    gathers = [n for n, kind in enumerate(kinds) if kind == "array"]
    if not gathers:
        return _dropped(x, kinds)
    advanced = [n for n, kind in enumerate(kinds) if kind in ("array", "number")]
    # NumPy puts the gathered axes first where a slice or None stands between the indices.
    together = advanced == list(range(advanced[0], advanced[-1] + 1))
    arrays = [parts[n] for n in gathers]
    x = _dropped(x, kinds)
    kept = [n for n, kind in enumerate(kinds) if kind != "number"]
    axes = [kept.index(n) for n in gathers]
    return _gathered(x, arrays, axes, to_front=not together)


def _kind(key: Any) -> str:
    if key is None:
        return "new"
    if isinstance(key, slice):
        return "slice"
    return "number" if isinstance(key, int | Size) else "array"


def _dropped(x: Any, kinds: list[str]) -> Any:
    """Axes of numbers removed and new ones inserted."""
    sizes = iter(x.shape)
    shape: list[Any] = []
    for kind in kinds:
        size = 1 if kind == "new" else next(sizes)
        if kind != "number":
            shape.append(size)
    return reshaped(x, tuple(shape))


def _inside(x: Any, axis: int, place: Any) -> Any:
    size = x.shape[axis]
    if isinstance(place, int) and isinstance(size, int) and not -size <= place < size:
        raise ShapeError("S11", index=place, axis=axis, size=size, last=size - 1)
    return size + place if isinstance(place, int) and place < 0 else place


def _sliced(x: Any, axis: int, key: slice) -> Any:
    size = x.shape[axis]
    step = 1 if key.step is None else int(key.step)
    if step == 0:
        raise ArgumentError("S13", got=key)
    if step < 0:
        return _backwards(x, axis, key, step)
    start, stop = _bounds(key, size)
    if step == 1:
        return x if (start, stop) == (0, size) else cut(x, axis, start, stop)
    ndim = len(x.shape)
    return views.slice_(
        x,
        start=tuple(start if n == axis else 0 for n in range(ndim)),
        stop=tuple(stop if n == axis else total for n, total in enumerate(x.shape)),
        step=tuple(step if n == axis else 1 for n in range(ndim)),
    )


def _bounds(key: slice, size: Any) -> tuple[Any, Any]:
    """Start and stop of a slice with a positive step, from the front and inside the axis."""
    if isinstance(size, int) and not any(isinstance(end, Size) for end in (key.start, key.stop)):
        start, stop, _ = slice(key.start, key.stop).indices(size)
        return start, max(start, stop)
    start, stop = (
        _from_front(end, size, default) for end, default in ((key.start, 0), (key.stop, size))
    )
    known = isinstance(start, int) and isinstance(stop, int)
    return start, max(start, stop) if known else stop


def _from_front(end: Any, size: Any, default: Any) -> Any:
    """One end of a slice of an axis whose size is symbolic; taken to lie inside it (D1)."""
    if end is None:
        return default
    if isinstance(end, Size):
        return end
    end = end.__index__()
    return size + end if end < 0 else end


def _backwards(x: Any, axis: int, key: slice, step: int) -> Any:
    """A slice with a negative step: the forward one over the reversed axis."""
    size = x.shape[axis]
    turned = views.reverse(x, axes=(axis,))
    if not isinstance(size, int):
        if key.start is None and key.stop is None:
            return _sliced(turned, axis, slice(None, None, -step))
        raise ArgumentError("S17", op="get_item", argument="the size of the axis", got=size)
    start, stop, _ = key.indices(size)
    return _sliced(turned, axis, slice(size - 1 - start, max(size - 1 - stop, 0), -step))


def _gathered(x: Any, arrays: list[Any], axes: list[int], to_front: bool) -> Any:
    """The elements at places given for one or several axes together."""
    inside = [
        inside_axis("get_item", places, x.shape[axis], axis)
        for places, axis in zip(arrays, axes, strict=True)
    ]
    shape = joint_shape("get_item", inside)
    inside = [stretched(places, shape) for places in inside]
    first = axes[0]
    rest = [n for n in range(len(x.shape)) if n not in axes]
    leading = [n for n in rest if n < first]
    order = [*leading, *axes, *(n for n in rest if n > first)]
    x = reordered(x, tuple(order))
    count = len(axes)
    sizes = x.shape[len(leading) : len(leading) + count]
    flat = (*x.shape[: len(leading)], product(sizes), *x.shape[len(leading) + count :])
    places = inside[0]
    for size, more in zip(sizes[1:], inside[1:], strict=True):
        wider = elementwise.mul(places, constant(size, shape, "int32"))
        places = elementwise.add(wider, more)
    result = strict.gather(reshaped(x, flat), places, axis=len(leading))
    if to_front and leading:
        new = range(len(leading), len(leading) + len(shape))
        return moveaxis(Tensor(result), list(new), list(range(len(shape)))).payload
    return result
