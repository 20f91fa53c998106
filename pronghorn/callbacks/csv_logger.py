"""The figures of every epoch as a row of a text file."""

from __future__ import annotations

import csv
import os

import numpy as np

from pronghorn.callbacks.base import Callback
from pronghorn.errors import FileError

__all__ = ["CSVLogger"]


class CSVLogger(Callback):
    """Writes a line for each epoch: its number, counted from 0, and its figures.

    The columns are those of the first epoch; where it had no validation, columns for it are kept,
    and `NA` stands in them.

    Args:
        filename: of the file.
        separator: between columns.
        append: whether to go on after what the file holds.

    Raises:
        FileError: when training begins, for a file that cannot be written.

    Example:
        >>> import pathlib, tempfile
        >>> from pronghorn.callbacks import CSVLogger
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "log.csv"
        >>> log = CSVLogger(path)
        >>> log.on_train_begin()
        >>> log.on_epoch_end(0, {"loss": 0.5, "val_loss": 0.75})
        >>> log.on_train_end()
        >>> path.read_text().split()
        ['epoch,loss,val_loss', '0,0.5,0.75']
    """

    def __init__(self, filename, separator=",", append=False):
        super().__init__()
        self.sep = separator
        self.filename = os.fspath(filename)
        self.append = append
        self.keys = None
        self.csv_file = None
        self.writer = None

    def on_train_begin(self, logs=None):
        self._close()
        try:
            self.csv_file = open(  # noqa: SIM115  # it stays open until training ends
                self.filename, "a" if self.append else "w", newline="", encoding="utf-8"
            )
        except OSError as error:
            raise FileError("F01", path=self.filename, reason=error.strerror) from None
        self.keys = None

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if self.keys is None:
            self.keys = sorted(logs)
            if not any(key.startswith("val_") for key in self.keys):
                self.keys += [f"val_{key}" for key in self.keys]
            self.writer = csv.writer(self.csv_file, delimiter=self.sep)
            if not self.csv_file.tell():
                self.writer.writerow(["epoch", *self.keys])
        self.writer.writerow([epoch, *(_cell(logs.get(key, "NA")) for key in self.keys)])
        self.csv_file.flush()

    def on_train_end(self, logs=None):
        self._close()

    def _close(self):
        if self.csv_file is not None:
            self.csv_file.close()
        self.csv_file = self.writer = None


def _cell(value):
    """An array as Keras writes it: its numbers in brackets, in quotes."""
    if isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim):
        return f'"[{", ".join(map(str, value))}]"'
    return value
