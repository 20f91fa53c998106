"""Right and wrong answers on either side of a threshold: counts, precision and recall."""

from __future__ import annotations

from pronghorn.metrics.thresholds import LOWEST, ThresholdMetric

__all__ = [
    "FalseNegatives",
    "FalsePositives",
    "Precision",
    "Recall",
    "TrueNegatives",
    "TruePositives",
]


class ConfusionCount(ThresholdMetric):
    """One kind of count; a subclass says which."""

    _direction = None
    kind = ""

    def __init__(self, thresholds=None, name=None, dtype=None):
        super().__init__(self.listed(thresholds), name=name, dtype=dtype)
        self.init_thresholds = thresholds
        self.accumulator = self.keep(self.kind, name="accumulator")

    def result(self):
        return self.bare(self.accumulator.value)

    def get_config(self):
        return {**super().get_config(), "thresholds": self.init_thresholds}


class TruePositives(ConfusionCount):
    """The weight of outputs above the threshold whose target is true.

    Args:
        thresholds: a number in [0, 1] or several, by default 0.5; for several the result is a
            vector.
        name, dtype: as of `Metric`.

    Raises:
        ValueError: for a threshold outside [0, 1].

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.TruePositives()([0, 1, 1], [0.7, 0.2, 0.9]))
        1.0
    """

    kind = "true_positives"


class FalsePositives(ConfusionCount):
    """The weight of outputs above the threshold whose target is false; see `TruePositives`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.FalsePositives()([0, 1, 1], [0.7, 0.2, 0.9]))
        1.0
    """

    kind = "false_positives"


class TrueNegatives(ConfusionCount):
    """The weight of outputs not above the threshold whose target is false; see `TruePositives`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.TrueNegatives()([0, 1, 1], [0.7, 0.2, 0.9]))
        0.0
    """

    kind = "true_negatives"


class FalseNegatives(ConfusionCount):
    """The weight of outputs not above the threshold whose target is true; see `TruePositives`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.FalseNegatives()([0, 1, 1], [0.7, 0.2, 0.9]))
        1.0
    """

    kind = "false_negatives"


class Share(ThresholdMetric):
    """The share of true positives among them and another kind of count; a subclass says which."""

    rest = ""

    def __init__(self, thresholds=None, top_k=None, class_id=None, name=None, dtype=None):
        default = 0.5 if top_k is None else LOWEST
        super().__init__(self.listed(thresholds, default), top_k, class_id, name, dtype)
        self.init_thresholds = thresholds
        for kind in ("true_positives", self.rest):
            setattr(self, kind, self.keep(kind))

    def result(self):
        return self.bare(self.share("true_positives", self.rest))

    def get_config(self):
        return {
            **super().get_config(),
            "thresholds": self.init_thresholds,
            "top_k": self.top_k,
            "class_id": self.class_id,
        }


class Precision(Share):
    """The share of positive outputs whose target is true; 0 when no output is positive.

    Args:
        thresholds: above it an output is positive: a number in [0, 1] or several, by default 0.5;
            for several the result is a vector.
        top_k: with it the `top_k` largest outputs of a row are positive, by default at any size.
        class_id: with it only this column counts.
        name, dtype: as of `Metric`.

    Raises:
        ValueError: for a threshold outside [0, 1].

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.Precision()([0, 1, 1], [0.7, 0.2, 0.9]))
        0.5
    """

    rest = "false_positives"


class Recall(Share):
    """The share of true targets whose output is positive; arguments as of `Precision`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.Recall()([0, 1, 1], [0.7, 0.2, 0.9]))
        0.5
    """

    rest = "false_negatives"
