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
    cumprod,
    cumsum,
    equal,
    exp,
    expm1,
    flip,
    floor,
    floor_divide,
    full,
    gcd,
    greater,
    greater_equal,
    isfinite,
    isnan,
    left_shift,
    less,
    less_equal,
    log,
    log1p,
    logaddexp,
    logical_and,
    logical_not,
    logical_or,
    matmul,
    max,
    maximum,
    min,
    minimum,
    nextafter,
    not_equal,
    pad,
    power,
    prod,
    remainder,
    reshape,
    right_shift,
    rint,
    searchsorted,
    sign,
    sin,
    sinh,
    sort,
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
from numpy.linalg import cholesky, eig, eigh, qr, slogdet, solve, svd  # noqa: F401

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


def bessel(x: Any, order: int) -> Any:
    """The modified Bessel function of the first kind, of order 0 or 1.

    The sum of (x / 2) ** (2 k + order) / (k! (k + order)!) has only positive terms, so it loses no
    digits; Abramowitz and Stegun 9.6.10.
    """
    half = x.astype("float64") / 2
    term = half**order
    total, k = term, 0
    while (np.abs(term) > 1e-17 * np.abs(total)).any():
        k += 1
        term = term * half * half / (k * (k + order))
        total = total + term
    return total.astype(x.dtype)


def fft(x: Any) -> Any:
    """The discrete Fourier transform along the last axis."""
    return np.fft.fft(x)


def ifft(x: Any) -> Any:
    """The transform back, divided by the number of elements."""
    return np.fft.ifft(x)
