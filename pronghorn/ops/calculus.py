"""Differences, areas and products along axes, and grids of numbers with equal ratios."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn import dtypes
from pronghorn.errors import ShapeError
from pronghorn.ops import reduce
from pronghorn.ops.compare import less, not_equal, where
from pronghorn.ops.create import arange, linspace
from pronghorn.ops.elementwise import (
    add,
    clip,
    divide,
    exp,
    log,
    multiply,
    power,
    sqrt,
    subtract,
)
from pronghorn.ops.join import stack
from pronghorn.ops.linalg import matmul
from pronghorn.ops.operands import (
    converted,
    float_payload,
    floating,
    held,
    kind_of,
    one_axis,
    payload,
)
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import cut, diagonal, expand_dims, moveaxis, reshape, squeeze, swapaxes
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor


def _part(x: Tensor, axis: int, start: Any, stop: Any) -> Tensor:
    return Tensor(cut(x.payload, axis, start, stop))


@operation
def diff(a: Any, n: int = 1, axis: int = -1) -> Tensor:
    """The n-th differences of neighbours along an axis.

    Example:
        >>> from pronghorn import ops
        >>> ops.diff([1, 4, 9]).tolist()
        [3, 5]
    """
    x = Tensor(payload(a))
    axis = one_axis("diff", axis, x.ndim)
    for _ in range(n):
        size = x.payload.shape[axis]
        if size == 0:
            break
        after, before = _part(x, axis, 1, size), _part(x, axis, 0, size - 1)
        x = not_equal(after, before) if x.dtype == "bool" else subtract(after, before)
    return x


@operation
def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Tensor:
    """The area under straight lines between points, along an axis.

    Args:
        x: where the points stand; without it they are `dx` apart.

    Example:
        >>> from pronghorn import ops
        >>> ops.trapezoid([1.0, 2.0, 3.0]).item()
        4.0
    """
    y = Tensor(float_payload(y))
    axis = one_axis("trapezoid", axis, y.ndim)
    size = y.payload.shape[axis]
    both = add(_part(y, axis, 1, size), _part(y, axis, 0, size - 1))
    if x is None:
        return reduce.sum(multiply(both, divide(payload(dx, y.dtype), 2.0)), axis)
    step = diff(payload(x, y.dtype), axis=-1 if len(payload(x).shape) == 1 else axis)
    if step.ndim == 1 and axis != y.ndim - 1:
        step = reshape(step, (-1, *[1] * (y.ndim - 1 - axis)))
    return reduce.sum(multiply(multiply(both, step), 0.5), axis)


@operation
def cross(
    x1: Any, x2: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None
) -> Tensor:
    """The vector at right angles to two vectors of three (or two) numbers.

    Args:
        axisa, axisb, axisc: the axes of the vectors in x1, in x2 and in the result.
        axis: stands for all three.

    Example:
        >>> from pronghorn import ops
        >>> ops.cross([1, 0, 0], [0, 1, 0]).tolist()
        [0, 0, 1]
    """
    if axis is not None:
        axisa = axisb = axisc = axis
    a = moveaxis(Tensor(payload(x1)), axisa, -1)
    b = moveaxis(Tensor(payload(x2)), axisb, -1)
    sizes = a.shape[-1], b.shape[-1]
    if any(size not in (2, 3) for size in sizes):
        raise ShapeError("S03", op="cross", want="vectors of 2 or 3 numbers", got=(a.type, b.type))
    u, v = ([_component(x, n) for n in range(size)] for x, size in ((a, sizes[0]), (b, sizes[1])))
    last = subtract(multiply(u[0], v[1]), multiply(u[1], v[0]))
    if sizes == (2, 2):
        return last
    u, v = (x if len(x) == 3 else [*x, multiply(x[0], 0)] for x in (u, v))
    first = subtract(multiply(u[1], v[2]), multiply(u[2], v[1]))
    second = subtract(multiply(u[2], v[0]), multiply(u[0], v[2]))
    return moveaxis(stack([first, second, last], -1), -1, axisc)


def _component(x: Tensor, place: int) -> Any:
    return squeeze(_part(x, x.ndim - 1, place, place + 1), -1)


@operation
def kron(x1: Any, x2: Any) -> Tensor:
    """Every element of x1 replaced by its product with the whole of x2.

    Example:
        >>> from pronghorn import ops
        >>> ops.kron([1, 2], [1, 10]).tolist()
        [1, 10, 2, 20]
    """
    a, b = Tensor(payload(x1)), Tensor(payload(x2))
    ndim = max(a.ndim, b.ndim)
    a, b = (reshape(x, (*[1] * (ndim - x.ndim), *x.shape)) for x in (a, b))
    first = reshape(a, tuple(n for size in a.shape for n in (size, 1)))
    second = reshape(b, tuple(n for size in b.shape for n in (1, size)))
    sizes = tuple(m * n for m, n in zip(a.shape, b.shape, strict=True))
    return reshape(multiply(first, second), sizes)


@operation
def corrcoef(x: Any) -> Tensor:
    """Pearson's correlation of every two rows of x.

    Example:
        >>> from pronghorn import ops
        >>> ops.corrcoef([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]).tolist()[0][1]
        -1.0
    """
    x = payload(x)
    x = Tensor(converted(x, floating(str(x.dtype))))
    rows = reshape(x, (1, -1)) if x.ndim == 1 else x
    away = subtract(rows, reduce.mean(rows, -1, keepdims=True))
    products = matmul(away, swapaxes(away, -1, -2))
    sizes = sqrt(diagonal(products))
    found = divide(divide(products, expand_dims(sizes, -1)), expand_dims(sizes, -2))
    found = clip(found, -1.0, 1.0)
    return reshape(found, ()) if x.ndim == 1 else found


@operation
def cdist(x: Any, y: Any) -> Tensor:
    """The distance of every row of x from every row of y.

    Args:
        x: (*batch, m, d).
        y: (*batch, n, d).

    Returns:
        (*batch, m, n). The gradient of a distance of 0 is 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.cdist([[0.0, 0.0]], [[3.0, 4.0]]).tolist()
        [[5.0]]
    """
    found = held(x), held(y)
    dtype = floating(*map(kind_of, found))
    a, b = (Tensor(payload(operand, dtype)) for operand in found)
    if a.ndim < 2 or b.ndim < 2:
        raise ShapeError("S02", op="cdist", a=type_of(a.payload), b=type_of(b.payload))
    away = subtract(expand_dims(a, -2), expand_dims(b, -3))
    return sqrt(reduce.sum(multiply(away, away), -1))


@operation
def vander(x: Any, N: int | None = None, increasing: bool = False) -> Tensor:
    """The powers of each element of a vector, as rows, falling unless `increasing`.

    Args:
        N: how many, by default as many as x has elements.

    Example:
        >>> from pronghorn import ops
        >>> ops.vander([1, 2, 3]).tolist()
        [[1, 1, 1], [4, 2, 1], [9, 3, 1]]
    """
    line = Tensor(payload(x))
    if line.ndim != 1:
        raise ShapeError("S03", op="vander", want="a vector", got=line.type)
    count = line.shape[0] if N is None else N
    powers = arange(count, dtype=line.dtype)
    powers = powers if increasing else subtract(np.asarray(count - 1, line.dtype), powers)
    return power(expand_dims(line, -1), powers)


@operation
def logspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    base: Any = 10,
    dtype: Any = None,
    axis: int = 0,
) -> Tensor:
    """Powers of a base whose exponents are at equal distances from `start` to `stop`.

    Example:
        >>> from pronghorn import ops
        >>> ops.logspace(0.0, 2.0, 3).tolist()
        [1.0, 10.0, 100.0]
    """
    line = linspace(start, stop, num, endpoint, axis=axis)
    found = power(payload(base, line.dtype), line)
    return Tensor(payload(found, line.dtype if dtype is None else dtypes.standardize_dtype(dtype)))


@operation
def geomspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None, axis: int = 0
) -> Tensor:
    """Numbers from `start` to `stop`, each the one before times the same ratio.

    Example:
        >>> from pronghorn import ops
        >>> [round(n, 3) for n in ops.geomspace(1.0, 8.0, 4).tolist()]
        [1.0, 2.0, 4.0, 8.0]
    """
    found = held(start), held(stop)
    kind = dtypes.result_type(*map(kind_of, found), float)
    low, high = (Tensor(payload(x, kind)) for x in found)
    sign = where(less(low, 0.0), np.asarray(-1.0, kind), np.asarray(1.0, kind))
    line = linspace(log(multiply(sign, low)), log(multiply(sign, high)), num, endpoint, axis=axis)
    values = multiply(expand_dims(sign, axis) if sign.ndim else sign, exp(line))
    return Tensor(payload(values, kind if dtype is None else dtypes.standardize_dtype(dtype)))
