"""Pixels moved between space and channels, and how far apart two images are."""

from __future__ import annotations

import math
from typing import Any

from pronghorn.errors import ShapeError
from pronghorn.ir.sizes import divided
from pronghorn.ops.convert import convert_to_tensor
from pronghorn.ops.elementwise import log, multiply, square, subtract
from pronghorn.ops.image.layout import Layout, layout
from pronghorn.ops.operands import float_payload
from pronghorn.ops.operation import operation
from pronghorn.ops.reduce import mean
from pronghorn.ops.shape import reshape, transpose
from pronghorn.tensor import Tensor


def _rows(op: str, x: Any, data_format: str) -> tuple[Tensor, Layout]:
    x = convert_to_tensor(x)
    axes = layout(op, x, data_format)
    if x.ndim != 4:
        raise ShapeError("S03", op=op, want="rows of images, 4 axes", got=tuple(x.shape))
    return x, axes


def _part(op: str, size: Any, parts: int) -> Any:
    part = divided(size, parts)
    if part is None:
        raise ShapeError("S18", op=op, size=size, parts=parts)
    return part


@operation
def depth_to_space(x: Any, block_size: int, data_format: str = "channels_last") -> Tensor:
    """Channels spread over blocks of `block_size` by `block_size` pixels (sub-pixel shuffle).

    Raises:
        ValueError: if the channels cannot be cut into `block_size**2` parts.

    Example:
        >>> from pronghorn import ops
        >>> ops.depth_to_space(ops.ones((1, 2, 2, 12)), 2).shape
        (1, 4, 4, 3)
    """
    x, axes = _rows("depth_to_space", x, data_format)
    n = block_size
    rows, high, wide, channels = (x.shape[axis] for axis in (0, *axes))
    left = _part("depth_to_space", channels, n * n)
    if axes.channels == 1:
        x = transpose(reshape(x, (rows, left, n, n, high, wide)), (0, 1, 4, 2, 5, 3))
        return reshape(x, (rows, left, high * n, wide * n))
    x = transpose(reshape(x, (rows, high, wide, n, n, left)), (0, 1, 3, 2, 4, 5))
    return reshape(x, (rows, high * n, wide * n, left))


@operation
def space_to_depth(x: Any, block_size: int, data_format: str = "channels_last") -> Tensor:
    """Blocks of `block_size` by `block_size` pixels as channels: the inverse of `depth_to_space`.

    Raises:
        ValueError: if height or width cannot be cut into such blocks.

    Example:
        >>> from pronghorn import ops
        >>> ops.space_to_depth(ops.ones((1, 4, 4, 3)), 2).shape
        (1, 2, 2, 12)
    """
    x, axes = _rows("space_to_depth", x, data_format)
    n = block_size
    rows, high, wide, channels = (x.shape[axis] for axis in (0, *axes))
    high, wide = (_part("space_to_depth", size, n) for size in (high, wide))
    if axes.channels == 1:
        x = transpose(reshape(x, (rows, channels, high, n, wide, n)), (0, 1, 3, 5, 2, 4))
        return reshape(x, (rows, channels * n * n, high, wide))
    x = transpose(reshape(x, (rows, high, n, wide, n, channels)), (0, 1, 3, 2, 4, 5))
    return reshape(x, (rows, high, wide, channels * n * n))


@operation
def psnr(x1: Any, x2: Any, max_val: float) -> Tensor:
    """The peak signal-to-noise ratio in decibels: 10 log10(max_val**2 / mean((x1 - x2)**2)).

    Example:
        >>> from pronghorn import ops
        >>> ops.psnr([0.0, 1.0], [0.1, 1.1], max_val=1.0).numpy().round(3).item()
        20.0
    """
    a, b = (Tensor(float_payload(x)) for x in (x1, x2))
    if tuple(a.shape) != tuple(b.shape):
        raise ShapeError("S03", op="psnr", want=tuple(a.shape), got=tuple(b.shape))
    decibels = 10 / math.log(10)
    error = multiply(log(mean(square(subtract(a, b)))), decibels)
    return subtract(2 * decibels * math.log(max_val), error)
