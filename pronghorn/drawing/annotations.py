"""Boxes and segmentation masks drawn into the pixels of images."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from pronghorn.boxes import convert_format
from pronghorn.config import image_data_format
from pronghorn.data.pillow import pillow
from pronghorn.errors import DtypeError, ShapeError, wrong_argument

FONT = Path(__file__).with_name("fonts") / "DejaVuSans-subset.ttf"
HEIGHT = 18  # of letters of scale 1, in pixels


def draw_bounding_boxes(
    images: Any,
    bounding_boxes: Mapping[str, Any],
    bounding_box_format: str,
    class_mapping: Mapping[int, str] | None = None,
    color: tuple[int, int, int] = (128, 128, 128),
    line_thickness: int = 2,
    text_thickness: int = 1,
    font_scale: float = 1.0,
    data_format: str | None = None,
) -> np.ndarray:
    """Images with the outlines of their boxes, and names where a class has one.

    Args:
        images: a batch of images; floats up to 1 are taken for shares of 255.
        bounding_boxes: {"boxes": (images, boxes, 4), "labels": (images, boxes)} and perhaps
            "confidences"; boxes whose label is -1 are left out.
        bounding_box_format: see `utils.bounding_boxes.convert_format`.
        class_mapping: name by label; wants Pillow, which has letters.
        line_thickness, text_thickness: in pixels.
        font_scale: 1 for letters of 18 pixels.

    Returns:
        uint8 of the images' shape.

    Raises:
        ShapeError: if `images` is no batch of images.
        ArgumentError: if `bounding_boxes` is no dict of boxes and labels.

    >>> import numpy as np
    >>> import pronghorn as keras
    >>> boxes = {"boxes": [[[1, 1, 5, 4]]], "labels": [[0]]}
    >>> images = np.zeros((1, 8, 8, 3))
    >>> drawn = keras.visualization.draw_bounding_boxes(images, boxes, "xyxy")
    """
    canvases = rows_of("draw_bounding_boxes", images, data_format)
    if canvases.dtype.kind == "f" and canvases.size and canvases.max() <= 1:
        canvases = canvases * 255
    canvases = np.clip(canvases, 0, 255).astype("uint8")
    if not isinstance(bounding_boxes, Mapping) or not {"boxes", "labels"} <= set(bounding_boxes):
        raise wrong_argument(
            "draw_bounding_boxes",
            "bounding_boxes",
            "a dict of boxes and labels",
            type(bounding_boxes).__name__,
            '{"boxes": boxes, "labels": labels}',
        )
    given = np.asarray(bounding_boxes["boxes"], "float32")
    high, wide = canvases.shape[1:3]
    corners = np.asarray(convert_format(given, bounding_box_format, "xyxy", high, wide))
    labels = np.asarray(bounding_boxes["labels"])
    sure = bounding_boxes.get("confidences")
    for row, canvas in enumerate(canvases):
        for place, label in enumerate(labels[row].astype(int)):
            if label == -1:
                continue
            box = corners[row, place].astype(int)
            _outline(canvas, box, color, line_thickness)
            if label in (class_mapping or {}):
                name = str(class_mapping[label])
                name += "" if sure is None else f" | {float(np.asarray(sure)[row][place]):.2f}"
                _write(canvas, name, box[:2], color, font_scale, text_thickness)
    return _as_given(canvases, data_format)


def draw_segmentation_masks(
    images: Any,
    segmentation_masks: Any,
    num_classes: int | None = None,
    color_mapping: Mapping[int, Any] | None = None,
    alpha: float = 0.8,
    blend: bool = True,
    ignore_index: int = -1,
    data_format: str | None = None,
) -> np.ndarray:
    """Images under the colours of their classes.

    Args:
        images: a batch of images, from 0 to 255.
        segmentation_masks: class numbers (images, height, width), or with an axis of 1 channel.
        num_classes: how many are drawn, from 0; by default all that there are.
        color_mapping: (red, green, blue) by class number; by default a palette.
        alpha: the share of the colours, the rest is the image.
        blend: False draws the colours as they are.
        ignore_index: a class number that is not drawn.

    Returns:
        uint8 of the images' shape.

    >>> import numpy as np
    >>> import pronghorn as keras
    >>> images, masks = np.zeros((1, 8, 8, 3)), np.ones((1, 8, 8, 1), int)
    >>> drawn = keras.visualization.draw_segmentation_masks(images, masks, alpha=0.5)
    """
    owner = "draw_segmentation_masks"
    canvases = rows_of(owner, images, data_format).astype("float32")
    masks = np.asarray(segmentation_masks)
    if masks.dtype.kind not in "iu":
        raise DtypeError("S06", op=owner, want="whole numbers", got=masks.dtype, mend="int32")
    masks = masks.reshape(canvases.shape[:3])
    count = int(masks.max()) + 1 if num_classes is None else num_classes
    colours = color_mapping or {n: PALETTE * n % 255 for n in range(count)}
    table = np.array([colours[n] for n in range(count)], "float32").reshape(count, 3)
    drawn = (masks >= 0) & (masks < count) & (masks != ignore_index)
    over = table[np.where(drawn, masks, 0)] if count else canvases
    share = float(alpha) if blend else 1.0
    found = np.where(drawn[..., None], canvases * (1 - share) + over * share, canvases)
    return _as_given(np.clip(found, 0, 255).astype("uint8"), data_format)


# Steps that lead to colours far apart, whatever the number of classes.
PALETTE = np.array([2**25 - 1, 2**15 - 1, 2**21 - 1])


def rows_of(owner: str, images: Any, data_format: str | None) -> np.ndarray:
    """A batch of images with channels last.

    Raises:
        ShapeError: for what is no batch of images.
    """
    images = np.asarray(images)
    if images.ndim != 4:
        want = "a batch of images, of 4 axes"
        raise ShapeError("S03", op=owner, want=want, got=f"shape {images.shape}")
    first = (data_format or image_data_format()) == "channels_first"
    return np.moveaxis(images, 1, -1) if first else images


def _as_given(images: np.ndarray, data_format: str | None) -> np.ndarray:
    first = (data_format or image_data_format()) == "channels_first"
    return np.moveaxis(images, -1, 1) if first else images


def _ink(canvas: np.ndarray, color: tuple[int, int, int]) -> np.ndarray:
    """The colour in as many channels as the image has; a fourth is opaque."""
    return np.array([*color, 255][: canvas.shape[2]])


def _outline(canvas: np.ndarray, box: np.ndarray, color: Any, thickness: int) -> None:
    """A frame whose middle lies on the edges of the box."""
    (x1, y1, x2, y2), out = box, thickness // 2
    ink = _ink(canvas, color)
    left, top = max(x1 - out, 0), max(y1 - out, 0)
    right, bottom = x2 - out + thickness, y2 - out + thickness
    for edge in (y1, y2):
        canvas[max(edge - out, 0) : max(edge - out + thickness, 0), left : max(right, 0)] = ink
    for edge in (x1, x2):
        canvas[top : max(bottom, 0), max(edge - out, 0) : max(edge - out + thickness, 0)] = ink


def _write(
    canvas: np.ndarray, text: str, corner: np.ndarray, color: Any, scale: float, thickness: int
) -> None:
    """A line of text above a corner, or below it where there is no room."""
    pillow("class_mapping of draw_bounding_boxes")
    picture, drawing, fonts = (
        importlib.import_module(f"PIL.{name}") for name in ("Image", "ImageDraw", "ImageFont")
    )
    height = max(round(HEIGHT * scale), 1)
    font = fonts.truetype(str(FONT), height)
    x, y = (int(place) for place in corner)
    y = y - height - 6 if y > height + 6 else y + 4
    sheet = picture.new("L", canvas.shape[1::-1])
    stroke = max(thickness - 1, 0)
    drawing.Draw(sheet).text((x + 3, y), text, fill=255, font=font, stroke_width=stroke)
    share = np.asarray(sheet, "float32")[..., None] / 255
    canvas[:] = np.round(canvas * (1 - share) + _ink(canvas, color) * share).astype("uint8")
