"""A graph interpreted node by node with NumPy: the reference meaning of a program."""

from __future__ import annotations

import contextvars
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.types import Size
from pronghorn.prims import arrays

# Whether a graph inside an operation stops where one of its guards does not hold.
heeding: contextvars.ContextVar[bool] = contextvars.ContextVar("heeding", default=False)


class Unsound(Exception):
    """A guard inside an operation does not hold."""

    def __init__(self, ok: Value) -> None:
        super().__init__("a guard of an inner graph does not hold")
        self.ok = ok


class Body:
    """A graph inside an operation, together with the sizes known around it."""

    def __init__(self, graph: Graph, known: Mapping[str, int]) -> None:
        self.graph = graph
        self.known = dict(known)

    def __call__(self, operands: Sequence[Any], **sizes: int) -> list[Any]:
        graph = self.graph
        found = evaluate_values(graph, operands, {**self.known, **sizes})
        for ok in graph.guards if heeding.get() else ():
            if not found[ok]:
                raise Unsound(ok)
        return [found[value] for value in graph.outputs]


def resolved(attr: Any, known: Mapping[str, int]) -> Any:
    """An attribute with every symbolic size in it replaced by its number."""
    if isinstance(attr, Size):
        return attr.evaluate(known)
    if isinstance(attr, tuple):
        return tuple(resolved(part, known) for part in attr)
    if isinstance(attr, Graph):
        return Body(attr, known)
    return attr


def applied(node: Node, operands: Sequence[Any], known: Mapping[str, int]) -> tuple[Any, ...]:
    """The results of one node on arrays, by its reference."""
    attrs = {name: resolved(attr, known) for name, attr in node.attrs.items()}
    result = node.primitive.run(arrays, *operands, **attrs)
    return result if isinstance(result, tuple) else (result,)


def evaluate_values(
    graph: Graph, operands: Sequence[Any], known: Mapping[str, int]
) -> dict[Value, Any]:
    """The array of every value of the graph."""
    found: dict[Value, Any] = dict(zip(graph.inputs, operands, strict=True))
    with np.errstate(all="ignore"):
        for node in graph.nodes:
            inputs = [found[value] for value in node.inputs]
            for value, array in zip(node.outputs, applied(node, inputs, known), strict=True):
                found[value] = np.asarray(array)
    return found


def evaluate(graph: Graph, operands: Sequence[Any], known: Mapping[str, int]) -> list[Any]:
    """The outputs of a graph on arrays, its symbols having the given values."""
    found = evaluate_values(graph, operands, known)
    return [found[value] for value in graph.outputs]
