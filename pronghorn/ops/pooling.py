"""Windows of sequences, images and volumes combined into one element each."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ops.elementwise import like
from pronghorn.ops.operands import float_payload, payload, stretched
from pronghorn.ops.operation import operation
from pronghorn.ops.windows import channels_lead, check_room, first, last, numbers, padded_window
from pronghorn.prims import arrays, create, index, pooling, views
from pronghorn.prims import elementwise as strict
from pronghorn.prims.record import type_of
from pronghorn.prims.window import Numbers, Window, plain
from pronghorn.tensor import Tensor


def _window(op: str, x: Any, pool_size: Any, strides: Any, padding: str) -> tuple[Numbers, Window]:
    """The size of windows and how they lie over inputs with channels last."""
    ndim = len(x.shape) - 2
    taps = numbers(op, "pool_size", pool_size, ndim)
    steps = taps if strides is None else numbers(op, "strides", strides, ndim)
    moves = padded_window(op, padding, x.shape[1:-1], taps, steps, (1,) * ndim)
    check_room(op, x, moves, taps)
    return taps, moves


def _inputs(op: str, x: Any, window: Any, data_format: Any) -> tuple[Any, bool]:
    lead = channels_lead(op, data_format)
    if len(x.shape) < 3:
        raise ShapeError("S43", op=op, x=type_of(x), window=window)
    return (last(x) if lead else x), lead


@operation
def max_pool(
    inputs: Any,
    pool_size: Any,
    strides: Any = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """The largest element of every window, channel by channel.

    Args:
        inputs: (batch, *sizes, channels), or (batch, channels, *sizes) for "channels_first".
        pool_size: the size of a window; one whole number, or one for each of the sizes.
        strides: how far apart windows are; by default as far as they are wide.
        padding: "valid", only windows inside; "same", a window at every stride.
        data_format: "channels_last" or "channels_first"; by default that of the settings.

    Raises:
        ShapeError: when no window fits into the inputs.

    Example:
        >>> from pronghorn import ops
        >>> ops.max_pool([[[1.0], [3.0], [2.0], [0.0]]], 2).tolist()
        [[[3.0], [2.0]]]
    """
    x, lead = _inputs("max_pool", payload(inputs), pool_size, data_format)
    taps, moves = _window("max_pool", x, pool_size, strides, padding)
    y = pooling.window_max(x, taps=taps, **moves._asdict())
    return Tensor(first(y) if lead else y)


@operation
def average_pool(
    inputs: Any,
    pool_size: Any,
    strides: Any = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """The mean of every window, channel by channel; padding does not count.

    Args:
        inputs: (batch, *sizes, channels), or (batch, channels, *sizes) for "channels_first".
        pool_size: the size of a window; one whole number, or one for each of the sizes.
        strides: how far apart windows are; by default as far as they are wide.
        padding: "valid", only windows inside; "same", a window at every stride.
        data_format: "channels_last" or "channels_first"; by default that of the settings.

    Raises:
        ShapeError: when no window fits into the inputs.

    Example:
        >>> from pronghorn import ops
        >>> ops.average_pool([[[1.0], [3.0], [2.0]]], 2, padding="same").tolist()
        [[[2.0], [2.0]]]
    """
    x, lead = _inputs("average_pool", float_payload(inputs), pool_size, data_format)
    taps, moves = _window("average_pool", x, pool_size, strides, padding)
    total = pooling.window_sum(x, taps=taps, **moves._asdict())
    y = strict.div(total, _counts(x, total, taps, moves))
    return Tensor(first(y) if lead else y)


def _counts(x: Any, total: Any, taps: Numbers, moves: Window) -> Any:
    """How many elements of x each window holds, in the shape of the result."""
    shape, dtype = total.shape, str(x.dtype)
    if not any((*moves.before, *moves.after)):
        return create.filled(value=float(math.prod(taps)), shape=shape, dtype=dtype)
    sizes = x.shape[1:-1]
    if not all(isinstance(size, int) for size in sizes):
        ones = create.filled(value=1.0, shape=(1, *sizes, 1), dtype=dtype)
        return stretched(pooling.window_sum(ones, taps=taps, **moves._asdict()), shape)
    ones = np.ones((1, *sizes, 1), "float32")
    counts = pooling.window_sum.run(arrays, ones, taps=taps, **moves._asdict())
    return stretched(payload(counts, dtype), shape)


@operation
def adaptive_average_pool(inputs: Any, output_size: Any, data_format: str | None = None) -> Tensor:
    """Means of windows laid so that there are `output_size` of them along each size.

    Args:
        inputs: (batch, *sizes, channels), or (batch, channels, *sizes) for "channels_first".
        output_size: the sizes of the result; one whole number, or one for each.
        data_format: "channels_last" or "channels_first"; by default that of the settings.

    Raises:
        ArgumentError: when a size of the inputs is not known before the program runs.

    Example:
        >>> from pronghorn import ops
        >>> ops.adaptive_average_pool([[[1.0], [3.0], [2.0]]], 2).tolist()
        [[[2.0], [2.5]]]
    """
    op = "adaptive_average_pool"
    x, lead = _inputs(op, float_payload(inputs), output_size, data_format)
    for axis, spans in enumerate(_spans(op, x, output_size), 1):
        longest = max(b - a for a, b in spans)
        x, inside = _side_by_side(x, axis, spans, longest)
        x = strict.select(_along(x, axis, inside), x, like(x, 0.0))
        x = _folded(pooling.window_sum, x, axis, longest)
        lengths = np.array([b - a for a, b in spans])
        x = strict.div(x, _along(x, axis, lengths.astype("float32"), str(x.dtype)))
    return Tensor(first(x) if lead else x)


@operation
def adaptive_max_pool(inputs: Any, output_size: Any, data_format: str | None = None) -> Tensor:
    """Maxima of windows laid so that there are `output_size` of them along each size.

    Args:
        inputs: (batch, *sizes, channels), or (batch, channels, *sizes) for "channels_first".
        output_size: the sizes of the result; one whole number, or one for each.
        data_format: "channels_last" or "channels_first"; by default that of the settings.

    Raises:
        ArgumentError: when a size of the inputs is not known before the program runs.

    Example:
        >>> from pronghorn import ops
        >>> ops.adaptive_max_pool([[[1.0], [3.0], [2.0]]], 2).tolist()
        [[[3.0], [3.0]]]
    """
    op = "adaptive_max_pool"
    x, lead = _inputs(op, payload(inputs), output_size, data_format)
    for axis, spans in enumerate(_spans(op, x, output_size), 1):
        longest = max(b - a for a, b in spans)
        x, _ = _side_by_side(x, axis, spans, longest)
        x = _folded(pooling.window_max, x, axis, longest)
    return Tensor(first(x) if lead else x)


Spans = list[tuple[int, int]]


def _spans(op: str, x: Any, output_size: Any) -> list[Spans]:
    """Along each size the first element of every window and the one behind its last."""
    sizes = x.shape[1:-1]
    found = []
    for size, out in zip(sizes, numbers(op, "output_size", output_size, len(sizes)), strict=True):
        if not isinstance(size, int):
            raise ArgumentError("S17", op=op, argument="the size of the inputs", got=size)
        found.append([(n * size // out, -(-(n + 1) * size // out)) for n in range(out)])
    return found


def _side_by_side(x: Any, axis: int, spans: Spans, longest: int) -> tuple[Any, Any]:
    """The elements of windows that may overlap one after the other, and which of them count.

    Shorter windows end with their last element again.
    """
    steps = np.arange(longest)
    ends = np.array([[b - 1] for _, b in spans])
    wanted = np.array([[a] for a, _ in spans]) + steps
    picked = np.minimum(wanted, ends).astype("int32").reshape(-1)
    if picked.tolist() != list(range(x.shape[axis])):
        x = index.gather(x, payload(picked), axis=axis)
    return x, (wanted <= ends).reshape(-1)


def _folded(fold: Any, x: Any, axis: int, length: int) -> Any:
    """Neighbours along one axis combined, so many at a time."""
    ndim = len(x.shape) - 2
    taps = tuple(length if n == axis else 1 for n in range(1, ndim + 1))
    return fold(x, taps=taps, **plain(ndim, stride=taps)._asdict())


def _along(x: Any, axis: int, line: Any, dtype: str = "bool") -> Any:
    """A line of numbers laid along one axis of an array shaped as x."""
    return views.broadcast(payload(line, dtype), shape=x.shape, axes=(axis,))
