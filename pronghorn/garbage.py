"""Python's collector of cyclic garbage, paused where much is made that is needed.

A program in the making is a hundred thousand objects, all alive. The collector would go through
them, and through everything that was imported, again and again: 6 to 10 % of the CPU time of first
fits with nothing cached, of which 1 to 2 are left; of a hundred layers from the cache 15 %.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Pauses:
    """Pauses that are open, in all threads; the first one finds the collector on or off."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.open: set[object] = set()
        self.was_on = False

    def forget(self) -> None:
        """In a new process, where nobody will end the pauses of other threads."""
        self.lock = threading.Lock()
        if self.open and self.was_on:
            gc.enable()
        self.open.clear()


_pauses = _Pauses()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pauses.forget)


@contextmanager
def uncollected() -> Iterator[None]:
    """A stretch, or as a decorator a function, during which no cyclic garbage is looked for.

    >>> import gc
    >>> with uncollected():
    ...     gc.isenabled()
    False
    """
    pause = object()
    try:
        with _pauses.lock:
            if not _pauses.open:
                _pauses.was_on = gc.isenabled()
            _pauses.open.add(pause)  # before it acts: an interrupt may come between
            gc.disable()
        yield
    finally:
        with _pauses.lock:
            if pause in _pauses.open:  # or this is a process that was forked meanwhile
                _pauses.open.remove(pause)
                if not _pauses.open and _pauses.was_on:
                    gc.enable()
