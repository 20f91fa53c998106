"""What is known before the program runs is computed now: constants of constants.

A rule of `simplify`, not a pass of its own: what it leaves may be simpler by another rule at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn.ir.graph import Node, Value
from pronghorn.ir.types import Size
from pronghorn.prims import arrays
from pronghorn.prims.create import filled, size_of
from pronghorn.prims.elementwise import FLOATS
from pronghorn.prims.record import Map
from pronghorn.prims.views import broadcast, reshape, reverse, slice_, transpose

_MOVES = frozenset({broadcast, reshape, reverse, slice_, transpose})


def known(value: Value) -> Any:
    """The number that every element of a constant has; None for anything else."""
    node = value.node
    return node.attrs["value"] if node is not None and node.primitive is filled else None


def folded(node: Node) -> Node | None:
    """A constant in place of an element-wise operation on constants, or of a view of one."""
    if node.primitive is filled:
        return _in_its_dtype(node)
    if node.primitive is size_of:
        size = node.attrs["size"]
        return None if isinstance(size, Size) else _constant(node, size)
    if not node.inputs:
        return None
    numbers = []
    for value in node.inputs:
        number = known(value)
        if number is None:
            return None
        numbers.append(number)
    if node.primitive in _MOVES:
        return _constant(node, numbers[0])
    if isinstance(node.primitive.nest, Map):
        return _computed(node, numbers)
    return None


def _in_its_dtype(node: Node) -> Node | None:
    """1 as a float is 1.0, so that it has one spelling."""
    value = node.attrs["value"]
    whole = isinstance(value, int) and node.output.dtype in FLOATS
    return _constant(node, float(value)) if whole else None


def _computed(node: Node, numbers: list[Any]) -> Node | None:
    operands = [
        np.full((), number, value.dtype) for number, value in zip(numbers, node.inputs, strict=True)
    ]
    with np.errstate(all="ignore"):  # IEEE rules, as compiled code has them
        result = np.asarray(node.primitive.run(arrays, *operands, **node.attrs))
    # A formula that gave another dtype than the type rule says would be folded wrongly.
    return _constant(node, result.item()) if str(result.dtype) == node.output.dtype else None


def _constant(node: Node, value: Any) -> Node:
    kind = node.output.type
    attrs = {"value": value, "shape": kind.shape, "dtype": kind.dtype}
    return Node(filled, (), attrs, [kind], node.path)
