"""The bases of callbacks that save: how often, and whether only the best."""

from __future__ import annotations

from pronghorn.callbacks.base import Callback
from pronghorn.callbacks.frequency import Every
from pronghorn.callbacks.monitor import MonitorCallback

__all__ = ["SaveBest", "Saving"]


class Saving(Callback):
    """The base of callbacks that save after every epoch or every so many batches.

    Subclasses define `_save(epoch, batch, logs)`, the batch being None at the end of an epoch.

    Args:
        save_freq: `"epoch"`, or after how many batches to save.
    """

    def __init__(self, save_freq, **others):
        super().__init__(**others)
        self.save_freq = save_freq
        self._count = Every.saving(type(self).__name__, save_freq)
        self._epoch = 0

    def next_batch(self, kind, batch):
        if kind != "train":
            return super().next_batch(kind, batch)
        return self._count.next(batch, self.params.get("steps"))

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if self._count.is_due(batch):
            self._save(self._epoch, batch, logs or {})

    def on_epoch_end(self, epoch, logs=None):
        if self.save_freq == "epoch":
            self._save(epoch, None, logs or {})
        else:
            self._count.end_epoch(self.params.get("steps"))


class SaveBest(Saving, MonitorCallback):
    """As `Saving`, only when a figure becomes better if that is wanted.

    Args:
        monitor, mode: which figure, and what is better.
        save_best_only: whether to save only when the figure becomes better.
        best: a figure that the first one must beat.
    """

    def __init__(self, monitor, mode, save_freq, save_best_only, best):
        super().__init__(save_freq, monitor=monitor, mode=mode)
        self.save_best_only = save_best_only
        self.best = best

    def check_name(self, names):
        if self.save_best_only:
            of_epochs = self.save_freq == "epoch"
            super().check_name([n for n in names if of_epochs or not n.startswith("val_")])
