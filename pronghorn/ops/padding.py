"""Tensors continued beyond the ends of their axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pronghorn import arguments
from pronghorn.errors import wrong_argument
from pronghorn.ir.types import Shape
from pronghorn.ops import reduce
from pronghorn.ops.elementwise import round as rounded
from pronghorn.ops.operands import converted, floating, held, payload, stretched
from pronghorn.ops.operation import operation
from pronghorn.ops.order import median
from pronghorn.ops.shape import cut, reshaped
from pronghorn.prims import elementwise as strict
from pronghorn.prims import index, views
from pronghorn.tensor import Tensor

# What one number made of a whole line is repeated.
OF_LINES: dict[str, Callable[..., Tensor]] = {
    "maximum": reduce.max,
    "mean": reduce.mean,
    "median": median,
    "minimum": reduce.min,
}
# Which elements come again: the names are those of `numpy.pad`, "circular" is PyTorch's.
AGAIN = {
    "circular": "wrap",
    "edge": "edge",
    "reflect": "reflect",
    "symmetric": "symmetric",
    "wrap": "wrap",
}


@operation
def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Tensor:
    """x with more elements before and after it along each axis.

    Args:
        pad_width: (before, after) for each axis, or one pair for all.
        mode: "constant" or "empty", for zeros; "edge", "reflect", "symmetric", "wrap" or
            "circular" for elements of x again; "maximum", "mean", "median" or "minimum" of a
            line; "linear_ramp", down to 0.
        constant_values: the number padded with in mode "constant", 0 by default.

    Example:
        >>> from pronghorn import ops
        >>> ops.pad([1, 2], (1, 2)).tolist()
        [0, 1, 2, 0, 0]
    """
    x = payload(x)
    widths = _widths(pad_width, len(x.shape))
    if constant_values is not None and mode != "constant":
        raise wrong_argument(
            "pad",
            "constant_values",
            "left out beside mode={mode}",
            constant_values,
            None,
            mode=mode,
        )
    if mode in ("constant", "empty"):
        return Tensor(_filled(x, widths, 0 if constant_values is None else constant_values))
    modes = ("constant", "empty", *AGAIN, "linear_ramp", *OF_LINES)
    arguments.choice("pad", "mode", mode, modes)
    for axis, (before, after) in enumerate(widths):
        if (before or after) and mode in AGAIN:
            x = _again(x, axis, before, after, AGAIN[mode])
        elif before or after:
            low, high = _beyond(x, axis, before, mode, True), _beyond(x, axis, after, mode, False)
            x = views.join(*low, x, *high, axis=axis)
    return Tensor(x)


def _widths(pad_width: Any, ndim: int) -> list[tuple[int, int]]:
    if isinstance(pad_width, int):
        return [(pad_width, pad_width)] * ndim
    pairs = [tuple(pair) if isinstance(pair, list | tuple) else pair for pair in pad_width]
    if all(isinstance(pair, int) for pair in pairs):
        pairs = [tuple(pairs * 2)[:2]] if pairs else []
    pairs = [pair * 2 if len(pair) == 1 else pair for pair in pairs]
    pairs = pairs * ndim if len(pairs) == 1 else pairs
    if len(pairs) != ndim or any(len(pair) != 2 for pair in pairs):
        want = "one pair (before, after), or one for each of {count} axes"
        raise wrong_argument("pad", "pad_width", want, pad_width, (1, 1), count=ndim)
    return pairs


def _filled(x: Any, widths: list[tuple[int, int]], number: Any) -> Any:
    number = held(number)
    number = number.item() if isinstance(number, np.ndarray) else number
    if x.dtype == "bool":
        number = bool(number)
    low, high = (tuple(pair[n] for pair in widths) for n in (0, 1))
    return views.pad(x, before=low, after=high, between=(0,) * len(widths), value=number)


def _again(x: Any, axis: int, before: int, after: int, mode: str) -> Any:
    """One axis continued beyond its ends by its own elements."""
    size = x.shape[axis]
    if isinstance(size, int) and mode != "edge" and max(before, after) >= size:
        # More than one turn there and back: NumPy tells which element comes where.
        places = np.pad(np.arange(size), (before, after), mode)  # type: ignore[call-overload]
        return index.gather(x, places.astype("int32"), axis=axis)
    if mode == "edge":
        low = stretched(cut(x, axis, 0, 1), _with_size(x, axis, before))
        high = stretched(cut(x, axis, size - 1, size), _with_size(x, axis, after))
    elif mode == "wrap":
        low, high = cut(x, axis, size - before, size), cut(x, axis, 0, after)
    else:
        skip = 1 if mode == "reflect" else 0
        low = views.reverse(cut(x, axis, skip, skip + before), axes=(axis,))
        high = views.reverse(cut(x, axis, size - skip - after, size - skip), axes=(axis,))
    parts = [*([low] if before else []), x, *([high] if after else [])]
    return views.join(*parts, axis=axis)


def _beyond(x: Any, axis: int, width: int, mode: str, first: bool) -> list[Any]:
    """What stands before the first (or after the last) element of each line, if anything."""
    if not width:
        return []
    shape, dtype = _with_size(x, axis, width), str(x.dtype)
    if mode in OF_LINES:
        one = OF_LINES[mode](Tensor(x), axis, keepdims=True)
        whole = dtype not in ("bool", floating(dtype))
        return [stretched(converted((rounded(one) if whole else one).payload, dtype), shape)]
    size = x.shape[axis]
    edge = cut(x, axis, 0, 1) if first else cut(x, axis, size - 1, size)
    kind = floating(dtype)
    share = np.arange(width, dtype="float32") / width
    line = share if first else share[::-1].copy()
    ones = (1,) * axis, (1,) * (len(shape) - axis - 1)
    ramp = stretched(reshaped(payload(line, kind), (*ones[0], width, *ones[1])), shape)
    return [converted(strict.mul(stretched(converted(edge, kind), shape), ramp), dtype)]


def _with_size(x: Any, axis: int, size: int) -> Shape:
    return (*x.shape[:axis], size, *x.shape[axis + 1 :])
