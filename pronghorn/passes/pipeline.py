"""Room 5: what need not happen. The list of passes, and a program with its graph tidied."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator
from typing import Any, ClassVar, Protocol, TypeVar

from pronghorn.config import settings
from pronghorn.ir.graph import Graph, Value
from pronghorn.ir.verify import verify
from pronghorn.ir.walk import bodies
from pronghorn.passes.channels_last import channels_last
from pronghorn.passes.drop_dead import drop_dead
from pronghorn.passes.gather_products import gather_products
from pronghorn.passes.hoist import hoist
from pronghorn.passes.join_parts import join_parts
from pronghorn.passes.merge_duplicates import merge_duplicates
from pronghorn.passes.merge_loops import merge_loops
from pronghorn.passes.simplify import simplify
from pronghorn.passes.zero_sums import zero_sums

PASSES = (
    merge_loops,
    simplify,
    channels_last,
    zero_sums,
    join_parts,
    gather_products,
    hoist,
    merge_duplicates,
    drop_dead,
)


class Traced(Protocol):
    """What is needed of a program: its graph, and what to tell when a guard does not hold."""

    __dataclass_fields__: ClassVar[dict[str, Any]]
    graph: Graph
    guards: list[Any]


P = TypeVar("P", bound=Traced)


def tidy(program: P) -> P:
    """The same program, smaller: same inputs and results in the same order, same numbers."""
    guards = [copy.copy(guard) for guard in program.guards]
    tidied = dataclasses.replace(program, graph=tidied_graph(program.graph), guards=guards)
    for guard, ok in zip(tidied.guards, conditions(tidied.graph), strict=True):
        guard.ok = ok
    return tidied


def tidied_graph(graph: Graph) -> Graph:
    """Every pass once, in order; each is checked under `settings.check`."""
    if settings.check:
        verify(graph)
    for run in PASSES:
        graph = run(graph)
        if settings.check:
            verify(graph)
    return graph


def conditions(graph: Graph) -> Iterator[Value]:
    """Guards of a graph, then those of its loops in order, as a trace lists them."""
    yield from graph.guards
    for node in graph.nodes:
        for _, body in bodies(node):
            yield from conditions(body)
