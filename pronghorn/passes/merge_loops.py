"""Loops that run the same body on the same operands, for other results, become one loop.

A gradient runs a forward loop again for the values that its backward loop reads; this makes them
results of the loop that ran anyway.
"""

from __future__ import annotations

from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.types import ArrayType
from pronghorn.ir.walk import in_bodies, renewed, with_values
from pronghorn.prims.control import loop

# A body is known by its inputs: bodies that share them are one body with other results.
Body = tuple[Value, ...]


def merge_loops(graph: Graph) -> Graph:
    """Run each body once; bodies too."""
    groups: dict[Body, list[Node]] = {}
    for node in graph.nodes:
        if node.primitive is loop:
            groups.setdefault(tuple(node.attrs["body"].inputs), []).append(node)
    if not groups:
        return graph
    nodes: list[Node] = []
    now: dict[Value, Value] = {}
    for node in graph.nodes:
        current = renewed(node, now)
        if node.primitive is loop:
            group = groups[tuple(node.attrs["body"].inputs)]
            alike = [other for other in group if other.inputs == node.inputs]
            if alike[0] is not node:
                continue
            current, places = _united(current, alike)
            current = in_bodies(current, merge_loops) or current
            for other, found in zip(alike, places, strict=True):
                now.update(
                    (value, current.outputs[place])
                    for value, place in zip(other.outputs, found, strict=True)
                )
        elif current is not node:
            now.update(zip(node.outputs, current.outputs, strict=True))
        nodes.append(current)
    return with_values(graph, nodes, now)


def _united(first: Node, alike: list[Node]) -> tuple[Node, list[list[int]]]:
    """One loop with the results of all, and where each finds its own."""
    body: Graph = first.attrs["body"]
    carried = first.attrs["carried"]
    results: dict[Value, ArrayType] = {}
    for node in alike:
        stacked = zip(node.attrs["body"].outputs[carried:], node.outputs[carried:], strict=True)
        for inner, outer in stacked:
            results.setdefault(inner, outer.type)
    order = {value: carried + n for n, value in enumerate(results)}
    places = [
        [*range(carried), *(order[value] for value in node.attrs["body"].outputs[carried:])]
        for node in alike
    ]
    outputs = [*body.outputs[:carried], *results]
    united = Graph(body.name, body.inputs, body.nodes, outputs, body.input_names, body.guards)
    types = [*(value.type for value in first.outputs[:carried]), *results.values()]
    return Node(loop, first.inputs, {**first.attrs, "body": united}, types, first.path), places
