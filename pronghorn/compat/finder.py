"""Modules of Keras that are no files here: `pronghorn.utils`, `keras`, `tensorflow.keras`.

Each is empty and answers through `compat.public`, so all spellings give the same objects.
"""

import importlib
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from pronghorn import messages
from pronghorn.compat import public
from pronghorn.compat.api_table import KERAS
from pronghorn.compat.legacy_names import FUNCTIONS, MODULES
from pronghorn.errors import AbsentImportError, AbsentNameError

__all__ = ["Finder", "install", "opened"]

# The longest that fits says which module of Keras a path means.
ROOTS = ("tensorflow.python.keras", "tensorflow.keras", "tf_keras", "keras", "pronghorn")
TENSORFLOW = "tensorflow"  # beside Keras, the little of it that such scripts use


class KerasModule(ModuleType):
    """A module of Keras; what is asked of it is looked up in `compat.public`."""

    def __init__(self, name: str, root: str) -> None:
        super().__init__(name)
        self._root = root
        self._namespace = name[len(root) + 1 :]

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            return [name for name in dir(self) if not name.startswith("_")]
        if name == "__version__" and not self._namespace:
            return KERAS
        if name.startswith("_"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return self._found(name)

    def __reduce__(self) -> tuple[Any, ...]:
        return opened, (self.__name__, self._root)

    def __dir__(self) -> list[str]:
        modern = MODULES.get(self._namespace, self._namespace).split() or [""]
        return sorted({name for each in modern for name in public.names(each)})

    def _found(self, name: str) -> Any:
        path = f"{self._namespace}.{name}".lstrip(".")
        if public.is_module(path) and path not in FUNCTIONS:
            return importlib.import_module(f"{self.__name__}.{name}")
        if self._root != "pronghorn" and self._namespace in public.PACKAGES:
            found = getattr(importlib.import_module(f"pronghorn.{self._namespace}"), name)
            if not isinstance(found, ModuleType):  # a file of ours may be called as an old name
                return found
        return public.find(self._namespace, name, self._root)


class Finder:
    """Finds modules of Keras under the given roots, and says why a name cannot be imported.

    Args:
        roots: of `ROOTS`, and `TENSORFLOW`.
    """

    def __init__(self, roots: Sequence[str]) -> None:
        self.roots = roots

    def find_spec(self, path: str, _folders: Any = None, _target: Any = None) -> ModuleSpec | None:
        root = next((root for root in self.roots if f"{path}.".startswith(f"{root}.")), None)
        if root is None:
            return None
        namespace = path[len(root) + 1 :]
        if root == TENSORFLOW:
            return _tensorflow(namespace)
        if not namespace or public.is_module(namespace):
            return ModuleSpec(path, self, is_package=True)
        _explain(namespace)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        root = next(root for root in ROOTS if f"{spec.name}.".startswith(f"{root}."))
        return KerasModule(spec.name, root)

    def exec_module(self, module: ModuleType) -> None:
        namespace = module._namespace
        modern = MODULES.get(namespace)
        if modern:
            new = " ".join(f"keras.{each}" for each in modern.split())
            messages.note("N03", old=f"keras.{namespace}", new=new)


def install(*roots: str) -> None:
    """From now on these roots mean pronghorn, also where the packages themselves are installed."""
    sys.meta_path.insert(0, Finder(roots))


def opened(path: str, root: str) -> ModuleType:
    """A module of Keras in a process that was sent its name, and may not stand in for Keras yet."""
    if not any(isinstance(one, Finder) and root in one.roots for one in sys.meta_path):
        install(*ROOTS[:-1], TENSORFLOW)
    return importlib.import_module(path)


def _tensorflow(path: str) -> ModuleSpec:
    """TensorFlow itself and its modules, as far as they are here."""
    there = importlib.import_module("pronghorn.compat.tensorflow")
    if path and not there.is_module(path):
        raise AbsentImportError("F16", name=f"tensorflow.{path}")
    name = f"tensorflow.{path}" if path else "tensorflow"
    return ModuleSpec(name, there.Loader(), is_package=True)


def _explain(path: str) -> None:
    """`from module import name` comes here for a name that the module does not hold."""
    namespace, _, name = path.rpartition(".")
    try:
        public.find(namespace, name)
    except AbsentNameError as error:
        raise AbsentImportError(error.code, **error.facts) from None
    except (AttributeError, ImportError):
        return
