"""Images read at other places: turned, moved, sheared, seen from the side.

Places between pixels are read as sums of their neighbours. Outside the image one of these holds:

    constant   | k k k | a b c d | k k k |
    nearest    | a a a | a b c d | d d d |
    reflect    | c b a | a b c d | d c b |
    mirror     | d c b | a b c d | c b a |
    wrap       | b c d | a b c d | a b c |
"""

from __future__ import annotations

import itertools
from typing import Any

from pronghorn import arguments, dtypes
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ir.sizes import product
from pronghorn.ops.compare import equal, greater_equal, less, logical_and, where
from pronghorn.ops.convert import cast, convert_to_tensor
from pronghorn.ops.elementwise import (
    absolute,
    add,
    clip,
    divide,
    floor,
    floor_divide,
    maximum,
    mod,
    multiply,
    saturate_cast,
    sign,
    subtract,
)
from pronghorn.ops.image.layout import as_before, channels_last, layout
from pronghorn.ops.operands import constant, float_payload, kept_float, payload
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import broadcast_to, expand_dims, reshape
from pronghorn.prims import create
from pronghorn.prims import index as strict
from pronghorn.tensor import Tensor

FILL_MODES = ("constant", "nearest", "wrap", "mirror", "reflect")
ORDERS = {"nearest": 0, "bilinear": 1}


def _mirrored(place: Any, size: Any) -> Any:
    """Back and forth between the first and the last place, each met once on the way."""
    last = subtract(size, 1)
    return absolute(subtract(mod(add(place, last), maximum(multiply(last, 2), 1)), last))


def _inside(place: Any, size: Any, mode: str) -> Any:
    """A place outside the axis as the one inside that is read for it."""
    if mode == "wrap":
        return mod(place, size)
    if mode == "mirror":
        return _mirrored(place, size)
    if mode == "reflect":
        double = _mirrored(add(multiply(place, 2), 1), add(multiply(size, 2), 1))
        return floor_divide(subtract(double, 1), 2)
    return clip(place, 0, subtract(size, 1))


def _rounded(x: Any) -> Any:
    """The nearest whole number, halves away from zero."""
    return multiply(sign(x), floor(add(absolute(x), 0.5)))


class _Reading:
    """Elements of x read at places that are given for some of its axes.

    x has the axes `rows`, then those of the places, then any others; `base` is the first place of
    each row in x with these axes made one.
    """

    def __init__(self, x: Any, first: int, axes: int, base: Any, mode: str, value: float) -> None:
        self.sizes = x.shape[first : first + axes]
        self.flat = reshape(x, (product(x.shape[: first + axes]), *x.shape[first + axes :]))
        self.base, self.mode, self.value = base, mode, value

    def at(self, coordinates: list[Any], order: int) -> Any:
        """The elements at `coordinates`, one tensor of floats for each axis."""
        corners = [self._neighbours(x, order) for x in coordinates]
        total: Any = None
        for corner in itertools.product(*corners):
            part = self._read([place for place, _ in corner])
            for _, weight in corner:
                part = part if weight is None else multiply(part, self._spread(weight, part))
            total = part if total is None else add(total, part)
        return total

    def _neighbours(self, x: Any, order: int) -> list[tuple[Any, Any]]:
        """The places beside a coordinate, and how much each counts."""
        if order == 0:
            return [(cast(_rounded(x), "int32"), None)]
        low = floor(x)
        share = subtract(x, low)
        place = cast(low, "int32")
        return [(place, subtract(1.0, share)), (add(place, 1), share)]

    def _read(self, places: list[Any]) -> Any:
        index: Any = self.base
        here: Any = None
        for place, size in zip(places, self.sizes, strict=True):
            total = Tensor(constant(size, (), "int32"))
            if self.mode == "constant":
                inside = logical_and(greater_equal(place, 0), less(place, total))
                here = inside if here is None else logical_and(here, inside)
            found = _inside(place, total, self.mode)
            index = found if index is None else add(multiply(index, total), found)
        read = Tensor(strict.gather(payload(self.flat), payload(index), axis=0))
        return read if here is None else where(self._spread(here, read), read, self.value)

    @staticmethod
    def _spread(x: Any, like: Any) -> Any:
        """x with axes of size 1 for those that `like` has more."""
        return expand_dims(x, tuple(range(x.ndim, like.ndim))) if x.ndim < like.ndim else x


def _restored(x: Any, dtype: str) -> Tensor:
    """A float result in the dtype of the images."""
    if dtype in dtypes.FLOATS:
        return cast(x, dtype)
    return saturate_cast(_rounded(x), dtype)


@operation
def map_coordinates(
    inputs: Any, coordinates: Any, order: int, fill_mode: str = "constant", fill_value: float = 0
) -> Tensor:
    """The elements of a tensor at places that need not be whole numbers.

    Args:
        coordinates: shape (axes of inputs, ...): one coordinate for each axis.
        order: 0 reads the nearest element, 1 interpolates.
        fill_mode: what stands outside: "constant", "nearest", "wrap", "mirror" or "reflect".

    Returns:
        The shape of one coordinate, the dtype of `inputs`.

    Example:
        >>> from pronghorn import ops
        >>> ops.image.map_coordinates([0.0, 10.0], [[0.25, 1.0]], order=1).tolist()
        [2.5, 10.0]
    """
    x, places = convert_to_tensor(inputs), convert_to_tensor(coordinates)
    arguments.choice("map_coordinates", "order", order, (0, 1))
    arguments.choice("map_coordinates", "fill_mode", fill_mode, FILL_MODES)
    if places.ndim < 2 or places.shape[0] != x.ndim:
        want, got = "coordinates of shape ({ndim}, ...)", tuple(places.shape)
        raise ShapeError("S03", op="map_coordinates", want=want, ndim=x.ndim, got=got)
    dtype = str(x.dtype)
    computed = kept_float(dtype)
    places = Tensor(float_payload(places))
    reading = _Reading(cast(x, computed), 0, x.ndim, None, fill_mode, fill_value)
    found = reading.at([cast(places[n], computed) for n in range(x.ndim)], order)
    return _restored(found, dtype)


def read_images(
    images: Any, rows: Any, columns: Any, order: int, fill_mode: str, fill_value: float
) -> Tensor:
    """Images (n, height, width, channels) read at places (n, height, width), in their dtype."""
    dtype = str(images.dtype)
    count = images.shape[0]
    base = Tensor(create.iota(shape=(count, 1, 1), axis=0, dtype="int32"))
    x = cast(images, kept_float(dtype))
    reading = _Reading(x, 1, 2, base, fill_mode, fill_value)
    return _restored(reading.at([rows, columns], order), dtype)


def grid(height: Any, width: Any) -> tuple[Tensor, Tensor]:
    """The row and the column of each pixel, shapes (1, height, 1) and (1, 1, width)."""
    return (
        Tensor(create.iota(shape=(1, height, 1), axis=1, dtype="float32")),
        Tensor(create.iota(shape=(1, 1, width), axis=2, dtype="float32")),
    )


def project(
    images: Any, matrix: list[Any], interpolation: str, fill_mode: str, fill_value: float
) -> Tensor:
    """Output pixel (x, y) read at ((a x + b y + c) / k, (d x + e y + f) / k), k = g x + h y + 1.

    Args:
        images: shape (n, height, width, channels).
        matrix: a to h, each for all images or of shape (n, 1, 1); without g and h k is 1.
    """
    a, b, c, d, e, f = matrix[:6]
    y, x = grid(*images.shape[1:3])
    shape = (images.shape[0], *images.shape[1:3])

    def line(p: Any, q: Any, r: Any) -> Any:
        return broadcast_to(add(add(multiply(p, x), multiply(q, y)), r), shape)

    across, down = line(a, b, c), line(d, e, f)
    if len(matrix) > 6:
        k = line(matrix[6], matrix[7], 1.0)
        across, down = divide(across, k), divide(down, k)
    return read_images(images, down, across, ORDERS[interpolation], fill_mode, fill_value)


def _as_rows(images: Any, axes: Any) -> Tensor:
    """Rows of images with channels last, also of a single one."""
    images = channels_last(images, axes)
    return images if images.ndim == 4 else expand_dims(images, 0)


def _from_rows(images: Any, axes: Any, single: bool) -> Tensor:
    images = images[0] if single else images
    return as_before(images, axes)


@operation
def affine_transform(
    images: Any,
    transform: Any,
    interpolation: str = "bilinear",
    fill_mode: str = "constant",
    fill_value: float = 0,
    data_format: Any = None,
) -> Tensor:
    """Images turned, scaled, moved and sheared.

    Args:
        transform: eight numbers (a0, a1, a2, b0, b1, b2, c0, c1), for all images or for each: the
            output pixel (x, y) is read at ((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k), where
            k = c0 x + c1 y + 1.
        interpolation: "bilinear" or "nearest".
        fill_mode: what stands outside: "constant", "nearest", "wrap", "mirror" or "reflect".

    Example:
        >>> from pronghorn import ops
        >>> x = ops.array([[[1.0], [2.0], [3.0]]])
        >>> ops.image.affine_transform(x, [1, 0, 1, 0, 1, 0, 0, 0]).numpy().ravel().tolist()
        [2.0, 3.0, 0.0]
    """
    op = "affine_transform"
    images, matrix = convert_to_tensor(images), convert_to_tensor(transform)
    axes = layout(op, images, data_format)
    arguments.choice(op, "interpolation", interpolation, tuple(ORDERS))
    arguments.choice(op, "fill_mode", fill_mode, FILL_MODES)
    if matrix.ndim not in (1, 2) or matrix.shape[-1] != 8:
        want = "eight numbers, or eight for each image"
        raise ArgumentError(
            "S29",
            op=op,
            argument="transform",
            want=want,
            got=f"shape {tuple(matrix.shape)}",
            example=[1, 0, 0, 0, 1, 0, 0, 0],
        )
    matrix = cast(matrix, "float32")
    matrix = matrix if matrix.ndim == 2 else expand_dims(matrix, 0)
    entries = [reshape(matrix[:, n], (matrix.shape[0], 1, 1)) for n in range(8)]
    rows = _as_rows(images, axes)
    found = project(rows, entries, interpolation, fill_mode, fill_value)
    return _from_rows(found, axes, images.ndim == 3)


def _cross(u: list[Any], v: list[Any]) -> list[Any]:
    return [
        subtract(multiply(u[i], v[j]), multiply(u[j], v[i])) for i, j in ((1, 2), (2, 0), (0, 1))
    ]


def _dot(u: list[Any], v: list[Any]) -> Any:
    return add(add(multiply(u[0], v[0]), multiply(u[1], v[1])), multiply(u[2], v[2]))


def _corners(points: Any) -> list[list[Any]]:
    """Three columns such that weights (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1) give the points.

    In homogeneous coordinates, after Heckbert 1989, "Fundamentals of texture mapping", 2.2.3.
    """
    p = [[reshape(points[:, n, axis], (-1, 1, 1)) for axis in (0, 1)] + [1.0] for n in range(4)]
    shares = [
        _dot(_cross(p[1], p[2]), p[3]),
        _dot(_cross(p[2], p[0]), p[3]),
        _dot(_cross(p[0], p[1]), p[3]),
    ]
    return [[multiply(x, share) for x in p[n]] for n, share in enumerate(shares)]


def homography(start: Any, end: Any) -> list[Any]:
    """The eight entries of the map of the plane that takes `end` points to `start` points."""
    a, b = _corners(start), _corners(end)
    # Rows of the inverse of b, but for its determinant, which the last step divides away.
    rows = [_cross(b[1], b[2]), _cross(b[2], b[0]), _cross(b[0], b[1])]
    entries = [
        _dot([column[i] for column in a], [row[j] for row in rows])
        for i in range(3)
        for j in range(3)
    ]
    last = where(equal(entries[8], 0.0), 1.0, entries[8])
    return [divide(entry, last) for entry in entries[:8]]


@operation
def perspective_transform(
    images: Any,
    start_points: Any,
    end_points: Any,
    interpolation: str = "bilinear",
    fill_value: float = 0,
    data_format: Any = None,
) -> Tensor:
    """Images seen so that four points of them come to lie at four others.

    Args:
        start_points, end_points: shape (4, 2), or (images, 4, 2): (x, y) of corners, in pixels.

    Example:
        >>> from pronghorn import ops
        >>> corners = [[0.0, 0.0], [3.0, 0.0], [0.0, 3.0], [3.0, 3.0]]
        >>> x = ops.ones((4, 4, 1))
        >>> bool((ops.image.perspective_transform(x, corners, corners) == x).numpy().all())
        True
    """
    op = "perspective_transform"
    images = convert_to_tensor(images)
    axes = layout(op, images, data_format)
    arguments.choice(op, "interpolation", interpolation, tuple(ORDERS))
    start, end = (
        cast(convert_to_tensor(points), "float32") for points in (start_points, end_points)
    )
    for name, points in (("start_points", start), ("end_points", end)):
        if points.ndim not in (2, 3) or points.shape[-2:] != (4, 2) or points.ndim != start.ndim:
            want = "four points, shape (4, 2) or (images, 4, 2)"
            raise ShapeError("S03", op=f"{op}, {name}", want=want, got=tuple(points.shape))
    if start.ndim == 2:
        start, end = expand_dims(start, 0), expand_dims(end, 0)
    rows = _as_rows(images, axes)
    matrix = homography(start, end)
    found = project(rows, matrix, interpolation, "constant", fill_value)
    return _from_rows(found, axes, images.ndim == 3)
