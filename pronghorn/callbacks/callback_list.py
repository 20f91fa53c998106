"""All callbacks of a training as one."""

from __future__ import annotations

import math

from pronghorn import messages, tree
from pronghorn.callbacks.base import BATCH_HOOKS, HOOKS, Callback, overrides
from pronghorn.callbacks.history import History
from pronghorn.callbacks.monitor import MonitorCallback
from pronghorn.callbacks.progress import ProgbarLogger
from pronghorn.errors import nearest, wrong_argument

__all__ = ["CallbackList"]


class CallbackList(Callback):
    """Calls a hook of every callback, in the order given; history and progress come last.

    Objects that only have some of the hooks, of whatever class, serve as well.

    Args:
        callbacks: a callback or a list, nested if wanted.
        add_history, add_progbar: whether to add these two unless they are among the callbacks.
        model, **params: what the callbacks are told.

    Example:
        >>> from pronghorn.callbacks import CallbackList, LambdaCallback
        >>> told = CallbackList(LambdaCallback(on_epoch_begin=lambda epoch, logs: print(epoch)))
        >>> told.on_epoch_begin(3)
        3
    """

    def __init__(self, callbacks=None, add_history=False, add_progbar=False, model=None, **params):
        super().__init__()
        self.callbacks = [c for c in tree.flatten(callbacks) if c is not None]
        for callback in self.callbacks:
            _check(callback)
        self._history = self._one(History, add_history)
        self._progbar = self._one(ProgbarLogger, add_progbar)
        if model is not None:
            self.set_model(model)
        if params:
            self.set_params(params)

    def _one(self, kind, wanted):
        found = next((c for c in self.callbacks if isinstance(c, kind)), None)
        if found is None and wanted:
            found = kind()
            self.callbacks.append(found)
        return found

    @property
    def history(self):
        """The record of the training, or None."""
        return self._history

    def append(self, callback):
        """Adds a callback at the end."""
        self.callbacks.append(callback)

    def set_params(self, params):
        super().set_params(params)
        for callback in self.callbacks:
            if hasattr(callback, "set_params"):
                callback.set_params(params)

    def set_model(self, model):
        super().set_model(model)
        if self._history is not None:
            model.history = self._history
        for callback in self.callbacks:
            if hasattr(callback, "set_model"):
                callback.set_model(model)

    def next_batch(self, kind, batch):
        """The first batch, from this one on, after which some callback must be called."""
        return min((_next(callback, kind, batch) for callback in self.callbacks), default=math.inf)

    def watches(self, kind):
        """Whether it is worth telling the callbacks of batches now and then."""
        hooks = BATCH_HOOKS[kind]
        return any(overrides(callback, hook) for callback in self.callbacks for hook in hooks)

    def check_names(self, names):
        """Raises UnknownNameError when a callback watches a figure that will not be measured.

        Args:
            names: of the figures that `logs` will hold at the end of epochs.
        """
        for n, callback in enumerate(self.callbacks):
            # A callback that runs before may add figures of its own to the logs.
            others = self.callbacks[:n]
            if isinstance(callback, MonitorCallback) and not any(map(_may_add, others)):
                added = [name for other in [*others, callback] for name in other.adds]
                callback.check_name([*names, *added])


def _check(callback):
    """Refuses a class, and tells of methods that are named like a hook but are none."""
    if isinstance(callback, type):
        raise wrong_argument(
            "fit",
            "callbacks",
            "objects rather than classes",
            callback.__name__,
            f"[{callback.__name__}()]",
        )
    own = (name for kind in type(callback).__mro__[:-1] for name in vars(kind))
    for name in own:
        if name.startswith("on_") and name not in HOOKS and isinstance(callback, Callback):
            meant = nearest(name, HOOKS)
            if meant is not None:
                messages.note("H53", owner=type(callback).__name__, name=name, meant=meant)


def _next(callback, kind, batch):
    if isinstance(callback, Callback):
        return callback.next_batch(kind, batch)
    return batch if any(overrides(callback, hook) for hook in BATCH_HOOKS[kind]) else math.inf


def _may_add(callback):
    return not type(callback).__module__.startswith("pronghorn.") or type(callback).__name__ == (
        "LambdaCallback"
    )


def _at(hook):
    """The call of a hook that is told which epoch or batch."""

    def call(self, place, logs=None):
        logs = {} if logs is None else logs
        for method in _methods(self.callbacks, hook):
            method(place, logs)

    return call


def _over(hook):
    """The call of a hook at the beginning or end of the whole."""

    def call(self, logs=None):
        logs = {} if logs is None else logs
        for method in _methods(self.callbacks, hook):
            method(logs)

    return call


def _methods(callbacks, hook):
    return [getattr(callback, hook) for callback in callbacks if hasattr(callback, hook)]


for _hook in HOOKS:
    _told = "batch" in _hook or "epoch" in _hook
    _call = _at(_hook) if _told else _over(_hook)
    _call.__name__ = _hook
    _call.__doc__ = f"Calls `{_hook}` of every callback."
    setattr(CallbackList, _hook, _call)
