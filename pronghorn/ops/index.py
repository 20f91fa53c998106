"""Elements chosen by place: indexing, slices, gathering, one-hot vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn import dtypes
from pronghorn.errors import DtypeError, ShapeError
from pronghorn.ir.sizes import Size, product
from pronghorn.ops.guards import expect
from pronghorn.ops.operands import (
    constant,
    converted,
    held,
    joint_shape,
    one_axis,
    payload,
    shape_from,
    stretched,
)
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import cut, reshaped
from pronghorn.prims import create, elementwise, views
from pronghorn.prims import index as strict
from pronghorn.tensor import Tensor


def inside_axis(op: str, indices: Any, entries: Any, axis: int) -> Any:
    """Whole-number places among the entries of an axis, negative ones counted from its end."""
    places = payload(indices)
    if str(places.dtype) in dtypes.FLOATS or places.dtype == "bool":
        raise DtypeError("S06", op=op, want="whole numbers", got=str(places.dtype), mend="int32")
    if places.dtype != "int32":
        places = converted(places, "int32")
    size = constant(entries, places.shape, "int32")
    negative = elementwise.less(places, constant(0, places.shape, "int32"))
    places = elementwise.select(negative, elementwise.add(places, size), places)
    _require_inside(places, entries, axis, size)
    return places


def _require_inside(places: Any, size: Any, axis: int, sizes: Any) -> None:
    zero = constant(0, places.shape, "int32")
    inside = elementwise.logical_and(
        elementwise.less_equal(zero, places), elementwise.less(places, sizes)
    )
    worst: Any = "…"
    if isinstance(places, np.ndarray):
        if inside.all():
            return
        worst = places[~inside].flat[0]
    expect(inside, "S11", index=worst, axis=axis, size=size, last=size - 1)


@operation
def take(x: Any, indices: Any, axis: Any = None) -> Tensor:
    """The parts of x at the places `indices` along an axis; of all elements if none is given.

    Args:
        indices: whole numbers of any shape, which replaces the axis in the result.

    Raises:
        DataError: if a place lies outside the axis.

    Example:
        >>> from pronghorn import ops
        >>> ops.take([10, 20, 30], [2, -1, 0]).tolist()
        [30, 30, 10]
    """
    x = payload(x)
    if axis is None:
        x, axis = reshaped(x, (product(x.shape),)), 0
    axis = one_axis("take", axis, len(x.shape))
    return Tensor(strict.gather(x, inside_axis("take", indices, x.shape[axis], axis), axis=axis))


@operation
def take_along_axis(x: Any, indices: Any, axis: Any = None) -> Tensor:
    """For each line of x along an axis, the elements at that line's own places.

    Args:
        indices: whole numbers with as many axes as x; other axes broadcast.

    Example:
        >>> from pronghorn import ops
        >>> ops.take_along_axis([[1, 2], [3, 4]], [[1], [0]], axis=1).tolist()
        [[2], [3]]
    """
    x, places = payload(x), payload(indices)
    if axis is None:
        x, axis = reshaped(x, (product(x.shape),)), 0
        places = reshaped(places, (product(places.shape),))
    ndim = len(x.shape)
    axis = one_axis("take_along_axis", axis, ndim)
    if len(places.shape) != ndim:
        op, want = "take_along_axis", "{ndim} axes"
        raise ShapeError("S03", op=op, want=want, ndim=ndim, got=places.shape)
    places = inside_axis("take_along_axis", places, x.shape[axis], axis)
    # The axes beside `axis` broadcast; a size of 1 at `axis` lets the joint shape be that of them.
    joint = joint_shape("take_along_axis", [cut(part, axis, 0, 1) for part in (x, places)])
    shape, whole = ((*joint[:axis], part.shape[axis], *joint[axis + 1 :]) for part in (places, x))
    start = strict.flat_places(stretched(places, shape), whole, axis)
    flat = reshaped(stretched(x, whole), (product(whole),))
    return Tensor(strict.gather(flat, start, axis=0))


@operation
def one_hot(
    x: Any, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False
) -> Tensor:
    """For each class number a vector of zeros with a 1 at its place; floatx by default.

    A number outside `0 .. num_classes - 1` gives zeros.

    Example:
        >>> from pronghorn import ops
        >>> ops.one_hot([0, 2], 3).tolist()
        [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    if sparse:
        raise DtypeError("S03", op="one_hot", want="a dense result", got="sparse=True")
    places = converted(payload(x), "int32")
    axis = one_axis("one_hot", axis, len(places.shape) + 1)
    shape = (*places.shape[:axis], num_classes, *places.shape[axis:])
    wanted = views.broadcast(
        places, shape=shape, axes=tuple(n for n in range(len(shape)) if n != axis)
    )
    hit = elementwise.equal(wanted, create.iota(shape=shape, axis=axis, dtype="int32"))
    return Tensor(converted(hit, dtypes.standardize_dtype(dtype)))


@operation
def slice(inputs: Any, start_indices: Any, shape: Any) -> Tensor:
    """The block of the given shape that begins at the given place.

    A block that would reach beyond the end is moved back until it fits, as JAX does.

    Args:
        start_indices: one place for each axis, a negative one from its end; may be computed
            while the program runs.

    Example:
        >>> from pronghorn import ops
        >>> ops.slice([[1, 2, 3], [4, 5, 6]], (0, 1), (2, 2)).tolist()
        [[2, 3], [5, 6]]
    """
    x = payload(inputs)
    sizes = shape_from("slice", shape)
    starts = _starts(start_indices, len(x.shape))
    for axis, (start, size) in enumerate(zip(starts, sizes, strict=True)):
        if isinstance(start, int | Size):
            start = _fitting("slice", start, size, x.shape[axis])
            stop = x.shape[axis] if isinstance(size, int) and size == -1 else size + start
            if start != 0 or stop != x.shape[axis]:
                x = cut(x, axis, start, stop)
        else:
            x = strict.gather(x, _run_of(start, size), axis=axis)
    return Tensor(x)


def _starts(start_indices: Any, ndim: int) -> list[Any]:
    """One start for each axis: a number or size where it is known, else a scalar value."""
    if isinstance(start_indices, list | tuple):
        found = [held(start) for start in start_indices]
        return [x.item() if isinstance(x, np.ndarray) else x for x in found]
    starts = payload(start_indices)
    if isinstance(starts, np.ndarray):
        return [int(start) for start in starts]
    return [reshaped(cut(starts, 0, n, n + 1), ()) for n in range(ndim)]


def _fitting(op: str, start: Any, size: Any, total: Any) -> Any:
    """A place where a block of `size` fits, if all three are known."""
    if not all(isinstance(n, int) for n in (start, size, total)) or size == -1:
        return start
    if size > total:
        want = "a block of at most {total} elements along an axis of as many"
        raise ShapeError("S03", op=op, want=want, total=total, got=size)
    return max(0, min(start + total if start < 0 else start, total - size))


def _run_of(start: Any, size: Any) -> Any:
    """The places start, start + 1 ..."""
    shape = (size,)
    return elementwise.add(
        create.iota(shape=shape, axis=0, dtype="int32"),
        stretched(converted(start, "int32"), shape),
    )


@operation
def slice_update(inputs: Any, start_indices: Any, updates: Any) -> Tensor:
    """`inputs` with the block that begins at a place, found as in `slice`, replaced by `updates`.

    Example:
        >>> from pronghorn import ops
        >>> ops.slice_update([1, 2, 3, 4], (1,), [9, 9]).tolist()
        [1, 9, 9, 4]
    """
    x = payload(inputs)
    new = payload(updates, str(x.dtype))
    inside = constant(True, x.shape, "bool")
    for axis, start in enumerate(_starts(start_indices, len(x.shape))):
        line_shape = (x.shape[axis],)
        start = _fitting("slice_update", start, new.shape[axis], x.shape[axis])
        first = constant(start, (), "int32") if isinstance(start, int | Size) else start
        line = elementwise.sub(
            create.iota(shape=line_shape, axis=0, dtype="int32"),
            stretched(converted(first, "int32"), line_shape),
        )
        here = elementwise.logical_and(
            elementwise.less_equal(constant(0, line_shape, "int32"), line),
            elementwise.less(line, constant(new.shape[axis], line_shape, "int32")),
        )
        here = views.broadcast(here, shape=x.shape, axes=(axis,))
        inside = elementwise.logical_and(inside, here)
        new = strict.gather(new, line, axis=axis)
    return Tensor(elementwise.select(inside, new, x))
