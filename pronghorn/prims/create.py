"""Operations without operands: constants, positions and sizes."""

from __future__ import annotations

from typing import Any

from pronghorn.ir.types import ArrayType, Shape, Size
from pronghorn.prims.record import Index, Map, Primitive


def _filled_type(*, value: float, shape: Shape, dtype: str) -> ArrayType:
    return ArrayType(shape, dtype)


def _filled_run(xp: Any, *, value: float, shape: Shape, dtype: str) -> Any:
    return xp.full(shape, value, dtype)


filled = Primitive(
    "filled",
    _filled_type,
    _filled_run,
    None,
    Map(lambda m, *, value, shape, dtype: m.constant(value, dtype)),
)


def _iota_run(xp: Any, *, shape: Shape, axis: int, dtype: str) -> Any:
    line = xp.arange(shape[axis], dtype=dtype)
    if len(shape) == 1:
        return line
    return xp.broadcast_to(line.reshape([-1 if n == axis else 1 for n in range(len(shape))]), shape)


iota = Primitive(
    "iota",
    lambda *, shape, axis, dtype: ArrayType(shape, dtype),
    _iota_run,
    None,
    Index(),
)

size_of = Primitive(
    "size_of",
    lambda *, size, dtype: ArrayType((), dtype),
    lambda xp, *, size, dtype: xp.full((), size, dtype),
    None,
    Map(lambda m, *, size, dtype: m.size(size, dtype)),
)

__all__ = ["Size", "filled", "iota", "size_of"]
