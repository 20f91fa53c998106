"""Colours in other terms: grey, and hue, saturation and value (Smith 1978)."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn import dtypes
from pronghorn.errors import DtypeError, ShapeError
from pronghorn.ops.compare import equal, greater, less, where
from pronghorn.ops.convert import cast, convert_to_tensor
from pronghorn.ops.elementwise import (
    absolute,
    add,
    divide,
    floor,
    maximum,
    minimum,
    mod,
    multiply,
    subtract,
)
from pronghorn.ops.image.layout import layout
from pronghorn.ops.join import concatenate, split
from pronghorn.ops.operands import kept_float
from pronghorn.ops.operation import operation
from pronghorn.tensor import Tensor

# Of red, green and blue in perceived brightness (ITU-R BT.601), as TensorFlow rounds them.
GREY = (0.2989, 0.5870, 0.1140)


def _planes(op: str, images: Tensor, axis: int) -> list[Tensor]:
    """Red, green and blue, or what else lies along the axis."""
    if images.shape[axis] != 3:
        want = "3 channels on axis {axis}"
        raise ShapeError("S03", op=op, want=want, axis=axis, got=images.type)
    return split(images, 3, axis)


@operation
def rgb_to_grayscale(images: Any, data_format: Any = None) -> Tensor:
    """The brightness of each pixel, as one channel: 0.2989 red + 0.587 green + 0.114 blue.

    Example:
        >>> from pronghorn import ops
        >>> ops.image.rgb_to_grayscale(ops.ones((4, 4, 3))).shape
        (4, 4, 1)
    """
    images = convert_to_tensor(images)
    axis = layout("rgb_to_grayscale", images, data_format).channels
    if images.shape[axis] == 1:
        return cast(images, images.dtype)
    planes = _planes("rgb_to_grayscale", images, axis)
    dtype = kept_float(str(images.dtype))
    red, green, blue = (
        multiply(cast(plane, dtype), share) for plane, share in zip(planes, GREY, strict=True)
    )
    return cast(add(add(red, green), blue), images.dtype)


def _require_float(op: str, images: Any) -> Any:
    images = convert_to_tensor(images)
    if str(images.dtype) not in dtypes.FLOATS:
        raise DtypeError("S06", op=op, want="floats", got=str(images.dtype), mend="float32")
    return images


@operation
def rgb_to_hsv(images: Any, data_format: Any = None) -> Tensor:
    """Hue, saturation and value, each from 0 to 1, of red, green and blue from 0 to 1.

    Example:
        >>> from pronghorn import ops
        >>> ops.image.rgb_to_hsv([[[0.0, 1.0, 0.0]]]).numpy().round(3).tolist()
        [[[0.3330000042915344, 1.0, 1.0]]]
    """
    images = _require_float("rgb_to_hsv", images)
    smallest = float(np.finfo(np.float32).eps) if images.dtype != "float64" else 2.0**-52
    images = where(less(absolute(images), smallest), 0.0, images)
    axis = layout("rgb_to_hsv", images, data_format).channels
    red, green, blue = _planes("rgb_to_hsv", images, axis)
    value = maximum(maximum(red, green), blue)
    spread = subtract(value, minimum(minimum(red, green), blue))
    coloured = greater(spread, 0.0)
    saturation = divide(spread, where(greater(value, 0.0), value, 1.0))
    saturation = where(greater(value, 0.0), saturation, 0.0)
    unit = divide(1.0, multiply(where(coloured, spread, 1.0), 6.0))

    def towards(a: Any, b: Any, start: float) -> Tensor:
        return add(multiply(unit, subtract(a, b)), start)

    hue = where(equal(value, green), towards(blue, red, 2 / 6), towards(red, green, 4 / 6))
    hue = where(equal(value, red), towards(green, blue, 0.0), hue)
    hue = where(coloured, add(hue, cast(less(hue, 0.0), hue.dtype)), 0.0)
    return concatenate([hue, saturation, value], axis)


@operation
def hsv_to_rgb(images: Any, data_format: Any = None) -> Tensor:
    """Red, green and blue of hue, saturation and value: the inverse of `rgb_to_hsv`.

    Example:
        >>> from pronghorn import ops
        >>> ops.image.hsv_to_rgb([[[0.0, 1.0, 1.0]]]).tolist()
        [[[1.0, 0.0, 0.0]]]
    """
    images = _require_float("hsv_to_rgb", images)
    axis = layout("hsv_to_rgb", images, data_format).channels
    hue, saturation, value = _planes("hsv_to_rgb", images, axis)
    turn = multiply(subtract(hue, floor(hue)), 6.0)

    def channel(start: float) -> Tensor:
        """Falls by the saturation over a third of the colour circle, then rises again."""
        place = mod(add(turn, start), 6.0)
        depth = maximum(minimum(minimum(place, subtract(4.0, place)), 1.0), 0.0)
        return subtract(value, multiply(multiply(value, saturation), depth))

    return concatenate([channel(5.0), channel(3.0), channel(1.0)], axis)
