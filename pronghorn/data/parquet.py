"""Tables in Parquet files, as a whole or, if they are large, stretch by stretch."""

from __future__ import annotations

import os

import numpy as np

from pronghorn.config import floatx
from pronghorn.data.convert import as_array
from pronghorn.data.deferred import is_large
from pronghorn.data.sources import Source
from pronghorn.errors import DataError, FileError, Needs

__all__ = ["Parquet", "ParquetSource", "is_parquet"]

SUFFIXES = (".parquet", ".pq")
# Bytes of a stretch as it becomes an array: what is in memory at a time, and how far a row goes
# when rows are shuffled.
STRETCH = 1 << 24


def is_parquet(value):
    """Whether an argument is the path of a Parquet file, or of a folder of them.

    Example:
        >>> from pronghorn.data.parquet import is_parquet
        >>> is_parquet("table.parquet"), is_parquet("table.csv")
        (True, False)
    """
    return isinstance(value, str | os.PathLike) and os.fspath(value).lower().endswith(SUFFIXES)


def _arrow(path):
    """pyarrow with what reads Parquet."""
    with Needs(f"reading {path}", "pyarrow", "pronghorn[parquet]"):
        import pyarrow.dataset
        import pyarrow.parquet
    return pyarrow


def _dataset(arrow, path):
    if not os.path.exists(path):
        raise FileError("F04", path=path, folder=os.getcwd())
    try:
        return arrow.dataset.dataset(path, format="parquet")
    except (OSError, ValueError) as error:  # of Arrow, which begin with the path
        raise FileError("F10", path=path, reason=str(error).split("\n")[0]) from None


class Parquet:
    """A table of which some columns are targets and weights, and the others inputs.

    Args:
        path: of a file, or of a folder of files.
        y: None, the name of a column, or a list of names.
        sample_weight: None, or the name of a column.
        columns: names of the inputs, in order; None for all that are left.

    Attributes:
        columns: names of the inputs.
        rows: how many there are.

    Raises:
        MissingPackageError: naming the extra to install.
        FileError: for a path without a table.
        DataError: for a column that is not there.
    """

    def __init__(self, path, y=None, sample_weight=None, columns=None):
        self.path = os.fspath(path)
        self._arrow = _arrow(self.path)
        dataset = _dataset(self._arrow, self.path)
        there = dataset.schema.names
        self.targets = [y] if isinstance(y, str) else y
        self.y, self.weight = y, sample_weight
        apart = [*(self.targets or ()), *([sample_weight] if sample_weight else ())]
        self.columns = list(columns or (name for name in there if name not in apart))
        for argument, names in (("y", self.targets), ("sample_weight", apart[-1:])):
            self._check(argument, names or (), there)
        self._check("x", self.columns, there)
        self._wanted = [*self.columns, *apart]
        self._dataset = dataset
        self.rows = dataset.count_rows()
        if not self.rows:
            raise DataError("E38", argument=self.path, shape=(0, len(there)))

    def _check(self, argument, names, there):
        for name in names:
            if name not in there:
                raise DataError(
                    "E42",
                    argument=argument,
                    want="among the columns {columns} of {path}",
                    got=name,
                    example=f'{argument}="{there[-1]}"',
                    columns=", ".join(there),
                    path=self.path,
                )

    def is_large(self):
        """Whether it should be read stretch by stretch."""
        return is_large(np.broadcast_to(np.float32(0), (self.rows, len(self._wanted))), floatx())

    def whole(self):
        """x as a table of Arrow, and y and sample_weight as arrays or None."""
        table = self._dataset.to_table(columns=self._wanted)
        return table.select(self.columns), *self._apart(table)

    def stretches(self, draw=None):
        """(x, y, sample_weight) of some rows after others, as arrays.

        Args:
            draw: a generator of NumPy that puts the file's groups of rows, and the rows within a
                stretch, in a random order; None leaves them as they are.
        """
        files = [self._arrow.parquet.ParquetFile(path) for path in self._dataset.files]
        groups = [(file, n) for file in files for n in range(file.num_row_groups)]
        counts = [file.metadata.row_group(n).num_rows for file, n in groups]
        begins = np.cumsum([0, *counts])
        for number in range(len(groups)) if draw is None else draw.permutation(len(groups)):
            row = int(begins[number])
            for table in self._tables(*groups[number]):
                parts = self._numbers(table.select(self.columns), row), *self._apart(table)
                row += len(table)
                order = slice(None) if draw is None else draw.permutation(len(table))
                yield [None if part is None else part[order] for part in parts]

    def _tables(self, file, group):
        """A group of rows in tables of the size of a stretch."""
        rows = max(1, STRETCH // (4 * len(self._wanted)))
        batches = file.iter_batches(rows, [group], self._wanted, use_threads=False)
        yield from (self._arrow.Table.from_batches([batch]) for batch in batches)

    def _apart(self, table):
        """y and sample_weight."""
        columns = [_column(table, name) for name in self.targets or ()]
        y = columns[0] if isinstance(self.y, str) else np.stack(columns, 1) if columns else None
        return y, None if self.weight is None else _column(table, self.weight)

    def _numbers(self, table, row):
        """The inputs as an array; a cell that is no number is told by its row in the file."""
        try:
            return as_array(table, "x", floatx())
        except DataError as error:
            error.facts["row"] += row
            raise


def _column(table, name):
    return table.column(name).to_numpy()


class ParquetSource(Source):
    """The rows of a large table in batches.

    Args:
        table: a `Parquet`.
        batch_size: rows of a batch, of which the last may have fewer.
    """

    is_sized = True

    def __init__(self, table, batch_size):
        super().__init__(table, -(-table.rows // batch_size))
        self._size = batch_size

    def peek(self):
        return next(self.epoch())

    def epoch(self, order=None):
        draw = None
        if order is not None and not np.array_equal(order, np.arange(len(order))):
            # The order that fit drew is as good a seed as any, and comes again on resuming.
            draw = np.random.default_rng(np.asarray(order, "uint32"))
        left = None
        for parts in self.given.stretches(draw):
            if left is not None:
                pairs = zip(left, parts, strict=True)
                parts = [None if one is None else np.concatenate([one, two]) for one, two in pairs]
            rows = len(parts[0])
            for begin in range(0, rows - self._size + 1, self._size):
                yield _taken(parts, begin, begin + self._size)
            left = _taken(parts, rows - rows % self._size, rows)
        if len(left[0]):
            yield left


def _taken(parts, begin, end):
    return tuple(None if part is None else part[begin:end] for part in parts)
