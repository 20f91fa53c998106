"""Boxes as what a detector predicts: moves and stretches of given anchors.

With all in the format (middle, size) the deltas are ((middle - anchor's) / anchor's size,
log(size / anchor's)), after Girshick et al. 2014, arXiv:1311.2524, appendix C.
"""

from pronghorn import ops
from pronghorn.boxes.formats import as_format, convert_format, image_size, known
from pronghorn.config import epsilon
from pronghorn.errors import ArgumentError

CENTRED = ("center_yxhw", "center_xywh")


def _variance(op, given):
    """Four numbers, or 1."""
    if given is None:
        return 1.0
    found = ops.cast(ops.convert_to_tensor(given), "float32")
    if found.ndim == 0 or found.shape[-1] != 4:
        example = "variance=[0.1, 0.1, 0.2, 0.2]"
        raise ArgumentError(
            "S29", op=op, argument="variance", want="four numbers", got=given, example=example
        )
    return found


def encode_box_to_deltas(
    anchors,
    boxes,
    anchor_format,
    box_format,
    encoding_format="center_yxhw",
    variance=None,
    image_shape=None,
):
    """What turns anchors into boxes.

    Args:
        anchors: shape (n, 4).
        boxes: shape (n, 4) or (images, n, 4).
        anchor_format, box_format: see `convert_format`.
        encoding_format: "center_yxhw" or "center_xywh": the order of the deltas.
        variance: four numbers that the deltas are divided by.
        image_shape: (height, width, channels), wanted if a format is one of shares.

    Example:
        >>> from pronghorn.utils import bounding_boxes
        >>> anchors, boxes = [[0, 0, 10, 10]], [[5, 0, 15, 10]]
        >>> bounding_boxes.encode_box_to_deltas(anchors, boxes, "xyxy", "xyxy").tolist()
        [[0.0, 0.5, 0.0, 0.0]]
    """
    op = "encode_box_to_deltas"
    form = known(op, "encoding_format", encoding_format, CENTRED)
    scale = _variance(op, variance)
    anchors = as_format(op, anchors, anchor_format, form, image_shape)
    boxes = as_format(op, boxes, box_format, form, image_shape)
    size = ops.maximum(anchors[..., 2:], epsilon())
    moved = (boxes[..., :2] - anchors[..., :2]) / size
    stretched = ops.log(ops.maximum(boxes[..., 2:], epsilon()) / size)
    return ops.concatenate([moved, stretched], -1) / scale


def decode_deltas_to_boxes(
    anchors,
    boxes_delta,
    anchor_format,
    box_format,
    encoded_format="center_yxhw",
    variance=None,
    image_shape=None,
):
    """The inverse of `encode_box_to_deltas`.

    Args:
        anchors: shape (n, 4), or a dict of such, by level.
        boxes_delta: shape (n, 4) or (images, n, 4), or a dict of such with the same keys.

    Example:
        >>> from pronghorn.utils import bounding_boxes
        >>> anchors, deltas = [[0.0, 0.0, 10.0, 10.0]], [[0.0, 0.5, 0.0, 0.0]]
        >>> bounding_boxes.decode_deltas_to_boxes(anchors, deltas, "xyxy", "xyxy").tolist()
        [[5.0, 0.0, 15.0, 10.0]]
    """
    op = "decode_deltas_to_boxes"
    form = known(op, "encoded_format", encoded_format, CENTRED)
    settings = anchor_format, box_format, form, variance, image_shape
    if isinstance(anchors, dict) and isinstance(boxes_delta, dict):
        return {
            level: decode_deltas_to_boxes(each, boxes_delta[level], *settings)
            for level, each in anchors.items()
        }
    scale = _variance(op, variance)
    anchors = as_format(op, anchors, anchor_format, form, image_shape)
    deltas = ops.cast(ops.convert_to_tensor(boxes_delta), "float32") * scale
    size = anchors[..., 2:]
    found = [deltas[..., :2] * size + anchors[..., :2], ops.exp(deltas[..., 2:]) * size]
    return convert_format(ops.concatenate(found, -1), form, box_format, *image_size(image_shape))
