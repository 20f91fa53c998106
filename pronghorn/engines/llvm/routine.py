"""A routine of machine code as Python calls it: other threads of Python run meanwhile, unless the
call is a brief one.

To let go of Python's lock for some microseconds is worse than to keep it. A thread that waits is
woken, which takes longer than the call; then it finds the lock taken again, or has it and moves
what all threads use to another processor's cache.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

from pronghorn.engines.llvm.build import Code
from pronghorn.engines.llvm.tiers import TierUp

# Seconds of a call that keeps the lock: less than a sleeping thread takes to run.
BRIEF = 20e-6

_STRAIGHT = (ctypes.c_void_p,)
_STEPS = (ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)
_ARGUMENTS = {"before": _STRAIGHT, "steps": _STEPS, "after": _STRAIGHT}


class Routine:
    """Two ways to call it: `sharing` lets other threads run meanwhile, `keeping` does not."""

    __slots__ = ("code", "keeping", "sharing")

    def __init__(self, name: str, code: Code, tier: TierUp | None) -> None:
        self.code = code  # there for as long as the routine is
        address, arguments = code.address(name), _ARGUMENTS[name]
        self.sharing: Callable[..., int] = ctypes.CFUNCTYPE(ctypes.c_int64, *arguments)(address)
        self.keeping: Callable[..., int] = ctypes.PYFUNCTYPE(ctypes.c_int64, *arguments)(address)
        if tier is not None:
            self.sharing, self.keeping = tier.timed(self.sharing), tier.timed(self.keeping)
