"""The ways to write a box down, and from one to another.

| name | the four numbers |
|---|---|
| `xyxy` | left, top, right, bottom |
| `yxyx` | top, left, bottom, right |
| `xywh` | left, top, width, height |
| `center_xywh` | middle from the left and from the top, width, height |
| `center_yxhw` | middle from the top and from the left, height, width |

`rel_` before a name: shares of the image's width and height instead of pixels.
"""

from pronghorn import ops
from pronghorn.errors import ArgumentError, ShapeError

FORMATS = (
    "xyxy",
    "yxyx",
    "xywh",
    "center_xywh",
    "center_yxhw",
    "rel_xyxy",
    "rel_yxyx",
    "rel_xywh",
    "rel_center_xywh",
)


def known(owner, argument, name, among=FORMATS):
    """The name of a format in small letters."""
    found = name.lower() if isinstance(name, str) else name
    if found not in among:
        want = ", ".join(map(repr, among))
        example = f'{argument}="{among[0]}"'
        raise ArgumentError(
            "S29", op=owner, argument=argument, want=want, got=name, example=example
        )
    return found


def parts(owner, boxes):
    """The four numbers of each box, each with a last axis of 1."""
    boxes = ops.convert_to_tensor(boxes)
    if boxes.ndim == 0 or boxes.shape[-1] != 4:
        raise ShapeError("S03", op=owner, want="boxes of shape (..., 4)", got=tuple(boxes.shape))
    return tuple(ops.split(boxes, 4, -1))


def _corners(numbers, form):
    """Left, top, right and bottom."""
    a, b, c, d = numbers
    if form in ("yxyx", "center_yxhw"):
        a, b, c, d = b, a, d, c
    if form.startswith("center"):
        return a - c / 2, b - d / 2, a + c / 2, b + d / 2
    return (a, b, a + c, b + d) if form == "xywh" else (a, b, c, d)


def _written(corners, form):
    """The inverse of `_corners`."""
    left, top, right, bottom = corners
    a, b, c, d = corners
    if form.endswith(("wh", "hw")):
        c, d = right - left, bottom - top
    if form.startswith("center"):
        a, b = left + c / 2, top + d / 2
    return (b, a, d, c) if form in ("yxyx", "center_yxhw") else (a, b, c, d)


def _scaled(corners, width, height):
    left, top, right, bottom = corners
    return left * width, top * height, right * width, bottom * height


def require_size(op, height, width, want, **facts):
    """Raises ArgumentError unless height and width of the image are given."""
    for argument, size in (("height", height), ("width", width)):
        if size is None:
            facts["example"] = f"{argument}=224"
            raise ArgumentError("S29", op=op, argument=argument, want=want, got=None, **facts)


def convert_format(
    boxes,
    source,
    target,
    height=None,
    width=None,
    dtype="float32",
):
    """Boxes written in another format.

    Args:
        boxes: shape (..., 4); or a dict whose "boxes" are, of which a copy is returned.
        source, target: names of formats, in small or large letters: `"xyxy"`, `"yxyx"`, `"xywh"`,
            `"center_xywh"`, `"center_yxhw"`, or all but the last with `"rel_"` before it.
        height, width: of the image; wanted between pixels and shares.

    Raises:
        ArgumentError: if a format is unknown, or a size of the image is wanted and not given.
        ShapeError: if the last axis of `boxes` has not four numbers.

    Example:
        >>> from pronghorn.utils import bounding_boxes
        >>> bounding_boxes.convert_format([[10, 20, 30, 60]], "xyxy", "center_xywh").tolist()
        [[20.0, 40.0, 20.0, 40.0]]
    """
    op = "convert_format"
    if isinstance(boxes, dict):
        found = convert_format(boxes["boxes"], source, target, height, width, dtype)
        return {**boxes, "boxes": found}
    source, target = known(op, "source", source), known(op, "target", target)
    shares = source.startswith("rel_"), target.startswith("rel_")
    if any(shares):
        want = "the image's {argument}, to convert {source} to {target}"
        require_size(op, height, width, want, source=source, target=target)
    numbers = parts(op, ops.cast(ops.convert_to_tensor(boxes), dtype))
    if source == target:
        return ops.concatenate(numbers, -1)
    corners = _corners(numbers, source.removeprefix("rel_"))
    if shares == (True, False):
        corners = _scaled(corners, ops.cast(width, dtype), ops.cast(height, dtype))
    if shares == (False, True):
        corners = _scaled(corners, 1.0 / ops.cast(width, dtype), 1.0 / ops.cast(height, dtype))
    return ops.concatenate(_written(corners, target.removeprefix("rel_")), -1)


def image_size(image_shape):
    """Height and width of an `image_shape` (height, width, channels), which may be None."""
    return (None, None) if image_shape is None else (image_shape[0], image_shape[1])


def as_format(op, boxes, source, target, image_shape):
    """`boxes` in the format that an operation computes with."""
    source = known(op, "format", source)
    height, width = image_size(image_shape)
    return convert_format(boxes, source, target, height, width)
