"""A program in parts: what precedes its loop over batches, a batch, what follows; and the memory
that crosses from one to another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pronghorn.engines.base import Stages
from pronghorn.engines.llvm.arena import START, Place, Slot
from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import product
from pronghorn.trace.tracer import Program


@dataclass(eq=False)
class Section:
    """One routine to be: a graph, where its inputs lie and where its results go.

    `loop` is the loop over batches whose body this is, if it is one. `numbers` are inputs without
    axes that the part around has in registers, as the values that they are there.
    """

    name: str
    graph: Graph
    given: dict[Value, Place]
    targets: list[tuple[Value, Place]]
    loop: Node | None = None
    numbers: dict[Value, Value] = field(default_factory=dict)

    def replaced(self) -> dict[Value, Value]:
        """Results and the inputs in whose memory they shall lie."""
        lies = {place: value for value, place in self.given.items()}
        return {value: lies[place] for value, place in self.targets if place in lies}


@dataclass
class Parts:
    """The sections of a program, and arena slots that live through all of them."""

    sections: list[Section] = field(default_factory=list)
    kept: list[Slot] = field(default_factory=list)

    def keep(self, entry: str, value: Value) -> Place:
        self.kept.append(Slot(entry, product(value.shape), value.dtype))
        return Place(entry)


def split(program: Program, stages: Stages) -> Parts:
    """Sections in the order in which they run: before, and if there is a loop, steps and after."""
    return _Splitting(program, stages).parts


class _Splitting:
    def __init__(self, program: Program, stages: Stages) -> None:
        graph = program.graph
        self.program = program
        self.stages = stages
        self.parts = Parts()
        self.known = {value: Place(f"input.{n}") for n, value in enumerate(graph.inputs)}
        count = len(graph.outputs) - program.written
        self.results = [(v, Place(f"result.{n}")) for n, v in enumerate(graph.outputs[:count])]
        self.finals = [
            (value, Place(f"input.{program.arguments + n}"))
            for n, value in enumerate(graph.outputs[count:])
        ]
        loop = stages.loop
        if loop is None:
            guards = graph.guards  # of a program without a loop, before it writes state
            self._straight("before", stages.before, [*self.results, *self.finals], guards)
            return
        carried = self._carried(loop)
        stacked = self._stacked(loop)
        entering = zip(loop.inputs, carried, strict=False)
        moved = [(value, place) for value, place in entering if self.known.get(value) != place]
        crossing = self._crossing(loop, carried)
        self._straight("before", stages.before, [*moved, *crossing])
        self._steps(loop, carried, stacked)
        self.known.update(zip(loop.outputs, carried, strict=False))
        self.known.update(stacked)
        self._straight("after", stages.after, [*self.results, *self.finals])

    def _carried(self, loop: Node) -> list[Place]:
        """State of variables is carried in their own arrays, other state in the arena."""
        finals = dict(self.finals)
        carried = loop.outputs[: loop.attrs["carried"]]
        free = {*finals.values()} - {finals[value] for value in carried if value in finals}
        places = []
        for n, value in enumerate(carried):
            entry = self.known.get(loop.inputs[n])
            own = finals.get(value)
            if own is None and entry in free:
                own = entry
                free.remove(own)
            if own is None:
                own = self.parts.keep(f"carried.{n}", value)
            places.append(own)
        return places

    def _stacked(self, loop: Node) -> list[tuple[Value, Place]]:
        finals = dict(self.results)
        stacked = loop.outputs[loop.attrs["carried"] :]
        return [
            (v, finals.get(v) or self.parts.keep(f"stacked.{n}", v)) for n, v in enumerate(stacked)
        ]

    def _crossing(self, loop: Node, carried: Sequence[Place]) -> list[tuple[Value, Place]]:
        """Values from before the loop that it, or what follows, needs and memory would not have."""
        before = {value for node in self.stages.before for value in node.outputs}
        needed = [*loop.inputs[loop.attrs["carried"] :]]
        needed += [value for node in self.stages.after for value in node.inputs]
        needed += self.program.graph.outputs
        written = set(carried)
        crossing = []
        for value in dict.fromkeys(needed):
            if self.known.get(value) in written or (value in before and value not in self.known):
                place = self.parts.keep(f"kept.{len(self.parts.kept)}", value)
                crossing.append((value, place))
        return crossing

    def _straight(
        self,
        name: str,
        nodes: Sequence[Node],
        targets: list[tuple[Value, Place]],
        guards: Sequence[Value] = (),
    ) -> None:
        outputs = [value for value, _ in targets]
        graph = Graph(name, list(self.known), nodes, outputs, guards=guards)
        self.parts.sections.append(Section(name, graph, dict(self.known), targets))
        self.known.update(targets)

    def _steps(self, loop: Node, carried: list[Place], stacked: list[tuple[Value, Place]]) -> None:
        body: Graph = loop.attrs["body"]
        count, sliced = loop.attrs["carried"], loop.attrs["sliced"]
        start = symbol(START)
        given = dict(zip(body.inputs, carried, strict=False))
        for n, value in enumerate(body.inputs[count:], start=count):
            place = self.known[loop.inputs[n]]
            if n < count + sliced:
                place = Place(place.entry, start * product(value.shape[1:]) + place.offset)
            given[value] = place
        targets = list(zip(body.outputs, carried, strict=False))
        for value, (_, place) in zip(body.outputs[count:], stacked, strict=True):
            targets.append((value, Place(place.entry, start * product(value.shape[1:]))))
        self.parts.sections.append(Section("steps", body, given, targets, loop))
