"""Sliding blocks of images as columns, and columns added up to images."""

from __future__ import annotations

from typing import Any

from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ops.join import stack
from pronghorn.ops.operands import payload
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import reshape, reshaped
from pronghorn.prims import elementwise as strict
from pronghorn.prims import views, window
from pronghorn.prims.record import type_of
from pronghorn.prims.window import Numbers, Window
from pronghorn.tensor import Tensor


def _blocks(op: str, **given: Any) -> tuple[Numbers, Window]:
    """The sizes of a block, and how blocks lie in images."""
    pairs = {}
    for argument, value in given.items():
        pair = tuple(value) if isinstance(value, list | tuple) else (value, value)
        least = 0 if argument == "padding" else 1
        if len(pair) != 2 or not all(isinstance(n, int) and n >= least for n in pair):
            facts: dict[str, Any] = {
                "argument": argument,
                "least": least,
                "example": f"{argument}=1",
            }
            want = "one or two whole numbers >= {least}"
            raise ArgumentError("S29", op=op, want=want, got=value, **facts)
        pairs[argument] = pair
    taps, padding = pairs.pop("kernel_size"), pairs.pop("padding")
    return taps, window.plain(2, before=padding, after=padding, **pairs)


def _counts(op: str, moves: Window, sizes: tuple[Any, ...], taps: Numbers) -> tuple[Any, ...]:
    """How many blocks there are along each axis."""
    found: tuple[Any, ...] = moves.out_sizes(sizes, taps)
    if any(isinstance(n, int) and n < 1 for n in found):
        want = "images that hold a block of {taps}"
        raise ShapeError("S03", op=op, want=want, taps=taps, got=sizes)
    return found


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
    taps, moves = _blocks("unfold", kernel_size=kernel_size, **given)
    x = payload(x)
    if len(x.shape) != 4:
        raise ShapeError(
            "S03", op="unfold", want="images (n, channels, height, width)", got=type_of(x)
        )
    counts = _counts("unfold", moves, x.shape[2:], taps)
    around = (0, 0, *moves.before)
    x = views.pad(x, before=around, after=around, between=(0,) * 4, value=0)
    parts = []
    for tap in window.places(taps):
        reads = moves.reads(tap, counts)
        cut = views.slice_(
            x,
            start=(0, 0, *(read.start for read in reads)),
            stop=(*x.shape[:2], *(read.stop for read in reads)),
            step=(1, 1, *moves.stride),
        )
        parts.append(Tensor(cut))
    columns = stack(parts, 2).payload
    total = counts[0] * counts[1]
    return Tensor(reshaped(columns, (x.shape[0], x.shape[1] * len(parts), total)))


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
    taps, moves = _blocks("fold", kernel_size=kernel_size, **given)
    sizes = tuple(output_size) if isinstance(output_size, list | tuple) else (output_size,) * 2
    counts = _counts("fold", moves, sizes, taps)
    x = payload(x)
    places = window.places(taps)
    if len(x.shape) != 3 or x.shape[1] % len(places) or x.shape[2] != counts[0] * counts[1]:
        facts = {"taps": len(places), "blocks": counts[0] * counts[1]}
        want = "(n, channels * {taps}, {blocks})"
        raise ShapeError("S03", op="fold", want=want, got=type_of(x), **facts)
    whole = moves.padded_sizes(sizes)
    shape = (x.shape[0], x.shape[1] // len(places), len(places), *counts)
    parts = reshape(Tensor(x), shape).payload
    between = (0, 0, *(step - 1 for step in moves.stride))
    total: Any = None
    for number, tap in enumerate(places):
        reads = moves.reads(tap, counts)
        before = (0, 0, *(read.start for read in reads))
        after = (0, 0, *(size - read.stop for size, read in zip(whole, reads, strict=True)))
        part = views.pad(_at(parts, number), before=before, after=after, between=between, value=0)
        total = part if total is None else strict.add(total, part)
    inner = tuple(pad + size for pad, size in zip(moves.before, sizes, strict=True))
    stop = (*total.shape[:2], *inner)
    return Tensor(views.slice_(total, start=(0, 0, *moves.before), stop=stop, step=(1,) * 4))


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
