"""Labels as rows of zeros and ones, and arrays scaled to length one: plain NumPy in and out."""

import numpy as np

from pronghorn.errors import DataError

__all__ = ["normalize", "to_categorical"]


def to_categorical(x, num_classes=None):
    """One row of zeros and a single one for each integer label.

    Args:
        x: labels 0 to `num_classes - 1`, of any shape and numeric dtype; fractions are cut off,
            and a last axis of size 1 is dropped. A tensor of pronghorn is taken as well.
        num_classes: length of a row; by default the largest label + 1.

    Returns:
        float64 array of shape `(*shape, num_classes)`.

    Raises:
        DataError: if a label lies outside 0 to `num_classes - 1`.

    Example:
        >>> from pronghorn.data.labels import to_categorical
        >>> to_categorical([0, 2])
        array([[1., 0., 0.],
               [0., 0., 1.]])
    """
    labels = np.asarray(x)
    try:
        labels = labels.astype("int64")
    except (TypeError, ValueError):
        raise DataError("E57", argument="y", value=str(labels.flat[0])) from None
    if labels.ndim > 1 and labels.shape[-1] == 1:
        labels = labels[..., 0]
    count = int(labels.max(initial=-1)) + 1 if num_classes is None else int(num_classes)
    outside = (labels < 0) | (labels >= count)
    if outside.any():
        raise DataError(
            "E47",
            value=int(labels[outside][0]),
            count=count,
            last=count - 1,
            needed=int(labels.max()) + 1,
        )
    return np.eye(count)[labels]


def normalize(x, axis=-1, order=2):
    """The array divided along an axis by its norm there; a row of zeros stays zeros.

    Args:
        x: numeric array or tensor.
        axis: along which the result has length 1.
        order: of the norm: 2 for the Euclidean one, 1 for the sum of magnitudes, and so on.

    Returns:
        float array of the shape of `x`.

    Example:
        >>> from pronghorn.data.labels import normalize
        >>> normalize([[3.0, 4.0]])
        array([[0.6, 0.8]])
    """
    x = np.asarray(x)
    if x.ndim == 0:
        x = x[None]
    norm = np.asarray(np.linalg.norm(x, order, axis, keepdims=True))
    return x / np.where(norm == 0, 1, norm)
