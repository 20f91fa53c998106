"""Images with rows and columns added or cut off at their edges."""

from __future__ import annotations

import builtins
from typing import Any

from pronghorn.errors import ArgumentError
from pronghorn.ir.sizes import Size
from pronghorn.ops.brackets import get_item
from pronghorn.ops.convert import convert_to_tensor
from pronghorn.ops.image.layout import Layout, layout
from pronghorn.ops.operation import operation
from pronghorn.ops.padding import pad
from pronghorn.tensor import Tensor


class _Side:
    """What is given along one axis: two of before, after and the target."""

    def __init__(self, op: str, names: tuple[str, str, str], given: tuple[Any, Any, Any]) -> None:
        self.op, self.names = op, names
        if given.count(None) != 1:
            facts: dict[str, Any] = {
                "argument": "/".join(names),
                "got": given,
                "example": f"{names[0]}=0",
            }
            raise ArgumentError("S29", op=op, want="two of the three", **facts)
        for name, value in zip(names, given, strict=True):
            self.require(name, value)
        self.before, self.after, self.target = given

    def require(self, name: str, value: Any) -> None:
        if isinstance(value, int) and value < 0:
            raise ArgumentError(
                "S29", op=self.op, argument=name, want="a number >= 0", got=value, example=0
            )

    def around(self, size: Size | int) -> tuple[Any, Any]:
        """How much is added before and after an axis of `size`."""
        before, after = self.before, self.after
        if before is None:
            before = self.target - after - size
        if after is None:
            after = self.target - before - size
        self.require(self.names[0], before)
        self.require(self.names[1], after)
        return before, after

    def within(self, size: Size | int) -> tuple[Any, Any]:
        """First place and end of what is left of an axis of `size`."""
        start = size - self.target - self.after if self.before is None else self.before
        stop = start + self.target if self.after is None else size - self.after
        self.require(self.names[0], start)
        self.require(self.names[2], stop - start)
        self.require(self.names[1], size - stop)
        return start, stop


def _sides(
    op: str, word: str, tops: tuple[Any, Any, Any], lefts: tuple[Any, Any, Any]
) -> tuple[_Side, _Side]:
    return (
        _Side(op, (f"top_{word}", f"bottom_{word}", "target_height"), tops),
        _Side(op, (f"left_{word}", f"right_{word}", "target_width"), lefts),
    )


def placed(axes: Layout, ndim: int, vertical: Any, horizontal: Any, other: Any) -> tuple[Any, ...]:
    """One entry for each axis: that of the height, of the width, and of the others."""
    return tuple(
        vertical if n == axes.height else horizontal if n == axes.width else other
        for n in range(ndim)
    )


@operation
def pad_images(
    images: Any,
    top_padding: Any = None,
    left_padding: Any = None,
    bottom_padding: Any = None,
    right_padding: Any = None,
    target_height: Any = None,
    target_width: Any = None,
    data_format: Any = None,
) -> Tensor:
    """Images with zeros around them; of top, bottom and target height two are given, so widths.

    Example:
        >>> from pronghorn import ops
        >>> x = ops.ones((4, 4, 3))
        >>> ops.image.pad_images(x, 1, 0, target_height=8, target_width=6).shape
        (8, 6, 3)
    """
    images = convert_to_tensor(images)
    vertical, horizontal = _sides(
        "pad_images",
        "padding",
        (top_padding, bottom_padding, target_height),
        (left_padding, right_padding, target_width),
    )
    axes = layout("pad_images", images, data_format)
    widths = placed(
        axes,
        images.ndim,
        vertical.around(images.shape[axes.height]),
        horizontal.around(images.shape[axes.width]),
        (0, 0),
    )
    return pad(images, widths)


@operation
def crop_images(
    images: Any,
    top_cropping: Any = None,
    left_cropping: Any = None,
    bottom_cropping: Any = None,
    right_cropping: Any = None,
    target_height: Any = None,
    target_width: Any = None,
    data_format: Any = None,
) -> Tensor:
    """Images without their edges; of top, bottom and target height two are given, so widths.

    Example:
        >>> from pronghorn import ops
        >>> x = ops.ones((8, 8, 3))
        >>> ops.image.crop_images(x, 1, 0, target_height=4, target_width=6).shape
        (4, 6, 3)
    """
    images = convert_to_tensor(images)
    vertical, horizontal = _sides(
        "crop_images",
        "cropping",
        (top_cropping, bottom_cropping, target_height),
        (left_cropping, right_cropping, target_width),
    )
    axes = layout("crop_images", images, data_format)
    high = vertical.within(images.shape[axes.height])
    wide = horizontal.within(images.shape[axes.width])
    whole = builtins.slice(None)
    return get_item(
        images,
        placed(axes, images.ndim, builtins.slice(*high), builtins.slice(*wide), whole),
    )
