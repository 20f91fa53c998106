"""Room 7: in which order and how wide a region runs. Records only; `lower` obeys them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass

from pronghorn.config import SettingError, settings
from pronghorn.dtypes import sum_dtype
from pronghorn.engines.llvm import cost
from pronghorn.engines.llvm.regions import NAMED, TILED, Region, Regions
from pronghorn.engines.llvm.sliding import SLIDING, Sliding, sliding
from pronghorn.engines.llvm.strided import strided
from pronghorn.engines.llvm.target import Target, bits_of
from pronghorn.engines.llvm.tiling import STRETCHES, TYPICAL_ROWS, WORTH, Tiling, tiling
from pronghorn.ir.graph import Node, Value
from pronghorn.ir.types import Size, product
from pronghorn.prims.record import Map, Sort, View

# The least that moving an element costs.
MOVED = 4

# Values of a digit by which lines are sorted, and so many digits at most.
COUNTS, MOST = 256, 8

# Lines of at most so many elements are sorted side by side in vectors, if only elements are asked
# for: each is then compared with about fifty others, whatever they are. Of fewer lines than lanes,
# each counts as several.
NETWORK = 1024

# Fewer lines than threads may be have memory each, more have that of the thread.
FEW = 8

# Steps of formulas of at least so many operations depend on each other for longer than a processor
# looks ahead, so vectors of that many registers are computed abreast; and so are sums of columns.
LONG, ABREAST, COLUMNS = 40, 2, 4

# A loop of at most this many vectors is written out, if its turns cost no more than that together.
UNROLL, WRITTEN = 4, 96

# Work that is done before it matters how well its code is, and the part of a step that a region may
# have for it not to matter: a hundred such, at a third of their speed, cost it two percent. Making
# them the quickest way spares LLVM 12 % of its time for ResNet-20, the median of turns.
LITTLE, SHARE = 1 << 13, 1 << 13

# Regions of which kernels do the work. What follows from a product is a third of a small one.
KERNELS = ("conv", "filters")

# Below so many products a row, tiles are written out instead of calling kernels.
SMALL = 64

# Tiles of rows x vectors where the right operand stays in the nearest cache, by the number of
# registers: 8 sums hide the latency of a fused multiplication and addition at two of them a cycle,
# 16 at four. Batches most often have a multiple of so many rows.
NEAR_TILES = {32: (8, 2), 16: (4, 2)}

# What may be set by hand: kinds of regions, and fields with their least numbers. Others follow from
# the region or from each other.
KINDS = ("lanes", "map", "rows", "spread", "opaque", *NAMED, *(k for k in TILED if k not in NAMED))
BY_HAND = {"lanes": 1, "unroll": 0, "rows": 1, "vectors": 1, "terms": 1, "near": 0, "nearest": 0}
BY_HAND |= {"columns": 1, "abreast": 1, "shares": 1, "group": 1, "worth": 0}
EXAMPLE = "contract.terms=256"


@dataclass(frozen=True)
class Schedule:
    """How one region runs.

    `lanes`: elements in a vector. `flat`: all axes as one. Contractions that are written out keep
    `rows` x `vectors` accumulators in registers, and `along` says what the lanes hold: "n",
    neighbours in the output, or "k", terms of the sum. Those with a `tiling` call library kernels.
    """

    lanes: int
    flat: bool = False
    gathers: bool = False  # whether rows in lanes are gathered by instructions of their own
    rows: int = 1
    vectors: int = 1
    along: str = "n"
    tiling: Tiling | None = None
    sliding: Sliding | None = None
    work: int = 0  # of an element, for loops whose turns threads may share
    words: Size | int = 0  # of 64 bits, for a line that is sorted, or some side by side
    network: bool = False  # whether lines are sorted side by side
    sums: int = 0  # elements for those of a fold that is cut into stretches, or for few lines
    unroll: int = UNROLL  # vectors of a map that are written out, at most
    light: bool = False  # whether kernels do the work, or there is little of it
    block: int = 0  # rows of the batch that go through the members of a region together

    @property
    def scratch(self) -> Size | int:
        """Elements that a thread needs besides."""
        if self.sliding:
            return self.sliding.own
        if self.words:
            return 0 if self.sums else self.words
        return self.tiling.scratch if self.tiling else 0

    @property
    def shared(self) -> int:
        """Elements that all threads need besides."""
        return self.sliding.shared * self.sliding.stretches if self.sliding else self.sums

    def __str__(self) -> str:
        words = [f"lanes {self.lanes}"]
        words += ["flat"] if self.flat else []
        words += ["network"] if self.network else []
        words += [str(self.sliding)] if self.sliding else []
        words += [f"shared, work {self.work}"] if self.work and not self.block else []
        words += [f"{self.block} rows at once, work {self.work}"] if self.block else []
        words += [f"unroll {self.unroll}"] if self.unroll < UNROLL else []
        words += [f"tile {self.rows}x{self.vectors} along {self.along}"] if self.rows > 1 else []
        words += [str(self.tiling)] if self.tiling else []
        return " ".join(words)


def narrowed(target: Target, grouped: Sequence[Regions]) -> Target:
    """The target as a program should see it: steps that are written out use vectors of 256 bits.

    Their sums over lanes are then shorter, eight rows fill a vector, and processors with 512 bits
    keep the third vector port that they close while such instructions are in flight.
    """
    if any(regions.has_lanes() for regions in grouped):
        return dataclasses.replace(target, vector_bits=min(target.vector_bits, 256))
    return target


def choose(regions: Regions, target: Target) -> dict[Region, Schedule]:
    """A schedule for every region, with what settings ask for."""
    amounts = {region: _amount(region, regions) for region in regions.items}
    little = max(LITTLE, sum(amounts.values()) // SHARE)
    chosen = {}
    for region, amount in amounts.items():
        schedule = _schedule(region, regions, target)
        light = region.kind in KERNELS or amount < little
        light = light and region.kind not in ("lanes", "sort", "opaque")
        chosen[region] = dataclasses.replace(schedule, light=light)
    for kind, name, number in settings.schedule:
        _check_choice(kind, name, number)
        for region in [region for region in chosen if region.kind == kind]:
            chosen[region] = _with(chosen[region], name, number)
    return chosen


def _check_choice(kind: str, name: str, number: int) -> None:
    """Refuse a number set by hand for what is not there or would make wrong code."""
    for word, known in ((kind, KINDS), (name, tuple(BY_HAND))):
        if word not in known:
            raise SettingError("schedule", " / ".join(known), word, EXAMPLE)
    if number < BY_HAND[name]:
        raise SettingError("schedule", f"{name} of at least {BY_HAND[name]}", number, EXAMPLE)
    if name == "lanes" and number & (number - 1):
        raise SettingError("schedule", "lanes in a power of two", number, EXAMPLE)


def _with(schedule: Schedule, name: str, number: int) -> Schedule:
    """The schedule with another number in one field, or in that of its tiling, if it has it."""
    tiles = schedule.tiling
    if tiles is not None and _has(tiles, name):
        changed = dataclasses.replace(tiles, **{name: number})  # type: ignore[arg-type]
        return dataclasses.replace(schedule, tiling=changed)
    if _has(schedule, name):
        return dataclasses.replace(schedule, **{name: number})  # type: ignore[arg-type]
    return schedule


def _has(record: Schedule | Tiling, name: str) -> bool:
    return any(field.name == name for field in dataclasses.fields(record))


def _schedule(region: Region, regions: Regions, target: Target) -> Schedule:
    if region.kind == "opaque":
        return Schedule(1)
    if region.kind == "sort":
        return _sort(region.nodes[0], target)
    lanes = target.lanes(element_dtype(region))
    if region.kind == "lanes":
        return Schedule(lanes, gathers=target.fast_gather)
    if region.kind == "map":
        chain = cost.of_chain(region.nodes, regions.region_of.keys())
        lanes *= ABREAST if chain >= LONG and _fills(region.shape[-1], lanes * ABREAST) else 1
        unroll = max(min(UNROLL, WRITTEN // max(chain, 1)), 1)
        work = _work(region, regions)
        flat = not work and _is_flat(region, regions)
        return Schedule(lanes, flat=flat, work=work, unroll=unroll)
    if region.kind == "rows":
        return Schedule(lanes, work=_work(region, regions))
    if region.kind == "fold":
        return _fold(region, regions, lanes)
    if region.kind == "contract":
        return _product(region, regions, target, lanes)
    if region.kind in SLIDING:
        return Schedule(lanes, sliding=sliding(region.nodes[0], target, regions.region_of))
    if region.kind in ("window", "cells"):
        return Schedule(lanes, work=MOVED * math.prod(region.nodes[0].attrs["taps"]))
    return Schedule(lanes)


def _sort(node: Node, target: Target) -> Schedule:
    """Short lines side by side; others one after the other, in words of a thread's or, of few, of
    their own."""
    x, axis = node.inputs[0], node.attrs["axis"]
    shape, nest = x.shape, node.primitive.nest
    size, lines = shape[axis], product((*shape[:axis], *shape[axis + 1 :]))
    assert isinstance(nest, Sort)
    bits = max(bits_of(sum_dtype(x.dtype)), 32)
    abreast = ABREAST * target.lanes(f"int{bits}")
    idle = -(-abreast // max(lines, 1)) if isinstance(lines, int) else 1
    if not nest.places and isinstance(size, int) and size * idle <= NETWORK:
        return Schedule(abreast, network=True, words=max(size, 1) * abreast * bits // 64)
    lanes = target.lanes("int64")
    # The line twice, counts, and a vector beyond.
    words = size * 2 + (MOST * COUNTS + lanes)
    is_few = isinstance(lines, int) and isinstance(words, int) and lines < FEW
    return Schedule(lanes, words=words, sums=lines * words if is_few else 0)


def _fills(size: Size | int, lanes: int) -> bool:
    """Whether an axis has so many elements that a loop over vectors of `lanes` is written."""
    return not isinstance(size, int) or size > UNROLL * lanes


def _work(region: Region, regions: Regions) -> int:
    """Work of an element if sharing the rows among threads can pay, else 0."""
    shape = region.shape
    work = MOVED + cost.of_chain(region.nodes, regions.region_of.keys())
    total = cost.elements(shape, TYPICAL_ROWS) * work
    return work if len(shape) > 1 and shape[0] != 1 and total >= WORTH else 0


def _fold(region: Region, regions: Regions, lanes: int) -> Schedule:
    """Sums of columns are kept in several vectors, and in stretches if that can pay."""
    source, axes = region.nodes[0].inputs[0], region.nodes[0].attrs["axes"]
    shape, columns = source.shape, source.shape[-1]
    work = MOVED + cost.of_chain(region.nodes, regions.region_of.keys())
    work = work if cost.elements(shape, TYPICAL_ROWS) * work >= WORTH else 0
    if len(shape) - 1 in axes or not axes:
        return Schedule(lanes, work=work)
    most = lanes * COLUMNS // len(region.nodes)
    while lanes < most and not (isinstance(columns, int) and columns < 2 * lanes):
        lanes *= 2
    exact = sum_dtype(source.dtype) == source.dtype  # sums of halves are wider than results
    if not (work and exact and len(axes) == len(shape) - 1 and isinstance(columns, int)):
        return Schedule(lanes, work=work)
    return Schedule(lanes, work=work, sums=STRETCHES * len(region.nodes) * columns)


def _amount(region: Region, regions: Regions) -> int:
    """What a typical batch costs, in the units of `cost`."""
    values = [value for node in region.nodes for value in (*node.inputs, *node.outputs)]
    most = max(cost.elements(value.shape, TYPICAL_ROWS) for value in values)
    sums = cost.products(region.nodes[0])
    summed = cost.elements(sums, TYPICAL_ROWS) if sums else 0
    return most * (MOVED + cost.of_chain(region.nodes, regions.region_of.keys())) + summed


def element_dtype(region: Region) -> str:
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
    return node.primitive.nest.keeps_order or all(x.ndim == 0 for x in node.inputs)


def _product(region: Region, regions: Regions, target: Target, lanes: int) -> Schedule:
    """Kernels for what is large enough; what is not, or goes over few weights, is written out."""
    node = region.nodes[0]
    left, right = (_strides(value, regions) for value in node.inputs)
    terms, columns = node.inputs[1].shape[-2:]
    out = node.outputs[0].shape
    swap = columns == 1 and left[-2] == 1
    if swap:
        left, right = right[:-2] + right[:-3:-1], left[:-2] + left[:-3:-1]
        columns = node.inputs[0].shape[-2]
    small = cost.elements((terms, columns), lanes) < SMALL or columns == 1
    dtype = node.outputs[0].dtype
    half = sum_dtype(dtype) != dtype
    packed = 1 in left[-2:] and 1 in right[-2:]  # can become float32 on the way
    if small or not (dtype in ("float32", "float64") or (half and packed)):
        along = "k" if left[-1] == 1 == right[-2] else "n"
        tall, vectors = (8, 3) if target.vector_registers >= 32 else (6, 2)
        return Schedule(lanes, rows=4 if along == "k" else tall, vectors=vectors, along=along)
    if len(out) == 2 and not (half or swap) and right == (columns, 1):
        written = _over_few_weights(terms, columns, lanes, dtype, target)
        if written is not None:
            return written
    shape = (out[-1], terms, out[-2]) if swap else (out[-2], terms, out[-1])
    return Schedule(lanes, tiling=tiling(shape, left, right, swap, dtype, target))


def _over_few_weights(
    terms: Size | int, columns: Size | int, lanes: int, dtype: str, target: Target
) -> Schedule | None:
    """Tiles that are written out, if the nearest cache holds all of the right operand."""
    if not (isinstance(terms, int) and isinstance(columns, int)):
        return None
    tall, vectors = NEAR_TILES[max(n for n in NEAR_TILES if n <= target.vector_registers)]
    if columns < vectors * lanes or terms * columns * bits_of(dtype) // 8 > target.l1_bytes:
        return None
    work = terms if TYPICAL_ROWS * terms * columns >= WORTH else 0
    return Schedule(lanes, rows=tall, vectors=vectors, work=work)


def _strides(value: Value, regions: Regions) -> tuple[Size | int, ...]:
    found = strided(value, regions.region_of)
    assert found is not None, f"{value} must lie in memory"
    return found.strides
