"""Losses of embeddings: rows of one class come close, rows of different classes part."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.losses.base import LabelLoss
from pronghorn.losses.pairing import floating

__all__ = ["Circle", "circle"]

# Stands for minus infinity under an exponential; a true infinity would make gradients NaN.
NOTHING = -1e30


def circle(
    y_true,
    y_pred,
    ref_labels=None,
    ref_embeddings=None,
    remove_diagonal=True,
    gamma=80,
    margin=0.4,
):
    """The circle loss of pairs of rows (arXiv:2002.10857, equations 6 and 8), for each row.

    With `d` the cosine distance of a pair, `softplus(logsumexp(-gamma * (margin + d) * (margin - d)
    over pairs of one class) + logsumexp(gamma * max(1 + margin - d, 0) * (1 - margin - d) over the
    other pairs))`. A row without a pair of either kind costs 0, and a mean is over rows that cost.

    Args:
        y_true: class numbers, `(rows,)` or `(rows, 1)`.
        y_pred: embeddings of length 1, `(rows, size)`.
        ref_labels, ref_embeddings: what each row is paired with; by default the rows themselves.
        remove_diagonal: whether a row and the reference of its own number are no pair of one class.
        gamma: how sharply the worst pairs stand out.
        margin: the distance within which pairs of one class are close enough.

    Returns:
        Tensor `(rows,)` in the dtype of `y_pred`.

    Example:
        >>> from pronghorn import losses
        >>> turned = [[1.0, 0.0], [0.6, 0.8], [0.8, -0.6]]
        >>> [round(value, 3) for value in losses.circle([0, 0, 1], turned, gamma=1).tolist()]
        [0.962, 0.616, 0.0]
    """
    y_pred = floating(y_pred)
    labels = _numbers(y_true)
    others = y_pred if ref_embeddings is None else ops.cast(ref_embeddings, y_pred.dtype)
    other_labels = labels if ref_labels is None else _numbers(ref_labels)
    distance = ops.maximum(1.0 - ops.matmul(y_pred, ops.transpose(others)), 0.0)
    alike = ops.equal(ops.expand_dims(labels, 1), ops.expand_dims(other_labels, 0))
    unlike = ops.logical_not(alike)
    if remove_diagonal:
        count, other_count = ops.shape(labels)[0], ops.shape(other_labels)[0]
        alike = ops.logical_and(alike, ops.logical_not(ops.eye(count, other_count, dtype="bool")))
    near = -gamma * (margin + distance) * (margin - distance)
    far = gamma * ops.maximum(1.0 + margin - distance, 0.0) * (1.0 - margin - distance)
    total = ops.logsumexp(ops.where(alike, near, NOTHING), axis=1)
    total = total + ops.logsumexp(ops.where(unlike, far, NOTHING), axis=1)
    values = ops.softplus(total)
    values._keras_mask = ops.greater(values, 0.0)
    return values


def _numbers(labels):
    return ops.reshape(ops.cast(labels, "int32"), (-1,))


class Circle(LabelLoss):
    """The mean of `circle` over the rows that cost something.

    Args:
        gamma, margin, remove_diagonal: as of `circle`.
        reduction, name, dtype: as of `Loss`.

    Example:
        >>> from pronghorn import losses
        >>> turned = [[1.0, 0.0], [0.6, 0.8], [0.8, -0.6]]
        >>> round(float(losses.Circle(gamma=1)([0, 0, 1], turned)), 3)
        0.789
    """

    def __init__(
        self,
        gamma=80.0,
        margin=0.4,
        remove_diagonal=True,
        reduction="sum_over_batch_size",
        name="circle",
        dtype=None,
    ):
        settings = {"gamma": gamma, "margin": margin, "remove_diagonal": remove_diagonal}
        super().__init__(circle, reduction, name, dtype, **settings)
