"""Where height, width and channels of images are."""

from __future__ import annotations

from typing import Any, NamedTuple

from pronghorn import arguments
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ops.shape import moveaxis
from pronghorn.tensor import Tensor


class Layout(NamedTuple):
    """The axes of height, width and channels, counted from the front."""

    height: int
    width: int
    channels: int


def layout(op: str, images: Any, data_format: str | None = None) -> Layout:
    """The layout of one image or of rows of images.

    Raises:
        ShapeError: if there are neither 3 nor 4 axes.
    """
    ndim = len(images.shape)
    if ndim not in (3, 4):
        want = "an image of 3 axes, or rows of them"
        raise ShapeError("S03", op=op, want=want, got=f"shape {tuple(images.shape)}")
    if arguments.data_format(op, data_format) == "channels_first":
        return Layout(ndim - 2, ndim - 1, ndim - 3)
    return Layout(ndim - 3, ndim - 2, ndim - 1)


def known_height_and_width(op: str, *sizes: Any) -> tuple[int, ...]:
    """Height and width, for what must know them before the program runs."""
    for name, size in zip(("height", "width"), sizes, strict=True):
        if not isinstance(size, int):
            raise ArgumentError("S17", op=op, argument=f"the {name} of images", got=size)
    return sizes


def channels_last(images: Any, axes: Layout) -> Tensor:
    """Images with their channels moved to the end."""
    return moveaxis(images, axes.channels, -1)


def as_before(images: Any, axes: Layout) -> Tensor:
    """What `channels_last` moved is moved back."""
    return moveaxis(images, -1, axes.channels)
