"""What may run between epochs and batches: the base of callbacks.

Training stays in compiled code from one batch that a callback wants to the next, so callbacks say
which batches these are: every one when a subclass overrides a batch hook, else none.
"""

from __future__ import annotations

import math

__all__ = ["BATCH_HOOKS", "HOOKS", "Callback", "overrides"]

BATCH_HOOKS = {
    "train": ("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end"),
    "test": ("on_test_batch_begin", "on_test_batch_end"),
    "predict": ("on_predict_batch_begin", "on_predict_batch_end"),
}
HOOKS = (
    "on_epoch_begin",
    "on_epoch_end",
    *(f"on_{kind}_{edge}" for kind in BATCH_HOOKS for edge in ("begin", "end")),
    *(hook for hooks in BATCH_HOOKS.values() for hook in hooks),
)


class Callback:
    """Something that runs at the edges of training: derive from it and define some of its hooks.

    Every hook is given `logs`, a dict of figures by name: floats, those of validation with names
    that begin with `val_`, and only at the end of epochs. A hook may change the weights or the
    learning rate, call `predict`, or stop the training with `self.model.stop_training = True`.

    Attributes:
        model: the model being trained.
        params: a dict of `verbose`, `epochs` and `steps`.

    Example:
        >>> from pronghorn.callbacks import Callback
        >>> class Told(Callback):
        ...     def on_epoch_end(self, epoch, logs=None):
        ...         print(epoch, logs["loss"])
        >>> Told().on_epoch_end(0, {"loss": 0.5})
        0 0.5
    """

    # Whether the batch hooks are content with whatever batches the loop happens to stop at.
    samples_batches = False
    # Names of figures that it puts into the logs of epochs.
    adds = ()

    def __init__(self):
        self.params = None
        self._model = None

    @property
    def model(self):
        return vars(self).get("_model")

    def set_params(self, params):
        """Takes note of `params` before training begins."""
        self.params = params

    def set_model(self, model):
        """Takes note of the model before training begins."""
        self._model = model

    def next_batch(self, kind, batch):
        """The first batch, from this one on, after which this callback must be called.

        Args:
            kind: `"train"`, `"test"` or `"predict"`.

        Returns:
            A batch number, or infinity for none.
        """
        if self.samples_batches or not any(overrides(self, hook) for hook in BATCH_HOOKS[kind]):
            return math.inf
        return batch

    def on_train_begin(self, logs=None):
        """Before the first epoch of `fit`."""

    def on_train_end(self, logs=None):
        """After the last epoch of `fit`."""

    def on_epoch_begin(self, epoch, logs=None):
        """Before an epoch, counted from 0."""

    def on_epoch_end(self, epoch, logs=None):
        """After an epoch and its validation."""

    def on_test_begin(self, logs=None):
        """Before `evaluate`, or before validation."""

    def on_test_end(self, logs=None):
        """After `evaluate`, or after validation."""

    def on_predict_begin(self, logs=None):
        """Before `predict`."""

    def on_predict_end(self, logs=None):
        """After `predict`."""

    def on_batch_begin(self, batch, logs=None):
        """The older name of `on_train_batch_begin`."""

    def on_batch_end(self, batch, logs=None):
        """The older name of `on_train_batch_end`."""

    def on_train_batch_begin(self, batch, logs=None):
        """Before a step of training, counted from 0 in each epoch."""
        self.on_batch_begin(batch, logs=logs)

    def on_train_batch_end(self, batch, logs=None):
        """After a step of training; `logs` are means over the epoch so far."""
        self.on_batch_end(batch, logs=logs)

    def on_test_batch_begin(self, batch, logs=None):
        """Before a batch of `evaluate` or of validation."""

    def on_test_batch_end(self, batch, logs=None):
        """After a batch of `evaluate` or of validation."""

    def on_predict_batch_begin(self, batch, logs=None):
        """Before a batch of `predict`."""

    def on_predict_batch_end(self, batch, logs=None):
        """After a batch of `predict`; `logs["outputs"]` are its results."""


def overrides(callback, hook):
    """Whether a callback, be it of another library, does something in this hook."""
    if hook in getattr(callback, "__dict__", ()):
        return True
    defined = getattr(type(callback), hook, None)
    # Keras marks the empty hooks of its own base so.
    return defined is not None and not (
        defined is getattr(Callback, hook) or getattr(defined, "_is_default", False)
    )
