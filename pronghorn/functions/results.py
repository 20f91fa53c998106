"""What a traced function returned: a structure in which tensors are replaced by their places."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator, MappingView, Sequence, Set
from typing import Any

import numpy as np

from pronghorn import tree
from pronghorn.functions.signature import Unsigned
from pronghorn.ir.sizes import Size
from pronghorn.tensor import Tensor, Value

__all__ = ["placed", "restored"]

# Their elements may be tensors of the trace, and some give them only once.
_OPAQUE = (Iterator, Coroutine, MappingView, Set)


class Result:
    """A tensor of the result: which array a run gives for it, and what it carries along."""

    __slots__ = ("logits", "mask", "number")

    def __init__(self, number: int) -> None:
        self.number = number
        self.mask: Any = None
        self.logits: tuple[Any, ...] | None = None

    def tensor(self, arrays: Sequence[Any]) -> Tensor:
        found = Tensor(arrays[self.number])
        if self.mask is not None:
            found._keras_mask = restored(self.mask, arrays)
        if self.logits is not None:
            found.logits = (*self.logits[:2], restored(self.logits[2], arrays))
        return found


def placed(structure: Any, outputs: list[Tensor]) -> Any:
    """The structure with places for tensors of the program, which are added to `outputs`.

    Everything else, such as a number of Python's or a variable, stays as it is.

    Raises:
        Unsigned: for an iterator, a set, a view of a dict, or an object that holds such tensors.
        TypeError: for a size that the program leaves open.
    """
    return tree.map_structure(lambda leaf: _placed(leaf, outputs), structure)


def _placed(leaf: Any, outputs: list[Tensor]) -> Any:
    if not _is_traced(leaf):
        return _constant(leaf)
    result = Result(len(outputs))
    outputs.append(leaf)
    result.mask = _placed(leaf._keras_mask, outputs)
    if leaf.logits is not None:
        result.logits = (*leaf.logits[:2], _placed(leaf.logits[2], outputs))
    return result


def _is_traced(leaf: Any) -> bool:
    return isinstance(leaf, Tensor) and isinstance(leaf.payload, Value)


def _constant(leaf: Any) -> Any:
    """What is the same in each run."""
    if isinstance(leaf, Size):
        raise TypeError(f"a size of the result is left open: {leaf}")
    held = list(getattr(leaf, "__dict__", {}).values())
    if isinstance(leaf, _OPAQUE) or any(map(_is_traced, tree.flatten(held))):
        raise Unsigned(type(leaf))
    return leaf.copy() if isinstance(leaf, np.ndarray) else leaf


def restored(structure: Any, arrays: Sequence[Any]) -> Any:
    """The structure with tensors of these arrays in their places."""
    kind = type(structure)
    if kind is Result:
        return structure.tensor(arrays)
    if kind is tuple or kind is list:
        return kind([restored(part, arrays) for part in structure])
    if tree.is_nested(structure):
        return tree.map_structure(lambda leaf: restored(leaf, arrays), structure)
    # The caller may write into an array.
    return structure.copy() if isinstance(structure, np.ndarray) else structure
