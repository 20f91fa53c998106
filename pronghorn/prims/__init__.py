"""What each array operation means. A module-level name bound to a `Primitive` registers it."""

from __future__ import annotations

from typing import Any

from pronghorn.ir import graph
from pronghorn.ir.graph import Value
from pronghorn.prims import (
    bits,
    contract,
    control,
    convolution,
    create,
    decoding,
    elementwise,
    folds,
    fourier,
    index,
    inverse_error,
    linalg,
    order,
    pooling,
    special,
    views,
)
from pronghorn.prims.create import filled
from pronghorn.prims.record import Known, Primitive

MODULES = (
    bits,
    contract,
    control,
    convolution,
    create,
    decoding,
    elementwise,
    folds,
    fourier,
    index,
    inverse_error,
    linalg,
    order,
    pooling,
    special,
    views,
)
PRIMITIVES: dict[str, Primitive] = {
    item.name: item
    for module in MODULES
    for item in vars(module).values()
    if isinstance(item, Primitive)
}


_NUMBERS = (int, float)
_KINDS = (Value, Known)


def _lifting(primitive: Primitive) -> Any:
    """The operator of values: a Python number becomes a constant of the other operand's type."""

    def apply(*operands: Any) -> Any:
        if any(isinstance(operand, _NUMBERS) for operand in operands):
            like = next(operand for operand in operands if isinstance(operand, _KINDS))
            operands = tuple(
                filled(value=operand, shape=like.shape, dtype=like.dtype)
                if isinstance(operand, _NUMBERS)
                else operand
                for operand in operands
            )
        return primitive(*operands)

    return apply


graph.operators.update(
    {name: _lifting(PRIMITIVES[name]) for name in ("add", "sub", "mul", "div", "neg")}
)

__all__ = ["MODULES", "PRIMITIVES", "Primitive"]
