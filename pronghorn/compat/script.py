"""Runs a program written for Keras as `python` itself would, with pronghorn in the place of Keras.

`sys.argv`, `__main__`, exit codes and tracebacks are those of plain Python; frames of this file are
cut off.
"""

import io
import os
import runpy
import signal
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import SourceFileLoader
from types import ModuleType, TracebackType
from typing import Any

from pronghorn.compat import backend, finder

__all__ = ["run_code", "run_file", "run_module", "run_stdin", "stand_in_for_keras"]

# Python leaves with these: an uncaught exception, a script that is not there, Ctrl-C.
FAILED, NOT_FOUND, INTERRUPTED = 1, 2, 130


def stand_in_for_keras() -> None:
    """From now on `keras`, `tf_keras` and `tensorflow.keras` mean pronghorn in this process."""
    finder.install("tensorflow.python.keras", "tensorflow.keras", "tf_keras", "keras", "tensorflow")
    backend.spoken["backend"] = "tensorflow"


def run_file(path: str, arguments: Sequence[str]) -> int:
    """Runs a script, or a folder or archive that holds a `__main__.py`; gives the exit code."""
    sys.argv = [path, *arguments]
    if not os.path.isfile(path):
        sys.path[0] = path
        return _run(lambda: runpy.run_path(path, run_name="__main__"))
    sys.path[0] = os.path.dirname(os.path.realpath(path))
    path = os.path.join(os.getcwd(), path)  # as Python does; `sys.argv[0]` stays as it was given
    with io.open_code(path) as file:
        source = file.read()
    if source.startswith(b"PK\3\4"):
        return _run(lambda: runpy.run_path(path, run_name="__main__"))
    loader = SourceFileLoader("__main__", path)
    return _run(lambda: _execute(source, path, __file__=path, __loader__=loader))


def run_module(name: str, arguments: Sequence[str]) -> int:
    """Runs a module as `python -m` does; gives the exit code."""
    sys.argv = ["-m", *arguments]
    sys.path[0] = os.getcwd()
    return _run(lambda: runpy.run_module(name, run_name="__main__", alter_sys=True))


def run_code(source: str, arguments: Sequence[str]) -> int:
    """Runs text as `python -c` does; gives the exit code."""
    sys.argv = ["-c", *arguments]
    sys.path[0] = ""
    return _run(lambda: _execute(source, "<string>"))


def run_stdin(arguments: Sequence[str]) -> int:
    """Runs what comes on standard input; gives the exit code."""
    sys.argv = ["-", *arguments]
    sys.path[0] = ""
    return _run(lambda: _execute(sys.stdin.buffer.read(), "<stdin>"))


def _execute(source: str | bytes, path: str, **names: Any) -> None:
    """Runs source as the module `__main__`, so that its classes can be pickled by that name."""
    module = ModuleType("__main__")
    vars(module).update(names, __builtins__=sys.modules["builtins"], __annotations__={})
    sys.modules["__main__"] = module
    exec(compile(source, path, "exec", dont_inherit=True), vars(module))


def _run(program: Callable[[], object]) -> int:
    stand_in_for_keras()
    try:
        program()
    except SystemExit as leaving:
        return _code(leaving.code)
    except BaseException as error:
        error.__traceback__ = _of_the_user(error.__traceback__)
        sys.excepthook(type(error), error, error.__traceback__)
        if isinstance(error, KeyboardInterrupt):
            _die_of_interrupt()
        return FAILED
    return 0


def _code(given: object) -> int:
    """The exit code that `sys.exit(given)` stands for; text is printed, as Python does."""
    if given is None or isinstance(given, int):
        return given or 0
    sys.stderr.write(f"{given}\n")
    return FAILED


def _of_the_user(traceback: TracebackType | None) -> TracebackType | None:
    """The traceback without the frames of this package at its two ends."""
    while traceback is not None and _is_compat(traceback):
        traceback = traceback.tb_next
    last = frame = traceback
    while frame is not None:
        if not _is_compat(frame):
            last = frame
        frame = frame.tb_next
    if last is not None:
        last.tb_next = None
    return traceback


def _is_compat(traceback: TracebackType) -> bool:
    return os.path.dirname(traceback.tb_frame.f_code.co_filename) == os.path.dirname(__file__)


def _die_of_interrupt() -> None:
    """Ends as Python does on Ctrl-C, by the signal, so that a shell stops its loop as well."""
    if os.name == "posix":
        sys.stdout.flush()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    raise SystemExit(INTERRUPTED)
