"""How well outputs follow targets: correlations, and the share of variance explained."""

from __future__ import annotations

from pronghorn import arguments, ops
from pronghorn.config import epsilon
from pronghorn.errors import ShapeError, wrong_argument
from pronghorn.losses.pairing import converted, paired
from pronghorn.losses.reduction import weighted
from pronghorn.metrics.base import Metric
from pronghorn.metrics.reduction import MeanMetricWrapper

__all__ = [
    "ConcordanceCorrelation",
    "PearsonCorrelation",
    "R2Score",
    "concordance_correlation",
    "pearson_correlation",
]

AGGREGATIONS = (None, "uniform_average", "variance_weighted_average")


def pearson_correlation(y_true, y_pred, axis=-1):
    """The covariance over the product of the standard deviations along an axis, in [-1, 1].

    Args:
        y_true, y_pred: `(rows, ...)`, of the same shape.

    Returns:
        Tensor of that shape without the axis, in the dtype of `y_pred`; NaN where either is
        constant.

    Raises:
        ShapeError: when the shapes differ.

    Example:
        >>> from pronghorn import metrics
        >>> round(float(metrics.pearson_correlation([[1.0, 2.0, 3.0]], [[2.0, 4.0, 7.0]])[0]), 4)
        0.9934
    """
    y_true, y_pred = paired("pearson_correlation", y_true, y_pred)
    return ops.mean(_standard(y_true, axis) * _standard(y_pred, axis), axis=axis)


def _standard(x, axis):
    x = x - ops.mean(x, axis=axis, keepdims=True)
    return x / ops.std(x, axis=axis, keepdims=True)


def concordance_correlation(y_true, y_pred, axis=-1):
    """Lin's concordance: the correlation of pairs with the line on which both are equal.

    `2 * cov / (var(y_true) + var(y_pred) + (mean(y_true) - mean(y_pred)) ** 2)` along an axis (Lin
    1989, doi:10.2307/2532051). Arguments and result otherwise as of `pearson_correlation`.

    Example:
        >>> from pronghorn import metrics
        >>> y_true, y_pred = [[1.0, 2.0, 3.0]], [[1.0, 2.0, 4.0]]
        >>> round(float(metrics.concordance_correlation(y_true, y_pred)[0]), 4)
        0.8571
    """
    y_true, y_pred = paired("concordance_correlation", y_true, y_pred)
    mean_true = ops.mean(y_true, axis=axis, keepdims=True)
    mean_pred = ops.mean(y_pred, axis=axis, keepdims=True)
    spread = ops.var(y_true, axis=axis, keepdims=True) + ops.var(y_pred, axis=axis, keepdims=True)
    norm = spread + ops.square(mean_true - mean_pred)
    shared = (y_true - mean_true) * (y_pred - mean_pred)
    return ops.mean(2.0 * shared / (norm + epsilon()), axis=axis)


class PearsonCorrelation(MeanMetricWrapper):
    """The mean of `pearson_correlation` over rows.

    Args:
        axis: along which the numbers of one row lie.
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> metric = metrics.PearsonCorrelation()
        >>> round(float(metric([[1.0, 2.0, 3.0]], [[2.0, 4.0, 7.0]])), 4)
        0.9934
    """

    _direction = "up"

    def __init__(self, name="pearson_correlation", dtype=None, axis=-1):
        super().__init__(pearson_correlation, name, dtype, axis=axis)


class ConcordanceCorrelation(MeanMetricWrapper):
    """The mean of `concordance_correlation` over rows; arguments as of `PearsonCorrelation`.

    Example:
        >>> from pronghorn import metrics
        >>> metric = metrics.ConcordanceCorrelation()
        >>> round(float(metric([[1.0, 2.0, 3.0]], [[1.0, 2.0, 4.0]])), 4)
        0.8571
    """

    _direction = "up"

    def __init__(self, name="concordance_correlation", dtype=None, axis=-1):
        super().__init__(concordance_correlation, name, dtype, axis=axis)


class R2Score(Metric):
    """The share of the targets' variance that outputs explain, `1 - residual / total`.

    Args:
        class_aggregation: `"uniform_average"` for the mean over columns,
            `"variance_weighted_average"` for that weighted by the targets' variance, None for each
            column, `(columns,)`.
        num_regressors: with it the score is adjusted for so many inputs, while there are more rows.
        name, dtype: as of `Metric`.

    Raises:
        ValueError: for arguments outside what they may be.
        ShapeError: for outputs that are not `(rows, columns)`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.R2Score()([[1.0], [2.0], [3.0]], [[1.0], [2.0], [2.0]]))
        0.5
    """

    _direction = "up"

    def __init__(
        self,
        class_aggregation="uniform_average",
        num_regressors=0,
        name="r2_score",
        dtype=None,
    ):
        super().__init__(dtype, name)
        arguments.choice("R2Score", "class_aggregation", class_aggregation, AGGREGATIONS)
        if num_regressors < 0:
            raise wrong_argument(self, "num_regressors", "at least 0", num_regressors, 0)
        self.class_aggregation = class_aggregation
        self.num_regressors = num_regressors
        self.num_samples = self.add_variable((), "zeros", name="num_samples")
        self._built = False

    def _build(self, columns):
        self.count = self.add_variable((columns,), "zeros", name="count")
        self.mean = self.add_variable((columns,), "zeros", name="mean")
        self.total = self.add_variable((columns,), "zeros", name="total")
        self.residual = self.add_variable((columns,), "zeros", name="residual")
        self._built = True

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Takes in targets and outputs, `(rows, columns)`, and weights of their leading axes.

        Squares are summed around the mean, and sums of batches joined as by Chan, Golub and LeVeque
        (1979): the difference of two large sums would lose what is left of the variance.
        """
        y_true, y_pred = paired("R2Score", y_true, converted(y_pred, self.dtype))
        if y_pred.ndim != 2:
            raise ShapeError("M28", loss="R2Score", target=y_true.type, output=y_pred.type)
        if not self._built:
            self._build(y_pred.shape[1])
        weights = ops.ones_like(y_true)
        if sample_weight is not None:
            weights, _ = weighted(weights, converted(sample_weight, self.dtype))
        count = ops.sum(weights, axis=0)
        mean = ops.divide_no_nan(ops.sum(weights * y_true, axis=0), count)
        total = ops.sum(weights * ops.square(y_true - mean), axis=0)
        joint = self.count + count
        share = ops.divide_no_nan(count, joint)
        apart = mean - self.mean
        self.total.assign_add(total + ops.square(apart) * self.count * share)
        self.mean.assign_add(apart * share)
        self.count.assign(joint)
        self.residual.assign_add(ops.sum(weights * ops.square(y_true - y_pred), axis=0))
        self.num_samples.assign_add(ops.cast(ops.size(y_true), self.dtype))

    def result(self):
        if not self._built:
            return ops.zeros((), self.dtype)
        total = self.total.value
        scores = 1.0 - self.residual / total
        scores = ops.where(ops.isinf(scores), 0.0, scores)
        if self.class_aggregation == "uniform_average":
            scores = ops.mean(scores)
        elif self.class_aggregation == "variance_weighted_average":
            scores = ops.sum(total * scores) / ops.sum(total)
        if not self.num_regressors:
            return scores
        free = self.num_samples - (self.num_regressors + 1.0)
        adjusted = 1.0 - (1.0 - scores) * (self.num_samples - 1.0) / free
        return ops.where(ops.greater(free, 0.0), adjusted, scores)

    def get_config(self):
        return {
            **super().get_config(),
            "class_aggregation": self.class_aggregation,
            "num_regressors": self.num_regressors,
        }
