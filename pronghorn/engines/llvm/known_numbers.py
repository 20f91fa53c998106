"""What can be done with numbers that are known while code is written."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

# What index arithmetic on known numbers gives.
KNOWN: dict[str, Callable[[int, int], int]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "floor_divide": operator.floordiv,
    "quotient": operator.floordiv,
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
NEUTRAL = {"add": 0, "sub": 0, "mul": 1, "floor_divide": 1, "quotient": 1}
# Bits of the significand.
DIGITS = {"bfloat16": 8, "float16": 11, "float32": 24, "float64": 53}


def holds(dtype: str, value: Any) -> bool:
    """Whether a number is exactly one of a dtype's; conservative about very large and small."""
    if dtype == "bool":
        return value in (0, 1)
    if dtype in DIGITS:
        if value == 0 or value != value or abs(value) == math.inf:
            return True
        digits = math.frexp(value)[0] * 2.0 ** DIGITS[dtype]
        return digits.is_integer() and 2.0**-14 <= abs(value) < 2.0**15
    bits = int(dtype.lstrip("uint")) if dtype[-1].isdigit() else 64  # of positions and addresses
    low, high = (0, 1 << bits) if dtype.startswith("u") else (-(1 << bits - 1), 1 << bits - 1)
    return bool(low <= value < high and value == int(value))
