"""Elements in rising order, their places in it, and places for elements in it."""

from __future__ import annotations

from typing import Any

from pronghorn.dtypes import is_float, name_of, sum_dtype
from pronghorn.errors import ShapeError
from pronghorn.ir.sizes import product
from pronghorn.ir.types import ArrayType
from pronghorn.prims import views
from pronghorn.prims.index import flat_places, scatter_add
from pronghorn.prims.record import Opaque, Primitive, Sort, type_of


def _argsort_type(x: ArrayType, *, axis: int) -> ArrayType:
    return x.with_dtype("int32")


def _argsort_run(xp: Any, x: Any, *, axis: int) -> Any:
    """Equal elements stay in their order and NaN comes last."""
    return xp.argsort(x, axis, kind="stable").astype("int32")


argsort = Primitive(
    "argsort", _argsort_type, _argsort_run, lambda g, y, x, *, axis: (None,), Sort(places=True)
)


def wide(dtype: str) -> str:
    """The dtype of 32 or 64 bits that holds all numbers of a dtype."""
    if is_float(dtype):
        return sum_dtype(dtype)
    return dtype if dtype.endswith(("32", "64")) else "int32"


def key(m: Any, x: Any, dtype: str) -> Any:
    """A whole number with sign for an element of 32 or 64 bits, which keeps the order.

    Of floats that is the one IEEE 754 calls total, but that all NaN are one, the last: bits of
    numbers below zero, -0 among them, rise as the numbers fall.
    """
    if dtype.startswith("int"):
        return x
    bits = int(dtype[-2:])
    whole = f"int{bits}"
    if dtype.startswith("uint"):
        return m.bitcast(x, whole) ^ -(1 << (bits - 1))
    return _turned(m.bitcast(m.where(m.not_equal(x, x), float("nan"), x), whole), bits)


def element(m: Any, found: Any, dtype: str) -> Any:
    """The element of a key."""
    if dtype.startswith("int"):
        return found
    bits = int(dtype[-2:])
    if dtype.startswith("uint"):
        return m.bitcast(found ^ -(1 << (bits - 1)), dtype)
    return m.bitcast(_turned(found, bits), dtype)


def _turned(whole: Any, bits: int) -> Any:
    """The number with all bits but the sign exchanged, if it is below zero; its own inverse."""
    return whole ^ ((whole >> (bits - 1)) & ((1 << (bits - 1)) - 1))


def _sort_run(xp: Any, x: Any, *, axis: int) -> Any:
    if not is_float(x.dtype):
        return xp.sort(x, axis)
    kind = wide(name_of(x.dtype))
    keys = xp.sort(key(xp, x.astype(kind), kind), axis)
    return element(xp, keys, kind).astype(x.dtype)


def _sort_vjp(g: Any, y: Any, x: Any, *, axis: int) -> tuple[Any]:
    """Each slope goes back to where its element came from."""
    shape = type_of(x).shape
    places = flat_places(argsort(x, axis=axis), shape, axis)
    size = (product(shape),)
    g, places = (views.reshape(value, shape=size) for value in (g, places))
    return (views.reshape(scatter_add(g, places, axis=0, shape=size), shape=shape),)


sort = Primitive("sort", lambda x, *, axis: x, _sort_run, _sort_vjp, Sort(places=False))


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
