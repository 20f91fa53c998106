"""Operations that combine the elements along axes: sums, products, extremes, positions of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn.ir.types import ArrayType
from pronghorn.prims.create import filled, iota
from pronghorn.prims.elementwise import FLOATS, cast, div, equal, like, mul, select
from pronghorn.prims.record import Choice, Fold, Opaque, Primitive, type_of
from pronghorn.prims.stretch import Axes, fold_sum, fold_type, spread
from pronghorn.prims.views import reverse


def _product_vjp(g: Any, y: Any, x: Any, *, axes: Axes) -> tuple[Any]:
    kind = type_of(x)
    zero = filled(value=0.0, shape=kind.shape, dtype=kind.dtype)
    one = filled(value=1.0, shape=kind.shape, dtype=kind.dtype)
    is_zero = equal(x, zero)
    zeros = fold_sum(cast(is_zero, dtype=kind.dtype), axes=axes)
    others = fold_product(select(is_zero, one, x), axes=axes)
    small = type_of(zeros)
    # One zero: only its own slope is not zero. None: the usual quotient.
    alone = equal(zeros, filled(value=1.0, shape=small.shape, dtype=small.dtype))
    lone = select(alone, mul(g, others), filled(value=0.0, shape=small.shape, dtype=small.dtype))
    usual = div(spread(mul(g, y), x, axes), select(is_zero, one, x))
    return (select(is_zero, spread(lone, x, axes), usual),)


fold_product = Primitive(
    "product",
    fold_type,
    lambda xp, x, *, axes: xp.prod(x, axes, dtype=x.dtype),
    _product_vjp,
    Fold(lambda m, so_far, element: so_far * element, lambda dtype: 1),
)


def _extreme_vjp(g: Any, y: Any, x: Any, *, axes: Axes) -> tuple[Any]:
    """Ties share the gradient equally, as in JAX."""
    dtype = type_of(x).dtype
    hits = cast(equal(x, spread(y, x, axes)), dtype=dtype)
    return (mul(hits, spread(div(g, fold_sum(hits, axes=axes)), x, axes)),)


def lowest(dtype: str) -> Any:
    """The identity of `max`."""
    if dtype == "bool":
        return False
    return float("-inf") if dtype in FLOATS else int(np.iinfo(dtype).min)


def highest(dtype: str) -> Any:
    """The identity of `min`."""
    if dtype == "bool":
        return True
    return float("inf") if dtype in FLOATS else int(np.iinfo(dtype).max)


fold_max = Primitive(
    "max",
    fold_type,
    lambda xp, x, *, axes: xp.max(x, axes, initial=lowest(str(x.dtype))),
    _extreme_vjp,
    Fold(lambda m, so_far, element: m.maximum(so_far, element), lowest),
)
fold_min = Primitive(
    "min",
    fold_type,
    lambda xp, x, *, axes: xp.min(x, axes, initial=highest(str(x.dtype))),
    _extreme_vjp,
    Fold(lambda m, so_far, element: m.minimum(so_far, element), highest),
)


def _argmax_type(x: ArrayType, *, axis: int) -> ArrayType:
    return fold_type(x, axes=(axis,)).with_dtype("int32")


def _larger(m: Any, element: Any, best: Any) -> Any:
    """NaN counts as largest, and the first of equals wins, as in NumPy."""
    return ~m.less_equal(element, best) & ~m.isnan(best)


argmax = Primitive(
    "argmax",
    _argmax_type,
    lambda xp, x, *, axis: xp.argmax(x, axis).astype("int32"),
    lambda g, y, x, *, axis: (None,),
    Choice(_larger),
)


def _cumsum_run(xp: Any, x: Any, *, axis: int) -> Any:
    return xp.cumsum(x, axis, dtype=x.dtype)


def _cumsum_vjp(g: Any, y: Any, x: Any, *, axis: int) -> tuple[Any]:
    flipped = cumsum(reverse(g, axes=(axis,)), axis=axis)
    return (reverse(flipped, axes=(axis,)),)


cumsum = Primitive("cumsum", lambda x, *, axis: x, _cumsum_run, _cumsum_vjp, Opaque())


def _cumprod_vjp(g: Any, y: Any, x: Any, *, axis: int) -> tuple[Any]:
    """Through logarithms no zero could pass; so each element's slope is summed over what it is in.

    d/dx_i = sum over j >= i of g_j * prod of x_k, k <= j, k != i. The products of all but one are
    those before it times the running products after it; at a zero y / x is no help, so zeros are
    taken as ones and each slope is built from both.
    """
    kind = type_of(x)
    zero, one = like(x, 0.0), like(x, 1.0)
    is_zero = equal(x, zero)
    safe = select(is_zero, one, x)
    without = cumprod(safe, axis=axis)  # the products as if there were no zeros
    seen = cumsum(cast(is_zero, dtype=kind.dtype), axis=axis)  # zeros up to and with each place
    clear, once = (select(equal(seen, n), g * without, zero) for n in (zero, one))
    tail, tail_once = (
        reverse(cumsum(reverse(part, axes=(axis,)), axis=axis), axes=(axis,))
        for part in (clear, once)
    )
    # Before the first zero what follows it does not count; at the first zero only what is after it.
    first = select(is_zero, equal(seen, one), is_zero)
    return (div(select(first, tail_once, select(equal(seen, zero), tail, zero)), safe),)


cumprod: Primitive = Primitive(
    "cumprod",
    lambda x, *, axis: x,
    lambda xp, x, *, axis: xp.cumprod(x, axis, dtype=x.dtype),
    _cumprod_vjp,
    Opaque(),
)

__all__ = [
    "argmax",
    "cumprod",
    "cumsum",
    "fold_max",
    "fold_min",
    "fold_product",
    "fold_sum",
    "iota",
    "spread",
]
