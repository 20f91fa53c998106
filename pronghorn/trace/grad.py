"""The reverse walk: cotangents of the inputs of a computation from that of its result.

The same walk serves programs being traced (nodes of a graph) and eager code (operations noted on a
tape), because both keep a primitive, its inputs, attributes and outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pronghorn.errors import DataError, ShapeError
from pronghorn.prims.create import filled
from pronghorn.prims.elementwise import add
from pronghorn.prims.record import Applied, Known, tape, type_of
from pronghorn.tensor import Tensor, path
from pronghorn.trace import tracer
from pronghorn.trace.tracer import payload_of


def value_and_grad(
    function: Callable[[], Any],
    variables: Sequence[Any],
    has_aux: bool = False,
    stops: list[Any] | None = None,
) -> tuple[Any, list[Any]]:
    """The scalar that `function()` returns and its gradient for each variable (or tensor).

    A variable that the result does not depend on gets None. With `has_aux` the function returns
    `(scalar, aux)` and so does the first result. `stops` is filled with the steps at which the walk
    from the scalar to the variables ended, the one nearest the scalar first.
    """
    trace = tracer.current()
    if trace is not None:
        wanted = [
            trace.own(payload_of(x)) if isinstance(x, Tensor) else trace.read(x) for x in variables
        ]
        start = len(trace.nodes)
        result = function()
        steps: Sequence[Any] = trace.nodes[start:]
        scalar = trace.own(payload_of(result[0] if has_aux else result))
    else:
        notes: list[Any] = []
        token = tape.set(notes)
        try:
            wanted = [payload_of(x) for x in variables]
            result = function()
        finally:
            tape.reset(token)
        outer = tape.get()
        if outer is not None:  # a gradient inside a gradient: the outer one needs these steps too
            outer.extend(notes)
        steps = notes
        scalar = payload_of(result[0] if has_aux else result)
    kind = type_of(scalar)
    if kind.shape != ():
        raise ShapeError("S03", op="gradient", want="a loss without axes", got=kind)
    seed = filled(value=1.0, shape=(), dtype=kind.dtype)
    return result, [
        None if found is None else Tensor(found)
        for found in reverse(steps, scalar, seed, wanted, stops)
    ]


def reverse(
    steps: Sequence[Any],
    result: Any,
    seed: Any,
    wanted: Sequence[Any],
    stops: list[Any] | None = None,
) -> list[Any]:
    """Cotangents of `wanted`, the cotangent of `result` being `seed`; None where there is none."""
    return reverse_many(steps, [(result, seed)], wanted, stops)


def reverse_many(
    steps: Sequence[Any],
    seeds: Sequence[tuple[Any, Any]],
    wanted: Sequence[Any],
    stops: list[Any] | None = None,
) -> list[Any]:
    """As `reverse`, from several results at once."""
    leading = {id(value) for value in wanted}
    useful = []
    for step in steps:
        if any(id(value) in leading for value in step.inputs):
            leading.update(id(value) for value in step.outputs)
            useful.append(step)
    found: dict[int, Any] = {}
    for result, seed in seeds:
        _accumulate(found, result, seed)
    token = path.set("")
    try:
        for step in reversed(useful):
            path.set(step.path)  # a gradient belongs to the layer whose operation it is of
            parts = [
                (value, part)
                for value, part in zip(step.inputs, _parts(step, found), strict=True)
                if part is not None and id(value) in leading
            ]
            for value, part in parts:
                _accumulate(found, value, part.array if isinstance(part, Known) else part)
            if stops is not None and not parts and any(id(x) in found for x in step.outputs):
                stops.append(step)
    finally:
        path.reset(token)
    return [found.get(id(value)) for value in wanted]


def _parts(step: Any, found: dict[int, Any]) -> Sequence[Any]:
    """What the cotangents of a step's results add to those of its inputs."""
    cotangents = [found.get(id(output)) for output in step.outputs]
    if all(cotangent is None for cotangent in cotangents):
        return [None] * len(step.inputs)
    if step.primitive.vjp is None:
        raise DataError("S21", op=step.primitive.name, where=step.path or "the loss")
    known, inputs, outputs = cotangents, step.inputs, step.outputs
    if isinstance(step, Applied):
        known, inputs, outputs = ([_known(x) for x in xs] for xs in (known, inputs, outputs))
    several = len(step.outputs) > 1
    g = tuple(known) if several else known[0]
    y = tuple(outputs) if several else outputs[0]
    parts: Sequence[Any] = step.primitive.vjp(g, y, *inputs, **step.attrs)
    return parts


def _known(x: Any) -> Any:
    """An array as gradient rules want it; values and missing cotangents as they are."""
    return Known(x) if isinstance(x, np.ndarray) else x


def _accumulate(found: dict[int, Any], value: Any, part: Any) -> None:
    if not hasattr(part, "node"):
        part = np.asarray(part, type_of(value).dtype)
    key = id(value)
    found[key] = add(found[key], part) if key in found else part
