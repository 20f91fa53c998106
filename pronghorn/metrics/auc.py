"""The area under the curve that two shares draw as the threshold moves."""

from __future__ import annotations

import numpy as np

from pronghorn import arguments, ops
from pronghorn.config import epsilon
from pronghorn.errors import ShapeError, wrong_argument
from pronghorn.losses.pairing import converted
from pronghorn.metrics.thresholds import KINDS, ThresholdMetric, even_thresholds

__all__ = ["AUC"]

CURVES = ("ROC", "PR", "PRGAIN")
SUMMATIONS = ("interpolation", "majoring", "minoring")


class AUC(ThresholdMetric):
    """The area under the ROC, the precision-recall or the precision-recall-gain curve.

    The curve is drawn through so many points; with `"interpolation"` a precision-recall curve is
    interpolated as in "The Relationship Between Precision-Recall and ROC Curves" (Davis and
    Goadrich 2006, section 4), the others by straight lines. The gain curve is of "Precision-Recall-
    Gain Curves" (Flach and Kull 2015).

    Args:
        num_thresholds: how many points, at least 2, spread evenly over [0, 1].
        curve: `"ROC"`, `"PR"` or `"PRGAIN"`.
        summation_method: `"interpolation"`, or `"minoring"` or `"majoring"` for sums from below
            or above.
        thresholds: further thresholds between 0 and 1, in place of `num_thresholds`.
        multi_label: whether each column has a curve of its own, whose areas are averaged.
        num_labels: the number of columns then; else known from the first batch.
        label_weights: with `multi_label` the weights of the columns in that mean, else a weight of
            each column's answers.
        from_logits: whether outputs are logits.
        name, dtype: as of `Metric`.

    Raises:
        ValueError: for arguments outside what they may be.
        ShapeError: with `multi_label` for outputs that are not `(rows, labels)`.

    Example:
        >>> from pronghorn import metrics
        >>> round(float(metrics.AUC()([0, 0, 1, 1], [0.1, 0.5, 0.3, 0.9])), 4)
        0.75
    """

    def __init__(
        self,
        num_thresholds=200,
        curve="ROC",
        summation_method="interpolation",
        name=None,
        dtype=None,
        thresholds=None,
        multi_label=False,
        num_labels=None,
        label_weights=None,
        from_logits=False,
    ):
        self.curve = arguments.choice("AUC", "curve", str(curve).upper(), CURVES)
        self.summation_method = arguments.word(
            "AUC", "summation_method", summation_method, SUMMATIONS
        )
        self.num_thresholds = num_thresholds if thresholds is None else len(thresholds) + 2
        self._is_given = thresholds is not None
        self._check(num_labels, multi_label)
        inner = sorted(thresholds) if self._is_given else even_thresholds(num_thresholds)[1:-1]
        ends = (-epsilon(), 1.0 + epsilon())  # so that the curve has both its ends
        super().__init__([ends[0], *inner, ends[1]], name=name, dtype=dtype)
        self.multi_label = multi_label
        self.num_labels = num_labels
        self.label_weights = label_weights
        self.from_logits = from_logits
        if num_labels or not multi_label:
            self._make(num_labels)

    def _check(self, num_labels, multi_label):
        if self.num_thresholds < 2:
            raise wrong_argument(self, "num_thresholds", "at least 2", self.num_thresholds, 200)
        if num_labels and not multi_label:
            raise wrong_argument(self, "num_labels", "None without multi_label", num_labels, None)

    def _make(self, labels):
        for kind in KINDS:
            setattr(self, kind, self.keep(kind, labels))

    def update_state(self, y_true, y_pred, sample_weight=None):
        y_pred = converted(y_pred, self.dtype)
        if self.multi_label:
            if y_pred.ndim != 2:
                raise ShapeError("M28", loss="AUC", target=np.shape(y_true), output=y_pred.type)
            if not self._counts:
                self._make(y_pred.shape[1])
        if self.from_logits:
            y_pred = ops.sigmoid(y_pred)
        weights = None if self.multi_label else self._label_weights()
        self.take_in(y_true, y_pred, sample_weight, weights, self.multi_label)

    def _label_weights(self):
        weights = self.label_weights
        return None if weights is None else ops.convert_to_tensor(weights, self.dtype)

    def result(self):
        if not self._counts:
            return ops.zeros((), self.dtype)
        if (self.curve, self.summation_method) == ("PR", "interpolation"):
            return self._mean(self._interpolated())
        x, y = self._points()
        join = {
            "interpolation": lambda a, b: (a + b) / 2.0,
            "minoring": ops.minimum,
            "majoring": ops.maximum,
        }[self.summation_method]
        return self._mean((x[:-1] - x[1:]) * join(y[:-1], y[1:]))

    def _points(self):
        """The curve's points, from the lowest threshold to the highest."""
        recall = self.share("true_positives", "false_negatives")
        if self.curve == "ROC":
            return self.share("false_positives", "true_negatives"), recall
        if self.curve == "PR":
            return recall, self.share("true_positives", "false_positives")
        found, missed = self.true_positives.value, self.false_negatives.value
        wrong = self.false_positives.value
        odds = ops.divide_no_nan(found + missed, self.true_negatives + wrong)
        none = ops.equal(found, 0.0)
        recall_gain = 1.0 - odds * ops.divide_no_nan(missed, found)
        precision_gain = 1.0 - odds * ops.divide_no_nan(wrong, found)
        recall_gain = ops.maximum(ops.where(none, 0.0, recall_gain), 0.0)
        return recall_gain, ops.where(none, 1.0, precision_gain)

    def _interpolated(self):
        """The areas between thresholds if right answers grow evenly with positive ones there."""
        found = self.true_positives.value
        positive = found + self.false_positives
        more, less = positive[:-1], positive[1:]
        gained = found[:-1] - found[1:]
        slope = ops.divide_no_nan(gained, ops.maximum(more - less, 0.0))
        offset = found[1:] - slope * less
        some = ops.logical_and(ops.greater(more, 0.0), ops.greater(less, 0.0))
        ratio = ops.where(some, ops.divide_no_nan(more, ops.maximum(less, 0.0)), 1.0)
        true = ops.maximum(found[1:] + self.false_negatives[1:], 0.0)
        return ops.divide_no_nan(slope * (gained + offset * ops.log(ratio)), true)

    def _mean(self, parts):
        areas = ops.sum(parts, axis=0)
        if not self.multi_label:
            return areas
        weights = self._label_weights()
        if weights is None:
            return ops.mean(areas)
        return ops.divide_no_nan(ops.sum(areas * weights), ops.sum(weights))

    def get_config(self):
        config = {
            **super().get_config(),
            "num_thresholds": self.num_thresholds,
            "curve": self.curve,
            "summation_method": self.summation_method,
            "multi_label": self.multi_label,
            "num_labels": self.num_labels,
            "label_weights": self.label_weights,
            "from_logits": self.from_logits,
        }
        return {**config, "thresholds": self.thresholds[1:-1]} if self._is_given else config
