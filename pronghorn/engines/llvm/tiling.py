"""How a matrix product by library kernels is cut into blocks, panels, stretches of terms and tiles.

The rules are those of Goto & van de Geijn 2008 (doi:10.1145/1356052.1356053) with the operands'
parts exchanged: some panels of the right operand stay in the second cache while all tiles of a
block pass over them, the tile's part of the left operand in the nearest. A tile goes along rows of
the result, so what follows from a product reads and writes whole stretches of its rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pronghorn.dtypes import sum_dtype
from pronghorn.engines.llvm import cost
from pronghorn.engines.llvm.kernels.names import AHEAD
from pronghorn.engines.llvm.target import Target, bits_of
from pronghorn.ir.graph import Value
from pronghorn.ir.types import Size

# Tiles of rows x vectors by the number of vector registers: the sums of the tallest fill them but
# for the operands. Of 32 they need not: on Zen 4 with 512 bits 8 x 2 has 97 % of the peak, 10 to
# 14 x 2, 6 to 9 x 3 and 6 x 4 are within two percent of that, and taller ones leave more rows to
# short ones. One row has its sums in memory, see `kernels.row`.
TILES = {32: ((8, 2), (4, 4)), 16: ((6, 2), (4, 2), (3, 4))}

# Columns that one row goes along at once: its sums stay in the nearest cache. Where their number
# is not known there may be few, and those that fill no panel go one vector at a time.
ROW_COLUMNS, SOME_COLUMNS = 1024, 64

# Rows of the tiles that cover what whole tall ones leave: their 8 sums still hide the latency of
# a fused multiplication and addition at two of them a cycle.
SHORT = 4

# From so many rows on, columns that lie side by side are packed: 0.35 cycles an element on Milan,
# 0.45 on Zen 4 from the third cache and 1.1 to 1.6 from memory.
PACKED_ROWS = 32

# Elements of a packed row of a left operand's tile; no tile has more rows.
STRIP = 8

# Columns from which packing a left operand's tiles can pay, at 0.7 cycles an element.
STRIP_COLUMNS = 64

# Columns of a block whose terms are cut: its sums lie in memory of the thread meanwhile.
BLOCK_COLUMNS = 256

# Panels that a kernel goes through in one call, at most: more gained nothing measurable, but under
# left operands that come from afar whenever they are read, or are packed tile by tile.
ABREAST, MANY = 4, 32

# Arrays by the side of a tile that are asked for while its sums are made, at most.
ASKED = 8

# Operands of so many times what is near, some megabytes, come from memory.
FAR = 8

# Work in multiplications and additions that is worth waking threads: some 10 us of one thread.
WORTH = 1 << 19

# Rows that a batch is taken to have when loops are chosen.
TYPICAL_ROWS = 256

# Large sums are cut into so many stretches, whatever the number of threads: a sum's bits do not
# depend on it.
STRETCHES = 16


@dataclass(frozen=True)
class Tiling:
    """How one product runs.

    The first of `tiles` (rows, vectors) that the rows fill is used, with `short` rows where that
    does not come out even. `pack` says how the right operand lies, by "rows" or by "columns",
    `swap` that the transposed product is computed, `strips` how the left operand lies if its tiles
    may be packed; `always` says that both operands are, to become another dtype. At most `terms`
    are added up in one pass; if there may be more, a block has at most `columns` columns. At most
    `abreast` panels are gone through at once, and no more than make `near` elements; packed tiles
    of the left operand and sums make some times as many. Operands below `nearest` elements stay in
    the nearest cache and are not packed. Threads get `shares` blocks each, of at least `group`
    tiles, and of as many panels or one run of them. `sizes` are those of rows, terms and columns.
    """

    lanes: int
    tiles: tuple[tuple[int, int], ...]
    pack: str
    swap: bool
    strips: str
    terms: int
    near: int
    nearest: int
    sizes: tuple[Size | int, Size | int, Size | int]
    short: int = SHORT
    columns: int = BLOCK_COLUMNS
    abreast: int = ABREAST
    shares: int = 4
    group: int = 8
    worth: int = WORTH
    always: bool = False

    @property
    def rows(self) -> int:
        """Tiles in a block whose terms are cut."""
        near = max(2 * self.near // (self.columns * self.tiles[0][0]), 1)
        rows = self.sizes[0]
        return min(near, self._tiles(rows)) if isinstance(rows, int) else near

    @property
    def is_cut(self) -> bool:
        """Whether there may be more terms than one pass adds up."""
        return not isinstance(self.sizes[1], int) or self.sizes[1] > self.terms

    @property
    def is_single(self) -> bool:
        """Whether one run goes through all panels of a block, however many terms there are."""
        columns, tiles = self.sizes[2], self._possible
        if not isinstance(columns, int) or any(columns % (v * self.lanes) for _, v in tiles):
            return False
        most = self.abreast * self.tiles[0][1] * self.lanes
        return columns <= most and columns * self.terms <= self.near

    @property
    def _possible(self) -> tuple[tuple[int, int], ...]:
        """The tiles that may be used: of known rows the tallest ones that they fill."""
        rows = self.sizes[0]
        if not isinstance(rows, int):
            return self.tiles
        return tuple(tile for tile in self.tiles if tile[0] <= max(rows, 1))[:1]

    @property
    def most_strips(self) -> int:
        """Rows of packed tiles in one block: no more than are near enough, and than lie."""
        if self.is_single:  # a tile's are not read again
            return self.terms
        near = max(3 * self.near // STRIP, self.terms)
        rows = self.sizes[0]
        return min(near, self._tiles(rows) * self.terms) if isinstance(rows, int) else near

    def _tiles(self, rows: int) -> int:
        """A bound of the number of tiles: few low ones follow, and few rows may lie one by one."""
        tall = self.tiles[0][0]
        return rows // tall + 1 if rows >= tall else rows

    @property
    def most_panels(self) -> int:
        """Panels of the tallest tiles that one call goes through."""
        return self._panels(self.tiles[0][1])

    def _panels(self, vectors: int) -> int:
        columns, wide = self.sizes[2], vectors * self.lanes
        return min(self.abreast, -(-columns // wide)) if isinstance(columns, int) else self.abreast

    # The memory of a thread: packed panels, tiles, packed tiles, sums and addresses.

    @property
    def tile_at(self) -> int:
        wide = self.tiles[0][1] * self.lanes
        return min(self.most_panels * self.terms * wide, max(self.near, self.terms * wide))

    @property
    def strips_at(self) -> int:
        tiles = (rows * vectors * self._panels(vectors) for rows, vectors in self.tiles)
        return self.tile_at + max(tiles) * self.lanes

    @property
    def sums_at(self) -> int:
        # Packing writes whole vectors, also behind the last term of a strip.
        return self.strips_at + (self.most_strips * STRIP + self.lanes if self.strips else 0)

    @property
    def ahead_at(self) -> int:
        sums = max(rows * max(vectors * self.lanes, self.columns) for rows, vectors in self.tiles)
        return self.sums_at + (self.rows * sums if self.is_cut else 0)

    @property
    def scratch(self) -> int:
        return self.ahead_at + 2 * ASKED * AHEAD

    def __str__(self) -> str:
        tiles = " ".join(f"{rows}x{vectors}" for rows, vectors in self.tiles)
        words = [f"kernels {tiles} of {self.pack}"]
        words += ["swapped"] if self.swap else []
        words += [f"strips of {self.strips}"] if self.strips else []
        words += ["always packed"] if self.always else []
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
    rows, terms, columns = shape
    half = dtype != sum_dtype(dtype)
    lanes, size = target.lanes(sum_dtype(dtype)), bits_of(sum_dtype(dtype)) // 8
    registers = max(count for count in TILES if count <= target.vector_registers)
    tiles: tuple[tuple[int, int], ...] = TILES[registers]
    pack = "rows" if right[-1] == 1 else "columns"
    if half or pack == "columns":  # always packed, so few rows need no long stretches
        tiles = (tiles[0], (1, tiles[0][1]))
    else:
        tiles = (*tiles, (1, _vectors(columns, lanes)))
    near = target.l2_bytes // 2 // size
    # Few panels are near, and a tile of the left operand fits the nearest cache.
    tall, vectors = tiles[0]
    longest = min(near // (ABREAST * vectors * lanes), target.l1_bytes * 3 // 4 // (tall * size))
    # Terms that are cut leave more of the caches to other operands.
    most = terms if isinstance(terms, int) and terms <= longest else longest // 2
    strips = "rows" if left[-2] == 1 != left[-1] and not _fewer(columns, STRIP_COLUMNS) else ""
    if half:
        strips = "rows" if left[-2] == 1 else "columns"
    far = cost.elements((rows, terms), TYPICAL_ROWS) > FAR * near
    return Tiling(
        lanes,
        tiles,
        pack,
        swap,
        strips,
        terms=most,
        near=near,
        nearest=target.l1_bytes // 2 // size,
        sizes=shape,
        columns=_block_columns(columns, vectors * lanes),
        abreast=MANY if far or strips else ABREAST,
        always=half,
    )


def _block_columns(columns: Size | int, wide: int) -> int:
    """Columns that a block may have, whole panels."""
    if not isinstance(columns, int):
        return BLOCK_COLUMNS
    return min(BLOCK_COLUMNS, -(-columns // wide) * wide)


def _vectors(columns: Size | int, lanes: int) -> int:
    """Of a panel under one row: all columns, or of many an equal part."""
    if not isinstance(columns, int):
        return SOME_COLUMNS // lanes
    if columns <= ROW_COLUMNS:
        return -(-columns // lanes)
    vectors = columns // lanes
    return vectors // -(-vectors * lanes // ROW_COLUMNS)


def _fewer(size: Size | int, bound: int) -> bool:
    return isinstance(size, int) and size < bound


def is_far(values: Iterable[Value], tiling: Tiling) -> bool:
    """Whether arrays that are gone through together are too large for the second cache."""
    sizes = [cost.elements(value.shape, TYPICAL_ROWS) for value in values]
    return sum(sizes) > tiling.near
