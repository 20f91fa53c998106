"""`value_and_grad` and `grad`: from a function of tensors to a function that gives its gradient."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pronghorn import ops, tree
from pronghorn.errors import DtypeError, wrong_argument
from pronghorn.prims.elementwise import FLOATS
from pronghorn.tensor import Tensor
from pronghorn.trace import faults
from pronghorn.trace import grad as reverse_walk
from pronghorn.trace.tracer import payload_of

__all__ = ["grad", "value_and_grad"]


def value_and_grad(
    fun: Callable[..., Any], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """A function that returns the value of `fun` and its gradients.

    It can be called anywhere: eagerly, inside a training step, where it is compiled, and inside
    another function to be differentiated.

    Args:
        fun: takes tensors, or lists, tuples and dicts of them, and returns a scalar.
        argnums: the place of the argument, or the places of those, to differentiate by.
        has_aux: whether `fun` returns a pair, of which only the first is differentiated.

    Returns:
        A function of the same arguments that returns `(value, gradients)`, or
        `((value, aux), gradients)`; gradients have the structure of the arguments.

    Raises:
        ShapeError: when the value has axes.
        DtypeError: for arguments that are not of floats.

    Example:
        >>> import pronghorn
        >>> from pronghorn import ops
        >>> loss = lambda weights, x: ops.sum(weights["w"] * x)
        >>> value, gradients = pronghorn.value_and_grad(loss)(
        ...     {"w": ops.array([2.0])}, ops.array([3.0])
        ... )
        >>> float(value), gradients["w"].numpy()
        (6.0, array([3.], dtype=float32))
    """
    places = _places(fun, argnums)

    @functools.wraps(fun)
    def derived(*args: Any, **kwargs: Any) -> Any:
        parts = list(args)
        for place in places:
            parts[place] = tree.map_structure(_source, _arrays(parts[place]))
        chosen = [parts[place] for place in places]
        sources = tree.flatten(chosen)
        found, gradients = reverse_walk.value_and_grad(
            lambda: fun(*parts, **kwargs), sources, has_aux
        )
        if faults.on_loss.get() is not None:
            faults.meet([payload_of(found[0] if has_aux else found)], (), {})
        pairs = zip(sources, gradients, strict=True)
        known = [ops.zeros_like(source) if slope is None else slope for source, slope in pairs]
        packed = tree.pack_sequence_as(chosen, known)
        return found, packed[0] if isinstance(argnums, int) else tuple(packed)

    return derived


def grad(
    fun: Callable[..., Any], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """As `value_and_grad`, for the gradients alone, or `(gradients, aux)`.

    Example:
        >>> import pronghorn
        >>> slope = pronghorn.grad(lambda x: x**3)
        >>> float(slope(2.0)), float(pronghorn.grad(slope)(2.0))
        (12.0, 12.0)
    """
    both = value_and_grad(fun, argnums, has_aux)

    @functools.wraps(fun)
    def derived(*args: Any, **kwargs: Any) -> Any:
        found, gradients = both(*args, **kwargs)
        return (gradients, found[1]) if has_aux else gradients

    return derived


def _places(fun: object, argnums: Any) -> list[int]:
    places = [argnums] if isinstance(argnums, int) else argnums
    if not callable(fun) or not all(isinstance(place, int) for place in places):
        raise wrong_argument(
            "value_and_grad",
            "argnums" if callable(fun) else "fun",
            "a number or numbers of arguments" if callable(fun) else "a function",
            argnums if callable(fun) else fun,
            "0" if callable(fun) else "lambda x: ops.sum(x * x)",
        )
    return list(places)


def _arrays(argument: Any) -> Any:
    """A list of plain numbers is one array."""
    leaves = tree.flatten(argument)
    is_numbers = isinstance(argument, list | tuple) and all(
        isinstance(leaf, int | float) for leaf in leaves
    )
    return np.asarray(argument, np.float32) if is_numbers and leaves else argument


def _source(leaf: Any) -> Tensor:
    """A tensor of its own: the function may use what it was made of for other ends, too."""
    tensor = ops.convert_to_tensor(leaf)
    if tensor.dtype not in FLOATS:
        raise DtypeError("S62", got=tensor.type)
    product: Tensor = ops.multiply(tensor, 1.0)
    return product
