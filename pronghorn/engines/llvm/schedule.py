"""Room 7: in which order and how wide a region runs. Records only; `lower` obeys them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from pronghorn.engines.llvm import cost
from pronghorn.engines.llvm.regions import Region, Regions
from pronghorn.engines.llvm.strided import strided
from pronghorn.engines.llvm.target import Target
from pronghorn.ir.graph import Node, Value
from pronghorn.ir.types import Size
from pronghorn.prims.record import Map, View

# Tiles of rows x vectors by the number of vector registers: the sums of the tallest fill them but
# for the operands, and of fewer rows there are more columns, read in longer stretches.
TILES = {32: ((8, 2), (4, 4), (1, 16)), 16: ((6, 2), (3, 4), (1, 8))}

# From so many rows on, columns that lie side by side are packed: 0.35 cycles an element here.
PACKED_ROWS = 32

# Work in additions or multiplications that is worth waking threads: some 10 us of one thread.
WORTH = 1 << 19

# Rows that a batch is taken to have when loops are chosen, and the least that moving an element
# costs.
TYPICAL_ROWS, MOVED = 256, 4

# Below so many products a row, tiles are written out instead of calling kernels.
SMALL = 64


@dataclass(frozen=True)
class Schedule:
    """How one region runs.

    `lanes`: elements in a vector. `flat`: all axes as one. Contractions that are written out keep
    `rows` x `vectors` accumulators in registers, and `along` says what the lanes hold: "n",
    neighbours in the output, or "k", terms of the sum. Those with `tiles` call library kernels:
    the first of the tiles (rows, vectors) that the rows fill; `pack` says how the right operand
    lies, by "rows" or by "columns", and `swap` that the transposed product is computed.
    """

    lanes: int
    flat: bool = False
    rows: int = 1
    vectors: int = 1
    along: str = "n"
    tiles: tuple[tuple[int, int], ...] = ()
    pack: str = ""
    swap: bool = False
    work: int = 0  # of an element, for loops whose turns threads may share
    panel: Size | int = 0  # elements of a packed panel
    worth: int = WORTH

    @property
    def tile(self) -> int:
        """Elements of the largest tile."""
        return max(rows * vectors for rows, vectors in self.tiles) * self.lanes

    @property
    def scratch(self) -> Size | int:
        """Elements that a thread needs besides: a packed panel, and behind it a tile."""
        return self.panel + self.tile if self.tiles else 0

    def __str__(self) -> str:
        words = [f"lanes {self.lanes}"]
        words += ["flat"] if self.flat else []
        words += [f"shared, work {self.work}"] if self.work else []
        words += [f"tile {self.rows}x{self.vectors} along {self.along}"] if self.rows > 1 else []
        if self.tiles:
            tiles = " ".join(f"{rows}x{vectors}" for rows, vectors in self.tiles)
            words.append(f"kernels {tiles} of {self.pack}{' swapped' if self.swap else ''}")
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
    """A schedule for every region."""
    return {region: _schedule(region, regions, target) for region in regions.items}


def _schedule(region: Region, regions: Regions, target: Target) -> Schedule:
    if region.kind == "opaque":
        return Schedule(1)
    lanes = target.lanes(_element_dtype(region))
    if region.kind == "lanes":
        return Schedule(lanes)
    if region.kind in ("map", "rows"):
        work = _work(region, regions)
        if work:
            return Schedule(lanes, work=work)
        return Schedule(lanes, flat=region.kind == "map" and _is_flat(region, regions))
    if region.kind == "contract":
        return _product(region, regions, target, lanes)
    return Schedule(lanes)


def _work(region: Region, regions: Regions) -> int:
    """Work of an element if sharing the rows among threads can pay, else 0."""
    shape = region.shape
    work = MOVED + cost.of_chain(region.nodes, regions.region_of.keys())
    total = cost.elements(shape, TYPICAL_ROWS) * work
    return work if len(shape) > 1 and shape[0] != 1 and total >= WORTH else 0


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


def _product(region: Region, regions: Regions, target: Target, lanes: int) -> Schedule:
    """Kernels for what is large enough; what is not is written out."""
    node = region.nodes[0]
    left, right = (_strides(value, regions) for value in node.inputs)
    terms, columns = node.inputs[1].shape[-2:]
    registers = max(count for count in TILES if count <= target.vector_registers)
    swap = columns == 1 and left[-2] == 1
    if swap:
        left, right = right[:-2] + right[:-3:-1], left[:-2] + left[:-3:-1]
        columns = node.inputs[0].shape[-2]
    small = cost.elements((terms, columns), lanes) < SMALL or columns == 1
    if small or node.outputs[0].dtype not in ("float32", "float64"):
        along = "k" if left[-1] == 1 == right[-2] else "n"
        tall, vectors = (8, 3) if registers == 32 else (6, 2)
        return Schedule(lanes, rows=4 if along == "k" else tall, vectors=vectors, along=along)
    tiles: tuple[tuple[int, int], ...] = TILES[registers]
    pack = "rows" if right[-1] == 1 else "columns"
    if pack == "columns":  # always packed, so few rows need no long stretches
        tiles = (tiles[0], (1, tiles[0][1]))
    panel = (terms + lanes) * (tiles[0][1] * lanes)
    return Schedule(lanes, tiles=tiles, pack=pack, swap=swap, panel=panel)


def _strides(value: Value, regions: Regions) -> tuple[Size | int, ...]:
    found = strided(value, regions.region_of)
    assert found is not None, f"{value} must lie in memory"
    return found.strides
