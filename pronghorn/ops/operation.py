"""The one door of every operation: where symbolic tensors are recorded instead of computed.

A call on symbolic tensors is one node, named and configured as Keras' class for that operation, so
that models made of such calls are written and read as Keras' are (D15).
"""

from __future__ import annotations

import copyreg
import functools
import inspect
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, NamedTuple, TypeVar, cast

from pronghorn import tree
from pronghorn.ir.types import ArrayType
from pronghorn.names import auto_name, snake_case
from pronghorn.ops.operation_table import TABLE
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer
from pronghorn.tree import NESTED

F = TypeVar("F", bound=Callable[..., Any])

# Every operation by its Keras name; several names may share one function.
OPERATIONS: dict[str, Callable[..., Any]] = {}


class History(NamedTuple):
    """Where a symbolic tensor comes from: which result of which call of which operation."""

    operation: Any
    node_index: int
    tensor_index: int


class _Result:
    """A symbolic result of a call, which whoever uses it owns; made anew if nobody kept it."""

    def __init__(self, tensor: Tensor) -> None:
        self._tensor = weakref.ref(tensor)
        self._parts = (tensor.payload, tensor.name)
        self._mask = tensor._keras_mask

    def tensor(self, history: History) -> Tensor:
        found = self._tensor()
        if found is None:
            found = Tensor(*self._parts)
            found._keras_mask, found._keras_history = self._mask, history
            self._tensor = weakref.ref(found)
        return found


class Node:
    """One call of a layer or operation on symbolic tensors.

    A result owns its operation, the operation its calls and a call its arguments. The other ways
    are weak, so that a model is freed when the last reference to it goes.
    """

    def __init__(
        self, operation: Any, args: tuple[Any, ...], kwargs: dict[str, Any], outputs: Any
    ) -> None:
        self.args = args
        self.kwargs = kwargs
        self._place = len(operation._inbound_nodes)
        self._refer(operation, outputs)

    def _refer(self, operation: Any, outputs: Any) -> None:
        self._operation = weakref.ref(operation)
        self._outputs = tree.map_structure(lambda x: _Result(x) if is_symbolic(x) else x, outputs)

    def __getstate__(self) -> tuple[Any, ...]:
        return self.args, self.kwargs, self._place, self.operation, self.outputs

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.args, self.kwargs, self._place, operation, outputs = state
        self._refer(operation, outputs)

    @property
    def operation(self) -> Any:
        """The layer or operation that was called."""
        return self._operation()

    @property
    def outputs(self) -> Any:
        """What the call returned."""
        leaves = [
            leaf.tensor(History(self.operation, self._place, index))
            if isinstance(leaf, _Result)
            else leaf
            for index, leaf in enumerate(tree.flatten(self._outputs))
        ]
        return tree.pack_sequence_as(self._outputs, leaves)

    @property
    def tensors(self) -> list[Tensor]:
        """The symbolic tensors among the arguments."""
        return [leaf for leaf in tree.flatten([self.args, self.kwargs]) if is_symbolic(leaf)]

    @property
    def parents(self) -> Iterator[Any]:
        """The operations that the arguments come from."""
        return (x._keras_history.operation for x in self.tensors if x._keras_history is not None)


def record(operation: Any, args: tuple[Any, ...], kwargs: dict[str, Any], outputs: Any) -> None:
    """Note a call: the operation gets a node, the symbolic results their history."""
    for index, output in enumerate(tree.flatten(outputs)):
        if is_symbolic(output):
            output._keras_history = History(operation, len(operation._inbound_nodes), index)
    operation._inbound_nodes.append(Node(operation, args, kwargs, outputs))


class Operation:
    """A function of tensors in a functional model: one of `ops`, with its settings, or one's own.

    Example:
        >>> from pronghorn import layers, models
        >>> from pronghorn.ops.operation import Operation
        >>> class Twice(Operation):
        ...     def call(self, x):
        ...         return x * 2
        >>> inputs = layers.Input((3,))
        >>> models.Model(inputs, Twice()(inputs)).output_shape
        (None, 3)
    """

    # What `operation_class` fills in: the function, and its parameters that take tensors.
    function: ClassVar[str]
    called: ClassVar[tuple[str, ...]]
    settings: ClassVar[tuple[str, ...]]

    def __init__(self, name: str | None = None, **settings: Any) -> None:
        self.name = name or auto_name(snake_case(type(self).__name__))
        self.config = settings
        self._inbound_nodes: list[Node] = []

    @property
    def inbound_nodes(self) -> list[Node]:
        """The calls on symbolic tensors."""
        return self._inbound_nodes

    @property
    def output(self) -> Any:
        """The symbolic result of the first call."""
        return self._inbound_nodes[0].outputs

    def get_config(self) -> dict[str, Any]:
        return {"name": self.name, **self.config}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Operation:
        return cls(**config)

    def __reduce__(self) -> Any:
        if not hasattr(type(self), "function"):
            return copyreg.__newobj__, (type(self),), vars(self)  # type: ignore[attr-defined]
        return restored, (self.function,), vars(self)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not holds_symbolic([args, kwargs]):
            return self.call(*args, **kwargs)
        outputs = _types(self.call, args, kwargs)
        record(self, args, kwargs, outputs)
        return outputs

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """What is computed; a class of one's own defines it with `ops`."""
        function = OPERATIONS[self.function].__wrapped__  # type: ignore[attr-defined]
        return self._applied(function, args, kwargs)

    def _applied(
        self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """The function called with the settings and with arguments in the order of a node's."""
        if self.called and self.called[0].startswith("*"):
            parameters = inspect.signature(function).parameters
            late = {
                n: v for n, v in self.config.items() if parameters[n].kind.name == "KEYWORD_ONLY"
            }
            first = [v for n, v in self.config.items() if n not in late]
            return function(*first, *args, **late, **kwargs)
        named = dict(zip(self.called, args, strict=False))
        return function(**named, **self.config, **kwargs)


def restored(function: str) -> Operation:
    """An operation to be filled in by unpickling; its class is no attribute of any module."""
    cls = operation_class(function)
    return cls.__new__(cls)


class _Row(NamedTuple):
    module: str
    name: str
    called: tuple[str, ...]
    settings: tuple[str, ...]


@functools.cache
def _table() -> dict[str, _Row]:
    rows = {}
    for line in TABLE.splitlines():
        tensors, _, settings = line.partition(" |")
        function, module, name, *called = tensors.split()
        rows[function] = _Row(module, name, tuple(called), tuple(settings.split()))
    return rows


@functools.cache
def _row(function: str) -> _Row:
    """How files write one of `ops`.

    Functions that Keras does not have take all their arguments as those of a call.
    """
    row = _table().get(function)
    if row is not None:
        return row
    names = tuple(inspect.signature(OPERATIONS[function]).parameters)
    return _Row("numpy", function.title().replace("_", ""), names, ())


@functools.cache
def operation_class(function: str) -> type[Operation]:
    """The class for one of `ops`, named as in Keras."""
    row = _row(function)
    called = tuple(name.rstrip("=") for name in row.called)
    known = {"__module__": f"keras.src.ops.{row.module}", "function": function}
    return type(row.name, (Operation,), {**known, "called": called, "settings": row.settings})


def class_named(name: str) -> type[Operation] | None:
    """The class that files call so, if `ops` has its function."""
    named = (function for function in OPERATIONS if _row(function).name == name)
    function = next(named, None)
    return None if function is None else operation_class(function)


def operation(function: F) -> F:
    """Make a function an operation: it takes symbolic tensors too, and is found by its name."""
    name = function.__name__

    @functools.wraps(function)
    def apply(*args: Any, **kwargs: Any) -> Any:
        if holds_symbolic(args) or (kwargs and holds_symbolic(kwargs.values())):
            return _recorded(name, function, args, kwargs)
        return function(*args, **kwargs)

    OPERATIONS[name] = apply
    return cast("F", apply)


def is_symbolic(x: Any) -> bool:
    """Whether x is a tensor that has a type but will never have numbers."""
    return isinstance(x, Tensor) and isinstance(x.payload, ArrayType)


def holds_symbolic(arguments: Iterable[Any]) -> bool:
    """Whether a symbolic tensor is among the arguments, at any depth."""
    for x in arguments:
        if isinstance(x, Tensor):
            if type(x.payload) is ArrayType:
                return True
        elif isinstance(x, NESTED) and holds_symbolic(x.values() if isinstance(x, dict) else x):
            return True
    return False


def _recorded(
    name: str, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """A call on symbolic tensors as a node with the arguments that Keras writes for it."""
    cls = operation_class(name)
    bound = inspect.signature(function).bind(*args, **kwargs)
    bound.apply_defaults()
    given = bound.arguments
    settings = {key: given[key] for key in cls.settings if key in given}
    row = _table().get(name)
    called: list[Any] = []
    words = {key: value for key, value in settings.items() if holds_symbolic([value])}
    settings = {key: value for key, value in settings.items() if key not in words}
    for key in row.called if row else cls.called:
        if key.startswith("*"):
            called += given[key[1:]]
        elif key.endswith("="):
            words[key[:-1]] = given[key[:-1]]
        else:
            called.append(given[key])
    return cls(**settings)(*called, **words)


def _types(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Symbolic results of the types that a function gives in a trace that is thrown away."""
    leaves = tree.flatten([args, kwargs])
    places = [n for n, leaf in enumerate(leaves) if is_symbolic(leaf)]

    def again(*tensors: Tensor) -> Any:
        filled = list(leaves)
        for place, tensor in zip(places, tensors, strict=True):
            filled[place] = tensor
        given, named = tree.pack_sequence_as([args, kwargs], filled)
        return function(*given, **named)

    types = tracer.types_of(again, [leaves[place].payload for place in places])
    return tree.map_structure(Tensor, types)
