"""Every error pronghorn raises on purpose.

    PronghornError
        UserError                       something to mend in the calling code; built from a code
            ShapeError          ValueError
            DtypeError          TypeError
            DataError           ValueError
            ArgumentError       ValueError
            UnknownNameError    ValueError
            StateError          RuntimeError, ValueError
            FileError           OSError, ValueError
            MissingPackageError ImportError
            AbsentNameError     AttributeError
            AbsentImportError   ImportError
        InternalError                   something to mend in pronghorn; the graph is kept in a file

The sentences, in English and Chinese, stand in `messages`, by code.
"""

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from pronghorn import messages

__all__ = [
    "AbsentImportError",
    "AbsentNameError",
    "ArgumentError",
    "DataError",
    "DtypeError",
    "FileError",
    "InternalError",
    "MissingPackageError",
    "Needs",
    "PronghornError",
    "ShapeError",
    "StateError",
    "UnknownNameError",
    "UserError",
    "nearest",
    "unknown_argument",
    "unknown_name",
    "wrong_argument",
]


class PronghornError(Exception):
    """The root of the tree above."""


class UserError(PronghornError):
    """An error in the calling code, told in the language of the settings.

    Args:
        code: of a message in `pronghorn.messages`, such as `"S01"`.
        where: the layer path at fault; may be set later by whoever knows it.
        **facts: the values its placeholders name.

    Attributes:
        trail: names and shapes of the layers before the one at fault, set by whoever knows them.

    Example:
        >>> from pronghorn.errors import ArgumentError
        >>> error = ArgumentError("M01", owner="Dense", argument="units", got=0)
        >>> str(error)[:12]
        '[M01] Dense:'
    """

    def __init__(self, code: str, /, *, where: str | None = None, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.where = where
        self.facts = facts
        self.trail: list[tuple[str, Any]] = []

    def __str__(self) -> str:
        said = messages.text(self.code, **self.facts)
        said = f"{said} ({messages.phrase(self.where)})" if self.where else said
        return f"{said}\n{self._way()}" if self.trail else said

    def _way(self) -> str:
        """The names and shapes of the trail, one below the other."""
        width = max(len(name) for name, _ in self.trail)
        lines = [f"\n    {name:{width}}  {shape}".rstrip(" ") for name, shape in self.trail]
        return messages.text("E32", shapes="".join(lines))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), self.code, self.where, self.facts, self.trail)


class ShapeError(UserError, ValueError):
    """Shapes that do not fit together."""


class DtypeError(UserError, TypeError):
    """A dtype, or a kind of value, that an operation does not take."""


class DataError(UserError, ValueError):
    """Data that the model cannot learn from or predict on."""


class ArgumentError(UserError, ValueError):
    """An argument outside what it may be."""


class UnknownNameError(UserError, ValueError):
    """A name, such as an optimizer's, that stands for nothing."""


class StateError(UserError, RuntimeError, ValueError):
    """A call that comes too early or too late, such as fit before compile."""


class FileError(UserError, OSError, ValueError):
    """A file that cannot be read, written or understood."""


class MissingPackageError(UserError, ImportError):
    """An optional package that is not installed; the message holds the line that installs it."""


class Needs:
    """A `with` around the import of an optional package, which tells how to install it.

    Args:
        feature: what needs it, as users know it.
        package: that is needed; None for the name that was not found.
        install: what to ask pip for.

    Raises:
        MissingPackageError: when the import fails.

    Example:
        >>> from pronghorn.errors import MissingPackageError, Needs
        >>> try:
        ...     with Needs("lunch", "sandwich", "pronghorn[lunch]"):
        ...         import sandwich
        ... except MissingPackageError as error:
        ...     print(error)
        [F03] lunch needs the package sandwich. Run: pip install "pronghorn[lunch]"
    """

    def __init__(self, feature: str, package: str | None, install: str) -> None:
        self.feature = feature
        self.package = package
        self.install = install

    def __enter__(self) -> None:
        """Nothing is needed before the import."""

    def __exit__(self, _kind: object, error: object, _traceback: object) -> None:
        if isinstance(error, ImportError):
            package = self.package or error.name
            raise MissingPackageError(
                "F03", feature=self.feature, package=package, install=self.install
            ) from None


class AbsentNameError(UserError, AttributeError):
    """A name of Keras that is not here, looked up in a module."""


class AbsentImportError(UserError, ImportError):
    """A name or module of Keras that is not here, imported."""


class InternalError(PronghornError):
    """A fault of pronghorn itself; the program at hand is saved to a file named in the message.

    Args:
        what: what should have held and did not.
        graph: the program as text, or anything whose `str` is that text.
    """

    def __init__(self, what: str, graph: object = "") -> None:
        super().__init__(what)
        self.what = what
        self.path = _saved(str(graph)) if str(graph) else "-"

    def __str__(self) -> str:
        return messages.text("G11", what=self.what, path=self.path)


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like `name`, or None when none is alike.

    Example:
        >>> from pronghorn.errors import nearest
        >>> nearest("addam", ["sgd", "adam", "rmsprop"])
        'adam'
    """
    by_lower = {candidate.lower(): candidate for candidate in candidates}
    import difflib  # needed only on the way to an error

    alike = difflib.get_close_matches(name.lower(), by_lower, 1)
    return by_lower[alike[0]] if alike else None


def unknown_name(kind: str, name: object, candidates: Iterable[str]) -> UnknownNameError:
    """The error, ready to raise, for a name that is not among the candidates.

    Args:
        kind: what was looked for, such as `"optimizer"`.

    Example:
        >>> from pronghorn.errors import unknown_name
        >>> "did you mean 'adam'" in str(unknown_name("optimizer", "addam", ["adam", "sgd"]))
        True
    """
    known = sorted(set(candidates))
    alike = nearest(str(name), known)
    if alike is None:
        return UnknownNameError("M04", kind=kind, name=name, known=", ".join(known))
    return UnknownNameError("M03", kind=kind, name=name, nearest=alike)


def unknown_argument(taker: Callable[..., Any], argument: str) -> ArgumentError:
    """The error, ready to raise, for a keyword that a function or a class does not take.

    Example:
        >>> from pronghorn.errors import unknown_argument
        >>> def add(a, b, **more):
        ...     return a + b
        >>> print(unknown_argument(add, "c"))
        [M15] add has no argument 'c'; it takes a, b.
    """
    parameters = inspect.signature(taker).parameters.values()
    known = ", ".join(one.name for one in parameters if one.kind is not one.VAR_KEYWORD)
    return ArgumentError("M15", owner=taker.__name__, argument=argument, known=known)


def wrong_argument(
    owner: object, argument: str, want: str, got: object, example: object, **facts: Any
) -> ArgumentError:
    """The error, ready to raise, for an argument outside what it may be.

    Args:
        owner: the name of the function that was called, or the object whose class has that name.
        want: what the argument must be, a phrase of `messages.phrases`.
        example: a value that will do, as it is typed.
        **facts: the values that placeholders of the phrase name.

    Example:
        >>> from pronghorn.errors import wrong_argument
        >>> print(wrong_argument("Dropout", "rate", "a number from 0 to 1", 2, 0.5))
        [M16] Dropout: rate must be a number from 0 to 1, got 2. For example rate=0.5.
    """
    facts = {"argument": argument, "want": want, "got": got, "example": example, **facts}
    return ArgumentError(
        "M16", owner=owner if isinstance(owner, str) else type(owner).__name__, **facts
    )


def _rebuilt(
    kind: type[UserError],
    code: str,
    where: str | None,
    facts: dict[str, Any],
    trail: list[tuple[str, Any]],
) -> UserError:
    error = kind(code, where=where, **facts)
    error.trail = trail
    return error


def _saved(text: str) -> str:
    """Writes a program where its user can find it, and returns the path."""
    import tempfile  # needed only on the way to an error

    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="pronghorn-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            file.write(text)
            return str(file.name)
    except OSError as error:
        return f"- ({error})"
