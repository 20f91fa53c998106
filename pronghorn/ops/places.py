"""Elements put at computed places: sums, products and extremes of segments, and updates."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn import arguments, dtypes
from pronghorn.errors import ShapeError
from pronghorn.ir.sizes import product
from pronghorn.ir.types import Shape
from pronghorn.ops.index import inside_axis
from pronghorn.ops.operands import constant, converted, payload, shape_from, stretched
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import cut, reshaped
from pronghorn.prims import elementwise as strict
from pronghorn.prims import folds, index
from pronghorn.prims.record import type_of
from pronghorn.tensor import ConcreteValueNeeded, Tensor


def summed(values: Any, places: Any, count: Any) -> Any:
    """Sums of slices by their place along the first axis; other places are left out."""
    inside = _inside(places, count)
    beyond = constant(count, places.shape, "int32")
    shape = (count + 1, *values.shape[1:])
    total = index.scatter_add(values, strict.select(inside, places, beyond), axis=0, shape=shape)
    return cut(total, 0, 0, count)


def _inside(places: Any, count: Any) -> Any:
    zero = constant(0, places.shape, "int32")
    return strict.logical_and(
        strict.less_equal(zero, places),
        strict.less(places, constant(count, places.shape, "int32")),
    )


@operation
def scatter(indices: Any, values: Any, shape: Any) -> Tensor:
    """Zeros of a shape to which values are added at places.

    Args:
        indices: whole numbers (*batch, k): places along the first k axes of the result.
        values: (*batch, *rest), the rest being the last axes of `shape`. Those that meet add up.

    Raises:
        DataError: if a place lies outside its axis.

    Example:
        >>> from pronghorn import ops
        >>> ops.scatter([[0], [2], [2]], [1.0, 2.0, 3.0], (4,)).tolist()
        [1.0, 0.0, 5.0, 0.0]
    """
    sizes = shape_from("scatter", shape)
    places, new, count, rest = _flat("scatter", indices, payload(values), sizes)
    return Tensor(reshaped(summed(new, places, count), (*sizes[: len(sizes) - len(rest)], *rest)))


def _flat(op: str, indices: Any, values: Any, shape: Shape) -> tuple[Any, Any, Any, Shape]:
    """Places along one axis that stands for the first ones, and values as slices for it."""
    places = payload(indices, "int32")
    if not places.shape or not isinstance(places.shape[-1], int):
        raise ShapeError("S03", op=op, want="indices (*batch, k)", got=type_of(places))
    deep = places.shape[-1]
    if deep > len(shape):
        want = "at most {ndim} places in the last axis of indices"
        raise ShapeError("S03", op=op, want=want, ndim=len(shape), got=type_of(places))
    rest = shape[deep:]
    axis = len(places.shape) - 1
    batch = places.shape[:-1]
    flat = constant(0, batch, "int32")
    for n in range(deep):
        column = reshaped(cut(places, axis, n, n + 1), batch)
        column = inside_axis(op, column, shape[n], n)
        flat = strict.add(strict.mul(flat, constant(shape[n], batch, "int32")), column)
    total = product(batch)
    new = stretched(values, (*batch, *rest))
    return (
        reshaped(flat, (total,)),
        reshaped(new, (total, *rest)),
        product(shape[:deep]),
        rest,
    )


REDUCTIONS = (None, "add", "max", "min", "mul")


@operation
def scatter_update(inputs: Any, indices: Any, updates: Any, reduction: Any = None) -> Tensor:
    """`inputs` with the elements or slices at some places replaced, or combined with others.

    Args:
        indices: whole numbers (*batch, k): places along the first k axes.
        updates: (*batch, *rest). Without a reduction the last of several for one place counts;
            with one it is computed in the dtype of both, and the result has that of `inputs`.
        reduction: None, "add", "max", "min" or "mul".

    Raises:
        DataError: if a place lies outside its axis.

    Example:
        >>> from pronghorn import ops
        >>> ops.scatter_update([1, 2, 3], [[0], [2]], [9, 8]).tolist()
        [9, 2, 8]
    """
    arguments.choice("scatter_update", "reduction", reduction, REDUCTIONS)
    x = payload(inputs)
    own, new = str(x.dtype), payload(updates)
    dtype = own if reduction is None else dtypes.result_type(own, str(new.dtype))
    places, new, count, rest = _flat("scatter_update", indices, converted(new, dtype), x.shape)
    flat = converted(reshaped(x, (count, *rest)), dtype)
    if reduction is None:
        found = index.replaced(flat, places, new)
    elif reduction == "add":
        found = strict.add(flat, summed(new, places, count))
    else:
        found = index.merged(flat, places, new, how=reduction)
    return Tensor(converted(reshaped(found, x.shape), own))


def _segments(op: str, data: Any, segment_ids: Any, num_segments: Any) -> tuple[Any, Any, Any]:
    values, places = payload(data), payload(segment_ids, "int32")
    if len(places.shape) != 1 or not values.shape:
        want = "data (n, *rest) and segment_ids (n,)"
        raise ShapeError("S03", op=op, want=want, got=(type_of(values), type_of(places)))
    if num_segments is None:
        if not isinstance(places, np.ndarray):
            instead = f"ops.{op}(x, ids, num_segments=n)"
            raise ConcreteValueNeeded("S33", op=op, tensor=type_of(places), instead=instead)
        num_segments = int(places.max(initial=-1)) + 1
    return values, places, num_segments


@operation
def segment_sum(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Tensor:
    """The sum of the rows of every segment.

    Args:
        data: (n, *rest).
        segment_ids: (n,) whole numbers, the segment of each row; rows of none are left out.
        num_segments: how many there are, by default the largest id and one; a traced program
            must be told.

    Example:
        >>> from pronghorn import ops
        >>> ops.segment_sum([1, 2, 3], [0, 0, 1]).tolist()
        [3, 3]
    """
    values, places, count = _segments("segment_sum", data, segment_ids, num_segments)
    return Tensor(summed(values, places, count))


def _segment_fold(
    op: str, how: str, start: Any, data: Any, segment_ids: Any, num_segments: int | None
) -> Tensor:
    values, places, count = _segments(op, data, segment_ids, num_segments)
    dtype = str(values.dtype)
    empty = constant(start(dtype), (count + 1, *values.shape[1:]), dtype)
    beyond = constant(count, places.shape, "int32")
    places = strict.select(_inside(places, count), places, beyond)
    return Tensor(cut(index.merged(empty, places, values, how=how), 0, 0, count))


@operation
def segment_max(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Tensor:
    """The largest elements of the rows of every segment; the lowest number where it has none.

    Example:
        >>> from pronghorn import ops
        >>> ops.segment_max([1, 2, 3], [0, 0, 1]).tolist()
        [2, 3]
    """
    return _segment_fold("segment_max", "max", folds.lowest, data, segment_ids, num_segments)


@operation
def segment_min(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Tensor:
    """The smallest elements of the rows of every segment; the highest number where it has none.

    Example:
        >>> from pronghorn import ops
        >>> ops.segment_min([1, 2, 3], [0, 0, 1]).tolist()
        [1, 3]
    """
    return _segment_fold("segment_min", "min", folds.highest, data, segment_ids, num_segments)


@operation
def segment_prod(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Tensor:
    """The product of the rows of every segment; 1 where it has none.

    Example:
        >>> from pronghorn import ops
        >>> ops.segment_prod([1, 2, 3], [0, 0, 1]).tolist()
        [2, 3]
    """
    return _segment_fold("segment_prod", "mul", lambda dtype: 1, data, segment_ids, num_segments)
