"""Bodies of operations as sections of their own: where a loop's or a branch's values lie in the
memory of the part around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pronghorn.engines.llvm.arena import TURN, Place, Slot
from pronghorn.engines.llvm.parts import Section
from pronghorn.engines.llvm.plan import Plan
from pronghorn.engines.llvm.regions import Region, Regions
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import product
from pronghorn.ir.walk import bodies


@dataclass(eq=False)
class Planned:
    """A section with the artefacts of rooms 6 to 8, and the sections of graphs inside it."""

    section: Section
    regions: Regions
    schedules: dict[Region, Schedule]
    plan: Plan
    inner: dict[tuple[Node, str], Planned] = field(default_factory=dict)

    def graphs(self) -> list[tuple[int, Node, str, Graph]]:
        """Those inside operations: number of the region, operation, name and graph."""
        return [
            (number, node, name, graph)
            for number, region in enumerate(self.regions.items)
            for node in region.nodes
            for name, graph in bodies(node)
        ]

    def sections(self) -> list[Section]:
        """One for every graph inside an operation."""
        return [
            _section(f"{self.section.name}.{number}.{name}", node, graph, self.plan)
            for number, node, name, graph in self.graphs()
        ]

    def adopt(self, inner: Sequence[Planned]) -> None:
        """Take what rooms 6 to 8 made of the sections inside; their memory is a part of ours."""
        for (number, node, name, _), planned in zip(self.graphs(), inner, strict=True):
            self.inner[node, name] = planned
            slot = Slot(f"{planned.section.name}.all", 0, "uint8", number, number)
            slot.inside = planned.plan.slots
            self.plan.slots.append(slot)


def turn_of(section_name: str) -> str:
    """The symbol for the slice that a turn of the loop with this body works on."""
    return f"{TURN}.{section_name}"


def _section(name: str, node: Node, graph: Graph, plan: Plan) -> Section:
    places, attrs = plan.places, node.attrs
    operands = node.inputs[len(node.inputs) - len(graph.inputs) :]
    carried, sliced = attrs.get("carried", 0), attrs.get("sliced", 0)
    turn = symbol(turn_of(name))
    given: dict[Value, Place] = {}
    numbers: dict[Value, Value] = {}
    for n, (value, outer) in enumerate(zip(graph.inputs, operands, strict=True)):
        if n < carried:
            given[value] = places[node.outputs[n]]
        elif n < carried + sliced:
            place = places[outer]
            given[value] = Place(place.entry, turn * product(value.shape) + place.offset)
        elif outer in places:
            given[value] = places[outer]
        else:
            numbers[value] = outer
    targets: list[tuple[Value, Place]] = []
    for n, value in enumerate(graph.outputs if graph is not attrs.get("condition") else ()):
        place = places[node.outputs[n]]
        if n >= carried and "sliced" in attrs:
            place = Place(place.entry, turn * product(value.shape) + place.offset)
        targets.append((value, place))
    return Section(name, graph, given, targets, numbers=numbers)
