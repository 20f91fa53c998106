"""The gradient of a loop is another loop, backwards over what the forward one left behind (D11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pronghorn.errors import DataError
from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.types import ArrayType, Size
from pronghorn.ir.walk import bodies, unguarded
from pronghorn.prims.control import loop
from pronghorn.prims.create import filled
from pronghorn.prims.elementwise import FLOATS, add
from pronghorn.trace.grad import reverse_many
from pronghorn.trace.tracer import Trace, tracing


def reverse_loop(
    g: Any,
    _y: Any,
    *operands: Any,
    body: Graph,
    carried: int,
    sliced: int,
    total: Size | int,
    chunk: Size | int | None,
    backwards: bool = False,
    recompute: bool = False,
) -> tuple[Any, ...]:
    """Cotangents of a loop's operands: the `vjp` of `loop`.

    The forward loop is run once more for the values that the backward body reads; `merge_loops`
    makes the two runs one. With `recompute` only the carried values are kept, one for each trip,
    and the body's work is done again on the way back.
    """
    if chunk is not None:
        raise DataError("S21", op="a loop over batches", where=body.name)
    cotangents = g if isinstance(g, tuple) else (g,)
    back = _Backward(body, carried, sliced, recompute)
    with tracing(back):
        back.compose(cotangents)
    # Slices keep their places: the way back begins with the one that was last.
    way, way_back = ({"backwards": True} if there else {} for there in (backwards, not backwards))
    stored: Sequence[Any] = ()
    if back.stored:
        outputs = [*body.outputs[:carried], *back.stored]
        again = Graph(body.name, body.inputs, body.nodes, outputs, body.input_names)
        results = loop(
            *operands,
            body=again,
            carried=carried,
            sliced=sliced,
            total=total,
            chunk=None,
            **way,
        )
        stored = results[carried:]
    states = [
        _zeros(value.type) if cotangents[n] is None else cotangents[n]
        for n, value in back.cotangents.items()
    ]
    sums = [_zeros(value.type) for value in back.sums.values()]
    slices = [
        *stored,
        *(operands[n] for n in back.slices),
        *(cotangents[n] for n in back.stacked),
    ]
    found = loop(
        *states,
        *sums,
        *slices,
        *(operands[n] for n in back.constants),
        body=back.graph(),
        carried=len(states) + len(sums),
        sliced=len(slices),
        total=total,
        chunk=None,
        **way_back,
    )
    gradients: list[Any] = [None] * len(operands)
    for n, cotangent in zip([*back.cotangents, *back.sums, *back.parts], found, strict=True):
        gradients[n] = cotangent
    return tuple(gradients)


class _Backward(Trace):
    """The backward body while it is written; values of the forward body are found when read.

    Keys of the tables are places among the loop's operands (`stacked`: among its results); values
    are what the backward body has there.
    """

    def __init__(self, body: Graph, carried: int, sliced: int, recompute: bool) -> None:
        super().__init__(f"{body.name}_gradient")
        self.body = body
        self.carried = carried
        self.fixed = carried + sliced
        self.recompute = recompute
        self.cotangents: dict[int, Value] = {}  # cotangents of carried values
        self.sums: dict[int, Value] = {}  # cotangents of captured values so far
        self.stored: dict[Value, Value] = {}  # values of the forward body, kept for each trip
        self.slices: dict[int, Value] = {}  # operands that the forward body read in slices
        self.stacked: dict[int, Value] = {}  # cotangents of stacked results
        self.constants: dict[int, Value] = {}  # operands that the forward body captured
        self.parts: list[int] = []  # operands whose cotangents are stacked
        self.results: list[Value] = []
        self._at_hand: dict[Value, Value] = {}
        self._place = {value: n for n, value in enumerate(body.inputs)}
        self._order = {node: n for n, node in enumerate(body.nodes)}
        self._invariant = _invariant(body, self.fixed)

    def compose(self, cotangents: Sequence[Any]) -> None:
        """Write the body, given which results of the loop have a cotangent."""
        seeds = []
        for n, value in enumerate(self.body.outputs):
            if value.dtype not in FLOATS:
                continue
            if n < self.carried:
                seed = self.cotangents[n] = self._entry(value.type)
            elif cotangents[n] is not None:
                seed = self.stacked[n] = self._entry(value.type)
            else:
                continue
            seeds.append((value, seed))
        wanted = [value for value in self.body.inputs if value.dtype in FLOATS]
        found = dict(zip(wanted, reverse_many(self.body.nodes, seeds, wanted), strict=True))
        states, sums, parts = [], [], []
        for n, value in enumerate(self.body.inputs):
            cotangent = found.get(value)
            if n in self.cotangents:
                states.append(_zeros(value.type) if cotangent is None else cotangent)
            elif cotangent is None:
                continue
            elif n < self.fixed:
                self.parts.append(n)
                parts.append(cotangent)
            else:
                so_far = self.sums[n] = self._entry(value.type)
                sums.append(add(so_far, cotangent))
        self.results = [self.own(value) for value in (*states, *sums, *parts)]

    def graph(self) -> Graph:
        """The body as written."""
        entries: dict[str, Mapping[Any, Value]] = {
            "cotangent": self.cotangents,
            "sum": self.sums,
            "kept": self.stored,
            "slice": self.slices,
            "stacked": self.stacked,
            "captured": self.constants,
        }
        inputs: list[Value] = []
        names: list[str] = []
        for word, table in entries.items():
            inputs += table.values()
            names += [f"{word}_{n}" for n in range(len(table))]
        return Graph(self.name, inputs, self.nodes, self.results, names)

    def own(self, operand: Any) -> Value:
        """As in any trace; a value of the forward body is sliced, captured, kept or recomputed."""
        if not isinstance(operand, Value):
            return super().own(operand)
        found = self._at_hand.get(operand)
        if found is None:
            if operand in self._place:
                found = self._input(operand)
            elif operand.node in self._order:
                found = self._result(operand)
            else:
                return super().own(operand)
            self._at_hand[operand] = found
        return found

    def _input(self, value: Value) -> Value:
        place = self._place[value]
        if place < self.carried:
            return self._keep(value)
        table = self.slices if place < self.fixed else self.constants
        found = table[place] = self._entry(value.type)
        return found

    def _result(self, value: Value) -> Value:
        if not self.recompute and value not in self._invariant:
            return self._keep(value)
        for node in self._work_for(value):
            copies = self.append(node.primitive, node.inputs, unguarded(node.attrs))
            values = copies if isinstance(copies, tuple) else (copies,)
            self._at_hand.update(zip(node.outputs, values, strict=True))
        return self._at_hand[value]

    def _work_for(self, value: Value) -> list[Node]:
        """Nodes of the forward body to do again for a value, in order."""
        needed: set[Node] = set()
        waiting = [value]
        while waiting:
            node = waiting.pop().node
            if node is not None and node not in needed:
                needed.add(node)
                waiting += [operand for operand in node.inputs if operand not in self._at_hand]
        return sorted(needed, key=self._order.__getitem__)

    def _keep(self, value: Value) -> Value:
        found = self.stored[value] = self._entry(value.type)
        return found

    def _entry(self, type: ArrayType) -> Value:
        """An input of the backward body; `graph` puts it in its place."""
        value = Value(type)
        self._own.add(value)
        return value


def _invariant(body: Graph, fixed: int) -> set[Value]:
    """Results in the body that are the same in every trip, cheap or not: kept once at most."""
    same = set(body.inputs[fixed:])
    for node in body.nodes:
        if all(value in same for value in node.inputs) and not bodies(node):
            same.update(node.outputs)
    return same


def _zeros(kind: ArrayType) -> Any:
    return filled(value=0.0, shape=kind.shape, dtype=kind.dtype)
