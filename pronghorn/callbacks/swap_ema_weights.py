"""The running means of the weights in place of the weights, while the model is judged."""

from __future__ import annotations

from pronghorn.callbacks.base import Callback
from pronghorn.errors import StateError

__all__ = ["SwapEMAWeights"]


class SwapEMAWeights(Callback):
    """Evaluates and predicts with the weights that the optimizer averages (`use_ema=True`).

    Args:
        swap_on_epoch: whether the means are in the model at the end of epochs, too, so that a
            `ModelCheckpoint` after this callback saves them.

    Raises:
        StateError: if the optimizer keeps no running means.

    Example:
        >>> import numpy as np
        >>> from pronghorn import callbacks, layers, models, optimizers
        >>> model = models.Sequential([layers.Input((1,)), layers.Dense(1)])
        >>> model.compile(optimizers.SGD(0.1, use_ema=True), "mse")
        >>> x = np.ones((4, 1))
        >>> fitted = model.fit(x, x, verbose=0, validation_data=(x, x),
        ...                    callbacks=callbacks.SwapEMAWeights())
    """

    def __init__(self, swap_on_epoch=False):
        super().__init__()
        self.swap_on_epoch = swap_on_epoch
        self._are_means_in_model = False

    def _pairs(self):
        optimizer = self.model.optimizer
        if not getattr(optimizer, "use_ema", False):
            raise StateError("M91")
        return optimizer.averaged()

    def _show(self, means):
        """Puts the means, or the weights, into the model."""
        if means is self._are_means_in_model:
            return
        for weight, average in self._pairs():
            kept = weight.numpy()
            weight.assign(average)
            average.assign(kept)
        self._are_means_in_model = means

    def on_epoch_begin(self, epoch, logs=None):
        if self.swap_on_epoch:
            self._show(False)

    def on_epoch_end(self, epoch, logs=None):
        if not self.swap_on_epoch:
            return
        self._show(True)
        if epoch == self.params["epochs"] - 1:
            # `fit` will put the means into the model, which are there already.
            for weight, average in self._pairs():
                average.assign(weight)

    def on_test_begin(self, logs=None):
        self._show(True)

    def on_test_end(self, logs=None):
        self._show(False)

    def on_predict_begin(self, logs=None):
        self._show(True)

    def on_predict_end(self, logs=None):
        self._show(False)
