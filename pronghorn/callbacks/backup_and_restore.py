"""A training that goes on where it was broken off, to the same bits."""

from __future__ import annotations

import os
from pathlib import Path

from pronghorn import messages
from pronghorn.callbacks.saving import Saving
from pronghorn.errors import FileError, wrong_argument
from pronghorn.saving import backup
from pronghorn.saving.weights_file import SUFFIX

__all__ = ["BackupAndRestore"]

NAME = f"latest{SUFFIX}"


class BackupAndRestore(Saving):
    """Saves the state of a training now and then; a `fit` after a crash goes on from there.

    The backup is one file: the weights as `save_weights` writes them and, beside them, what else
    decides the next bits: the epoch and batch, the order of the rows, the states of seed generators
    and of metrics. Callbacks' own states, such as how long `EarlyStopping` has waited, begin anew.
    Put it last in the list, so that it saves what the other callbacks have done.

    Args:
        backup_dir: a folder for this training alone.
        save_freq: `"epoch"`, or after how many batches to save.
        double_checkpoint: whether to keep the backup before the last, too, for the case that the
            last one is damaged.
        delete_checkpoint: whether to delete the backup when training has ended.

    Raises:
        ArgumentError: for an empty `backup_dir` or an unknown `save_freq`.
        FileError: when training begins, for a backup of another model.

    Example:
        >>> import os, tempfile
        >>> import numpy as np
        >>> from pronghorn import callbacks, layers, models
        >>> model = models.Sequential([layers.Input((1,)), layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> x = np.ones((4, 1))
        >>> folder = os.path.join(tempfile.mkdtemp(), "backup")
        >>> fitted = model.fit(x, x, verbose=0, callbacks=callbacks.BackupAndRestore(folder))
        >>> os.path.exists(folder)
        False
    """

    def __init__(
        self,
        backup_dir,
        save_freq="epoch",
        double_checkpoint=False,
        delete_checkpoint=True,
    ):
        super().__init__(save_freq)
        if not backup_dir:
            raise wrong_argument(
                "BackupAndRestore", "backup_dir", "a folder", backup_dir, "'backup'"
            )
        self.backup_dir = os.fspath(backup_dir)
        self.double_checkpoint = double_checkpoint
        self.delete_checkpoint = delete_checkpoint
        self._path = Path(self.backup_dir) / NAME
        self._older = Path(f"{self._path}.bkp")

    def on_train_begin(self, logs=None):
        if self._older.exists():
            try:
                backup.load(self.model, self._path)
            except FileError as error:
                messages.note("H17", older=self._older, reason=str(error))
                backup.load(self.model, self._older)
        elif self._path.exists():
            backup.load(self.model, self._path)

    def on_train_end(self, logs=None):
        if self.delete_checkpoint:
            self._path.unlink(missing_ok=True)
            self._older.unlink(missing_ok=True)
            if self._path.parent.is_dir() and not any(self._path.parent.iterdir()):
                self._path.parent.rmdir()

    def _save(self, epoch, batch, logs):
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if self.double_checkpoint and self._path.exists():
            os.replace(self._path, self._older)
        backup.save(self.model, self._path)
