"""The one loop of the language. An epoch over batches is this operation and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn.errors import InternalError
from pronghorn.ir.graph import Graph
from pronghorn.ir.sizes import clash, floor_divided, symbol
from pronghorn.ir.types import ArrayType, Size
from pronghorn.prims.evaluate import Body
from pronghorn.prims.record import Opaque, Primitive

# Operands are carried, sliced and captured values, in this order; the body takes the same. It
# returns the next carried values, then what is stacked along a new or the leading axis.
#
# chunk is None: iteration i takes x[i] of every sliced x, and stacked results get a new axis.
# chunk is a size: iteration i takes rows i*chunk … min((i+1)*chunk, total) and the body knows their
# number as `rows`; stacked results are joined along their leading axis.
#
# recompute: the gradient keeps only what is carried and does the body's work again.

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
    recompute: bool = False,
) -> tuple[ArrayType, ...]:
    _check_body(types, body, carried, sliced, chunk)
    stacked = []
    for value in body.outputs[carried:]:
        kept = value.shape if chunk is None else value.shape[1:]
        stacked.append(ArrayType((total, *kept), value.dtype))
    return (*types[:carried], *stacked)


def _check_body(
    types: tuple[ArrayType, ...],
    body: Graph,
    carried: int,
    sliced: int,
    chunk: Size | int | None,
) -> None:
    fixed = carried + sliced
    parts = [
        kind.with_shape(kind.shape[1:] if chunk is None else (symbol(ROWS), *kind.shape[1:]))
        for kind in types[carried:fixed]
    ]
    wanted = [*types[:carried], *parts, *types[fixed:], *types[:carried]]
    found = [value.type for value in (*body.inputs, *body.outputs[:carried])]
    fits = len(wanted) == len(found) and not any(
        a.dtype != b.dtype or clash(a.shape, b.shape) for a, b in zip(wanted, found, strict=True)
    )
    if not fits:
        raise InternalError(f"the body {body.name} does not fit the operands of its loop", body)


def _loop_run(
    xp: Any,
    *operands: Any,
    body: Any,
    carried: int,
    sliced: int,
    total: int,
    chunk: int | None,
    recompute: bool = False,
) -> tuple[Any, ...]:
    if isinstance(body, Graph):  # applied to arrays, outside any graph: no sizes are open
        body = Body(body, {})
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
