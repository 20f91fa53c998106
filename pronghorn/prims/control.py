"""Control: the loop that an epoch over batches is, a choice of two branches, repetition while a
condition holds, a graph that the gradient runs again.
"""

from __future__ import annotations

from collections.abc import Sequence
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
# backwards: iteration i takes and gives the i-th slice from the end.
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
    backwards: bool = False,
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
    stacked = [value.type for value in body.outputs[carried:]]
    taken = [*types[:carried], *parts, *types[fixed:]]
    _require(body, taken, [*types[:carried], *stacked])


def _loop_run(
    xp: Any,
    *operands: Any,
    body: Any,
    carried: int,
    sliced: int,
    total: int,
    chunk: int | None,
    backwards: bool = False,
    recompute: bool = False,
) -> tuple[Any, ...]:
    body = _body(body)
    state = list(operands[:carried])
    slices, captured = operands[carried : carried + sliced], operands[carried + sliced :]
    rows: list[list[Any]] = [[] for _ in body.graph.outputs[carried:]]
    starts = range(0, total, chunk or 1)
    for start in reversed(starts) if backwards else starts:
        stop = min(start + (chunk or 1), total)
        part = [x[start] if chunk is None else x[start:stop] for x in slices]
        results = body(
            [*state, *part, *captured], **({} if chunk is None else {ROWS: stop - start})
        )
        state = results[:carried]
        for row, result in zip(rows, results[carried:], strict=True):
            row.append(result)
    if backwards:
        rows = [row[::-1] for row in rows]
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


def _reversed(name: str) -> Any:
    """The `vjp` that `trace` keeps under a name: it knows how to write the backward bodies."""

    def vjp(g: Any, y: Any, *operands: Any, **attrs: Any) -> tuple[Any, ...]:
        cotangents: tuple[Any, ...] = reverse[name](g, y, *operands, **attrs)
        return cotangents

    return vjp


# Filled by `trace`.
reverse: dict[str, Any] = {}

loop = Primitive("loop", _loop_type, _loop_run, _reversed("loop"), Opaque())

# cond: the condition, a scalar bool, then captured values, which both branches take. They return
# the results.


def _cond_type(
    condition: ArrayType, *types: ArrayType, then: Graph, otherwise: Graph
) -> tuple[ArrayType, ...]:
    for branch in (then, otherwise):
        _require(branch, types, [value.type for value in then.outputs])
    return tuple(value.type for value in then.outputs)


def _require(graph: Graph, taken: Sequence[ArrayType], given: Sequence[ArrayType]) -> None:
    """Our mistake if a graph inside an operation does not take and give such values."""
    wanted = [*taken, *given]
    found = [value.type for value in (*graph.inputs, *graph.outputs)]
    fits = len(wanted) == len(found) and not any(
        a.dtype != b.dtype or clash(a.shape, b.shape) for a, b in zip(wanted, found, strict=True)
    )
    if not fits:
        raise InternalError(f"{graph.name} does not fit the operation around it", graph)


def _cond_run(
    xp: Any, condition: Any, *captured: Any, then: Any, otherwise: Any
) -> tuple[Any, ...]:
    return tuple(_body(then if condition else otherwise)(captured))


def _body(graph: Any) -> Body:
    """A graph as it can be called; applied outside any program, no sizes in it are open."""
    return Body(graph, {}) if isinstance(graph, Graph) else graph


cond = Primitive("cond", _cond_type, _cond_run, _reversed("cond"), Opaque())

# while_loop: carried, then captured values; `condition` and `body` take both. The body runs while
# the condition holds, at most `most` times, and returns the next carried values. With `most` there
# is a gradient: that of a loop which does nothing once the condition has failed.


def _while_type(
    *types: ArrayType, condition: Graph, body: Graph, carried: int, most: Size | int | None
) -> tuple[ArrayType, ...]:
    _require(condition, types, [ArrayType((), "bool")])
    _require(body, types, types[:carried])
    return types[:carried]


def _while_run(
    xp: Any, *operands: Any, condition: Any, body: Any, carried: int, most: int | None
) -> tuple[Any, ...]:
    state, captured = list(operands[:carried]), operands[carried:]
    turns = 0
    while (most is None or turns < most) and _body(condition)([*state, *captured])[0]:
        state = _body(body)([*state, *captured])
        turns += 1
    return tuple(state)


while_loop = Primitive("while_loop", _while_type, _while_run, _reversed("while_loop"), Opaque())

# checkpoint: captured values, which the body takes; it returns the results. The gradient keeps no
# other value of the body but does its work again.


def _checkpoint_type(*types: ArrayType, body: Graph) -> tuple[ArrayType, ...]:
    found = [value.type for value in body.outputs]
    _require(body, types, found)
    return tuple(found)


def _checkpoint_run(xp: Any, *captured: Any, body: Any) -> tuple[Any, ...]:
    return tuple(_body(body)(captured))


checkpoint = Primitive(
    "checkpoint", _checkpoint_type, _checkpoint_run, _reversed("checkpoint"), Opaque()
)
