"""Being due after every so many batches, counted on from epoch to epoch."""

from __future__ import annotations

import math

from pronghorn.errors import wrong_argument

__all__ = ["Every"]


class Every:
    """Counts the batches of a training.

    Args:
        every: how many batches lie between two that are due; None if none is.

    Example:
        >>> from pronghorn.callbacks.frequency import Every
        >>> count = Every(3)
        >>> [batch for batch in range(8) if count.is_due(batch)], count.next(3, steps=8)
        ([2, 5], 5)
    """

    def __init__(self, every):
        self.every = every
        self._before = 0  # batches of the epochs that have ended
        self._last = -1

    @classmethod
    def saving(cls, owner, save_freq):
        """That of an argument `save_freq`: `"epoch"` or a number of batches."""
        if save_freq == "epoch":
            return cls(None)
        if not isinstance(save_freq, int) or isinstance(save_freq, bool) or save_freq < 1:
            raise wrong_argument(
                owner, "save_freq", "'epoch' or a number of batches", save_freq, "'epoch'"
            )
        return cls(save_freq)

    def next(self, batch, steps):
        """The first batch of this epoch, from `batch` on, to ask about; infinity for none.

        Args:
            steps: batches of the epoch; None if not known, when they are counted one by one.
        """
        if self.every is None:
            return math.inf
        if steps is None:
            return batch
        return batch + self.every - 1 - (self._before + batch) % self.every

    def is_due(self, batch):
        """Whether this batch is due."""
        self._last = batch
        return self.every is not None and (self._before + batch + 1) % self.every == 0

    def passed(self, batch):
        """How many batches of the training end with this one."""
        return self._before + batch + 1

    def end_epoch(self, steps):
        """Goes on to the next epoch.

        Args:
            steps: batches of the epoch that ends; None if only those that were asked about are
                known.
        """
        self._before += self._last + 1 if steps is None else steps
        self._last = -1
