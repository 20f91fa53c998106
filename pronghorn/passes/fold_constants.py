"""What is known before the program runs is computed now: constants of constants."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.types import Size
from pronghorn.ir.walk import Answer, bodies, in_bodies, rewritten
from pronghorn.prims import arrays
from pronghorn.prims.control import loop
from pronghorn.prims.create import filled, size_of
from pronghorn.prims.elementwise import FLOATS
from pronghorn.prims.record import Map
from pronghorn.prims.views import broadcast, reshape, reverse, slice_, transpose

_MOVES = frozenset({broadcast, reshape, reverse, slice_, transpose})


def fold_constants(graph: Graph) -> Graph:
    """Replace element-wise operations on constants, and views of them, by constants."""
    return rewritten(graph, _folded)


def known(value: Value) -> Any:
    """The number that every element of a constant has; None for anything else."""
    node = value.node
    return node.attrs["value"] if node is not None and node.primitive is filled else None


def _folded(node: Node) -> Answer:
    if node.primitive is loop:
        return in_bodies(node, lambda body: _with_constants(node, body))
    if any(bodies(node)):
        return in_bodies(node, fold_constants)
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


def _with_constants(node: Node, body: Graph) -> Graph:
    """A loop's body in which captured constants are constants of its own.

    In a loop over batches `rows` means another size inside than outside, so only constants whose
    sizes are numbers go in.
    """
    fixed = node.attrs["carried"] + node.attrs["sliced"]
    constants: list[Node] = []
    inside: dict[Value, Value] = {}
    for outer, inner in zip(node.inputs[fixed:], body.inputs[fixed:], strict=True):
        means_the_same = node.attrs["chunk"] is None or outer.type.is_static()
        if outer.node is not None and outer.node.primitive is filled and means_the_same:
            constant = Node(filled, (), outer.node.attrs, [outer.type], outer.node.path)
            constants.append(constant)
            inside[inner] = constant.output
    folded = rewritten(body, _folded, inside)
    if constants:
        folded.nodes[:0] = constants
    return folded
