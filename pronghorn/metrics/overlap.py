"""How much the places of each class overlap: intersection over union, as in segmentation."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.config import epsilon
from pronghorn.dtypes import is_float, standardize_dtype
from pronghorn.errors import wrong_argument
from pronghorn.losses.pairing import converted, same_rank
from pronghorn.losses.reduction import weighted
from pronghorn.metrics.base import Metric

__all__ = ["BinaryIoU", "IoU", "MeanIoU", "OneHotIoU", "OneHotMeanIoU"]


class IoU(Metric):
    """`right / (right + wrong + missed)` of each chosen class, their mean.

    A class that neither targets nor outputs hold does not count.

    Args:
        num_classes: how many classes there are; answers beyond them are left out.
        target_class_ids: the classes of the mean.
        ignore_class: a target whose places are left out.
        sparse_y_true, sparse_y_pred: whether targets and outputs are class numbers; else the
            largest along `axis` is the class.
        name: as of `Metric`.
        dtype: of the counts, int32 by default; sample weights are cast to it.

    Raises:
        ValueError: for a class that is not below `num_classes`.

    Example:
        >>> from pronghorn import metrics
        >>> round(float(metrics.IoU(2, [0])([0, 0, 1, 1], [0, 1, 0, 1])), 4)
        0.3333
    """

    _direction = "up"

    def __init__(
        self,
        num_classes,
        target_class_ids,
        name=None,
        dtype=None,
        ignore_class=None,
        sparse_y_true=True,
        sparse_y_pred=True,
        axis=-1,
    ):
        super().__init__(standardize_dtype(dtype or "int"), name)
        self.num_classes = num_classes
        self.target_class_ids = list(target_class_ids)
        if max(self.target_class_ids) >= num_classes:
            raise wrong_argument(
                self,
                "target_class_ids",
                "numbers below num_classes={num_classes}",
                target_class_ids,
                [num_classes - 1],
                num_classes=num_classes,
            )
        self.ignore_class = ignore_class
        self.sparse_y_true = sparse_y_true
        self.sparse_y_pred = sparse_y_pred
        self.axis = axis
        shape = (num_classes, num_classes)
        self.total_cm = self.add_variable(shape, "zeros", self.dtype, name="total_confusion_matrix")

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Takes in a batch of targets and outputs.

        Args:
            y_true, y_pred: class numbers, of as many entries; or with a class axis, see above.
            sample_weight: None, or weights of the leading axes of the class numbers.
        """
        y_true = self._numbers(y_true, self.sparse_y_true)
        y_pred = self._numbers(y_pred, self.sparse_y_pred)
        y_true, y_pred = same_rank(y_true, y_pred)
        kept = ops.logical_and(self._is_class(y_true), self._is_class(y_pred))
        if self.ignore_class is not None:
            kept = ops.logical_and(kept, ops.not_equal(y_true, self.ignore_class))
        # A product of one-hot matrices counts pairs; whole numbers are exact up to 2**24 a batch.
        dtype = self.dtype if is_float(self.dtype) else "float32"
        weights = ops.cast(kept, dtype)
        if sample_weight is not None:
            given = ops.cast(converted(sample_weight, self.dtype), dtype)
            weights, _ = weighted(weights, given)
        true, pred = self._one_hot(y_true, dtype), self._one_hot(y_pred, dtype)
        true = true * ops.reshape(weights, (-1, 1))
        self.total_cm.assign_add(ops.cast(ops.matmul(ops.transpose(true), pred), self.dtype))

    def _numbers(self, y, is_sparse):
        return ops.cast(y if is_sparse else ops.argmax(y, axis=self.axis), "int32")

    def _one_hot(self, numbers, dtype):
        return ops.one_hot(ops.reshape(numbers, (-1,)), self.num_classes, dtype=dtype)

    def _is_class(self, numbers):
        return ops.logical_and(ops.greater_equal(numbers, 0), ops.less(numbers, self.num_classes))

    def result(self):
        pairs = ops.cast(self.total_cm, "float32")
        right = ops.diagonal(pairs)
        union = ops.sum(pairs, axis=0) + ops.sum(pairs, axis=1) - right
        chosen = ops.convert_to_tensor(self.target_class_ids, "int32")
        right, union = ops.take(right, chosen), ops.take(union, chosen)
        exists = ops.greater(union, 1e-9)
        shares = ops.where(exists, right / (union + epsilon()), 0.0)
        return ops.sum(shares) / (ops.sum(ops.cast(exists, "float32")) + epsilon())

    def get_config(self):
        return {
            **super().get_config(),
            "num_classes": self.num_classes,
            "target_class_ids": self.target_class_ids,
            "ignore_class": self.ignore_class,
            "sparse_y_true": self.sparse_y_true,
            "sparse_y_pred": self.sparse_y_pred,
            "axis": self.axis,
        }


def _without(config, *names):
    """A configuration without what a subclass decides itself."""
    return {name: value for name, value in config.items() if name not in names}


class BinaryIoU(IoU):
    """Intersection over union of two classes, told apart by a threshold.

    Args:
        target_class_ids: 0, 1 or both.
        threshold: outputs at least as large are class 1.
        name, dtype: as of `IoU`.

    Example:
        >>> from pronghorn import metrics
        >>> round(float(metrics.BinaryIoU()([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7])), 4)
        0.5833
    """

    def __init__(self, target_class_ids=(0, 1), threshold=0.5, name=None, dtype=None):
        super().__init__(2, target_class_ids, name, dtype)
        self.threshold = threshold

    def update_state(self, y_true, y_pred, sample_weight=None):
        said = ops.greater_equal(converted(y_pred, "float32"), self.threshold)
        super().update_state(y_true, ops.cast(said, "int32"), sample_weight)

    def get_config(self):
        decided = ("num_classes", "ignore_class", "sparse_y_true", "sparse_y_pred", "axis")
        return {**_without(super().get_config(), *decided), "threshold": self.threshold}


class MeanIoU(IoU):
    """The mean intersection over union of all classes; arguments as of `IoU`.

    Example:
        >>> from pronghorn import metrics
        >>> round(float(metrics.MeanIoU(2)([0, 0, 1, 1], [0, 1, 0, 1])), 4)
        0.3333
    """

    def __init__(
        self,
        num_classes,
        name=None,
        dtype=None,
        ignore_class=None,
        sparse_y_true=True,
        sparse_y_pred=True,
        axis=-1,
    ):
        super().__init__(
            num_classes,
            range(num_classes),
            name,
            dtype,
            ignore_class,
            sparse_y_true,
            sparse_y_pred,
            axis,
        )

    def get_config(self):
        return _without(super().get_config(), "target_class_ids")


class OneHotIoU(IoU):
    """`IoU` for one-hot targets, and outputs with a score for each class.

    Args:
        sparse_y_pred: whether outputs are class numbers all the same.
        num_classes, target_class_ids, name, dtype, ignore_class, axis: as of `IoU`.

    Example:
        >>> from pronghorn import metrics
        >>> metric = metrics.OneHotIoU(2, target_class_ids=[1])
        >>> round(float(metric([[1, 0], [0, 1]], [[0.7, 0.3], [0.4, 0.6]])), 4)
        1.0
    """

    def __init__(
        self,
        num_classes,
        target_class_ids,
        name=None,
        dtype=None,
        ignore_class=None,
        sparse_y_pred=False,
        axis=-1,
    ):
        super().__init__(
            num_classes, target_class_ids, name, dtype, ignore_class, False, sparse_y_pred, axis
        )

    def get_config(self):
        return _without(super().get_config(), "sparse_y_true")


class OneHotMeanIoU(MeanIoU):
    """`MeanIoU` for one-hot targets; arguments as of `OneHotIoU`.

    Example:
        >>> from pronghorn import metrics
        >>> metric = metrics.OneHotMeanIoU(2)
        >>> round(float(metric([[1, 0], [0, 1]], [[0.7, 0.3], [0.4, 0.6]])), 4)
        1.0
    """

    def __init__(
        self,
        num_classes,
        name=None,
        dtype=None,
        ignore_class=None,
        sparse_y_pred=False,
        axis=-1,
    ):
        super().__init__(num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis)

    def get_config(self):
        return _without(super().get_config(), "sparse_y_true")
