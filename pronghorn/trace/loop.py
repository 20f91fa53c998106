"""A traced step becomes a loop over batches or over time, its state carried along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pronghorn.ir.graph import Graph, Value
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType, Size
from pronghorn.prims import control
from pronghorn.prims.control import ROWS, loop
from pronghorn.tensor import Tensor
from pronghorn.trace.loop_grad import reverse_loop
from pronghorn.trace.tracer import Capture, Trace, opened, payload_of, tracing


def over_batches(
    step: Callable[..., Sequence[Any]],
    sliced: Sequence[Any],
    chunk: Size | int,
    name: str = "step",
) -> list[Tensor]:
    """Run `step` on consecutive chunks of rows; its results are joined along the leading axis.

    Inside, the leading axis has the symbolic size `rows`; variables that the step assigns are
    carried from one chunk to the next.
    """
    total = payload_of(sliced[0]).shape[0]
    rows = symbol(ROWS)
    types = []
    for x in sliced:
        payload = payload_of(x)
        types.append(ArrayType((rows, *payload.shape[1:]), str(payload.dtype)))
    return _loop(step, sliced, types, total, chunk, name)


def over_slices(
    step: Callable[..., Sequence[Any]],
    sliced: Sequence[Any],
    name: str = "scan",
    recompute: bool = False,
) -> list[Tensor]:
    """Run `step` on `x[0], x[1], …`; its results are stacked along a new leading axis.

    With `recompute` a gradient keeps only what is carried and does the steps' work again.
    """
    total = payload_of(sliced[0]).shape[0]
    types = []
    for x in sliced:
        payload = payload_of(x)
        types.append(ArrayType(tuple(payload.shape[1:]), str(payload.dtype)))
    return _loop(step, sliced, types, total, None, name, recompute)


def _loop(
    step: Callable[..., Sequence[Any]],
    sliced: Sequence[Any],
    types: Sequence[ArrayType],
    total: Size | int,
    chunk: Size | int | None,
    name: str,
    recompute: bool = False,
) -> list[Tensor]:
    outer = opened()
    with tracing(Trace(name, parent=outer)) as inner:
        slices = [inner.new_input(type) for type in types]
        results = step(*(Tensor(value) for value in slices))
        stacked = [inner.own(payload_of(result)) for result in results]
    written, kept = inner.written(), inner.only_read()
    captures: list[Capture] = list(inner.captures.values())
    names = [state.variable.path for state in written]
    names += [f"slice_{n}" for n in range(len(slices))]
    names += [state.variable.path for state in kept]
    names += [f"captured_{n}" for n in range(len(captures))]
    body = Graph(
        name,
        [
            *(state.entry for state in written),
            *slices,
            *(state.entry for state in kept),
            *(capture.value for capture in captures),
        ],
        inner.nodes,
        [*(state.now for state in written), *stacked],
        names,
        [guard.ok for guard in inner.guards],
    )
    # The outer trace tells which guard failed, by its place in the loop's body.
    outer.loop_guards.extend([*inner.guards, *inner.loop_guards])
    operands: list[Value] = [
        *(outer.read(state.variable) for state in written),
        *(outer.own(payload_of(x)) for x in sliced),
        *(outer.read(state.variable) for state in kept),
        *(outer.own(capture.source) for capture in captures),
    ]
    attrs = {
        "body": body,
        "carried": len(written),
        "sliced": len(slices),
        "total": total,
        "chunk": chunk,
        **({"recompute": True} if recompute else {}),
    }
    outputs = outer.append(loop, tuple(operands), attrs)
    for state, value in zip(written, outputs, strict=False):
        outer.write(state.variable, value)
    return [Tensor(value) for value in outputs[len(written) :]]


control.reverse_loop[:] = [reverse_loop]
