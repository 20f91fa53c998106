"""The kernels by name: each is built when a program first names it, and kept for the machine."""

from __future__ import annotations

import functools
import importlib
import threading

from pronghorn.engines.llvm.binding import LLVMError, binding
from pronghorn.engines.llvm.build import Code, load, object_code, sources
from pronghorn.engines.llvm.kernels.names import SYMBOL
from pronghorn.engines.llvm.objects import key_of, shared_store
from pronghorn.engines.llvm.target import Target

_building = threading.Lock()


def address(name: str, target: Target) -> int:
    """Where the kernel of this name starts, for as long as the process lives."""
    with _building:
        return _kernel(name, target).address(SYMBOL)


@functools.cache
def _kernel(name: str, target: Target) -> Code:
    """Kernels are few: two dtypes, and the tiles that `schedule` knows."""
    store = shared_store()
    key = key_of(name, target.key, sources(), binding().version)
    data = store.get("object", key) if store is not None else None
    if data is not None:
        try:
            return load(data, [SYMBOL])
        except LLVMError:
            pass  # what the disk kept is of no use: it is built and put anew
    # What writes kernels is not for processes that find them built.
    text = importlib.import_module("pronghorn.engines.llvm.kernels.text").text(name, target)
    data = object_code(text, target, {})
    if store is not None:
        store.put("object", key, data)
    return load(data, [SYMBOL])
