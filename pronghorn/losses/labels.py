"""Checks of the values of targets: class numbers within the classes, fractions within [0, 1].

On arrays they run at once and name the first bad row; in a traced step they become guards, and
whoever meets a failed guard calls the same functions on the data to tell which row it was.
"""

from __future__ import annotations

import numpy as np

from pronghorn import ops
from pronghorn.errors import DataError

__all__ = ["check_class_numbers", "check_fractions", "guard_class_numbers", "guard_fractions"]


# How far targets smoothed with noise, as GANs have them, go beyond [0, 1].
NOISE = 0.25


def check_class_numbers(labels, units, ignored=None):
    """Raises DataError unless every label is a whole number in `0..units-1` or the ignored one."""
    labels = np.atleast_1d(labels)
    flat = labels.reshape(len(labels), int(np.prod(labels.shape[1:])))
    kept = np.ones(flat.shape, bool) if ignored is None else flat != ignored
    _refuse_fractional(flat, kept)
    outside = kept & ~((flat >= 0) & (flat < units))
    if outside.any():
        row, column = np.argwhere(outside)[0]
        low, high = int(flat[kept].min()), int(flat[kept].max())
        facts = {"low": low, "high": high, "value": int(flat[row, column]), "row": int(row)}
        if low < 0:
            raise DataError("E08", shift=-low, **facts)
        raise DataError("E07", units=units, last=units - 1, needed=high + 1, **facts)


def _refuse_fractional(flat, kept):
    if flat.dtype.kind != "f":
        return
    fractional = kept & ~(flat == np.floor(flat))
    if fractional.any():
        row, column = np.argwhere(fractional)[0]
        raise DataError("E35", row=int(row), value=flat[row, column])


def check_fractions(targets, loss):
    """Raises DataError unless every target is between 0 and 1, or nearly."""
    array = np.asarray(targets)
    outside = ~((array >= -NOISE) & (array <= 1 + NOISE))
    if outside.any():
        place = tuple(np.argwhere(outside)[0])
        raise DataError("E36", loss=loss, row=int(place[0]) if place else 0, value=array[place])


def guard_class_numbers(labels, units, ignored=None):
    """Sees to it that labels outside the classes are told, in eager and in traced code."""
    if labels.is_concrete():
        check_class_numbers(labels.payload, units, ignored)
        return
    inside = ops.logical_and(ops.greater_equal(labels, 0), ops.less(labels, units))
    if ignored is not None:
        inside = ops.logical_or(inside, ops.equal(labels, ignored))
    ops.guards.expect(inside, "E07", units=units, last=units - 1, ignored=ignored)


def guard_fractions(targets, loss):
    """Sees to it that targets outside [0, 1] are told, in eager and in traced code."""
    if targets.is_concrete():
        check_fractions(targets.payload, loss)
        return
    inside = ops.logical_and(
        ops.greater_equal(targets, -NOISE), ops.less_equal(targets, 1.0 + NOISE)
    )
    ops.guards.expect(inside, "E36", loss=loss)
