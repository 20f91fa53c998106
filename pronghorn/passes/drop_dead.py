"""What no result depends on is taken out, down to single operands and results of loops."""

from __future__ import annotations

from collections.abc import Iterable

from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.walk import bodies, in_bodies, is_guarded, renewed, with_values
from pronghorn.prims.control import loop


def drop_dead(graph: Graph) -> Graph:
    """Keep what outputs and guards need. Inputs stay: whoever runs the graph passes them all."""
    kept, _ = _needed(graph, [*graph.outputs, *graph.guards])
    return kept


def _needed(graph: Graph, roots: Iterable[Value]) -> tuple[Graph, set[Value]]:
    """The graph with only the nodes that `roots` need, and every value that is needed."""
    live = set(roots)
    kept: list[Node] = []
    smaller: dict[Node, tuple[Node, list[Value]]] = {}
    for node in reversed(graph.nodes):
        if node.primitive is loop:
            if live.isdisjoint(node.outputs) and not is_guarded(node.attrs["body"]):
                continue
            shrunk, results = _shrunk(node, live)
            smaller[node] = shrunk, results
            kept.append(node)
            live.update(shrunk.inputs)
        elif not live.isdisjoint(node.outputs) or any(is_guarded(b) for _, b in bodies(node)):
            kept.append(node)
            live.update(node.inputs)
            inside = in_bodies(node, drop_dead)
            if inside is not None:
                smaller[node] = inside, list(node.outputs)
    kept.reverse()
    if not smaller:
        return (graph if len(kept) == len(graph.nodes) else with_values(graph, kept, {})), live
    nodes: list[Node] = []
    now: dict[Value, Value] = {}
    for node in kept:
        shrunk, results = smaller.get(node, (node, list(node.outputs)))
        current = renewed(shrunk, now)
        nodes.append(current)
        if current is not node:
            now.update(zip(results, current.outputs, strict=True))
    return with_values(graph, nodes, now), live


def _shrunk(node: Node, live: set[Value]) -> tuple[Node, list[Value]]:
    """A loop without the operands and results nobody needs, and which results of it stay.

    A carried value that is read only to compute itself goes, too.
    """
    body: Graph = node.attrs["body"]
    carried, sliced = node.attrs["carried"], node.attrs["sliced"]
    stays = [value in live for value in node.outputs]
    while True:
        outputs = [value for value, stay in zip(body.outputs, stays, strict=True) if stay]
        smaller, needed = _needed(body, [*outputs, *body.guards])
        late = [n for n in range(carried) if not stays[n] and body.inputs[n] in needed]
        if not late:
            break
        for n in late:
            stays[n] = True
    read = [*stays[:carried], *(value in needed for value in body.inputs[carried:])]
    if all(stays) and all(read) and smaller is body:
        return node, list(node.outputs)
    places = [n for n, stay in enumerate(read) if stay]
    inner = Graph(
        body.name,
        [body.inputs[n] for n in places],
        smaller.nodes,
        [value for value, stay in zip(smaller.outputs, stays, strict=True) if stay],
        [body.input_names[n] for n in places],
        smaller.guards,
    )
    attrs = {
        **node.attrs,
        "body": inner,
        "carried": sum(stays[:carried]),
        "sliced": sum(read[carried : carried + sliced]),
    }
    results = [value for value, stay in zip(node.outputs, stays, strict=True) if stay]
    types = [value.type for value in results]
    return Node(loop, tuple(node.inputs[n] for n in places), attrs, types, node.path), results
