"""A program whose batches are clocked region by region, and what the clocks say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pronghorn.engines.llvm import cost
from pronghorn.engines.llvm.inner import Planned
from pronghorn.engines.llvm.regions import Region, Regions, reads
from pronghorn.engines.llvm.schedule import Schedule, element_dtype
from pronghorn.engines.llvm.sliding import axes_of, is_known
from pronghorn.engines.llvm.target import bits_of
from pronghorn.ir.graph import Node, Value
from pronghorn.ir.sizes import Size, evaluate
from pronghorn.ir.types import product
from pronghorn.ir.walk import bodies
from pronghorn.prims.control import trips
from pronghorn.prims.record import Choice, Contract, Convolve, Fold, Map, Slide, View


@dataclass(frozen=True)
class RegionReport:
    """One region of a step: what it is, how it runs, and its work in a batch of `rows`.

    `traffic` holds the bytes of every array read and written, each once, and a bound of them:
    of an array whose elements are picked, no more is read than is made of it. `operations` are
    additions and multiplications, a transcendental function counted as the polynomial it becomes,
    a root or division as the five additions for which it takes as long. `dtype` is that of most of
    them, float32 or float64.
    """

    region: str
    schedule: str
    parallel: bool
    traffic: tuple[tuple[Size | int, Size | int], ...]
    operations: Size | int
    dtype: str

    def sizes(self, known: Mapping[str, int]) -> tuple[int, int]:
        """Bytes and operations when sizes are known."""
        moved = sum(
            min(evaluate(size, known), evaluate(most, known)) for size, most in self.traffic
        )
        return moved, evaluate(self.operations, known)

    def peak(self, of_float32: float) -> float:
        """GFLOP/s of a thread: twice as wide numbers are half as many a vector."""
        return of_float32 * bits_of("float32") / bits_of(self.dtype)


def reports(planned: Planned) -> list[RegionReport]:
    """What there is to say of regions before they run."""
    return [
        RegionReport(
            str(region),
            "; ".join(dict.fromkeys(map(str, schedules))),
            any(schedule.scratch or schedule.work for schedule in schedules),
            _traffic(region, planned.regions),
            _work(region, planned.regions),
            element_dtype(region),
        )
        for region in planned.regions.items
        for schedules in [list(_schedules(region, planned))]
    ]


def _schedules(region: Region, planned: Planned) -> Iterator[Schedule]:
    """That of a region; of a loop or a branch, those of the regions inside."""
    inside = [planned.inner[node, name] for node in region.nodes for name, _ in bodies(node)]
    for inner in inside:
        for each in inner.regions.items:
            yield from _schedules(each, inner)
    if not inside:
        yield planned.schedules[region]


def _traffic(region: Region, regions: Regions) -> tuple[tuple[Size | int, Size | int], ...]:
    elements: dict[Value, Size | int] = {}  # read by all nodes together, at most
    for node in region.nodes:
        for value in reads(node, regions.region_of, region.inside):
            elements[value] = _most(node) + elements.get(value, 0)
    pairs = [(_bytes(value), _bytes(value)) for value in region.outputs]
    read = elements.keys() - set(region.outputs)
    pairs += [(_bytes(value), elements[value] * _width(value)) for value in read]
    return tuple(pairs)


def _most(node: Node) -> Size | int:
    """How many elements of one array a node reads at most, picking some or not."""
    if isinstance(node.primitive.nest, Map | View):
        return node.outputs[0].type.size
    return sum((value.type.size for value in node.inputs), start=0)


def _bytes(value: Value) -> Size | int:
    return value.type.size * _width(value)


def _width(value: Value) -> int:
    return bits_of(value.dtype) // 8


def _work(region: Region, regions: Regions) -> Size | int:
    """Each operation once, those that are computed in place for others, too."""
    nodes = cost.in_place(region.nodes, regions.region_of)
    work: Size | int = sum((_operations(node) for node in nodes), start=0)
    return work


def _operations(node: Node) -> Size | int:
    """Of loops, the work of all turns; one turn of those that end when a condition says so."""
    nest, size = node.primitive.nest, node.outputs[0].type.size
    if isinstance(nest, Convolve) and is_known(node):
        met = [sum(s.length * s.met for s in axis.stretches()) for axis in axes_of(node)]
        filters = node.outputs[0] if "taps" in node.attrs else node.inputs[1]
        return product((node.inputs[0].shape[0], *met, *filters.shape[-2:])) * 2
    if isinstance(nest, Contract | Convolve):
        return product(cost.products(node)) * 2
    if isinstance(nest, Map):
        return size * cost.of_map(node)
    if isinstance(nest, Fold | Choice):
        return product(node.inputs[0].shape)
    if isinstance(nest, Slide):
        taps: tuple[int, ...] = node.attrs["taps"]
        return size * math.prod(taps)
    work: Size | int = sum(
        (_operations(inner) for _, body in bodies(node) for inner in body.nodes), start=0
    )
    return work * trips(node.attrs["total"], node.attrs["chunk"]) if "total" in node.attrs else work
