"""A deep-learning library with the Keras API that compiles the whole training loop."""

import importlib
import os
import sys
from types import ModuleType
from typing import Any

from pronghorn.compat import public
from pronghorn.compat.finder import Finder

__version__ = "0.1.0"


class _Package(ModuleType):
    """This package; it imports its parts when they are first asked for.

    Python sets each module it has imported as an attribute of the package above it. Here a module
    that is also one of Keras' is then told about the names of Keras that live elsewhere.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name in public.PACKAGES and isinstance(value, ModuleType):
            public.extend(name, value)
        if name == "callbacks":
            value.History.picture = _curves  # pictures stand above the record of a training

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"module 'pronghorn' has no attribute {name!r}")
        here = os.path.join(os.path.dirname(__file__), name)
        if os.path.isdir(here) or os.path.isfile(f"{here}.py"):
            return importlib.import_module(f"pronghorn.{name}")
        vars(self)[name] = found = public.find("", name)
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        # Functions that joblib sends to other processes may hold a module as a global name.
        return importlib.import_module, (__name__,)

    def __dir__(self) -> list[str]:
        return sorted({*public.names(""), *public.PACKAGES, "__version__"})


def _curves(history: Any) -> str:
    """What a notebook shows for a record of a training, as SVG."""
    drawing = importlib.import_module("pronghorn.drawing")
    return str(drawing.plot_history(history).svg)


sys.modules[__name__].__class__ = _Package
public.extend("config", sys.modules["pronghorn.config"])  # loaded before this class was there
sys.meta_path.append(Finder(("pronghorn",)))
