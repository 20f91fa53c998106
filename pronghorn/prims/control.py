"""The one loop of the language. An epoch over batches is this operation and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn.ir.graph import Graph
from pronghorn.ir.sizes import floor_divided
from pronghorn.ir.types import ArrayType, Size
from pronghorn.prims.record import Opaque, Primitive

# Operands are carried, sliced and captured values, in this order; the body takes the same. It
# returns the next carried values, then what is stacked along a new or the leading axis.
#
# chunk is None: iteration i takes x[i] of every sliced x, and stacked results get a new axis.
# chunk is a size: iteration i takes rows i*chunk … min((i+1)*chunk, total) and the body knows their
# number as `rows`; stacked results are joined along their leading axis.

ROWS = "rows"


def trips(total: Size | int, chunk: Size | int | None) -> Size | int:
    """How often the body runs."""
    return total if chunk is None else floor_divided(total + (chunk - 1), chunk)


def _loop_type(
    *types: ArrayType,
    body: Graph,
    carried: int,
    sliced: int,
    total: Size | int,
    chunk: Size | int | None,
) -> tuple[ArrayType, ...]:
    stacked = []
    for value in body.outputs[carried:]:
        kept = value.shape if chunk is None else value.shape[1:]
        stacked.append(ArrayType((total, *kept), value.dtype))
    return (*types[:carried], *stacked)


def _loop_run(
    xp: Any,
    *operands: Any,
    body: Any,
    carried: int,
    sliced: int,
    total: int,
    chunk: int | None,
) -> tuple[Any, ...]:
    state = list(operands[:carried])
    slices, captured = operands[carried : carried + sliced], operands[carried + sliced :]
    rows: list[list[Any]] = [[] for _ in body.graph.outputs[carried:]]
    for start in range(0, total, chunk or 1):
        stop = min(start + (chunk or 1), total)
        part = [x[start] if chunk is None else x[start:stop] for x in slices]
        results = body(
            [*state, *part, *captured], **({} if chunk is None else {ROWS: stop - start})
        )
        state = results[:carried]
        for row, result in zip(rows, results[carried:], strict=True):
            row.append(result)
    return (*state, *_stacked(body.graph, rows, carried, chunk))


def _stacked(graph: Graph, rows: list[list[Any]], carried: int, chunk: int | None) -> list[Any]:
    stacked = []
    for row, value in zip(rows, graph.outputs[carried:], strict=True):
        if not row:
            shape: Any = value.shape if chunk is None else value.shape[1:]
            stacked.append(np.zeros((0, *shape), value.dtype))
        else:
            stacked.append(np.stack(row) if chunk is None else np.concatenate(row))
    return stacked


def _loop_vjp(g: Any, y: Any, *operands: Any, **attrs: Any) -> tuple[Any, ...]:
    cotangents: tuple[Any, ...] = reverse_loop[0](g, y, *operands, **attrs)
    return cotangents


# Filled by `trace`, which knows how to write the backward body.
reverse_loop: list[Any] = []

loop = Primitive("loop", _loop_type, _loop_run, _loop_vjp, Opaque())
