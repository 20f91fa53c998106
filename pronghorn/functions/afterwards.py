"""What a function does with numbers that only a run of its program knows, such as printing them."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from typing import Any

from pronghorn import tree
from pronghorn.tensor import ConcreteValueNeeded, Tensor
from pronghorn.trace import tracer

__all__ = ["afterwards", "collecting"]


class _Collected:
    def __init__(self) -> None:
        self.trace = tracer.opened()
        self.calls: list[tuple[Callable[..., Any], Any]] = []


_collected: contextvars.ContextVar[_Collected | None] = contextvars.ContextVar(
    "collected", default=None
)


def collecting(function: Callable[[], Any]) -> tuple[Any, list[tuple[Callable[..., Any], Any]]]:
    """What `function` returns, and the calls that it put off till a run's end."""
    collected = _Collected()
    token = _collected.set(collected)
    try:
        return function(), collected.calls
    finally:
        _collected.reset(token)


def afterwards(function: Callable[..., None], *arguments: Any) -> bool:
    """Whether `function(*arguments)` will be called at the end of each run of the program being
    traced; without one, and where the arguments are known, it is the caller's to call it.

    Raises:
        ConcreteValueNeeded: inside a loop or branch, whose values end with it.
    """
    collected = _collected.get()
    if collected is None:
        return False
    if tracer.current() is not collected.trace:
        tensors = [x for x in tree.flatten(arguments) if isinstance(x, Tensor)]
        if tensors:
            raise ConcreteValueNeeded("S08", use="tf.print", tensor=tensors[0].type)
    collected.calls.append((function, arguments))
    return True
