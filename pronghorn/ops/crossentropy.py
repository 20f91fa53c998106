"""How surprising targets are under predicted probabilities, from logits wherever they are known."""

from __future__ import annotations

from typing import Any

from pronghorn import config, dtypes
from pronghorn.errors import ShapeError
from pronghorn.ir.sizes import clash
from pronghorn.ops.elementwise import like
from pronghorn.ops.index import one_hot
from pronghorn.ops.nn import log_softmax, softplus_payload
from pronghorn.ops.operands import converted, float_payload, one_axis, payload
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import squeeze
from pronghorn.prims import elementwise as strict
from pronghorn.prims import folds
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor


def _clipped(x: Any) -> Any:
    """Probabilities kept away from 0 and 1 by epsilon, as in Keras."""
    low, high = like(x, config.epsilon()), like(x, 1 - config.epsilon())
    return strict.minimum(strict.maximum(x, low), high)


def logits_of(output: Any, kind: str, axis: int | None = None) -> Tensor | None:
    """The logits that softmax or sigmoid left on a tensor, if they fit (D17)."""
    found = output.logits if isinstance(output, Tensor) else None
    if found is None or found[0] != kind:
        return None
    tensor: Tensor = found[2]
    if kind == "softmax" and found[1] not in (axis, (axis or 0) - tensor.ndim):
        return None
    return tensor


def log_probabilities(output: Any, from_logits: bool, axis: int) -> Any:
    """The logarithms of the probabilities along an axis that is not negative, as a payload."""
    known = output if from_logits else logits_of(output, "softmax", axis)
    if known is not None:
        return log_softmax(known, axis).payload
    x = float_payload(output)
    total = folds.spread(folds.fold_sum(x, axes=(axis,)), x, (axis,))
    return strict.log(_clipped(strict.div(x, total)))


@operation
def categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Tensor:
    """-sum(target * log(output)) along the axis of classes, which disappears.

    Args:
        target: probabilities or one-hot vectors, of the shape of `output`.
        output: probabilities, or logits if `from_logits`.

    Example:
        >>> from pronghorn import ops
        >>> round(ops.categorical_crossentropy([1.0, 0.0], [0.5, 0.5]).item(), 4)
        0.6931
    """
    shape = payload(output).shape
    wanted = payload(target)
    if clash(shape, wanted.shape) or not shape:
        a, b = type_of(wanted), type_of(payload(output))
        raise ShapeError("S01", op="categorical_crossentropy", a=a, b=b)
    place = one_axis("categorical_crossentropy", axis, len(shape))
    logs = log_probabilities(output, from_logits, place)
    dtype = dtypes.result_type(str(wanted.dtype), str(logs.dtype))
    products = strict.mul(converted(wanted, dtype), converted(logs, dtype))
    return Tensor(strict.neg(folds.fold_sum(products, axes=(place,))))


@operation
def sparse_categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Tensor:
    """-log(output) at the target class, along the axis of classes, which disappears.

    Args:
        target: class numbers; a last axis of size 1 is dropped. A number that is no class costs 0.
        output: probabilities, or logits if `from_logits`.

    Example:
        >>> from pronghorn import ops
        >>> round(ops.sparse_categorical_crossentropy([0], [[0.5, 0.5]]).tolist()[0], 4)
        0.6931
    """
    shape = payload(output).shape
    places = payload(target)
    if len(places.shape) == len(shape) and places.shape[-1] == 1:
        places = squeeze(Tensor(places), -1).payload
    place = one_axis("sparse_categorical_crossentropy", axis, len(shape))
    if clash(places.shape, shape[:place] + shape[place + 1 :]):
        a, b = type_of(payload(target)), type_of(payload(output))
        raise ShapeError("S01", op="sparse_categorical_crossentropy", a=a, b=b)
    logs = log_probabilities(output, from_logits, place)
    hit = one_hot(Tensor(places), shape[place], place, "bool").payload
    # A choice rather than a product: a class with probability 0 that is not the target costs 0.
    chosen = strict.select(hit, logs, like(logs, 0.0))
    return Tensor(strict.neg(folds.fold_sum(chosen, axes=(place,))))


@operation
def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Tensor:
    """-(target * log(output) + (1 - target) * log(1 - output)), element by element.

    Args:
        target: probabilities or 0 and 1, of the shape of `output`.
        output: probabilities, or logits if `from_logits`.

    Example:
        >>> from pronghorn import ops
        >>> round(ops.binary_crossentropy([1.0], [0.5]).tolist()[0], 4)
        0.6931
    """
    wanted = payload(target)
    if clash(wanted.shape, payload(output).shape):
        a, b = type_of(wanted), type_of(payload(output))
        raise ShapeError("S01", op="binary_crossentropy", a=a, b=b)
    known = output if from_logits else logits_of(output, "sigmoid")
    x = float_payload(output if known is None else known)
    dtype = dtypes.result_type(str(wanted.dtype), str(x.dtype))
    x, wanted = converted(x, dtype), converted(wanted, dtype)
    if known is not None:
        return Tensor(strict.sub(softplus_payload(x), strict.mul(wanted, x)))
    x = _clipped(x)
    one = like(x, 1.0)
    hits = strict.mul(wanted, strict.log(x))
    misses = strict.mul(strict.sub(one, wanted), strict.log(strict.sub(one, x)))
    return Tensor(strict.neg(strict.add(hits, misses)))
