"""Places of elements in rising order."""

from __future__ import annotations

from typing import Any

from pronghorn.ir.types import ArrayType
from pronghorn.prims.record import Opaque, Primitive


def _argsort_type(x: ArrayType, *, axis: int) -> ArrayType:
    return x.with_dtype("int32")


def _argsort_run(xp: Any, x: Any, *, axis: int) -> Any:
    """Equal elements stay in their order and NaN comes last."""
    return xp.argsort(x, axis, kind="stable").astype("int32")


argsort = Primitive(
    "argsort", _argsort_type, _argsort_run, lambda g, y, x, *, axis: (None,), Opaque()
)
