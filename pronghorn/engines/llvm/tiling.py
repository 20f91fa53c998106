"""How a matrix product by library kernels is cut into blocks, panels, stretches of terms and tiles.

The rules are those of Goto & van de Geijn 2008 (doi:10.1145/1356052.1356053): a panel of the right
operand stays in the nearest cache while all tiles of a block pass over it, the block's part of the
left operand in the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pronghorn.engines.llvm import cost
from pronghorn.engines.llvm.target import Target, bits_of
from pronghorn.ir.graph import Value
from pronghorn.ir.types import Size

# Tiles of rows x vectors by the number of vector registers: the sums of the tallest fill them but
# for the operands. One row has its sums in memory, see `kernels.row`.
TILES = {32: ((8, 2), (4, 4)), 16: ((6, 2), (4, 2), (3, 4))}

# Columns that one row goes along at once: its sums stay in the nearest cache. Where their number
# is not known there may be few, and those that fill no panel go one vector at a time.
ROW_COLUMNS, SOME_COLUMNS = 1024, 64

# Rows of the tiles that cover what whole tall ones leave: their 8 sums still hide the latency of
# a fused multiplication and addition at two of them a cycle.
SHORT = 4

# From so many rows on, columns that lie side by side are packed: 0.35 cycles an element here.
PACKED_ROWS = 32

# Elements of a packed row of a left operand's tile; no tile has more rows.
STRIP = 8

# Columns from which packing a left operand's tiles can pay, at 0.7 cycles an element.
STRIP_COLUMNS = 64

# Columns of a block whose terms are cut: its sums lie in the second cache meanwhile.
BLOCK_COLUMNS = 256

# Work in multiplications and additions that is worth waking threads: some 10 us of one thread.
WORTH = 1 << 19

# Rows that a batch is taken to have when loops are chosen.
TYPICAL_ROWS = 256


@dataclass(frozen=True)
class Tiling:
    """How one product runs.

    The first of `tiles` (rows, vectors) that the rows fill is used, with `short` rows where that
    does not come out even. `pack` says how the right operand lies, by "rows" or by "columns",
    `swap` that the transposed product is computed, `strips` that the left operand's tiles may be
    packed. At most `terms` are added up in one pass; if there may be more, a block has at most
    `rows` tiles and `columns` columns, else as many rows as make `near` elements. Operands below
    `nearest` elements stay in the nearest cache and are not packed. Threads get `shares` blocks
    each, of at least `group` tiles and panels. `sizes` are those of rows, terms and columns.
    """

    lanes: int
    tiles: tuple[tuple[int, int], ...]
    pack: str
    swap: bool
    strips: bool
    terms: int
    near: int
    nearest: int
    sizes: tuple[Size | int, Size | int, Size | int]
    short: int = SHORT
    columns: int = BLOCK_COLUMNS
    shares: int = 4
    group: int = 8
    worth: int = WORTH

    @property
    def rows(self) -> int:
        """Tiles in a block whose terms are cut."""
        return max(self.near // (self.terms * self.tiles[0][0]), 1)

    @property
    def is_cut(self) -> bool:
        """Whether there may be more terms than one pass adds up."""
        return not isinstance(self.sizes[1], int) or self.sizes[1] > self.terms

    @property
    def most_strips(self) -> int:
        """Rows of packed tiles in one block: as many tiles as are near, and no more than lie."""
        near = -(-self.near // self.tiles[0][0]) + self.terms
        rows = self.sizes[0]
        return min(near, (rows // self.short + 2) * self.terms) if isinstance(rows, int) else near

    # The memory of a thread: a packed panel, a tile, packed tiles and sums.

    @property
    def tile_at(self) -> int:
        return (self.terms + self.lanes) * self.tiles[0][1] * self.lanes

    @property
    def strips_at(self) -> int:
        return self.tile_at + max(rows * vectors for rows, vectors in self.tiles) * self.lanes

    @property
    def sums_at(self) -> int:
        return self.strips_at + (self.most_strips * STRIP + self.lanes if self.strips else 0)

    @property
    def scratch(self) -> int:
        sums = max(rows * max(vectors * self.lanes, self.columns) for rows, vectors in self.tiles)
        return self.sums_at + (self.rows * sums if self.is_cut else 0)

    def __str__(self) -> str:
        tiles = " ".join(f"{rows}x{vectors}" for rows, vectors in self.tiles)
        words = [f"kernels {tiles} of {self.pack}"]
        words += ["swapped"] if self.swap else []
        words += ["strips"] if self.strips else []
        words += [f"terms {self.terms}"] if self.is_cut else []
        return " ".join(words)


def tiling(
    shape: tuple[Size | int, Size | int, Size | int],
    left: tuple[Size | int, ...],
    right: tuple[Size | int, ...],
    swap: bool,
    dtype: str,
    target: Target,
) -> Tiling:
    """For a product of `shape` rows, terms, columns with operands of these last two strides."""
    _, terms, columns = shape
    lanes, size = target.lanes(dtype), bits_of(dtype) // 8
    registers = max(count for count in TILES if count <= target.vector_registers)
    tiles: tuple[tuple[int, int], ...] = TILES[registers]
    pack = "rows" if right[-1] == 1 else "columns"
    if pack == "columns":  # always packed, so few rows need no long stretches
        tiles = (tiles[0], (1, tiles[0][1]))
    else:
        tiles = (*tiles, (1, _vectors(columns, lanes)))
    # A panel and a tile of the left operand share the nearest cache.
    longest = target.l1_bytes * 5 // 8 // (tiles[0][1] * lanes * size)
    most = terms if isinstance(terms, int) else longest
    near = target.l2_bytes // 2 // size
    strips = left[-2] == 1 != left[-1] and not _fewer(columns, STRIP_COLUMNS)
    return Tiling(
        lanes,
        tiles,
        pack,
        swap,
        strips,
        terms=min(most, longest),
        near=near,
        nearest=target.l1_bytes // 2 // size,
        sizes=shape,
    )


def _vectors(columns: Size | int, lanes: int) -> int:
    """Of a panel under one row: all columns, or of many an equal part."""
    if not isinstance(columns, int):
        return SOME_COLUMNS // lanes
    vectors = max(columns // lanes, 1)
    return vectors // -(-vectors * lanes // ROW_COLUMNS)


def _fewer(size: Size | int, bound: int) -> bool:
    return isinstance(size, int) and size < bound


def is_far(values: Iterable[Value], tiling: Tiling) -> bool:
    """Whether arrays that are gone through together are too large for the second cache."""
    sizes = [cost.elements(value.shape, TYPICAL_ROWS) for value in values]
    return sum(sizes) > tiling.near
