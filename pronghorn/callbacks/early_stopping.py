"""Stops the training when a figure no longer becomes better."""

from __future__ import annotations

from pronghorn.callbacks.monitor import MonitorCallback
from pronghorn.progress import output

__all__ = ["EarlyStopping"]


class EarlyStopping(MonitorCallback):
    """Stops after `patience` epochs in which the figure did not become better.

    Args:
        monitor, mode, min_delta: which figure, what is better, and by how much at least.
        patience: how many epochs to wait.
        verbose: 1 says when it stops, 0 does not.
        baseline: a figure that must be beaten for waiting to start anew.
        restore_best_weights: whether to go back to the weights of the best epoch.
        start_from_epoch: epochs before this one are not looked at.

    Raises:
        UnknownNameError: when `fit` begins, for a figure that is not measured.

    Example:
        >>> from pronghorn.callbacks import EarlyStopping
        >>> stop = EarlyStopping("loss", patience=2)
        >>> stop.on_train_begin()
        >>> stop.on_epoch_end(0, {"loss": 0.5})
        >>> stop.best
        0.5
    """

    def __init__(
        self,
        monitor="val_loss",
        min_delta=0,
        patience=0,
        verbose=0,
        mode="auto",
        baseline=None,
        restore_best_weights=False,
        start_from_epoch=0,
    ):
        super().__init__(monitor, mode, min_delta)
        self.patience = patience
        self.verbose = verbose
        self.baseline = baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = start_from_epoch
        self._start()

    def _start(self):
        self.wait = 0
        self.stopped_epoch = 0
        self.best = None
        self.best_weights = None
        self.best_epoch = 0

    def on_train_begin(self, logs=None):
        self._start()

    def on_epoch_end(self, epoch, logs=None):
        current = self.watched(logs)
        if current is None or epoch < self.start_from_epoch:
            return
        self.wait += 1
        if self.is_better(current, self.best):
            self.best, self.best_epoch = current, epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            if self.baseline is None or self.is_better(current, self.baseline):
                self.wait = 0
        # The first epoch never ends a training, whatever the patience.
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.stopped_epoch > 0 and self.verbose > 0:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping", file=output())
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose > 0:
                best = self.best_epoch + 1
                print(
                    f"Restoring model weights from the end of the best epoch: {best}.",
                    file=output(),
                )
            self.model.set_weights(self.best_weights)
