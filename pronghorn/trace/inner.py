"""Graphs inside an operation: loops, branches. What they use of the program around them becomes
operands of the operation, and variables that they assign its results.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pronghorn.ir.graph import Graph, Operation, Value
from pronghorn.ir.types import ArrayType
from pronghorn.tensor import Tensor
from pronghorn.trace.tracer import Stateful, Trace, opened, payload_of, tracing


class Inner:
    """One graph being written for an operation of the trace around it.

    `function` takes tensors of `types` and returns several lists of tensors or values.
    """

    def __init__(
        self,
        name: str,
        function: Callable[..., Sequence[Sequence[Any]]],
        types: Sequence[ArrayType],
    ) -> None:
        self.outer = opened()
        with tracing(Trace(name, parent=self.outer)) as self.trace:
            self.entries = [self.trace.new_input(type) for type in types]
            found = function(*(Tensor(value) for value in self.entries))
            self.results = [[self.trace.own(payload_of(x)) for x in part] for part in found]


class Around:
    """What some graphs of one operation use of the program around them.

    Every graph takes its own carried values, variables that any of them assigns, its slices,
    variables that are only read, and captured values; and returns carried values, variables,
    other results.
    """

    def __init__(self, *graphs: Inner) -> None:
        self.graphs = graphs
        self.outer = graphs[0].outer
        traces = [graph.trace for graph in graphs]
        states = [state for trace in traces for state in trace.states.values()]
        assigned = {id(state.variable) for trace in traces for state in trace.written()}
        variables = {id(state.variable): state.variable for state in states}
        self.written: list[Stateful] = [v for key, v in variables.items() if key in assigned]
        self.kept: list[Stateful] = [v for key, v in variables.items() if key not in assigned]
        captures = [capture for trace in traces for capture in trace.captures.values()]
        self.sources = list({id(capture.source): capture.source for capture in captures}.values())
        for trace in traces:
            self.outer.loop_guards.extend([*trace.guards, *trace.loop_guards])

    def graph(self, inner: Inner, carried: int, keeps: bool = True) -> Graph:
        """The finished graph; without `keeps` it returns no variables."""
        trace = inner.trace
        for variable in (*self.written, *self.kept):
            trace.read(variable)
        captured = [trace.own(source) for source in self.sources]
        states = [trace.states[id(variable)] for variable in self.written]
        read = [trace.states[id(variable)] for variable in self.kept]
        own = inner.entries
        names = [f"carried_{n}" for n in range(carried)]
        names += [variable.path for variable in self.written]
        names += [f"slice_{n}" for n in range(len(own) - carried)]
        names += [variable.path for variable in self.kept]
        names += [f"captured_{n}" for n in range(len(captured))]
        first, *rest = inner.results
        return Graph(
            trace.name,
            [
                *own[:carried],
                *(state.entry for state in states),
                *own[carried:],
                *(state.entry for state in read),
                *captured,
            ],
            trace.nodes,
            [
                *first,
                *((state.now for state in states) if keeps else ()),
                *(value for part in rest for value in part),
            ],
            names,
            [guard.ok for guard in trace.guards],
        )

    def append(
        self,
        operation: Operation,
        attrs: dict[str, Any],
        leading: Sequence[Any] = (),
        carried: Sequence[Any] = (),
        sliced: Sequence[Any] = (),
    ) -> tuple[list[Value], list[Value]]:
        """Write the operation into the program around: what is carried, and its other results.

        `leading` are operands that the graphs do not take.
        """
        outer = self.outer
        operands = [
            *(outer.own(x) for x in (*leading, *carried)),
            *(outer.read(variable) for variable in self.written),
            *(outer.own(x) for x in sliced),
            *(outer.read(variable) for variable in self.kept),
            *(outer.own(source) for source in self.sources),
        ]
        outputs = outer.append(operation, tuple(operands), attrs)
        first, end = len(carried), len(carried) + len(self.written)
        for variable, value in zip(self.written, outputs[first:end], strict=True):
            outer.write(variable, value)
        return list(outputs[:first]), list(outputs[end:])
