"""Tensors joined, cut apart, repeated, rolled and padded along their axes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from pronghorn import dtypes
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ir.sizes import Size, clash, divided, product
from pronghorn.ops.index import take
from pronghorn.ops.operands import held, kind_of, one_axis, payload
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import cut, ravel, repeated, reshape, reshaped
from pronghorn.prims import views
from pronghorn.tensor import Tensor


def _alike(op: str, xs: Sequence[Any]) -> list[Any]:
    """Several tensors converted to one dtype."""
    if not xs:
        raise ArgumentError(
            "S29", op=op, argument="the list", want="at least one tensor", got=xs, example="[x, y]"
        )
    found = [held(x) for x in xs]
    dtype = dtypes.result_type(*map(kind_of, found))
    if all(kind_of(x) == kind_of(found[0]) for x in found) and isinstance(kind_of(found[0]), str):
        dtype = kind_of(found[0])
    return [payload(x, dtype) for x in found]


@operation
def concatenate(xs: Any, axis: int | None = 0) -> Tensor:
    """Tensors one after the other along an axis; all their elements in one line if it is None.

    Raises:
        ValueError: if they differ in another axis.

    Example:
        >>> from pronghorn import ops
        >>> ops.concatenate([[1, 2], [3]]).tolist()
        [1, 2, 3]
    """
    parts = _alike("concatenate", list(xs))
    if axis is None:
        parts, axis = [reshaped(part, (product(part.shape),)) for part in parts], 0
    axis = one_axis("concatenate", axis, len(parts[0].shape))
    return Tensor(parts[0] if len(parts) == 1 else views.join(*parts, axis=axis))


@operation
def stack(x: Any, axis: int = 0) -> Tensor:
    """Tensors of one shape side by side along a new axis.

    Example:
        >>> from pronghorn import ops
        >>> ops.stack([[1, 2], [3, 4]], axis=1).tolist()
        [[1, 3], [2, 4]]
    """
    parts = _alike("stack", list(x))
    axis = one_axis("stack", axis, len(parts[0].shape) + 1)
    if any(clash(part.shape, parts[0].shape) for part in parts):
        raise ShapeError("S10", op="stack", axis=axis, shapes=[part.shape for part in parts])
    raised = [
        views.reshape(part, shape=(*part.shape[:axis], 1, *part.shape[axis:])) for part in parts
    ]
    return Tensor(raised[0] if len(raised) == 1 else views.join(*raised, axis=axis))


@operation
def append(x1: Any, x2: Any, axis: Any = None) -> Tensor:
    """x2 after x1 along an axis; both as one axis if none is given.

    Example:
        >>> from pronghorn import ops
        >>> ops.append([1, 2], 3).tolist()
        [1, 2, 3]
    """
    if axis is None:
        return concatenate([ravel(x1), ravel(x2)])
    return concatenate([x1, x2], axis)


@operation
def hstack(xs: Any) -> Tensor:
    """Tensors joined along their second axis, or their only one.

    Example:
        >>> from pronghorn import ops
        >>> ops.hstack([[1], [2]]).tolist()
        [1, 2]
    """
    parts = [ravel(x) if not payload(x).shape else Tensor(payload(x)) for x in xs]
    return concatenate(parts, 0 if parts[0].ndim == 1 else 1)


@operation
def vstack(xs: Any) -> Tensor:
    """Tensors joined along their first axis, those of one axis as rows.

    Example:
        >>> from pronghorn import ops
        >>> ops.vstack([[1], [2]]).tolist()
        [[1], [2]]
    """
    parts = [Tensor(payload(x)) for x in xs]
    return concatenate([reshape(x, (1, -1)) if x.ndim < 2 else x for x in parts])


@operation
def split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Tensor]:
    """x cut along an axis into so many equal parts, or before the given places.

    Raises:
        ValueError: if the axis cannot be cut into equal parts.

    Example:
        >>> from pronghorn import ops
        >>> [part.tolist() for part in ops.split([1, 2, 3, 4], 2)]
        [[1, 2], [3, 4]]
    """
    x = payload(x)
    axis = one_axis("split", axis, len(x.shape))
    total = x.shape[axis]
    if isinstance(indices_or_sections, int):
        part = divided(total, indices_or_sections)
        if part is None:
            raise ShapeError("S18", op="split", size=total, parts=indices_or_sections)
        places = [n * part for n in range(indices_or_sections + 1)]
    else:
        inner = [int(place) for place in np.asarray(indices_or_sections).reshape(-1)]
        if isinstance(total, int):
            inner = [min(max(p + total if p < 0 else p, 0), total) for p in inner]
        places = [0, *inner, total]
    return [Tensor(cut(x, axis, start, stop)) for start, stop in itertools.pairwise(places)]


@operation
def array_split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Tensor]:
    """As `split`, the first parts being one longer where equal ones are impossible.

    Example:
        >>> from pronghorn import ops
        >>> [part.tolist() for part in ops.array_split([1, 2, 3], 2)]
        [[1, 2], [3]]
    """
    if not isinstance(indices_or_sections, int):
        return split(x, indices_or_sections, axis)
    x = payload(x)
    total = x.shape[one_axis("array_split", axis, len(x.shape))]
    size, longer = divmod(total, indices_or_sections)
    places = [n * size + min(n, longer) for n in range(1, indices_or_sections)]
    return split(Tensor(x), places, axis)


@operation
def unstack(x: Any, num: Any = None, axis: int = 0) -> list[Tensor]:
    """The parts of x along an axis, each without it.

    Args:
        num: how many there are; known without it unless the size of the axis is None.

    Example:
        >>> from pronghorn import ops
        >>> [part.tolist() for part in ops.unstack([[1, 2], [3, 4]])]
        [[1, 2], [3, 4]]
    """
    x = payload(x)
    axis = one_axis("unstack", axis, len(x.shape))
    count = x.shape[axis] if num is None else num
    if isinstance(count, Size):
        raise ArgumentError("S17", op="unstack", argument="num", got=count)
    if clash(count, x.shape[axis]):
        want = "{size}, as large as axis {axis}, or None"
        facts = {"argument": "num", "got": num, "example": "num=None"}
        raise ArgumentError("S29", op="unstack", want=want, size=x.shape[axis], axis=axis, **facts)
    shape = x.shape[:axis] + x.shape[axis + 1 :]
    return [Tensor(reshaped(cut(x, axis, n, n + 1), shape)) for n in range(count)]


@operation
def repeat(x: Any, repeats: Any, axis: Any = None) -> Tensor:
    """Each element along an axis `repeats` times in a row; of all elements if no axis is given.

    Args:
        repeats: one number, or one for each element.

    Example:
        >>> from pronghorn import ops
        >>> ops.repeat([1, 2], 2).tolist()
        [1, 1, 2, 2]
    """
    x = payload(x)
    if axis is None:
        x, axis = reshaped(x, (product(x.shape),)), 0
    axis = one_axis("repeat", axis, len(x.shape))
    counts = held(repeats)
    if isinstance(counts, np.ndarray) and counts.size == 1:
        counts = counts.item()
    if isinstance(counts, int | Size):
        every = tuple(counts if n == axis else 1 for n in range(len(x.shape)))
        return Tensor(repeated(x, every, before=False))
    if not isinstance(counts, np.ndarray):
        raise ArgumentError("S17", op="repeat", argument="repeats", got=counts.type)
    if clash(x.shape[axis], counts.size):
        want = "one number, or one for each of {count} elements"
        facts = {"argument": "repeats", "got": repeats, "example": "repeats=2"}
        raise ArgumentError("S29", op="repeat", want=want, count=x.shape[axis], **facts)
    places = np.repeat(np.arange(x.shape[axis]), np.asarray(counts)).astype("int32")
    return take(Tensor(x), places, axis)


@operation
def roll(x: Any, shift: Any, axis: Any = None) -> Tensor:
    """x with its elements moved on by `shift`, those at the end coming in at the beginning.

    Example:
        >>> from pronghorn import ops
        >>> ops.roll([1, 2, 3], 1).tolist()
        [3, 1, 2]
    """
    x = payload(x)
    if axis is None:
        return Tensor(reshaped(_rolled(reshaped(x, (product(x.shape),)), int(shift), 0), x.shape))
    shifts = shift if isinstance(shift, list | tuple) else (shift,)
    axes = axis if isinstance(axis, list | tuple) else (axis,)
    axes, shifts = (
        given * (1 if len(given) > 1 else len(other))
        for given, other in ((tuple(axes), shifts), (tuple(shifts), axes))
    )
    for each, places in zip(axes, shifts, strict=True):
        x = _rolled(x, int(places), one_axis("roll", each, len(x.shape)))
    return Tensor(x)


def _rolled(x: Any, shift: int, axis: int) -> Any:
    size = x.shape[axis]
    if isinstance(size, int):
        shift = shift % size if size else 0
    if shift == 0:
        return x
    # With a symbolic size a shift beyond it is not wrapped around.
    edge = size - shift if shift > 0 else -shift
    return views.join(cut(x, axis, edge, size), cut(x, axis, 0, edge), axis=axis)
