"""Large arrays of another dtype or layout than programs read: rows are converted when wanted."""

from __future__ import annotations

import numpy as np

__all__ = ["LARGE", "Deferred", "is_large"]

# Bytes of the converted array up to which all of it is converted at once, which is quicker where
# there are several epochs.
LARGE = 1 << 27


def is_large(array, dtype):
    """Whether an array should not be converted as a whole."""
    return array.ndim > 0 and array.size * np.dtype(dtype).itemsize > LARGE


class Deferred:
    """Looks like the array it would become; `rows` converts some of its rows.

    Args:
        array: of any numeric dtype and layout, such as `np.memmap`.
        dtype: of what is read.

    Example:
        >>> import numpy as np
        >>> from pronghorn.data.deferred import Deferred
        >>> Deferred(np.arange(6).reshape(3, 2), "float32").rows(slice(1, 2))
        array([[2., 3.]], dtype=float32)
    """

    def __init__(self, array, dtype):
        self.array = array
        self.dtype = np.dtype(dtype)

    @property
    def shape(self):
        return self.array.shape

    @property
    def ndim(self):
        return self.array.ndim

    @property
    def size(self):
        return self.array.size

    @property
    def nbytes(self):
        return self.size * self.dtype.itemsize

    def __len__(self):
        return len(self.array)

    def __getitem__(self, key):
        return Deferred(self.array[key], self.dtype)

    def rows(self, places):
        """The converted rows of a slice, or of an array of numbers."""
        with np.errstate(over="ignore"):  # beyond float32 is inf, which training reports
            return np.ascontiguousarray(self.array[places], self.dtype)

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.array, self.dtype if dtype is None else dtype)
