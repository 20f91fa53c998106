"""The derivative of a function in a direction, from the reverse walk alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pronghorn import tree
from pronghorn.ops.create import ones_like
from pronghorn.ops.elementwise import add, multiply
from pronghorn.ops.operands import payload
from pronghorn.ops.reduce import sum as total
from pronghorn.tensor import Tensor
from pronghorn.trace.grad import value_and_grad


def jvp(fun: Callable[..., Any], primals: Any, tangents: Any, has_aux: bool = False) -> Any:
    """The result of a function and how it changes when its arguments move.

    The gradient of `weights @ fun(x)` is linear in the weights; its own gradient by them, in the
    direction of the tangents, is the Jacobian times the tangents.

    Args:
        fun: takes tensors, or lists, tuples and dicts of them, and returns such.
        primals: its arguments, a list or tuple.
        tangents: how each moves; the structure and shapes of `primals`.
        has_aux: whether `fun` returns a pair, of which only the first is differentiated.

    Returns:
        `(result, change)`, or `(result, change, aux)`.

    Example:
        >>> from pronghorn import ops
        >>> y, change = ops.jvp(ops.square, (ops.array(3.0),), (ops.array(1.0),))
        >>> float(y), float(change)
        (9.0, 6.0)
    """
    given = tree.map_structure(lambda x: Tensor(payload(x)), list(primals))
    sources = tree.flatten(given)
    moves = [
        Tensor(payload(x, source.dtype))
        for x, source in zip(tree.flatten(list(tangents)), sources, strict=True)
    ]
    found = fun(*given)
    result, aux = found if has_aux else (found, None)
    weights = [ones_like(Tensor(payload(y))) for y in tree.flatten(result)]

    def weighted() -> Any:
        again = fun(*given)
        leaves = tree.flatten(again[0] if has_aux else again)
        return _sum_of_products(leaves, weights)

    def along() -> Any:
        _, slopes = value_and_grad(weighted, sources)
        moved = [
            (slope, move) for slope, move in zip(slopes, moves, strict=True) if slope is not None
        ]
        return _sum_of_products(*zip(*moved, strict=True))

    _, changes = value_and_grad(along, weights)
    change = tree.pack_sequence_as(result, changes)
    return (result, change, aux) if has_aux else (result, change)


def _sum_of_products(first: Any, second: Any) -> Any:
    found: Any = None
    for a, b in zip(first, second, strict=True):
        part = total(multiply(a, b))
        found = part if found is None else add(found, part)
    return found
