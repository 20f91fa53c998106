"""Convolution: along some axes, with gaps, in groups; and its gradients."""

from __future__ import annotations

import math
from typing import Any

from pronghorn.dtypes import name_of, sum_dtype
from pronghorn.errors import DtypeError, ShapeError
from pronghorn.ir.sizes import floor_divided
from pronghorn.ir.types import ArrayType, Shape, clash
from pronghorn.prims.record import Convolve, Primitive, type_of
from pronghorn.prims.views import reshape, reverse, transpose
from pronghorn.prims.window import Window

# x is (n, *sizes, channels) and w (*taps, channels / groups, filters): each group of filters reads
# its own group of channels. As many groups as channels is the depthwise convolution.

# So many numbers the widest vectors hold.
VECTOR = 16


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
    wide = sum_dtype(name_of(x.dtype))
    total: Any = 0
    for tap, read in Window(**moves).sample(xp, x, taps, 0).items():
        rows = xp.reshape(read, (math.prod(read.shape[:-1]), groups, depth)).astype(wide)
        factors = xp.reshape(w[tap], (depth, groups, filters // groups)).astype(wide)
        total = total + xp.matmul(xp.transpose(rows, (1, 0, 2)), xp.transpose(factors, (1, 0, 2)))
    out = (*read.shape[:-1], filters)
    return xp.reshape(xp.transpose(total, (1, 0, 2)), out).astype(x.dtype)


def _conv_vjp(g: Any, y: Any, x: Any, w: Any, *, groups: int, **moves: Any) -> tuple[Any, Any]:
    sizes, taps = type_of(x).shape[1:-1], type_of(w).shape[:-2]
    back = Window(**moves).to_input(sizes, taps)._asdict()
    dx = conv(g, turned(w, groups), groups=groups, **back)
    if groups == 1 and _are_few(type_of(w).shape):
        return dx, turned(conv_filter(g, x, taps=taps, groups=1, **back), 1)
    return dx, conv_filter(x, g, taps=taps, groups=groups, **moves)


def _are_few(kernel: Shape) -> bool:
    """Whether filters fill no vector, and channels, of which there are more, fill more of one.

    The gradient is then made as that of filters from results to inputs: they are the same numbers,
    and there channels are neighbours.
    """
    depth, filters = kernel[-2:]
    if not (isinstance(depth, int) and isinstance(filters, int)):
        return False
    return filters < min(depth, VECTOR)


def turned(w: Any, groups: int) -> Any:
    """Filters from results to inputs: taps reversed, both ends exchanged in each group."""
    *taps, depth, filters = type_of(w).shape
    ndim = len(taps)
    split = (*taps, depth, groups, filters // groups)
    parts = reshape(reverse(w, axes=tuple(range(ndim))), shape=split)
    moved = transpose(parts, order=(*range(ndim), ndim + 2, ndim + 1, ndim))
    return reshape(moved, shape=(*taps, filters // groups, groups * depth))


conv: Primitive = Primitive(
    "conv", _conv_type, _conv_run, _conv_vjp, Convolve("n *o g f", "n *i g c", "*k c g f")
)


def _filter_type(
    x: ArrayType, g: ArrayType, *, taps: Shape, groups: int, **moves: Any
) -> ArrayType:
    depth = floor_divided(x.shape[-1], groups)
    kernel = x.with_shape((*taps, depth, g.shape[-1]))
    if clash(_conv_type(x, kernel, groups=groups, **moves).shape, g.shape):
        raise ShapeError("S01", op="conv", a=x, b=g)
    return kernel


def _filter_run(xp: Any, x: Any, g: Any, *, taps: Shape, groups: int, **moves: Any) -> Any:
    wide = sum_dtype(name_of(x.dtype))
    depth, filters = x.shape[-1] // groups, g.shape[-1]
    places = math.prod(g.shape[:-1])
    slopes = xp.reshape(g, (places, groups, filters // groups)).astype(wide)
    slopes = xp.transpose(slopes, (1, 0, 2))
    parts = []
    for read in Window(**moves).sample(xp, x, taps, 0).values():
        rows = xp.reshape(read, (places, groups, depth)).astype(wide)
        part = xp.matmul(xp.transpose(rows, (1, 2, 0)), slopes)
        parts.append(xp.reshape(xp.transpose(part, (1, 0, 2)), (1, depth, filters)))
    return xp.reshape(xp.concatenate(parts, 0), (*taps, depth, filters)).astype(x.dtype)


def _filter_vjp(
    z: Any, y: Any, x: Any, g: Any, *, taps: Shape, groups: int, **moves: Any
) -> tuple[Any, Any]:
    back = Window(**moves).to_input(type_of(x).shape[1:-1], taps)
    dx = conv(g, turned(z, groups), groups=groups, **back._asdict())
    return dx, conv(x, z, groups=groups, **moves)


# The gradient of `conv` with respect to its filters, which lies as they do.
conv_filter = Primitive(
    "conv_filter",
    _filter_type,
    _filter_run,
    _filter_vjp,
    Convolve("*k c g f", "n *i g c", "n *o g f"),
)
