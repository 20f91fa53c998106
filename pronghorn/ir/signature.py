"""Whether two graphs are the same: a text of what they compute, whatever things are called."""

from __future__ import annotations

from collections.abc import Sequence

from pronghorn.ir.graph import Graph, Value

__all__ = ["signature"]


def signature(graph: Graph) -> str:
    """Equal for equal graphs, and quicker to write than their text.

    Types of results are not in it, for they follow from the operations and their operands.
    """
    parts: list[str] = []
    _write(graph, parts)
    return "\n".join(parts)


def _write(graph: Graph, parts: list[str]) -> None:
    number = {value: n for n, value in enumerate(graph.inputs)}
    parts.append(f"({', '.join([repr(value.type) for value in graph.inputs])})")
    for node in graph.nodes:
        operands = [number[value] for value in node.inputs]
        parts.append(f"{node.primitive.name}{operands}{len(node.outputs)}")
        for value in node.outputs:
            number[value] = len(number)
        for name, attr in node.attrs.items():
            if isinstance(attr, Graph):
                _write(attr, parts)
            else:
                parts.append(f" {name}={attr!r}")
    listed: list[Sequence[Value]] = [graph.outputs, graph.guards]
    parts.append(" ".join([str([number[value] for value in values]) for values in listed]))
