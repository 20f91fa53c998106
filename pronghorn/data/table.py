"""Tables of other libraries as arrays: pandas, polars, Arrow, and any that narwhals knows."""

from __future__ import annotations

import sys

import numpy as np

from pronghorn.errors import DataError, Needs

__all__ = ["columns_of", "is_table", "refuse_times", "table_as_array"]


def is_table(value):
    """Whether a value is a table that NumPy does not understand by itself."""
    if hasattr(value, "__array__"):
        return False
    if hasattr(value, "__arrow_c_stream__") or hasattr(value, "__narwhals_dataframe__"):
        return True
    # Lazy frames have no protocol; their class tells them.
    return hasattr(value, "collect") and hasattr(value, "collect_schema")


def columns_of(value):
    """The names of a table's columns, or None."""
    if hasattr(value, "collect_schema"):
        return list(value.collect_schema().names())
    for name in ("column_names", "columns"):  # of Arrow, whose `columns` are data; of others
        found = getattr(value, name, None)
        if found is not None and not callable(found):
            return list(found)
    name = getattr(value, "name", None)
    return [name] if isinstance(name, str) and hasattr(value, "dtype") else None


def table_as_array(value, argument="x"):
    """(array of rows and columns, names of the columns) of a table.

    Raises:
        MissingPackageError: naming the extra to install.
        DataError: for a column of dates or times.
    """
    with Needs(f"data of type {type(value).__name__}", "narwhals", "pronghorn[data]"):
        import narwhals
    frame = narwhals.from_native(value, pass_through=True)
    if frame is value:
        frame = narwhals.from_arrow(value, backend=_backend())
    if hasattr(frame, "collect"):
        frame = frame.collect()
    refuse_times(frame, argument)
    return np.asarray(frame.to_numpy()), list(frame.columns)


def refuse_times(frame, argument):
    """Raises DataError for a column of dates or times, which count in a unit that nobody named."""
    schema = getattr(frame, "schema", None)
    if hasattr(schema, "items"):
        columns = schema.items()
    else:  # Arrow's
        columns = zip(getattr(schema, "names", ()), getattr(schema, "types", ()), strict=True)
    for name, kind in columns:
        if str(kind).lower().startswith(("date", "time", "duration")):
            value = next(iter(frame[name][:1]), None)
            raise DataError("E13", argument=argument, column=name, row=0, value=value)


def _backend():
    """A library that takes Arrow's columns: one that is loaded already, else pyarrow."""
    loaded = (name for name in ("pyarrow", "polars", "pandas") if name in sys.modules)
    return next(loaded, "pyarrow")
