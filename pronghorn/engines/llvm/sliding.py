"""How convolutions run: as tiles of rows by vectors of filters, and which pixels share a tile.

What decides is, along each axis, which taps of a window meet the input at all. A tile only holds
pixels that have the same taps, so there is no work on padding, nor on the gaps of a spread input:
along the last axis places are put into stretches of equal taps, along the others taps are counted
place by place.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from pronghorn.engines.llvm import cost
from pronghorn.engines.llvm.kernels.names import LEVELS
from pronghorn.engines.llvm.loops import INDEX, Code, Num
from pronghorn.engines.llvm.strided import strided
from pronghorn.engines.llvm.target import Target
from pronghorn.engines.llvm.tiling import STRETCHES, TYPICAL_ROWS
from pronghorn.ir.graph import Node, Value
from pronghorn.prims.record import Scatter
from pronghorn.prims.window import Window

# Kinds of regions whose schedules have a `Sliding`.
SLIDING = ("conv", "filters", "depthwise", "depthwise filters")

# Weights of so many bytes stay in the second cache while pixels run past them.
RESIDENT = 1 << 18

# Filters' gradients add so many terms at once: the operands of a tile then stay in the first cache.
TERMS = 256

# Pixels that lie so many elements apart meet in few sets of a cache, so tiles' channels are copied
# side by side; results' channels are, if so many rows of tiles read them.
APART, OFTEN = 32, 32

# What filters' gradients read is at least so many times the sums of all stretches of a batch.
FEW = 16

# Windows, with the elements up to the next, that are written out.
SMALL = 16

# Convolutions channel by channel keep so many neighbouring places in registers, each in so many
# vectors: lines of a cache are then read and written whole, one after the other. Of more places
# each is far from the next, and what is saved in loads is lost in waiting.
PLACES, ABREAST = 2, 2

# How filters are packed where lanes hold terms.
DOTS = "dots"

# Vectors of filters have no fewer lanes, which would be no faster.
LEAST = 4

# Tiles by the number of vector registers: the sums fill them but for the operands.
TILES = {32: {1: (14, 1), 2: (8, 2), 3: (8, 3)}, 16: {1: (12, 1), 2: (6, 2), 3: (4, 3)}}
# Tiles of fewer rows for filters' gradients: rows are channels there, and none are made up.
LOW = {
    32: ((8, 2), (7, 2), (6, 2), (5, 4), (4, 4), (3, 8), (2, 8), (1, 16)),
    16: ((6, 2), (5, 2), (4, 3), (4, 2), (3, 4), (2, 6), (1, 8)),
}


class Axis(NamedTuple):
    """One axis of windows: place p has tap t at (p * stride + t * dilation - before) / spread."""

    stride: int
    before: int
    spread: int
    dilation: int
    size: int
    taps: int
    out: int

    @property
    def step(self) -> int:
        """From one tap that meets an element to the next."""
        return self.spread // math.gcd(self.dilation, self.spread)

    @property
    def move(self) -> int:
        """From the element that a tap meets to that which the next one meets."""
        return self.dilation // math.gcd(self.dilation, self.spread)

    def covered(self, places: int) -> int:
        """How many elements so many neighbouring places read at most, met or stepped over."""
        reach = (places - 1) * self.stride + (self.taps - 1) * self.dilation
        return min(self.size, reach // self.spread + 2)

    def first_read(self, code: Code, place: Num) -> Num:
        """An element before which a place and those behind it read none."""
        return code.maximum(code.floor_divide(place * self.stride - self.before, self.spread), 0)

    def turned(self) -> Axis:
        """Taps and places exchanged: for each tap, the places where it meets the input."""
        return self._replace(
            stride=self.dilation, dilation=self.stride, taps=self.out, out=self.taps
        )

    def meets(
        self, code: Code, place: Num, low: Num | int = 0, high: Num | None = None
    ) -> tuple[Num, Num, Num]:
        """The first tap of a place that meets the input, where, and how many do.

        Only taps from `low` to before `high`, multiples apart, are asked for.
        """
        at = place * self.stride - self.before
        first, limit = self._first(code, at)
        start = code.floor_divide(at + first * self.dilation, self.spread)
        begin = code.maximum(0 - code.floor_divide(start, self.move), 0)
        end = code.floor_divide(code.constant(self.size - 1, INDEX) - start, self.move) + 1
        end = code.minimum(end, limit)
        if high is not None:
            begin = code.maximum(begin, 0 - code.floor_divide(first - low, self.step))
            end = code.minimum(end, 0 - code.floor_divide(first - high, self.step))
        count = code.maximum(end - begin, 0)
        return first + begin * self.step, start + begin * self.move, count

    def _first(self, code: Code, at: Num) -> tuple[Num, Num]:
        """The first tap that meets an element, were the input endless, and how many would."""
        taps = code.constant(self.taps, INDEX)
        first = code.constant(0, INDEX)
        if self.spread == 1:
            return first, taps
        residue = code.remainder(at, self.spread)
        limit = first
        for rest in range(self.spread):
            fits = [t for t in range(self.step) if (rest + t * self.dilation) % self.spread == 0]
            if fits and fits[0] < self.taps:
                here = code.equal(residue, rest)
                count = -(-(self.taps - fits[0]) // self.step)
                first, limit = code.where(here, fits[0], first), code.where(here, count, limit)
        return first, limit

    @functools.lru_cache(maxsize=256)  # noqa: B019  # it keeps numbers alone, and of few axes
    def stretches(self) -> tuple[Stretch, ...]:
        """The places of the axis in stretches of equal taps."""
        code = Code("places", [])
        period = self.spread // math.gcd(self.stride, self.spread)
        found: list[Stretch] = []
        for phase in range(min(period, self.out)):
            last: Stretch | None = None
            for place in range(phase, self.out, period):
                met = self.meets(code, code.constant(place, INDEX))
                tap, start, count = (num.attr for num in met)
                if count == 0:
                    tap = start = 0
                if last is not None and (tap, count) == (last.tap, last.met):
                    last = found[-1] = last._replace(length=last.length + 1)
                else:
                    step = self.stride * period // self.spread if count else 0
                    last = Stretch(place, period, 1, tap, count, start, step)
                    found.append(last)
        return tuple(found)


class Stretch(NamedTuple):
    """Places `first + n * period` for n < length, whose `met` taps from `tap` on meet the input.

    The first of them meets element `start + n * step`.
    """

    first: int
    period: int
    length: int
    tap: int
    met: int
    start: int
    step: int


def axes_of(node: Node) -> list[Axis]:
    """The axes of a node with windows."""
    scatters = isinstance(node.primitive.nest, Scatter)
    x = node.inputs[1 if scatters else 0].shape[1:-1]
    moves = Window(**{name: node.attrs[name] for name in Window._fields})
    taps = node.attrs["taps"] if "taps" in node.attrs else node.inputs[1].shape[:-2]
    numbers: Any = zip(
        moves.stride,
        moves.before,
        moves.spread,
        moves.dilation,
        x,
        taps,
        moves.out_sizes(x, taps),
        strict=True,
    )
    return [Axis(*each) for each in numbers]


def form(node: Node) -> str:
    """The kind of a convolution's region."""
    filters = "taps" in node.attrs
    groups = node.attrs["groups"]
    if groups > 1 and groups == node.inputs[0].shape[-1] == node.inputs[1].shape[-1]:
        return "depthwise filters" if filters else "depthwise"
    return "filters" if filters else "conv"


def cells(node: Node) -> bool:
    """Whether windows do not overlap and are small, so that each can be written out."""
    axes = axes_of(node)
    apart = all(a.stride >= a.taps and a.dilation == a.spread == 1 for a in axes)
    return apart and math.prod(axis.stride for axis in axes) <= SMALL


def is_known(node: Node) -> bool:
    """Whether all sizes but the number of images are numbers."""
    shapes = [value.shape for value in (*node.inputs, *node.outputs)]
    moves = [node.attrs[name] for name in Window._fields]
    inner = [size for shape in shapes for size in shape[1:]]
    return all(isinstance(size, int) for size in (*inner, *(n for each in moves for n in each)))


@dataclass(frozen=True, kw_only=True)
class Sliding:
    """How a convolution runs: tiles of `rows` x `vectors`, their operands and its memory.

    `shared` are elements of memory that all threads use, for packed filters or for sums; `own` are
    those of each thread: a tile, a table of places, and copies. Filters' gradients go through
    `block` images or through `band` rows of one at a time; `copies` are the elements of the input
    and of the results' cotangent that are then laid side by side, 0 where they are read in place.
    """

    rows: int
    vectors: int
    lanes: int
    dtype: str
    shared: int = 0
    table: int = 0  # rows of the table of places
    pack: str = ""
    block: int = 1
    band: int = 1
    copies: tuple[int, int] = (0, 0)
    stretches: int = 1  # of a batch, each with sums of its own

    @property
    def run(self) -> int:
        """How many neighbouring results a vector becomes, or all sums of terms in lanes do."""
        return self.vectors if self.pack == DOTS else self.lanes

    @property
    def width(self) -> int:
        return self.vectors if self.pack == DOTS else self.vectors * self.lanes

    def deep(self, depth: int) -> int:
        """Terms of a tap among packed filters: whole vectors, if lanes hold terms."""
        return -(-depth // self.lanes) * self.lanes if self.pack == DOTS else depth

    @property
    def tile(self) -> int:
        return self.rows * self.width

    @property
    def words(self) -> int:
        """Elements as long as one number of the table."""
        return 2 if self.dtype == "float32" else 1

    @property
    def own(self) -> int:
        return self.tile + 3 * self.table * self.words + sum(self.copies)

    def __str__(self) -> str:
        return f"sums {self.rows}x{self.vectors} x{self.lanes} {self.pack}".rstrip()


def share(stretch: Stretch, rows: int) -> int:
    """How many images a tile's pixels are taken from, so that few of its rows are left over."""
    return rows // math.gcd(stretch.length, rows)


def together(node: Node, rows: int) -> int:
    """How many images fill all tiles of so many rows."""
    return math.lcm(*(share(stretch, rows) for stretch in axes_of(node)[-1].stretches()))


def sliding(node: Node, target: Target, ends: Container[Value]) -> Sliding:
    """The tiles of a convolution."""
    x, y = node.inputs[0], node.outputs[0]
    groups, depth = node.attrs["groups"], x.shape[-1]
    filters = y.shape[-1]
    assert isinstance(depth, int)
    assert isinstance(filters, int)
    depth, filters = depth // groups, filters // groups
    registers = max(count for count in TILES if count <= target.vector_registers)
    lanes = target.lanes(y.dtype)
    axes = axes_of(node)
    taps = math.prod(axis.taps for axis in axes)
    if form(node).startswith("depthwise"):
        if "taps" in node.attrs:
            shared = taps * -(-groups // lanes) * lanes
            return Sliding(rows=1, vectors=1, lanes=lanes, dtype=y.dtype, shared=shared)
        abreast = ABREAST if groups >= ABREAST * lanes else 1
        return Sliding(rows=PLACES, vectors=1, lanes=abreast * lanes, dtype=y.dtype)
    if "taps" in node.attrs:
        return _summed(node, axes, (depth, filters), (registers, lanes), ends)
    how = _tile(node, (depth, filters), (registers, lanes), ends)
    panels = -(-filters // how.width)
    packed = groups * panels * taps * how.deep(depth) * how.width
    rows = max(share(stretch, how.rows) * stretch.length for stretch in axes[-1].stretches())
    return replace(how, shared=packed, table=-(-rows // how.rows) * how.rows)


def _tile(
    node: Node, channels: tuple[int, int], registers: tuple[int, int], ends: Container[Value]
) -> Sliding:
    """Pixels by vectors of filters; of few filters, lanes hold terms where that halves the work."""
    (depth, filters), (count, lanes) = channels, registers
    dtype = node.outputs[0].dtype
    x, w = (strided(value, ends) for value in node.inputs)
    few = 1 << (filters - 1).bit_length()
    if few <= lanes // 4 and x is not None and x.strides[-1] == 1:
        how = Sliding(rows=count // 2 // few, vectors=few, lanes=lanes, dtype=dtype, pack=DOTS)
        if 2 * few * how.deep(depth) <= depth * lanes:
            return how
    lanes = min(lanes, max(few, LEAST))
    vectors = -(-filters // lanes)
    tall, wide = TILES[count][3 if vectors == 3 else 2 if vectors > 1 else 1]
    pack = "rows" if w is not None and w.strides[-1] == 1 else "columns"
    return Sliding(rows=tall, vectors=wide, lanes=lanes, dtype=dtype, pack=pack)


def _summed(
    node: Node,
    axes: list[Axis],
    channels: tuple[int, int],
    registers: tuple[int, int],
    ends: Container[Value],
) -> Sliding:
    """Tiles of filters' gradients: rows are channels, or taps and channels that lie in a row."""
    depth, filters = channels
    lanes = min(registers[1], 1 << (filters.bit_length() - 1))
    line = line_of(node, axes, depth, ends)
    found = strided(node.inputs[0], ends)
    best = min(
        LOW[registers[0]],
        key=lambda tile: _waste(tile, line, filters, lanes),
    )
    rows, vectors = min(best[0], line), min(best[1], max(filters // lanes, 1))
    others = math.prod(axis.taps for axis in axes) * depth // line
    columns, groups = -(-filters // (vectors * lanes)), node.attrs["groups"]
    tiles = others * -(-line // rows) * columns * groups
    shared = tiles * rows * vectors * lanes
    inner = math.prod(axis.out for axis in axes[1:])
    band = min(axes[0].out, max(1, TERMS // inner))
    block = max(1, TERMS // (inner * band)) if band == axes[0].out and len(axes) < LEVELS else 1
    copied = block * axes[0].covered(band) * math.prod(axis.size for axis in axes[1:]) * rows
    slopes = block * band * inner * columns * vectors * lanes
    copies = (
        copied if depth >= APART and found is not None and found.strides[-1] == 1 else 0,
        slopes if filters >= APART and others * line >= OFTEN and groups == 1 else 0,
    )
    return Sliding(
        rows=rows,
        vectors=vectors,
        lanes=lanes,
        dtype=node.outputs[0].dtype,
        shared=shared,
        table=rows,
        block=block,
        band=band,
        copies=copies,
        stretches=_stretches(node, shared, block),
    )


def _stretches(node: Node, sums: int, block: int) -> int:
    """Into how many stretches, each with so many sums of its own, a batch is cut."""
    images = cost.elements(node.inputs[0].shape[:1], TYPICAL_ROWS)
    read = sum(cost.elements(value.shape, TYPICAL_ROWS) for value in node.inputs)
    most = min(STRETCHES, images // block, read // (FEW * sums))
    return 1 << max(most.bit_length() - 1, 0)


def _waste(tile: tuple[int, int], line: int, filters: int, lanes: int) -> tuple[float, int]:
    """Time of all tiles for one term: a sum takes half a cycle, and four of its own to be ready."""
    rows, vectors = min(tile[0], line), min(tile[1], max(filters // lanes, 1))
    tiles = -(-line // rows) * -(-filters // (vectors * lanes))
    return tiles * max(rows * vectors / 2, (rows + vectors) / 2, 4.0), -rows


def line_of(node: Node, axes: list[Axis], depth: int, ends: Container[Value]) -> int:
    """How many rows of filters' gradients lie side by side in the input and have equal terms.

    The channels of a tap; of all taps along the last axis, if windows never leave the input.
    """
    last = axes[-1]
    found = strided(node.inputs[0], ends)
    inside = last.before <= 0 and (last.out - 1) * last.stride + (
        last.taps - 1
    ) * last.dilation - last.before <= (last.size - 1)
    together = (
        inside
        and last.spread == 1
        and node.attrs["groups"] == 1
        and found is not None
        and found.strides[-2] * last.dilation == depth * found.strides[-1]
    )
    return depth * last.taps if together else depth
