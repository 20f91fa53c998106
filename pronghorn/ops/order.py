"""Sorting, and what is found by it: the largest elements, medians, membership among the best."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from pronghorn import arguments
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ir.sizes import clash, product
from pronghorn.ops import reduce
from pronghorn.ops.elementwise import like
from pronghorn.ops.index import one_hot, take_along_axis
from pronghorn.ops.join import stack
from pronghorn.ops.operands import (
    converted,
    float_payload,
    floating,
    held,
    one_axis,
    payload,
    some_axes,
)
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import cut, reordered, reshaped
from pronghorn.prims import elementwise as strict
from pronghorn.prims import folds, views
from pronghorn.prims import order as places_in
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor, Value


class TopK(NamedTuple):
    """The largest elements and their places."""

    values: Tensor
    indices: Tensor


def _line(op: str, x: Any, axis: Any) -> tuple[Any, int]:
    """x and the axis to sort along; all elements as one line if there is none."""
    x = payload(x)
    if axis is None:
        return reshaped(x, (product(x.shape),)), 0
    return x, one_axis(op, axis, len(x.shape))


@operation
def argsort(x: Any, axis: Any = -1) -> Tensor:
    """The places of the elements along an axis, in rising order; equal ones keep their order.

    Args:
        axis: None for all elements in one line, as a single number is, too.

    Example:
        >>> from pronghorn import ops
        >>> ops.argsort([30, 10, 20]).tolist()
        [1, 2, 0]
    """
    x, axis = _line("argsort", x, axis if np.ndim(held(x)) else None)
    return Tensor(places_in.argsort(x, axis=axis))


@operation
def sort(x: Any, axis: Any = -1) -> Tensor:
    """The elements along an axis in rising order; NaN comes last, and -0 before 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.sort([30, 10, 20]).tolist()
        [10, 20, 30]
    """
    x, axis = _line("sort", x, axis)
    return Tensor(places_in.sort(x, axis=axis))


def _falling(x: Any, axis: int) -> Any:
    """The places of the elements in falling order: NaN first, as in Keras; equal ones as they are.

    That is the rising order of the line read from its end, itself read from its end.
    """
    rising = places_in.argsort(views.reverse(x, axes=(axis,)), axis=axis)
    places = views.reverse(rising, axes=(axis,))
    return strict.sub(like(places, x.shape[axis] - 1), places)


@operation
def top_k(x: Any, k: int, sorted: bool = True) -> TopK:
    """The k largest elements along the last axis, the largest first, and their places.

    NaN counts as larger than every number.

    Example:
        >>> from pronghorn import ops
        >>> values, indices = ops.top_k([1, 9, 5], 2)
        >>> values.tolist(), indices.tolist()
        ([9, 5], [1, 2])
    """
    x = payload(x)
    axis = len(x.shape) - 1
    if axis < 0 or (isinstance(x.shape[axis], int) and not 0 <= k <= x.shape[axis]):
        facts = {"op": "top_k", "argument": "k", "example": "k=1"}
        want, count = "at most the {count} entries of the last axis", (0, *x.shape)[-1]
        raise ArgumentError("S29", want=want, count=count, got=k, **facts)
    first = Tensor(cut(_falling(x, axis), axis, 0, k))
    return TopK(take_along_axis(Tensor(x), first, axis), first)


@operation
def in_top_k(targets: Any, predictions: Any, k: int) -> Tensor:
    """Whether fewer than k predictions of a row exceed that of its target class.

    Example:
        >>> from pronghorn import ops
        >>> ops.in_top_k([0, 2], [[0.1, 0.7, 0.2], [0.1, 0.7, 0.2]], 2).tolist()
        [False, True]
    """
    scores = float_payload(predictions)
    last = len(scores.shape) - 1
    hit = one_hot(targets, scores.shape[last], dtype="bool").payload
    if len(hit.shape) != last + 1 or clash(hit.shape, scores.shape):
        want = "one target for each row of {scores}"
        scores, targets = type_of(scores), type_of(payload(targets))
        raise ShapeError("S03", op="in_top_k", want=want, scores=scores, got=targets)
    score = folds.fold_max(strict.select(hit, scores, like(scores, float("-inf"))), axes=(last,))
    better = strict.less(folds.spread(score, scores, (last,)), scores)
    count = folds.fold_sum(converted(better, "int32"), axes=(last,))
    few = strict.less(count, like(count, k))
    # A class that does not exist, or a score that is no number, is among no best.
    return Tensor(strict.logical_and(few, strict.isfinite(score)))


@operation
def median(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The middle element along axes, the mean of the two middle ones of an even number.

    Example:
        >>> from pronghorn import ops
        >>> ops.median([3.0, 1.0, 2.0]).item()
        2.0
    """
    return quantile(x, 0.5, axis, keepdims=keepdims)


# The place meant between two elements, from that below, the exact, the nearest and that above.
METHODS: dict[str, Callable[[Any, Any, Any, Any], Any]] = {
    "linear": lambda low, place, near, high: place,
    "lower": lambda low, place, near, high: low,
    "higher": lambda low, place, near, high: high,
    "nearest": lambda low, place, near, high: near,
    "midpoint": lambda low, place, near, high: (low + high) * 0.5,
}


def weight_above(op: str, method: str, low: Any, place: Any, near: Any, high: Any) -> Any:
    """The share that the element above has in a quantile."""
    return METHODS[arguments.choice(op, "method", method, METHODS)](low, place, near, high) - low


@operation
def quantile(
    x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> Tensor:
    """The number below which a share q of the elements along axes lies.

    Args:
        q: a number or a list of numbers from 0 to 1; a list gives a new first axis.
        method: "linear", "lower", "higher", "nearest" or "midpoint", between two elements.

    Example:
        >>> from pronghorn import ops
        >>> ops.quantile([1.0, 2.0, 3.0], 0.25).item()
        1.5
    """
    x = payload(x)
    x = converted(x, floating(str(x.dtype)))
    axes = some_axes("quantile", axis, len(x.shape))
    rest = [n for n in range(len(x.shape)) if n not in axes]
    outer = tuple(x.shape[n] for n in rest)
    total = product(tuple(x.shape[n] for n in axes))
    if not isinstance(total, int):
        raise ArgumentError("S17", op="quantile", argument="the number of elements", got=total)
    flat = reshaped(reordered(x, (*rest, *axes)), (*outer, total))
    line = sort(Tensor(flat)).payload
    bad = strict.not_equal(flat, flat)
    bad = folds.fold_max(bad, axes=(len(outer),))
    shares = shares_of("quantile", q)
    results = [_quantile(line, float(share), total, method) for share in shares.reshape(-1)]
    results = [strict.select(bad, like(found, float("nan")), found) for found in results]
    found = [Tensor(reduce.kept(result, x, axes, keepdims)) for result in results]
    if shares.ndim == 0:
        return found[0]
    return stack(found)


def shares_of(op: str, q: Any) -> Any:
    """Numbers that must be known before the program runs: one, or a vector of them."""
    shares = held(q)
    if isinstance(shares, Value):
        raise ArgumentError("S17", op=op, argument="q", got=shares.type)
    if np.ndim(shares) > 1:
        want = "a number or a list of numbers"
        raise ArgumentError("S29", op=op, argument="q", want=want, got=q, example="q=0.5")
    return np.asarray(shares, "float64")


def _quantile(line: Any, share: float, total: int, method: str) -> Any:
    """One quantile of lines sorted along the last axis, which disappears."""
    place = share * (total - 1)
    low, high = int(np.floor(place)), int(np.ceil(place))
    weight = weight_above("quantile", method, low, place, round(place), high)
    axis = len(line.shape) - 1
    outer = line.shape[:-1]
    below, above = (reshaped(cut(line, axis, n, n + 1), outer) for n in (low, high))
    if weight in (0.0, 1.0):
        return above if weight else below
    step = strict.mul(strict.sub(above, below), like(below, weight))
    return strict.add(below, step)


@operation
def percentile(
    x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> Tensor:
    """As `quantile`, q being given in hundredths.

    Example:
        >>> from pronghorn import ops
        >>> ops.percentile([1.0, 2.0, 3.0], 50).item()
        2.0
    """
    return quantile(x, shares_of("percentile", q) / 100.0, axis, method, keepdims)
