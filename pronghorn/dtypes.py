"""Names of dtypes, and Keras 3's rule for the dtype of a result of several operands."""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import Any

import numpy as np

from pronghorn.config import settings
from pronghorn.errors import ArgumentError, Needs

__all__ = [
    "ALL",
    "FLOATS",
    "is_float",
    "is_int",
    "name_of",
    "numpy_dtype",
    "result_type",
    "standardize_dtype",
    "sum_dtype",
]

# Least upper bounds, before 64-bit results are narrowed. `int` and `float` are Python's numbers,
# which bend to the other operand. Symmetric; tests compare it with a table recorded from Keras.
_JOINS = """
bool  int   u8    u16   u32   u64   i8    i16   i32   i64   float bf16  f16   f32   f64
int   int   u8    u16   u32   u64   i8    i16   i32   i64   float bf16  f16   f32   f64
u8    u8    u8    u16   u32   u64   i16   i16   i32   i64   float bf16  f16   f32   f64
u16   u16   u16   u16   u32   u64   i32   i32   i32   i64   float bf16  f16   f32   f64
u32   u32   u32   u32   u32   u64   i64   i64   i64   i64   float bf16  f16   f32   f64
u64   u64   u64   u64   u64   u64   float float float float float bf16  f16   f32   f64
i8    i8    i16   i32   i64   float i8    i16   i32   i64   float bf16  f16   f32   f64
i16   i16   i16   i32   i64   float i16   i16   i32   i64   float bf16  f16   f32   f64
i32   i32   i32   i32   i64   float i32   i32   i32   i64   float bf16  f16   f32   f64
i64   i64   i64   i64   i64   float i64   i64   i64   i64   float bf16  f16   f32   f64
float float float float float float float float float float float bf16  f16   f32   f64
bf16  bf16  bf16  bf16  bf16  bf16  bf16  bf16  bf16  bf16  bf16  bf16  f32   f32   f64
f16   f16   f16   f16   f16   f16   f16   f16   f16   f16   f16   f32   f16   f32   f64
f32   f32   f32   f32   f32   f32   f32   f32   f32   f32   f32   f32   f32   f32   f64
f64   f64   f64   f64   f64   f64   f64   f64   f64   f64   f64   f64   f64   f64   f64
"""
_LONG = {
    "bool": "bool",
    "int": "int",
    "u8": "uint8",
    "u16": "uint16",
    "u32": "uint32",
    "u64": "uint64",
    "i8": "int8",
    "i16": "int16",
    "i32": "int32",
    "i64": "int64",
    "float": "float",
    "bf16": "bfloat16",
    "f16": "float16",
    "f32": "float32",
    "f64": "float64",
}
_ROWS = [[_LONG[short] for short in line.split()] for line in _JOINS.strip().splitlines()]
_JOIN = {
    (_ROWS[0][n], _ROWS[0][m]): joined
    for n, row in enumerate(_ROWS)
    for m, joined in enumerate(row)
}

ALL = frozenset(_LONG.values()) - {"int", "float"}
FLOATS = frozenset(("float16", "bfloat16", "float32", "float64"))
_NARROW = {"int64": "int32", "uint64": "uint32", "float64": "float32"}
_PYTHON: dict[Any, str] = {bool: "bool", int: "int32"}


def result_type(*dtypes: Any) -> str:
    """The dtype that operands of these dtypes are converted to before an operation.

    Python's `bool`, `int` and `float` stand for Python numbers, which do not widen an array. Unless
    floatx is float64 the result has at most 32 bits, as in Keras.

    Example:
        >>> from pronghorn.dtypes import result_type
        >>> result_type("int32", float), result_type("float16", int)
        ('float32', 'float16')
    """
    return _result_type(dtypes, settings.floatx)


@lru_cache(maxsize=4096)
def _result_type(dtypes: tuple[Any, ...], floatx: str) -> str:
    joined = "bool" if dtypes else floatx
    for dtype in dtypes:
        joined = _JOIN[joined, dtype.__name__ if isinstance(dtype, type) else dtype]
    if joined == "float":
        return floatx
    if joined == "int":
        return "int32"
    return joined if floatx == "float64" else _NARROW.get(joined, joined)


@lru_cache(maxsize=256)
def _standardized(dtype: Any, floatx: str) -> str:
    if dtype in (None, "float") or dtype is float:
        return floatx
    if dtype == "int":
        return "int32"
    name = _PYTHON.get(dtype) if isinstance(dtype, type) else None
    name = name or getattr(dtype, "name", None) or getattr(dtype, "__name__", None) or str(dtype)
    name = name.removeprefix("torch.").removesuffix("_")
    if name not in ALL:
        raise ArgumentError("S26", got=dtype, known=", ".join(sorted(ALL)))
    return name


def standardize_dtype(dtype: Any) -> str:
    """The name of a dtype given as a string, NumPy dtype or Python type; None means floatx.

    Raises:
        ValueError: if it is no dtype.

    Example:
        >>> from pronghorn.dtypes import standardize_dtype
        >>> standardize_dtype(None), standardize_dtype(int)
        ('float32', 'int32')
    """
    return _standardized(dtype, settings.floatx)


@lru_cache(maxsize=256)
def name_of(dtype: Any) -> str:
    """The name of a NumPy dtype, which takes NumPy several microseconds to tell."""
    return str(dtype.name)


def native(array: Any) -> Any:
    """An array in this machine's order of bytes."""
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


@lru_cache(maxsize=32)
def limits(name: str) -> tuple[float, float]:
    """The lowest and the highest finite number of a dtype."""
    if name not in FLOATS:
        return int(np.iinfo(name).min), int(np.iinfo(name).max)
    highest = 2.0**128 - 2.0**120 if name == "bfloat16" else float(np.finfo(name).max)
    return -highest, highest


def sum_dtype(dtype: str) -> str:
    """The dtype in which sums of numbers of this one are kept: half floats' in float32 (D3)."""
    return "float32" if dtype in ("float16", "bfloat16") else dtype


def is_float(dtype: Any) -> bool:
    """Whether a dtype holds fractions.

    Example:
        >>> from pronghorn.dtypes import is_float
        >>> is_float("bfloat16")
        True
    """
    return standardize_dtype(dtype) in FLOATS


def is_int(dtype: Any) -> bool:
    """Whether a dtype holds whole numbers; bool does not count.

    Example:
        >>> from pronghorn.dtypes import is_int
        >>> is_int("uint8"), is_int("bool")
        (True, False)
    """
    return "int" in standardize_dtype(dtype)


def computed_in(policy: Any) -> str:
    """The dtype in which what has this dtype policy computes, floatx for None.

    Example:
        >>> from pronghorn.dtypes import computed_in
        >>> computed_in("mixed_float16")
        'float16'
    """
    found = getattr(policy, "compute_dtype", policy)
    if isinstance(found, str):
        found = found.removeprefix("mixed_")
    return standardize_dtype(found)


def numpy_dtype(name: str) -> str:
    """The same name, once NumPy knows it: bfloat16 comes from the package `ml_dtypes`."""
    if name == "bfloat16":
        with Needs(name, "ml_dtypes", "pronghorn[bfloat16]"):
            importlib.import_module("ml_dtypes")
    return name
