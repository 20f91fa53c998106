"""Sliding blocks of images as columns, and columns added up to images."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ops.join import stack
from pronghorn.ops.operands import payload
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import reshape, reshaped
from pronghorn.prims import elementwise as strict
from pronghorn.prims import views
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor


class _Blocks(NamedTuple):
    """How blocks lie in a padded image, each pair for the two axes."""

    taps: tuple[int, int]
    dilation: tuple[int, int]
    padding: tuple[int, int]
    stride: tuple[int, int]

    def counts(self, op: str, sizes: tuple[Any, ...]) -> tuple[int, ...]:
        """How many blocks there are along each axis."""
        found = tuple(
            (size + 2 * pad - (taps - 1) * dilation - 1) // stride + 1
            for size, taps, dilation, pad, stride in zip(sizes, *self, strict=True)
        )
        if min(found) < 1:
            want = f"images that hold a block of {self.taps} taps"
            raise ShapeError("S03", op=op, want=want, got=sizes)
        return found

    def starts(self) -> Iterator[tuple[int, ...]]:
        """Where each tap of the first block lies."""
        places = itertools.product(*map(range, self.taps))
        return (tuple(n * d for n, d in zip(tap, self.dilation, strict=True)) for tap in places)


def _blocks(op: str, **given: Any) -> _Blocks:
    pairs = []
    for argument, value in given.items():
        pair = tuple(value) if isinstance(value, list | tuple) else (value, value)
        least = 0 if argument == "padding" else 1
        if len(pair) != 2 or not all(isinstance(n, int) and n >= least for n in pair):
            want = f"one or two whole numbers >= {least}"
            raise ArgumentError(
                "S29", op=op, argument=argument, want=want, got=value, example=f"{argument}=1"
            )
        pairs.append(pair)
    return _Blocks(*pairs)


@operation
def unfold(
    x: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Tensor:
    """The sliding blocks of images as columns.

    Args:
        x: images (n, channels, height, width), whatever the image data format is.
        kernel_size, dilation, padding, stride: one number or one for each axis.

    Returns:
        (n, channels * taps, blocks).

    Example:
        >>> from pronghorn import ops
        >>> ops.unfold(ops.ones((1, 2, 4, 4)), kernel_size=2, stride=2).shape
        (1, 8, 4)
    """
    given = {"dilation": dilation, "padding": padding, "stride": stride}
    blocks = _blocks("unfold", kernel_size=kernel_size, **given)
    x = payload(x)
    if len(x.shape) != 4:
        raise ShapeError("S03", op="unfold", want="(n, channels, height, width)", got=type_of(x))
    counts = blocks.counts("unfold", x.shape[2:])
    around = (0, 0, *blocks.padding)
    x = views.pad(x, before=around, after=around, between=(0,) * 4, value=0)
    parts = []
    for start in blocks.starts():
        ends = (a + (n - 1) * s + 1 for a, n, s in zip(start, counts, blocks.stride, strict=True))
        cut = views.slice_(
            x, start=(0, 0, *start), stop=(*x.shape[:2], *ends), step=(1, 1, *blocks.stride)
        )
        parts.append(Tensor(cut))
    columns = stack(parts, 2).payload
    taps = blocks.taps[0] * blocks.taps[1]
    total = counts[0] * counts[1]
    return Tensor(reshaped(columns, (x.shape[0], x.shape[1] * taps, total)))


@operation
def fold(
    x: Any,
    output_size: Any,
    kernel_size: Any,
    dilation: Any = 1,
    padding: Any = 0,
    stride: Any = 1,
) -> Tensor:
    """Images to which columns of sliding blocks are added up, where `unfold` would take them.

    Args:
        x: (n, channels * taps, blocks).
        output_size: height and width of the images.
        kernel_size, dilation, padding, stride: one number or one for each axis.

    Returns:
        (n, channels, height, width).

    Example:
        >>> from pronghorn import ops
        >>> columns = ops.unfold(ops.ones((1, 2, 4, 4)), kernel_size=2, stride=2)
        >>> ops.fold(columns, output_size=4, kernel_size=2, stride=2).shape
        (1, 2, 4, 4)
    """
    given = {"dilation": dilation, "padding": padding, "stride": stride}
    blocks = _blocks("fold", kernel_size=kernel_size, **given)
    sizes = tuple(output_size) if isinstance(output_size, list | tuple) else (output_size,) * 2
    counts = blocks.counts("fold", sizes)
    x = payload(x)
    taps = blocks.taps[0] * blocks.taps[1]
    if len(x.shape) != 3 or x.shape[1] % taps or x.shape[2] != counts[0] * counts[1]:
        want = f"(n, channels * {taps}, {counts[0] * counts[1]})"
        raise ShapeError("S03", op="fold", want=want, got=type_of(x))
    parts = reshape(Tensor(x), (x.shape[0], x.shape[1] // taps, taps, *counts)).payload
    total: Any = None
    whole = tuple(size + 2 * pad for size, pad in zip(sizes, blocks.padding, strict=True))
    for number, start in enumerate(blocks.starts()):
        part = _at(parts, number)
        after = (
            size - a - (n - 1) * s - 1
            for size, a, n, s in zip(whole, start, counts, blocks.stride, strict=True)
        )
        between = (0, 0, *(s - 1 for s in blocks.stride))
        part = views.pad(
            part, before=(0, 0, *start), after=(0, 0, *after), between=between, value=0
        )
        total = part if total is None else strict.add(total, part)
    inner = tuple(pad + size for pad, size in zip(blocks.padding, sizes, strict=True))
    stop = (*total.shape[:2], *inner)
    return Tensor(views.slice_(total, start=(0, 0, *blocks.padding), stop=stop, step=(1,) * 4))


def _at(parts: Any, number: int) -> Any:
    """One tap of all blocks: the third axis at a place."""
    shape = parts.shape
    cut = views.slice_(
        parts,
        start=(0, 0, number, 0, 0),
        stop=(*shape[:2], number + 1, *shape[3:]),
        step=(1,) * 5,
    )
    return reshaped(cut, (*shape[:2], *shape[3:]))
