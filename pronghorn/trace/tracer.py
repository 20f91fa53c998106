"""Run a Python function on types and keep the operations it applied as a graph.

While a function is traced, reading a variable gives its current value and assigning replaces it;
variables become inputs, written ones also outputs. NumPy arrays met on the way become inputs too,
never constants, except those without axes.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from pronghorn import tree
from pronghorn.errors import InternalError, StateError
from pronghorn.ir.graph import Graph, Node, Operation, Value, dissolve
from pronghorn.ir.signature import signature
from pronghorn.ir.types import ArrayType
from pronghorn.prims.create import filled
from pronghorn.prims.record import type_of, writer
from pronghorn.tensor import Tensor, path


class Stateful(Protocol):
    """What a trace needs of a variable."""

    @property
    def type(self) -> ArrayType: ...
    @property
    def array(self) -> Any: ...
    @property
    def path(self) -> str: ...
    @property
    def lent(self) -> bool: ...
    def owned_array(self) -> Any: ...


class Storage:
    """How often any variable got other storage or lent its own to a tensor.

    Runs look up the addresses of variables again when `changes` has grown.
    """

    changes = 0


class Tally(threading.local):
    """How often this thread did something, `here`, and how often others did, `elsewhere`."""

    def __init__(self, total: list[int]) -> None:
        self.here = 0
        self._total = total  # of all threads, in the one place of the list

    def count(self) -> None:
        self.here += 1
        self._total[0] += 1

    @property
    def elsewhere(self) -> int:
        return self._total[0] - self.here


variables_made = Tally([0])


@dataclass(eq=False)
class State:
    """A variable inside a trace: its value on entry and now."""

    variable: Stateful
    entry: Value
    now: Value


@dataclass(eq=False)
class Guard:
    """A condition that a sound run keeps, and what to tell if it does not."""

    ok: Value
    code: str
    facts: dict[str, Any]


@dataclass(eq=False)
class Capture:
    """An array or an outer value that the traced function used without being given it."""

    source: Any
    value: Value


class Trace:
    """A graph being written."""

    def __init__(self, name: str, parent: Trace | None = None) -> None:
        self.name = name
        self.parent = parent
        self.nodes: list[Node] = []
        self.inputs: list[Value] = []
        self.states: dict[int, State] = {}
        self.captures: dict[int, Capture] = {}
        self.guards: list[Guard] = []
        self.loop_guards: list[Guard] = []
        self._own: set[Value] = set()
        self._numbers: dict[tuple[Any, ...], Value] = {}

    def new_input(self, type: ArrayType) -> Value:
        value = Value(type)
        self.inputs.append(value)
        self._own.add(value)
        return value

    def append(self, primitive: Operation, operands: tuple[Any, ...], attrs: dict[str, Any]) -> Any:
        """Add a node: what primitives do while this trace is open. A number is written once.

        An optimizer asks for the same few numbers for each of its variables.
        """
        key = None
        if primitive is filled:
            # As text: 0.0 equals -0.0 and False as a number.
            key = (repr(attrs["value"]), attrs["shape"], attrs["dtype"])
            found = self._numbers.get(key)
            if found is not None:
                return found
        own = self._own
        inputs = tuple([x if type(x) is Value and x in own else self.own(x) for x in operands])
        result = primitive.infer(*[value.type for value in inputs], **attrs)
        several = type(result) is tuple
        node = Node(primitive, inputs, attrs, result if several else (result,), path.get())
        self.nodes.append(node)
        if several:
            own.update(node.outputs)
            return node.outputs
        (value,) = node.outputs
        own.add(value)
        if key is not None:
            self._numbers[key] = value
        return value

    def own(self, operand: Any) -> Value:
        """The operand as a value of this graph."""
        if isinstance(operand, Value) and operand in self._own:
            return operand
        if not isinstance(operand, Value):
            operand = np.asarray(operand)
            if operand.ndim == 0:
                attrs = {"value": operand.item(), "shape": (), "dtype": str(operand.dtype)}
                number: Value = self.append(filled, (), attrs)
                return number
        return self.captured(operand)

    def captured(self, operand: Any) -> Value:
        """The operand as an input of its own, also where it is an array without axes."""
        if isinstance(operand, Value) and operand in self._own:
            return operand
        capture = self.captures.get(id(operand))
        if capture is None:
            if isinstance(operand, Value) and self.parent is None:
                raise StateError("S27", tensor=operand.type)
            value = Value(type_of(operand))
            self._own.add(value)
            capture = self.captures[id(operand)] = Capture(operand, value)
        return capture.value

    def read(self, variable: Stateful) -> Value:
        return self._state(variable).now

    def write(self, variable: Stateful, value: Any) -> None:
        self._state(variable).now = self.own(value)

    def _state(self, variable: Stateful) -> State:
        state = self.states.get(id(variable))
        if state is None:
            entry = Value(variable.type)
            self._own.add(entry)
            state = self.states[id(variable)] = State(variable, entry, entry)
        return state

    def written(self) -> list[State]:
        return [state for state in self.states.values() if state.now is not state.entry]

    def only_read(self) -> list[State]:
        return [state for state in self.states.values() if state.now is state.entry]


_current: contextvars.ContextVar[Trace | None] = contextvars.ContextVar("trace", default=None)


def current() -> Trace | None:
    """The trace being written by this thread, if any."""
    return _current.get()


def opened() -> Trace:
    """The trace being written by this thread; without one, our mistake."""
    trace = _current.get()
    if trace is None:
        raise InternalError("no trace is being written")
    return trace


def read(variable: Stateful) -> Value:
    """The value a variable has at this point of the traced function."""
    return opened().read(variable)


def write(variable: Stateful, value: Any) -> None:
    """Give a variable a new value from this point of the traced function on."""
    opened().write(variable, value)


def guard(ok: Value, code: str, facts: dict[str, Any]) -> None:
    """Ask the engine to stop before any state is written if the scalar bool `ok` is False."""
    trace = opened()
    trace.guards.append(Guard(trace.own(ok), code, facts))


@contextmanager
def tracing(trace: Trace) -> Iterator[Trace]:
    """Operations, reads and writes inside go to this trace."""
    current_token, writer_token = _current.set(trace), writer.set(trace.append)
    try:
        yield trace
    finally:
        _current.reset(current_token)
        writer.reset(writer_token)


@dataclass
class Program:
    """A traced function: its graph and what its inputs beyond the arguments are.

    Inputs of the graph: arguments, then `variables` (the first `written` of which are also the
    graph's last outputs), then `arrays`.
    """

    graph: Graph
    variables: list[Stateful] = field(default_factory=list)
    written: int = 0
    arrays: list[Any] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)
    results: Any = None

    @property
    def arguments(self) -> int:
        return len(self.graph.inputs) - len(self.variables) - len(self.arrays)

    @property
    def nodes(self) -> int:
        """How many operations there are, those of a loop's body too."""
        bodies: list[Any] = [node.attrs.get("body") for node in self.graph.nodes]
        return sum(len(graph.nodes) for graph in (self.graph, *bodies) if graph is not None)

    @cached_property
    def signature(self) -> str:
        """Equal for programs whose machine code is the same; names, paths and arrays' values do not
        count.
        """
        counts = (self.arguments, len(self.variables), self.written, len(self.arrays))
        return f"{counts}\n{signature(self.graph)}"


def trace(
    function: Callable[..., Sequence[Any]], types: Sequence[ArrayType], name: str = "program"
) -> Program:
    """Trace `function`, which takes and returns tensors or values, on arguments of these types."""
    with tracing(Trace(name, parent=None)) as writing:
        arguments = [writing.new_input(type) for type in types]
        results = function(*(Tensor(value) for value in arguments))
        outputs = [writing.own(payload_of(result)) for result in results]
    return finish(writing, outputs)


def finish(writing: Trace, outputs: list[Value]) -> Program:
    """Close a trace whose results are `outputs`."""
    written, kept = writing.written(), writing.only_read()
    states = [*written, *kept]
    captures = list(writing.captures.values())
    names = [f"argument_{n}" for n in range(len(writing.inputs))]
    names += [state.variable.path for state in states]
    names += [f"array_{n}" for n in range(len(captures))]
    graph = Graph(
        writing.name,
        [*writing.inputs, *(s.entry for s in states), *(c.value for c in captures)],
        writing.nodes,
        [*outputs, *(state.now for state in written)],
        names,
        [guard.ok for guard in writing.guards],
    )
    return Program(
        graph,
        [state.variable for state in states],
        len(written),
        [capture.source for capture in captures],
        [*writing.guards, *writing.loop_guards],
    )


def payload_of(result: Any) -> Any:
    """What a tensor, variable, array or number holds."""
    value = getattr(result, "value", result) if not isinstance(result, Tensor | Value) else result
    return value.payload if isinstance(value, Tensor) else value


def types_of(function: Callable[..., Any], types: Sequence[ArrayType]) -> Any:
    """The types of what `function` returns for tensors of these types; nothing is kept.

    The result has the structure that the function returns: one type, or a list, tuple or dict.
    """
    with tracing(Trace("types", parent=None)) as writing:
        result = function(*(Tensor(writing.new_input(type)) for type in types))
    found = _types(result)
    dissolve(writing.nodes)
    return found


def _types(result: Any) -> Any:
    return tree.map_structure(lambda leaf: type_of(payload_of(leaf)), result, none_is_leaf=False)
