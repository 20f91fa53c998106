"""Room 7: in which order and how wide a region runs. Records only; `lower` obeys them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from pronghorn.engines.llvm.regions import Region, Regions
from pronghorn.engines.llvm.target import Target
from pronghorn.ir.graph import Node, Value
from pronghorn.prims.record import Map, View


@dataclass(frozen=True)
class Schedule:
    """How one region runs.

    `lanes`: elements in a vector. `flat`: all axes as one. For contractions `rows` x `vectors`
    accumulators are kept in registers, and `along` says what the lanes hold: "n", neighbours in
    the output, or "k", terms of the sum.
    """

    lanes: int
    flat: bool = False
    rows: int = 1
    vectors: int = 1
    along: str = "n"

    def __str__(self) -> str:
        tile = f" tile {self.rows}x{self.vectors} along {self.along}" if self.rows > 1 else ""
        return f"lanes {self.lanes}{' flat' if self.flat else ''}{tile}"


def narrowed(target: Target, grouped: Sequence[Regions]) -> Target:
    """The target as a program should see it: steps that are written out use vectors of 256 bits.

    Their sums over lanes are then shorter, eight rows fill a vector, and processors with 512 bits
    keep the third vector port that they close while such instructions are in flight.
    """
    if any(regions.has_lanes() for regions in grouped):
        return dataclasses.replace(target, vector_bits=min(target.vector_bits, 256))
    return target


def choose(regions: Regions, target: Target) -> dict[Region, Schedule]:
    """A schedule for every region."""
    return {region: _schedule(region, regions, target) for region in regions.items}


def _schedule(region: Region, regions: Regions, target: Target) -> Schedule:
    if region.kind == "opaque":
        return Schedule(1)
    lanes = target.lanes(_element_dtype(region))
    if region.kind == "lanes":
        return Schedule(lanes)
    if region.kind == "map":
        return Schedule(lanes, flat=_is_flat(region, regions))
    if region.kind == "contract":
        # 12 accumulators of 16 registers, or 24 of 32, leave room for one operand's vectors.
        tall, vectors = (8, 3) if target.vector_registers >= 32 else (6, 2)
        along = _along(region.nodes[0], regions)
        return Schedule(lanes, rows=4 if along == "k" else tall, vectors=vectors, along=along)
    return Schedule(lanes)


def _element_dtype(region: Region) -> str:
    """The widest element computed decides how many fit a vector."""
    values = {value for node in region.nodes for value in (*node.inputs, *node.outputs)}
    floats = [value.dtype for value in values if value.dtype in ("float32", "float64")]
    return "float64" if "float64" in floats else "float32"


def _is_flat(region: Region, regions: Regions) -> bool:
    """Whether all that the region reads has its own shape and order, or no axes at all."""
    stack = [x for node in region.nodes for x in node.inputs]
    if any(not _keeps_order(node) for node in region.nodes):
        return False
    members = set(region.outputs)
    seen: set[Value] = set()
    size = region.outputs[0].type.size
    while stack:
        value = stack.pop()
        if value in seen or value.ndim == 0:
            continue
        seen.add(value)
        if value.type.size != size:
            return False
        if value in members or value in regions.region_of or value.node is None:
            continue
        if not _keeps_order(value.node):
            return False
        stack += value.node.inputs
    return True


def _keeps_order(node: Node) -> bool:
    if isinstance(node.primitive.nest, Map):
        return True
    if not isinstance(node.primitive.nest, View):
        return False
    return node.primitive.name == "reshape" or (
        node.primitive.name == "broadcast" and node.inputs[0].ndim == 0
    )


def _along(node: Node, regions: Regions) -> str:
    """Lanes along the sum if both operands have it contiguous, as in a product with a transpose."""
    left, right = (_contiguous_axis(value, regions) for value in node.inputs)
    return "k" if right == node.inputs[1].ndim - 2 and left == node.inputs[0].ndim - 1 else "n"


def _contiguous_axis(value: Value, regions: Regions) -> int:
    """Which axis of a value lies contiguous in memory, seen through a transposition."""
    node = value.node
    if node is None or value in regions.region_of or node.primitive.name != "transpose":
        return value.ndim - 1
    order: tuple[int, ...] = node.attrs["order"]
    return order.index(_contiguous_axis(node.inputs[0], regions))
