"""Python's collector of cyclic garbage, paused where much is made that is needed.

A program in the making is a hundred thousand objects, all alive. The collector would go through
them, and through everything that was imported, again and again: a third of the time of the rooms.
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
        self.count = 0
        self.was_on = False

    def forget(self) -> None:
        """In a new process, where nobody will end the pauses of other threads."""
        self.lock = threading.Lock()
        if self.count and self.was_on:
            gc.enable()


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
    with _pauses.lock:
        if _pauses.count == 0:
            _pauses.was_on = gc.isenabled()
            gc.disable()
        _pauses.count += 1
    try:
        yield
    finally:
        with _pauses.lock:
            _pauses.count -= 1
            if _pauses.count == 0 and _pauses.was_on:
                gc.enable()
