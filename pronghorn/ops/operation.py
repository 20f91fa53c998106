"""The one door of every operation: where symbolic tensors are recorded instead of computed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar, cast

from pronghorn import tree
from pronghorn.ir.types import ArrayType
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer

F = TypeVar("F", bound=Callable[..., Any])

# Every operation by its Keras name; several names may share one function.
OPERATIONS: dict[str, Callable[..., Any]] = {}


class Call(NamedTuple):
    """Where a symbolic tensor comes from: `ops.<name>(*args, **kwargs)`.

    `place` says which of several results it is; results of one call share `args` itself.
    """

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    place: int | None = None


def operation(function: F) -> F:
    """Make a function an operation: it takes symbolic tensors too, and is found by its name."""
    name = function.__name__

    @functools.wraps(function)
    def apply(*args: Any, **kwargs: Any) -> Any:
        if _holds_symbolic(args) or (kwargs and _holds_symbolic(kwargs.values())):
            return _recorded(name, function, args, kwargs)
        return function(*args, **kwargs)

    OPERATIONS[name] = apply
    return cast("F", apply)


def is_symbolic(x: Any) -> bool:
    """Whether x is a tensor that has a type but will never have numbers."""
    return isinstance(x, Tensor) and isinstance(x.payload, ArrayType)


def _holds_symbolic(arguments: Iterable[Any]) -> bool:
    for x in arguments:
        if isinstance(x, Tensor):
            if isinstance(x.payload, ArrayType):
                return True
        elif isinstance(x, list | tuple):
            if _holds_symbolic(x):
                return True
        elif isinstance(x, dict) and _holds_symbolic(x.values()):
            return True
    return False


def _recorded(
    name: str, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """Symbolic results of the types that the operation gives in a trace that is thrown away."""
    leaves = tree.flatten((args, kwargs))
    places = [n for n, leaf in enumerate(leaves) if is_symbolic(leaf)]

    def again(*tensors: Tensor) -> Any:
        filled = list(leaves)
        for place, tensor in zip(places, tensors, strict=True):
            filled[place] = tensor
        new_args, new_kwargs = tree.pack_sequence_as((args, kwargs), filled)
        return function(*new_args, **new_kwargs)

    types = tracer.types_of(again, [leaves[place].payload for place in places])
    if isinstance(types, ArrayType):
        return _symbolic(types, Call(name, args, kwargs))
    found = [
        _symbolic(type, Call(name, args, kwargs, index))
        for index, type in enumerate(tree.flatten(types))
    ]
    return tree.pack_sequence_as(types, found)


def _symbolic(type: ArrayType, call: Call) -> Tensor:
    tensor = Tensor(type)
    tensor._keras_history = call
    return tensor
