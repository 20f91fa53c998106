"""Windows combined into one element: sums and maxima, and the gradients of maxima."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn.dtypes import name_of, sum_dtype
from pronghorn.errors import ShapeError
from pronghorn.ir.types import ArrayType, clash
from pronghorn.prims.folds import lowest
from pronghorn.prims.record import Opaque, Primitive, Scatter, Slide, type_of
from pronghorn.prims.window import Numbers, Window

# x is (n, *sizes, channels); `taps` is the size of a window. Where padding is alone in a window the
# result is what the fold starts from. Maxima take inputs that are neither spread nor cut.


def _pool_type(x: ArrayType, *, taps: Numbers, **moves: Any) -> ArrayType:
    if len(taps) != x.ndim - 2:
        raise ShapeError("S43", op="pool", x=x, window=taps)
    out = Window(**moves).out_sizes(x.shape[1:-1], taps)
    return x.with_shape((x.shape[0], *out, x.shape[-1]))


def _sum_run(xp: Any, x: Any, *, taps: Numbers, **moves: Any) -> Any:
    wide = sum_dtype(name_of(x.dtype))
    reads = Window(**moves).sample(xp, x.astype(wide), taps, 0)
    return sum(reads.values()).astype(x.dtype)


def _sum_vjp(g: Any, y: Any, x: Any, *, taps: Numbers, **moves: Any) -> tuple[Any]:
    back = Window(**moves).to_input(type_of(x).shape[1:-1], taps)
    return (window_sum(g, taps=taps, **back._asdict()),)


window_sum: Primitive = Primitive(
    "window_sum",
    _pool_type,
    _sum_run,
    _sum_vjp,
    Slide(lambda m, so_far, element: so_far + element, lambda dtype: 0),
)


def _max_run(xp: Any, x: Any, *, taps: Numbers, **moves: Any) -> Any:
    reads = Window(**moves).sample(xp, x, taps, lowest(str(x.dtype))).values()
    best, *others = reads
    for read in others:
        best = xp.maximum(best, read)
    return best


window_max = Primitive(
    "window_max",
    _pool_type,
    _max_run,
    lambda g, y, x, *, taps, **moves: (window_route(g, x, taps=taps, **moves),),
    Slide(lambda m, so_far, element: m.maximum(so_far, element), lowest),
)

# The gradient of a maximum goes to the first of the largest elements, as in Keras; NaN is largest.


def _winners(xp: Any, x: Any, taps: Numbers, window: Window) -> Any:
    """Which tap of every window is largest, padding never: (n, *out, c)."""
    reads = window.sample(xp, x, taps, lowest(str(x.dtype)))
    inside = window.sample(xp, np.ones((1, *x.shape[1:-1], 1), bool), taps, 0)
    best = None
    for n, (tap, read) in enumerate(reads.items()):
        here = xp.broadcast_to(inside[tap], read.shape)
        if best is None:
            best, place = read, xp.where(here, n, -1)
            continue
        wins = here & (xp.greater(read, best) | (xp.isnan(read) & ~xp.isnan(best)) | (place < 0))
        best, place = xp.where(wins, read, best), xp.where(wins, n, place)
    return place


def _route_type(g: ArrayType, x: ArrayType, *, taps: Numbers, **moves: Any) -> ArrayType:
    if clash(g.shape, _pool_type(x, taps=taps, **moves).shape):
        raise ShapeError("S01", op="pool", a=g, b=x)
    return x


def _route_run(xp: Any, g: Any, x: Any, *, taps: Numbers, **moves: Any) -> Any:
    """Every element of g added to the element of x that its window has chosen."""
    window = Window(**moves)
    winners = _winners(xp, x, taps, window)
    total = window.padded(xp, xp.zeros(x.shape, g.dtype), 0)
    for n, tap in enumerate(window.sample(xp, x, taps, 0)):
        total[(slice(None), *window.reads(tap, g.shape[1:-1]))] += xp.where(winners == n, g, 0)
    ends = zip(window.before, x.shape[1:-1], window.spread, strict=True)
    inner = tuple(slice(b, b + (n - 1) * s + 1, s) for b, n, s in ends)
    return total[(slice(None), *inner)]


window_route: Primitive = Primitive(
    "window_route",
    _route_type,
    _route_run,
    lambda z, y, g, x, *, taps, **moves: (window_pick(z, x, taps=taps, **moves), None),
    Scatter(),
)


def _pick_type(v: ArrayType, x: ArrayType, *, taps: Numbers, **moves: Any) -> ArrayType:
    if clash(v.shape, x.shape):
        raise ShapeError("S01", op="pool", a=v, b=x)
    return _pool_type(v, taps=taps, **moves)


def _pick_run(xp: Any, v: Any, x: Any, *, taps: Numbers, **moves: Any) -> Any:
    """From every window the element of v that lies where x has the largest."""
    window = Window(**moves)
    winners = _winners(xp, x, taps, window)
    reads = window.sample(xp, v, taps, 0).values()
    total = xp.zeros(winners.shape, v.dtype)
    for n, read in enumerate(reads):
        total = xp.where(winners == n, read, total)
    return total


window_pick: Primitive = Primitive(
    "window_pick",
    _pick_type,
    _pick_run,
    lambda g, y, v, x, *, taps, **moves: (window_route(g, x, taps=taps, **moves), None),
    Opaque(),
)
