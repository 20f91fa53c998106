"""Tensors made from sizes and numbers: constants, ranges, identity matrices."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pronghorn import dtypes
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ir.sizes import Size
from pronghorn.ops.compare import where
from pronghorn.ops.operands import (
    constant,
    converted,
    held,
    kind_of,
    payload,
    shape_from,
    stretched,
)
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import expand_dims, moveaxis
from pronghorn.prims import create, elementwise
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor


@operation
def zeros(shape: Any, dtype: Any = None) -> Tensor:
    """A tensor of zeros; floatx by default.

    Example:
        >>> from pronghorn import ops
        >>> ops.zeros((2,)).tolist()
        [0.0, 0.0]
    """
    return full(shape, 0, dtypes.standardize_dtype(dtype))


@operation
def empty(shape: Any, dtype: Any = None) -> Tensor:
    """As `zeros`.

    Example:
        >>> from pronghorn import ops
        >>> ops.empty((2,)).shape
        (2,)
    """
    return zeros(shape, dtype)


@operation
def ones(shape: Any, dtype: Any = None) -> Tensor:
    """A tensor of ones; floatx by default.

    Example:
        >>> from pronghorn import ops
        >>> ops.ones((2,)).tolist()
        [1.0, 1.0]
    """
    return full(shape, 1, dtypes.standardize_dtype(dtype))


@operation
def full(shape: Any, fill_value: Any, dtype: Any = None) -> Tensor:
    """A tensor of one number, or of a smaller tensor repeated; floatx by default.

    Example:
        >>> from pronghorn import ops
        >>> ops.full((2,), 7, "int32").tolist()
        [7, 7]
    """
    sizes = shape_from("full", shape)
    value = held(fill_value)
    name = dtypes.standardize_dtype(dtype)
    if isinstance(value, int | float):
        return Tensor(constant(value, sizes, name))
    return Tensor(stretched(payload(value, name), sizes))


@operation
def zeros_like(x: Any, dtype: Any = None) -> Tensor:
    """Zeros with the shape of x and, unless given, its dtype.

    Example:
        >>> from pronghorn import ops
        >>> ops.zeros_like([3, 4]).tolist()
        [0, 0]
    """
    return full_like(x, 0, dtype)


@operation
def empty_like(x: Any, dtype: Any = None) -> Tensor:
    """As `zeros_like`.

    Example:
        >>> from pronghorn import ops
        >>> ops.empty_like([3, 4]).shape
        (2,)
    """
    return full_like(x, 0, dtype)


@operation
def ones_like(x: Any, dtype: Any = None) -> Tensor:
    """Ones with the shape of x and, unless given, its dtype.

    Example:
        >>> from pronghorn import ops
        >>> ops.ones_like([3, 4]).tolist()
        [1, 1]
    """
    return full_like(x, 1, dtype)


@operation
def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Tensor:
    """One number with the shape of x and, unless given, its dtype.

    Example:
        >>> from pronghorn import ops
        >>> ops.full_like([3, 4], 7).tolist()
        [7, 7]
    """
    x = payload(x)
    name = str(x.dtype) if dtype is None else dtypes.standardize_dtype(dtype)
    return full(tuple(x.shape), fill_value, name)


def _is_symbolic(*numbers: Any) -> bool:
    return any(isinstance(number, Size) for number in numbers)


@operation
def arange(start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Tensor:
    """Numbers from `start` (0 if only one is given) up to but without `stop`.

    The dtype is that of the arguments together, int32 for whole numbers.

    Example:
        >>> from pronghorn import ops
        >>> ops.arange(3).tolist(), ops.arange(1, 2, 0.5).tolist()
        ([0, 1, 2], [1.0, 1.5])
    """
    start, stop = (0, start) if stop is None else (start, stop)
    step = 1 if step is None else step
    start, stop, step = (_number("arange", x) for x in (start, stop, step))
    kinds = [kind_of(x) for x in (start, stop, step)]
    name = dtypes.result_type(*kinds) if dtype is None else dtypes.standardize_dtype(dtype)
    if _is_symbolic(start, stop, step):
        count: Any = stop - start if step == 1 else -((start - stop) // step)
    else:
        count = max(0, math.ceil((stop - start) / step))
    line = create.iota(shape=(count,), axis=0, dtype=name)
    if step != 1:
        line = elementwise.mul(line, constant(step, (count,), name))
    if start != 0:
        line = elementwise.add(line, constant(start, (count,), name))
    return Tensor(line)


def _number(op: str, x: Any) -> Any:
    """An argument that must be known before the program runs, as a Python number or a size."""
    x = held(x)
    if isinstance(x, np.ndarray) and x.ndim == 0:
        return x.item()
    if not isinstance(x, int | float | Size):
        raise ArgumentError("S17", op=op, argument="a bound", got=getattr(x, "type", x))
    return x


@operation
def linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """`num` numbers at equal distances from `start` to `stop`, along a new axis.

    Returns:
        The numbers, and with `retstep` also the distance.

    Example:
        >>> from pronghorn import ops
        >>> ops.linspace(0.0, 1.0, 3).tolist()
        [0.0, 0.5, 1.0]
    """
    found = held(start), held(stop)
    kind = dtypes.result_type(*map(kind_of, found), float)
    low: Any = Tensor(payload(found[0], kind))
    high: Any = Tensor(payload(found[1], kind))
    parts = num - 1 if endpoint else num
    distance = (high - low) / parts if parts > 0 else (high - low) * float("nan")
    places: Any = Tensor(create.iota(shape=(num,), axis=0, dtype=kind))
    for _ in range(max(low.ndim, high.ndim)):
        places = expand_dims(places, -1)
    line = low + places * distance if parts > 0 else low + places * (high - low)
    if endpoint and num > 1:
        # The last number is `stop` itself, which the sum may miss by rounding.
        last = places >= num - 1
        line = where(last, high, line)
    line = moveaxis(line, 0, axis) if axis else line
    name = kind if dtype is None else dtypes.standardize_dtype(dtype)
    result = Tensor(converted(line.payload, name))
    return (result, distance) if retstep else result


@operation
def eye(N: Any, M: Any = None, k: int = 0, dtype: Any = None) -> Tensor:
    """Ones on the k-th diagonal of an N by M matrix of zeros; floatx by default.

    Example:
        >>> from pronghorn import ops
        >>> ops.eye(2).tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """
    return Tensor(
        converted(_diagonals(elementwise.equal, N, M, k), dtypes.standardize_dtype(dtype))
    )


@operation
def identity(n: Any, dtype: Any = None) -> Tensor:
    """The identity matrix of n rows.

    Example:
        >>> from pronghorn import ops
        >>> ops.identity(2).tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """
    return eye(n, dtype=dtype)


@operation
def tri(N: Any, M: Any = None, k: int = 0, dtype: Any = None) -> Tensor:
    """Ones on and below the k-th diagonal of an N by M matrix of zeros.

    Example:
        >>> from pronghorn import ops
        >>> ops.tri(2).tolist()
        [[1.0, 0.0], [1.0, 1.0]]
    """
    below = _diagonals(elementwise.less_equal, N, M, k)
    return Tensor(converted(below, dtypes.standardize_dtype(dtype)))


def _diagonals(question: Any, rows: Any, columns: Any, k: int) -> Any:
    """Whether `column - k` stands in the asked relation to `row`, for every place of a matrix."""
    shape = shape_from("eye", (rows, rows if columns is None else columns))
    row, column = (create.iota(shape=shape, axis=axis, dtype="int32") for axis in (0, 1))
    return question(elementwise.sub(column, constant(k, shape, "int32")), row)


def _triangle(x: Any, k: int, lower: bool) -> Tensor:
    x = payload(x)
    if len(x.shape) < 2:
        op = "tril" if lower else "triu"
        raise ShapeError("S03", op=op, want="two axes or more", got=type_of(x))
    inside = _diagonals(elementwise.less_equal, x.shape[-2], x.shape[-1], k if lower else k - 1)
    if not lower:
        inside = elementwise.logical_not(inside)
    nothing = constant(0, x.shape, str(x.dtype))
    return Tensor(elementwise.select(stretched(inside, x.shape), x, nothing))


@operation
def tril(x: Any, k: int = 0) -> Tensor:
    """x with zeros above the k-th diagonal of its last two axes.

    Example:
        >>> from pronghorn import ops
        >>> ops.tril([[1, 2], [3, 4]]).tolist()
        [[1, 0], [3, 4]]
    """
    return _triangle(x, k, lower=True)


@operation
def triu(x: Any, k: int = 0) -> Tensor:
    """x with zeros below the k-th diagonal of its last two axes.

    Example:
        >>> from pronghorn import ops
        >>> ops.triu([[1, 2], [3, 4]]).tolist()
        [[1, 2], [0, 4]]
    """
    return _triangle(x, k, lower=False)
