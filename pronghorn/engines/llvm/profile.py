"""A program whose batches are clocked region by region, and what the clocks say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pronghorn.engines.llvm import cost
from pronghorn.engines.llvm.regions import Region, Regions, reads
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.engines.llvm.target import bits_of
from pronghorn.ir.graph import Value
from pronghorn.ir.sizes import Size, evaluate
from pronghorn.ir.types import product
from pronghorn.prims.record import Choice, Contract, Convolve, Fold, Map


@dataclass(frozen=True)
class RegionReport:
    """One region of a step: what it is, how it runs, and its work in a batch of `rows`.

    `traffic` holds the bytes of every array read and written, each once, and a bound of them:
    of an array whose elements are picked, no more is read than is made of it. `operations` are
    additions and multiplications, a transcendental function counted as the polynomial it becomes.
    """

    region: str
    schedule: str
    parallel: bool
    traffic: tuple[tuple[Size | int, Size | int], ...]
    operations: Size | int

    def sizes(self, known: Mapping[str, int]) -> tuple[int, int]:
        """Bytes and operations when sizes are known."""
        moved = sum(
            min(evaluate(size, known), evaluate(most, known)) for size, most in self.traffic
        )
        return moved, evaluate(self.operations, known)


def reports(regions: Regions, schedules: Mapping[Region, Schedule]) -> list[RegionReport]:
    """What there is to say of regions before they run."""
    return [
        RegionReport(
            str(region),
            str(schedules[region]),
            bool(schedules[region].scratch or schedules[region].work),
            _traffic(region, regions),
            _work(region),
        )
        for region in regions.items
    ]


def _traffic(region: Region, regions: Regions) -> tuple[tuple[Size | int, Size | int], ...]:
    inside = set(region.nodes) if region.kind == "lanes" else set()
    found: dict[Value, bool] = {}
    for node in region.nodes:
        for value, picked in reads(node, regions.region_of, inside).items():
            found[value] = found.get(value, False) or picked
    pairs = [(_bytes(value), _bytes(value)) for value in region.outputs]
    for value in found.keys() - set(region.outputs):
        picked = found[value] and region.kind == "map"
        size = bits_of(value.dtype) // 8
        most = region.outputs[0].type.size * size if picked else _bytes(value)
        pairs.append((_bytes(value), most))
    return tuple(pairs)


def _bytes(value: Value) -> Size | int:
    return value.type.size * (bits_of(value.dtype) // 8)


def _work(region: Region) -> Size | int:
    total: Size | int = 0
    for node in region.nodes:
        nest, size = node.primitive.nest, node.outputs[0].type.size
        if isinstance(nest, Contract | Convolve):
            total = total + product(cost.products(node)) * 2
        elif isinstance(nest, Map):
            total = total + size * cost.of_chain([node], set(region.outputs) - {node.outputs[0]})
        elif isinstance(nest, Fold | Choice):
            total = total + product(node.inputs[0].shape)
    return total
