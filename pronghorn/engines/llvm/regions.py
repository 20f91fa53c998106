"""Room 6: which operations run together as one loop nest.

Results of folds, contractions and opaque operations are always kept in memory; element-wise results
are, if several regions need them and computing them again would be dear. All else is computed
where it is used. Values without axes are kept in registers and need no region.

What is computed element by element from a contraction runs with it, tile by tile; if nothing else
reads the contraction itself, it gets no memory.
"""

from __future__ import annotations

import functools
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from pronghorn.engines.llvm import cost, rows, rowwise
from pronghorn.engines.llvm.accesses import Places, accesses, own_places
from pronghorn.engines.llvm.sliding import SLIDING, cells, form, is_known
from pronghorn.engines.llvm.strided import strided
from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.types import Shape
from pronghorn.ir.walk import bodies, is_guarded
from pronghorn.prims.record import (
    Choice,
    Contract,
    Convolve,
    Fold,
    Map,
    Opaque,
    Scatter,
    Slide,
    Sort,
    View,
)

# Kinds of regions whose main result comes tile by tile, and what follows from it at once.
TILED = ("contract", *SLIDING, "window", "cells")

# Kinds that are a nest's, whatever the node.
NAMED = {"fold": Fold, "choice": Choice, "contract": Contract, "sort": Sort}

# So many folds go through an array together.
ABREAST = 2

# Above this many additions an element is kept rather than computed again.
CHEAP = 4

# What an element of a region may cost, in additions: for a body of a loop twice as long LLVM takes
# three to five times as long.
LONGEST = 1000

# So many views are looked through one inside the other, at most.
NESTED = 50

# Operations that share nothing but their loop run together up to so many: a nest with the updates
# of a hundred variables would be compiled for seconds, and one that is like it were hard to find.
STRANGERS = 6


Reads: TypeAlias = list[tuple[Value, Places]]


@dataclass(eq=False)
class Region:
    """Values that one loop nest defines.

    `kind`: lanes, map, rows, fold, choice, sort, spread, one that is `TILED`, opaque or blocks,
    which have other regions as members. `times` says when the values of maps and rows are there, as
    `rowwise` counts.
    """

    kind: str
    nodes: list[Node]
    outputs: list[Value] = field(default_factory=list)
    times: dict[Value, Fraction] = field(default_factory=dict)
    price: int = 0  # of an element, as `cost` counts
    read: set[Value] = field(default_factory=set)  # of what has memory
    members: list[Region] = field(default_factory=list)  # of blocks

    @functools.cached_property
    def inside(self) -> frozenset[Node]:
        """Nodes whose results never leave registers: those of lanes."""
        return frozenset(self.nodes if self.kind == "lanes" else ())

    @property
    def parts(self) -> list[Region]:
        """The loop nests of the region."""
        return self.members or [self]

    @functools.cached_property
    def shape(self) -> Shape:
        """Of the elements that the region runs over."""
        node = self.nodes[0]
        return (node.inputs if rowwise.folds_rows(node) else node.outputs)[0].shape

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


def group(
    graph: Graph, overwritten: Mapping[Value, Value] | None = None, inner: bool = False
) -> Regions:
    """Split a graph into regions; graphs inside its operations are split on their own.

    `overwritten` tells which input an output shall take the place of: who reads the input should
    run before who writes the output. An `inner` graph is never written out with rows in lanes.
    """
    lanes = None if inner else rows.in_lanes(graph)
    inside = set(lanes or ())
    kept, prices = _kept(graph, inside)
    grouping = _Grouping(kept, prices)
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
    def __init__(self, kept: set[Value], prices: Mapping[Value, int]) -> None:
        self.kept = kept
        self.prices = prices
        self.items: list[Region] = []
        self.region_of: dict[Value, Region] = {}
        self.needs: dict[Region, set[Region]] = {}
        # A bit for each region, and those of all that it has to wait for.
        self.bits: dict[Region, int] = {}
        self.behind: dict[Region, int] = {}

    def add(self, node: Node) -> None:
        if not any(value in self.kept for value in node.outputs):
            return
        read = accesses(node, self.region_of)
        needed = {self.region_of[value] for value, _ in read if value in self.region_of}
        kind = _kind(node)
        values = {value for value, _ in read}
        price = self.prices.get(node.outputs[0], 0)
        waits = self._all_behind(needed)
        for region in reversed(self.items) if kind in ("map", "rows", "fold") else ():
            if waits & self.bits[region] or region.price + price > LONGEST:
                continue
            time = self._time(region, node, read, values)
            if time is not None:
                self._join(region, node, time)
                region.read |= values
                region.price += price
                self._need(region, needed - {region})
                return
        region = Region(kind, [node], list(node.outputs), price=price, read=values)
        if kind in ("map", "rows"):
            region.times[node.outputs[0]] = rowwise.HALF if kind == "rows" else Fraction(0)
        self._append(region, needed)

    def _time(self, region: Region, node: Node, read: Reads, values: set[Value]) -> Fraction | None:
        """When the region can compute the node as well; None if it cannot."""
        shape = node.outputs[0].shape
        if region.kind in TILED:
            main = region.nodes[0].outputs[0]
            if shape != main.shape or not isinstance(node.primitive.nest, Map):
                return None
            places = own_places(main.ndim)
            members = [at for value, at in read if self.region_of.get(value) is region]
            return Fraction(0) if members and all(at == places for at in members) else None
        if region.kind == "fold":
            return Fraction(0) if self._folds_alike(region, node, read) else None
        if region.kind not in ("map", "rows"):
            return None
        alike = region.kind == "map" and len(region.nodes) < STRANGERS and shape == region.shape
        if not alike and region.read.isdisjoint(values) and values.isdisjoint(region.times):
            return None  # they would share nothing but the loop
        return rowwise.time_of(node, read, region.shape, region.times, self.region_of)

    def _folds_alike(self, region: Region, node: Node, read: Reads) -> bool:
        """Whether a region's folds of columns and one more go through an array together."""
        first, axes = region.nodes[0], node.attrs.get("axes")
        if not isinstance(node.primitive.nest, Fold) or axes != first.attrs["axes"]:
            return False
        source, other = node.inputs[0], first.inputs[0]
        alike = source.shape == other.shape and source.dtype == other.dtype
        if not alike or source.ndim - 1 in axes or len(region.nodes) == ABREAST:
            return False
        if any(self.region_of.get(value) is region for value, _ in read):
            return False
        return any(value in region.read and value.shape == source.shape for value, _ in read)

    def _join(self, region: Region, node: Node, time: Fraction) -> None:
        if region.kind == "map" and time > 0:
            region.kind = "rows"
        region.nodes.append(node)
        region.outputs.append(node.outputs[0])
        region.times[node.outputs[0]] = time
        self.region_of[node.outputs[0]] = region

    def add_lanes(self, graph: Graph, lanes: list[Node], inside: set[Node]) -> None:
        needed: set[Region] = set()
        for node in lanes:
            needed |= self._sources(node, inside)
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
        self.bits[region] = 1 << len(self.items)
        self.items.append(region)
        self.needs[region] = set()
        self.behind[region] = 0
        self._need(region, needed)
        for value in region.outputs:
            self.region_of[value] = region

    def _need(self, region: Region, others: set[Region]) -> None:
        """Have a region wait for others, and so all that wait for it."""
        self.needs[region] |= others
        bit, before = self.bits[region], self.behind[region]
        waits = self._all_behind(others)
        for other in others:
            waits |= self.bits[other]
        if waits | before != before:
            for waiting, behind in self.behind.items():
                if waiting is region or behind & bit:
                    self.behind[waiting] = behind | waits

    def _all_behind(self, regions: Iterable[Region]) -> int:
        """The bits of all that any of the regions has to wait for."""
        bits = 0
        for region in regions:
            bits |= self.behind[region]
        return bits

    def drop_unread(self, graph: Graph) -> None:
        """Values that only their own region reads, where they are made, need no memory."""
        read = {*graph.outputs, *graph.guards}
        for region in self.items:
            for node in region.nodes:
                found = reads(node, self.region_of, region.inside)
                read.update(v for v in found if not self._at_hand(v, node, region))
        read |= read_by_numbers(graph, self.region_of)
        for region in self.items:
            if region.kind in (*TILED, "rows") and len(region.nodes) > 1:
                for value in [value for value in region.outputs if value not in read]:
                    region.outputs.remove(value)
                    del self.region_of[value]

    def _at_hand(self, value: Value, node: Node, region: Region) -> bool:
        """Whether a region has what a node of its own reads in a register."""
        if self.region_of.get(value) is not region:
            return False
        if region.kind != "rows" or value.ndim < len(region.shape):
            return True
        here, there = (rowwise.loop_of(region.times[v]) for v in (node.outputs[0], value))
        return here == there

    def _sources(
        self, node: Node, inside: set[Node] | frozenset[Node] = frozenset()
    ) -> set[Region]:
        """Regions whose results the node reads."""
        found = reads(node, self.region_of, inside)
        return {self.region_of[value] for value in found if value in self.region_of}

    def ordered(self, graph: Graph, overwritten: Mapping[Value, Value]) -> Regions:
        """Regions that guards depend on first; the order is otherwise that of the program."""
        early: set[Region] = set()
        guarded = [region for region in self.items if _is_guarded(region)]
        stack = [*self._regions_behind(graph.guards), *guarded]
        while stack:
            region = stack.pop()
            if region not in early:
                early.add(region)
                stack += self.needs[region]
        late = {value: old for value, old in overwritten.items() if value in self.region_of}
        found = {region: read_by(region, self.region_of) for region in self.items if late}
        for value, old in late.items():
            if self.region_of[value] not in early:
                readers = [region for region in self.items if old in found[region]]
                self._wait_for(self.region_of[value], readers)
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

    def _wait_for(self, writer: Region, readers: Iterable[Region]) -> None:
        """A region that may write where an input lies runs after those that read the input."""
        for region in readers:
            if region is not writer and not self.behind[region] & self.bits[writer]:
                self._need(writer, {region})

    def _regions_behind(self, values: Iterable[Value]) -> set[Region]:
        found: set[Region] = set()
        for value in values:
            if value in self.region_of:
                found.add(self.region_of[value])
            elif value.node is not None:
                found |= self._sources(value.node)
        return found


def reads(
    node: Node, ends: Container[Value], inside: Container[Node] = frozenset()
) -> dict[Value, bool]:
    """Values among `ends`, and graph inputs, that a node reads through what is computed in place.

    True means that it reads them, at least once, at other places than the one it computes.
    """
    here = isinstance(node.primitive.nest, Map | View)
    found: dict[Value, bool] = {}
    for value, places in accesses(node, ends, inside):
        moved = not here or places != own_places(value.ndim)
        found[value] = found.get(value, False) or moved
    return found


def read_by_numbers(graph: Graph, ends: Iterable[Value]) -> set[Value]:
    """Values among `ends`, and graph inputs, that numbers which are none of them are computed from.

    Each such number is computed once, in a register.
    """
    ends = set(ends)
    made = [n for n in graph.nodes if n.outputs[0].ndim == 0 and n.outputs[0] not in ends]
    ends.update(node.outputs[0] for node in made)
    return {value for node in made for value in reads(node, ends)}


def read_by(region: Region, ends: Container[Value]) -> dict[Value, bool]:
    """Values among `ends`, and graph inputs, that a region reads; True as `reads` tells it.

    What members hand to each other is not read from elsewhere.
    """
    found: dict[Value, bool] = {}
    own = set(region.outputs if region.members else ())
    for node in region.nodes:
        for value, moved in reads(node, ends, region.inside).items():
            if value in own:
                continue
            found[value] = found.get(value, False) or moved or region.kind == "lanes"
    return found


def _is_guarded(region: Region) -> bool:
    """Whether a graph inside holds a condition on sound steps."""
    return region.kind == "opaque" and any(
        is_guarded(body) for node in region.nodes for _, body in bodies(node)
    )


def _kind(node: Node) -> str:
    nest = node.primitive.nest
    if rowwise.folds_rows(node):
        return "rows"
    for name, kind in NAMED.items():
        if isinstance(nest, kind):
            return name
    if _is_opaque(node):
        return "opaque"
    if isinstance(nest, Convolve):
        return form(node)
    if isinstance(nest, Slide):
        return "window"
    if isinstance(nest, Scatter):
        return "cells" if cells(node) else "spread"
    return "map"


def _is_opaque(node: Node) -> bool:
    """Whether the node is run by its reference, from memory to memory."""
    nest = node.primitive.nest
    if isinstance(nest, Convolve | Slide | Scatter):
        suits = isinstance(nest, Slide) or node.outputs[0].dtype in ("float32", "float64")
        return not (suits and is_known(node))
    return isinstance(nest, Opaque)


def _kept(graph: Graph, inside: set[Node]) -> tuple[set[Value], dict[Value, int]]:
    """Values outside the lanes that get memory and so a region; what an element of each costs."""
    users = graph.users()
    results = {*graph.outputs, *graph.guards}
    kept: set[Value] = set()
    wanted = _contracted(graph)
    dear: dict[Value, int] = {}
    views: dict[Value, int] = {}
    for node in graph.nodes:
        if node in inside:
            continue
        nest = node.primitive.nest
        behind = [x for x in node.inputs if x not in kept]
        price = sum([dear.get(x, 0) for x in behind])
        if isinstance(nest, Fold) or _kind(node) != "map":
            dear[node.outputs[0]] = price
            kept.update(node.outputs)
            if isinstance(nest, Contract | Convolve):
                kept.update(x for x in node.inputs if not _reachable(x, node, kept))
            continue
        value = node.outputs[0]
        if value.ndim == 0:
            continue  # in a register, which costs its readers nothing
        if isinstance(nest, Map):
            price += cost.of_map(node)
        elif price > 1 and _is_repeated(value, node):
            price = 1
        dear[value] = price
        views[value] = max([views.get(x, 0) for x in behind], default=0) + isinstance(nest, View)
        wanted_here = price > 0 and value in wanted
        if (
            value in results
            or wanted_here
            or views[value] > NESTED
            or _must_keep(value, users.get(value, []), price, inside)
        ):
            kept.add(value)
    return kept, dear


def _is_repeated(value: Value, node: Node) -> bool:
    """Whether a view's elements along the last axis are all one, computed once a row."""
    found = strided(value, node.inputs) if value.shape[-1] != 1 else None
    return found is not None and found.strides[-1] == 0


def _reachable(value: Value, node: Node, kept: set[Value]) -> bool:
    """Whether a contraction can read this operand where it lies, at constant strides."""
    found = strided(value, kept)
    if found is None or value is node.inputs[0]:
        return found is not None
    if "taps" in node.attrs:
        return found.strides[-1] == 1
    return 1 in found.strides[-2:]


def _contracted(graph: Graph) -> set[Value]:
    """Operands of contractions, seen through views: each is read many times."""
    found: set[Value] = set()
    for node in graph.nodes:
        if isinstance(node.primitive.nest, Contract | Convolve):
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
        if _is_opaque(user) or isinstance(nest, Sort):
            return True
        if isinstance(nest, Choice) and price > 0:
            return True
        if isinstance(nest, View):
            grows = cost.elements(user.outputs[0].shape, 64) > cost.elements(value.shape, 64)
            if nest.keeps_order and (price > 0 or view):
                return True
            if price > CHEAP and grows:
                return True
    return price > (CHEAP if len(users) > 1 else LONGEST // 2)


__all__ = ["Region", "Regions", "group", "read_by", "read_by_numbers", "reads"]
