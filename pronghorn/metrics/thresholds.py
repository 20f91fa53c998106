"""Weighted counts of right and wrong answers on either side of thresholds, which metrics share."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.config import epsilon, floatx
from pronghorn.errors import wrong_argument
from pronghorn.losses.pairing import converted, paired
from pronghorn.losses.reduction import weighted
from pronghorn.metrics.base import Metric

__all__ = ["KINDS", "ThresholdMetric", "even_thresholds"]

KINDS = ("true_positives", "false_positives", "true_negatives", "false_negatives")
# With `top_k`, outputs that are not among the k largest become this, and all others are positive.
LOWEST = -1e10


class ThresholdMetric(Metric):
    """Counts, by kind, of outputs above and not above each threshold.

    Args:
        thresholds: numbers in ascending order.
        top_k: with it only the `top_k` largest outputs of a row can be positive.
        class_id: with it only this column counts.
        name, dtype: as of `Metric`.
    """

    _direction = "up"

    def __init__(self, thresholds, top_k=None, class_id=None, name=None, dtype=None):
        super().__init__(dtype, name)
        self.thresholds = thresholds
        self.top_k = top_k
        self.class_id = class_id
        self._counts = {}

    def keep(self, kind, labels=None, name=None):
        """Makes the variable of one kind of count: an entry for each threshold, and each label."""
        shape = (len(self.thresholds),) if labels is None else (len(self.thresholds), labels)
        variable = self.add_variable(shape, "zeros", name=name or kind)
        self._counts[kind] = variable
        return variable

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Takes in a batch.

        Args:
            y_true: targets, anything but 0 being true, `(rows, ...)`.
            y_pred: of the same shape.
            sample_weight: None, or weights of the leading axes.

        Raises:
            ShapeError: when the shapes differ.
        """
        self.take_in(y_true, y_pred, sample_weight)

    def take_in(self, y_true, y_pred, sample_weight=None, label_weights=None, by_label=False):
        """Adds a batch to the counts, each output times its weights."""
        y_pred = ops.cast(converted(y_pred, self.dtype), floatx())
        y_true, y_pred = paired(type(self).__name__, y_true, y_pred)
        if self.top_k is not None:
            y_pred = _only_largest(y_pred, self.top_k)
        if self.class_id is not None:
            column = slice(self.class_id, self.class_id + 1)
            y_true, y_pred = y_true[..., column], y_pred[..., column]
        weights = ops.ones_like(y_pred)
        if sample_weight is not None:
            weights, _ = weighted(weights, converted(sample_weight, floatx()))
            weights = ops.reshape(weights, ops.shape(y_pred))
        if label_weights is not None:
            weights = weights * label_weights
        # Thresholds come last: neighbours are then counted side by side in a vector.
        said = _above(y_pred, self.thresholds)
        meant = ops.expand_dims(ops.not_equal(y_true, 0), -1)
        weights = ops.expand_dims(weights, -1)
        axes = tuple(range(said.ndim - (2 if by_label else 1)))
        for kind, variable in self._counts.items():
            is_positive, is_right = kind.endswith("positives"), kind.startswith("true")
            chosen = said if is_positive else ops.logical_not(said)
            fits = meant if is_positive == is_right else ops.logical_not(meant)
            kept = ops.where(ops.logical_and(chosen, fits), weights, 0.0)
            count = ops.sum(kept, axis=axes)
            variable.assign_add(ops.transpose(count) if by_label else count)

    def share(self, part, rest):
        """`part / (part + rest)` of two kinds, 0 where there are none of either."""
        part = self._counts[part].value
        return ops.divide_no_nan(part, part + self._counts[rest])

    def bare(self, values):
        """The one number where there is one threshold, or the vector."""
        return values[0] if len(self.thresholds) == 1 else values

    def listed(self, thresholds, default=0.5):
        """Thresholds as a list: the default, one number, or several between 0 and 1."""
        if thresholds is None:
            return [default]
        several = isinstance(thresholds, list | tuple)
        found = list(thresholds) if several else [thresholds]
        if any(threshold is None or not 0 <= threshold <= 1 for threshold in found):
            raise wrong_argument(self, "thresholds", "between 0 and 1", thresholds, 0.5)
        return found


def even_thresholds(count):
    """`count` numbers from 0 to 1, evenly spaced.

    Example:
        >>> from pronghorn.metrics.thresholds import even_thresholds
        >>> even_thresholds(3)
        [0.0, 0.5, 1.0]
    """
    return [n / (count - 1) for n in range(count)]


def _above(y_pred, thresholds):
    """Whether outputs exceed each threshold, `(*shape, thresholds)`.

    Where thresholds are even the outputs are scaled instead, as Keras does, which computes between
    which two thresholds an output falls.
    """
    last = len(thresholds) - 1
    even = last > 1 and all(
        abs(threshold - n / last) <= 1.1 * epsilon() for n, threshold in enumerate(thresholds)
    )
    levels = thresholds
    if even:
        y_pred = ops.clip(y_pred, 0.0, 1.0) * float(last)
        levels = [-1 if thresholds[0] < 0 else 0, *range(1, last + 1)]
    levels = ops.convert_to_tensor(levels, y_pred.dtype)
    return ops.greater(ops.expand_dims(y_pred, -1), levels)


def _only_largest(y_pred, k):
    """Outputs below the k largest of their row become very small; of equal ones the first stay."""
    places = ops.arange(y_pred.shape[-1])
    mine, others = ops.expand_dims(y_pred, -1), ops.expand_dims(y_pred, -2)
    earlier = ops.less(ops.expand_dims(places, 0), ops.expand_dims(places, 1))
    equal_before = ops.logical_and(ops.equal(others, mine), earlier)
    before = ops.logical_or(ops.greater(others, mine), equal_before)
    rank = ops.sum(ops.cast(before, "int32"), axis=-1)
    return ops.where(ops.less(rank, k), y_pred, LOWEST)
