"""Arguments of constructors and functions: checks, and the spellings of older Keras versions."""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

from pronghorn.config import DATA_FORMATS, image_data_format
from pronghorn.errors import ArgumentError, ShapeError, wrong_argument
from pronghorn.messages import note

__all__ = [
    "above_zero",
    "choice",
    "data_format",
    "edges",
    "in_order",
    "legacy",
    "not_negative",
    "positive_int",
    "share",
    "sizes",
    "whole_shape",
    "word",
]


def not_negative(owner: str, argument: str, value: Any) -> Any:
    """`value`, a number >= 0."""
    if value is None or value < 0:
        raise wrong_argument(owner, argument, "a number >= 0", value, 0.0)
    return value


def above_zero(owner: str, argument: str, value: Any) -> Any:
    """`value`, a number > 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise wrong_argument(owner, argument, "a number above 0", value, 0.5)
    return value


def positive_int(owner: str, argument: str, value: Any) -> int:
    """`value` as an int, or an error that names the argument."""
    # Old scripts compute sizes with /; 4.0 is as good as 4.
    whole = hasattr(value, "__index__") or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole or value < 1:
        raise ArgumentError("M01", owner=owner, argument=argument, got=value)
    return int(value)


def share(owner: str, argument: str, value: Any) -> Any:
    """`value`, a number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise wrong_argument(owner, argument, "a number from 0 to 1", value, 0.5)
    return value


def choice(owner: str, argument: str, value: Any, known: Iterable[Any]) -> Any:
    """`value`, one of the `known`."""
    if value not in known:
        want = ", ".join(map(repr, known))
        raise ArgumentError("M02", owner=owner, argument=argument, want=want, got=value)
    return value


def word(owner: str, argument: str, value: Any, known: Iterable[Any]) -> Any:
    """`value` in small letters, one of the `known`."""
    return choice(owner, argument, value.lower() if isinstance(value, str) else value, known)


def data_format(owner: str, value: Any) -> Any:
    """`value`, or what the configuration says where it is None."""
    value = {"tf": "channels_last", "th": "channels_first"}.get(value, value)
    return choice(owner, "data_format", value or image_data_format(), DATA_FORMATS)


def sizes(owner: str, argument: str, value: Any, rank: int) -> tuple[int, ...]:
    """A positive int for each of `rank` axes; one stands for all."""
    several = value if isinstance(value, list | tuple) else (value,) * rank
    if len(several) != rank:
        raise wrong_argument(
            owner,
            argument,
            "one positive integer, or {rank} of them",
            value,
            (2,) * rank,
            rank=rank,
        )
    return tuple(positive_int(owner, argument, size) for size in several)


def edges(owner: str, argument: str, value: Any, rank: int) -> tuple[tuple[int, int], ...]:
    """How much before and after each of `rank` axes: (before, after) for each.

    Args:
        value: one number for all, one for each axis, or a pair for each; with one axis, its pair.
    """
    pairs = value if isinstance(value, list | tuple) else (value,) * rank
    if rank == 1 and len(pairs) == 2:
        pairs = (pairs,)
    pairs = tuple(tuple(pair) if isinstance(pair, list | tuple) else (pair,) * 2 for pair in pairs)
    if len(pairs) != rank or not all(
        len(pair) == 2 and all(isinstance(size, int) and size >= 0 for size in pair)
        for pair in pairs
    ):
        raise wrong_argument(
            owner,
            argument,
            "whole numbers >= 0: one, or (before, after) for each of {rank} axes",
            value,
            (1, 1) if rank == 1 else ((1, 1),) * rank,
            rank=rank,
        )
    return pairs


def in_order(config: dict[str, Any], names: str) -> dict[str, Any]:
    """A configuration with the entries `names`, one string, behind the others, in that order."""
    last = names.split()
    first = {name: value for name, value in config.items() if name not in last}
    return {**first, **{name: config.get(name) for name in last}}


def whole_shape(shape: Any) -> tuple[int | None, ...]:
    """A shape as a tuple of positive ints and None.

    Raises:
        ValueError: for anything else.
    """
    sizes = tuple(shape) if isinstance(shape, list | tuple) else (shape,)
    for size in sizes:
        if size is not None and (not hasattr(size, "__index__") or int(size) < 1):
            raise ShapeError("M36", got=shape)
    return tuple(None if size is None else int(size) for size in sizes)


def legacy(_convert: Any = None, **renamed: str) -> Callable[[Any], Any]:
    """Lets a constructor take old argument names, each with one note.

    Args:
        _convert: a function `(owner, args, kwargs) -> args` that mends what a rename cannot.
        **renamed: old name = new name.
    """

    def decorate(constructor: Any) -> Any:
        known = inspect.signature(constructor).parameters

        @functools.wraps(constructor)
        def construct(self: Any, *args: Any, **kwargs: Any) -> None:
            owner = type(self).__name__
            for old in renamed.keys() & kwargs.keys() - known.keys():
                note("N01", owner=owner, old=old, new=renamed[old])
                kwargs[renamed[old]] = kwargs.pop(old)
            if _convert is not None:
                args = _convert(owner, args, kwargs)
            constructor(self, *args, **kwargs)

        return construct

    return decorate
