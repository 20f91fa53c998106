"""That attributes of objects are set anew: who has traced them wants to know."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any

__all__ = ["Changing", "arguments_of"]

# `dtype` is kept as a policy; `trainable` counts as it was at compile, and a name never does.
ALSO = {"dtype_policy"}
EXCEPT = {"name", "trainable"}


class Changing:
    """The base of what programs are traced from.

    Attributes:
        changes: how often an attribute of an object from which a program was traced got another
            value than it had. As long as it stays the same nothing else need be looked at.
    """

    changes = 0
    _is_settled = False  # whether a program was traced from it

    def __setattr__(self, name: str, value: Any) -> None:
        if self._is_settled and self.__dict__.get(name, value) is not value:
            Changing.changes += 1
        super().__setattr__(name, value)


def arguments_of(one: object) -> tuple[list[str], list[Any]]:
    """Names and values of the attributes that are arguments of the object's constructor."""
    taken, held = _taken(type(one)), vars(one)
    names = [name for name in held if name in taken]
    return names, [held[name] for name in names]


@cache
def _taken(kind: type) -> set[str]:
    names = (set(inspect.signature(kind).parameters) | ALSO) - EXCEPT
    return names | {f"_{name}" for name in names}
