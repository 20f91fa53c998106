"""Convolutions of sequences, images and volumes."""

from __future__ import annotations

from typing import Any

from pronghorn import arguments
from pronghorn.config import DATA_FORMATS
from pronghorn.errors import ShapeError
from pronghorn.ir.types import clash
from pronghorn.ops.operands import converted, payload
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import reshaped
from pronghorn.ops.windows import (
    channels_lead,
    check_room,
    first,
    last,
    numbers,
    padded_window,
)
from pronghorn.prims import convolution
from pronghorn.prims.record import type_of
from pronghorn.prims.window import Window, plain
from pronghorn.tensor import Tensor


def _operands(op: str, inputs: Any, kernel: Any, data_format: Any) -> tuple[Any, Any, bool]:
    """The inputs with their channels last, in the kernel's dtype, and whether they led."""
    lead = channels_lead(op, data_format)
    w = payload(kernel)
    x = converted(payload(inputs), str(w.dtype))
    if len(x.shape) != len(w.shape) or len(x.shape) < 3:
        raise ShapeError("S41", op=op, x=type_of(x), kernel=type_of(w))
    return (last(x) if lead else x), w, lead


def _check_channels(op: str, x: Any, w: Any, depth: Any, lead: bool, fits: bool) -> None:
    """Refuse inputs whose channels do not go with the kernel's, naming the likely mistake."""
    if fits:
        return
    kinds: dict[str, Any] = {"op": op, "x": type_of(first(x) if lead else x), "kernel": type_of(w)}
    # Of inputs in the other layout the axis that was taken for a size holds the channels.
    other = x.shape[-2] if lead else x.shape[1]
    if depth == other:
        raise ShapeError("S44", **kinds, other=DATA_FORMATS[not lead], depth=depth)
    raise ShapeError("S42", **kinds)


def _applied(op: str, x: Any, w: Any, lead: bool, groups: int, moves: Window) -> Tensor:
    check_room(op, x, moves, w.shape[:-2])
    y = convolution.conv(x, w, groups=groups, **moves._asdict())
    return Tensor(first(y) if lead else y)


@operation
def conv(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Tensor:
    """Every filter of the kernel laid on every window of the inputs: sums of products.

    A kernel for fewer channels than the inputs have works in groups: its filters are shared out
    among groups of channels.

    Args:
        inputs: (batch, *sizes, channels), or (batch, channels, *sizes) for "channels_first".
        kernel: (*taps, channels, filters) with as many axes as the inputs; its dtype is the
            result's.
        strides: how far apart windows are; one whole number, or one for each of the sizes.
        padding: "valid", no padding; "same", zeros around so that windows start at every stride;
            "causal", all zeros before, for one size.
        data_format: "channels_last" or "channels_first"; by default that of the settings.
        dilation_rate: how far apart the elements of a window are.

    Raises:
        ShapeError: when axes or channels do not fit, or no window fits into the inputs.

    Example:
        >>> from pronghorn import ops
        >>> ops.conv([[[1.0], [2.0], [4.0]]], [[[1.0]], [[-1.0]]]).tolist()
        [[[-1.0], [-2.0]]]
    """
    x, w, lead = _operands("conv", inputs, kernel, data_format)
    channels, depth, filters = x.shape[-1], w.shape[-2], w.shape[-1]
    known = isinstance(channels, int) and depth and channels % depth == 0
    groups = channels // depth if known else 1
    _check_channels("conv", x, w, depth, lead, bool(known and groups and filters % groups == 0))
    ndim = len(x.shape) - 2
    moves = padded_window(
        "conv",
        padding,
        x.shape[1:-1],
        w.shape[:-2],
        numbers("conv", "strides", strides, ndim),
        numbers("conv", "dilation_rate", dilation_rate, ndim),
    )
    return _applied("conv", x, w, lead, groups, moves)


@operation
def depthwise_conv(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Tensor:
    """Every channel convolved by itself, with filters of its own.

    Args:
        inputs: (batch, *sizes, channels), or (batch, channels, *sizes) for "channels_first".
        kernel: (*taps, channels, multiplier): so many filters for each channel.
        strides: how far apart windows are; one whole number, or one for each of the sizes.
        padding: as for `conv`.
        data_format: "channels_last" or "channels_first"; by default that of the settings.
        dilation_rate: how far apart the elements of a window are.

    Returns:
        channels * multiplier channels, those of one input channel side by side.

    Raises:
        ShapeError: when axes or channels do not fit, or no window fits into the inputs.

    Example:
        >>> from pronghorn import ops
        >>> ops.depthwise_conv([[[1.0, 2.0]]], [[[3.0], [5.0]]]).tolist()
        [[[3.0, 10.0]]]
    """
    op = "depthwise_conv"
    x, w, lead = _operands(op, inputs, kernel, data_format)
    *taps, depth, multiplier = w.shape
    _check_channels(op, x, w, depth, lead, depth == x.shape[-1])
    w = reshaped(w, (*taps, 1, depth * multiplier))
    ndim = len(taps)
    moves = padded_window(
        op,
        padding,
        x.shape[1:-1],
        tuple(taps),
        numbers(op, "strides", strides, ndim),
        numbers(op, "dilation_rate", dilation_rate, ndim),
    )
    return _applied(op, x, w, lead, depth, moves)


@operation
def separable_conv(
    inputs: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Tensor:
    """A depthwise convolution, whose channels a convolution with windows of one element mixes.

    Args:
        inputs: (batch, *sizes, channels), or (batch, channels, *sizes) for "channels_first".
        depthwise_kernel: (*taps, channels, multiplier).
        pointwise_kernel: (*ones, channels * multiplier, filters).
        strides, padding, data_format, dilation_rate: as for `depthwise_conv`.

    Raises:
        ShapeError: when axes or channels do not fit, or no window fits into the inputs.

    Example:
        >>> from pronghorn import ops
        >>> ops.separable_conv([[[1.0, 2.0]]], [[[3.0], [5.0]]], [[[1.0], [1.0]]]).tolist()
        [[[13.0]]]
    """
    deep = depthwise_conv(inputs, depthwise_kernel, strides, padding, data_format, dilation_rate)
    return conv(deep, pointwise_kernel, data_format=data_format)


@operation
def conv_transpose(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    output_padding: Any = None,
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Tensor:
    """The gradient of a convolution with respect to its input, as an operation of its own.

    Args:
        inputs: (batch, *sizes, channels), or (batch, channels, *sizes) for "channels_first".
        kernel: (*taps, filters, channels): that of the convolution from results to inputs.
        strides: how far apart the inputs lie in the result.
        padding: "same" for results `strides` times as large as the inputs, "valid" for all that
            the kernel reaches.
        output_padding: how much larger results are than the smallest that fit; by default what
            `padding` says.
        data_format: "channels_last" or "channels_first"; by default that of the settings.
        dilation_rate: how far apart the elements of the kernel are.

    Raises:
        ShapeError: when axes or channels do not fit.

    Example:
        >>> from pronghorn import ops
        >>> ops.conv_transpose([[[1.0], [2.0]]], [[[1.0]], [[10.0]]], strides=2).tolist()
        [[[1.0], [10.0], [2.0], [20.0]]]
    """
    op = "conv_transpose"
    x, w, lead = _operands(op, inputs, kernel, data_format)
    depth = w.shape[-1]
    _check_channels(op, x, w, depth, lead, not clash(depth, x.shape[-1]))
    ndim = len(x.shape) - 2
    spread = numbers(op, "strides", strides, ndim)
    dilation = numbers(op, "dilation_rate", dilation_rate, ndim)
    moves = plain(ndim, spread=spread, dilation=dilation)
    extra: Any = (None,) * ndim
    if output_padding is not None:
        extra = numbers(op, "output_padding", output_padding, ndim, 0)
    axes: Any = zip(moves.reach(w.shape[:-2]), spread, extra, strict=True)
    ends = [_transposed_ends(padding, *axis) for axis in axes]
    moves = moves._replace(before=tuple(b for b, _ in ends), after=tuple(a for _, a in ends))
    return _applied(op, x, convolution.turned(w, 1), lead, 1, moves)


def _transposed_ends(padding: str, reach: int, stride: int, extra: int | None) -> tuple[int, int]:
    """Zeros around the spread inputs of a transposed convolution, as Keras has them."""
    if padding.lower() == "valid":
        return reach - 1, reach - 1 + (max(stride - reach, 0) if extra is None else extra)
    arguments.word("conv_transpose", "padding", padding, ("valid", "same"))
    total = stride + reach - 2 if extra is None else reach + reach % 2 - 2 + extra
    before = min(total - total // 2, reach - 1)
    return before, total - before
