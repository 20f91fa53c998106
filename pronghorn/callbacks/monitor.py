"""The base of callbacks that watch one figure and know when it becomes better."""

from __future__ import annotations

from pronghorn import arguments
from pronghorn.callbacks.base import Callback
from pronghorn.callbacks.history import alias
from pronghorn.errors import UnknownNameError, nearest, wrong_argument

__all__ = ["MonitorCallback"]

# Figures that are better when larger, where no metric object says so.
_RISING = ("acc", "accuracy", "auc", "precision", "recall", "f1_score")


class MonitorCallback(Callback):
    """Watches `logs[monitor]`.

    Args:
        monitor: name of the figure; `acc` and `accuracy` mean the same.
        mode: `"min"` or `"max"`: what is better; `"auto"` asks the metric of that name.
        min_delta: smaller changes than this count for nothing.

    Raises:
        ValueError: for another mode.
    """

    def __init__(self, monitor="val_loss", mode="auto", min_delta=0):
        super().__init__()
        self.monitor = monitor
        self.mode = arguments.choice(type(self).__name__, "mode", mode, ("auto", "min", "max"))
        self.min_delta = abs(min_delta)
        self._is_rising = None

    def check_name(self, names):
        """Raises UnknownNameError unless the figure is among those that will be measured."""
        if self.monitor in names or alias(self.monitor) in names:
            return
        facts = {"callback": type(self).__name__, "monitor": self.monitor}
        validated = [f"val_{name}" for name in names if not name.startswith("val_")]
        alike = None
        if self.monitor not in validated and alias(self.monitor) not in validated:
            alike = nearest(str(self.monitor), [*names, *validated])
        if alike is None:
            raise UnknownNameError("M22", known=", ".join(names), **facts)
        raise UnknownNameError("M47", known=", ".join(names), nearest=alike, **facts)

    def watched(self, logs):
        """The figure in these logs, or None."""
        logs = logs or {}
        return logs.get(self.monitor, logs.get(alias(self.monitor)))

    def is_better(self, value, than):
        """Whether a value is better by more than `min_delta`, as anything is than None or NaN."""
        if than is None or than != than:
            return True
        if self._is_rising is None:
            self._is_rising = self._rises()
        return value - self.min_delta > than if self._is_rising else value + self.min_delta < than

    def _rises(self):
        if self.mode != "auto":
            return self.mode == "max"
        name = self.monitor.removeprefix("val_")
        if name == "loss" or name.endswith("_loss"):
            return False
        for metric in _flat(getattr(self.model, "metrics", ())):
            direction = getattr(metric, "_direction", None)
            if direction and metric.name in (name, alias(name)):
                return direction == "up"
        if name.endswith(_RISING):
            return True
        raise wrong_argument(
            self,
            "mode",
            "'min' or 'max' for {monitor}, of which it cannot be told",
            self.mode,
            "'max'",
            monitor=self.monitor,
        )


def _flat(metrics):
    for metric in metrics:
        yield metric
        yield from getattr(metric, "metrics", ())
