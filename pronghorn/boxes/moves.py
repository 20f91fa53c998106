"""Boxes moved as the images around them are; all are written left, top, right, bottom."""

import math

from pronghorn import ops
from pronghorn.boxes.formats import known, parts, require_size

CORNERS = ("xyxy",)


def _limited(corners, height, width):
    """Corners moved to the nearest place inside an image."""
    ends = (width, height, width, height)
    return tuple(
        ops.clip(x, 0, ops.cast(end, x.dtype)) for x, end in zip(corners, ends, strict=True)
    )


def clip_to_image_size(
    bounding_boxes,
    height=None,
    width=None,
    bounding_box_format="xyxy",
):
    """Boxes cut off at the edges of their image; the label of one that has no area left is -1.

    Args:
        bounding_boxes: `{"boxes": (..., 4), "labels": (...)}`; without labels, boxes alone.
        height, width: of the image, in pixels; not used with shares.
        bounding_box_format: "xyxy" or "rel_xyxy".

    Returns:
        A new dict.

    Example:
        >>> from pronghorn.utils import bounding_boxes
        >>> given = {"boxes": [[-5, 2, 8, 9], [12, 0, 14, 3]], "labels": [3, 4]}
        >>> found = bounding_boxes.clip_to_image_size(given, height=10, width=10)
        >>> found["boxes"].tolist(), found["labels"].tolist()
        ([[0, 2, 8, 9], [10, 0, 10, 3]], [3, -1])
    """
    op = "clip_to_image_size"
    form = known(op, "bounding_box_format", bounding_box_format, ("xyxy", "rel_xyxy"))
    if form == "rel_xyxy":
        height = width = 1
    else:
        require_size(op, height, width, "the image's {argument}")
    left, top, right, bottom = corners = _limited(parts(op, bounding_boxes["boxes"]), height, width)
    found = {**bounding_boxes, "boxes": ops.concatenate(corners, -1)}
    if bounding_boxes.get("labels") is not None:
        labels = ops.convert_to_tensor(bounding_boxes["labels"])
        area = (right - left) * (bottom - top)
        area = area if labels.ndim == area.ndim else ops.squeeze(area, -1)
        found["labels"] = ops.where(ops.greater(area, 0), labels, ops.cast(-1, labels.dtype))
    return found


def crop(boxes, top, left, height, width, bounding_box_format="xyxy"):
    """Boxes as they are in a part of the image of `height` and `width` that starts at (top, left).

    Example:
        >>> from pronghorn.utils import bounding_boxes
        >>> bounding_boxes.crop([[10, 20, 50, 60]], top=10, left=20, height=40, width=20).tolist()
        [[0, 10, 20, 40]]
    """
    known("crop", "bounding_box_format", bounding_box_format, CORNERS)
    x1, y1, x2, y2 = parts("crop", boxes)
    moved = x1 - left, y1 - top, x2 - left, y2 - top
    return ops.concatenate(_limited(moved, height, width), -1)


def pad(
    boxes,
    top,
    left,
    height=None,  # noqa: ARG001  # Keras takes and ignores them: nothing is cut off
    width=None,  # noqa: ARG001
    bounding_box_format="xyxy",
):
    """Boxes as they are after `top` rows were put above the image and `left` columns before it.

    Example:
        >>> from pronghorn.utils import bounding_boxes
        >>> bounding_boxes.pad([[10, 20, 50, 60]], top=1, left=2).tolist()
        [[12, 21, 52, 61]]
    """
    known("pad", "bounding_box_format", bounding_box_format, CORNERS)
    x1, y1, x2, y2 = parts("pad", boxes)
    return ops.concatenate([x1 + left, y1 + top, x2 + left, y2 + top], -1)


def projected(boxes, matrix):
    """The boxes around boxes whose corners a map of the plane has moved.

    Args:
        boxes: shape (images, boxes, 4).
        matrix: the entries a to i of the map, which takes (x, y) to ((a x + b y + c) / k,
            (d x + e y + f) / k), where k = g x + h y + i; numbers, or of shape (images, 1, 1).
            Six entries stand for g = h = 0 and i = 1.
    """
    x1, y1, x2, y2 = parts("projected", boxes)
    x, y = ops.concatenate([x1, x2, x1, x2], -1), ops.concatenate([y1, y1, y2, y2], -1)
    a, b, c, d, e, f = matrix[:6]
    across, down = a * x + b * y + c, d * x + e * y + f
    if len(matrix) > 6:
        g, h, i = matrix[6:]
        k = g * x + h * y + i
        across, down = across / k, down / k
    ends = [fold(line, -1, keepdims=True) for fold in (ops.min, ops.max) for line in (across, down)]
    return ops.concatenate(ends, -1)


def undone(matrix):
    """The map that takes back what a map of the plane does, for `projected`.

    Args:
        matrix: six entries, or the eight before i = 1.
    """
    a, b, c, d, e, f = matrix[:6]
    if len(matrix) == 6:
        size = a * e - b * d
        return [
            e / size,
            -b / size,
            (b * f - c * e) / size,
            -d / size,
            a / size,
            (c * d - a * f) / size,
        ]
    g, h = matrix[6:]
    # The adjugate: a factor common to all entries is divided away.
    return [
        e - f * h,
        c * h - b,
        b * f - c * e,
        f * g - d,
        a - c * g,
        c * d - a * f,
        d * h - e * g,
        b * g - a * h,
        a * e - b * d,
    ]


def affine_transform(
    boxes,
    angle,
    translate_x,
    translate_y,
    scale,
    shear_x,
    shear_y,
    height,
    width,
    center_x=None,
    center_y=None,
    bounding_box_format="xyxy",
):
    """The boxes around boxes turned, sheared, scaled and moved; nothing is cut off.

    Args:
        boxes: shape (images, boxes, 4).
        angle, shear_x, shear_y: in degrees, a number for each image.
        translate_x, translate_y: as shares of the width and the height less one pixel.
        center_x, center_y: the point that stays, as shares; by default the middle.

    Example:
        >>> import numpy as np
        >>> from pronghorn.utils import bounding_boxes
        >>> none, one = np.zeros(1), np.ones(1)
        >>> boxes = np.array([[[0.0, 0.0, 4.0, 2.0]]])
        >>> turned = bounding_boxes.affine_transform(
        ...     boxes, one * 90, none, none, one, none, none, height=11, width=11
        ... )
        >>> (turned.numpy().round(3) + 0.0).tolist()
        [[[0.0, 6.0, 2.0, 10.0]]]
    """
    known("affine_transform", "bounding_box_format", bounding_box_format, CORNERS)

    def each(value, unit=1.0):
        return ops.reshape(ops.cast(ops.convert_to_tensor(value), "float32"), (-1, 1, 1)) * unit

    turn, slant_x, slant_y = (-each(x, math.pi / 180) for x in (angle, shear_x, shear_y))
    wide, high = (ops.cast(size, "float32") - 1.0 for size in (width, height))
    x = wide * (0.5 if center_x is None else center_x)
    y = high * (0.5 if center_y is None else center_y)
    right, down = x - each(translate_x) * wide, y - each(translate_y) * high
    # A rotation after two shears, whose determinant is 1, so that its inverse needs no division.
    p = ops.cos(turn - slant_y) / ops.cos(slant_y)
    r = -ops.sin(turn - slant_y) / ops.cos(slant_y)
    q = p * ops.tan(slant_x) + ops.sin(turn)
    s = ops.cos(turn) - r * ops.tan(slant_x)
    a, b, d, e = (entry * each(scale) for entry in (s, -q, -r, p))
    matrix = [a, b, x - a * right - b * down, d, e, y - d * right - e * down]
    return projected(ops.cast(ops.convert_to_tensor(boxes), "float32"), matrix)
