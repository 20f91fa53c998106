"""Images and volumes cut into patches, every patch laid out as one row of numbers."""

from __future__ import annotations

import builtins
from typing import Any

from pronghorn.errors import ShapeError
from pronghorn.ir.sizes import product
from pronghorn.ops.convert import convert_to_tensor
from pronghorn.ops.create import arange
from pronghorn.ops.elementwise import add, multiply
from pronghorn.ops.index import take
from pronghorn.ops.operands import payload
from pronghorn.ops.operation import operation
from pronghorn.ops.padding import pad
from pronghorn.ops.shape import expand_dims, moveaxis, reshape, transpose
from pronghorn.ops.windows import channels_lead, check_room, numbers, padded_window
from pronghorn.tensor import Tensor


def _cut(
    op: str, x: Any, rank: int, size: Any, strides: Any, dilation: Any, padding: Any, form: Any
) -> Tensor:
    """Patches along the `rank` inner axes of one array with channels, or of rows of them."""
    x = convert_to_tensor(x)
    if x.ndim not in (rank + 1, rank + 2):
        want = "{ndim} axes, or rows of such arrays"
        raise ShapeError("S03", op=op, want=want, ndim=rank + 1, got=x.type)
    single, lead = x.ndim == rank + 1, channels_lead(op, form)
    x = expand_dims(x, 0) if single else x
    x = moveaxis(x, 1, -1) if lead else x
    taps = numbers(op, "size", size, rank)
    steps = taps if strides is None else numbers(op, "strides", strides, rank)
    gaps = numbers(op, "dilation_rate", dilation, rank)
    sizes, channels = tuple(x.shape[1:-1]), x.shape[-1]
    moves = padded_window(op, padding, sizes, taps, steps, gaps)
    check_room(op, payload(x), moves, taps)
    counts = moves.out_sizes(sizes, taps)
    x = pad(x, ((0, 0), *zip(moves.before, moves.after, strict=True), (0, 0)))
    for axis in range(rank):
        starts = expand_dims(multiply(arange(counts[axis], dtype="int32"), steps[axis]), 1)
        within = multiply(arange(taps[axis], dtype="int32"), gaps[axis])
        x = take(x, add(starts, within), axis=1 + 2 * axis)
    across, inside = builtins.range(1, 2 * rank, 2), builtins.range(2, 2 * rank + 1, 2)
    x = transpose(x, (0, *across, *inside, 2 * rank + 1))
    x = reshape(x, (x.shape[0], *counts, product(taps) * channels))
    x = moveaxis(x, -1, 1) if lead else x
    cut: Tensor = x[0] if single else x
    return cut


@operation
def extract_patches(
    images: Any,
    size: Any,
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: Any = None,
) -> Tensor:
    """Patches of one image, or of rows of images; of volumes if `size` has three numbers.

    Args:
        size: height and width of a patch, or one number for both.
        strides: from one patch to the next; by default patches lie side by side.
        dilation_rate: from one pixel of a patch to the next.
        padding: "valid", or "same", which puts zeros around the image.

    Returns:
        Shape (..., rows of patches, columns of patches, height * width * channels), the channels
        of a pixel side by side; with `data_format="channels_first"` the last axis leads.

    Raises:
        ShapeError: if `images` has another number of axes, or not one patch fits.

    Example:
        >>> from pronghorn import ops
        >>> x = ops.reshape(ops.arange(16), (4, 4, 1))
        >>> ops.image.extract_patches(x, 2)[0].tolist()
        [[0, 1, 4, 5], [2, 3, 6, 7]]
    """
    rank = 3 if isinstance(size, list | tuple) and len(size) == 3 else 2
    given = size, strides or None, dilation_rate, padding, data_format
    return _cut("extract_patches", images, rank, *given)


@operation
def extract_patches_3d(
    volumes: Any,
    size: Any,
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: Any = None,
) -> Tensor:
    """As `extract_patches`, of one volume (depth, height, width, channels) or of rows of them.

    Args:
        size: depth, height and width of a patch, or one number for all.

    Example:
        >>> from pronghorn import ops
        >>> ops.image.extract_patches_3d(ops.ones((4, 6, 6, 2)), (2, 3, 3)).shape
        (2, 2, 2, 36)
    """
    given = size, strides, dilation_rate, padding, data_format
    return _cut("extract_patches_3d", volumes, 3, *given)
