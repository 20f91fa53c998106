"""How often numbers occur, where they would stand in order, and which are in a set."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn import arguments, dtypes
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ir.sizes import product
from pronghorn.ops import reduce
from pronghorn.ops.compare import equal, logical_not, where
from pronghorn.ops.create import linspace
from pronghorn.ops.elementwise import add, subtract
from pronghorn.ops.operands import constant, converted, floating, held, kind_of, payload, stretched
from pronghorn.ops.operation import operation
from pronghorn.ops.places import summed
from pronghorn.ops.shape import cut, expand_dims, ravel, reshaped
from pronghorn.prims import create, order
from pronghorn.prims import elementwise as strict
from pronghorn.prims.record import type_of
from pronghorn.tensor import ConcreteValueNeeded, Tensor


@operation
def searchsorted(sorted_sequence: Any, values: Any, side: str = "left") -> Tensor:
    """For each value how many elements of a sorted vector stand before it.

    Args:
        side: "left" counts the elements that are less, "right" also those that are equal.

    Example:
        >>> from pronghorn import ops
        >>> ops.searchsorted([10, 20, 30], [20, 25]).tolist()
        [1, 2]
    """
    arguments.choice("searchsorted", "side", side, ("left", "right"))
    found = held(sorted_sequence), held(values)
    dtype = dtypes.result_type(*map(kind_of, found))
    line, x = (payload(operand, dtype) for operand in found)
    if len(line.shape) != 1:
        raise ShapeError("S03", op="searchsorted", want="a sorted vector", got=type_of(line))
    found = order.searchsorted(line, x if x.shape else reshaped(x, (1,)), side=side)
    return Tensor(reshaped(found, x.shape))


@operation
def digitize(x: Any, bins: Any) -> Tensor:
    """The number of the bin in which each element lies: bin n begins at `bins[n - 1]`.

    Bins may fall as well as rise; then bin n ends at `bins[n - 1]`, which belongs to bin n - 1.

    Example:
        >>> from pronghorn import ops
        >>> ops.digitize([0.5, 1.0, 2.5], [1.0, 2.0]).tolist()
        [0, 1, 2]
    """
    edges = payload(bins)
    rising = searchsorted(edges, x, side="right")
    size = edges.shape[0]
    if not isinstance(edges, np.ndarray) or not size or edges[0] <= edges[-1]:
        return rising
    return subtract(size, searchsorted(edges[::-1].copy(), x, side="left"))


@operation
def bincount(x: Any, weights: Any = None, minlength: int = 0, sparse: bool = False) -> Tensor:
    """How often each whole number from 0 on occurs, or the sum of its weights.

    Args:
        x: whole numbers that are not negative: a vector, or a matrix whose rows are counted apart.
        minlength: numbers below it are counted also if none is that large. While a program is
            traced it is the length of the result, and larger numbers are not counted.

    Example:
        >>> from pronghorn import ops
        >>> ops.bincount([0, 2, 2]).tolist()
        [1, 0, 2]
    """
    if sparse:
        want = "False: there are no sparse tensors"
        raise ArgumentError(
            "S29", op="bincount", argument="sparse", want=want, got=sparse, example="sparse=False"
        )
    places = payload(x, "int32")
    if isinstance(places, np.ndarray):
        length = max(minlength, int(places.max(initial=-1)) + 1)
    elif minlength:
        length = minlength
    else:
        instead = "ops.bincount(x, minlength=n)"
        raise ConcreteValueNeeded("S33", op="bincount", tensor=type_of(places), instead=instead)
    heavy = constant(1, places.shape, "int32") if weights is None else payload(weights)
    heavy = converted(heavy, "int32") if str(heavy.dtype) == "bool" else heavy
    return Tensor(_counts(places, stretched(heavy, places.shape), length))


def _counts(places: Any, heavy: Any, length: int) -> Any:
    """Sums of weights by place, row by row; places beyond the length are left out."""
    if len(places.shape) == 1:
        return summed(heavy, places, length)
    rows, columns = product(places.shape[:-1]), places.shape[-1]
    places, heavy = (reshaped(part, (rows, columns)) for part in (places, heavy))
    first = strict.mul(
        create.iota(shape=places.shape, axis=0, dtype="int32"),
        constant(length, places.shape, "int32"),
    )
    inside = strict.less(places, constant(length, places.shape, "int32"))
    nowhere = constant(-1, places.shape, "int32")
    flat = strict.select(inside, strict.add(first, places), nowhere)
    total = (product(places.shape),)
    found = summed(reshaped(heavy, total), reshaped(flat, total), rows * length)
    return reshaped(found, (rows, length))


@operation
def histogram(x: Any, bins: Any = 10, range: Any = None) -> tuple[Tensor, Tensor]:
    """How many elements lie in each of some bins of equal width, and the edges of the bins.

    Args:
        bins: how many.
        range: (lowest, highest), by default those of x; what lies outside is not counted.

    Example:
        >>> from pronghorn import ops
        >>> counts, edges = ops.histogram([0.0, 1.0, 2.0, 4.0], bins=2)
        >>> counts.tolist(), edges.tolist()
        ([2.0, 2.0], [0.0, 2.0, 4.0])
    """
    if isinstance(bins, bool) or not isinstance(bins, int) or bins < 1:
        raise ArgumentError(
            "S29", op="histogram", argument="bins", want="a number >= 1", got=bins, example="bins=9"
        )
    line = ravel(x).payload
    line = Tensor(converted(line, floating(str(line.dtype))))
    low, high = (reduce.min(line), reduce.max(line)) if range is None else range
    half = where(equal(low, high), 0.5, 0.0)  # one number only: a bin of width 1 around it
    low, high = subtract(low, half), add(high, half)
    edges = linspace(low, high, bins + 1, dtype=line.dtype)
    first, last = (cut(edges.payload, 0, n, n + 1) for n in (0, bins))
    place = strict.sub(
        order.searchsorted(edges.payload, line.payload, side="right"),
        constant(1, line.shape, "int32"),
    )
    # The last bin has its upper edge, too.
    on_edge = strict.equal(line.payload, stretched(last, line.shape))
    place = strict.select(on_edge, constant(bins - 1, line.shape, "int32"), place)
    outside = strict.less(line.payload, stretched(first, line.shape))
    place = strict.select(outside, constant(-1, line.shape, "int32"), place)
    return Tensor(summed(constant(1, line.shape, line.dtype), place, bins)), edges


@operation
def isin(x1: Any, x2: Any, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Whether each element of x1 is among the elements of x2 (or is not, with `invert`).

    `assume_unique` changes no result.

    Example:
        >>> from pronghorn import ops
        >>> ops.isin([1, 2, 3], [3, 1]).tolist()
        [True, False, True]
    """
    found = reduce.any(equal(expand_dims(Tensor(payload(x1)), -1), ravel(x2)), -1)
    return logical_not(found) if invert else found


@operation
def unique(
    x: Any,
    sorted: bool = True,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
    size: int | None = None,
    fill_value: Any = None,
) -> Any:
    """The different elements, rising; slices along an axis if one is given.

    Args:
        return_index: also the place where each occurs first.
        return_inverse: also, for each element, its place in the result.
        return_counts: also how often each occurs.
        size: the length of the result, cut or filled up with `fill_value` (the least element).

    Raises:
        StateError: if x is symbolic or traced, because the numbers themselves are needed.

    Example:
        >>> from pronghorn import ops
        >>> ops.unique([3, 1, 3]).tolist()
        [1, 3]
    """
    x = payload(x)
    if not isinstance(x, np.ndarray):
        instead = "ops.sort(x)"
        raise ConcreteValueNeeded("S33", op="unique", tensor=type_of(x), instead=instead)
    values, first, inverse, counts = np.unique(
        x, return_index=True, return_inverse=True, return_counts=True, axis=axis
    )
    along = 0 if axis is None else axis
    if size is not None:
        missing = max(0, size - values.shape[along])
        filler = values.min() if fill_value is None else fill_value
        widths = [(0, missing if n == along else 0) for n in np.arange(values.ndim)]
        values = np.pad(values, widths, constant_values=filler).take(np.arange(size), along)
        first, counts = (
            np.pad(part, (0, missing), constant_values=part[0] if part is first else 0)[:size]
            for part in (first, counts)
        )
    more = [
        Tensor(part.astype("int32"))
        for part, wanted in (
            (first, return_index),
            (inverse.reshape(x.shape) if axis is None else inverse.reshape(-1), return_inverse),
            (counts, return_counts),
        )
        if wanted
    ]
    return (Tensor(values), *more) if more else Tensor(values)
