"""Ways to run a program: numpy (the reference), llvm (the default) and later jax."""

from __future__ import annotations

import importlib

from pronghorn import config
from pronghorn.engines.base import Engine

_MODULES = {"numpy": "pronghorn.engines.numpy.interpret", "llvm": "pronghorn.engines.llvm.engine"}
_loaded: dict[str, Engine] = {}


def load(name: str) -> Engine:
    """The engine of this name, imported at its first use."""
    if name not in _loaded:
        loaded: Engine = importlib.import_module(_MODULES[name]).engine()
        _loaded[name] = loaded
    return _loaded[name]


def current() -> Engine:
    """The engine that the settings choose."""
    return load(config.settings.engine)
