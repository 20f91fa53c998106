"""Which target may meet which output, and what to tell when two do not fit."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.config import floatx
from pronghorn.dtypes import is_float
from pronghorn.errors import ShapeError
from pronghorn.ir.types import clash
from pronghorn.tensor import Tensor

__all__ = ["converted", "floating", "paired", "same_rank", "without_class_axis"]


def converted(x, dtype):
    """The tensor in another dtype; unlike a plain cast it keeps mask and logits."""
    x = x if isinstance(x, Tensor) else ops.convert_to_tensor(x)
    if x.dtype == dtype:
        return x
    result = ops.cast(x, dtype)
    result._keras_mask = x._keras_mask
    if x.logits is not None:
        kind, axis, logits = x.logits
        result.logits = (kind, axis, ops.cast(logits, dtype))
    return result


def floating(x):
    """The tensor itself, or in the default float dtype where it holds integers."""
    x = x if isinstance(x, Tensor) else ops.convert_to_tensor(x)
    return x if is_float(x.dtype) else ops.cast(x, floatx())


def same_rank(a, b):
    """Both with as many axes, where one has a last axis of size 1 that the other lacks.

    `(rows,)` meets `(rows, 1)` as `(rows, 1)`; with more axes the last one is dropped.
    """
    if a.ndim == b.ndim + 1 and a.shape[-1] == 1:
        return (a, ops.expand_dims(b, -1)) if b.ndim == 1 else (ops.squeeze(a, -1), b)
    if b.ndim == a.ndim + 1 and b.shape[-1] == 1:
        return (ops.expand_dims(a, -1), b) if a.ndim == 1 else (a, ops.squeeze(b, -1))
    return a, b


def paired(loss, y_true, y_pred):
    """Target and output as tensors of one shape and one float dtype.

    Args:
        loss: name of the loss, for the message.

    Raises:
        ShapeError: for any other pair than equal shapes or `(rows,)` with `(rows, 1)`: nothing
            is broadcast silently.
    """
    y_pred = floating(y_pred)
    y_true = converted(y_true, y_pred.dtype)
    target, output = y_true.type, y_pred.type
    y_true, y_pred = same_rank(y_true, y_pred)
    if y_true.ndim != y_pred.ndim or clash(y_true.type.shape, y_pred.type.shape):
        raise _unfit(loss, target, output, y_true)
    return y_true, y_pred


def without_class_axis(loss, y_true, y_pred, axis):
    """Class numbers of the output's shape without its class axis, in their own dtype.

    Raises:
        ShapeError: when the target is one-hot, or has another shape.
    """
    y_true = y_true if isinstance(y_true, Tensor) else ops.convert_to_tensor(y_true)
    output = y_pred.type
    want = tuple(size for n, size in enumerate(output.shape) if n != axis % y_pred.ndim)
    if y_true.ndim == y_pred.ndim and y_true.shape[axis] == 1:
        y_true = ops.squeeze(y_true, axis)
    if y_true.ndim != len(want) or clash(y_true.type.shape, want):
        if y_true.type.shape == output.shape:
            raise ShapeError("E06", shape=_shown(output.shape), loss=loss)
        raise ShapeError("M28", loss=loss, target=y_true.type, output=output)
    return y_true


def _unfit(loss, target, output, y_true):
    """Class numbers for a loss that wants one column each are by far the commonest mistake."""
    units = output.shape[-1] if output.shape else 1
    bare = target.ndim == output.ndim - 1 or (target.ndim == output.ndim and target.shape[-1] == 1)
    if bare and "crossentropy" in loss and units != 1:
        low, high = 0, units - 1
        if y_true.is_concrete() and y_true.payload.size:
            low, high = f"{y_true.payload.min():g}", f"{y_true.payload.max():g}"
        return ShapeError("E05", low=low, high=high, loss=loss, units=units)
    return ShapeError("M28", loss=loss, target=target, output=output)


def _shown(shape):
    return "(" + ", ".join(map(str, shape)) + ")"
