"""The array functions that formulas may use, for NumPy arrays: NumPy's own and the few it lacks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy import (  # noqa: F401  # the namespace itself is what formulas receive
    abs,
    arange,
    arccos,
    arccosh,
    arcsin,
    arcsinh,
    arctan,
    arctan2,
    arctanh,
    argmax,
    argsort,
    broadcast_to,
    ceil,
    concatenate,
    cos,
    cosh,
    cumsum,
    equal,
    exp,
    expm1,
    flip,
    floor,
    floor_divide,
    full,
    greater,
    greater_equal,
    isfinite,
    isnan,
    left_shift,
    less,
    less_equal,
    log,
    log1p,
    logical_and,
    logical_not,
    logical_or,
    matmul,
    max,
    maximum,
    min,
    minimum,
    not_equal,
    pad,
    power,
    prod,
    remainder,
    reshape,
    right_shift,
    rint,
    sign,
    sin,
    sinh,
    sqrt,
    sum,
    take,
    tan,
    tanh,
    transpose,
    trunc,
    where,
    zeros,
)

_erf = np.vectorize(math.erf, otypes=[np.float64])


def erf(x: Any) -> Any:
    """The error function, computed in double precision."""
    return _erf(x).astype(x.dtype) if x.size else x


def cast(x: Any, dtype: str) -> Any:
    """Convert values: floats to integers by truncation, anything to bool by `!= 0`."""
    return x.astype(dtype)


def bitcast(x: Any, dtype: str) -> Any:
    """The same bits read as another dtype of the same width."""
    return x.view(dtype)


def multiply_high(a: Any, b: Any) -> Any:
    """The upper 16 bits of the product of 16-bit unsigned integers."""
    return ((a.astype("uint32") * b) >> 16).astype("uint16")


def fma(a: Any, b: Any, c: Any) -> Any:
    """`a * b + c`; compiled code rounds once, NumPy twice."""
    return a * b + c
