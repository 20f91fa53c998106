"""`model.compile_log`: what was compiled, when, and what runs in Python instead, and why."""

import linecache

from pronghorn.engines.base import CompileRecord

__all__ = ["CompileLog", "python_record"]


class CompileLog(list):
    """The `CompileRecord`s of a model, oldest first; prints as one line each.

    Example:
        >>> from pronghorn.training.log import CompileLog
        >>> print(CompileLog())
        nothing was compiled yet
    """

    def __str__(self):
        return "\n".join(map(str, self)) or "nothing was compiled yet"

    __repr__ = __str__

    @property
    def compilations(self):
        """How many programs an engine compiled for this model, shared ones not counted."""
        return sum(r.engine != "python" and "shared" not in r.notes for r in self)


def python_record(kind, error=None):
    """The record of an entry point that steps in Python, and the facts for a note about it."""
    record = CompileRecord(kind, "python")
    if error is None:
        return record, None
    line, expression = _origin(error)
    record.fallbacks.append(f"{line}: {expression} ({error})")
    return record, {"line": line, "expression": expression}


def _origin(error):
    """File, line and text of the user's line that asked for a number."""
    found = None
    step = error.__traceback__
    while step is not None:
        name = step.tb_frame.f_globals.get("__name__", "")
        if found is None or name.split(".")[0] not in ("pronghorn", "numpy"):
            found = step.tb_frame.f_code.co_filename, step.tb_lineno
        step = step.tb_next
    file, line = found
    return f"{file}:{line}", linecache.getline(file, line).strip()
