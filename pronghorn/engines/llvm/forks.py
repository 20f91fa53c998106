"""A process is not forked while a thread of it is inside LLVM or holds a lock of this engine.

The child would have that thread's locks, LLVM's own among them, and nobody to release them. So a
fork waits until no thread is inside, and meanwhile lets none in.
"""

from __future__ import annotations

import os
import threading
from contextlib import ContextDecorator

__all__ = ["inside"]


class Gate(ContextDecorator):
    """What threads stand inside of, as a context or a decorator; they may enter again.

    Locks that are taken inside are taken after it, never before.
    """

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._depths: dict[int, int] = {}  # of the threads inside
        self._closed_by: int | None = None

    def __enter__(self) -> None:
        thread = threading.get_ident()
        with self._moved:
            while self._closed_by not in (None, thread) and thread not in self._depths:
                self._moved.wait()
            self._depths[thread] = self._depths.get(thread, 0) + 1

    def __exit__(self, *_: object) -> None:
        thread = threading.get_ident()
        with self._moved:
            self._depths[thread] -= 1
            if not self._depths[thread]:
                del self._depths[thread]
                self._moved.notify_all()

    def close(self) -> None:
        """Let nobody in but this thread, and wait until the others are out."""
        thread = threading.get_ident()
        with self._moved:
            while self._closed_by is not None:
                self._moved.wait()
            self._closed_by = thread
            while self._depths.keys() - {thread}:
                self._moved.wait()

    def open(self) -> None:
        with self._moved:
            self._closed_by = None
            self._moved.notify_all()

    def forget(self) -> None:
        """In a child, whose only thread has forked."""
        self._moved = threading.Condition()
        self._closed_by = None


inside = Gate()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=inside.close, after_in_parent=inside.open, after_in_child=inside.forget
    )
