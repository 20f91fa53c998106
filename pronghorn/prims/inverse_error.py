"""The inverse of the error function, which draws from the normal distribution are made of."""

from __future__ import annotations

import math
from typing import Any

from pronghorn.prims.elementwise import elementwise, exp

# After Giles (2010), doi:10.1016/B978-0-12-385963-1.00010-1, table 4: relative error below 4e-7.
# Powers of w - 2.5 where w < 5, of sqrt(w) - 3 beyond.
_CENTRE = (
    2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087,
    -0.00125372503, -0.00417768164, 0.246640727, 1.50140941,
)  # fmt: skip
_TAIL = (
    -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773,
    -0.0076224613, 0.00943887047, 1.00167406, 2.83297682,
)  # fmt: skip


def _polynomial(coefficients: tuple[float, ...], x: Any) -> Any:
    total: Any = coefficients[0]
    for coefficient in coefficients[1:]:
        total = total * x + coefficient
    return total


def _inverse(m: Any, x: Any) -> Any:
    w = -m.log1p(-(x * x))
    centre, tail = _polynomial(_CENTRE, w - 2.5), _polynomial(_TAIL, m.sqrt(w) - 3.0)
    y = m.where(m.less(w, 5.0), centre, tail) * x
    if x.dtype == "float64":
        # One step of Newton's method squares the error: d erf / dy = 2 / sqrt(pi) * exp(-y**2).
        y = y - (m.erf(y) - x) / (m.exp(-(y * y)) * (2 / math.sqrt(math.pi)))
    for end in (1.0, -1.0):
        y = m.where(m.equal(x, end), end * math.inf, y)
    return y


erfinv = elementwise(
    "erfinv", _inverse, lambda g, y, x: (g * exp(y * y) * (math.sqrt(math.pi) / 2),)
)
