"""Cross-entropies that look past what is easy: rows that are already right weigh less.

From "Focal Loss for Dense Object Detection", arXiv:1708.02002, equations 4 and 5.
"""

from __future__ import annotations

from pronghorn import ops
from pronghorn.losses.base import LossFunctionWrapper
from pronghorn.losses.labels import guard_fractions
from pronghorn.losses.pairing import paired
from pronghorn.losses.probabilistic import check_axis, spread
from pronghorn.ops.crossentropy import log_probabilities
from pronghorn.tensor import Tensor

__all__ = [
    "BinaryFocalCrossentropy",
    "CategoricalFocalCrossentropy",
    "binary_focal_crossentropy",
    "categorical_focal_crossentropy",
]


def binary_focal_crossentropy(
    y_true,
    y_pred,
    apply_class_balancing=False,
    alpha=0.25,
    gamma=2.0,
    from_logits=False,
    label_smoothing=0.0,
    axis=-1,
):
    """`(1 - p) ** gamma` times the binary cross-entropy, the mean along an axis.

    `p` is the probability that was given to the target.

    Args:
        y_true: targets in [0, 1], `(rows, ...)`.
        y_pred: probabilities, or logits with `from_logits`; of the same shape.
        apply_class_balancing: whether ones weigh `alpha` and zeros `1 - alpha`.
        gamma: how much less it weighs to be right; 0 is plain cross-entropy.
        label_smoothing: the share of each target that is replaced by one half.

    Returns:
        Tensor of the shape of `y_pred` without the axis, in its dtype.

    Raises:
        ShapeError: when the shapes differ in more than a last axis of size 1.
        DataError: for a target outside [0, 1].

    Example:
        >>> from pronghorn import losses
        >>> round(float(losses.binary_focal_crossentropy([[1.0]], [[0.5]])[0]), 4)
        0.1733
    """
    y_true, y_pred = paired("binary_focal_crossentropy", y_true, y_pred)
    guard_fractions(y_true, "binary_focal_crossentropy")
    y_true = spread(y_true, label_smoothing, 2)
    y_pred = ops.sigmoid(y_pred) if from_logits else y_pred
    missed = y_true * (1.0 - y_pred) + (1.0 - y_true) * y_pred
    values = ops.power(missed, gamma) * ops.binary_crossentropy(y_true, y_pred)
    if apply_class_balancing:
        values = values * (y_true * alpha + (1.0 - y_true) * (1.0 - alpha))
    return ops.mean(values, axis=axis)


def categorical_focal_crossentropy(
    y_true, y_pred, alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1
):
    """`-alpha * sum((1 - y_pred) ** gamma * y_true * log(y_pred))` along the class axis.

    Args:
        y_true: one column for each class, `(rows, ..., classes)`.
        y_pred: probabilities, or logits with `from_logits`; of the same shape.
        alpha: a weight of all classes, or one for each.
        gamma: how much less it weighs to be right; 0 is plain cross-entropy.
        label_smoothing: the share of each target that is spread evenly over the classes.

    Returns:
        Tensor of the shape of `y_pred` without the class axis, in its dtype.

    Raises:
        ShapeError: when the shapes differ, as with class numbers for targets.

    Example:
        >>> from pronghorn import losses
        >>> loss = losses.categorical_focal_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])
        >>> round(float(loss[0]), 4)
        0.0433
    """
    y_true, y_pred = paired("categorical_focal_crossentropy", y_true, y_pred)
    check_axis("categorical_focal_crossentropy", axis)
    y_true = spread(y_true, label_smoothing, ops.shape(y_true)[-1])
    logs = Tensor(log_probabilities(y_pred, from_logits, axis % y_pred.ndim))
    weights = ops.power(1.0 - ops.exp(logs), gamma) * alpha
    return ops.negative(ops.sum(weights * y_true * logs, axis=axis))


class BinaryFocalCrossentropy(LossFunctionWrapper):
    """The mean of `binary_focal_crossentropy`, which tells of the first arguments.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> round(float(losses.BinaryFocalCrossentropy()([[1.0]], [[0.5]])), 4)
        0.1733
    """

    def __init__(
        self,
        apply_class_balancing=False,
        alpha=0.25,
        gamma=2.0,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction="sum_over_batch_size",
        name="binary_focal_crossentropy",
        dtype=None,
    ):
        settings = {
            "from_logits": from_logits,
            "label_smoothing": label_smoothing,
            "axis": axis,
            "apply_class_balancing": apply_class_balancing,
            "alpha": alpha,
            "gamma": gamma,
        }
        super().__init__(binary_focal_crossentropy, reduction, name, dtype, **settings)


class CategoricalFocalCrossentropy(LossFunctionWrapper):
    """The mean of `categorical_focal_crossentropy`, which tells of the first arguments.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> loss = losses.CategoricalFocalCrossentropy(alpha=1.0)
        >>> round(float(loss([[0.0, 1.0]], [[0.5, 0.5]])), 4)
        0.1733
    """

    def __init__(
        self,
        alpha=0.25,
        gamma=2.0,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction="sum_over_batch_size",
        name="categorical_focal_crossentropy",
        dtype=None,
    ):
        settings = {
            "from_logits": from_logits,
            "label_smoothing": label_smoothing,
            "axis": axis,
            "alpha": alpha,
            "gamma": gamma,
        }
        super().__init__(categorical_focal_crossentropy, reduction, name, dtype, **settings)
