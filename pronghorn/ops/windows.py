"""What operations with windows have in common: their arguments, padding, and where channels lie."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

from pronghorn import arguments
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ir.types import Shape
from pronghorn.prims import views, window
from pronghorn.prims.record import type_of
from pronghorn.prims.window import Numbers, Window


def channels_lead(op: str, data_format: str | None) -> bool:
    """Whether the axis of channels follows the batch's rather than being last."""
    given = data_format.lower() if isinstance(data_format, str) else data_format
    return bool(arguments.data_format(op, given) == "channels_first")


def numbers(op: str, argument: str, given: Any, ndim: int, least: int = 1) -> Numbers:
    """One whole number for every axis along which windows slide."""
    try:
        each = given if isinstance(given, list | tuple) else (given,) * ndim
        found = tuple(int(operator.index(n)) for n in each)
    except TypeError:
        found = ()
    if len(found) != ndim or min(found) < least:
        facts = {"argument": argument, "got": given, "example": f"{argument}=2"}
        want = "a whole number >= {least}, or {ndim} of them"
        raise ArgumentError("S29", op=op, want=want, least=least, ndim=ndim, **facts)
    return found


def last(x: Any) -> Any:
    """(n, channels, *sizes) with its channels at the end."""
    ndim = len(x.shape)
    return views.transpose(x, order=(0, *range(2, ndim), 1))


def first(x: Any) -> Any:
    """(n, *sizes, channels) with its channels behind the batch."""
    ndim = len(x.shape)
    return views.transpose(x, order=(0, ndim - 1, *range(1, ndim - 1)))


def padded_window(
    op: str, padding: str, sizes: Shape, taps: Shape, strides: Numbers, dilation: Numbers
) -> Window:
    """The window that Keras' words for padding mean for an input of these sizes.

    `same` puts the smaller half before; `causal` all of it, so that no window sees what follows.
    """
    ndim = len(sizes)
    moves = window.plain(ndim, stride=strides, dilation=dilation)
    reach = moves.reach(taps)
    word = padding.lower() if isinstance(padding, str) else padding
    if word == "same":
        ends = [_same(op, *axis) for axis in zip(sizes, reach, strides, strict=True)]
        moves = moves._replace(before=tuple(b for b, _ in ends), after=tuple(a for _, a in ends))
    elif word == "causal" and ndim == 1:
        moves = moves._replace(before=tuple(r - 1 for r in reach))
    else:
        known = ("valid", "same", "causal") if ndim == 1 else ("valid", "same")
        arguments.choice(op, "padding", word, known)
    return moves


def _same(op: str, size: Any, reach: Any, stride: int) -> tuple[Any, Any]:
    ends = window.same(size, reach, stride)
    if ends is None:
        raise ArgumentError("S17", op=op, argument="the size that windows skip over", got=size)
    return ends


def check_room(op: str, x: Any, moves: Window, taps: Sequence[Any]) -> None:
    """Refuse windows of which not one fits."""
    sizes = type_of(x).shape[1:-1]
    for axis, out in enumerate(moves.out_sizes(sizes, tuple(taps))):
        if isinstance(out, int) and out < 1:
            reach = moves.reach(tuple(taps))[axis]
            raise ShapeError("S15", op=op, window=reach, size=sizes[axis], axis=axis + 1)
