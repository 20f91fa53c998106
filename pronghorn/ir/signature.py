"""Whether two graphs are the same: a text of what they compute, whatever things are called."""

from __future__ import annotations

from pronghorn.ir.graph import Graph

__all__ = ["signature"]


def signature(graph: Graph) -> str:
    """Equal for equal graphs, and quicker to write than their text.

    Types of results are not in it, for they follow from the operations and their operands.
    """
    words: list[str] = []
    _write(graph, words)
    return " ".join(words)


def _write(graph: Graph, words: list[str]) -> None:
    """The words of a graph, to be joined at once."""
    number = {value: str(n) for n, value in enumerate(graph.inputs)}
    numbered = number.__getitem__
    words += [repr(value.type) for value in graph.inputs]
    for node in graph.nodes:
        words += ("\n", node.primitive.name)
        words += map(numbered, node.inputs)
        for value in node.outputs:
            number[value] = str(len(number))
            words.append("->")
        for name, attr in node.attrs.items():
            if isinstance(attr, Graph):
                words += (name, "{")
                _write(attr, words)
                words.append("}")
            else:
                words += (name, "=", repr(attr))
    words.append("\n")
    words += map(numbered, graph.outputs)
    words.append("guard")
    words += map(numbered, graph.guards)
