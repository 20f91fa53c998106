"""From one value for each row to one number: sample weights, masks and the kinds of mean."""

from __future__ import annotations

from pronghorn import arguments, ops
from pronghorn.errors import DataError
from pronghorn.ir.types import clash
from pronghorn.losses.pairing import converted, same_rank

__all__ = ["REDUCTIONS", "checked", "masked", "reduced", "weighted"]

REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None)


def checked(reduction):
    """The reduction itself, or ArgumentError."""
    return arguments.choice("Loss", "reduction", reduction, REDUCTIONS)


def reduced(values, sample_weight=None, mask=None, reduction="sum_over_batch_size"):
    """The loss of a batch.

    Args:
        values: tensor of the losses of the rows, `(rows, ...)`.
        sample_weight: None or weights, of the leading axes of `values`.
        mask: None or bool tensor; rows where it is False count for nothing.
        reduction: `"sum_over_batch_size"` and `"mean"` divide the weighted sum by the number of
            values, `"mean_with_sample_weight"` by the sum of the weights, `"sum"` does not divide.

    Raises:
        DataError: when the weights fit no leading axes of the values.
    """
    checked(reduction)
    if sample_weight is not None:
        sample_weight = converted(sample_weight, values.dtype)
    weights = masked(sample_weight, mask, values.dtype, reduction)
    if weights is not None:
        values, weights = weighted(values, weights)
    if reduction in (None, "none") or values.ndim == 0:
        return values
    if reduction == "sum" or 0 in values.shape:  # a mean of nothing is 0, as in Keras
        return ops.sum(values)
    if reduction == "mean_with_sample_weight" and weights is not None:
        if weights.shape != values.shape:
            weights = ops.broadcast_to(weights, ops.shape(values))
        return ops.divide_no_nan(ops.sum(values), ops.sum(weights))
    return ops.mean(values)


def masked(sample_weight, mask, dtype, reduction="sum"):
    """Sample weights with the mask worked in; None when there is neither.

    For a mean the kept entries weigh `total / kept`, so that the mean is over kept entries only.
    """
    if mask is None:
        return sample_weight
    weights = ops.cast(mask, dtype)
    if reduction in ("mean", "sum_over_batch_size"):
        weights = weights * ops.divide_no_nan(1.0, ops.mean(weights))
    if sample_weight is None:
        return weights
    return weighted(weights, converted(sample_weight, dtype))[0]


def weighted(values, weights):
    """Values times weights, and the weights with as many axes as the values."""
    values, weights = _aligned(values, weights)
    return values * weights, weights


def _aligned(values, weights):
    """Weights are read from the first axis: one for each row unless they have more axes."""
    values, weights = same_rank(values, weights)
    if 0 < weights.ndim < values.ndim:
        weights = ops.reshape(weights, (*ops.shape(weights), *[1] * (values.ndim - weights.ndim)))
    if weights.ndim and values.ndim:
        wrong = weights.ndim != values.ndim or any(
            have != 1 and clash((have,), (want,))
            for have, want in zip(weights.type.shape, values.type.shape, strict=True)
        )
        if wrong:
            rows = values.type.shape[0]
            raise DataError("E39", argument="sample_weight", rows=rows, got=weights.type.shape)
    return values, weights
