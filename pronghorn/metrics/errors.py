"""Losses as figures over everything seen: errors of numbers and of probabilities, margins."""

from __future__ import annotations

from pronghorn import losses, ops
from pronghorn.losses.pairing import paired
from pronghorn.metrics.reduction import Mean, MeanMetricWrapper

__all__ = [
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalHinge",
    "CosineSimilarity",
    "Hinge",
    "KLDivergence",
    "LogCoshError",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Poisson",
    "RootMeanSquaredError",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
    "cosine_similarity",
]


def cosine_similarity(y_true, y_pred, axis=-1):
    """The cosine of the angle between vectors: 1 for the same direction, unlike the loss.

    Args:
        y_true, y_pred: `(rows, ...)`, of the same shape.

    Returns:
        Tensor of that shape without the axis.

    Example:
        >>> from pronghorn.metrics import errors
        >>> float(errors.cosine_similarity([[1.0, 0.0]], [[2.0, 0.0]])[0])
        1.0
    """
    return ops.negative(losses.cosine_similarity(y_true, y_pred, axis))


class MeanSquaredError(MeanMetricWrapper):
    """The mean of `losses.mean_squared_error`.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.MeanSquaredError()([[0.0]], [[3.0]]))
        9.0
    """

    _direction = "down"

    def __init__(self, name="mean_squared_error", dtype=None):
        super().__init__(losses.mean_squared_error, name, dtype)


class RootMeanSquaredError(Mean):
    """The root of the mean of all squared errors, not a mean of roots.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.RootMeanSquaredError()([[0.0]], [[3.0]]))
        3.0
    """

    _direction = "down"

    def __init__(self, name="root_mean_squared_error", dtype=None):
        super().__init__(name, dtype)

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Takes in a batch of targets and outputs `(rows, ...)`."""
        y_true, y_pred = paired("root_mean_squared_error", y_true, y_pred)
        super().update_state(ops.square(y_pred - y_true), sample_weight)

    def result(self):
        return ops.sqrt(super().result())


class MeanAbsoluteError(MeanMetricWrapper):
    """The mean of `losses.mean_absolute_error`.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.MeanAbsoluteError()([[0.0]], [[3.0]]))
        3.0
    """

    _direction = "down"

    def __init__(self, name="mean_absolute_error", dtype=None):
        super().__init__(losses.mean_absolute_error, name, dtype)


class MeanAbsolutePercentageError(MeanMetricWrapper):
    """The mean of `losses.mean_absolute_percentage_error`.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.MeanAbsolutePercentageError()([[2.0]], [[1.0]]))
        50.0
    """

    _direction = "down"

    def __init__(self, name="mean_absolute_percentage_error", dtype=None):
        super().__init__(losses.mean_absolute_percentage_error, name, dtype)


class MeanSquaredLogarithmicError(MeanMetricWrapper):
    """The mean of `losses.mean_squared_logarithmic_error`.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.MeanSquaredLogarithmicError()([[1.0]], [[1.0]]))
        0.0
    """

    _direction = "down"

    def __init__(self, name="mean_squared_logarithmic_error", dtype=None):
        super().__init__(losses.mean_squared_logarithmic_error, name, dtype)


class LogCoshError(MeanMetricWrapper):
    """The mean of `losses.log_cosh`.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> round(float(metrics.LogCoshError()([[0.0]], [[1.0]])), 4)
        0.4338
    """

    _direction = "down"

    def __init__(self, name="logcosh", dtype=None):
        super().__init__(losses.log_cosh, name, dtype)


class CosineSimilarity(MeanMetricWrapper):
    """The mean cosine of the angle between targets and outputs.

    Args:
        name, dtype: as of `Metric`.
        axis: along which the vectors lie.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.CosineSimilarity()([[1.0, 0.0]], [[2.0, 0.0]]))
        1.0
    """

    _direction = "up"

    def __init__(self, name="cosine_similarity", dtype=None, axis=-1):
        super().__init__(cosine_similarity, name, dtype, axis=axis)


class BinaryCrossentropy(MeanMetricWrapper):
    """The mean of `losses.binary_crossentropy`.

    Args:
        name, dtype: as of `Metric`.
        from_logits, label_smoothing: as of the loss.

    Example:
        >>> from pronghorn import metrics
        >>> round(float(metrics.BinaryCrossentropy()([[1.0]], [[0.5]])), 4)
        0.6931
    """

    _direction = "down"

    def __init__(
        self, name="binary_crossentropy", dtype=None, from_logits=False, label_smoothing=0
    ):
        settings = {"from_logits": from_logits, "label_smoothing": label_smoothing}
        super().__init__(losses.binary_crossentropy, name, dtype, **settings)


class CategoricalCrossentropy(MeanMetricWrapper):
    """The mean of `losses.categorical_crossentropy`.

    Args:
        name, dtype: as of `Metric`.
        from_logits, label_smoothing, axis: as of the loss.

    Example:
        >>> from pronghorn import metrics
        >>> round(float(metrics.CategoricalCrossentropy()([[0.0, 1.0]], [[0.5, 0.5]])), 4)
        0.6931
    """

    _direction = "down"

    def __init__(
        self,
        name="categorical_crossentropy",
        dtype=None,
        from_logits=False,
        label_smoothing=0,
        axis=-1,
    ):
        settings = {"from_logits": from_logits, "label_smoothing": label_smoothing, "axis": axis}
        super().__init__(losses.categorical_crossentropy, name, dtype, **settings)


class SparseCategoricalCrossentropy(MeanMetricWrapper):
    """The mean of `losses.sparse_categorical_crossentropy`.

    Args:
        name, dtype: as of `Metric`.
        from_logits, ignore_class, axis: as of the loss.

    Example:
        >>> from pronghorn import metrics
        >>> round(float(metrics.SparseCategoricalCrossentropy()([1], [[0.5, 0.5]])), 4)
        0.6931
    """

    _direction = "down"

    def __init__(
        self,
        name="sparse_categorical_crossentropy",
        dtype=None,
        from_logits=False,
        ignore_class=None,
        axis=-1,
    ):
        settings = {"from_logits": from_logits, "ignore_class": ignore_class, "axis": axis}
        super().__init__(losses.sparse_categorical_crossentropy, name, dtype, **settings)


class KLDivergence(MeanMetricWrapper):
    """The mean of `losses.kl_divergence`.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.KLDivergence()([[0.5, 0.5]], [[0.5, 0.5]]))
        0.0
    """

    _direction = "down"

    def __init__(self, name="kl_divergence", dtype=None):
        super().__init__(losses.kl_divergence, name, dtype)


class Poisson(MeanMetricWrapper):
    """The mean of `losses.poisson`.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> round(float(metrics.Poisson()([[2.0]], [[1.0]])), 4)
        1.0
    """

    _direction = "down"

    def __init__(self, name="poisson", dtype=None):
        super().__init__(losses.poisson, name, dtype)


class Hinge(MeanMetricWrapper):
    """The mean of `losses.hinge`.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.Hinge()([[1.0]], [[0.25]]))
        0.75
    """

    _direction = "down"

    def __init__(self, name="hinge", dtype=None):
        super().__init__(losses.hinge, name, dtype)


class SquaredHinge(MeanMetricWrapper):
    """The mean of `losses.squared_hinge`.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.SquaredHinge()([[1.0]], [[0.5]]))
        0.25
    """

    _direction = "down"

    def __init__(self, name="squared_hinge", dtype=None):
        super().__init__(losses.squared_hinge, name, dtype)


class CategoricalHinge(MeanMetricWrapper):
    """The mean of `losses.categorical_hinge`.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.CategoricalHinge()([[0.0, 1.0]], [[0.5, 1.0]]))
        0.5
    """

    _direction = "down"

    def __init__(self, name="categorical_hinge", dtype=None):
        super().__init__(losses.categorical_hinge, name, dtype)
