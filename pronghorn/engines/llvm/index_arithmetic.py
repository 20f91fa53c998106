"""Arithmetic of places that can be done while code is written."""

from __future__ import annotations

import operator
from collections.abc import Callable

# What index arithmetic on known numbers gives.
KNOWN: dict[str, Callable[[int, int], int]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "floor_divide": operator.floordiv,
    "remainder": operator.mod,
    "minimum": min,
    "maximum": max,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "equal": operator.eq,
    "not_equal": operator.ne,
}
# What leaves the other operand as it is, on the right and on either side.
NEUTRAL = {"add": 0, "sub": 0, "mul": 1, "floor_divide": 1}
