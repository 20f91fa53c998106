"""Operations that repeat an earlier one on the same values give way to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.walk import Answer, bodies, in_bodies, rewritten
from pronghorn.prims.control import loop
from pronghorn.prims.elementwise import add, equal, logical_and, logical_or, mul, not_equal

# Exact in either order, but for the payload of a NaN; maximum(0, -0) is not.
_COMMUTATIVE = frozenset({add, mul, equal, not_equal, logical_and, logical_or})


def merge_duplicates(graph: Graph) -> Graph:
    """Compute equal things once; a body shares nothing with the graph around it."""
    return _merged(graph, {})


def _merged(graph: Graph, same: Mapping[Value, Value]) -> Graph:
    first: dict[Any, Sequence[Value]] = {}

    def rule(node: Node) -> Answer:
        if node.primitive is loop:
            return in_bodies(node, lambda body: _merged(body, _same_captures(node, body)))
        if bodies(node):
            return in_bodies(node, merge_duplicates)
        if node.primitive in _COMMUTATIVE:
            key: Any = (node.primitive, frozenset(node.inputs))
        else:
            key = (node.primitive, node.inputs, *map(_exactly, node.attrs.items()))
        found = first.setdefault(key, node.outputs)
        # a + b and b + a may differ in type: sizes that only agree once data arrive.
        return found if found is not node.outputs and _alike(found, node.outputs) else None

    return rewritten(graph, rule, same)


def _alike(some: Sequence[Value], others: Sequence[Value]) -> bool:
    return all(a.type == b.type for a, b in zip(some, others, strict=True))


def _exactly(item: tuple[str, Any]) -> Any:
    """An attribute as a key: 0.0 equals -0.0 as a number but is another constant."""
    value = item[1]
    return (item[0], repr(value)) if type(value) is float else item


def _same_captures(node: Node, body: Graph) -> dict[Value, Value]:
    """Inputs of a loop's body that are the same captured value as an earlier one."""
    fixed = node.attrs["carried"] + node.attrs["sliced"]
    inside: dict[Value, Value] = {}
    same: dict[Value, Value] = {}
    for outer, inner in zip(node.inputs[fixed:], body.inputs[fixed:], strict=True):
        seen = inside.setdefault(outer, inner)
        if seen is not inner:
            same[inner] = seen
    return same
