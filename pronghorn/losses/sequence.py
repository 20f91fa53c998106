"""Losses of sequences whose labels are not aligned with the outputs."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.errors import ShapeError
from pronghorn.losses.base import LabelLoss
from pronghorn.losses.labels import guard_class_numbers
from pronghorn.losses.pairing import floating
from pronghorn.tensor import Tensor

__all__ = ["CTC", "ctc"]


def ctc(y_true, y_pred):
    """Minus the log-probability of the labels, wherever along the steps they fall.

    Args:
        y_true: class numbers, `(rows, labels)`; 0 is the blank and fills up short rows.
        y_pred: logits, `(rows, steps, classes)`.

    Returns:
        Tensor `(rows,)`, of float32 or wider; see `ops.ctc_loss`.

    Raises:
        ShapeError: for other ranks.
        DataError: for a class number outside `0..classes-1`.

    Example:
        >>> import numpy as np
        >>> from pronghorn import losses
        >>> logits = np.log([[[0.2, 0.8], [0.5, 0.5]]])
        >>> round(float(losses.ctc([[1]], logits)[0]), 4)
        0.1054
    """
    y_pred = floating(y_pred)
    y_true = y_true if isinstance(y_true, Tensor) else ops.convert_to_tensor(y_true)
    if y_true.ndim != 2 or y_pred.ndim != 3:
        raise ShapeError("M28", loss="ctc", target=y_true.type, output=y_pred.type)
    guard_class_numbers(y_true, y_pred.shape[-1])
    rows, steps = ops.shape(y_pred)[:2]
    lengths = ops.sum(ops.cast(ops.not_equal(y_true, 0), "int32"), axis=-1)
    return ops.ctc_loss(y_true, y_pred, lengths, ops.full((rows,), steps, dtype="int32"))


class CTC(LabelLoss):
    """The mean of `ctc`.

    Args:
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> import numpy as np
        >>> from pronghorn import losses
        >>> logits = np.log([[[0.2, 0.8], [0.5, 0.5]]])
        >>> round(float(losses.CTC()([[1]], logits)), 4)
        0.1054
    """

    def __init__(self, reduction="sum_over_batch_size", name="ctc", dtype=None):
        super().__init__(ctc, reduction, name, dtype)
