"""Pictures of what a convolutional network has learnt: its filters, and what they answer."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from pronghorn.drawing.chart import INK, MUTED, TITLE
from pronghorn.drawing.picture import Picture
from pronghorn.drawing.pixels import draw_pixels
from pronghorn.drawing.svg import Canvas, shorten
from pronghorn.errors import ShapeError, wrong_argument
from pronghorn.models import Model

TILE, GAP, EDGE = 56.0, 8.0, 20.0
COLUMNS = 8
# Negative numbers towards red, positive ones towards blue, 0 white.
RED, BLUE = np.array([178, 24, 43]), np.array([33, 102, 172])
WHITE = np.array([255, 255, 255])


class _Block(NamedTuple):
    """Tiles under one headline."""

    headline: str
    tiles: list[np.ndarray]


def plot_filters(
    layer: Any,
    to_file: object = None,
    *,
    channel: int | None = None,
    count: int = 64,
    title: str = "",
) -> Picture:
    """Draw the filters of a convolution: blue where they add, red where they take away.

    Colours are full at the largest weight of each filter by itself: they tell its pattern, and
    not how strong one filter is beside another.

    Args:
        layer: a built layer with a kernel (height, width, channels, filters).
        to_file: also save there, as `Picture.save` does.
        channel: the input channel whose weights are drawn; by default the three of a colour image
            as its colours, and of other inputs the mean of all.
        count: at most so many filters.

    Raises `ArgumentError` for a layer without such a kernel.

    >>> import pronghorn as keras
    >>> convolution = keras.layers.Conv2D(4, 3)
    >>> model = keras.Sequential([keras.Input((8, 8, 1)), convolution])
    >>> picture = keras.plot_filters(model.layers[0])
    """
    kernel = getattr(layer, "depthwise_kernel", None) or getattr(layer, "kernel", None)
    if kernel is None or len(kernel.shape) != 4:
        raise wrong_argument(
            "plot_filters",
            "layer",
            "a built layer with filters over images",
            getattr(layer, "name", layer),
            "model.get_layer('conv2d')",
        )
    weights = np.asarray(kernel.numpy(), "float64")
    if channel is not None:
        weights = weights[:, :, channel : channel + 1]
    elif weights.shape[2] != 3:
        weights = weights.mean(2, keepdims=True)
    shown = np.moveaxis(weights, -1, 0)[:count]
    headline = f"{layer.name}  {kernel.shape[-1]} × {kernel.shape[0]} × {kernel.shape[1]}"
    tiles = [_coloured(part) for part in shown]
    return _drawn([_Block(shorten(headline), tiles)], title, to_file)


def plot_feature_maps(
    model: Any,
    image: Any,
    to_file: object = None,
    *,
    layers: Sequence[str] | None = None,
    count: int = 16,
    title: str = "",
) -> Picture:
    """Draw an image and what the layers of a model make of it, brighter where more.

    Args:
        model: built, with one input.
        image: (height, width, channels), as the model takes it.
        to_file: also save there, as `Picture.save` does.
        layers: names of layers whose outputs are images; by default those of them that have
            weights or change the shape.
        count: at most so many channels of each.

    Raises `ArgumentError` for a model without such layers, `ShapeError` for a batch of images.

    >>> import numpy as np
    >>> import pronghorn as keras
    >>> convolution = keras.layers.Conv2D(4, 3)
    >>> model = keras.Sequential([keras.Input((8, 8, 1)), convolution])
    >>> picture = keras.plot_feature_maps(model, np.ones((8, 8, 1)))
    """
    images = [layer for layer in model.layers if len(layer.output.shape) == 4]
    if layers is None:
        chosen = [one for one in images if one.weights or one.output.shape != one.input.shape]
    else:
        chosen = [one for one in images if one.name in layers]
    if not chosen or (layers is not None and len(chosen) != len(layers)):
        known = [layer.name for layer in images]
        raise wrong_argument(
            "plot_feature_maps",
            "layers",
            "names of layers whose outputs are images, of {known}",
            layers,
            known[:2],
            known=known,
        )
    given = np.asarray(image)
    if given.ndim != 3:
        want = "one image, of 3 axes"
        raise ShapeError("S03", op="plot_feature_maps", want=want, got=f"shape {given.shape}")
    watched = Model(model.inputs, [layer.output for layer in chosen])
    outputs = watched.predict(given[None], verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    blocks = [_Block("", [_bright(given.astype("float64"))])]
    for layer, output in zip(chosen, outputs, strict=True):
        last = getattr(layer, "data_format", "channels_last") == "channels_last"
        maps = np.moveaxis(output[0], -1 if last else 0, 0).astype("float64")
        shape = " × ".join(str(size) for size in output.shape[1:])
        tiles = [_bright(part[..., None]) for part in maps[:count]]
        blocks.append(_Block(shorten(f"{layer.name}  {shape}"), tiles))
    return _drawn(blocks, title, to_file)


def _coloured(weights: np.ndarray) -> np.ndarray:
    """Weights (height, width, 1) by sign, or (height, width, 3) as colours around grey."""
    share = weights / max(float(np.abs(weights).max()), 1e-12)
    if weights.shape[2] == 3:
        return np.round(127.5 + 127.5 * share).astype("uint8")
    ends = np.where(share < 0, RED, BLUE)
    return np.round(WHITE + (ends - WHITE) * np.abs(share)).astype("uint8")


def _bright(values: np.ndarray) -> np.ndarray:
    """Values from black, the least, to white, the most."""
    low, high = float(values.min()), float(values.max())
    share = (values - low) / (high - low) if high > low else np.zeros_like(values)
    colours = share if values.shape[2] == 3 else share[..., :1].repeat(3, 2)
    return np.round(colours * 255).astype("uint8")


def _drawn(blocks: list[_Block], title: str, to_file: object) -> Picture:
    """Rows of tiles, block after block."""
    most = max(min(len(block.tiles), COLUMNS) for block in blocks)
    width = 2 * EDGE + max(most, 4) * (TILE + GAP) - GAP
    top = 52.0 if title else EDGE
    heights = [
        (24.0 if block.headline else 0.0) + -(-len(block.tiles) // COLUMNS) * (TILE + GAP) + 8
        for block in blocks
    ]
    canvas = Canvas(width, top + sum(heights) + EDGE - GAP - 8, title=title)
    if title:
        canvas.text(width / 2, 26, title, size=TITLE, bold=True, fill=INK, anchor="middle")
    for block, height in zip(blocks, heights, strict=True):
        y = top
        if block.headline:
            canvas.text(EDGE, y + 8, block.headline, size=12, fill=MUTED)
            y += 24
        for place, tile in enumerate(block.tiles):
            row, column = divmod(place, COLUMNS)
            x = EDGE + column * (TILE + GAP)
            frame = draw_pixels(canvas, x, y + row * (TILE + GAP), TILE, tile, 112)
            canvas.rect(*frame, fill="none", stroke="#c4ccd4", stroke_width=0.6)
        top += height
    picture = Picture(canvas.svg())
    return picture if to_file is None else picture.save(to_file)
