"""What must hold of a graph at every door between rooms."""

from __future__ import annotations

from typing import NoReturn

from pronghorn.errors import InternalError, UserError
from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.text import attribute, to_text
from pronghorn.ir.types import ArrayType


def verify(graph: Graph) -> None:
    """Check that the graph and those inside it are well formed.

    Raises:
        InternalError: names the operation at fault and holds the graph's text.

    Example:
        >>> from pronghorn.ir.graph import Graph
        >>> from pronghorn.ir.verify import verify
        >>> verify(Graph("empty", [], [], []))
    """
    defined: set[Value] = set()
    if len(graph.input_names) != len(graph.inputs):
        _refuse(graph, "every input has a name")
    for value in graph.inputs:
        _define(graph, value, defined, "an input")
    for node in graph.nodes:
        for value in node.inputs:
            if value not in defined:
                _refuse(graph, f"{_called(node)} reads a value that is not defined before it")
        for value in node.outputs:
            if value.node is not node:
                _refuse(graph, f"a result of {_called(node)} names another node as its own")
            _define(graph, value, defined, _called(node))
        _check_attributes(graph, node)
        _check_types(graph, node)
    for value in (*graph.outputs, *graph.guards):
        if value not in defined:
            _refuse(graph, "a result or guard is not defined")
    for value in graph.guards:
        if value.type != ArrayType((), "bool"):
            _refuse(graph, f"a guard is a scalar bool, not {value.type}")


def _define(graph: Graph, value: Value, defined: set[Value], what: str) -> None:
    if value in defined:
        _refuse(graph, f"{what} is defined twice")
    defined.add(value)


def _check_attributes(graph: Graph, node: Node) -> None:
    for name, attr in node.attrs.items():
        if isinstance(attr, Graph):
            verify(attr)
            continue
        try:
            attribute(attr)
        except AttributeError:
            what = f"{graph.name}: {_called(node)} has an attribute without a text: {name}={attr!r}"
            raise InternalError(what) from None


def _check_types(graph: Graph, node: Node) -> None:
    try:
        inferred = node.primitive.infer(*(value.type for value in node.inputs), **node.attrs)
    except (UserError, TypeError, ValueError, IndexError) as error:
        _refuse(graph, f"{_called(node)} is not possible: {error}")
    types = inferred if isinstance(inferred, tuple) else (inferred,)
    if types != tuple(value.type for value in node.outputs):
        found = ", ".join(str(value.type) for value in node.outputs)
        _refuse(graph, f"{_called(node)} gives {', '.join(map(str, types))}, not {found}")


def _called(node: Node) -> str:
    return f"{node.primitive.name} in {node.path}" if node.path else node.primitive.name


def _refuse(graph: Graph, what: str) -> NoReturn:
    raise InternalError(f"{graph.name}: {what}", to_text(graph))
