"""A choice of two branches, repetition while a condition holds, a graph whose values are not kept
for its gradient, and the gradients of these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pronghorn.errors import DataError
from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.types import ArrayType, Size
from pronghorn.ir.walk import rewritten, unguarded
from pronghorn.prims import control
from pronghorn.prims.control import checkpoint, cond, while_loop
from pronghorn.prims.create import filled
from pronghorn.prims.elementwise import FLOATS
from pronghorn.prims.record import Primitive
from pronghorn.tensor import Tensor
from pronghorn.trace.grad import reverse_many
from pronghorn.trace.inner import Around, Inner
from pronghorn.trace.loop_grad import reverse_loop
from pronghorn.trace.tracer import Trace, opened, payload_of, tracing

# Takes nothing, gives tensors or values.
Branch = Callable[[], Sequence[Any]]


def either(condition: Any, then: Branch, otherwise: Branch) -> list[Tensor]:
    """What `then` gives if the scalar bool holds, else what `otherwise` gives; only one runs.

    Variables that either assigns are assigned.
    """
    graphs = [
        Inner(name, lambda branch=branch: ((), branch()), ())
        for name, branch in (("then", then), ("otherwise", otherwise))
    ]
    around = Around(*graphs)
    then_graph, otherwise_graph = (around.graph(graph, 0) for graph in graphs)
    bodies = {"then": then_graph, "otherwise": otherwise_graph}
    _, results = around.append(cond, bodies, leading=[payload_of(condition)])
    return [Tensor(value) for value in results]


def recomputed(function: Branch) -> list[Tensor]:
    """What `function` gives; for the gradient its work is done again."""
    inner = Inner("recomputed", lambda: ((), function()), ())
    around = Around(inner)
    _, results = around.append(checkpoint, {"body": around.graph(inner, 0)})
    return [Tensor(value) for value in results]


def assigns(function: Callable[..., Any], given: Sequence[Any]) -> bool:
    """Whether a function of the given tensors, which returns one, assigns variables."""
    types = [opened().own(payload_of(x)).type for x in given]
    inner = Inner("assigns", lambda *xs: ((), [function(*xs)]), types)
    return bool(inner.trace.written())


def repeated(
    condition: Callable[..., Any],
    body: Callable[..., Sequence[Any]],
    carried: Sequence[Any],
    most: Size | int | None,
) -> list[Tensor]:
    """`body` of the carried values again and again while `condition` of them holds."""
    start = [opened().own(payload_of(x)) for x in carried]
    types = [value.type for value in start]
    holds = Inner("condition", lambda *xs: ((), [condition(*xs)]), types)
    turn = Inner("body", lambda *xs: (body(*xs), ()), types)
    around = Around(holds, turn)
    attrs = {
        "condition": around.graph(holds, len(start), keeps=False),
        "body": around.graph(turn, len(start)),
        "carried": len(start) + len(around.written),
        "most": most,
    }
    last, _ = around.append(while_loop, attrs, carried=start)
    return [Tensor(value) for value in last]


def reverse_cond(
    g: Any, _y: Any, condition: Any, *captured: Any, then: Graph, otherwise: Graph
) -> tuple[Any, ...]:
    """Cotangents of what branches read: the branch that ran is run again, then walked back."""
    branches = {"then": then, "otherwise": otherwise}
    return None, *_walked_back(cond, branches, g, captured, [condition])


def reverse_checkpoint(g: Any, _y: Any, *captured: Any, body: Graph) -> tuple[Any, ...]:
    """Cotangents of what the body read: it is run again, then walked back."""
    return _walked_back(checkpoint, {"body": body}, g, captured)


def _walked_back(
    operation: Primitive,
    graphs: Mapping[str, Graph],
    g: Any,
    captured: Sequence[Any],
    leading: Sequence[Any] = (),
) -> tuple[Any, ...]:
    """Cotangents of what graphs read, by the same operation with the way back through each."""
    cotangents = g if isinstance(g, tuple) else (g,)
    given = [n for n, cotangent in enumerate(cotangents) if cotangent is not None]
    ways = {name: _Way(graph, given) for name, graph in graphs.items()}
    places = sorted({place for way in ways.values() for place in way.found})
    gradients: list[Any] = [None] * len(captured)
    if places:
        backwards = {name: way.graph(places) for name, way in ways.items()}
        operands = [*(cotangents[n] for n in given), *captured]
        found = operation(*leading, *operands, **backwards)
        for place, cotangent in zip(places, found, strict=True):
            gradients[place] = cotangent
    return tuple(gradients)


class _Way:
    """The way back through one branch, given which of its results have a cotangent."""

    def __init__(self, branch: Graph, given: Sequence[int]) -> None:
        self.trace = Trace(f"{branch.name}_gradient")
        self.types = [value.type for value in branch.inputs]
        with tracing(self.trace):
            seeds = [self.trace.new_input(branch.outputs[n].type) for n in given]
            entries = [self.trace.new_input(type) for type in self.types]
            now = dict(zip(branch.inputs, entries, strict=True))
            for node in branch.nodes:
                inputs = tuple(now[value] for value in node.inputs)
                results = self.trace.append(node.primitive, inputs, unguarded(node.attrs))
                several = isinstance(results, tuple)
                now.update(zip(node.outputs, results if several else (results,), strict=True))
            steps = list(self.trace.nodes)
            ends = [now[branch.outputs[n]] for n in given]
            floats = [n for n, type in enumerate(self.types) if type.dtype in FLOATS]
            walked = reverse_many(
                steps, list(zip(ends, seeds, strict=True)), [entries[n] for n in floats]
            )
        self.found = {
            n: cotangent
            for n, cotangent in zip(floats, walked, strict=True)
            if cotangent is not None
        }

    def graph(self, places: Sequence[int]) -> Graph:
        """Cotangents of the branch's operands at these places; zeros where there is none."""
        with tracing(self.trace):
            results = [
                self.trace.own(self.found[n] if n in self.found else _zeros(self.types[n]))
                for n in places
            ]
        return Graph(self.trace.name, self.trace.inputs, self.trace.nodes, results)


def _zeros(type: ArrayType) -> Any:
    return filled(value=0.0, shape=type.shape, dtype=type.dtype)


def reverse_while(
    g: Any,
    y: Any,
    *operands: Any,
    condition: Graph,
    body: Graph,
    carried: int,
    most: Size | int | None,
) -> tuple[Any, ...]:
    """Cotangents through a loop of `most` trips, each of which asks the condition.

    Raises:
        DataError: if the number of trips has no bound.
    """
    if most is None:
        raise DataError("S21", op="while_loop", where=body.name)
    bounded = _bounded(condition, body, carried)
    return reverse_loop(
        g, y, *operands, body=bounded, carried=carried, sliced=0, total=most, chunk=None
    )


def _bounded(condition: Graph, body: Graph, carried: int) -> Graph:
    """A body that does nothing once the condition has failed."""
    inputs = [Value(value.type) for value in body.inputs]
    asked = rewritten(condition, lambda _: None, dict(zip(condition.inputs, inputs, strict=True)))
    (holds,) = asked.outputs
    kept = Graph("kept", entries := [Value(v.type) for v in inputs], [], entries[:carried])
    types = [value.type for value in body.outputs]
    choice = Node(cond, (holds, *inputs), {"then": body, "otherwise": kept}, types)
    return Graph(body.name, inputs, [*asked.nodes, choice], choice.outputs, body.input_names)


control.reverse["checkpoint"] = reverse_checkpoint
control.reverse["cond"] = reverse_cond
control.reverse["while_loop"] = reverse_while
