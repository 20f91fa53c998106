"""The kernels by name: each is built when a program first names it, and kept for the machine."""

from __future__ import annotations

import ctypes
import functools
import importlib
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from pronghorn.engines.llvm.build import Code, kept, kept_object
from pronghorn.engines.llvm.forks import inside
from pronghorn.engines.llvm.kernels.names import product_name
from pronghorn.engines.llvm.target import Target

_building = threading.Lock()
# Kernels are few: two dtypes, and the tiles that `schedule` knows. Those `made` are not loaded yet.
_loaded: dict[tuple[str, Target], Code] = {}
_made: dict[tuple[str, Target], bytes] = {}


def address(name: str, target: Target) -> int:
    """Where the kernel of this name starts, for as long as the process lives."""
    load([name], target)
    return _loaded[name, target].address(name)


def works(names: Sequence[str], target: Target) -> list[Callable[[], None]]:
    """What makes each of these kernels that is not in memory, to be done before they are loaded."""
    return [partial(_make, name, target) for name in names if (name, target) not in _loaded]


def _make(name: str, target: Target) -> None:
    _made[name, target] = kept_object(name, partial(_text, name, target), target)


def load(names: Sequence[str], target: Target) -> None:
    """Have these kernels in memory; those that are not come there together, which takes less."""
    with inside, _building:
        lacking = [name for name in names if (name, target) not in _loaded]
        if lacking:
            texts = {name: partial(_text, name, target) for name in lacking}
            made = {name: _made.pop((name, target), None) for name in lacking}
            code = kept(texts, lacking, target, made)
            _loaded.update({(name, target): code for name in lacking})


def _text(name: str, target: Target) -> str:
    # What writes kernels is not for processes that find them built.
    text: str = importlib.import_module("pronghorn.engines.llvm.kernels.text").text(name, target)
    return text


@functools.cache
def peak(target: Target) -> float:
    """GFLOP/s of fused multiplications and additions whose operands lie in registers' reach.

    The kernel of a tile reads the same few numbers again and again.
    """
    lanes, terms = target.lanes("float32"), 20_000
    rows, vectors = (8, 2) if target.vector_registers >= 32 else (6, 2)
    kernel = ctypes.CFUNCTYPE(
        ctypes.c_int64,
        *(ctypes.c_void_p, *[ctypes.c_int64] * 2, ctypes.c_void_p, *[ctypes.c_int64] * 2),
        *(ctypes.c_void_p, *[ctypes.c_int64] * 5),
        *(ctypes.c_void_p, ctypes.c_int64),
    )(address(product_name(rows, vectors, "float32", lanes), target))
    tile = np.zeros((rows + 1, vectors * lanes), np.float32)
    place = tile.ctypes.data
    best = float("inf")
    for _ in range(400):  # 20 ms, longer than the turn of another process
        begin = time.perf_counter()
        kernel(place, 1, 0, place, 0, 0, place, vectors * lanes, terms, 0, 1, 0, None, 0)
        best = min(best, time.perf_counter() - begin)
    return 2 * rows * vectors * lanes * terms / best / 1e9
