"""Many images in one picture, with their labels, boxes or segmentation masks."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pronghorn.drawing.annotations import draw_bounding_boxes, draw_segmentation_masks, rows_of
from pronghorn.drawing.chart import INK, MUTED
from pronghorn.drawing.picture import Picture
from pronghorn.drawing.pixels import draw_pixels
from pronghorn.drawing.svg import Canvas, shorten
from pronghorn.errors import wrong_argument

INCH = 96.0  # in units of an SVG
LINE = 18.0  # of a title or the legend


def plot_image_gallery(
    images: Any,
    y_true: Any = None,
    y_pred: Any = None,
    label_map: Mapping[int, str] | None = None,
    rows: int | None = None,
    cols: int | None = None,
    value_range: tuple[float, float] = (0, 255),
    scale: float = 2,
    path: object = None,
    show: bool | None = None,
    transparent: bool = True,
    dpi: float = 60,
    legend_handles: Sequence[Any] | None = None,
    data_format: str | None = None,
) -> Picture:
    """Draw images in rows and columns.

    Args:
        images: a batch of images.
        y_true, y_pred: class numbers, written above the images.
        label_map: names of classes; a number that has none is written itself.
        rows, cols: by default a square for all; images that find no place are left out.
        value_range: the values for black and white.
        scale: width and height of an image, in inches.
        path: also save there, as `Picture.save` does.
        show: a notebook shows what is returned; elsewhere give a path.
        transparent: whether the paper is left clear rather than white.
        dpi: dots per inch of a PNG.
        legend_handles: pairs (name, (red, green, blue)), or handles of matplotlib.

    Raises `ShapeError` for what is no batch of images, `ArgumentError` for a path beside `show`.

    >>> import numpy as np
    >>> import pronghorn as keras
    >>> images = np.zeros((4, 8, 8, 3))
    >>> picture = keras.visualization.plot_image_gallery(images, [3, 1, 4, 1])
    """
    if path is not None and show:
        raise wrong_argument("plot_image_gallery", "show", "False beside a path", show, False)
    pixels = _pixels(images, value_range, data_format)
    if rows is None:
        rows = math.ceil(len(pixels) / cols) if cols else math.ceil(math.sqrt(len(pixels)))
    cols = cols or math.ceil(len(pixels) / max(rows, 1))
    titles = [_title(n, y_true, y_pred, label_map or {}) for n in range(len(pixels))]
    head = LINE if any(titles) else 0.0
    side = scale * INCH
    handles = [_handle(each) for each in legend_handles or ()]
    width, height = cols * side, rows * (side + head) + (2 * LINE if handles else 0.0)
    canvas = Canvas(width, height, background="none" if transparent else "#ffffff")
    for place, tile in enumerate(pixels[: rows * cols]):
        row, column = divmod(place, cols)
        x, y = column * side, row * (side + head)
        if titles[place]:
            text = shorten(titles[place], 40)
            canvas.text(x + side / 2, y + head / 2, text, size=10, fill=INK, anchor="middle")
        draw_pixels(canvas, x + 2, y + head + 2, side - 4, tile, 200)
    for place, (name, colour) in enumerate(handles):
        x = width * (place + 0.5) / len(handles)
        canvas.rect(x - 50, height - LINE - 5, 10, 10, fill=colour)
        canvas.text(x - 34, height - LINE, shorten(name, 40), size=11, fill=MUTED)
    picture = Picture(canvas.svg(), dpi=dpi)
    return picture if path is None else picture.save(path)


def plot_bounding_box_gallery(
    images: Any,
    bounding_box_format: str,
    y_true: Any = None,
    y_pred: Any = None,
    value_range: tuple[float, float] = (0, 255),
    true_color: tuple[int, int, int] = (0, 188, 212),
    pred_color: tuple[int, int, int] = (255, 235, 59),
    line_thickness: int = 2,
    font_scale: float = 1.0,
    text_thickness: int | None = None,
    class_mapping: Mapping[int, str] | None = None,
    ground_truth_mapping: Mapping[int, str] | None = None,
    prediction_mapping: Mapping[int, str] | None = None,
    legend: bool = False,
    legend_handles: Sequence[Any] | None = None,
    rows: int | None = None,
    cols: int | None = None,
    data_format: str | None = None,
    **kwargs: Any,
) -> Picture:
    """Draw images with the boxes that are there and those that were guessed.

    Args:
        y_true, y_pred: boxes as `draw_bounding_boxes` takes them.
        true_color, pred_color: (red, green, blue) of either.
        ground_truth_mapping, prediction_mapping: names of classes, instead of `class_mapping`.
        legend: whether the two colours are explained below.
        **kwargs: more arguments of `plot_image_gallery`.

    >>> import numpy as np
    >>> import pronghorn as keras
    >>> boxes = {"boxes": [[[1, 1, 5, 4]]], "labels": [[0]]}
    >>> plot = keras.visualization.plot_bounding_box_gallery
    >>> picture = plot(np.zeros((1, 8, 8, 3)), "xyxy", y_true=boxes)
    """
    if legend and legend_handles:
        raise wrong_argument(
            "plot_bounding_box_gallery", "legend", "False beside legend_handles", legend, False
        )
    pixels = _pixels(images, value_range, data_format)
    kinds = [
        (y_true, true_color, ground_truth_mapping or class_mapping),
        (y_pred, pred_color, prediction_mapping or class_mapping),
    ]
    for boxes, colour, names in kinds:
        if boxes is not None:
            pixels = draw_bounding_boxes(
                pixels,
                boxes,
                bounding_box_format,
                names,
                colour,
                line_thickness,
                text_thickness or line_thickness,
                font_scale,
                "channels_last",
            )
    if legend:
        legend_handles = [("Ground Truth", true_color), ("Prediction", pred_color)]
    return plot_image_gallery(
        pixels,
        rows=rows,
        cols=cols,
        legend_handles=legend_handles,
        data_format="channels_last",
        **kwargs,
    )


def plot_segmentation_mask_gallery(
    images: Any,
    num_classes: int,
    value_range: tuple[float, float] = (0, 255),
    y_true: Any = None,
    y_pred: Any = None,
    color_mapping: Mapping[int, Any] | None = None,
    blend: bool = True,
    alpha: float = 0.8,
    ignore_index: int = -1,
    data_format: str | None = None,
    **kwargs: Any,
) -> Picture:
    """Draw a row for each image: as it is, under its true classes, under the guessed ones.

    Args:
        y_true, y_pred: class numbers (images, height, width), or with an axis of 1 channel.
        num_classes, color_mapping, blend, alpha, ignore_index: as for `draw_segmentation_masks`.
        **kwargs: more arguments of `plot_image_gallery`.

    >>> import numpy as np
    >>> import pronghorn as keras
    >>> images, masks = np.zeros((1, 8, 8, 3)), np.ones((1, 8, 8, 1), int)
    >>> plot = keras.visualization.plot_segmentation_mask_gallery
    >>> picture = plot(images, 3, y_true=masks)
    """
    pixels = _pixels(images, value_range, data_format)
    columns = [pixels]
    for masks in (y_true, y_pred):
        if masks is not None:
            given = np.asarray(masks).astype("int32").reshape(pixels.shape[:3])
            settings = num_classes, color_mapping, alpha, blend, ignore_index, "channels_last"
            columns.append(draw_segmentation_masks(pixels, given, *settings))
    tiles = np.stack(columns, 1).reshape(-1, *pixels.shape[1:])
    shape = {"rows": len(pixels), "cols": len(columns), "data_format": "channels_last"}
    return plot_image_gallery(tiles, **{**shape, **kwargs})


def _pixels(images: Any, value_range: tuple[float, float], data_format: str | None) -> np.ndarray:
    """Images as uint8 (images, height, width, 3)."""
    given = rows_of("a gallery", images, data_format)
    low, high = value_range
    lifted = (given.astype("float64") - low) / (high - low) * 255
    colours = lifted[..., :3] if given.shape[-1] >= 3 else lifted[..., :1].repeat(3, -1)
    return np.clip(colours, 0, 255).astype("uint8")


def _title(place: int, y_true: Any, y_pred: Any, names: Mapping[int, str]) -> str:
    parts = []
    for word, classes in (("Label", y_true), ("Pred", y_pred)):
        if classes is not None and place < len(classes):
            number = int(np.asarray(classes[place]).reshape(()))
            parts.append(f"{word}: {names.get(number, number)}")
    return ", ".join(parts)


def _handle(handle: Any) -> tuple[str, str]:
    """The name and the colour of an entry of the legend."""
    if hasattr(handle, "get_label"):
        shares = handle.get_facecolor()[:3]
        return handle.get_label(), "#" + "".join(f"{round(255 * x):02x}" for x in shares)
    name, colour = handle
    return name, "#" + "".join(f"{x:02x}" for x in colour)
