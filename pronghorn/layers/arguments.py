"""Arguments of constructors: checks, and the spellings of older Keras versions."""

import functools
import inspect

from pronghorn.config import image_data_format
from pronghorn.errors import ArgumentError, ShapeError
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


def not_negative(owner, argument, value):
    """`value`, a number >= 0."""
    if value is None or value < 0:
        want = "a number >= 0"
        raise ArgumentError(
            "M16", owner=owner, argument=argument, want=want, got=value, example=0.0
        )
    return value


def above_zero(owner, argument, value):
    """`value`, a number > 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        want = "a number above 0"
        raise ArgumentError(
            "M16", owner=owner, argument=argument, want=want, got=value, example=0.5
        )
    return value


def positive_int(owner, argument, value):
    """`value` as an int, or an error that names the argument."""
    # Old scripts compute sizes with /; 4.0 is as good as 4.
    whole = hasattr(value, "__index__") or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole or value < 1:
        raise ArgumentError("M01", owner=owner, argument=argument, got=value)
    return int(value)


def share(owner, argument, value):
    """`value`, a number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        want = "a number from 0 to 1"
        raise ArgumentError(
            "M16", owner=owner, argument=argument, want=want, got=value, example=0.5
        )
    return value


def choice(owner, argument, value, known):
    """`value`, one of the `known`."""
    if value not in known:
        want = ", ".join(map(repr, known))
        raise ArgumentError("M02", owner=owner, argument=argument, want=want, got=value)
    return value


def word(owner, argument, value, known):
    """`value` in small letters, one of the `known`."""
    return choice(owner, argument, value.lower() if isinstance(value, str) else value, known)


def data_format(owner, value):
    """`value`, or what the configuration says where it is None."""
    value = {"tf": "channels_last", "th": "channels_first"}.get(value, value)
    known = ("channels_last", "channels_first")
    return choice(owner, "data_format", value or image_data_format(), known)


def sizes(owner, argument, value, rank):
    """A positive int for each of `rank` axes; one stands for all."""
    several = value if isinstance(value, list | tuple) else (value,) * rank
    if len(several) != rank:
        want = f"one positive integer, or {rank} of them"
        raise ArgumentError(
            "M16", owner=owner, argument=argument, want=want, got=value, example=(2,) * rank
        )
    return tuple(positive_int(owner, argument, size) for size in several)


def edges(owner, argument, value, rank):
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
        want = f"whole numbers >= 0: one, or (before, after) for each of {rank} axes"
        example = (1, 1) if rank == 1 else ((1, 1),) * rank
        raise ArgumentError(
            "M16", owner=owner, argument=argument, want=want, got=value, example=example
        )
    return pairs


def in_order(config, names):
    """A configuration with the entries `names`, one string, behind the others, in that order."""
    last = names.split()
    first = {name: value for name, value in config.items() if name not in last}
    return {**first, **{name: config.get(name) for name in last}}


def whole_shape(shape):
    """A shape as a tuple of positive ints and None.

    Raises:
        ValueError: for anything else.
    """
    sizes = tuple(shape) if isinstance(shape, list | tuple) else (shape,)
    for size in sizes:
        if size is not None and (not hasattr(size, "__index__") or int(size) < 1):
            raise ShapeError("M36", got=shape)
    return tuple(None if size is None else int(size) for size in sizes)


def legacy(_convert=None, **renamed):
    """Lets a constructor take old argument names, each with one note.

    Args:
        _convert: a function `(owner, args, kwargs) -> args` that mends what a rename cannot.
        **renamed: old name = new name.
    """

    def decorate(constructor):
        known = inspect.signature(constructor).parameters

        @functools.wraps(constructor)
        def construct(self, *args, **kwargs):
            owner = type(self).__name__
            for old in renamed.keys() & kwargs.keys() - known.keys():
                note("N01", owner=owner, old=old, new=renamed[old])
                kwargs[renamed[old]] = kwargs.pop(old)
            if _convert is not None:
                args = _convert(owner, args, kwargs)
            constructor(self, *args, **kwargs)

        return construct

    return decorate
