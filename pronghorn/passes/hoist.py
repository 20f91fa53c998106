"""What is the same in every trip of a loop is computed once, before it."""

from __future__ import annotations

from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.types import ArrayType, product
from pronghorn.ir.walk import bodies, in_bodies, reading, renewed, rewritten, with_values
from pronghorn.prims.control import loop
from pronghorn.prims.record import Index, View

# Elements of a value worth holding through a loop: a few pages of the first-level cache.
_SMALL = 4096


def hoist(graph: Graph) -> Graph:
    """Move small work on captured values alone out of loops over slices, innermost loops first.

    Loops over batches keep theirs: between batches a callback may change what they capture.
    """
    nodes: list[Node] = []
    now: dict[Value, Value] = {}
    for node in graph.nodes:
        current = renewed(node, now) if now else node
        if node.primitive is loop:
            current = in_bodies(current, hoist) or current
            if current.attrs["chunk"] is None:
                current = _lightened(current, nodes)
        nodes.append(current)
        if current is not node:
            now.update(zip(node.outputs, current.outputs, strict=True))
    return with_values(graph, nodes, now) if now else graph


def _lightened(node: Node, before: list[Node]) -> Node:
    """The loop with its invariant work appended to `before` and captured instead."""
    body: Graph = node.attrs["body"]
    fixed = node.attrs["carried"] + node.attrs["sliced"]
    outside: dict[Value, Value] = dict(zip(body.inputs[fixed:], node.inputs[fixed:], strict=True))
    captured: list[Value] = []
    sources: dict[Value, Node] = {}
    for inner in body.nodes:
        if not _is_invariant(inner, outside, sources):
            continue
        (value,) = inner.outputs
        sources[value] = inner
        if _is_work(inner):
            outside[value] = _moved(value, outside, sources, before)
            captured.append(value)
    if not captured:
        return node
    entries = {value: Value(value.type) for value in captured}
    kept = [inner for inner in body.nodes if inner.outputs[0] not in entries]
    names = [f"invariant_{n}" for n in range(len(entries))]
    light = Graph(
        body.name,
        [*body.inputs, *entries.values()],
        kept,
        body.outputs,
        [*body.input_names, *names],
        body.guards,
    )
    light = rewritten(light, lambda _: None, entries)
    inputs = (*node.inputs, *(outside[value] for value in captured))
    types = [value.type for value in node.outputs]
    return Node(loop, inputs, {**node.attrs, "body": light}, types, node.path)


def _is_invariant(node: Node, outside: dict[Value, Value], sources: dict[Value, Node]) -> bool:
    return (
        len(node.outputs) == 1
        and all(value in outside or value in sources for value in node.inputs)
        and not bodies(node)
        and _is_small(node.output.type)
    )


def _is_small(kind: ArrayType) -> bool:
    size = product(kind.shape)
    return isinstance(size, int) and size <= _SMALL


def _is_work(node: Node) -> bool:
    """Constants, positions and views cost nothing where they are used."""
    return bool(node.inputs) and not isinstance(node.primitive.nest, View | Index)


def _moved(
    value: Value, outside: dict[Value, Value], sources: dict[Value, Node], before: list[Node]
) -> Value:
    """The value as computed outside the loop, with the constants and views it needs."""
    found = outside.get(value)
    if found is None:
        node = sources[value]
        inputs = tuple([_moved(x, outside, sources, before) for x in node.inputs])
        copy = reading(node, inputs)
        before.append(copy)
        found = outside[value] = copy.output
    return found
