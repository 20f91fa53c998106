"""Names of kernels, which are also words of the tables of programs that call them.

A name says all that decides the code: `kernel.product.8x2.float32x16` is a tile of 8 rows and 2
vectors of 16 float32 numbers.
"""

from __future__ import annotations

from collections.abc import Iterable

KERNEL = "kernel"
LEVELS = 3  # of terms, in kernels of convolutions
AHEAD = 3  # words of an array that a kernel of a product asks for


def kernels_among(words: Iterable[str]) -> list[str]:
    """The names of kernels among the words of a table."""
    return [word for word in words if word.startswith(f"{KERNEL}.")]


def product_name(rows: int, vectors: int, dtype: str, lanes: int) -> str:
    """The kernel of a tile of a matrix product."""
    return f"{KERNEL}.product.{rows}x{vectors}.{dtype}x{lanes}"


def row_name(dtype: str, lanes: int) -> str:
    """The kernel of one row of a matrix product."""
    return f"{KERNEL}.row.{dtype}x{lanes}"


def sums_name(rows: int, vectors: int, dtype: str, lanes: int, fresh: bool) -> str:
    """The kernel of a tile of a convolution: `fresh` ones fill it, others add to it."""
    kind = "sums" if fresh else "more"
    return f"{KERNEL}.{kind}.{rows}x{vectors}.{dtype}x{lanes}"


def dots_name(rows: int, vectors: int, dtype: str, lanes: int, fresh: bool) -> str:
    """The kernel of a tile of a convolution whose lanes hold terms."""
    kind = "dots" if fresh else "further"
    return f"{KERNEL}.{kind}.{rows}x{vectors}.{dtype}x{lanes}"


def packing_name(kind: str, dtype: str, lanes: int) -> str:
    """The routine that packs panels; `kind` is "rows" or "columns"."""
    return f"{KERNEL}.{kind}.{dtype}x{lanes}"
