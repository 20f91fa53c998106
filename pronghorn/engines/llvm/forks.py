"""Locks and forks: a child has a copy of each lock, but not the thread that holds it."""

from __future__ import annotations

import os
import threading


def free_in_children(lock: threading.Lock | threading.RLock) -> None:
    """Let no process be forked while another thread holds the lock: its child would wait for ever.

    A fork takes such locks one after the other, the last that was given here first. A thread that
    takes one while it holds another has to do so in the same order.
    """
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(
            before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release
        )
