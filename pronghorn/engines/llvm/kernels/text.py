"""Kernels by name as module text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pronghorn.engines.llvm.emit.module import emit
from pronghorn.engines.llvm.kernels import dots, packing, product, row, sums
from pronghorn.engines.llvm.statements import Routine
from pronghorn.engines.llvm.target import Target

# Of a name, a dtype and lanes; and with the rows and vectors of a tile before these.
PLAIN = {"row": row.row, "rows": packing.rows, "columns": packing.columns}
TILED: dict[str, Callable[..., Routine]] = {
    "product": product.product,
    "sums": partial(sums.sums, fresh=True),
    "more": partial(sums.sums, fresh=False),
    "dots": partial(dots.dots, fresh=True),
    "further": partial(dots.dots, fresh=False),
}


def text(name: str, target: Target) -> str:
    """The module that holds a kernel."""
    return emit([routine(name)], target)


def routine(name: str) -> Routine:
    """The loops of a kernel."""
    _, kind, *size, vector = name.split(".")
    dtype, _, lanes = vector.rpartition("x")
    if kind in PLAIN:
        return PLAIN[kind](name, dtype, int(lanes))
    rows, _, vectors = size[0].partition("x")
    return TILED[kind](name, int(rows), int(vectors), dtype, int(lanes))
