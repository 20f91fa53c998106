"""The settings of this process: one record, filled once from the environment when imported.

Reads `PRONGHORN_ENGINE`, `_THREADS`, `_CHECK`, `_SHOW`, `_SCHEDULE`, `_CACHE` and `_LANGUAGE`, and
Keras' `KERAS_MAX_EPOCHS` and `KERAS_MAX_STEPS_PER_EPOCH`; everything may be changed later through
`settings` or through Keras' functions below.
"""

import ctypes
import math
import os
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

__all__ = [
    "SettingError",
    "Settings",
    "cores",
    "epsilon",
    "floatx",
    "image_data_format",
    "max_epochs",
    "max_steps_per_epoch",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
    "set_max_epochs",
    "set_max_steps_per_epoch",
    "settings",
]

ENGINES = ("llvm", "numpy", "jax")
FLOATS = ("float32", "float64", "float16", "bfloat16")
DATA_FORMATS = ("channels_last", "channels_first")
LANGUAGES = ("en", "zh")
# Linux: microseconds of processor time that a container may use in so many (control groups, v2).
QUOTA = "/sys/fs/cgroup/cpu.max"

# Messages stand above this file, so the one message it needs is kept here and listed there as C01.
REFUSED = {
    "en": "{name}: expected {want}; got {got!r}. For example {example}.",
    "zh": "{name}：应为 {want}，实为 {got!r}。例如 {example}。",
}


class SettingError(ValueError):
    """A setting was given a value it cannot take; the message begins with its code, `[C01]`."""

    code = "C01"

    def __init__(self, name: str, want: str, got: object, example: str) -> None:
        self.facts = {"name": name, "want": want, "got": got, "example": example}
        language = settings.language if "settings" in globals() else "en"  # while first reading
        super().__init__(f"[{self.code}] " + REFUSED[language].format(**self.facts))


def _one_of(choices: tuple[str, ...]) -> Callable[[str, Any], str]:
    def check(name: str, value: Any) -> str:
        word = str(value).lower()
        if word not in choices:
            _refuse(name, " / ".join(choices), value, repr(choices[0]))
        return word

    return check


def _small_number(name: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not 0 <= number < math.inf:
        _refuse(name, "a finite number >= 0", value, "1e-7")
    return number


def _thread_count(name: str, value: Any) -> int:
    """A positive count; None, an empty string or 0 means every core this process may use."""
    if value is None or value in ("", "0", 0):
        return cores()
    if isinstance(value, bool) or not str(value).isdecimal():
        _refuse(name, "a positive integer, or 0 for every core", value, "2")
    return int(value)


def _limit(name: str, value: Any) -> int | None:
    """A positive count; None or an empty string means no limit."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not str(value).isdecimal() or not int(value):
        _refuse(name, "a positive integer, or None for no limit", value, "2")
    return int(value)


def _switch(name: str, value: Any) -> bool:
    word = str(value).lower()
    if word not in ("", "0", "1", "false", "true", "off", "on", "no", "yes"):
        _refuse(name, "1 / 0", value, "1")
    return word in ("1", "true", "on", "yes")


def _words(_name: str, value: Any) -> tuple[str, ...]:
    """Names separated by commas or given as a sequence, such as the rooms to print."""
    parts = value.split(",") if isinstance(value, str) else value
    return tuple(word.strip() for word in parts if word.strip())


def _choices(name: str, value: Any) -> tuple[tuple[str, str, int], ...]:
    """Numbers for schedules, `kind.field=number` each, as triples."""
    found = []
    for word in _words(name, value.replace(" ", ",") if isinstance(value, str) else value):
        match = re.fullmatch(r"(\w+)\.(\w+)=(\d+)", word)
        if match is None:
            _refuse(name, "kind.field=number", word, "contract.terms=256")
        found.append((match[1], match[2], int(match[3])))
    return tuple(found)


def _folder(_name: str, value: Any) -> str | None:
    """The folder for compiled objects; None when the word is `off`, so that none are kept."""
    if value is None or str(value).lower() in ("off", "none", "0"):
        return None
    return os.path.abspath(os.path.expanduser(os.fspath(value))) if value else _cache_home()


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "engine": _one_of(ENGINES),
    "threads": _thread_count,
    "check": _switch,
    "show": _words,
    "schedule": _choices,
    "cache": _folder,
    "language": _one_of(LANGUAGES),
    "floatx": _one_of(FLOATS),
    "epsilon": _small_number,
    "image_data_format": _one_of(DATA_FORMATS),
    "traceback_filtering": _switch,
    "interactive_logging": _switch,
    "max_epochs": _limit,
    "max_steps_per_epoch": _limit,
}


class Settings:
    """Every setting of the process; assigning an impossible value raises `SettingError`.

    Attributes:
        engine: `"llvm"` (default), `"numpy"` or `"jax"`: what runs compiled programs.
        threads: how many threads a program may use; assign 0 for every core.
        check: whether every pass of the compiler is verified; slow, for development.
        show: names of the compiler's rooms whose artefacts are printed.
        schedule: numbers to use in place of the compiler's own when programs are compiled, for
            experiments: `"contract.terms=256 map.lanes=16"`. See docs/design.md.
        cache: folder for compiled objects, or None when they are not kept on disk.
        language: `"en"` or `"zh"`, the language of messages.
        floatx, epsilon, image_data_format: as in Keras.
        traceback_filtering: whether errors show the user's lines only, and the last of ours.
        interactive_logging: whether progress is shown on standard output, or else told to the
            logger "pronghorn".
        max_epochs, max_steps_per_epoch: as in Keras; None for no limit.

    Example:
        >>> from pronghorn.config import settings
        >>> settings.engine = "numpy"
        >>> settings.engine = "llvm"  # the default
    """

    __slots__ = tuple(_CHECKS)

    engine: str
    threads: int
    check: bool
    show: tuple[str, ...]
    schedule: tuple[tuple[str, str, int], ...]
    cache: str | None
    language: str
    floatx: str
    epsilon: float
    image_data_format: str
    traceback_filtering: bool
    interactive_logging: bool
    max_epochs: int | None
    max_steps_per_epoch: int | None

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.language = _spoken(environment)
        self.engine = environment.get("PRONGHORN_ENGINE") or "llvm"
        self.threads = environment.get("PRONGHORN_THREADS")  # type: ignore[assignment]
        self.check = environment.get("PRONGHORN_CHECK", "")  # type: ignore[assignment]
        self.show = environment.get("PRONGHORN_SHOW", "")  # type: ignore[assignment]
        self.schedule = environment.get("PRONGHORN_SCHEDULE", "")  # type: ignore[assignment]
        self.cache = environment.get("PRONGHORN_CACHE", "")
        self.floatx = "float32"
        self.epsilon = 1e-7
        self.image_data_format = "channels_last"
        self.traceback_filtering = True
        self.interactive_logging = True
        for name in ("max_epochs", "max_steps_per_epoch"):
            setattr(self, name, environment.get(f"KERAS_{name.upper()}"))

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in _CHECKS:
            _refuse("settings", " / ".join(_CHECKS), name, "settings.engine")
        object.__setattr__(self, name, _CHECKS[name](name, value))

    def __repr__(self) -> str:
        return "Settings(" + ", ".join(f"{n}={getattr(self, n)!r}" for n in _CHECKS) + ")"


def floatx() -> str:
    """The default float dtype of variables and values, `"float32"` unless changed."""
    return settings.floatx


def set_floatx(value: str) -> None:
    """Sets the default float dtype.

    Args:
        value: `"float32"`, `"float64"`, `"float16"` or `"bfloat16"`.

    Raises:
        ValueError: for any other value.

    Example:
        >>> from pronghorn import config
        >>> config.set_floatx("float64")
        >>> config.floatx()
        'float64'
        >>> config.set_floatx("float32")
    """
    settings.floatx = value


def epsilon() -> float:
    """The small number that keeps divisions and logarithms finite, 1e-7 unless changed."""
    return settings.epsilon


def set_epsilon(value: float) -> None:
    """Sets the small number of `epsilon()`; a negative or non-finite one raises ValueError.

    Example:
        >>> from pronghorn import config
        >>> config.set_epsilon(1e-5)
        >>> config.epsilon()
        1e-05
        >>> config.set_epsilon(1e-7)
    """
    settings.epsilon = value


def image_data_format() -> str:
    """Where images keep their channels: `"channels_last"` unless changed."""
    return settings.image_data_format


def set_image_data_format(data_format: str) -> None:
    """Sets where images keep their channels.

    Args:
        data_format: `"channels_last"` or `"channels_first"`.

    Raises:
        ValueError: for any other value.

    Example:
        >>> from pronghorn import config
        >>> config.set_image_data_format("channels_last")
    """
    settings.image_data_format = data_format


def max_epochs() -> int | None:
    """At most so many epochs are trained by `fit`, whatever it is asked; None for no limit."""
    return settings.max_epochs


def set_max_epochs(max_epochs: int | None) -> None:
    """Sets the limit of epochs, as for a quick trial of a script.

    Raises:
        ValueError: unless it is a positive integer or None.

    Example:
        >>> from pronghorn import config
        >>> config.set_max_epochs(1)
        >>> config.max_epochs()
        1
        >>> config.set_max_epochs(None)
    """
    settings.max_epochs = max_epochs


def max_steps_per_epoch() -> int | None:
    """At most so many batches are used by `fit` in an epoch, `evaluate` and `predict`, or None."""
    return settings.max_steps_per_epoch


def set_max_steps_per_epoch(max_steps_per_epoch: int | None) -> None:
    """Sets the limit of batches.

    Raises:
        ValueError: unless it is a positive integer or None.

    Example:
        >>> from pronghorn import config
        >>> config.set_max_steps_per_epoch(10)
        >>> config.max_steps_per_epoch()
        10
        >>> config.set_max_steps_per_epoch(None)
    """
    settings.max_steps_per_epoch = max_steps_per_epoch


def _refuse(name: str, want: str, got: object, example: str) -> NoReturn:
    raise SettingError(name, want, got, example)


def cores() -> int:
    """How many cores this process may use: pinned, or with a share in a container, not all."""
    if not hasattr(os, "sched_getaffinity"):  # absent on macOS and Windows
        return os.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0))
    try:
        with open(QUOTA, encoding="ascii") as file:
            quota, period = map(int, file.read().split())
        return min(allowed, -(-quota // period))
    except (OSError, ValueError):  # no such file, or "max" for no limit
        return allowed


def _cache_home() -> str:
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    elif sys.platform == "darwin":
        home = os.path.expanduser("~/Library/Caches")
    else:
        home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(home, "pronghorn")


def _spoken(environment: Mapping[str, str]) -> str:
    """The language asked for by name, else by the locale in gettext's order, else English."""
    if environment.get("PRONGHORN_LANGUAGE"):
        return environment["PRONGHORN_LANGUAGE"]
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        word = environment.get(variable)
        if word:
            return "zh" if word.lower().startswith("zh") else "en"
    if sys.platform == "win32":  # sets none of these; 4 is LANG_CHINESE in the low ten bits
        return "zh" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 4 else "en"
    return "en"


settings = Settings(os.environ)
