"""Where batches come from when data are no arrays: data sets by number, iterables, generators."""

from __future__ import annotations

import itertools
import math

from pronghorn.data.py_dataset import PyDataset, items
from pronghorn.data.table import is_table

__all__ = ["Source", "source_of"]

# What arrays, tables and tensors have, and what gives batches does not.
_ARRAYS = ("__array__", "__dlpack__", "__arrow_c_stream__", "toarray")


class Source:
    """Batches of an epoch, one after another.

    Attributes:
        given: what the user passed.
        steps: how many batches an epoch has; None if that is not known, or there is no end.
        ends: whether it has given all it will ever give.
        endless: whether it is known to have no end.
        is_sized: whether its batches have the size asked for, and an order may be drawn for it.
        hands: (workers, whether they are processes, batches made ahead) instead of those of the
            user's object; None for the latter.
    """

    ends = False
    is_sized = False
    endless = False
    hands = None

    def __init__(self, given, steps=None):
        self.given = given
        self.steps = steps

    def peek(self):
        """A batch, for its shapes; what was looked at comes again."""
        raise NotImplementedError

    def epoch(self, order=None):
        """The batches of an epoch.

        Args:
            order: numbers of batches, for sources that have them by number.
        """
        raise NotImplementedError

    def end_epoch(self):
        """Tells the user's object that an epoch has ended."""


class _Numbered(Source):
    """A `PyDataset`, of pronghorn or of Keras, or what looks like one."""

    def __init__(self, given):
        if hasattr(type(given), "num_batches"):
            steps = given.num_batches
        else:
            steps = len(given)
        super().__init__(given, steps)

    def peek(self):
        return self.given[0]

    def epoch(self, order=None):
        if hasattr(self.given, "on_epoch_begin"):
            self.given.on_epoch_begin()
        if order is None:
            order = range(self.steps) if self.steps is not None else itertools.count()
        return items(self.given, order, self.hands)

    def end_epoch(self):
        if hasattr(self.given, "on_epoch_end"):
            self.given.on_epoch_end()


class _Iterable(Source):
    """What can be gone through again for every epoch, such as a `DataLoader` of PyTorch."""

    def __init__(self, given):
        try:
            steps = len(given)
        except TypeError:
            steps = None
        super().__init__(given, steps)
        self.endless = getattr(given, "length", None) == math.inf

    def peek(self):
        return next(iter(self.given), None)

    def epoch(self, order=None):
        del order  # its batches have no numbers
        return iter(self.given)


class _Iterator(Source):
    """What can be gone through once, such as a Python generator; epochs go on where one ended."""

    def __init__(self, given):
        super().__init__(given)
        self._seen = []

    def peek(self):
        if not self._seen:
            self._seen = list(itertools.islice(self.given, 1))
        return self._seen[0] if self._seen else None

    def epoch(self, order=None):
        del order  # its batches have no numbers
        while self._seen:
            yield self._seen.pop()
        # Not `yield from`, with which the end of an epoch would close the user's generator.
        for batch in self.given:  # noqa: UP028
            yield batch
        self.ends = True


def source_of(given):
    """The source that an argument such as x stands for; None for arrays and what becomes one."""
    if isinstance(given, Source):
        return given
    if isinstance(given, PyDataset):
        return _Numbered(given)
    if isinstance(given, list | tuple | dict | str | bytes | memoryview) or given is None:
        return None
    if any(hasattr(given, name) for name in _ARRAYS) or is_table(given):
        return None
    if hasattr(given, "__next__"):
        return _Iterator(given)
    if hasattr(given, "__getitem__") and hasattr(given, "on_epoch_end"):
        return _Numbered(given)
    return _Iterable(given) if hasattr(given, "__iter__") else None
