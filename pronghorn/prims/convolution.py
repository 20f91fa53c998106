"""Convolution: along some axes, with gaps, in groups. Its gradients are convolutions again."""

from __future__ import annotations

import math
from typing import Any

from pronghorn.errors import DtypeError, ShapeError
from pronghorn.ir.types import ArrayType, clash, product
from pronghorn.prims.record import Opaque, Primitive, type_of
from pronghorn.prims.views import reshape, reverse, transpose
from pronghorn.prims.window import Window

# x is (n, *sizes, channels) and w (*taps, channels / groups, filters): each group of filters reads
# its own group of channels. As many groups as channels is the depthwise convolution.


def _conv_type(x: ArrayType, w: ArrayType, *, groups: int, **moves: Any) -> ArrayType:
    if x.ndim != w.ndim or x.ndim < 3:
        raise ShapeError("S41", op="conv", x=x, kernel=w)
    filters = w.shape[-1]
    if clash(x.shape[-1], w.shape[-2] * groups) or clash(filters // groups * groups, filters):
        raise ShapeError("S42", op="conv", x=x, kernel=w)
    if x.dtype != w.dtype:
        raise DtypeError("S07", op="conv", a=x, b=w)
    out = Window(**moves).out_sizes(x.shape[1:-1], w.shape[:-2])
    return x.with_shape((x.shape[0], *out, w.shape[-1]))


def _conv_run(xp: Any, x: Any, w: Any, *, groups: int, **moves: Any) -> Any:
    taps, (depth, filters) = w.shape[:-2], w.shape[-2:]
    wide = "float32" if str(x.dtype) in ("float16", "bfloat16") else x.dtype
    total: Any = 0
    for tap, read in Window(**moves).sample(xp, x, taps, 0).items():
        rows = xp.reshape(read, (math.prod(read.shape[:-1]), groups, depth)).astype(wide)
        factors = xp.reshape(w[tap], (depth, groups, filters // groups)).astype(wide)
        total = total + xp.matmul(xp.transpose(rows, (1, 0, 2)), xp.transpose(factors, (1, 0, 2)))
    out = (*read.shape[:-1], filters)
    return xp.reshape(xp.transpose(total, (1, 0, 2)), out).astype(x.dtype)


def _conv_vjp(g: Any, y: Any, x: Any, w: Any, *, groups: int, **moves: Any) -> tuple[Any, Any]:
    window, ndim = Window(**moves), type_of(x).ndim
    sizes, taps = type_of(x).shape[1:-1], type_of(w).shape[:-2]
    to_input, to_filter = window.to_input(sizes, taps), window.to_filter(sizes, taps)
    dx = conv(g, turned(w, groups), groups=groups, **to_input._asdict())
    # The images take the channels' place, and the cotangent is what slides over them.
    inner = tuple(range(1, ndim - 1))
    images = _channels_first(x, groups)
    filters = transpose(g, order=(*inner, 0, ndim - 1))
    dw = conv(images, filters, groups=groups, **to_filter._asdict())
    return dx, transpose(dw, order=(*inner, 0, ndim - 1))


def turned(w: Any, groups: int) -> Any:
    """Filters from results to inputs: taps reversed, both ends exchanged in each group."""
    *taps, depth, filters = type_of(w).shape
    ndim = len(taps)
    split = (*taps, depth, groups, filters // groups)
    parts = reshape(reverse(w, axes=tuple(range(ndim))), shape=split)
    moved = transpose(parts, order=(*range(ndim), ndim + 2, ndim + 1, ndim))
    return reshape(moved, shape=(*taps, filters // groups, groups * depth))


def _channels_first(x: Any, groups: int) -> Any:
    """(n, *sizes, groups * depth) as (depth, *sizes, groups * n)."""
    count, *sizes, channels = type_of(x).shape
    ndim = len(sizes)
    parts = reshape(x, shape=(count, *sizes, groups, channels // groups))
    moved = transpose(parts, order=(ndim + 2, *range(1, ndim + 1), ndim + 1, 0))
    return reshape(moved, shape=(channels // groups, *sizes, product((groups, count))))


conv: Primitive = Primitive("conv", _conv_type, _conv_run, _conv_vjp, Opaque())
