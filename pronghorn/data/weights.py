"""Sample weights, and class weights made into sample weights."""

import numpy as np

from pronghorn.config import floatx
from pronghorn.data.convert import as_array
from pronghorn.data.deferred import Deferred
from pronghorn.errors import DataError

__all__ = ["class_numbers", "sample_weights"]


def sample_weights(given, classes, y, rows):
    """One float for each row (or for each row and step), or None.

    Args:
        given: None or what the user passed as `sample_weight`.
        classes: None, a dict from class number to weight, or `"balanced"`.
        y: the targets: class numbers, or one column for each class.
        rows: how many there are.

    Raises:
        DataError: for weights that do not fit the rows, classes without a weight, or keys that
            are no classes.
    """
    weights = None
    if given is not None:
        weights = as_array(given, "sample_weight", floatx())
        if not weights.ndim or len(weights) != rows:
            raise DataError("E39", argument="sample_weight", rows=rows, got=weights.shape)
    if classes is None:
        return weights
    by_row = _by_class(classes, y)
    if weights is None:
        return by_row
    return weights * by_row.reshape(-1, *[1] * (weights.ndim - 1))


def class_numbers(y):
    """The class of each row: of one-hot rows the largest column; None for continuous targets."""
    y = y.array if isinstance(y, Deferred) else np.asarray(y)
    if y.ndim == 2 and y.shape[1] > 1:
        return y.argmax(1)
    if y.ndim == 0 or y.size != len(y):
        return None
    flat = y.reshape(-1)
    if flat.dtype.kind in "biu":
        return flat
    # Continuous targets show it in their first rows; a look at all would cost a pass.
    head = flat[:64]
    if not (head == np.floor(head)).all() or not np.isfinite(flat).all():
        return None
    return flat.astype("int64")


def _by_class(classes, y):
    labels = class_numbers(y)
    if labels is None:
        _misfit("a dict only where y holds classes", f"y of shape {y.shape}")
    present, places, counts = np.unique(labels, return_inverse=True, return_counts=True)
    if isinstance(classes, str):
        if classes != "balanced":
            _misfit("a dict from class to weight, or 'balanced'", repr(classes))
        # Every class counts alike in sum: the rule of scikit-learn.
        each = len(labels) / (len(present) * counts)
    else:
        each = _given(classes, present, y)
    return each.astype(floatx())[places.reshape(-1)]


def _given(classes, present, y):
    """The weights of the classes that y contains."""
    if not isinstance(classes, dict):
        _misfit("a dict from class to weight, or 'balanced'", type(classes).__name__)
    columns = y.shape[1] if y.ndim == 2 and y.shape[1] > 1 else None
    for key in classes:
        if key not in present and not (columns and isinstance(key, int) and 0 <= key < columns):
            labels = ", ".join(str(label) for label in present[:20])
            _misfit("keyed by the classes of y ({labels})", repr(key), labels=labels)
    for label in present:
        if label not in classes:
            raise DataError("E40", label=int(label), keys=sorted(classes))
    return np.array([classes[label] for label in present], "float64")


def _misfit(want, got, **facts):
    example = "class_weight={0: 1.0, 1: 2.0}"
    raise DataError("E42", argument="class_weight", want=want, got=got, example=example, **facts)
