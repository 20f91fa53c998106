"""Rows held back for validation, and what can be told about the classes in them."""

import math

import numpy as np

from pronghorn import messages
from pronghorn.errors import DataError, wrong_argument

__all__ = ["split_off", "validation_rows", "warn_about_classes"]


def validation_rows(rows, split):
    """Where the validation rows begin: the last `split` of all rows, as in Keras.

    Raises:
        ArgumentError: unless `split` is between 0 and 1.
        DataError: when training or validation would be left without rows.

    Example:
        >>> from pronghorn.data import validation_rows
        >>> validation_rows(10, 0.2)
        8
    """
    if not 0 < split < 1:
        raise wrong_argument("fit", "validation_split", "between 0 and 1", split, 0.2)
    begin = math.floor(rows * (1.0 - split))
    if begin in (0, rows):
        raise DataError("E37", split=split, rows=rows, training=begin, validation=rows - begin)
    return begin


def split_off(arrays, begin):
    """The rows before `begin` and those from it on; None stays None."""
    if arrays is None:
        return None, None
    return arrays.part(slice(0, begin)), arrays.part(slice(begin, None))


def warn_about_classes(labels, begin):
    """Tells of a class that only the training rows or only the validation rows hold.

    Args:
        labels: class numbers, `(rows,)` of an integer dtype.
    """
    training, validation = set(np.unique(labels[:begin])), set(np.unique(labels[begin:]))
    for label in sorted(training - validation)[:1]:
        messages.note("H05", label=int(label))
    for label in sorted(validation - training)[:1]:
        messages.note("H06", label=int(label))
