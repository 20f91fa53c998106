"""The record of a training: the figures of every epoch."""

from __future__ import annotations

import weakref

from pronghorn.callbacks.base import Callback
from pronghorn.messages import note

__all__ = ["Curves", "History", "alias"]


def alias(name):
    """The other spelling of an accuracy's name: `val_acc` for `val_accuracy` and the reverse.

    Returns:
        None for other names.

    Example:
        >>> from pronghorn.callbacks.history import alias
        >>> alias("val_acc")
        'val_accuracy'
    """
    head, _, last = name.rpartition("_") if isinstance(name, str) else ("", "", None)
    other = {"acc": "accuracy", "accuracy": "acc"}.get(last)
    return other and (f"{head}_{other}" if head else other)


class Curves(dict):
    """Lists of figures by name; `acc` and `accuracy` answer to both spellings, shown as one.

    Example:
        >>> from pronghorn.callbacks.history import Curves
        >>> curves = Curves(val_accuracy=[0.5])
        >>> curves["val_acc"], "val_acc" in curves, list(curves)
        ([0.5], True, ['val_accuracy'])
    """

    def __missing__(self, name):
        other = alias(name)
        if other is None or not dict.__contains__(self, other):
            raise KeyError(name)
        note("N05", old=name, new=other)
        return self[other]

    def __contains__(self, name):
        return dict.__contains__(self, name) or dict.__contains__(self, alias(name))

    def get(self, name, default=None):
        try:
            return self[name]
        except KeyError:
            return default


class History(Callback):
    """What `fit` returns; a notebook shows it as curves.

    Attributes:
        history: a dict of lists, the figures of each epoch by name.
        epoch: the numbers of the epochs.

    Example:
        >>> from pronghorn.callbacks import History
        >>> record = History()
        >>> record.on_train_begin()
        >>> record.on_epoch_end(0, {"loss": 0.5})
        >>> record.history["loss"]
        [0.5]
    """

    # Set from outside, for pictures stand above this package: what a notebook shows for a record.
    picture = None

    def __init__(self):
        super().__init__()
        self.epoch = []
        self.history = Curves()

    @property
    def model(self):
        """The model; None once it is gone, for a model owns its record."""
        held = vars(self).get("_model")
        return held and held()

    def set_model(self, model):
        self._model = None if model is None else weakref.ref(model)

    def __getstate__(self):
        return {**vars(self), "_model": self.model}

    def __setstate__(self, state):
        vars(self).update(state)
        self.set_model(state["_model"])

    def on_train_begin(self, logs=None):
        self.epoch = []

    def on_epoch_end(self, epoch, logs=None):
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
        if self.model is not None:
            self.model.history = self

    def __repr__(self):
        figures = ", ".join(
            f"{name}={values[-1]:.4g}" for name, values in self.history.items() if values
        )
        return f"<History of {len(self.epoch)} epochs: {figures}>"

    def _repr_svg_(self):
        return self.picture() if self.picture and self.history else None
