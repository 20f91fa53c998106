"""Two tiers of machine code: a program begins with what LLVM makes the quickest way, and goes on
with better code once it has run so long that this is likely to pay.

Both give the same bits, for no level of LLVM's code generator joins or reorders operations on
floats unless told to. On disk the better code takes the place of the quick one; until then its
text lies beside it, so that a later process can make it.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pronghorn.engines.llvm.build import object_code
from pronghorn.engines.llvm.target import Target

# Levels of the code generator. Quick code takes LLVM a fifth of the time. Steps of the tutorial's
# network, of an LSTM and of one with layer normalization take 1.2 times as long with it, rotated
# images 1.6 times, large convolutional networks 1.04 times, wide dense ones the same; at 2 they
# take as long as at 1. What only calls others stays quick.
QUICK_LEVEL = 0
BETTER_LEVEL = 1

# Seconds that better code takes to make for a byte of compressed text, and how often a program has
# to have run for as long: about when that begins to pay, and adds a quarter at most.
PER_BYTE = 7e-6
TIMES = 4


@dataclass(frozen=True)
class Object:
    """Object code of a module; if it is quick and better is to be had, the text, compressed."""

    code: bytes
    draft: bytes = b""


def quick(text: str, target: Target, light: bool) -> Object:
    """The object of a module, made the quickest way: for good if the module is a light one."""
    code = object_code(text, target, {}, QUICK_LEVEL)
    return Object(code, b"" if light else zlib.compress(text.encode(), 1))


def better(text: str, target: Target) -> Object:
    """The object of a module that takes time."""
    return Object(object_code(text, target, {}, BETTER_LEVEL))


class TierUp:
    """Better code for one program, made in the background once the quick code has run for long.

    `adopt` takes the objects when all are there, in the background's thread. As text it tells what
    the program runs.
    """

    def __init__(
        self, objects: Sequence[Object], target: Target, adopt: Callable[[list[Object]], Any]
    ) -> None:
        self.objects = list(objects)
        self.target = target
        self.adopt = adopt
        self.left = TIMES * PER_BYTE * sum(len(item.draft) for item in objects)  # seconds
        self.words = "quick code so far"

    def __str__(self) -> str:
        return self.words

    def timed(self, routine: Callable[..., int]) -> Callable[..., int]:
        """A routine of the quick code whose time is counted."""

        def call(*arguments: Any) -> int:
            begin = time.perf_counter()
            try:
                return routine(*arguments)
            finally:
                self.left -= time.perf_counter() - begin
                if self.left < 0 and self.objects:
                    _background.take(self)

        return call

    def step(self) -> bool:
        """Make the code of one more module, or have all adopted; whether that was not the end."""
        if not self.objects:
            return False
        try:
            for place, item in enumerate(self.objects):
                if item.draft:
                    text = zlib.decompress(item.draft).decode()
                    self.objects[place] = better(text, self.target)
                    return True
            self.adopt(self.objects)
        except Exception as error:  # the quick code is as right, so nobody need hear of it
            self.end(f"quick code, for better could not be made: {error}")
        else:
            self.end("better code, made in the background")
        return False

    def end(self, words: str) -> None:
        self.objects = []
        self.words = words


class Background:
    """A thread that makes better code, there while some is to be made.

    It holds `working` while it is inside LLVM, module by module: a process may not end then, which
    would destroy what it uses.
    """

    def __init__(self) -> None:
        self.waiting: list[TierUp] = []
        self.lock = threading.Lock()  # of the list
        self.working = threading.Lock()
        self.is_closed = False

    def take(self, tier: TierUp) -> None:
        """Make the better code, after what was asked for before, unless that is being done."""
        with self.lock:
            if tier in self.waiting:
                return
            self.waiting.append(tier)
            if len(self.waiting) > 1:
                return
            try:
                threading.Thread(target=self._run, name="pronghorn-tiers", daemon=True).start()
            except RuntimeError as error:  # no more threads, or none at the end of a process
                self.waiting.remove(tier)
                tier.end(f"quick code: {error}")

    def close(self) -> None:
        with self.working:
            self.is_closed = True

    def _run(self) -> None:
        while True:
            going_on = True
            while going_on:
                with self.working:
                    if self.is_closed:
                        return
                    going_on = self.waiting[0].step()
                time.sleep(1e-3)  # who waits for the lock gets it
            with self.lock:
                self.waiting.pop(0)
                if not self.waiting:
                    return


_background = Background()


def _close() -> None:
    _background.close()


def _forget() -> None:
    """A child process makes what it needs itself, with a thread of its own."""
    global _background
    _background = Background()


atexit.register(_close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
