"""`keras.utils.Progbar`: a progress bar for loops of one's own."""

import numpy as np

from pronghorn.errors import wrong_argument
from pronghorn.progress import ProgressBar, surface_for

__all__ = ["Progbar"]


class Progbar:
    """A progress bar that is told the figures of each step and shows their means.

    Args:
        target: how many steps there are; None if that is not known.
        width: accepted for Keras' sake; the bar has 20 cells.
        verbose: 0 shows nothing, 1 a bar, 2 one line at the end.
        interval: the least time between two repaints, in seconds.
        stateful_metrics: names of figures that are shown as they are.
        stateless_metrics: instead of these, the names of those shown as means.
        unit_name: what is counted.

    Raises:
        ValueError: when both kinds of names are given.

    Example:
        >>> from pronghorn import utils
        >>> bar = utils.Progbar(2, verbose=0)
        >>> bar.add(1, [("loss", 1.0)])
        >>> bar.update(2, [("loss", 0.0)])
    """

    def __init__(
        self,
        target,
        width=20,
        verbose=1,
        interval=0.05,
        stateful_metrics=None,
        stateless_metrics=None,
        unit_name="step",
    ):
        if stateful_metrics is not None and stateless_metrics is not None:
            raise wrong_argument(
                "Progbar",
                "stateless_metrics",
                "None beside stateful_metrics",
                stateless_metrics,
                None,
            )
        self.target, self.width, self.verbose = target, width, verbose
        self.interval, self.unit_name = interval, unit_name
        self.stateful_metrics = stateful_metrics
        self.stateless_metrics = stateless_metrics
        self._bar = ProgressBar(target, surface_for(verbose), unit=unit_name, interval=interval)
        self._sums = {}

    def update(self, current, values=None, finalize=None):
        """Shows how far it is.

        Args:
            current: steps done.
            values: (name, figure) of the steps since the last call.
            finalize: whether this is the last call; by default when `target` is reached.
        """
        if finalize is None:
            finalize = self.target is not None and current >= self.target
        steps = max(current - self._bar.current, 1)
        for name, value in values or ():
            value = float(np.mean(value))
            is_shown = finalize or not self._is_mean(name)
            total, count = (0.0, 0) if is_shown else self._sums.get(name, (0.0, 0))
            weight = 1 if is_shown else steps
            self._sums[name] = total + value * weight, count + weight
        means = {name: total / count for name, (total, count) in self._sums.items()}
        if finalize:
            self._bar.finish(current, means)
            self._bar.close()
        else:
            self._bar.update(current, means)

    def add(self, n, values=None):
        """`update` by so many more steps."""
        self.update(self._bar.current + n, values)

    def _is_mean(self, name):
        if self.stateless_metrics is not None:
            return name in self.stateless_metrics
        return name not in (self.stateful_metrics or ())
