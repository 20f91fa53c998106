"""A callback from functions."""

from __future__ import annotations

from pronghorn.callbacks.base import HOOKS, Callback
from pronghorn.errors import ArgumentError

__all__ = ["LambdaCallback"]


class LambdaCallback(Callback):
    """Calls the functions given for its hooks.

    Args:
        on_epoch_begin, on_epoch_end: `function(epoch, logs)`.
        on_train_begin, on_train_end: `function(logs)`.
        on_train_batch_begin, on_train_batch_end: `function(batch, logs)`.
        **kwargs: functions for any other hook.

    Raises:
        ValueError: for an argument that names no hook.

    Example:
        >>> from pronghorn.callbacks import LambdaCallback
        >>> told = LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch, logs))
        >>> told.on_epoch_end(0, {"loss": 0.5})
        0 {'loss': 0.5}
    """

    def __init__(
        self,
        on_epoch_begin=None,
        on_epoch_end=None,
        on_train_begin=None,
        on_train_end=None,
        on_train_batch_begin=None,
        on_train_batch_end=None,
        **kwargs,
    ):
        super().__init__()
        functions = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end,
            **kwargs,
        }
        for hook, function in functions.items():
            if hook not in HOOKS:
                known = ", ".join(HOOKS)
                raise ArgumentError("M15", owner="LambdaCallback", argument=hook, known=known)
            if function is not None:
                setattr(self, hook, function)
