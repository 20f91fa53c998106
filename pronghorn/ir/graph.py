"""Programs as data: a graph is a list of nodes in an order in which they can run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn, Protocol

from pronghorn.errors import StateError
from pronghorn.ir.types import ArrayType, Shape

# Filled by `prims`: what `+`, `*` … mean on values. `ir` itself knows no operation.
operators: dict[str, Callable[..., Any]] = {}


class Operation(Protocol):
    """What a graph needs to know of a primitive."""

    @property
    def name(self) -> str: ...
    @property
    def infer(self) -> Callable[..., Any]: ...
    @property
    def run(self) -> Callable[..., Any]: ...
    @property
    def vjp(self) -> Callable[..., tuple[Any, ...]] | None: ...
    @property
    def nest(self) -> Any: ...


class Arithmetic:
    """Python's operators, each standing for a primitive."""

    __slots__ = ()

    # A NumPy array on the left leaves the operator to us.
    __array_ufunc__ = None

    def __add__(self, other: Any) -> Any:
        return operators["add"](self, other)

    def __radd__(self, other: Any) -> Any:
        return operators["add"](other, self)

    def __sub__(self, other: Any) -> Any:
        return operators["sub"](self, other)

    def __rsub__(self, other: Any) -> Any:
        return operators["sub"](other, self)

    def __mul__(self, other: Any) -> Any:
        return operators["mul"](self, other)

    def __rmul__(self, other: Any) -> Any:
        return operators["mul"](other, self)

    def __truediv__(self, other: Any) -> Any:
        return operators["div"](self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return operators["div"](other, self)

    def __neg__(self) -> Any:
        return operators["neg"](self)


class Value(Arithmetic):
    """The result of a node, or an input of a graph, while a program is being written."""

    __slots__ = ("node", "type")

    def __init__(self, type: ArrayType, node: Node | None = None) -> None:
        self.type = type
        self.node = node

    @property
    def shape(self) -> Shape:
        return self.type.shape

    @property
    def dtype(self) -> str:
        return self.type.dtype

    @property
    def ndim(self) -> int:
        return len(self.type.shape)

    def __array__(self, _dtype: Any = None, copy: bool | None = None) -> NoReturn:
        """Nothing is traced any more: there are no numbers, and there is no program to write."""
        raise StateError("S27", tensor=self.type)

    def __repr__(self) -> str:
        return f"Value({self.type})"


class Node:
    """One operation in a graph: what it is, what it reads, what it gives."""

    __slots__ = ("attrs", "inputs", "outputs", "path", "primitive")

    def __init__(
        self,
        primitive: Operation,
        inputs: tuple[Value, ...],
        attrs: dict[str, Any],
        types: Sequence[ArrayType],
        path: str = "",
    ) -> None:
        self.primitive = primitive
        self.inputs = inputs
        self.attrs = attrs
        self.path = path
        # Most nodes have one result, and a list of one takes as long again.
        one = len(types) == 1
        self.outputs = (Value(types[0], self),) if one else tuple([Value(t, self) for t in types])

    @property
    def output(self) -> Value:
        """The only result of a node that has one."""
        (value,) = self.outputs
        return value

    def __repr__(self) -> str:
        return f"Node({self.primitive.name})"


class Graph:
    """Inputs, nodes in a valid order, outputs. Names of inputs are for people only.

    `guards` are scalar bools that hold in a sound run: a step that finds one False stops before
    it writes any state.
    """

    __slots__ = ("guards", "input_names", "inputs", "name", "nodes", "outputs")

    def __init__(
        self,
        name: str,
        inputs: Sequence[Value],
        nodes: Sequence[Node],
        outputs: Sequence[Value],
        input_names: Sequence[str] = (),
        guards: Sequence[Value] = (),
    ) -> None:
        self.name = name
        self.guards = list(guards)
        self.inputs = list(inputs)
        self.nodes = list(nodes)
        self.outputs = list(outputs)
        self.input_names = list(input_names) or [f"in{n}" for n in range(len(self.inputs))]

    def values(self) -> Iterator[Value]:
        """Every value of the graph, inputs first, in order of definition."""
        yield from self.inputs
        for node in self.nodes:
            yield from node.outputs

    def users(self) -> dict[Value, list[Node]]:
        """Which nodes read a value; a node that reads it twice is listed twice."""
        users: dict[Value, list[Node]] = {}
        for node in self.nodes:
            for value in node.inputs:
                users.setdefault(value, []).append(node)
        return users


def dissolve(nodes: Sequence[Node]) -> None:
    """Cut the cycles of nodes and their results when both are done with: they are freed at once.

    Python's collector would have to find them, three percent of the time of fitting a small model.
    """
    for node in nodes:
        node.outputs = ()
        for attr in node.attrs.values():
            if isinstance(attr, Graph):
                dissolve(attr.nodes)
