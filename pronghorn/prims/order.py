"""Places of elements in rising order, and places for elements in it."""

from __future__ import annotations

from typing import Any

from pronghorn.errors import ShapeError
from pronghorn.ir.types import ArrayType
from pronghorn.prims.record import Opaque, Primitive, Sort


def _argsort_type(x: ArrayType, *, axis: int) -> ArrayType:
    return x.with_dtype("int32")


def _argsort_run(xp: Any, x: Any, *, axis: int) -> Any:
    """Equal elements stay in their order and NaN comes last."""
    return xp.argsort(x, axis, kind="stable").astype("int32")


argsort = Primitive(
    "argsort", _argsort_type, _argsort_run, lambda g, y, x, *, axis: (None,), Sort()
)


def _searchsorted_type(line: ArrayType, x: ArrayType, *, side: str) -> ArrayType:
    if line.ndim != 1 or x.ndim == 0 or line.dtype != x.dtype:
        raise ShapeError("S03", op="searchsorted", want="a sorted vector", got=line)
    return x.with_dtype("int32")


# How many elements of a sorted vector lie before x: those that are less, or not greater.
searchsorted = Primitive(
    "searchsorted",
    _searchsorted_type,
    lambda xp, line, x, *, side: xp.searchsorted(line, x, side).astype("int32"),
    lambda g, y, line, x, *, side: (None, None),
    Opaque(),
)
