"""Arguments such as x and y as a structure of arrays: one array, several in a list, or a dict."""

import numbers

import numpy as np

from pronghorn import tree
from pronghorn.data.convert import as_array
from pronghorn.data.deferred import Deferred
from pronghorn.data.table import is_table
from pronghorn.errors import DataError

__all__ = ["Arrays", "arrays_of", "check_lengths", "unpack"]


class Arrays:
    """Arrays with a common number of rows and the structure they came in.

    Attributes:
        leaves: the arrays, in the order of the structure's leaves.
        form: the structure with the number of each leaf in its place.
    """

    __slots__ = ("form", "leaves")

    def __init__(self, leaves, form=0):
        self.leaves = leaves
        self.form = form

    @property
    def rows(self):
        return len(self.leaves[0])

    def taken(self, rows):
        """Some rows; arrays whose conversion was put off are converted."""
        found = [x.rows(rows) if isinstance(x, Deferred) else x[rows] for x in self.leaves]
        return Arrays(found, self.form)

    def part(self, rows):
        """Views of the rows of a slice."""
        return Arrays([x[rows] for x in self.leaves], self.form)


def arrays_of(value, argument, dtypes=None, count=None, convert=as_array):
    """An argument as `Arrays`.

    A list of numbers, or of lists of numbers, is one array; a list of arrays is several inputs,
    unless `count` says that one is wanted.

    Args:
        dtypes: one dtype for all leaves, or a list with one for each.
        count: how many arrays are wanted, if known.
        convert: `as_array`, or another function with its arguments.

    Raises:
        DataError: for cells that are no numbers, for empty data and for lengths that differ.

    Example:
        >>> from pronghorn.data import arrays_of
        >>> arrays_of([[1, 2], [3, 4]], "x", "float32").rows
        2
    """
    if type(value) is np.ndarray:
        leaf = convert(value, argument, dtypes if isinstance(dtypes, str) else dtypes[0])
        found = Arrays([leaf])
    else:
        if value is None or (hasattr(value, "__next__") and not is_table(value)):
            got, example = type(value).__name__, f"{argument} = np.stack(list_of_rows)"
            raise DataError("E42", argument=argument, want="an array", got=got, example=example)
        structure = _structure(value, count)
        parts = tree.flatten_with_path(structure)
        leaves = []
        for n, (path, leaf) in enumerate(parts):
            name = argument if not path else f"{argument}[{', '.join(map(repr, path))}]"
            dtype = dtypes if isinstance(dtypes, str) else dtypes[min(n, len(dtypes) - 1)]
            leaves.append(convert(leaf, name, dtype))
        form = tree.pack_sequence_as(structure, range(len(parts)))
        found = Arrays(leaves, 0 if form in ([0], (0,)) else form)
    _check_rows(found, argument)
    return found


def unpack(data):
    """x, y and sample_weight of a tuple that may hold fewer of them.

    Example:
        >>> from pronghorn.data import unpack
        >>> unpack((1, 2))
        (1, 2, None)
    """
    if not isinstance(data, tuple | list):
        return data, None, None
    if not 1 <= len(data) <= 3:
        raise DataError(
            "E42",
            argument="data",
            want="(x,), (x, y) or (x, y, sample_weight)",
            got=f"{len(data)} parts",
            example="(x, y)",
        )
    return (*data, None, None)[:3]


def _structure(value, count):
    """The value with lists of numbers, which are arrays, no longer nested."""
    if isinstance(value, dict):
        return {name: _structure(part, 1) for name, part in value.items()}
    if not isinstance(value, list | tuple) or not value:
        return _Leaf(value) if isinstance(value, list | tuple) else value
    if count == 1 and len(value) > 1:
        return _Leaf(value)
    if all(_is_array(part) for part in value):
        return list(value)
    if count is not None and count > 1 and len(value) == count:
        return [np.asarray(part) if isinstance(part, list | tuple) else part for part in value]
    return _Leaf(value)


class _Leaf:
    """A list that stands for one array; `tree` would look inside a bare one."""

    def __init__(self, rows):
        self.rows = rows

    def __array__(self, dtype=None, copy=None):
        return np.array([_row(row) for row in self.rows], dtype)


def _row(row):
    return np.asarray(row) if _is_array(row) else row


def _is_array(part):
    return hasattr(part, "__array__") and not isinstance(part, numbers.Number | np.generic)


def _check_rows(found, argument):
    first = found.leaves[0]
    for n, leaf in enumerate(found.leaves):
        if leaf.ndim and not leaf.size and not len(leaf):
            raise DataError("E38", argument=argument, shape=leaf.shape)
        if leaf.ndim and first.ndim:
            check_lengths(f"{argument}[0]", len(first), f"{argument}[{n}]", len(leaf))


def check_lengths(first, first_rows, second, second_rows):
    """Raises DataError unless two arrays, as the user knows them, have as many rows."""
    if first_rows != second_rows:
        raise DataError(
            "E12", first=first, first_rows=first_rows, second=second, second_rows=second_rows
        )
