"""Learning rates that change between epochs: by a function, or when a figure stands still."""

from __future__ import annotations

import inspect
import numbers

import numpy as np

from pronghorn.callbacks.base import Callback
from pronghorn.callbacks.monitor import MonitorCallback
from pronghorn.errors import unknown_argument, wrong_argument
from pronghorn.progress import output

__all__ = ["LearningRateScheduler", "ReduceLROnPlateau"]


def rate_of(model):
    """The present learning rate of a model as a float."""
    return float(model.optimizer.learning_rate)


class LearningRateScheduler(Callback):
    """Sets the learning rate before each epoch, and adds `learning_rate` to the logs.

    Args:
        schedule: `function(epoch, learning_rate)` or `function(epoch)`, which returns a float.
        verbose: 1 prints each new rate, 0 does not.

    Raises:
        ArgumentError: when the function returns something else.

    Example:
        >>> from pronghorn import layers, models, callbacks
        >>> import numpy as np
        >>> model = models.Sequential([layers.Input((1,)), layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> halving = callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
        >>> x = np.ones((4, 1))
        >>> fitted = model.fit(x, x, epochs=2, verbose=0, callbacks=halving)
        >>> [round(rate, 4) for rate in fitted.history["learning_rate"]]
        [0.005, 0.0025]
    """

    adds = ("learning_rate",)

    def __init__(self, schedule, verbose=0):
        super().__init__()
        self.schedule = schedule
        self._takes = _positional(schedule)
        self.verbose = verbose

    def on_epoch_begin(self, epoch, logs=None):
        rate = self.schedule(*(epoch, rate_of(self.model))[: self._takes])
        if not isinstance(rate, float | np.floating):
            raise wrong_argument(
                "LearningRateScheduler",
                "schedule",
                "a function that returns a float",
                rate,
                "lambda epoch, rate: rate * 0.9",
            )
        self.model.optimizer.learning_rate = float(rate)
        if self.verbose > 0:
            told = "LearningRateScheduler setting learning rate to"
            print(f"\nEpoch {epoch + 1}: {told} {rate}.", file=output())

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None:
            logs["learning_rate"] = rate_of(self.model)


def _positional(function):
    """How many of (epoch, rate) a function takes."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return 2
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return 2
    return sum(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters)


class ReduceLROnPlateau(MonitorCallback):
    """Multiplies the learning rate by `factor` when a figure has not become better for a while.

    It also adds `learning_rate` to the logs.

    Args:
        monitor, mode, min_delta: which figure, what is better, and by how much at least.
        factor: below 1.
        patience: how many epochs to wait.
        verbose: 1 prints each new rate, 0 does not.
        cooldown: how many epochs after a change are not counted.
        min_lr: the learning rate never falls below it.

    Raises:
        ArgumentError: for a factor of 1 or more.
        UnknownNameError: when `fit` begins, for a figure that is not measured.

    Example:
        >>> from pronghorn.callbacks import ReduceLROnPlateau
        >>> ReduceLROnPlateau("loss", factor=0.5, patience=3).min_delta
        0.0001
    """

    adds = ("learning_rate",)

    def __init__(
        self,
        monitor="val_loss",
        factor=0.1,
        patience=10,
        verbose=0,
        mode="auto",
        min_delta=1e-4,
        cooldown=0,
        min_lr=0.0,
        **kwargs,
    ):
        if "epsilon" in kwargs:  # its name in Keras 1 and 2
            min_delta = kwargs.pop("epsilon")
        if kwargs:
            raise unknown_argument(ReduceLROnPlateau, min(kwargs))
        super().__init__(monitor, mode, min_delta)
        if not isinstance(factor, numbers.Real) or not factor < 1.0:
            raise wrong_argument("ReduceLROnPlateau", "factor", "a number below 1", factor, 0.1)
        self.factor = factor
        self.min_lr = min_lr
        self.patience = patience
        self.verbose = verbose
        self.cooldown = cooldown
        self._start()

    def _start(self):
        self.best = None
        self.cooldown_counter = 0
        self.wait = 0

    def in_cooldown(self):
        """Whether the last change is so recent that nothing is counted."""
        return self.cooldown_counter > 0

    def on_train_begin(self, logs=None):
        self._start()

    def on_epoch_end(self, epoch, logs=None):
        logs = {} if logs is None else logs
        logs["learning_rate"] = rate_of(self.model)
        current = self.watched(logs)
        if current is None:
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self.is_better(current, self.best):
            self.best = current
            self.wait = 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience:
                self._reduce(epoch)

    def _reduce(self, epoch):
        old = rate_of(self.model)
        # As float32, the dtype of the learning rate, so that rounding alone lowers nothing.
        if not old > np.float32(self.min_lr):
            return
        new = max(old * self.factor, self.min_lr)
        self.model.optimizer.learning_rate = new
        if self.verbose > 0:
            print(
                f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {new}.",
                file=output(),
            )
        self.cooldown_counter = self.cooldown
        self.wait = 0
