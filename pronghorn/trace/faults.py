"""Numbers that are not finite: which operation gave the first, and telling of it in loops of one's
own, where no step of `fit` can.
"""

from __future__ import annotations

import contextvars
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from pronghorn import messages
from pronghorn.prims import record
from pronghorn.tensor import Tensor
from pronghorn.trace.grad import reverse_many

# Operations that are only defined on a part of the numbers, or without a slope at an end of it.
PARTIAL = ("log", "log1p", "sqrt", "rsqrt", "pow", "div", "asin", "acos", "acosh", "atanh")

# What a step of training does with each loss whose gradient by variables is asked for.
on_loss: contextvars.ContextVar[Callable[[Tensor], None] | None] = contextvars.ContextVar(
    "on_loss", default=None
)


def is_bad(array: Any) -> bool:
    """Whether an array of floats holds NaN or an infinity."""
    return array.dtype.kind == "f" and not np.isfinite(array).all()


def first_cause(steps: Iterable[Any], read: Callable[[Any], Any] = lambda value: value) -> Any:
    """The first operation that gives a number that is not finite for operands that are.

    Args:
        read: the array of an input or output of a step.
    """
    for step in steps:
        # Without operands it is a constant, such as the infinity that a maximum begins with.
        results, operands = (map(read, values) for values in (step.outputs, step.inputs))
        if step.inputs and any(map(is_bad, results)) and not any(map(is_bad, operands)):
            return step
    return None


def worst_operand(step: Any, read: Callable[[Any], Any] = lambda value: value) -> str:
    """The operand at the first place where the result is not finite."""
    result = read(step.outputs[0])
    bad = ~np.isfinite(result)
    place = -1 if step.primitive.name == "div" else 0
    operand = np.broadcast_to(read(step.inputs[place]), bad.shape)
    return f"{operand[bad].flat[0]:g}"


# Variables that a fault was told of, so that what follows from it is not told as well.
_struck: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()


def meet(losses: Sequence[Any], steps: Sequence[Any], variables: Mapping[int, Any]) -> None:
    """Asks of losses whose gradient is wanted whether they are finite; tells, if not, why.

    Args:
        steps: which gave the losses.
        variables: that the steps read, by the identities of their arrays.
    """
    asked = on_loss.get()
    for loss in losses:
        if asked is not None:
            asked(Tensor(loss))
        elif isinstance(loss, np.ndarray) and is_bad(loss):
            if _is_new(variables.values()):
                _tell(f"{loss[~np.isfinite(loss)].flat[0]:g}", steps, variables)
            return


def _is_new(variables: Iterable[Any]) -> bool:
    """Whether no fault of all these was told before; from now on it is."""
    known = [_struck.get(id(each)) is each for each in variables]
    _struck.update({id(each): each for each in variables})
    return not all(known) or not known


def _tell(value: str, steps: Sequence[Any], variables: Mapping[int, Any]) -> None:
    given = list(_given(steps))
    for _, array in given:
        if id(array) in variables and is_bad(array):
            where = variables[id(array)].path
            found = _first_bad(array)[1]
            messages.note("H41", value=value, where=where, found=found)
            return
    worst = [each for each in given if each[1].ndim and np.isnan(each[1]).any()]
    cause = None if worst else first_cause(steps)
    if cause is None:
        worst = worst or [each for each in given if each[1].ndim and is_bad(each[1])]
    if worst:
        step, array = worst[0]
        place, found = _first_bad(array)
        facts = {"row": place[0], "column": int(np.ravel_multi_index(place[1:], array.shape[1:]))}
        where = step.path or "the loss"
        messages.note("H40", value=value, found=found, where=where, **facts)
        return
    where = (cause and cause.path) or "the loss"
    op = cause.primitive.name if cause is not None else "an operation"
    if op in PARTIAL:
        operand = worst_operand(cause)
        messages.note("H42", value=value, where=where, op=op, operand=operand)
    else:
        messages.note("H43", value=value, where=where, op=op)


def _given(steps: Sequence[Any]) -> Iterable[tuple[Any, Any]]:
    """Arrays of floats that came from outside the steps, each with the first step to read it."""
    made: set[int] = set()
    for step in steps:
        for array in step.inputs:
            if id(array) not in made and array.dtype.kind == "f":
                made.add(id(array))
                yield step, array
        made.update(map(id, step.outputs))


def _first_bad(array: Any) -> tuple[tuple[int, ...], str]:
    place = tuple(map(int, np.argwhere(~np.isfinite(array))[0])) if array.ndim else ()
    return place, f"{array[place]:g}"


def meet_gradients(
    sources: Sequence[Any], gradients: Sequence[Any], seeds: Sequence[Any], steps: Sequence[Any]
) -> None:
    """Tells of a variable whose gradient is not finite though the losses are; not inside a step.

    Not where halves were computed with: there overflow is what loss scaling looks for.
    """
    pairs = [(s, g.payload) for s, g in zip(sources, gradients, strict=True) if g is not None]
    bad = [pair for pair in pairs if not isinstance(pair[0], Tensor) and is_bad(pair[1])]
    if not bad or on_loss.get() is not None or any(is_bad(loss) for loss, _ in seeds):
        return
    if any(array.dtype == "float16" for step in steps for array in step.outputs):
        return
    if not _is_new([each for each in sources if not isinstance(each, Tensor)]):
        return
    notes: list[Any] = []
    token = record.tape.set(notes)
    try:  # once more, to see its operations
        reverse_many(steps, seeds, [array for step in steps for array in step.inputs])
    finally:
        record.tape.reset(token)
    cause = first_cause(notes)
    variable, gradient = bad[0]
    where = (cause and cause.path) or "the loss"
    facts = {"value": f"{np.ravel(seeds[0][0])[0]:g}", "found": _first_bad(gradient)[1]}
    messages.note("H44", variable=variable.path, where=where, **facts)
