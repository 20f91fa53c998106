"""How often outputs are right: exactly, beyond a threshold, as the largest, among the k largest."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.config import floatx
from pronghorn.errors import ShapeError
from pronghorn.ir.types import clash
from pronghorn.losses.pairing import same_rank
from pronghorn.metrics.reduction import MeanMetricWrapper
from pronghorn.tensor import Tensor

__all__ = [
    "Accuracy",
    "BinaryAccuracy",
    "CategoricalAccuracy",
    "SparseCategoricalAccuracy",
    "SparseTopKCategoricalAccuracy",
    "TopKCategoricalAccuracy",
    "accuracy",
    "binary_accuracy",
    "categorical_accuracy",
    "sparse_categorical_accuracy",
    "sparse_top_k_categorical_accuracy",
    "top_k_categorical_accuracy",
]


def accuracy(y_true, y_pred):
    """1 where target and output are equal, else 0.

    Args:
        y_true, y_pred: `(rows, ...)`, of the same shape but for a last axis of size 1.

    Returns:
        Tensor of that shape in `floatx()`.

    Raises:
        ShapeError: when the shapes differ.

    Example:
        >>> from pronghorn import metrics
        >>> metrics.accuracy([1, 2], [1, 3]).tolist()
        [1.0, 0.0]
    """
    y_true, y_pred = _same_shape("accuracy", y_true, y_pred)
    return _hits(ops.cast(y_true, y_pred.dtype), y_pred)


def binary_accuracy(y_true, y_pred, threshold=0.5):
    """1 where the target is 1 and the output above the threshold, or 0 and not above; else 0.

    Arguments and result otherwise as of `accuracy`.

    Example:
        >>> from pronghorn import metrics
        >>> metrics.binary_accuracy([1.0, 0.0], [0.7, 0.7]).tolist()
        [1.0, 0.0]
    """
    y_true, y_pred = _same_shape("binary_accuracy", y_true, y_pred)
    return _hits(y_true, ops.cast(ops.greater(y_pred, threshold), y_true.dtype))


def categorical_accuracy(y_true, y_pred):
    """1 where the largest output is that of the largest target, else 0.

    Args:
        y_true, y_pred: `(rows, ..., classes)`.

    Returns:
        Tensor `(rows, ...)` in `floatx()`.

    Example:
        >>> from pronghorn import metrics
        >>> metrics.categorical_accuracy([[0, 1]], [[0.2, 0.8]]).tolist()
        [1.0]
    """
    y_true, y_pred = _tensor(y_true), _tensor(y_pred)
    _check("categorical_accuracy", y_true, y_pred)
    return _hits(ops.argmax(y_true, axis=-1), ops.argmax(y_pred, axis=-1))


def sparse_categorical_accuracy(y_true, y_pred):
    """1 where the largest output is that of the class number, else 0.

    Args:
        y_true: class numbers `(rows, ...)`, or with a last axis of size 1.
        y_pred: `(rows, ..., classes)`.

    Returns:
        Tensor `(rows, ...)` in `floatx()`.

    Example:
        >>> from pronghorn import metrics
        >>> metrics.sparse_categorical_accuracy([1], [[0.2, 0.8]]).tolist()
        [1.0]
    """
    y_true, y_pred = _tensor(y_true), _tensor(y_pred)
    if y_true.ndim == y_pred.ndim and y_true.shape[-1] == 1:
        y_true = ops.squeeze(y_true, -1)
    found = ops.argmax(y_pred, axis=-1)
    _check("sparse_categorical_accuracy", y_true, found)
    return _hits(y_true, ops.cast(found, y_true.dtype))


def top_k_categorical_accuracy(y_true, y_pred, k=5):
    """1 where the largest target is among the `k` largest outputs, else 0.

    Arguments and result otherwise as of `categorical_accuracy`.

    Example:
        >>> from pronghorn import metrics
        >>> metrics.top_k_categorical_accuracy([[0, 0, 1]], [[0.5, 0.1, 0.4]], k=2).tolist()
        [1.0]
    """
    return sparse_top_k_categorical_accuracy(ops.argmax(y_true, axis=-1), y_pred, k)


def sparse_top_k_categorical_accuracy(y_true, y_pred, k=5, from_sorted_ids=False):
    """1 where the class number is among those of the `k` largest outputs, else 0.

    Args:
        from_sorted_ids: whether `y_pred` holds class numbers, best first, rather than scores.

    Arguments and result otherwise as of `sparse_categorical_accuracy`.

    Example:
        >>> from pronghorn import metrics
        >>> metrics.sparse_top_k_categorical_accuracy([2], [[0.5, 0.1, 0.4]], k=2).tolist()
        [1.0]
    """
    y_true, y_pred = _tensor(y_true), _tensor(y_pred)
    if y_true.ndim == y_pred.ndim and y_true.shape[-1] == 1:
        y_true = ops.squeeze(y_true, -1)
    wanted = ops.expand_dims(y_true, -1)
    if from_sorted_ids:
        hits = ops.equal(ops.cast(wanted, y_pred.dtype), y_pred[..., :k])
        return ops.cast(ops.any(hits, axis=-1), floatx())
    # Counting the larger outputs needs no sort, and a tie is a hit.
    chosen = ops.equal(ops.cast(wanted, "int32"), ops.arange(y_pred.shape[-1], dtype="int32"))
    score = ops.sum(ops.where(chosen, y_pred, 0.0), axis=-1, keepdims=True)
    larger = ops.sum(ops.cast(ops.greater(y_pred, score), "int32"), axis=-1)
    known = ops.logical_and(ops.any(chosen, axis=-1), ops.isfinite(ops.squeeze(score, -1)))
    return ops.cast(ops.logical_and(known, ops.less(larger, k)), floatx())


def _tensor(x):
    return x if isinstance(x, Tensor) else ops.convert_to_tensor(x)


def _hits(a, b):
    return ops.cast(ops.equal(a, b), floatx())


def _same_shape(metric, y_true, y_pred):
    y_true, y_pred = _tensor(y_true), _tensor(y_pred)
    first, second = same_rank(y_true, y_pred)
    _check(metric, first, second, y_true, y_pred)
    return first, second


def _check(metric, a, b, y_true=None, y_pred=None):
    """Nothing is broadcast silently: a count of wrong pairs would look like an accuracy."""
    if a.ndim != b.ndim or clash(a.type.shape, b.type.shape):
        target, output = (a if y_true is None else y_true), (b if y_pred is None else y_pred)
        if metric == "categorical_accuracy" and target.ndim == output.ndim - 1:
            raise ShapeError("E62", name=metric)
        raise ShapeError("M28", loss=metric, target=target.type, output=output.type)


class Accuracy(MeanMetricWrapper):
    """How often targets and outputs are equal.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.Accuracy()([1, 2], [1, 3]))
        0.5
    """

    _direction = "up"

    def __init__(self, name="accuracy", dtype=None):
        super().__init__(accuracy, name, dtype)


class BinaryAccuracy(MeanMetricWrapper):
    """How often outputs are on the right side of the threshold.

    Args:
        name, dtype: as of `Metric`.
        threshold: outputs above it count as 1.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.BinaryAccuracy()([1.0, 0.0], [0.7, 0.7]))
        0.5
    """

    _direction = "up"

    def __init__(self, name="binary_accuracy", dtype=None, threshold=0.5):
        super().__init__(binary_accuracy, name, dtype, threshold=threshold)
        self.threshold = threshold


class CategoricalAccuracy(MeanMetricWrapper):
    """How often the largest output is that of the one-hot target.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.CategoricalAccuracy()([[0, 1], [1, 0]], [[0.2, 0.8], [0.4, 0.6]]))
        0.5
    """

    _direction = "up"

    def __init__(self, name="categorical_accuracy", dtype=None):
        super().__init__(categorical_accuracy, name, dtype)


class SparseCategoricalAccuracy(MeanMetricWrapper):
    """How often the largest output is that of the class number.

    Args:
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.SparseCategoricalAccuracy()([1, 0], [[0.2, 0.8], [0.4, 0.6]]))
        0.5
    """

    _direction = "up"

    def __init__(self, name="sparse_categorical_accuracy", dtype=None):
        super().__init__(sparse_categorical_accuracy, name, dtype)


class TopKCategoricalAccuracy(MeanMetricWrapper):
    """How often the one-hot target is among the `k` largest outputs.

    Args:
        k: how many outputs count.
        name, dtype: as of `Metric`.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.TopKCategoricalAccuracy(k=2)([[0, 0, 1]], [[0.5, 0.1, 0.4]]))
        1.0
    """

    _direction = "up"

    def __init__(self, k=5, name="top_k_categorical_accuracy", dtype=None):
        super().__init__(top_k_categorical_accuracy, name, dtype, k=k)
        self.k = k


class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """How often the class number is among the `k` largest outputs.

    Args:
        k: how many outputs count.
        name, dtype: as of `Metric`.
        from_sorted_ids: whether outputs are class numbers, best first, rather than scores.

    Example:
        >>> from pronghorn import metrics
        >>> float(metrics.SparseTopKCategoricalAccuracy(k=2)([2], [[0.5, 0.1, 0.4]]))
        1.0
    """

    _direction = "up"

    def __init__(
        self, k=5, name="sparse_top_k_categorical_accuracy", dtype=None, from_sorted_ids=False
    ):
        settings = {"k": k, "from_sorted_ids": from_sorted_ids}
        super().__init__(sparse_top_k_categorical_accuracy, name, dtype, **settings)
        self.k = k
        self.from_sorted_ids = from_sorted_ids

    def get_config(self):
        config = super().get_config()
        if not self.from_sorted_ids:
            del config["from_sorted_ids"]  # as Keras, so that older readers accept the file
        return config
