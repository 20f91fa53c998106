"""What tells the calls of a function apart, and the arrays that go into its program."""

from __future__ import annotations

import types
import weakref
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from pronghorn import dtypes, tree
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.tensor import Tensor
from pronghorn.trace.tape import GradientTape
from pronghorn.variables import Variable

__all__ = [
    "Signature",
    "Unsigned",
    "as_tensors",
    "blank",
    "filled",
    "is_array_token",
    "known_value",
    "types_in",
]

# Known by value: another one is another program.
_PLAIN = {bool, int, str, bytes, complex, type(None), type(Ellipsis)}
_NESTED = (list, tuple, deque, dict)

_held: dict[Any, bool] = {}


class Unsigned(Exception):
    """There is an argument or a result, such as an iterator, with which each call differs.

    Attributes:
        kind: its class; None for a symbolic tensor, which is for Python alone.
    """

    def __init__(self, kind: type | None) -> None:
        super().__init__(kind)
        self.kind = kind


class Signature:
    """The arguments of one call.

    Attributes:
        key: a token for each leaf and structure, in order: `(shape, dtype)` of an array,
            `(type, value)` of what is known by value, `(type, identity)` of other objects.
        arrays: those of tensors and arrays, in the same order.
        objects: that the key knows by identity.
    """

    __slots__ = ("arrays", "key", "objects")

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.key: list[tuple[Any, ...]] = []
        self.arrays: list[Any] = []
        self.objects: list[Any] = []
        for argument in args:
            self._add(argument)
        if kwargs:
            self._add(kwargs)

    def _add(self, x: Any) -> None:
        kind = type(x)
        if kind is Tensor:
            self._add_tensor(x)
        elif kind is np.ndarray:
            self._add_array(x)
        elif kind in _PLAIN:
            self.key.append((kind, x))
        elif kind is float:
            self.key.append((kind, x.hex()))  # as text: 0.0 equals -0.0, and NaN not itself
        elif isinstance(x, _NESTED):
            parts = tree.children(x)
            names = tuple(name for name, _ in parts) if isinstance(x, dict) else len(parts)
            self.key.append((kind, names))
            for _, part in parts:
                self._add(part)
        elif _is_array(x):
            self._add_array(np.asarray(x))
        else:
            self._add_object(x)

    def _add_tensor(self, x: Tensor) -> None:
        if not x.is_concrete():
            raise Unsigned(None)
        self._add_array(x.payload)
        if x._keras_mask is not None or x.logits is not None:
            self.key.append((Tensor, *(x.logits or ())[:2]))
            for part in _attached(x):
                self._add(part)

    def _add_array(self, array: Any) -> None:
        if not _is_held(array.dtype):
            raise Unsigned(type(array))
        array = dtypes.native(array)
        self.key.append((array.shape, array.dtype))
        self.arrays.append(array)

    def _add_object(self, x: Any) -> None:
        """Adds by identity where the object can be watched, else by value."""
        if isinstance(x, types.MethodType):
            self._add(x.__func__)
            self._add(x.__self__)
            return
        is_stream = hasattr(x, "__iter__") and not isinstance(x, Variable | str | frozenset | range)
        if is_stream or hasattr(x, "__next__") or isinstance(x, GradientTape):
            raise Unsigned(type(x))
        try:
            weakref.ref(x)
        except TypeError:
            if type(x).__hash__ is None:
                raise Unsigned(type(x)) from None
            self.key.append((type(x), x))
        else:
            self.key.append((type(x), id(x)))
            self.objects.append(x)

    def alike(self) -> tuple[Any, ...]:
        """The key without sizes, values and identities."""
        return blank(self.key)

    def opened(self, axes: Sequence[frozenset[int]], kept: int | None) -> tuple[Any, ...]:
        """The key with symbols for the sizes along some axes of each array.

        Axes of one size have one symbol. The size `kept` stays: 1 may be stretched.
        """
        known: dict[int, Any] = {}
        tokens, which = list(self.key), iter(axes)
        for place, token in enumerate(tokens):
            if not is_array_token(token):
                continue
            chosen = next(which, ())
            shape = tuple(
                known.setdefault(size, symbol(f"axis{len(known)}"))
                if axis in chosen and size != kept
                else size
                for axis, size in enumerate(token[0])
            )
            tokens[place] = (shape, token[1])
        return tuple(tokens)


def is_array_token(token: tuple[Any, ...]) -> bool:
    """Whether it stands for an array in a key."""
    return type(token[0]) is tuple


def known_value(token: tuple[Any, ...]) -> Any:
    """The value that a token stands for, or the name of the class of an object."""
    kind, value = token[:2]
    if kind is float:
        return float.fromhex(value)
    return value if kind in _PLAIN else kind.__name__


def types_in(key: tuple[Any, ...]) -> list[ArrayType]:
    """The types of the arrays of a call with this key."""
    arrays = (token for token in key if is_array_token(token))
    return [ArrayType(shape, dtypes.name_of(dtype)) for shape, dtype in arrays]


def filled(x: Any, tensors: Iterator[Tensor]) -> Any:
    """An argument with a tensor of a program in the place of each array, in a signature's order."""
    return tree.map_structure(lambda leaf: _leaf(leaf, tensors), x)


def as_tensors(x: Any) -> Any:
    """An argument with tensors in the place of arrays of numbers."""
    return tree.map_structure(_as_tensor, x)


def _as_tensor(x: Any) -> Any:
    if isinstance(x, Tensor) or not _is_array(x):
        return x
    array = np.asarray(x)
    return Tensor(dtypes.native(array)) if _is_held(array.dtype) else x


def _leaf(x: Any, tensors: Iterator[Tensor]) -> Any:
    if not (isinstance(x, Tensor) or _is_array(x)):
        return x
    found = next(tensors)
    if isinstance(x, Tensor) and (x._keras_mask is not None or x.logits is not None):
        mask, logits = (_leaf(part, tensors) for part in _attached(x))
        found._keras_mask = mask
        found.logits = None if x.logits is None else (*x.logits[:2], logits)
    return found


def _attached(x: Tensor) -> tuple[Any, Any]:
    """What a tensor carries along: its mask, and the logits that it was made of."""
    return x._keras_mask, None if x.logits is None else x.logits[2]


def _is_held(dtype: Any) -> bool:
    """Whether tensors hold elements of this dtype, of NumPy's."""
    if dtype not in _held:
        _held[dtype] = dtypes.name_of(dtype) in dtypes.ALL
    return _held[dtype]


def _is_array(x: Any) -> bool:
    """Whether it is an array, NumPy's or another's, or a number of NumPy's."""
    if isinstance(x, np.ndarray | np.generic):
        return True
    is_other = hasattr(x, "__array__") and hasattr(x, "dtype") and hasattr(x, "shape")
    return is_other and not isinstance(x, Variable | type)


def blank(key: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    """The tokens without sizes, values and identities."""
    return tuple(_blank(*token) for token in key)


def _blank(kind: Any, *known: Any) -> Any:
    if type(kind) is tuple:
        return len(kind), *known
    return (kind, *known) if issubclass(kind, _NESTED) else kind
