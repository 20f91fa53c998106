"""Images seen through small windows: blurred, their edges, their likeness to others."""

from __future__ import annotations

from typing import Any

from pronghorn.ops.brackets import get_item
from pronghorn.ops.convert import cast, convert_to_tensor
from pronghorn.ops.elementwise import add, divide, exp, multiply, square, subtract
from pronghorn.ops.image.layout import layout
from pronghorn.ops.join import stack
from pronghorn.ops.operands import float_payload, kept_float
from pronghorn.ops.operation import operation
from pronghorn.ops.padding import pad
from pronghorn.ops.reduce import mean
from pronghorn.ops.reduce import sum as summed
from pronghorn.prims import create
from pronghorn.tensor import Tensor


def bell(size: int, sigma: Any) -> Any:
    """`size` weights that fall as a normal density of deviation `sigma` does, their sum 1."""
    places = Tensor(create.iota(shape=(size,), axis=0, dtype="float32"))
    places = divide(subtract(places, (size - 1) / 2), sigma)
    heights = exp(multiply(square(places), -0.5))
    return divide(heights, summed(heights))


def _slid(x: Any, axis: int, weights: Any, size: int) -> Any:
    """Sums of `size` neighbours along an axis, weighted; the axis is `size - 1` shorter."""
    kept = x.shape[axis] - (size - 1)
    total: Any = None
    for n in range(size):
        weight = weights[n]
        if isinstance(weight, int) and weight == 0:
            continue
        key = tuple(slice(n, n + kept) if m == axis else slice(None) for m in range(x.ndim))
        part = get_item(x, key)
        part = part if isinstance(weight, int) and weight == 1 else multiply(part, weight)
        total = part if total is None else add(total, part)
    return total


def _widened(x: Any, axis: int, size: int) -> Tensor:
    """x with zeros at both ends of an axis, so that a window of `size` stands at every place."""
    before = (size - 1) // 2
    pair = (before, size - 1 - before)
    return pad(x, tuple(pair if n == axis else (0, 0) for n in range(x.ndim)))


@operation
def gaussian_blur(
    images: Any, kernel_size: Any = (3, 3), sigma: Any = (1.0, 1.0), data_format: Any = None
) -> Tensor:
    """Images blurred by a normal density; outside of them there are zeros.

    Args:
        kernel_size: width and height of the window.
        sigma: deviation along the width and along the height, in pixels.

    Example:
        >>> from pronghorn import ops
        >>> x = ops.image.pad_images([[[1.0]]], 1, 1, 1, 1)
        >>> ops.sum(ops.image.gaussian_blur(x)).numpy().round(4).item()
        1.0
    """
    images = convert_to_tensor(images)
    axes = layout("gaussian_blur", images, data_format)
    dtype = str(images.dtype)
    x = cast(images, kept_float(dtype))
    sigma = cast(convert_to_tensor(sigma), x.dtype)
    for place, axis in ((1, axes.height), (0, axes.width)):
        size = int(kernel_size[place])
        weights = cast(bell(size, sigma[place]), x.dtype)
        x = _slid(_widened(x, axis, size), axis, weights, size)
    return cast(x, dtype)


@operation
def sobel_edges(images: Any, data_format: Any = None) -> Tensor:
    """How steeply images rise downwards and to the right, as a last axis of 2 (Sobel 1968).

    Outside of the images there are zeros.

    Example:
        >>> from pronghorn import ops
        >>> ops.image.sobel_edges(ops.ones((2, 4, 4, 3))).shape
        (2, 4, 4, 3, 2)
    """
    x = convert_to_tensor(images)
    axes = layout("sobel_edges", x, data_format)
    for axis in (axes.height, axes.width):
        x = _widened(x, axis, 3)
    rise, smooth = (-1, 0, 1), (1, 2, 1)
    down = _slid(_slid(x, axes.height, rise, 3), axes.width, smooth, 3)
    right = _slid(_slid(x, axes.width, rise, 3), axes.height, smooth, 3)
    return stack([down, right], -1)


@operation
def ssim(
    image1: Any,
    image2: Any,
    max_val: float = 1.0,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    data_format: Any = None,
) -> Tensor:
    """The structural similarity of images, at most 1.

    After Wang et al. 2004, doi:10.1109/TIP.2003.819861.

    Args:
        max_val: the largest value that pixels may have.
        filter_size, filter_sigma: of the window, a normal density.

    Returns:
        One number for each image.

    Example:
        >>> from pronghorn import ops
        >>> x = ops.ones((2, 16, 16, 3))
        >>> ops.image.ssim(x, x).tolist()
        [1.0, 1.0]
    """
    a, b = convert_to_tensor(image1), convert_to_tensor(image2)
    dtype = str(a.dtype)
    axes = layout("ssim", a, data_format)
    a, b = (Tensor(float_payload(x)) for x in (a, b))
    weights = cast(bell(filter_size, filter_sigma), a.dtype)

    def around(x: Any) -> Any:
        high = _slid(x, axes.height, weights, filter_size)
        return _slid(high, axes.width, weights, filter_size)

    mean_a, mean_b = around(a), around(b)
    product = multiply(mean_a, mean_b)
    square_a, square_b = square(mean_a), square(mean_b)
    variances = subtract(around(add(square(a), square(b))), add(square_a, square_b))
    covariance = subtract(around(multiply(a, b)), product)
    c1, c2 = (k1 * max_val) ** 2, (k2 * max_val) ** 2
    top = multiply(add(multiply(product, 2.0), c1), add(multiply(covariance, 2.0), c2))
    bottom = multiply(add(add(square_a, square_b), c1), add(variances, c2))
    return cast(mean(divide(top, bottom), tuple(axes)), dtype)
