"""Losses of probabilities: the cross-entropies, the Kullback-Leibler divergence, Poisson.

Probabilities that softmax or sigmoid made still know their logits; the cross-entropies then work
from these, so that a confident wrong answer keeps its gradient. Others are clipped as in Keras.
"""

from __future__ import annotations

from pronghorn import ops
from pronghorn.config import epsilon
from pronghorn.errors import wrong_argument
from pronghorn.losses.base import LabelLoss, LossFunctionWrapper
from pronghorn.losses.labels import guard_class_numbers, guard_fractions
from pronghorn.losses.pairing import floating, paired, without_class_axis
from pronghorn.ops.crossentropy import logits_of

__all__ = [
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "KLDivergence",
    "Poisson",
    "SparseCategoricalCrossentropy",
    "binary_crossentropy",
    "categorical_crossentropy",
    "categorical_generalized_cross_entropy",
    "kl_divergence",
    "poisson",
    "sparse_categorical_crossentropy",
]


def categorical_crossentropy(y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1):
    """`-sum(y_true * log(y_pred))` along the class axis.

    Args:
        y_true: one column for each class, `(rows, ..., classes)`.
        y_pred: probabilities, or logits with `from_logits`; of the same shape.
        label_smoothing: the share of each target that is spread evenly over the classes.

    Returns:
        Tensor of the shape of `y_pred` without the class axis, in its dtype.

    Raises:
        ShapeError: when the shapes differ, as with class numbers for targets.

    Example:
        >>> from pronghorn import losses
        >>> loss = losses.categorical_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])
        >>> round(float(loss[0]), 4)
        0.6931
    """
    y_true, y_pred = paired("categorical_crossentropy", y_true, y_pred)
    check_axis("categorical_crossentropy", axis)
    y_true = spread(y_true, label_smoothing, ops.shape(y_true)[-1])
    return ops.categorical_crossentropy(y_true, y_pred, from_logits, axis)


def sparse_categorical_crossentropy(y_true, y_pred, from_logits=False, ignore_class=None, axis=-1):
    """`-log(y_pred[y_true])`: cross-entropy from class numbers.

    Args:
        y_true: class numbers, `(rows, ...)` or with a last axis of size 1.
        y_pred: probabilities, or logits with `from_logits`, `(rows, ..., classes)`.
        ignore_class: a class number whose rows count for nothing.

    Returns:
        Tensor of the shape of `y_pred` without the class axis, in its dtype.

    Raises:
        ShapeError: for one-hot targets and other shapes.
        DataError: for a class number outside `0..classes-1`.

    Example:
        >>> from pronghorn import losses
        >>> loss = losses.sparse_categorical_crossentropy([1], [[0.5, 0.5]])
        >>> round(float(loss[0]), 4)
        0.6931
    """
    y_pred = floating(y_pred)
    check_axis("sparse_categorical_crossentropy", axis)
    labels = without_class_axis("sparse_categorical_crossentropy", y_true, y_pred, axis)
    guard_class_numbers(labels, y_pred.shape[axis], ignore_class)
    values = ops.sparse_categorical_crossentropy(labels, y_pred, from_logits, axis)
    if ignore_class is not None:
        kept = ops.not_equal(ops.cast(labels, "int32"), ignore_class)
        values = ops.where(kept, values, 0.0)
        values._keras_mask = kept
    return values


def binary_crossentropy(y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1):
    """`-(y_true * log(y_pred) + (1 - y_true) * log(1 - y_pred))`, the mean along an axis.

    Args:
        y_true: targets in [0, 1], `(rows, ...)`.
        y_pred: probabilities, or logits with `from_logits`; of the same shape.
        label_smoothing: the share of each target that is replaced by one half.

    Returns:
        Tensor of the shape of `y_pred` without the axis, in its dtype.

    Raises:
        ShapeError: when the shapes differ in more than a last axis of size 1.
        DataError: for a target outside [0, 1].

    Example:
        >>> from pronghorn import losses
        >>> round(float(losses.binary_crossentropy([[1.0]], [[0.5]])[0]), 4)
        0.6931
    """
    y_true, y_pred = paired("binary_crossentropy", y_true, y_pred)
    guard_fractions(y_true, "binary_crossentropy")
    y_true = spread(y_true, label_smoothing, 2)
    return ops.mean(ops.binary_crossentropy(y_true, y_pred, from_logits), axis=axis)


def categorical_generalized_cross_entropy(y_true, y_pred, q):
    """`(1 - y_pred[y_true] ** q) / q`, which wrong labels disturb less (arXiv:1805.07836).

    It lies between cross-entropy, the limit of `q` near 0, and absolute error, `q` of 1.

    Args:
        y_true: class numbers, `(rows, ...)` or with a last axis of size 1.
        y_pred: probabilities, `(rows, ..., classes)`.

    Returns:
        Tensor of the shape of `y_pred` without the class axis, in its dtype.

    Raises:
        ShapeError, DataError: as `sparse_categorical_crossentropy`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.categorical_generalized_cross_entropy([1], [[0.75, 0.25]], 0.5)[0])
        1.0
    """
    y_pred = floating(y_pred)
    labels = without_class_axis("categorical_generalized_cross_entropy", y_true, y_pred, -1)
    classes = ops.shape(y_pred)[-1]
    guard_class_numbers(labels, classes)
    hit = ops.one_hot(ops.cast(labels, "int32"), classes, dtype="bool")
    known = logits_of(y_pred, "softmax", y_pred.ndim - 1)
    if known is not None:
        logs = ops.sum(ops.where(hit, ops.log_softmax(known), 0.0), axis=-1)
        return (1.0 - ops.exp(logs * q)) / q
    chance = ops.sum(ops.where(hit, y_pred, 0.0), axis=-1)
    # The slope of a power at zero is infinite; there the loss is told to be flat.
    some = ops.greater(chance, 0.0)
    power = ops.where(some, ops.power(ops.where(some, chance, 1.0), q), 0.0)
    return (1.0 - power) / q


def kl_divergence(y_true, y_pred):
    """`sum(y_true * log(y_true / y_pred))` along the last axis, both clipped to [epsilon, 1].

    Returns:
        Tensor `(rows, ...)` in the dtype of `y_pred`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.kl_divergence([[0.5, 0.5]], [[0.5, 0.5]])[0])
        0.0
    """
    y_true, y_pred = paired("kl_divergence", y_true, y_pred)
    y_true = ops.clip(y_true, epsilon(), 1.0)
    y_pred = ops.clip(y_pred, epsilon(), 1.0)
    return ops.sum(y_true * ops.log(y_true / y_pred), axis=-1)


def poisson(y_true, y_pred):
    """`mean(y_pred - y_true * log(y_pred + epsilon))` along the last axis.

    Returns:
        Tensor `(rows, ...)` in the dtype of `y_pred`.

    Example:
        >>> from pronghorn import losses
        >>> round(float(losses.poisson([[2.0]], [[1.0]])[0]), 4)
        1.0
    """
    y_true, y_pred = paired("poisson", y_true, y_pred)
    return ops.mean(y_pred - y_true * ops.log(y_pred + epsilon()), axis=-1)


def spread(y_true, share, classes):
    """Targets of which a share is spread evenly over so many classes."""
    return y_true * (1.0 - share) + share / classes if share else y_true


def check_axis(loss, axis):
    """Raises ArgumentError unless the axis is a whole number."""
    if isinstance(axis, bool) or not isinstance(axis, int):
        raise wrong_argument(loss, "axis", "an integer", axis, -1)


class CategoricalCrossentropy(LossFunctionWrapper):
    """Cross-entropy of one-hot targets; see `categorical_crossentropy` for the first arguments.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> loss = losses.CategoricalCrossentropy()
        >>> round(float(loss([[0.0, 1.0]], [[0.5, 0.5]])), 4)
        0.6931
    """

    def __init__(
        self,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction="sum_over_batch_size",
        name="categorical_crossentropy",
        dtype=None,
    ):
        settings = {"from_logits": from_logits, "label_smoothing": label_smoothing, "axis": axis}
        super().__init__(categorical_crossentropy, reduction, name, dtype, **settings)


class SparseCategoricalCrossentropy(LabelLoss):
    """Cross-entropy of class numbers; see `sparse_categorical_crossentropy`.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> loss = losses.SparseCategoricalCrossentropy()
        >>> round(float(loss([1], [[0.5, 0.5]])), 4)
        0.6931
    """

    def __init__(
        self,
        from_logits=False,
        ignore_class=None,
        reduction="sum_over_batch_size",
        axis=-1,
        name="sparse_categorical_crossentropy",
        dtype=None,
    ):
        settings = {"from_logits": from_logits, "ignore_class": ignore_class, "axis": axis}
        super().__init__(sparse_categorical_crossentropy, reduction, name, dtype, **settings)

    def get_config(self):
        config = super().get_config()
        if config["axis"] == -1:
            del config["axis"]  # as in Keras, which forgets any axis
        return config


class BinaryCrossentropy(LossFunctionWrapper):
    """Cross-entropy of targets in [0, 1]; see `binary_crossentropy` for the first arguments.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> round(float(losses.BinaryCrossentropy()([[1.0]], [[0.5]])), 4)
        0.6931
    """

    def __init__(
        self,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction="sum_over_batch_size",
        name="binary_crossentropy",
        dtype=None,
    ):
        settings = {"from_logits": from_logits, "label_smoothing": label_smoothing, "axis": axis}
        super().__init__(binary_crossentropy, reduction, name, dtype, **settings)


class CategoricalGeneralizedCrossEntropy(LabelLoss):
    """The mean of `categorical_generalized_cross_entropy`.

    Args:
        q: between 0 and 1; the larger, the less a confident wrong answer costs.
        reduction, name, dtype: as of `Loss`.

    Raises:
        ValueError: for another `q`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.CategoricalGeneralizedCrossEntropy()([1], [[0.75, 0.25]]))
        1.0
    """

    def __init__(
        self,
        q=0.5,
        reduction="sum_over_batch_size",
        name="categorical_generalized_cross_entropy",
        dtype=None,
    ):
        if not 0 < q < 1:
            raise wrong_argument(
                "CategoricalGeneralizedCrossEntropy", "q", "above 0 and below 1", q, 0.5
            )
        super().__init__(categorical_generalized_cross_entropy, reduction, name, dtype, q=q)


class KLDivergence(LossFunctionWrapper):
    """The mean of `kl_divergence`.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> float(losses.KLDivergence()([[0.5, 0.5]], [[0.5, 0.5]]))
        0.0
    """

    def __init__(self, reduction="sum_over_batch_size", name="kl_divergence", dtype=None):
        super().__init__(kl_divergence, reduction, name, dtype)


class Poisson(LossFunctionWrapper):
    """The mean of `poisson`.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> round(float(losses.Poisson()([[2.0]], [[1.0]])), 4)
        1.0
    """

    def __init__(self, reduction="sum_over_batch_size", name="poisson", dtype=None):
        super().__init__(poisson, reduction, name, dtype)
