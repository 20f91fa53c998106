"""The process's threads, lent to one program at a time.

A worker enters compiled code once and stays there; asleep it costs nothing. A program that finds
the threads lent already runs alone: its numbers do not depend on how many share the work.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pronghorn.config import cores
from pronghorn.engines.llvm.binding import LLVMError
from pronghorn.engines.llvm.build import Code, kept
from pronghorn.engines.llvm.target import Target

_ROUTINES = ("fork", "work", "dismiss")


class Pool:
    """So many threads, the calling one among them, and the block of memory they meet at.

    More threads than cores are only asked for, never started: they would wait for each other.
    """

    def __init__(self, threads: int, target: Target) -> None:
        emit = importlib.import_module("pronghorn.engines.llvm.emit.threads")
        self.threads = threads
        self.code: Code = kept({"threads": lambda: emit.text(target)}, _ROUTINES, target)
        self._memory = np.zeros(emit.WORDS + 8, np.int64)
        begin = self._memory.ctypes.data
        self.address = -(-begin // 64) * 64
        block = (ctypes.c_int64 * emit.WORDS).from_address(self.address)
        library, wait, wake = emit.SYSTEM_CALLS[target.system]
        system = ctypes.CDLL(library)
        for word, name in ((emit.WAIT, wait), (emit.WAKE, wake)):
            block[word] = ctypes.cast(getattr(system, name), ctypes.c_void_p).value or 0
        block[emit.COUNT] = sharing = min(threads, cores())
        block[emit.FORK] = self.code.address("fork")
        work = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64)(
            self.code.address("work")
        )
        for number in range(1, sharing):
            worker = threading.Thread(
                target=work, args=(self.address, number), name=f"pronghorn-{number}", daemon=True
            )
            worker.start()

    def dismiss(self) -> None:
        """Let the workers go; the block and the code stay for those still on their way out."""
        _dismissed.append(self)
        ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p)(self.code.address("dismiss"))(
            self.address
        )


_pool: Pool | None = None
_lent = threading.Lock()
_dismissed: list[Pool] = []  # as many as the number of threads was changed


def called(
    routine: Callable[..., int],
    arguments: Sequence[Any],
    table: Any,
    word: int,
    threads: int,
    target: Target,
) -> int:
    """Call a routine with a pool of so many threads, its address in a word of the routine's table.

    The word is 0, and the routine runs alone, where another has them.
    """
    lock = _lent  # a child process has another
    if not lock.acquire(blocking=False):
        table[word] = 0
        return routine(*arguments)
    try:
        table[word] = _ready(threads, target)
        return routine(*arguments)
    finally:
        if lock.locked():
            lock.release()


def _ready(threads: int, target: Target) -> int:
    global _pool
    if _pool is not None and _pool.threads != threads:
        _pool.dismiss()
        _pool = None
    if _pool is None:
        try:
            _pool = Pool(threads, target)
        except (LLVMError, OSError, AttributeError, RuntimeError):
            return 0  # a system without such calls, or one that gives no more threads
    return _pool.address


def _forget() -> None:
    """A child process has none of its parent's threads."""
    global _pool, _lent
    _pool, _lent = None, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
