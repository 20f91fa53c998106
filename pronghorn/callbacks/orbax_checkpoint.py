"""The state of a model, written by Orbax while it is trained."""

from __future__ import annotations

import os

from pronghorn.callbacks.saving import SaveBest
from pronghorn.progress import output
from pronghorn.saving.orbax import Checkpoints
from pronghorn.saving.state_tree import KINDS, WEIGHTS, state_tree

__all__ = ["OrbaxCheckpoint"]


class OrbaxCheckpoint(SaveBest):
    """Saves weights, the optimizer's state and metrics as checkpoints of Orbax, in the background.

    `model.load_weights(directory)` takes the latest of them. Needs the extra `pronghorn[orbax]`.

    Args:
        directory: the folder of the checkpoints, each in a folder named by its step: the epoch,
            counted from 0, or how many batches were trained.
        monitor, mode: which figure, and what is better.
        verbose: 1 prints what is done, 0 does not.
        save_best_only: whether to save only when the figure becomes better.
        save_freq: `"epoch"`, or after how many batches to save.
        initial_value_threshold: a figure that the first one must beat.
        max_to_keep: how many of the latest checkpoints are kept; None for all.
        save_on_background: whether training goes on meanwhile.
        save_weights_only: whether the optimizer, metrics and the architecture are left out.

    Raises:
        MissingPackageError: naming the extra to install.
        ArgumentError: for another `save_freq`.

    Example:
        >>> from pronghorn.callbacks import OrbaxCheckpoint
        >>> OrbaxCheckpoint.__name__
        'OrbaxCheckpoint'
    """

    def __init__(
        self,
        directory,
        monitor="val_loss",
        verbose=0,
        save_best_only=False,
        mode="auto",
        save_freq="epoch",
        initial_value_threshold=None,
        max_to_keep=1,
        save_on_background=True,
        save_weights_only=False,
    ):
        super().__init__(monitor, mode, save_freq, save_best_only, initial_value_threshold)
        self.directory = os.fspath(directory)
        self.verbose = verbose
        self.max_to_keep = max_to_keep
        self.save_on_background = save_on_background
        self.save_weights_only = save_weights_only
        self._before = 0
        self._checkpoints = Checkpoints(self.directory, max_to_keep)

    def on_train_begin(self, logs=None):
        # Batches of the model that this callback has not counted.
        self._before = int(self.model.optimizer.iterations) - self._count.passed(-1)

    def on_train_end(self, logs=None):
        self._checkpoints.close()

    def wait_until_finished(self):
        """Returns when all checkpoints are on the disk."""
        self._checkpoints.wait()

    def _save(self, epoch, batch, logs):
        step = epoch if batch is None else self._before + self._count.passed(batch)
        if self.save_best_only:
            current = self.watched(logs)
            if not self.is_better(current, self.best):
                return
            self.best = current
        state = state_tree(self.model, "numpy_array", WEIGHTS if self.save_weights_only else KINDS)
        config = None if self.save_weights_only else self.model.to_json()
        self._checkpoints.save(step, state, config, self.save_on_background)
        if self.verbose > 0:
            print(f"\nSaved checkpoint {step} in {self.directory}", file=output())
