"""Tensors from anything and back: conversion, dtypes, shapes, and where gradients stop."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn import dtypes
from pronghorn.errors import DtypeError
from pronghorn.ops.operands import held, payload
from pronghorn.ops.operation import operation
from pronghorn.prims import elementwise
from pronghorn.tensor import Tensor


def wrapped(x: Any) -> Tensor:
    """x itself if it is a tensor, else a tensor that holds it."""
    return x if isinstance(x, Tensor) else Tensor(payload(x))


def convert_to_tensor(x: Any, dtype: Any = None, sparse: Any = None, ragged: Any = None) -> Tensor:
    """A tensor of x, which may be a tensor, variable, array, number or nested list.

    Args:
        dtype: of the result; by default that of x, and for Python numbers int32, floatx or bool.
        sparse, ragged: must be falsy; every tensor is dense.

    Raises:
        ValueError: if x is ragged or does not hold numbers.

    Example:
        >>> from pronghorn import ops
        >>> ops.convert_to_tensor([1, 2]).dtype
        'int32'
    """
    if sparse or ragged:
        raise DtypeError("S03", op="convert_to_tensor", want="a dense tensor", got="sparse=True")
    tensor = wrapped(x)
    return tensor if dtype is None else cast(tensor, dtype)


def convert_to_numpy(x: Any) -> Any:
    """The numbers of x as a NumPy array.

    Raises:
        StateError: if x has no numbers yet, because it is symbolic or being traced.

    Example:
        >>> from pronghorn import ops
        >>> ops.convert_to_numpy(ops.ones((2,)))
        array([1., 1.], dtype=float32)
    """
    return np.array(wrapped(x))


def array(x: Any, dtype: Any = None) -> Tensor:
    """As `convert_to_tensor`.

    Example:
        >>> from pronghorn import ops
        >>> ops.array([1.0]).dtype
        'float32'
    """
    return convert_to_tensor(x, dtype)


def is_tensor(x: Any) -> bool:
    """Whether x is a tensor; a variable or NumPy array is none.

    Example:
        >>> from pronghorn import ops
        >>> ops.is_tensor(ops.ones(2)), ops.is_tensor([1])
        (True, False)
    """
    return isinstance(x, Tensor)


def shape(x: Any) -> tuple[Any, ...]:
    """The sizes of x: numbers, `Size` while tracing, None where a symbolic x leaves them open.

    Example:
        >>> from pronghorn import ops
        >>> ops.shape([[1, 2, 3]])
        (1, 3)
    """
    return wrapped(x).shape


def ndim(x: Any) -> int:
    """The number of axes of x.

    Example:
        >>> from pronghorn import ops
        >>> ops.ndim([[1, 2, 3]])
        2
    """
    return wrapped(x).ndim


def size(x: Any) -> Any:
    """The number of elements of x, symbolic where its sizes are.

    Example:
        >>> from pronghorn import ops
        >>> ops.size([[1, 2, 3]])
        3
    """
    return wrapped(x).type.size


def dtype(x: Any) -> str:
    """The name of the dtype of x.

    Example:
        >>> from pronghorn import ops
        >>> ops.dtype([True])
        'bool'
    """
    return wrapped(x).dtype


@operation
def cast(x: Any, dtype: Any) -> Tensor:
    """x with its elements converted to `dtype`; fractions are cut off when it holds none.

    Example:
        >>> from pronghorn import ops
        >>> ops.cast([1.7, -1.7], "int32").tolist()
        [1, -1]
    """
    name = dtypes.standardize_dtype(dtype)
    if isinstance(x, Tensor) and x.dtype == name:
        return x
    if name == "bool" and isinstance(held(x), int | float):
        return Tensor(payload(bool(x), "bool"))
    return Tensor(payload(x, name))


@operation
def stop_gradient(variable: Any) -> Tensor:
    """The same numbers, through which no gradient flows.

    Example:
        >>> from pronghorn import ops
        >>> ops.stop_gradient([2.0]).tolist()
        [2.0]
    """
    return Tensor(elementwise.stop_gradient(payload(variable)))


@operation
def copy(x: Any) -> Tensor:
    """A tensor of the same numbers.

    Example:
        >>> from pronghorn import ops
        >>> ops.copy([1, 2]).tolist()
        [1, 2]
    """
    return Tensor(payload(x))
