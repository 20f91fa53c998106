"""Sums and means over everything seen, weighted by sample; so no figure depends on batch size."""

from __future__ import annotations

from pronghorn import losses, ops
from pronghorn.losses.pairing import converted
from pronghorn.losses.reduction import masked, weighted
from pronghorn.metrics.base import Metric
from pronghorn.saving.wrapping import FunctionWrapper
from pronghorn.tensor import Tensor

__all__ = ["Mean", "MeanMetricWrapper", "Sum"]


class Sum(Metric):
    """The sum of all values.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.Sum()([1.0, 3.0]))
        4.0
    """

    def __init__(self, name="sum", dtype=None):
        super().__init__(dtype, name)
        self.total = self.add_variable((), "zeros", self.dtype, name="total")

    def update_state(self, values, sample_weight=None):
        """Adds values `(rows, ...)`, times weights of their leading axes."""
        values, _ = by_row(values, sample_weight, ops.sum, self.dtype)
        self.total.assign_add(ops.sum(values))

    def result(self):
        return self.total.value


class Mean(Metric):
    """The weighted mean of all values; 0 before there are any.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.Mean()([1.0, 3.0], sample_weight=[1.0, 3.0]))
        2.5
    """

    def __init__(self, name="mean", dtype=None):
        super().__init__(dtype, name)
        self.total = self.add_variable((), "zeros", self.dtype, name="total")
        self.count = self.add_variable((), "zeros", self.dtype, name="count")

    def update_state(self, values, sample_weight=None):
        """Takes in values `(rows, ...)`, with weights of their leading axes."""
        values, weights = by_row(values, sample_weight, ops.mean, self.dtype)
        if weights is not None:
            count = ops.sum(weights)
        else:
            count = ops.shape(values)[0] if values.ndim else 1
        self.total.assign_add(ops.sum(values) if values.ndim else values)
        self.count.assign_add(ops.cast(count, self.dtype))

    def result(self):
        return ops.divide_no_nan(self.total, self.count)


class MeanMetricWrapper(FunctionWrapper, Mean):
    """The mean of a function of targets and outputs.

    Args:
        fn: `fn(y_true, y_pred, **settings)`, one value for each row or a scalar.
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import losses, metrics
        >>> metric = metrics.MeanMetricWrapper(losses.huber, name="huber", delta=2.0)
        >>> float(metric([[0.0]], [[1.0]]))
        0.5
    """

    def __init__(self, fn, name=None, dtype=None, **settings):
        super().__init__(name, dtype)
        self.fn = fn
        self.settings = settings
        if self._direction is None and _is_loss(fn):
            self._direction = "down"

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Takes in a batch of targets and outputs `(rows, ...)`."""
        values = self.fn(y_true, y_pred, **self.settings)
        mask = getattr(y_pred, "_keras_mask", None)
        weights = masked(sample_weight, mask, self.dtype)
        if weights is None and not ops.shape(values):
            # A function that averages the batch itself counts once for each of its rows.
            weights = ops.cast(ops.shape(y_pred)[0], self.dtype)
        super().update_state(values, weights)


def by_row(values, sample_weight, fold, dtype):
    """One weighted value for each row, and the weights of the rows or None.

    Args:
        values: `(rows, ...)`; axes that the weights lack are folded before weighing, so that one
            weight for all rows counts once, as in Keras.
        fold: `ops.mean` or `ops.sum`, with which further axes become one number.
    """
    values = values if isinstance(values, Tensor) else ops.convert_to_tensor(values)
    mask = values._keras_mask
    values = converted(values, dtype)
    if sample_weight is None and mask is None:
        return _folded(values, 1, fold), None
    weights = masked(sample_weight, mask, dtype)
    weights = converted(weights, dtype)
    values = _folded(values, weights.ndim, fold)
    values, weights = weighted(values, weights)
    if weights.shape != values.shape:
        weights = ops.broadcast_to(weights, ops.shape(values))
    return _folded(values, 1, fold), _folded(weights, 1, fold)


def _folded(x, kept, fold):
    return x if x.ndim <= kept else fold(x, axis=tuple(range(kept, x.ndim)))


def _is_loss(fn):
    return getattr(fn, "__module__", "").startswith("pronghorn.losses") or isinstance(
        fn, losses.Loss
    )
