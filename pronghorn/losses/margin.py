"""Losses of a margin: targets are -1 and 1 (0 and 1 are taken for these), or one-hot."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.losses.base import LossFunctionWrapper
from pronghorn.losses.pairing import paired

__all__ = [
    "CategoricalHinge",
    "Hinge",
    "SquaredHinge",
    "categorical_hinge",
    "hinge",
    "squared_hinge",
]


def hinge(y_true, y_pred):
    """`mean(max(1 - y_true * y_pred, 0))` along the last axis.

    Args:
        y_true: -1 and 1, or 0 and 1; `(rows, ...)`.
        y_pred: of the same shape but for a last axis of size 1.

    Returns:
        Tensor `(rows, ...)` in the dtype of `y_pred`.

    Raises:
        ShapeError: when the shapes differ.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.hinge([[1.0]], [[0.25]])[0])
        0.75
    """
    y_true, y_pred = paired("hinge", y_true, y_pred)
    return ops.mean(_shortfall(y_true, y_pred), axis=-1)


def squared_hinge(y_true, y_pred):
    """`mean(max(1 - y_true * y_pred, 0) ** 2)` along the last axis; arguments as of `hinge`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.squared_hinge([[1.0]], [[0.5]])[0])
        0.25
    """
    y_true, y_pred = paired("squared_hinge", y_true, y_pred)
    return ops.mean(ops.square(_shortfall(y_true, y_pred)), axis=-1)


def categorical_hinge(y_true, y_pred):
    """`max(wrong - right + 1, 0)`: the best wrong output must stay one below the right one.

    Args:
        y_true: one-hot, `(rows, ..., classes)`.
        y_pred: of the same shape.

    Returns:
        Tensor `(rows, ...)` in the dtype of `y_pred`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.categorical_hinge([[0.0, 1.0]], [[0.5, 1.0]])[0])
        0.5
    """
    y_true, y_pred = paired("categorical_hinge", y_true, y_pred)
    right = ops.sum(y_true * y_pred, axis=-1)
    wrong = ops.max((1.0 - y_true) * y_pred, axis=-1)
    return ops.maximum(wrong - right + 1.0, 0.0)


def _shortfall(y_true, y_pred):
    binary = ops.all(ops.logical_or(ops.equal(y_true, 0.0), ops.equal(y_true, 1.0)))
    signed = ops.where(binary, 2.0 * y_true - 1.0, y_true)
    return ops.maximum(1.0 - signed * y_pred, 0.0)


class Hinge(LossFunctionWrapper):
    """The mean of `hinge`.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.Hinge()([[1.0]], [[0.25]]))
        0.75
    """

    def __init__(self, reduction="sum_over_batch_size", name="hinge", dtype=None):
        super().__init__(hinge, reduction, name, dtype)


class SquaredHinge(LossFunctionWrapper):
    """The mean of `squared_hinge`.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.SquaredHinge()([[1.0]], [[0.5]]))
        0.25
    """

    def __init__(self, reduction="sum_over_batch_size", name="squared_hinge", dtype=None):
        super().__init__(squared_hinge, reduction, name, dtype)


class CategoricalHinge(LossFunctionWrapper):
    """The mean of `categorical_hinge`.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.CategoricalHinge()([[0.0, 1.0]], [[0.5, 1.0]]))
        0.5
    """

    def __init__(self, reduction="sum_over_batch_size", name="categorical_hinge", dtype=None):
        super().__init__(categorical_hinge, reduction, name, dtype)
