"""From lists, tables and tensors to contiguous arrays of one dtype, or a message naming the cell.

A C-contiguous array that has the wanted dtype is used in place.
"""

import numpy as np

from pronghorn.data.deferred import Deferred, is_large
from pronghorn.data.table import columns_of, is_table, refuse_times, table_as_array
from pronghorn.dtypes import FLOATS, name_of
from pronghorn.errors import DataError, ShapeError
from pronghorn.tensor import Tensor

__all__ = ["as_array", "as_labels", "as_rows"]


def as_array(value, argument, dtype):
    """A contiguous NumPy array.

    Args:
        value: an array, list, tensor, variable, sparse matrix or table (`__array__`).
        argument: what the caller calls it, for messages.
        dtype: of the result, such as `"float32"`.

    Raises:
        DataError: naming column, row and value of the first cell that is not a number.
        ShapeError: if rows have different lengths.

    Example:
        >>> from pronghorn.data import as_array
        >>> as_array([[1, 2]], "x", "float32")
        array([[1., 2.]], dtype=float32)
    """
    if type(value) is np.ndarray and value.dtype == dtype and value.flags.c_contiguous:
        return value
    array, columns = _plain(value, argument)
    if array.dtype.kind not in "biuf":
        array = _numbers(array, argument, columns)
    with np.errstate(over="ignore"):  # beyond float32 is inf, which training reports
        return np.ascontiguousarray(array, dtype).reshape(array.shape)


def as_rows(value, argument, dtype):
    """What `as_array` gives, or a `Deferred` for an array that is too large to be converted whole.

    Example:
        >>> from pronghorn.data.convert import as_rows
        >>> as_rows([[1, 2]], "x", "float32")
        array([[1., 2.]], dtype=float32)
    """
    if isinstance(value, Deferred):
        return value
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf" and is_large(value, dtype):
        value = np.asarray(value)
        is_ready = value.dtype == dtype and value.flags.c_contiguous
        return value if is_ready else Deferred(value, dtype)
    return as_array(value, argument, dtype)


def as_labels(value, argument="y"):
    """Class numbers as an int32 array.

    Raises:
        DataError: naming the first row whose label is not a whole number.

    Example:
        >>> from pronghorn.data import as_labels
        >>> as_labels([0.0, 2.0])
        array([0, 2], dtype=int32)
    """
    if type(value) is np.ndarray and value.dtype == np.int32 and value.flags.c_contiguous:
        return value
    array, columns = _plain(value, argument)
    if array.dtype.kind not in "biuf":
        array = _numbers(array, argument, columns)
    with np.errstate(invalid="ignore"):
        labels = np.ascontiguousarray(array, "int32").reshape(array.shape)
    wrong = labels != array
    if wrong.any():
        place = np.argwhere(wrong)[0]
        bad = array[tuple(place)]
        if not np.isfinite(bad):
            count = int((~np.isfinite(array)).sum())
            column = int(place[1]) if len(place) > 1 else 0
            raise DataError(
                "E34", argument=argument, value=bad, row=int(place[0]), column=column, count=count
            )
        raise DataError("E35", row=int(place[0]) if len(place) else 0, value=bad)
    return labels


def _plain(value, argument):
    """The value as NumPy sees it, of any dtype, and the names of its columns or None."""
    if isinstance(value, Tensor):
        return value.numpy(), None
    if is_table(value):
        return table_as_array(value, argument)
    refuse_times(value, argument)
    columns = columns_of(value)
    if hasattr(value, "toarray"):  # scipy.sparse
        value = value.toarray()
    elif hasattr(value, "__dlpack__") and not hasattr(value, "__array__"):
        return np.from_dlpack(value), None
    try:
        return np.asarray(value), columns
    except ValueError as error:
        raise ShapeError(
            "S22",
            got=argument,
            **(_unequal(getattr(value, "rows", value)) or {"reason": str(error)}),
        ) from None


def _unequal(value):
    """The facts of a row that has another shape than the first; None if that is not known."""
    try:
        shapes = [np.shape(row) for row in value]
    except (TypeError, ValueError):
        return None
    for n, shape in enumerate(shapes):
        if shape != shapes[0]:
            reason = "row 0 has shape {first}, row {row} {other}"
            return {"reason": reason, "first": shapes[0], "row": n, "other": shape}
    return None


def _numbers(array, argument, columns):
    """Floats from objects, text or bfloat16, where every cell is a number."""
    if name_of(array.dtype) in FLOATS:  # of a kind that NumPy does not know
        return array.astype("float32")
    # NumPy would make None a NaN. Cells may be arrays, which have no truth value.
    is_missing = array.dtype.kind == "O" and any(cell is None for cell in array.flat)
    if array.dtype.kind in "OSU" and not is_missing:
        try:
            return array.astype("float64")
        except (TypeError, ValueError):
            pass
    place = next(place for place in np.ndindex(array.shape) if not _is_number(array[place]))
    cell = array[place]
    if isinstance(cell, str) and argument.startswith("y"):
        raise DataError("E57", argument=argument, value=str(cell))
    column = place[1] if len(place) > 1 else 0
    raise DataError(
        "E13",
        argument=argument,
        column=str(columns[column]) if columns is not None else column,
        row=place[0] if place else 0,
        value=cell.item() if isinstance(cell, np.generic) else cell,
    )


def _is_number(cell):
    if isinstance(cell, np.datetime64 | np.timedelta64 | np.complexfloating):
        return False
    try:
        float(cell)
    except (TypeError, ValueError):
        return False
    return True
