"""F-scores: one number for precision and recall together."""

from __future__ import annotations

from pronghorn import arguments, ops
from pronghorn.config import epsilon
from pronghorn.errors import ShapeError, wrong_argument
from pronghorn.losses.pairing import converted, paired
from pronghorn.losses.reduction import weighted
from pronghorn.metrics.base import Metric

__all__ = ["F1Score", "FBetaScore"]

AVERAGES = (None, "micro", "macro", "weighted")


class FBetaScore(Metric):
    """`(1 + beta**2) * precision * recall / (beta**2 * precision + recall)`.

    Args:
        average: None for the score of each class, `(classes,)`; `"macro"` for their mean,
            `"weighted"` for the mean weighted by the classes' targets, `"micro"` for the score of
            all classes' answers together.
        beta: how many times recall matters more than precision.
        threshold: above it an output is positive; by default the largest of a row is.
        name, dtype: as of `Metric`.

    Raises:
        ValueError: for arguments outside what they may be.
        ShapeError: for outputs that are not `(rows, classes)`.

    Example:
        >>> from pronghorn import metrics
        >>> metric = metrics.FBetaScore(average="macro", beta=2.0, threshold=0.5)
        >>> round(float(metric([[1, 0], [1, 1]], [[0.9, 0.6], [0.2, 0.8]])), 4)
        0.6944
    """

    _direction = "up"

    def __init__(self, average=None, beta=1.0, threshold=None, name="fbeta_score", dtype=None):
        super().__init__(dtype, name)
        if not (isinstance(beta, float) and beta > 0):
            raise wrong_argument(self, "beta", "a float above 0", beta, 1.0)
        if not (threshold is None or (isinstance(threshold, float) and 0 < threshold <= 1)):
            raise wrong_argument(
                self, "threshold", "a float above 0 and at most 1, or None", threshold, 0.5
            )
        self.average = arguments.choice(type(self).__name__, "average", average, AVERAGES)
        self.beta = beta
        self.threshold = threshold
        self._built = False

    def _build(self, classes):
        shape = () if self.average == "micro" else (classes,)
        self.true_positives = self.add_variable(shape, "zeros", self.dtype, name="true_positives")
        self.false_positives = self.add_variable(shape, "zeros", self.dtype, name="false_positives")
        self.false_negatives = self.add_variable(shape, "zeros", self.dtype, name="false_negatives")
        self.intermediate_weights = self.add_variable(
            shape, "zeros", self.dtype, name="intermediate_weights"
        )
        self._built = True

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Takes in targets of 0 and 1 and outputs, `(rows, classes)`, and weights `(rows,)`."""
        y_true, y_pred = paired(type(self).__name__, y_true, converted(y_pred, self.dtype))
        if y_pred.ndim != 2:
            name = type(self).__name__
            raise ShapeError("M28", loss=name, target=y_true.type, output=y_pred.type)
        if not self._built:
            self._build(y_pred.shape[1])
        if self.threshold is None:
            largest = ops.equal(y_pred, ops.max(y_pred, axis=-1, keepdims=True))
            # A row of zeros has no answer.
            said = ops.logical_and(largest, ops.greater(ops.absolute(y_pred), 1e-9))
        else:
            said = ops.greater(y_pred, self.threshold)
        said = ops.cast(said, self.dtype)
        axis = None if self.average == "micro" else 0
        for variable, values in (
            (self.true_positives, said * y_true),
            (self.false_positives, said * (1.0 - y_true)),
            (self.false_negatives, (1.0 - said) * y_true),
            (self.intermediate_weights, y_true),
        ):
            if sample_weight is not None:
                values, _ = weighted(values, converted(sample_weight, self.dtype))
            variable.assign_add(ops.sum(values, axis=axis))

    def result(self):
        if not self._built:
            return ops.zeros((), self.dtype)
        found = self.true_positives.value
        precision = found / (found + self.false_positives + epsilon())
        recall = found / (found + self.false_negatives + epsilon())
        square = self.beta**2
        score = precision * recall / (square * precision + recall + epsilon()) * (1 + square)
        if self.average == "weighted":
            weights = self.intermediate_weights.value
            return ops.sum(score * (weights / (ops.sum(weights) + epsilon())))
        return score if self.average is None else ops.mean(score)

    def get_config(self):
        return {
            **super().get_config(),
            "average": self.average,
            "beta": self.beta,
            "threshold": self.threshold,
        }


class F1Score(FBetaScore):
    """The harmonic mean of precision and recall; arguments as of `FBetaScore`.

    Example:
        >>> from pronghorn import metrics
        >>> metric = metrics.F1Score(average="micro", threshold=0.5)
        >>> round(float(metric([[1, 0], [1, 1]], [[0.9, 0.6], [0.2, 0.8]])), 4)
        0.6667
    """

    def __init__(self, average=None, threshold=None, name="f1_score", dtype=None):
        super().__init__(average, 1.0, threshold, name, dtype)

    def get_config(self):
        config = super().get_config()
        del config["beta"]
        return config
