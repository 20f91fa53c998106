"""Losses of numbers: powers and logarithms of the error, and the angle between vectors."""

from __future__ import annotations

import math

from pronghorn import ops
from pronghorn.config import epsilon
from pronghorn.losses.base import LossFunctionWrapper
from pronghorn.losses.pairing import paired

__all__ = [
    "CosineSimilarity",
    "Huber",
    "LogCosh",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "cosine_similarity",
    "huber",
    "log_cosh",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
]


def mean_squared_error(y_true, y_pred):
    """`mean((y_true - y_pred) ** 2)` along the last axis.

    Args:
        y_true, y_pred: `(rows, ...)`, of the same shape but for a last axis of size 1.

    Returns:
        Tensor `(rows, ...)` in the dtype of `y_pred`.

    Raises:
        ShapeError: when the shapes differ.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.mean_squared_error([[0.0, 0.0]], [[1.0, 3.0]])[0])
        5.0
    """
    y_true, y_pred = paired("mean_squared_error", y_true, y_pred)
    return ops.mean(ops.square(y_true - y_pred), axis=-1)


def mean_absolute_error(y_true, y_pred):
    """`mean(abs(y_true - y_pred))` along the last axis; arguments as of `mean_squared_error`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.mean_absolute_error([[0.0, 0.0]], [[1.0, 3.0]])[0])
        2.0
    """
    y_true, y_pred = paired("mean_absolute_error", y_true, y_pred)
    return ops.mean(ops.absolute(y_true - y_pred), axis=-1)


def mean_absolute_percentage_error(y_true, y_pred):
    """`100 * mean(abs((y_true - y_pred) / y_true))` along the last axis.

    A target smaller than epsilon counts as epsilon. Arguments as of `mean_squared_error`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.mean_absolute_percentage_error([[2.0]], [[1.0]])[0])
        50.0
    """
    y_true, y_pred = paired("mean_absolute_percentage_error", y_true, y_pred)
    scale = ops.maximum(ops.absolute(y_true), epsilon())
    return 100.0 * ops.mean(ops.absolute((y_true - y_pred) / scale), axis=-1)


def mean_squared_logarithmic_error(y_true, y_pred):
    """`mean((log(y_true + 1) - log(y_pred + 1)) ** 2)` along the last axis.

    Numbers smaller than epsilon count as epsilon. Arguments as of `mean_squared_error`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.mean_squared_logarithmic_error([[1.0]], [[1.0]])[0])
        0.0
    """
    y_true, y_pred = paired("mean_squared_logarithmic_error", y_true, y_pred)
    first, second = (ops.log(ops.maximum(x, epsilon()) + 1.0) for x in (y_pred, y_true))
    return ops.mean(ops.square(first - second), axis=-1)


def huber(y_true, y_pred, delta=1.0):
    """Half the squared error where it is at most `delta`, a straight line beyond; last-axis mean.

    Arguments otherwise as of `mean_squared_error`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.huber([[0.0]], [[3.0]])[0])
        2.5
    """
    y_true, y_pred = paired("huber", y_true, y_pred)
    error = y_pred - y_true
    size = ops.absolute(error)
    line = delta * size - 0.5 * delta * delta
    return ops.mean(ops.where(ops.less_equal(size, delta), 0.5 * error * error, line), axis=-1)


def log_cosh(y_true, y_pred):
    """`mean(log(cosh(y_pred - y_true)))` along the last axis; finite for every finite error.

    Arguments as of `mean_squared_error`.

    Example:
        >>> from pronghorn import losses
        >>> round(float(losses.log_cosh([[0.0]], [[1.0]])[0]), 4)
        0.4338
    """
    y_true, y_pred = paired("log_cosh", y_true, y_pred)
    error = y_pred - y_true
    return ops.mean(error + ops.softplus(error * -2.0) - math.log(2.0), axis=-1)


def cosine_similarity(y_true, y_pred, axis=-1):
    """Minus the cosine of the angle between the vectors along an axis; 0 for a vector of zeros.

    Arguments otherwise as of `mean_squared_error`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.cosine_similarity([[1.0, 0.0]], [[2.0, 0.0]])[0])
        -1.0
    """
    y_true, y_pred = paired("cosine_similarity", y_true, y_pred)
    return ops.negative(ops.sum(_unit(y_true, axis) * _unit(y_pred, axis), axis=axis))


def _unit(x, axis):
    squares = ops.sum(ops.square(x), axis=axis, keepdims=True)
    # The floor under the square keeps the gradient at zero finite; it is Keras' own.
    return x * ops.rsqrt(ops.maximum(squares, epsilon()))


class MeanSquaredError(LossFunctionWrapper):
    """The mean of `mean_squared_error`.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.MeanSquaredError()([[0.0]], [[3.0]]))
        9.0
    """

    def __init__(self, reduction="sum_over_batch_size", name="mean_squared_error", dtype=None):
        super().__init__(mean_squared_error, reduction, name, dtype)


class MeanAbsoluteError(LossFunctionWrapper):
    """The mean of `mean_absolute_error`.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.MeanAbsoluteError()([[0.0]], [[3.0]]))
        3.0
    """

    def __init__(self, reduction="sum_over_batch_size", name="mean_absolute_error", dtype=None):
        super().__init__(mean_absolute_error, reduction, name, dtype)


class MeanAbsolutePercentageError(LossFunctionWrapper):
    """The mean of `mean_absolute_percentage_error`.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.MeanAbsolutePercentageError()([[2.0]], [[1.0]]))
        50.0
    """

    def __init__(
        self, reduction="sum_over_batch_size", name="mean_absolute_percentage_error", dtype=None
    ):
        super().__init__(mean_absolute_percentage_error, reduction, name, dtype)


class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """The mean of `mean_squared_logarithmic_error`.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.MeanSquaredLogarithmicError()([[1.0]], [[1.0]]))
        0.0
    """

    def __init__(
        self, reduction="sum_over_batch_size", name="mean_squared_logarithmic_error", dtype=None
    ):
        super().__init__(mean_squared_logarithmic_error, reduction, name, dtype)


class Huber(LossFunctionWrapper):
    """The mean of `huber`.

    Args:
        delta: the error at which the curve becomes a straight line.
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.Huber(delta=2.0)([[0.0]], [[3.0]]))
        4.0
    """

    def __init__(self, delta=1.0, reduction="sum_over_batch_size", name="huber_loss", dtype=None):
        super().__init__(huber, reduction, name, dtype, delta=delta)


class LogCosh(LossFunctionWrapper):
    """The mean of `log_cosh`.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> round(float(losses.LogCosh()([[0.0]], [[1.0]])), 4)
        0.4338
    """

    def __init__(self, reduction="sum_over_batch_size", name="log_cosh", dtype=None):
        super().__init__(log_cosh, reduction, name, dtype)


class CosineSimilarity(LossFunctionWrapper):
    """The mean of `cosine_similarity`, which is -1 for vectors of the same direction.

    Args:
        axis: along which the vectors lie.
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.CosineSimilarity()([[1.0, 0.0]], [[0.0, 2.0]]))
        0.0
    """

    def __init__(
        self, axis=-1, reduction="sum_over_batch_size", name="cosine_similarity", dtype=None
    ):
        super().__init__(cosine_similarity, reduction, name, dtype, axis=axis)
