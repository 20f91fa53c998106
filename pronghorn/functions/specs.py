"""`input_signature`: what the arguments of a function are made to fit."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

from pronghorn import dtypes, ops, tree
from pronghorn.errors import ArgumentError, UserError, wrong_argument
from pronghorn.tensor import Tensor

__all__ = ["Specs"]


class Spec(NamedTuple):
    """What one array must be; None stands for any size, or any shape."""

    dtype: str
    shape: tuple[int | None, ...] | None

    def __str__(self) -> str:
        return f"{self.dtype}{'' if self.shape is None else self.shape}"


class Specs:
    """The specs of the positional arguments of a function.

    Args:
        name: of the function, for messages.
        given: a sequence with what has `shape` and `dtype` for each argument, or a structure of it.

    Raises:
        ArgumentError: for anything else.
    """

    def __init__(self, name: str, given: Any) -> None:
        self.name = name
        given = list(given) if isinstance(given, list | tuple) else [given]
        leaves = tree.flatten(given)
        for leaf in leaves:
            if not (hasattr(leaf, "shape") and hasattr(leaf, "dtype")):
                want = "values with shape and dtype"
                raise wrong_argument(name, "input_signature", want, leaf, "[keras.Input((3,))]")
        self.leaves = [_spec(leaf) for leaf in leaves]
        self.structure = tree.pack_sequence_as(given, range(len(leaves)))
        self.open_axes = tuple(
            frozenset(axis for axis, size in enumerate(spec.shape or ()) if size is None)
            for spec in self.leaves
        )

    def fitting(
        self, function: Callable[..., Any], args: Any, kwargs: Any, is_method: bool
    ) -> tuple[Any, ...]:
        """The arguments, all positional, as tensors that fit the specs.

        Raises:
            ArgumentError: for others.
        """
        first = 1 if is_method else 0
        end = first + len(self.structure)
        if kwargs or len(args) != end:
            args = inspect.signature(function).bind(*args, **kwargs).args
        if len(args) < end:
            raise self._refused(f"{len(args) - first}")
        given = list(args[first:end])
        try:
            fitted = tree.map_structure_up_to(self.structure, self._fitted, self.structure, given)
        except UserError:
            raise
        except ValueError:
            raise self._refused(given) from None
        return (*args[:first], *fitted, *args[end:])

    def _fitted(self, number: int, x: Any) -> Tensor:
        dtype, shape = self.leaves[number]
        try:
            tensor: Tensor = x if isinstance(x, Tensor) else ops.convert_to_tensor(x, dtype)
        except UserError:
            raise self._refused(x) from None
        found = tensor.shape
        fits = shape is None or (
            len(shape) == len(found)
            and all(want in (None, got) for want, got in zip(shape, found, strict=True))
        )
        if not fits or tensor.dtype != dtype:
            raise self._refused(tensor.type)
        return tensor

    def _refused(self, got: Any) -> ArgumentError:
        return ArgumentError(
            "G36", function=self.name, want=", ".join(map(str, self.leaves)), got=got
        )


def _spec(given: Any) -> Spec:
    shape = None if given.shape is None else tuple(given.shape)
    return Spec(dtypes.standardize_dtype(given.dtype), shape)
