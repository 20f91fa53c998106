"""Sequences of unequal length as one array."""

import numpy as np

from pronghorn import arguments
from pronghorn.errors import DataError, wrong_argument

__all__ = ["pack_x_y_sample_weight", "pad_sequences"]


def pad_sequences(
    sequences, maxlen=None, dtype="int32", padding="pre", truncating="pre", value=0.0
):
    """Sequences filled up, or cut, to one length.

    Args:
        sequences: a list of lists or arrays, whose further axes are alike.
        maxlen: the length; by default that of the longest sequence.
        dtype: of the result; `object` for text.
        padding: `"pre"` or `"post"`: where `value` is filled in.
        truncating: `"pre"` or `"post"`: where longer sequences are cut.

    Returns:
        An array of shape `(sequences, maxlen, ...)`.

    Raises:
        ArgumentError: for another `padding` or `truncating`.
        DataError: naming the first item that is no sequence, or whose further axes differ.

    Example:
        >>> from pronghorn import utils
        >>> utils.pad_sequences([[1], [2, 3, 4]], maxlen=2)
        array([[0, 1],
               [3, 4]], dtype=int32)
    """
    arguments.choice("pad_sequences", "padding", padding, ("pre", "post"))
    arguments.choice("pad_sequences", "truncating", truncating, ("pre", "post"))
    rows = [_sequence(row, number, dtype) for number, row in enumerate(sequences)]
    length = max((len(row) for row in rows), default=0) if maxlen is None else maxlen
    inner = next((row.shape[1:] for row in rows if len(row)), ())
    is_text = np.dtype(dtype).kind in "US"
    if isinstance(value, str) and np.dtype(dtype).kind not in "OUS":
        raise wrong_argument(
            "pad_sequences", "value", "a number, as dtype is {dtype}", value, 0, dtype=dtype
        )
    found = np.full((len(rows), length, *inner), str(value) if is_text else value, dtype)
    for number, row in enumerate(rows):
        if not len(row) or not length:
            continue
        if row.shape[1:] != inner:
            shape = ", ".join(("length", *map(str, inner)))
            _misfit("of shape ({shape})", number, row.shape, shape=shape)
        row = row[-length:] if truncating == "pre" else row[:length]
        place = slice(length - len(row), None) if padding == "pre" else slice(0, len(row))
        found[number, place] = row
    return found


def _sequence(row, number, dtype):
    if not hasattr(row, "__len__"):
        _misfit("a list of sequences", number, row)
    return np.asarray(row, dtype) if len(row) else np.empty((0,), dtype)


def _misfit(want, number, got, **facts):
    raise DataError(
        "E42",
        argument="sequences",
        want=want,
        got=f"{got} at {number}",
        example="[[1, 2], [3]]",
        **facts,
    )


def pack_x_y_sample_weight(x, y=None, sample_weight=None):
    """The parts of a batch as one tuple, without those that are None.

    Example:
        >>> from pronghorn import utils
        >>> utils.pack_x_y_sample_weight([1.0], [2.0])
        ([1.0], [2.0])
    """
    if y is None:
        return (x,) if isinstance(x, list | tuple) else x
    return (x, y) if sample_weight is None else (x, y, sample_weight)
