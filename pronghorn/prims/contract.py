"""Sums of products: matrix multiplication."""

from __future__ import annotations

from typing import Any

from pronghorn.dtypes import name_of, sum_dtype
from pronghorn.errors import DtypeError, ShapeError
from pronghorn.ir.types import ArrayType, clash
from pronghorn.prims.record import Contract, Primitive, type_of
from pronghorn.prims.views import transpose


def _matmul_type(a: ArrayType, b: ArrayType) -> ArrayType:
    bad = a.ndim < 2 or a.ndim != b.ndim or clash(a.shape[:-2], b.shape[:-2])
    if bad or clash(a.shape[-1], b.shape[-2]):
        raise ShapeError("S02", op="matmul", a=a, b=b)
    if a.dtype != b.dtype:
        raise DtypeError("S07", op="matmul", a=a, b=b)
    return ArrayType((*a.shape[:-1], b.shape[-1]), a.dtype)


def _matmul_run(xp: Any, a: Any, b: Any) -> Any:
    dtype = name_of(a.dtype)
    wide = sum_dtype(dtype)
    if wide != dtype:
        return xp.matmul(a.astype(wide), b.astype(wide)).astype(a.dtype)
    return xp.matmul(a, b)


def swapped(x: Any) -> Any:
    """The transpose of the last two axes."""
    ndim = type_of(x).ndim
    return transpose(x, order=(*range(ndim - 2), ndim - 1, ndim - 2))


matmul: Primitive = Primitive(
    "matmul",
    _matmul_type,
    _matmul_run,
    lambda g, y, a, b: (matmul(g, swapped(b)), matmul(swapped(a), g)),
    Contract(out="*b m n", lhs="*b m k", rhs="*b k n"),
)
