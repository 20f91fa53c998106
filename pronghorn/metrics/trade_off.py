"""The best of one share that thresholds allow while another share stays above a bound."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.errors import wrong_argument
from pronghorn.metrics.thresholds import KINDS, ThresholdMetric, even_thresholds

__all__ = [
    "PrecisionAtRecall",
    "RecallAtPrecision",
    "SensitivityAtSpecificity",
    "SpecificityAtSensitivity",
]

RECALL = ("true_positives", "false_negatives")
PRECISION = ("true_positives", "false_positives")
SPECIFICITY = ("true_negatives", "false_positives")


class BestAtBound(ThresholdMetric):
    """The largest `wanted` share over the thresholds at which the `bounded` one is large enough."""

    argument = ""
    wanted = bounded = ()

    def __init__(self, bound, num_thresholds=200, class_id=None, name=None, dtype=None):
        if not 0 <= bound <= 1:
            raise wrong_argument(self, self.argument, "between 0 and 1", bound, 0.5)
        if num_thresholds < 1:
            raise wrong_argument(self, "num_thresholds", "at least 1", num_thresholds, 200)
        thresholds = even_thresholds(num_thresholds) if num_thresholds > 1 else [0.5]
        super().__init__(thresholds, None, class_id, name, dtype)
        setattr(self, self.argument, bound)
        self.num_thresholds = num_thresholds
        for kind in KINDS:
            setattr(self, kind, self.keep(kind))

    def result(self):
        bound = getattr(self, self.argument)
        allowed = ops.greater_equal(self.share(*self.bounded), bound)
        return ops.max(ops.where(allowed, self.share(*self.wanted), 0.0))

    def get_config(self):
        return {
            **super().get_config(),
            "class_id": self.class_id,
            "num_thresholds": self.num_thresholds,
            self.argument: getattr(self, self.argument),
        }


class SensitivityAtSpecificity(BestAtBound):
    """The best share of true targets found while a share of the false ones is left out.

    Args:
        specificity: the least share of false targets whose output is negative.
        num_thresholds: how many thresholds from 0 to 1 are tried.
        class_id: with it only this column counts.
        name, dtype: as of `Metric`.

    Raises:
        ValueError: for a share outside [0, 1].

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.SensitivityAtSpecificity(0.5)([0, 0, 1, 1], [0.1, 0.5, 0.3, 0.9]))
        1.0
    """

    argument, wanted, bounded = "specificity", RECALL, SPECIFICITY

    def __init__(self, specificity, num_thresholds=200, class_id=None, name=None, dtype=None):
        super().__init__(specificity, num_thresholds, class_id, name, dtype)


class SpecificityAtSensitivity(BestAtBound):
    """The best share of false targets left out while a share of the true ones is found.

    Args:
        sensitivity: the least share of true targets whose output is positive.
        num_thresholds, class_id, name, dtype: as of `SensitivityAtSpecificity`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.SpecificityAtSensitivity(1.0)([0, 0, 1, 1], [0.1, 0.5, 0.3, 0.9]))
        0.5
    """

    argument, wanted, bounded = "sensitivity", SPECIFICITY, RECALL

    def __init__(self, sensitivity, num_thresholds=200, class_id=None, name=None, dtype=None):
        super().__init__(sensitivity, num_thresholds, class_id, name, dtype)


class PrecisionAtRecall(BestAtBound):
    """The best precision while a share of the true targets is found.

    Args:
        recall: the least share of true targets whose output is positive.
        num_thresholds, class_id, name, dtype: as of `SensitivityAtSpecificity`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.PrecisionAtRecall(0.5)([0, 0, 1, 1], [0.1, 0.5, 0.3, 0.9]))
        1.0
    """

    argument, wanted, bounded = "recall", PRECISION, RECALL

    def __init__(self, recall, num_thresholds=200, class_id=None, name=None, dtype=None):
        super().__init__(recall, num_thresholds, class_id, name, dtype)


class RecallAtPrecision(BestAtBound):
    """The best share of true targets found while positive outputs are right often enough.

    Args:
        precision: the least share of positive outputs whose target is true.
        num_thresholds, class_id, name, dtype: as of `SensitivityAtSpecificity`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.RecallAtPrecision(0.8)([0, 0, 1, 1], [0.1, 0.5, 0.3, 0.9]))
        0.5
    """

    argument, wanted, bounded = "precision", RECALL, PRECISION

    def __init__(self, precision, num_thresholds=200, class_id=None, name=None, dtype=None):
        super().__init__(precision, num_thresholds, class_id, name, dtype)
