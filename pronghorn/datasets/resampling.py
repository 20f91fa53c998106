"""One picture read at other places, on NumPy: for batches made beside a compiled program."""

import numpy as np

__all__ = ["resampled"]


def resampled(x, matrix, order=1, fill_mode="nearest", cval=0.0):
    """A picture (height, width, channels) whose pixel (row, column) is read at `matrix` times it.

    Args:
        matrix: 3 rows of 3, for (row, column, 1).
        order: 1 for bilinear reading, 0 for the nearest pixel.
        fill_mode: what stands outside: "nearest", "reflect", "wrap", or "constant" `cval`.

    Example:
        >>> import numpy as np
        >>> from pronghorn.datasets.resampling import resampled
        >>> one_to_the_right = [[1, 0, 0], [0, 1, 0.5], [0, 0, 1]]
        >>> resampled(np.array([[[1.0], [2.0], [3.0]]]), one_to_the_right).ravel().tolist()
        [1.5, 2.5, 3.0]
    """
    height, width = x.shape[:2]
    row, column = np.arange(height)[:, None], np.arange(width)
    (a, b, c), (d, e, f) = np.asarray(matrix, "float32")[:2]
    rows, columns = a * row + b * column + c, d * row + e * column + f
    read = _bilinear if order else _nearest
    found = read(x, rows, columns, fill_mode)
    if fill_mode == "constant":
        there = (rows >= 0) & (rows <= height - 1) & (columns >= 0) & (columns <= width - 1)
        found = np.where(there[..., None], found, np.float32(cval))
    return found


def _nearest(x, rows, columns, fill_mode):
    return _pixels(x, np.rint(rows), np.rint(columns), fill_mode)


def _bilinear(x, rows, columns, fill_mode):
    top, left = np.floor(rows), np.floor(columns)
    down, right = (rows - top)[..., None], (columns - left)[..., None]
    upper, lower = (
        _pixels(x, line, left, fill_mode) * (1 - right)
        + _pixels(x, line, left + 1, fill_mode) * right
        for line in (top, top + 1)
    )
    return upper * (1 - down) + lower * down


def _pixels(x, rows, columns, fill_mode):
    """The pixels at whole places, also outside of the picture."""
    return x[_inside(rows, x.shape[0], fill_mode), _inside(columns, x.shape[1], fill_mode)]


def _inside(places, size, fill_mode):
    places = places.astype("int64")
    if fill_mode == "wrap":
        return places % size
    if fill_mode == "reflect":  # ... 1 0 | 0 1 ... n | n ...
        places = places % (2 * size)
        return np.minimum(places, 2 * size - 1 - places)
    return places.clip(0, size - 1)
