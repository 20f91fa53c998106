"""Kernels by name as module text."""

from __future__ import annotations

from pronghorn.engines.llvm.emit.module import emit
from pronghorn.engines.llvm.kernels import dots, packing, product, row, sums
from pronghorn.engines.llvm.statements import Routine
from pronghorn.engines.llvm.target import Target

PACKING = {"rows": packing.rows, "columns": packing.columns}


def text(name: str, target: Target) -> str:
    """The module that holds a kernel."""
    return emit([routine(name)], target)


def routine(name: str) -> Routine:
    """The loops of a kernel."""
    _, kind, *size, vector = name.split(".")
    dtype, _, lanes = vector.rpartition("x")
    if kind == "product":
        rows, _, vectors = size[0].partition("x")
        return product.product(name, int(rows), int(vectors), dtype, int(lanes))
    if kind == "row":
        return row.row(name, dtype, int(lanes))
    if kind in ("sums", "more"):
        tall, _, vectors = size[0].partition("x")
        fresh = kind == "sums"
        return sums.sums(name, int(tall), int(vectors), dtype, int(lanes), fresh)
    if kind in ("dots", "further"):
        tall, _, vectors = size[0].partition("x")
        return dots.dots(name, int(tall), int(vectors), dtype, int(lanes), kind == "dots")
    return PACKING[kind](name, dtype, int(lanes))
