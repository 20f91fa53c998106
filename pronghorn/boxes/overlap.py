"""How much boxes have in common."""

import math

from pronghorn import ops
from pronghorn.boxes.formats import as_format, parts
from pronghorn.config import epsilon
from pronghorn.errors import ShapeError


def _common(a, b):
    """The area of the intersection of boxes."""
    width = ops.minimum(a[2], b[2]) - ops.maximum(a[0], b[0])
    height = ops.minimum(a[3], b[3]) - ops.maximum(a[1], b[1])
    return ops.maximum(width, 0.0) * ops.maximum(height, 0.0)


def compute_iou(
    boxes1,
    boxes2,
    bounding_box_format,
    use_masking=False,
    mask_val=-1,
    image_shape=None,
):
    """The intersection over the union of each of `boxes1` with each of `boxes2`.

    Args:
        boxes1: shape (n, 4), or (images, n, 4).
        boxes2: shape (m, 4), or (images, m, 4).
        use_masking: gives `mask_val` where one of the two boxes has no number >= 0.
        image_shape: (height, width, channels), wanted if the format is one of shares.

    Returns:
        Shape (n, m), or (images, n, m) if either is of several images.

    Example:
        >>> from pronghorn.utils import bounding_boxes
        >>> squares = [[0, 0, 2, 2], [0, 1, 2, 3]]
        >>> bounding_boxes.compute_iou(squares, squares, "xyxy").numpy().round(4)
        array([[1.    , 0.3333],
               [0.3333, 1.    ]], dtype=float32)
    """
    op = "compute_iou"
    first, second = (
        as_format(op, boxes, bounding_box_format, "xyxy", image_shape) for boxes in (boxes1, boxes2)
    )
    for name, boxes in (("boxes1", first), ("boxes2", second)):
        if boxes.ndim not in (2, 3):
            want = "shape (boxes, 4) or (images, boxes, 4)"
            raise ShapeError("S03", op=f"{op}, {name}", want=want, got=tuple(boxes.shape))
    a = parts(op, first)
    b = tuple(ops.swapaxes(part, -1, -2) for part in parts(op, second))
    areas = [(right - left) * (bottom - top) for left, top, right, bottom in (a, b)]
    common = _common(a, b)
    found = common / (areas[0] + areas[1] - common + epsilon())
    if not use_masking:
        return found
    empty = [ops.less(ops.max(boxes, -1, keepdims=True), 0.0) for boxes in (first, second)]
    hidden = ops.logical_or(empty[0], ops.swapaxes(empty[1], -1, -2))
    return ops.where(hidden, ops.cast(mask_val, found.dtype), found)


def compute_ciou(boxes1, boxes2, bounding_box_format, image_shape=None):
    """The complete intersection over union of each box with its partner (arXiv:1911.08287).

    It is the intersection over the union, less the squared distance of the middles as a share of
    the diagonal around both, less a term for other ratios of width to height.

    Args:
        boxes1, boxes2: shapes (..., 4) that broadcast.
        image_shape: (height, width, channels), wanted if the format is one of shares.

    Example:
        >>> from pronghorn.utils import bounding_boxes
        >>> bounding_boxes.compute_ciou([[0, 0, 2, 2]], [[0, 1, 2, 3]], "xyxy").numpy().round(4)
        array([0.2564], dtype=float32)
    """
    op, least = "compute_ciou", epsilon()
    a, b = (
        parts(op, as_format(op, boxes, bounding_box_format, "xyxy", image_shape))
        for boxes in (boxes1, boxes2)
    )
    widths = [box[2] - box[0] for box in (a, b)]
    heights = [box[3] - box[1] + least for box in (a, b)]
    common = _common(a, b)
    areas = widths[0] * heights[0] + widths[1] * heights[1]
    iou = common / (areas - common + 2 * least)
    spans = [ops.maximum(a[n + 2], b[n + 2]) - ops.minimum(a[n], b[n]) for n in (0, 1)]
    gaps = [(a[n] + a[n + 2] - b[n] - b[n + 2]) / 2 for n in (0, 1)]
    far, diagonal = (ops.square(x) + ops.square(y) for x, y in (gaps, spans))
    tilt = ops.arctan(widths[1] / heights[1]) - ops.arctan(widths[0] / heights[0])
    shape = ops.square(tilt) * (4 / math.pi**2)
    weight = shape / (shape - iou + (1 + least))
    return ops.squeeze(iou - (far / (diagonal + least) + shape * weight), -1)
