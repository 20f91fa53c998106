"""A traced step becomes a loop over batches or over time, its state carried along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pronghorn.ir.graph import Value
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType, Size
from pronghorn.prims import control
from pronghorn.prims.control import ROWS, loop
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor
from pronghorn.trace.inner import Around, Inner
from pronghorn.trace.loop_grad import reverse_loop
from pronghorn.trace.tracer import opened, payload_of

# step(carried, parts) -> carried, results
Step = Callable[[list[Tensor], list[Tensor]], tuple[Sequence[Any], Sequence[Any]]]


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
    slices = [payload_of(x) for x in sliced]
    rows = symbol(ROWS)
    types = [ArrayType((rows, *x.shape[1:]), str(x.dtype)) for x in slices]
    attrs = {"total": slices[0].shape[0], "chunk": chunk}
    _, stacked = _loop(lambda _, parts: ((), step(*parts)), [], slices, types, attrs, name)
    return [Tensor(value) for value in stacked]


def over_slices(
    step: Callable[..., Sequence[Any]],
    sliced: Sequence[Any],
    name: str = "scan",
    **options: bool,
) -> list[Tensor]:
    """Run `step` on `x[0], x[1], …`; its results are stacked along a new leading axis.

    `options` are those of the primitive: `backwards` begins with the last slice, and with
    `recompute` a gradient keeps only what is carried and does the steps' work again.
    """
    total = payload_of(sliced[0]).shape[0]
    _, stacked = carrying(lambda _, parts: ((), step(*parts)), [], sliced, total, name, **options)
    return stacked


def carrying(
    step: Step,
    carried: Sequence[Any],
    sliced: Sequence[Any],
    total: Size | int,
    name: str = "scan",
    **options: bool,
) -> tuple[list[Tensor], list[Tensor]]:
    """As `over_slices`, handing `carried` from each of the `total` steps to the next.

    Gives what is carried at the end, and the stacked results.
    """
    slices = [payload_of(x) for x in sliced]
    types = [ArrayType(tuple(x.shape[1:]), str(x.dtype)) for x in slices]
    chosen = {name: True for name, value in options.items() if value}
    attrs = {"total": total, "chunk": None, **chosen}
    start = [opened().own(payload_of(x)) for x in carried]
    last, stacked = _loop(step, start, slices, types, attrs, name)
    return [Tensor(value) for value in last], [Tensor(value) for value in stacked]


def _loop(
    step: Step,
    carried: Sequence[Value],
    slices: Sequence[Any],
    types: Sequence[ArrayType],
    attrs: dict[str, Any],
    name: str,
) -> tuple[list[Value], list[Value]]:
    count = len(carried)

    def function(*tensors: Tensor) -> tuple[Sequence[Any], Sequence[Any]]:
        return step(list(tensors[:count]), list(tensors[count:]))

    inner = Inner(name, function, [*map(type_of, carried), *types])
    around = Around(inner)
    body = around.graph(inner, count)
    known = {
        "body": body,
        "carried": count + len(around.written),
        "sliced": len(slices),
        **attrs,
    }
    return around.append(loop, known, carried=carried, sliced=slices)


control.reverse["loop"] = reverse_loop
