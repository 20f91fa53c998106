"""`input_signature`: what the arguments of a function are made to fit."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from pronghorn import dtypes, ops, tree
from pronghorn.errors import ArgumentError, UserError
from pronghorn.tensor import Tensor

__all__ = ["Specs"]


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
        self.specs = list(given) if isinstance(given, list | tuple) else [given]
        leaves = tree.flatten(self.specs)
        for leaf in leaves:
            if not (hasattr(leaf, "shape") and hasattr(leaf, "dtype")):
                raise self._refused("input_signature", leaf)
        shapes = [() if leaf.shape is None else tuple(leaf.shape) for leaf in leaves]
        self.open_axes = tuple(
            frozenset(axis for axis, size in enumerate(shape) if size is None) for shape in shapes
        )

    def fitting(
        self, function: Callable[..., Any], args: Any, kwargs: Any, is_method: bool
    ) -> tuple[Any, ...]:
        """The arguments, all positional, as tensors that fit the specs.

        Raises:
            ArgumentError: for others.
        """
        bound = inspect.signature(function).bind(*args, **kwargs).args
        first = 1 if is_method else 0
        given, end = bound[first:], first + len(self.specs)
        if len(given) < len(self.specs):
            raise self._refused("arguments", len(given))
        try:
            fitted = tree.map_structure_up_to(
                self.specs, self._fitted, self.specs, list(given[: len(self.specs)])
            )
        except UserError:
            raise
        except ValueError:
            raise self._refused("arguments", given) from None
        return (*bound[:first], *fitted, *bound[end:])

    def _fitted(self, spec: Any, x: Any) -> Tensor:
        dtype = dtypes.standardize_dtype(spec.dtype)
        try:
            tensor: Tensor = ops.convert_to_tensor(x, None if isinstance(x, Tensor) else dtype)
        except UserError:
            raise self._refused("arguments", x) from None
        shape = None if spec.shape is None else tuple(spec.shape)
        fits = shape is None or (
            len(shape) == tensor.ndim
            and all(want in (None, got) for want, got in zip(shape, tensor.shape, strict=True))
        )
        if not fits or tensor.dtype != dtype:
            raise self._refused("arguments", tensor.type)
        return tensor

    def _refused(self, argument: str, got: Any) -> ArgumentError:
        return ArgumentError(
            "G36", function=self.name, argument=argument, want=_said(self.specs), got=got
        )


def _said(specs: Any) -> str:
    """Specs as messages write types: `(f32[?, 3], i32[?])`."""
    parts = []
    for leaf in tree.flatten(specs):
        if hasattr(leaf, "shape") and hasattr(leaf, "dtype"):
            shape = None if leaf.shape is None else tuple(leaf.shape)
            parts.append(f"{leaf.dtype}{shape}")
        else:
            parts.append("shape and dtype")
    return ", ".join(parts)
