"""Sums, means and the like in which NaN stands for a missing number and does not count."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pronghorn import dtypes
from pronghorn.ir.sizes import product
from pronghorn.ops import reduce
from pronghorn.ops.compare import isnan, logical_not, where
from pronghorn.ops.create import full_like
from pronghorn.ops.elementwise import add, divide, maximum, minimum, multiply, sqrt, subtract
from pronghorn.ops.index import take_along_axis
from pronghorn.ops.join import stack
from pronghorn.ops.operands import float_payload, floating, payload, some_axes
from pronghorn.ops.operation import operation
from pronghorn.ops.order import shares_of, sort, weight_above
from pronghorn.ops.shape import reordered, reshaped, squeeze
from pronghorn.prims import elementwise as strict
from pronghorn.tensor import Tensor


def _without(x: Any, number: float) -> Tensor:
    """x with a number where it is NaN."""
    given = Tensor(payload(x))
    if given.dtype not in dtypes.FLOATS:
        return given
    found: Tensor = where(isnan(given), full_like(given, number), given)
    return found


def _nowhere(x: Any, axis: Any, keepdims: bool) -> Tensor:
    """Where all elements are NaN."""
    return reduce.all(isnan(x), axis, keepdims)


@operation
def nansum(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """As `sum`, NaN counting as 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.nansum([1.0, float("nan")]).item()
        1.0
    """
    return reduce.sum(_without(x, 0.0), axis, keepdims)


@operation
def nanprod(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """As `prod`, NaN counting as 1.

    Example:
        >>> from pronghorn import ops
        >>> ops.nanprod([2.0, float("nan")]).item()
        2.0
    """
    return reduce.prod(_without(x, 1.0), axis, keepdims)


@operation
def nanmax(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The largest number along axes; NaN where there is none.

    Example:
        >>> from pronghorn import ops
        >>> ops.nanmax([2.0, float("nan")]).item()
        2.0
    """
    return _extreme(reduce.max, x, axis, keepdims, -math.inf)


@operation
def nanmin(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The smallest number along axes; NaN where there is none.

    Example:
        >>> from pronghorn import ops
        >>> ops.nanmin([2.0, float("nan")]).item()
        2.0
    """
    return _extreme(reduce.min, x, axis, keepdims, math.inf)


def _extreme(fold: Any, x: Any, axis: Any, keepdims: bool, start: float) -> Tensor:
    x = Tensor(payload(x))
    found: Tensor = fold(_without(x, start), axis, keepdims)
    if x.dtype not in dtypes.FLOATS:
        return found
    result: Tensor = where(_nowhere(x, axis, keepdims), full_like(found, math.nan), found)
    return result


def _counted(x: Tensor, axis: Any, keepdims: bool) -> Tensor:
    """How many numbers there are along axes, in the dtype of x."""
    there = Tensor(payload(logical_not(isnan(x)), x.dtype))
    return reduce.sum(there, axis, keepdims)


@operation
def nanmean(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The mean of the numbers along axes; NaN where there is none.

    Example:
        >>> from pronghorn import ops
        >>> ops.nanmean([1.0, 3.0, float("nan")]).item()
        2.0
    """
    x = Tensor(float_payload(x))
    return divide(nansum(x, axis, keepdims), _counted(x, axis, keepdims))


@operation
def nanvar(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The mean squared distance of the numbers from their mean, along axes.

    Example:
        >>> from pronghorn import ops
        >>> ops.nanvar([1.0, 3.0, float("nan")]).item()
        1.0
    """
    x = Tensor(float_payload(x))
    away = subtract(x, nanmean(x, axis, keepdims=True))
    squares = where(isnan(x), 0.0, multiply(away, away))
    return divide(reduce.sum(squares, axis, keepdims), _counted(x, axis, keepdims))


@operation
def nanstd(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The square root of `nanvar`.

    Example:
        >>> from pronghorn import ops
        >>> ops.nanstd([1.0, 3.0, float("nan")]).item()
        1.0
    """
    return sqrt(nanvar(x, axis, keepdims))


def _place(find: Any, x: Any, axis: Any, keepdims: bool, start: float) -> Tensor:
    """The place of an extreme; -1 where there are only NaN."""
    x = Tensor(payload(x))
    found: Tensor = find(_without(x, start), axis, keepdims)
    if x.dtype not in dtypes.FLOATS:
        return found
    result: Tensor = where(_nowhere(x, axis, keepdims), full_like(found, -1), found)
    return result


@operation
def nanargmax(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The place of the largest number along an axis; -1 where there is none.

    Example:
        >>> from pronghorn import ops
        >>> ops.nanargmax([1.0, float("nan"), 3.0]).item()
        2
    """
    return _place(reduce.argmax, x, axis, keepdims, -math.inf)


@operation
def nanargmin(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The place of the smallest number along an axis; -1 where there is none.

    Example:
        >>> from pronghorn import ops
        >>> ops.nanargmin([1.0, float("nan"), 3.0]).item()
        0
    """
    return _place(reduce.argmin, x, axis, keepdims, math.inf)


@operation
def nancumsum(x: Any, axis: Any = None, dtype: Any = None) -> Tensor:
    """As `cumsum`, NaN counting as 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.nancumsum([1.0, float("nan"), 3.0]).tolist()
        [1.0, 1.0, 4.0]
    """
    return reduce.cumsum(_without(x, 0.0), axis, dtype)


@operation
def nancumprod(x: Any, axis: Any = None, dtype: Any = None) -> Tensor:
    """As `cumprod`, NaN counting as 1.

    Example:
        >>> from pronghorn import ops
        >>> ops.nancumprod([2.0, float("nan"), 3.0]).tolist()
        [2.0, 2.0, 6.0]
    """
    return reduce.cumprod(_without(x, 1.0), axis, dtype)


@operation
def nanmedian(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The middle number along axes.

    Example:
        >>> from pronghorn import ops
        >>> ops.nanmedian([1.0, 3.0, float("nan")]).item()
        2.0
    """
    return nanquantile(x, 0.5, axis, keepdims=keepdims)


@operation
def nanpercentile(
    x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> Tensor:
    """As `nanquantile`, q being given in hundredths.

    Example:
        >>> from pronghorn import ops
        >>> ops.nanpercentile([1.0, 3.0, float("nan")], 50).item()
        2.0
    """
    return nanquantile(x, shares_of("nanpercentile", q) / 100.0, axis, method, keepdims)


@operation
def nanquantile(
    x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> Tensor:
    """The number below which a share q of the numbers along axes lies; NaN where there is none.

    Args:
        q: a number or a list of numbers from 0 to 1; a list gives a new first axis.
        method: "linear", "lower", "higher", "nearest" or "midpoint", between two elements.

    Example:
        >>> from pronghorn import ops
        >>> ops.nanquantile([1.0, 2.0, 3.0, float("nan")], 0.25).item()
        1.5
    """
    x = payload(x)
    x = payload(Tensor(x), floating(str(x.dtype)))
    axes = some_axes("nanquantile", axis, len(x.shape))
    rest = [n for n in range(len(x.shape)) if n not in axes]
    outer = tuple(x.shape[n] for n in rest)
    total = product(tuple(x.shape[n] for n in axes))
    line = sort(Tensor(reshaped(reordered(x, (*rest, *axes)), (*outer, total))))  # NaN come last
    count = _counted(line, -1, True)
    shares = shares_of("nanquantile", q)
    found = [_quantile(line, count, float(share), method) for share in shares.reshape(-1)]
    kept = [Tensor(reduce.kept(squeeze(y, -1).payload, x, axes, keepdims)) for y in found]
    return kept[0] if shares.ndim == 0 else stack(kept)


def _quantile(line: Tensor, count: Tensor, share: float, method: str) -> Tensor:
    """One quantile of sorted lines, each of its own count of numbers."""
    last = maximum(subtract(count, 1.0), 0.0)
    place = multiply(last, np.asarray(share, line.dtype))
    low = Tensor(strict.floor(place.payload))
    high = Tensor(strict.ceil(place.payload))
    near = Tensor(strict.rint(place.payload))
    weight = weight_above("nanquantile", method, low, place, near, high)
    below, above = (
        take_along_axis(line, Tensor(payload(minimum(n, last), "int32")), -1) for n in (low, high)
    )
    return add(multiply(below, subtract(1.0, weight)), multiply(above, weight))
