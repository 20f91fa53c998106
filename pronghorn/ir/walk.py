"""Ways through a graph that passes share: rewriting node by node, and graphs inside nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pronghorn.ir.graph import Graph, Node, Operation, Value

# What a rule answers for a node: None to keep it, another node, or values in place of its outputs.
Answer = Node | Sequence[Value] | None


def rewritten(
    graph: Graph, rule: Callable[[Node], Answer], now: Mapping[Value, Value] | None = None
) -> Graph:
    """The graph with `rule` applied to each node in order, its operands being rewritten already.

    `now` puts values in place of inputs. Nodes that do not change are shared between the two
    graphs: a node is never changed in place.
    """
    nodes: list[Node] = []
    now = dict(now or {})
    for node in graph.nodes:
        current = renewed(node, now) if now else node
        answer = rule(current)
        if answer is None:
            answer = current
        if isinstance(answer, Node):
            nodes.append(answer)
            if answer is node:
                continue
            answer = answer.outputs
        now.update(zip(node.outputs, answer, strict=True))
    return with_values(graph, nodes, now) if now else graph


def renewed(node: Node, now: Mapping[Value, Value]) -> Node:
    """The node reading the values that `now` puts in place of its operands."""
    find = now.get
    inputs = tuple([find(value, value) for value in node.inputs])
    return node if inputs == node.inputs else reading(node, inputs)


def reading(node: Node, inputs: tuple[Value, ...]) -> Node:
    """The same operation on other operands of the same types."""
    types = [value.type for value in node.outputs]
    return Node(node.primitive, inputs, node.attrs, types, node.path)


def with_values(graph: Graph, nodes: Sequence[Node], now: Mapping[Value, Value]) -> Graph:
    """A graph of these nodes with the inputs of `graph`, and its results looked up in `now`."""
    return Graph(
        graph.name,
        graph.inputs,
        nodes,
        [now.get(value, value) for value in graph.outputs],
        graph.input_names,
        [now.get(value, value) for value in graph.guards],
    )


def operands_first(
    value: Value, operands: Callable[[Value], Sequence[Value]], is_known: Callable[[Value], bool]
) -> Iterator[Value]:
    """Values that are not known, up to this one, each after its operands: however long a chain is.

    `is_known` must hold for what has been given, once it is asked for the next.
    """
    stack = [value]
    while stack:
        value = stack[-1]
        missing = () if is_known(value) else [x for x in operands(value) if not is_known(x)]
        if missing:
            stack += reversed(missing)
            continue
        stack.pop()
        if not is_known(value):
            yield value


def bodies(node: Node) -> list[tuple[str, Graph]]:
    """The graphs inside a node, by the attribute that holds them."""
    attrs = node.attrs  # most operations have none, and every pass asks every node
    return [item for item in attrs.items() if isinstance(item[1], Graph)] if attrs else []


def in_bodies(node: Node, change: Callable[[Graph], Graph]) -> Node | None:
    """The node with its inner graphs changed; None if they stay as they are."""
    changed = {}
    for name, body in bodies(node):
        other = change(body)
        if other is not body:
            changed[name] = other
    if not changed:
        return None
    types = [value.type for value in node.outputs]
    return Node(node.primitive, node.inputs, {**node.attrs, **changed}, types, node.path)


def is_guarded(graph: Graph) -> bool:
    """Whether this graph, or one inside it, holds a condition on sound runs."""
    return bool(graph.guards) or any(
        is_guarded(body) for node in graph.nodes for _, body in bodies(node)
    )


def unguarded(attrs: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes of an operation that is done again: the first time has looked at the guards."""
    return {
        name: _without_guards(attr) if isinstance(attr, Graph) else attr
        for name, attr in attrs.items()
    }


def _without_guards(graph: Graph) -> Graph:
    bare = rewritten(graph, lambda node: in_bodies(node, _without_guards))
    return Graph(bare.name, bare.inputs, bare.nodes, bare.outputs, bare.input_names)


def inlined(graph: Graph, operation: Operation) -> Graph:
    """The graph with the bodies of an operation among its own nodes, their guards left out."""
    nodes: list[Node] = []
    now: dict[Value, Value] = {}
    for node in graph.nodes:
        current = renewed(node, now)
        current = in_bodies(current, lambda body: inlined(body, operation)) or current
        if node.primitive is operation:
            body: Graph = current.attrs["body"]
            inside = dict(zip(body.inputs, current.inputs, strict=True))
            for inner in body.nodes:
                copy = reading(inner, tuple(inside[value] for value in inner.inputs))
                inside.update(zip(inner.outputs, copy.outputs, strict=True))
                nodes.append(copy)
            results = [inside[value] for value in body.outputs]
        else:
            nodes.append(current)
            results = list(current.outputs)
        now.update(zip(node.outputs, results, strict=True))
    return with_values(graph, nodes, now)
