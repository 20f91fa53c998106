"""Stops the training when the loss is no longer a finite number."""

from __future__ import annotations

import math

from pronghorn.callbacks.base import Callback
from pronghorn.errors import StateError
from pronghorn.progress import output

__all__ = ["TerminateOnNaN"]


class TerminateOnNaN(Callback):
    """Stops at the first loss that is NaN or infinite.

    Args:
        raise_error: whether to raise RuntimeError rather than to end the training.

    Example:
        >>> from pronghorn.callbacks import TerminateOnNaN
        >>> TerminateOnNaN().on_batch_end(0, {"loss": 0.5})
    """

    # The compiled loop stops by itself at a loss that is not finite.
    samples_batches = True

    def __init__(self, raise_error=False):
        super().__init__()
        self.raise_error = raise_error
        self._epoch = 0

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch

    def on_batch_end(self, batch, logs=None):
        loss = (logs or {}).get("loss")
        if loss is None or math.isfinite(loss):
            return
        if self.raise_error:
            raise StateError("H13", value=loss, epoch=self._epoch + 1, step=batch + 1)
        print(f"Batch {batch}: Invalid loss, terminating training", file=output())
        self.model.stop_training = True
