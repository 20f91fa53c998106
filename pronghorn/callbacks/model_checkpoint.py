"""The weights of a model written to files while it is trained."""

from __future__ import annotations

import os
from pathlib import Path

from pronghorn import arguments
from pronghorn.callbacks.saving import SaveBest
from pronghorn.errors import FileError, unknown_argument, wrong_argument
from pronghorn.messages import note
from pronghorn.progress import output
from pronghorn.saving.weights_file import SUFFIX

__all__ = ["ModelCheckpoint"]


class ModelCheckpoint(SaveBest):
    """Saves the weights after every epoch, after so many batches, or when a figure becomes better.

    Whole models (`.keras`) cannot be written yet: `save_weights_only=True` is needed.

    Args:
        filepath: ends in `.weights.h5`; may name figures, as in
            `"{epoch:02d}-{val_loss:.2f}.weights.h5"`. Epochs count from 1 here.
        monitor, mode: which figure, and what is better.
        verbose: 1 prints what is done, 0 does not.
        save_best_only: whether to save only when the figure becomes better.
        save_weights_only: whether to save the weights and not the whole model.
        save_freq: `"epoch"`, or after how many batches to save.
        initial_value_threshold: a figure that the first one must beat.

    Raises:
        FileError: for another suffix, and for a whole model.
        ArgumentError: for a path that names a figure that is not measured.

    Example:
        >>> from pronghorn.callbacks import ModelCheckpoint
        >>> keeping = ModelCheckpoint("{epoch}.weights.h5", save_weights_only=True)
        >>> keeping.path(0, None, {})
        '1.weights.h5'
    """

    def __init__(
        self,
        filepath,
        monitor="val_loss",
        verbose=0,
        save_best_only=False,
        save_weights_only=False,
        mode="auto",
        save_freq="epoch",
        initial_value_threshold=None,
        **kwargs,
    ):
        self.period = kwargs.pop("period", None)  # of Keras 1 and 2, in epochs
        if kwargs:
            raise unknown_argument(ModelCheckpoint, min(kwargs))
        if self.period is not None:
            arguments.positive_int("ModelCheckpoint", "period", self.period)
            note("N01", owner="ModelCheckpoint", old="period", new="save_freq, in batches")
        super().__init__(monitor, mode, save_freq, save_best_only, initial_value_threshold)
        self.filepath = os.fspath(filepath)
        self.verbose = verbose
        self.save_weights_only = save_weights_only
        if not save_weights_only:
            what = "a whole model, so ModelCheckpoint needs save_weights_only=True"
            raise FileError("F19", path=self.filepath, what=what)
        if not self.filepath.endswith(SUFFIX):
            raise FileError("F17", path=self.filepath, mend=f"{{epoch:02d}}{SUFFIX}")

    def on_epoch_end(self, epoch, logs=None):
        if self.period is None or (epoch + 1) % self.period == 0:
            super().on_epoch_end(epoch, logs)

    def path(self, epoch, batch, logs):
        """The path with the epoch, the batch (both from 1 on) and figures filled in."""
        facts = {**logs, "epoch": epoch + 1}
        if batch is not None:
            facts.setdefault("batch", batch + 1)
        try:
            return self.filepath.format(**facts)
        except (KeyError, IndexError) as error:
            raise wrong_argument(
                "ModelCheckpoint",
                "filepath",
                "a path with names among {names}",
                str(error),
                '"{epoch:02d}.weights.h5"',
                names=", ".join(sorted(facts)),
            ) from None

    def _save(self, epoch, batch, logs):
        path = self.path(epoch, batch, logs)
        if not self._is_wanted(epoch, logs, path):
            return
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.model.save_weights(path, overwrite=True)
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: finished saving model to {path}", file=output())

    def _is_wanted(self, epoch, logs, path):
        current = self.watched(logs) if self.save_best_only else None
        if current is None:
            self._say(epoch, f"saving model to {path}")
            return True
        old = "None" if self.best is None else f"{self.best:.5f}"
        if not self.is_better(current, self.best):
            self._say(epoch, f"{self.monitor} did not improve from {old}")
            return False
        self._say(
            epoch, f"{self.monitor} improved from {old} to {current:.5f}, saving model to {path}"
        )
        self.best = current
        return True

    def _say(self, epoch, what):
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: {what}", file=output())
