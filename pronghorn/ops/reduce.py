"""Sums, means, extremes and other numbers that stand for many, along axes."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from pronghorn import dtypes
from pronghorn.errors import ShapeError
from pronghorn.ir.sizes import product
from pronghorn.ops.compare import isclose
from pronghorn.ops.elementwise import like, subtract
from pronghorn.ops.operands import (
    constant,
    converted,
    float_payload,
    floating,
    one_axis,
    payload,
    some_axes,
    stretched,
)
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import reshaped
from pronghorn.prims import elementwise as strict
from pronghorn.prims import folds, views
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor


def kept(folded: Any, x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    """A folded array or value, with axes of size 1 where it was folded if they are to be kept."""
    if not keepdims:
        return folded
    return reshaped(folded, tuple(1 if n in axes else size for n, size in enumerate(x.shape)))


def _folded(name: str, primitive: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    axes = some_axes(name, axis, len(x.shape))
    return kept(primitive(x, axes=axes) if axes else x, x, axes, keepdims)


def _counting(dtype: Any) -> str:
    """The dtype whole numbers are summed in: small ones would overflow."""
    name = str(dtype)
    if name in dtypes.FLOATS:
        return name
    return "uint32" if name in ("uint8", "uint16") else "int32" if name in _SMALL else name


_SMALL = ("bool", "int8", "int16")


@operation
def sum(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The sum along axes, of all elements if none is given.

    Example:
        >>> from pronghorn import ops
        >>> ops.sum([[1, 2], [3, 4]], axis=0).tolist()
        [4, 6]
    """
    x = payload(x)
    x = converted(x, dtypes.result_type(_counting(x.dtype)))
    return Tensor(_folded("sum", folds.fold_sum, x, axis, keepdims))


@operation
def prod(x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = None) -> Tensor:
    """The product along axes.

    Example:
        >>> from pronghorn import ops
        >>> ops.prod([2, 3, 4]).item()
        24
    """
    x = payload(x)
    x = converted(x, _counting(x.dtype) if dtype is None else dtypes.standardize_dtype(dtype))
    return Tensor(_folded("prod", folds.fold_product, x, axis, keepdims))


def count(x: Any, axes: tuple[int, ...], dtype: str) -> Any:
    """How many elements are folded into one, as a scalar; read at run time where symbolic (D1)."""
    return constant(product(tuple(x.shape[n] for n in axes)), (), dtype)


def mean_payload(x: Any, axes: tuple[int, ...]) -> Any:
    """The mean of a float array or value along axes, which disappear."""
    if not axes:
        return x
    dtype = str(x.dtype)
    wide = converted(x, dtypes.sum_dtype(dtype))
    total = folds.fold_sum(wide, axes=axes)
    divisor = stretched(count(x, axes, str(wide.dtype)), total.shape)
    return converted(strict.div(total, divisor), dtype)


@operation
def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The mean along axes.

    Example:
        >>> from pronghorn import ops
        >>> ops.mean([[1.0, 2.0], [3.0, 4.0]], axis=0).tolist()
        [2.0, 3.0]
    """
    x = float_payload(x)
    axes = some_axes("mean", axis, len(x.shape))
    return Tensor(kept(mean_payload(x, axes), x, axes, keepdims))


def var_payload(x: Any, axes: tuple[int, ...]) -> Any:
    """The mean squared distance from the mean, along axes, which disappear."""
    if not axes:
        return strict.mul(x, like(x, 0.0))
    dtype = str(x.dtype)
    wide = converted(x, dtypes.sum_dtype(dtype))
    centred = strict.sub(wide, folds.spread(mean_payload(wide, axes), wide, axes))
    return converted(mean_payload(strict.mul(centred, centred), axes), dtype)


@operation
def var(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The mean squared distance from the mean, along axes.

    Example:
        >>> from pronghorn import ops
        >>> ops.var([1.0, 3.0]).item()
        1.0
    """
    x = payload(x)
    x = converted(x, floating(str(x.dtype)))
    axes = some_axes("var", axis, len(x.shape))
    return Tensor(kept(var_payload(x, axes), x, axes, keepdims))


@operation
def std(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The square root of the variance along axes; its gradient is 0 where all are equal.

    Example:
        >>> from pronghorn import ops
        >>> ops.std([1.0, 3.0]).item()
        1.0
    """
    x = float_payload(x)
    axes = some_axes("std", axis, len(x.shape))
    return Tensor(kept(strict.sqrt(var_payload(x, axes)), x, axes, keepdims))


def _extreme(name: str, primitive: Any, x: Any, axis: Any, keepdims: bool, initial: Any) -> Tensor:
    x = payload(x)
    axes = some_axes(name, axis, len(x.shape))
    if initial is None and builtins.any(
        isinstance(x.shape[n], int) and x.shape[n] == 0 for n in axes
    ):
        raise ShapeError("S25", op=name, shape=x.shape, axis=axis)
    folded = _folded(name, primitive, x, axis, keepdims)
    if initial is None:
        return Tensor(folded)
    both = strict.maximum if name == "max" else strict.minimum
    return Tensor(both(folded, stretched(payload(initial, str(x.dtype)), folded.shape)))


@operation
def max(x: Any, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Tensor:
    """The largest element along axes; NaN if there is one.

    Args:
        initial: a number that the result is at least, and that stands for no elements.

    Example:
        >>> from pronghorn import ops
        >>> ops.max([[1, 5], [7, 2]], axis=1).tolist()
        [5, 7]
    """
    return _extreme("max", folds.fold_max, x, axis, keepdims, initial)


@operation
def min(x: Any, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Tensor:
    """The smallest element along axes; NaN if there is one.

    Args:
        initial: a number that the result is at most, and that stands for no elements.

    Example:
        >>> from pronghorn import ops
        >>> ops.min([[1, 5], [7, 2]], axis=1).tolist()
        [1, 2]
    """
    return _extreme("min", folds.fold_min, x, axis, keepdims, initial)


@operation
def amax(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """As `max`.

    Example:
        >>> from pronghorn import ops
        >>> ops.amax([1, 5]).item()
        5
    """
    return max(x, axis, keepdims)


@operation
def amin(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """As `min`.

    Example:
        >>> from pronghorn import ops
        >>> ops.amin([1, 5]).item()
        1
    """
    return min(x, axis, keepdims)


@operation
def ptp(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The largest element less the smallest, along axes.

    Example:
        >>> from pronghorn import ops
        >>> ops.ptp([1, 5, 3]).item()
        4
    """
    return subtract(max(x, axis, keepdims), min(x, axis, keepdims))


@operation
def any(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """Whether an element along axes is not 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.any([[True, False], [False, False]], axis=1).tolist()
        [True, False]
    """
    return Tensor(_folded("any", folds.fold_max, payload(x, "bool"), axis, keepdims))


@operation
def all(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """Whether every element along axes is not 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.all([[True, False], [True, True]], axis=1).tolist()
        [False, True]
    """
    return Tensor(_folded("all", folds.fold_min, payload(x, "bool"), axis, keepdims))


def _position(name: str, x: Any, axis: Any, keepdims: bool) -> Tensor:
    if x.dtype == "bool":
        x = converted(x, "int32")
    original, ndim, given = x, len(x.shape), axis
    if axis is None:
        x, axis = reshaped(x, (product(x.shape),)), 0
        axes = tuple(range(ndim))
    else:
        axis = one_axis(name, axis, ndim)
        axes = (axis,)
    if isinstance(x.shape[axis], int) and x.shape[axis] == 0:
        raise ShapeError("S25", op=name, shape=original.shape, axis=given)
    return Tensor(kept(folds.argmax(x, axis=axis), original, axes, keepdims))


@operation
def argmax(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The place of the largest element along an axis, the first of equals; NaN counts as largest.

    Example:
        >>> from pronghorn import ops
        >>> ops.argmax([[1, 5], [7, 2]], axis=1).tolist()
        [1, 0]
    """
    return _position("argmax", payload(x), axis, keepdims)


@operation
def argmin(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The place of the smallest element along an axis, the first of equals.

    Example:
        >>> from pronghorn import ops
        >>> ops.argmin([[1, 5], [7, 2]], axis=1).tolist()
        [0, 1]
    """
    x = payload(x)
    name = str(x.dtype)
    if name in dtypes.FLOATS:
        return _position("argmin", strict.neg(x), axis, keepdims)
    if name == "bool":
        return _position("argmin", strict.logical_not(x), axis, keepdims)
    # Turning over every bit reverses the order of whole numbers, without overflow.
    every = -1 if name.startswith("int") else int(np.iinfo(name).max)
    return _position("argmin", strict.bitwise_xor(x, like(x, every)), axis, keepdims)


@operation
def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """log(sum(exp(x))) along axes, without overflow.

    Example:
        >>> from pronghorn import ops
        >>> round(ops.logsumexp([1000.0, 1000.0]).item(), 3)
        1000.693
    """
    x = float_payload(x)
    axes = some_axes("logsumexp", axis, len(x.shape))
    if not axes:
        return Tensor(x)
    top = strict.stop_gradient(folds.fold_max(x, axes=axes))
    # An infinite maximum must not be subtracted from itself.
    top = strict.select(strict.isfinite(top), top, like(top, 0.0))
    rest = folds.fold_sum(strict.exp(strict.sub(x, folds.spread(top, x, axes))), axes=axes)
    return Tensor(kept(strict.add(strict.log(rest), top), x, axes, keepdims))


def _running(name: str, primitive: Any, x: Any, axis: Any, dtype: Any) -> Tensor:
    x = payload(x)
    kind = str(x.dtype) if dtype is None else dtypes.standardize_dtype(dtype)
    x = converted(x, "int32" if kind == "bool" else kind)
    if axis is None:
        x, axis = reshaped(x, (product(x.shape),)), 0
    return Tensor(primitive(x, axis=one_axis(name, axis, len(x.shape))))


@operation
def cumsum(x: Any, axis: Any = None, dtype: Any = None) -> Tensor:
    """Running sums along an axis, over all elements if none is given.

    Example:
        >>> from pronghorn import ops
        >>> ops.cumsum([1, 2, 3]).tolist()
        [1, 3, 6]
    """
    return _running("cumsum", folds.cumsum, x, axis, dtype)


@operation
def cumprod(x: Any, axis: Any = None, dtype: Any = None) -> Tensor:
    """Running products along an axis, over all elements if none is given.

    Example:
        >>> from pronghorn import ops
        >>> ops.cumprod([1, 2, 3]).tolist()
        [1, 2, 6]
    """
    return _running("cumprod", folds.cumprod, x, axis, dtype)


@operation
def count_nonzero(x: Any, axis: Any = None) -> Tensor:
    """How many elements along axes are not 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.count_nonzero([0, 3, 4]).item()
        2
    """
    return sum(Tensor(converted(payload(x, "bool"), "int32")), axis)


@operation
def average(x: Any, axis: Any = None, weights: Any = None) -> Tensor:
    """The mean along axes, each element counting as much as its weight.

    Args:
        weights: as many as x has elements, or as the axes named have.

    Example:
        >>> from pronghorn import ops
        >>> ops.average([1.0, 4.0], weights=[2.0, 1.0]).item()
        2.0
    """
    if weights is None:
        return mean(x, axis)
    values, heavy = payload(x), payload(weights)
    dtype = floating(str(values.dtype), str(heavy.dtype))
    values, heavy = converted(values, dtype), converted(heavy, dtype)
    if heavy.shape != values.shape:
        if axis is None:
            want = "an axis along which the weights go"
            raise ShapeError("S03", op="average", want=want, got=None)
        places = tuple(axis) if isinstance(axis, list | tuple) else (axis,)
        places = tuple(one_axis("average", place, len(values.shape)) for place in places)
        if tuple(values.shape[n] for n in places) != heavy.shape:
            want = "weights as many as axes {axes} of {x} are large"
            x, got = type_of(values), type_of(heavy)
            raise ShapeError("S03", op="average", want=want, axes=places, x=x, got=got)
        order = sorted(range(len(places)), key=lambda n: places[n])
        heavy = views.transpose(heavy, order=tuple(order)) if len(order) > 1 else heavy
        heavy = views.broadcast(heavy, shape=values.shape, axes=tuple(sorted(places)))
    total = sum(Tensor(strict.mul(values, heavy)), axis)
    return Tensor(strict.div(total.payload, sum(Tensor(heavy), axis).payload))


@operation
def allclose(
    x1: Any, x2: Any, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> Tensor:
    """Whether all pairs are close, as `isclose` tells.

    Example:
        >>> from pronghorn import ops
        >>> bool(ops.allclose([1.0], [1.000001]))
        True
    """
    return all(isclose(x1, x2, rtol, atol, equal_nan))
