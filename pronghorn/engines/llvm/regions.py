"""Room 6: which operations run together as one loop nest.

Results of folds, contractions and opaque operations are always kept in memory; element-wise results
are, if several regions need them and computing them again would be dear. All else is computed
where it is used. Values without axes are kept in registers and need no region.

What is computed element by element from a contraction runs with it, tile by tile; if nothing else
reads the contraction itself, it gets no memory.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from pronghorn.engines.llvm import cost, rows
from pronghorn.engines.llvm.strided import strided
from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.prims.record import Choice, Contract, Fold, Map, Opaque, View

# Above this many additions an element is kept rather than computed again.
CHEAP = 4


@dataclass(eq=False)
class Region:
    """Values that one loop nest defines. `kind`: lanes, map, fold, choice, contract or opaque."""

    kind: str
    nodes: list[Node]
    outputs: list[Value] = field(default_factory=list)

    def __str__(self) -> str:
        names = " ".join(node.primitive.name for node in self.nodes)
        return f"{self.kind} -> {', '.join(str(v.type) for v in self.outputs)}: {names}"


@dataclass
class Regions:
    """Regions in an order in which they can run; the first `guarded` must precede the guards."""

    items: list[Region]
    guarded: int
    region_of: dict[Value, Region]

    def has_lanes(self) -> bool:
        """Whether the step is written out with rows in lanes."""
        return any(region.kind == "lanes" for region in self.items)

    def __str__(self) -> str:
        return "\n".join(f"{n} {region}" for n, region in enumerate(self.items)) + "\n"


def group(graph: Graph, overwritten: Mapping[Value, Value] | None = None) -> Regions:
    """Split a graph without inner loops into regions.

    `overwritten` tells which input an output shall take the place of: who reads the input should
    run before who writes the output.
    """
    lanes = rows.in_lanes(graph)
    inside = set(lanes or ())
    kept = _kept(graph, inside)
    grouping = _Grouping(kept)
    before, after = _around(graph, inside)
    for node in before:
        grouping.add(node)
    if lanes is not None:
        grouping.add_lanes(graph, lanes, inside)
    for node in after:
        grouping.add(node)
    grouping.drop_unread(graph)
    return grouping.ordered(graph, overwritten or {})


def _around(graph: Graph, inside: set[Node]) -> tuple[list[Node], list[Node]]:
    """The nodes that do not need those of the lanes, and those that do, each in their order."""
    behind: set[Value] = set()
    before: list[Node] = []
    after: list[Node] = []
    for node in graph.nodes:
        needs = node in inside or any(value in behind for value in node.inputs)
        if needs:
            behind.update(node.outputs)
        if node not in inside:
            (after if needs else before).append(node)
    return before, after


class _Grouping:
    def __init__(self, kept: set[Value]) -> None:
        self.kept = kept
        self.items: list[Region] = []
        self.region_of: dict[Value, Region] = {}
        self.needs: dict[Region, set[Region]] = {}

    def add(self, node: Node) -> None:
        if not any(value in self.kept for value in node.outputs):
            return
        needed, shifted = self._sources(node)
        kind = _kind(node)
        if kind == "map":
            region = self._fitting(node, needed, shifted)
            if region is not None:
                region.nodes.append(node)
                region.outputs.append(node.outputs[0])
                self.region_of[node.outputs[0]] = region
                self.needs[region] |= needed - {region}
                return
        self._append(Region(kind, [node], list(node.outputs)), needed)

    def add_lanes(self, graph: Graph, lanes: list[Node], inside: set[Node]) -> None:
        needed: set[Region] = set()
        for node in lanes:
            needed |= self._sources(node, inside)[0]
        users = graph.users()
        leaving = [
            value
            for node in lanes
            for value in node.outputs
            if value in graph.outputs
            or value in graph.guards
            or any(user not in inside for user in users.get(value, ()))
        ]
        self._append(Region("lanes", lanes, leaving), needed)

    def _append(self, region: Region, needed: set[Region]) -> None:
        self.items.append(region)
        self.needs[region] = needed
        for value in region.outputs:
            self.region_of[value] = region

    def _fitting(self, node: Node, needed: set[Region], shifted: set[Region]) -> Region | None:
        """The latest region of the same shape that may compute the node as well."""
        shape = node.outputs[0].shape
        for region in reversed(self.items):
            if region.kind == "contract":
                fits = region in needed and isinstance(node.primitive.nest, Map)
            else:
                fits = region.kind == "map"
            if (
                fits
                and region not in shifted
                and region.nodes[0].outputs[0].shape == shape
                and not self._behind(needed - {region}, region)
            ):
                return region
        return None

    def _behind(self, regions: Iterable[Region], first: Region) -> bool:
        """Whether any of the regions has to wait for `first`."""
        stack, seen = list(regions), set()
        while stack:
            region = stack.pop()
            if region is first:
                return True
            if region not in seen:
                seen.add(region)
                stack += self.needs[region]
        return False

    def drop_unread(self, graph: Graph) -> None:
        """Contractions that only their own region reads need no memory."""
        read = {*graph.outputs, *graph.guards}
        for region in self.items:
            for node in region.nodes:
                found = reads(node, self.region_of)
                read.update(v for v in found if self.region_of.get(v) is not region)
        for node in graph.nodes:
            if node.outputs[0].ndim == 0 and node.outputs[0] not in self.region_of:
                read.update(reads(node, self.region_of))
        for region in self.items:
            main = region.outputs[0]
            if region.kind == "contract" and len(region.nodes) > 1 and main not in read:
                region.outputs.remove(main)
                del self.region_of[main]

    def _sources(
        self, node: Node, inside: set[Node] | frozenset[Node] = frozenset()
    ) -> tuple[set[Region], set[Region]]:
        """Regions whose results the node reads; and those it reads at other places than its own."""
        found = reads(node, self.region_of, inside)
        needed = {self.region_of[value] for value in found if value in self.region_of}
        shifted = {
            self.region_of[value]
            for value, moved in found.items()
            if moved and value in self.region_of
        }
        return needed, shifted

    def ordered(self, graph: Graph, overwritten: Mapping[Value, Value]) -> Regions:
        """Regions that guards depend on first; the order is otherwise that of the program."""
        early: set[Region] = set()
        stack = list(self._regions_behind(graph.guards))
        while stack:
            region = stack.pop()
            if region not in early:
                early.add(region)
                stack += self.needs[region]
        late = {value: old for value, old in overwritten.items() if value in self.region_of}
        for value, old in late.items():
            if self.region_of[value] not in early:
                self._wait_for_readers(self.region_of[value], old)
        first = [region for region in self.items if region in early]
        rest = [region for region in self.items if region not in early]
        items: dict[Region, None] = {}
        for region in (*first, *rest):
            self._place(region, items)
        return Regions(list(items), len(first), self.region_of)

    def _place(self, region: Region, items: dict[Region, None]) -> None:
        """Append a region after all that it needs."""
        stack = [region]
        while stack:
            missing = [other for other in self.needs[stack[-1]] if other not in items]
            if missing and stack[-1] not in items:
                stack.append(min(missing, key=self.items.index))
            else:
                items[stack.pop()] = None

    def _wait_for_readers(self, writer: Region, old: Value) -> None:
        """A region that may write where an input lies runs after those that read the input."""
        for region in self.items:
            if (
                region is not writer
                and any(old in reads(node, self.region_of) for node in region.nodes)
                and not self._behind([region], writer)
            ):
                self.needs[writer].add(region)

    def _regions_behind(self, values: Iterable[Value]) -> set[Region]:
        found: set[Region] = set()
        for value in values:
            if value in self.region_of:
                found.add(self.region_of[value])
            elif value.node is not None:
                found |= self._sources(value.node)[0]
        return found


def reads(
    node: Node, ends: Container[Value], inside: Container[Node] = frozenset()
) -> dict[Value, bool]:
    """Values among `ends`, and graph inputs, that a node reads through what is computed in place.

    True means that it reads them, at least once, at other places than the one it computes.
    """
    found: dict[Value, bool] = {}
    stack = [(value, _moves(node)) for value in node.inputs]
    seen: set[tuple[Value, bool]] = set()
    while stack:
        value, moved = stack.pop()
        if (value, moved) in seen:
            continue
        seen.add((value, moved))
        if value in ends or value.node is None:
            found[value] = found.get(value, False) or moved
        elif value.node not in inside:
            stack += [(x, moved or _moves(value.node)) for x in value.node.inputs]
    return found


def _kind(node: Node) -> str:
    nest = node.primitive.nest
    for kind, name in ((Fold, "fold"), (Choice, "choice"), (Contract, "contract")):
        if isinstance(nest, kind):
            return name
    return "opaque" if isinstance(nest, Opaque) else "map"


def _moves(node: Node) -> bool:
    return not isinstance(node.primitive.nest, Map)


def _kept(graph: Graph, inside: set[Node]) -> set[Value]:
    """Values outside the lanes that get memory and so a region."""
    users = graph.users()
    results = {*graph.outputs, *graph.guards}
    kept: set[Value] = set()
    wanted = _contracted(graph)
    dear: dict[Value, int] = {}
    for node in graph.nodes:
        if node in inside:
            continue
        nest = node.primitive.nest
        if isinstance(nest, Fold | Choice | Contract | Opaque):
            kept.update(node.outputs)
            if isinstance(nest, Contract):
                kept.update(x for x in node.inputs if not _reachable(x, node, kept))
            continue
        value = node.outputs[0]
        inputs = [x for x in node.inputs if x not in kept]
        price = sum(dear.get(x, 0) for x in inputs)
        if isinstance(nest, Map):
            price += cost.of_map(node)
        dear[value] = price
        if value.ndim == 0:
            continue
        wanted_here = price > 0 and value in wanted
        if (
            value in results
            or wanted_here
            or _must_keep(value, users.get(value, []), price, inside)
        ):
            kept.add(value)
    return kept


def _reachable(value: Value, node: Node, kept: set[Value]) -> bool:
    """Whether a contraction can read this operand where it lies, at constant strides."""
    found = strided(value, kept)
    if found is None or value is node.inputs[0]:
        return found is not None
    return 1 in found.strides[-2:]


def _contracted(graph: Graph) -> set[Value]:
    """Operands of contractions, seen through views: each is read many times."""
    found: set[Value] = set()
    for node in graph.nodes:
        if isinstance(node.primitive.nest, Contract):
            for value in node.inputs:
                while value.node is not None and isinstance(value.node.primitive.nest, View):
                    value = value.node.inputs[0]
                found.add(value)
    return found


def _must_keep(value: Value, users: list[Node], price: int, inside: set[Node]) -> bool:
    view = value.node is not None and isinstance(value.node.primitive.nest, View)
    if any(user in inside for user in users) and price > 0:
        return True
    for user in users:
        nest = user.primitive.nest
        if isinstance(nest, Opaque) or (isinstance(nest, Choice) and price > 0):
            return True
        if isinstance(nest, View):
            grows = cost.elements(user.outputs[0].shape, 64) > cost.elements(value.shape, 64)
            if user.primitive.name == "reshape" and (price > 0 or view):
                return True
            if price > CHEAP and grows:
                return True
    return price > CHEAP and len(users) > 1


__all__ = ["Region", "Regions", "group", "reads"]
