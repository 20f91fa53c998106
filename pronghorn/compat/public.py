"""Where every public name lives: what Keras calls it, what older Kerases called it, and our own.

`pronghorn`, its public packages and the modules made by `compat.finder` answer through `find`; a
name is looked up, and its home imported, when it is first asked for.
"""

import importlib
import sys
from functools import cache, lru_cache
from types import ModuleType
from typing import Any, NamedTuple

from pronghorn import messages
from pronghorn.compat.api_table import API
from pronghorn.compat.legacy_names import FUNCTIONS, GONE, MODULES, NAMES
from pronghorn.errors import AbsentNameError

__all__ = ["Row", "extend", "find", "is_module", "names", "rows", "status"]

# Packages that are modules of Keras and hold code; Keras' other modules are made by the finder.
PACKAGES = frozenset(
    "activations applications callbacks config constraints datasets initializers layers losses "
    "metrics models ops optimizers random regularizers saving tree wrappers".split()
)

# What Keras does not have, by home.
OWN = {
    name: home
    for home, words in {
        "drawing": "plot_activations plot_confusion plot_decision plot_feature_maps plot_filters "
        "plot_history plot_lr_find plot_perceptron",
        "messages": "explain",
        "derivatives": "grad value_and_grad",
        "functions": "jit",
        "trace.tape": "GradientTape",
        "cli.doctor": "show_versions",
    }.items()
    for name in words.split()
}


class Row(NamedTuple):
    """One public name of Keras: `status` is done, different or absent; `home` is where it lives."""

    status: str
    parameters: str
    home: str
    note: str


# What F15 says to use instead.
_LISTED = "docs/compat.md lists what there is"
_WEIGHTS = (
    'weights work: model.save_weights("model.weights.h5") and '
    'model.load_weights("model.weights.h5")'
)


@cache
def rows(namespace: str) -> dict[str, Row]:
    """The names of one module of Keras, such as `"utils"`; `""` is the top."""
    return dict(map(_parsed, API.get(namespace, "").strip().splitlines()))


def _parsed(line: str) -> tuple[str, Row]:
    """A line of the table: `done normalize(x axis order) @data.labels # note`."""
    said, _, note = line.partition(" # ")
    said, _, home = said.partition(" @")
    status, _, said = said.partition(" ")
    name, _, parameters = said.partition("(")
    return name, Row(status, parameters.rstrip(")"), home, note)


def names(namespace: str) -> list[str]:
    """The names of one module of Keras that are here."""
    here = [name for name, row in rows(namespace).items() if row.status != "absent"]
    return sorted([*here, *OWN] if namespace == "" else here)


def status(path: str) -> str | None:
    """How far a name is: `status("layers.Dense")` is done; None if Keras has no such name."""
    namespace, _, name = path.rpartition(".")
    row = rows(namespace).get(name)
    return row.status if row else None


@lru_cache(1024)
def is_module(path: str) -> bool:
    """Whether Keras, or an older Keras, has a module of this path, such as `"layers.core"`."""
    return any(
        path in table or any(known.startswith(f"{path}.") for known in table)
        for table in (API, MODULES)
    )


def find(namespace: str, name: str, root: str = "pronghorn") -> Any:
    """What a name in a module of Keras stands for.

    Args:
        namespace: of the module, such as `"utils"`; `""` is the top.
        root: the package under which the caller sees that module.

    Raises:
        AttributeError: if there is none; of a name of Keras it says that it is not built yet.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    path = f"{namespace}.{name}".lstrip(".")
    row = rows(namespace).get(name)
    if row is not None and row.home:
        return _at(row.home, name)
    if namespace == "" and name in OWN:
        return _at(OWN[name], name)
    if path in FUNCTIONS:  # before modules, for `layers.merge` is both
        home, today = FUNCTIONS[path]
        messages.note("N07", old=f"keras.{path}", new=today)
        return _at(home, name)
    if is_module(path):
        return importlib.import_module(f"{root}.{path}")
    if namespace in MODULES:
        return _in_old_module(namespace, name)
    if path in NAMES:
        messages.note("N07", old=f"keras.{path}", new=f"keras.{NAMES[path]}")
        return _at(*NAMES[path].rsplit(".", 1))
    if path in GONE:
        raise AbsentNameError("F14", name=f"keras.{path}", nearest=GONE[path])
    if row is not None:
        use = _WEIGHTS if name in ("load_model", "save_model") else _LISTED
        raise AbsentNameError("F15", name=f"keras.{path}", use=use)
    module = sys.modules.get(f"{root}.{namespace}".rstrip("."))
    text = f"module {f'{root}.{namespace}'.rstrip('.')!r} has no attribute {name!r}"
    raise AttributeError(text, name=name, obj=module)


def extend(namespace: str, module: ModuleType) -> None:
    """Lets a package of ours answer for the names of Keras that it does not hold itself."""
    for path in API:
        # A file of ours may have the path of another of Keras' modules: `ops.nn`.
        if path.startswith(f"{namespace}.") and f"pronghorn.{path}" in sys.modules:
            extend(path, sys.modules[f"pronghorn.{path}"])
    own = vars(module).get("__getattr__")

    def answer(name: str) -> Any:
        if own is not None:
            try:
                return own(name)
            except AttributeError:
                pass
        return find(namespace, name)

    answer.__wrapped__ = own  # type: ignore[attr-defined]  # what the package answers by itself
    module.__getattr__ = answer  # type: ignore[method-assign]
    if not hasattr(module, "__path__"):
        # Only what looks like a package has `from module import name` ask the finder, which can
        # say why a name is absent; Python itself drops that reason.
        module.__path__ = []


def _at(home: str, name: str) -> Any:
    """The object at a home, `"data.labels"` or, under another name, `"ops:matmul"`."""
    home, _, other = home.partition(":")
    return getattr(importlib.import_module(f"pronghorn.{home}"), other or name)


def _in_old_module(namespace: str, name: str) -> Any:
    """A name in a module that is gone, looked for in the modules that took its place."""
    path = f"{namespace}.{name}"
    if path in NAMES:
        return _at(*NAMES[path].rsplit(".", 1))
    refused = None
    for modern in MODULES[namespace].split():
        try:
            return getattr(importlib.import_module(f"pronghorn.{modern}"), name)
        except AttributeError as error:
            refused = refused or error
    if path in GONE:
        raise AbsentNameError("F14", name=f"keras.{path}", nearest=GONE[path])
    if isinstance(refused, AbsentNameError):
        raise refused
    raise AttributeError(f"module 'keras.{namespace}' has no attribute {name!r}", name=name)
