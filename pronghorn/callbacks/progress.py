"""Shows how far a training, an evaluation or a prediction has come."""

from __future__ import annotations

from pronghorn.callbacks.base import Callback
from pronghorn.progress import ProgressBar, surface_for

__all__ = ["ProgbarLogger"]


class ProgbarLogger(Callback):
    """The progress bar of `fit`, `evaluate` and `predict`, as `verbose` asks.

    Where it is shown (terminal, notebook, file) is decided when they begin. Validation inside `fit`
    has no bar of its own.

    Example:
        >>> from pronghorn.callbacks import ProgbarLogger
        >>> bar = ProgbarLogger()
        >>> bar.set_params({"verbose": 0, "epochs": 1, "steps": 2})
        >>> bar.on_predict_begin()
        >>> bar.on_predict_batch_end(1)
        >>> bar.on_predict_end()
    """

    samples_batches = True

    def __init__(self):
        super().__init__()
        self.verbose = "auto"
        self.epochs = 1
        self.target = None
        self.bar = None
        self.surface = None
        self._in_fit = False

    def set_params(self, params):
        super().set_params(params)
        self.verbose = params.get("verbose", "auto")
        self.epochs = params.get("epochs", 1)
        self.target = params.get("steps")

    def is_due(self):
        """Whether a bar is running that would be painted now."""
        return self.bar is not None and self.bar.is_due()

    def on_train_begin(self, logs=None):
        self._in_fit = True
        self.surface = surface_for(self.verbose)

    def on_epoch_begin(self, epoch, logs=None):
        self._begin(f"Epoch {epoch + 1}/{self.epochs}" if self.epochs > 1 else "")

    def on_train_batch_end(self, batch, logs=None):
        self._update(batch, logs)

    def on_epoch_end(self, epoch, logs=None):
        self._end(logs)

    def on_train_end(self, logs=None):
        self.close()

    def on_test_begin(self, logs=None):
        if not self._in_fit:
            self._begin("")

    def on_test_batch_end(self, batch, logs=None):
        if not self._in_fit:
            self._update(batch, logs)

    def on_test_end(self, logs=None):
        if not self._in_fit:
            self._end(logs)

    def on_predict_begin(self, logs=None):
        self._begin("")

    def on_predict_batch_end(self, batch, logs=None):
        self._update(batch, None)

    def on_predict_end(self, logs=None):
        self._end(None)

    def close(self):
        """Shows what is left and leaves it as it stands, so that what follows has its own line."""
        if self.surface is not None:
            self.surface.close()
        self.bar, self.surface, self._in_fit = None, None, False

    def _begin(self, title):
        if self.surface is None:
            self.surface = surface_for(self.verbose)
        self.bar = ProgressBar(self.target, self.surface, title=title)

    def _update(self, batch, logs):
        if self.bar is not None:
            self.bar.update(batch + 1, logs or {})

    def _end(self, logs):
        if self.bar is not None:
            self.target = self.bar.current if self.target is None else self.target
            self.bar.finish(self.target, logs or {})
            self.bar = None
        if not self._in_fit:
            self.close()
