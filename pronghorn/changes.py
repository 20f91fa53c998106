"""That arguments of objects are set anew: who has traced them wants to know."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any

__all__ = ["Changing", "alike", "arguments_of", "counted"]

# `dtype` is kept as a policy; `trainable` counts as it was at compile, and a name never does.
ALSO = {"dtype_policy"}
EXCEPT = {"name", "trainable"}


class Changing:
    """The base of what programs are traced from.

    Attributes:
        changes: how often an argument of an object from which a program was traced got another
            value than it had. As long as it stays the same nothing else need be looked at.
    """

    changes = 0
    _is_settled = False  # whether a program was traced from it

    def __setattr__(self, name: str, value: Any) -> None:
        is_other = self._is_settled and self.__dict__.get(name, value) is not value
        super().__setattr__(name, value)
        # Counted once it is done, since another thread may look.
        if is_other and name in _taken(type(self)):
            Changing.changes += 1


def counted(name: str) -> property:
    """A property kept under a name, for objects of another base: it counts as arguments do."""

    def set_anew(self: Any, value: Any) -> None:
        own = vars(self)
        is_other = own.get("_is_settled", False) and own[name] is not value
        own[name] = value
        if is_other:
            Changing.changes += 1

    return property(lambda self: vars(self)[name], set_anew)


def alike(a: Any, b: Any) -> bool:
    """Whether two values of an argument are the same, or objects made with the same arguments."""
    if a is b:
        return True
    if type(a) is not type(b):
        return False
    if isinstance(a, Changing):
        (names, values), (others, found) = arguments_of(a), arguments_of(b)
        return names == others and all(map(alike, values, found))
    return isinstance(a, str | int | float | tuple) and bool(a == b)


def arguments_of(one: object) -> tuple[list[str], list[Any]]:
    """Names and values of the attributes that are arguments of the object's constructor."""
    taken, held = _taken(type(one)), vars(one)
    names = [name for name in held if name in taken]
    return names, [held[name] for name in names]


@cache
def _taken(kind: type) -> set[str]:
    # Those of a user's class take the others by `**kwargs`.
    makers = [base.__init__ for base in kind.__mro__ if "__init__" in vars(base)]
    names = ALSO.union(*(inspect.signature(maker).parameters for maker in makers)) - EXCEPT
    return names | {f"_{name}" for name in names}
