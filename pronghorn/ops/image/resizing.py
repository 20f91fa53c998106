"""Images of another size: every pixel a weighted sum of pixels, along one axis after the other."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from pronghorn import arguments, dtypes
from pronghorn.errors import ArgumentError
from pronghorn.ir.sizes import Size, product
from pronghorn.ops.angles import sin
from pronghorn.ops.brackets import get_item
from pronghorn.ops.compare import greater, greater_equal, less_equal, logical_and, not_equal, where
from pronghorn.ops.convert import cast, convert_to_tensor
from pronghorn.ops.elementwise import (
    absolute,
    add,
    divide,
    floor_divide,
    maximum,
    minimum,
    multiply,
    round,
    saturate_cast,
    square,
    subtract,
)
from pronghorn.ops.image.edges import placed
from pronghorn.ops.image.layout import known_height_and_width, layout
from pronghorn.ops.linalg import matmul
from pronghorn.ops.operands import constant, kept_float, payload
from pronghorn.ops.operation import operation
from pronghorn.ops.padding import pad
from pronghorn.ops.reduce import sum as summed
from pronghorn.ops.shape import reshape
from pronghorn.prims import create
from pronghorn.prims import index as strict
from pronghorn.prims.elementwise import cast as strict_cast
from pronghorn.tensor import Tensor


def _triangle(x: Any) -> Any:
    return maximum(subtract(1.0, x), 0.0)


def _cubic(x: Any) -> Any:
    """Keys' kernel with a = -1/2 (Keys 1981, doi:10.1109/TASSP.1981.1163711)."""
    near = add(multiply(multiply(subtract(multiply(x, 1.5), 2.5), x), x), 1.0)
    middle = multiply(add(multiply(x, -0.5), 2.5), x)
    far = add(multiply(subtract(middle, 4.0), x), 2.0)
    return where(greater_equal(x, 2.0), 0.0, where(greater_equal(x, 1.0), far, near))


def _lanczos(radius: float) -> Callable[[Any], Any]:
    """sinc(x) sinc(x / radius) within the radius (Duchon 1979)."""

    def kernel(x: Any) -> Any:
        turn = multiply(x, math.pi)
        top = multiply(multiply(sin(turn), sin(divide(turn, radius))), radius)
        bottom = where(not_equal(x, 0.0), square(turn), 1.0)
        inside = where(greater(x, 1e-3), divide(top, bottom), 1.0)
        return where(greater(x, radius), 0.0, inside)

    return kernel


KERNELS: dict[str, Callable[[Any], Any]] = {
    "bilinear": _triangle,
    "bicubic": _cubic,
    "lanczos3": _lanczos(3.0),
    "lanczos5": _lanczos(5.0),
}
INTERPOLATIONS = ("bilinear", "nearest", "bicubic", "lanczos3", "lanczos5", "area")
METHODS = {
    **KERNELS,
    **dict.fromkeys(("linear", "trilinear"), _triangle),
    **dict.fromkeys(("cubic", "tricubic"), _cubic),
}

# A column of weights that sums to less is one of no pixel.
_NOTHING = 1000 * 2.0**-23


def _number(size: Size | int) -> Tensor:
    """A size as a float; one that is only known when the program runs is read then."""
    return Tensor(constant(size, (), "float32"))


def _places(size: Size | int) -> Tensor:
    return Tensor(create.iota(shape=(size,), axis=0, dtype="float32"))


def _weights(size: Any, wanted: Any, scale: Any, shift: Any, kernel: Any, antialias: bool) -> Any:
    """How much of each old place goes into each new one, shape (wanted, size).

    New places have their centres at `(new + 1/2 - shift) / scale - 1/2`. Where an image shrinks,
    `antialias` widens the kernel by as much, so that no old place is passed over.
    """
    inverse = divide(1.0, scale)
    centre = multiply(subtract(add(_places(wanted), 0.5), shift), inverse)
    centre = get_item(subtract(centre, 0.5), (slice(None), None))
    distance = absolute(subtract(centre, _places(size)))
    if antialias:
        distance = divide(distance, maximum(inverse, 1.0))
    weights = kernel(distance)
    total = summed(weights, 1, keepdims=True)
    some = greater(absolute(total), _NOTHING)
    weights = where(some, divide(weights, where(some, total, 1.0)), 0.0)
    last = subtract(_number(size), 0.5)
    return where(logical_and(greater_equal(centre, -0.5), less_equal(centre, last)), weights, 0.0)


def _shares(size: Any, wanted: Any) -> Tensor:
    """As `_weights`, each new place being the mean of the stretch of old ones that it covers."""
    stretch = divide(_number(size), _number(wanted))
    start = get_item(multiply(_places(wanted), stretch), (slice(None), None))
    old = _places(size)
    overlap = subtract(minimum(add(old, 1.0), add(start, stretch)), maximum(old, start))
    return divide(maximum(overlap, 0.0), stretch)


def _mixed(x: Any, axis: int, weights: Any) -> Any:
    """x with the places of an axis mixed by a matrix (new, old)."""
    shape = x.shape
    before, after = product(shape[:axis]), product(shape[axis + 1 :])
    flat = reshape(x, (before, shape[axis], after))
    mixed = matmul(cast(weights, x.dtype), flat)
    return reshape(mixed, (*shape[:axis], weights.shape[0], *shape[axis + 1 :]))


def _nearest(x: Any, axis: int, wanted: Any) -> Tensor:
    """The old place under the centre of each new one, in whole numbers: no rounding to differ."""
    size = x.shape[axis]
    double = create.iota(shape=(wanted,), axis=0, dtype="int32")
    double = add(multiply(Tensor(double), 2), 1)
    whole, parts = (Tensor(constant(n, (), "int32")) for n in (size, wanted * 2))
    places = floor_divide(multiply(double, whole), parts)
    return Tensor(strict.gather(payload(x), strict_cast(payload(places), dtype="int32"), axis=axis))


def _resized(x: Any, axis: int, wanted: Any, interpolation: str, antialias: bool) -> Any:
    size = x.shape[axis]
    if size == wanted:
        return Tensor(payload(x))
    if interpolation == "nearest":
        return _nearest(x, axis, wanted)
    if interpolation == "area":
        return _mixed(x, axis, _shares(size, wanted))
    scale = divide(_number(wanted), _number(size))
    kernel = KERNELS[interpolation]
    return _mixed(x, axis, _weights(size, wanted, scale, 0.0, kernel, antialias))


def _size(op: str, size: Any) -> tuple[Any, Any]:
    sizes = tuple(size) if isinstance(size, list | tuple) else (size,)
    good = len(sizes) == 2 and all(
        isinstance(n, Size) or (isinstance(n, int) and n > 0) for n in sizes
    )
    if not good:
        want = "(height, width), two positive integers"
        raise ArgumentError(
            "S29", op=op, argument="size", want=want, got=size, example="(224, 224)"
        )
    return sizes[0], sizes[1]


class Frame(NamedTuple):
    """What of an image is stretched to a target; with edges outside of the image if it is padded.

    Sizes and places are numbers, or tensors where they are known when the program runs.
    """

    top: Any
    left: Any
    rows: Any
    columns: Any


def largest_part(high: int, wide: int, height: int, width: int) -> Frame:
    """The middle of an image that has the shape of the target."""
    known_height_and_width("resize", high, wide)
    rows = max(min(high, int(wide * height / width)), 1)
    columns = max(min(wide, int(high * width / height)), 1)
    return Frame((high - rows) // 2, (wide - columns) // 2, rows, columns)


def smallest_frame(high: int, wide: int, height: int, width: int) -> Frame:
    """An image in the middle of a frame that has the shape of the target."""
    known_height_and_width("resize", high, wide)
    top = (max(high, int(wide * height / width)) - high) // 2
    left = 0 if top else (max(wide, int(high * width / height)) - wide) // 2
    return Frame(-top, -left, high + 2 * top, wide + 2 * left)


def _cropped(images: Any, axes: Any, size: tuple[Any, Any]) -> Tensor:
    part = largest_part(images.shape[axes.height], images.shape[axes.width], *size)
    rows = slice(part.top, part.top + part.rows)
    columns = slice(part.left, part.left + part.columns)
    return get_item(images, placed(axes, images.ndim, rows, columns, slice(None)))


def _padded(images: Any, axes: Any, size: tuple[Any, Any], value: float) -> Tensor:
    frame = smallest_frame(images.shape[axes.height], images.shape[axes.width], *size)
    vertical, horizontal = (-frame.top, -frame.top), (-frame.left, -frame.left)
    widths = placed(axes, images.ndim, vertical, horizontal, (0, 0))
    return pad(images, widths, constant_values=value)


@operation
def resize(
    images: Any,
    size: Any,
    interpolation: str = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    data_format: Any = None,
) -> Tensor:
    """Images of another height and width; pixels are squares whose values stand at their centres.

    Args:
        size: (height, width).
        interpolation: "bilinear", "nearest", "bicubic", "lanczos3", "lanczos5", or "area", the
            mean of the pixels covered.
        antialias: whether shrinking takes all pixels into account, as "area" always does.
        crop_to_aspect_ratio: cut what does not fit the shape of the target instead of distorting.
        pad_to_aspect_ratio: fill up to the shape of the target with `fill_value` instead.

    Returns:
        Images of the same dtype; whole numbers are rounded.

    Example:
        >>> from pronghorn import ops
        >>> ops.image.resize([[[0.0], [4.0]]], (1, 4)).numpy().ravel().tolist()
        [0.0, 1.0, 3.0, 4.0]
    """
    images = convert_to_tensor(images)
    axes = layout("resize", images, data_format)
    height, width = _size("resize", size)
    arguments.choice("resize", "interpolation", interpolation, INTERPOLATIONS)
    arguments.choice("resize", "fill_mode", fill_mode, ("constant",))
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        raise ArgumentError(
            "S29",
            op="resize",
            argument="pad_to_aspect_ratio",
            want="False beside crop_to_aspect_ratio",
            got=True,
            example="pad_to_aspect_ratio=False",
        )
    if crop_to_aspect_ratio:
        images = _cropped(images, axes, (height, width))
    elif pad_to_aspect_ratio:
        images = _padded(images, axes, (height, width), fill_value)
    dtype = str(images.dtype)
    if interpolation != "nearest":
        images = cast(images, kept_float(dtype))
    for axis, wanted in ((axes.height, height), (axes.width, width)):
        images = _resized(images, axis, wanted, interpolation, antialias)
    is_whole = interpolation != "nearest" and dtype not in dtypes.FLOATS
    return saturate_cast(round(images), dtype) if is_whole else cast(images, dtype)


@operation
def scale_and_translate(
    images: Any,
    output_shape: Any,
    scale: Any,
    translation: Any,
    spatial_dims: Any,
    method: str,
    antialias: bool = True,
) -> Tensor:
    """x resampled at `(new + 1/2 - translation) / scale - 1/2` along some of its axes.

    Args:
        output_shape: of the whole result.
        scale, translation: one number for each of `spatial_dims`; may be computed.
        method: "linear", "cubic", "lanczos3" or "lanczos5".

    Example:
        >>> from pronghorn import ops
        >>> x = ops.array([0.0, 1.0, 2.0])
        >>> ops.image.scale_and_translate(x, (3,), [1.0], [1.0], (0,), "linear").tolist()
        [0.0, 0.0, 1.0]
    """
    x = convert_to_tensor(images)
    kernel = METHODS[arguments.choice("scale_and_translate", "method", method, tuple(METHODS))]
    dtype = str(x.dtype)
    if dtype not in dtypes.FLOATS:
        x = cast(x, kept_float(dtype))
    scale, translation = (cast(convert_to_tensor(n), "float32") for n in (scale, translation))
    for place, axis in enumerate(spatial_dims):
        axis = axis % x.ndim
        weights = _weights(
            x.shape[axis], output_shape[axis], scale[place], translation[place], kernel, antialias
        )
        x = _mixed(x, axis, weights)
    return x
