"""Fit the polynomials of `engines/llvm/tables/math_table.py` and write that file.

Remez' exchange on a fine grid, in 40 digits; the coefficients are then rounded to the dtype one
after the other, lowest power first, the rest being fitted anew each time. Needs mpmath.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mpmath import mp, mpf

mp.dps = 40
TABLE = Path(__file__).parents[1] / "pronghorn/engines/llvm/tables/math_table.py"
POINTS = 600

Function = Callable[[Any], Any]


@dataclass(frozen=True)
class Fit:
    """`sum(c[k] * x**powers[k])` near `function`, the error divided by `scale` being smallest."""

    name: str
    what: str
    function: Function
    low: float
    high: float
    powers: Sequence[int]
    bits: int
    scale: Function | None = None  # None: the function itself, so the error is relative
    fixed: tuple[float, ...] = ()  # leading coefficients that are given


def rounded(number: Any, bits: int) -> Any:
    """The nearest number of a dtype."""
    if bits == 32:
        return mpf(struct.unpack("<f", struct.pack("<f", float(number)))[0])
    return mpf(float(number))


def grid(low: float, high: float) -> list[Any]:
    """Points that crowd at the ends, where the error of a minimax fit swings fastest."""
    middle, half = (mpf(low) + mpf(high)) / 2, (mpf(high) - mpf(low)) / 2
    return [middle - half * mp.cos(mp.pi * k / POINTS) for k in range(POINTS + 1)]


def remez(fit: Fit, given: Sequence[Any]) -> tuple[list[Any], Any]:
    """The remaining coefficients and the largest weighted error."""
    # At 0 most weights are 0 or without limit.
    nearest = (fit.high - fit.low) * 1e-7
    points = [x for x in grid(fit.low, fit.high) if abs(x) > nearest]
    scale = fit.scale or fit.function
    values = [fit.function(x) for x in points]
    weights = [1 / abs(scale(x)) for x in points]
    rest = [
        (value - sum(c * x**p for c, p in zip(given, fit.powers, strict=False)))
        for value, x in zip(values, points, strict=True)
    ]
    powers = list(fit.powers[len(given) :])
    if not powers:
        return [], max(abs(r * w) for r, w in zip(rest, weights, strict=True))
    count = len(powers) + 1
    columns = [[x**p for p in powers] for x in points]
    reference = [round((len(points) - 1) * k / (count - 1)) for k in range(count)]
    best: tuple[list[Any], Any] = ([], mpf("inf"))
    for _ in range(30):
        matrix = mp.matrix(count, count)
        right = mp.matrix(count, 1)
        for row, k in enumerate(reference):
            for column in range(count - 1):
                matrix[row, column] = columns[k][column]
            matrix[row, count - 1] = (-1) ** row / weights[k]
            right[row] = rest[k]
        solution = mp.lu_solve(matrix, right)
        found = [solution[k] for k in range(count - 1)]
        errors = [
            (r - sum(c * v for c, v in zip(found, column, strict=True))) * w
            for r, column, w in zip(rest, columns, weights, strict=True)
        ]
        worst = max(abs(error) for error in errors)
        if worst < best[1]:
            best = (found, worst)
        if worst < abs(solution[count - 1]) * mpf("1.001"):
            break
        following = extremes(errors, count)
        if len(following) < count:
            break
        reference = following
    return best


def extremes(errors: Sequence[Any], count: int) -> list[int]:
    """Where the error is largest between its changes of sign; `count` of them in a row."""
    peaks: list[int] = []
    for k, error in enumerate(errors):
        if peaks and (errors[peaks[-1]] < 0) == (error < 0):
            if abs(error) > abs(errors[peaks[-1]]):
                peaks[-1] = k
        else:
            peaks.append(k)
    while len(peaks) > count:
        peaks.pop(0 if abs(errors[peaks[0]]) < abs(errors[peaks[-1]]) else -1)
    return peaks


def fitted(fit: Fit) -> tuple[list[Any], Any]:
    """Coefficients of the dtype, lowest power first, and the error that they leave."""
    given = [mpf(c) for c in fit.fixed]
    while len(given) < len(fit.powers):
        found, _ = remez(fit, given)
        # What rounding to float64 costs is far below the errors asked for.
        kept = found if fit.bits == 64 else found[:1]
        given.extend(rounded(c, fit.bits) for c in kept)
    return given, remez(fit, given)[1]


def log1p_rest(x: Any) -> Any:
    """What is left of log(1 + x) after x - x * x / 2, divided by x**3."""
    return (mp.log1p(x) - x + x * x / 2) / x**3


HALF_LN2 = 0.34670  # with room for the rounding of the multiple of ln 2
ROOT_LOW, ROOT_HIGH = 2**-0.5 - 1, 2**0.5 - 1

ARGUMENT = 1e-6  # where functions of a square root are first sampled: they cancel nearer to 0


def odd_rest(function: Function) -> Function:
    """`f(x) = x + x**3 * rest(x * x)`: the rest."""

    def rest(z: Any) -> Any:
        x = mp.sqrt(z)
        return (function(x) - x) / (x * z)

    return rest


def odd_scale(function: Function) -> Function:
    """What an error of the rest is divided by to become one relative to the function."""

    def scale(z: Any) -> Any:
        x = mp.sqrt(z)
        return function(x) / (x * z)

    return scale


def odd(name: str, label: str, function: Function, high: float, count: int, bits: int) -> Fit:
    """A fit of an odd function by `x + x**3 * rest(x * x)` on [0, high]."""
    what = f"({label}(x) - x) / x**3 by powers of x * x"
    rest, scale = odd_rest(function), odd_scale(function)
    return Fit(name, what, rest, ARGUMENT, high * high, range(count), bits, scale)


def cosine_rest(z: Any) -> Any:
    return (mp.cos(mp.sqrt(z)) - 1 + z / 2) / (z * z)


def cosine_scale(z: Any) -> Any:
    return mp.cos(mp.sqrt(z)) / (z * z)


def expm1_rest(x: Any) -> Any:
    return (mp.expm1(x) - x) / (x * x)


def expm1_scale(x: Any) -> Any:
    return mp.expm1(x) / (x * x)


def log_series(z: Any) -> Any:
    """`log((1 + s) / (1 - s)) = 2 * s + s**3 * series(s * s)`."""
    s = mp.sqrt(z)
    return (2 * mp.atanh(s) / s - 2) / z


def log_tail(z: Any) -> Any:
    return (log_series(z) - mpf(2) / 3) / z


def erf_slope(z: Any) -> Any:
    return mp.erf(mp.sqrt(z)) / mp.sqrt(z)


def erf_rest(z: Any) -> Any:
    return erf_slope(z) - 1


def erfc_decay(x: Any) -> Any:
    return -mp.log(mp.erfc(x))


def erfc_scale(x: Any) -> Any:
    """Errors of the exponent matter as much as they move the error function."""
    return 1 / mp.erfc(x)


QUARTER = 0.79  # pi / 4 with room for a wrong last digit of 2 / pi times 1e5
EIGHTH = 0.41425  # tan(pi / 8)
SERIES = (ROOT_HIGH / (2 + ROOT_HIGH)) ** 2 + 1e-5
ERF_SPLIT = 0.875

FITS = [
    Fit(
        "EXP_32",
        "2 * exp(x)",
        lambda x: 2 * mp.exp(x),
        -HALF_LN2,
        HALF_LN2,
        range(7),
        32,
        fixed=(2.0, 2.0),
    ),
    Fit("EXP_64", "2 * exp(x)", lambda x: 2 * mp.exp(x), -HALF_LN2, HALF_LN2, range(12), 64),
    Fit(
        "EXPM1_32",
        "(exp(x) - 1 - x) / x**2",
        expm1_rest,
        -HALF_LN2,
        HALF_LN2,
        range(5),
        32,
        expm1_scale,
    ),
    Fit(
        "EXPM1_64",
        "(exp(x) - 1 - x) / x**2",
        expm1_rest,
        -HALF_LN2,
        HALF_LN2,
        range(11),
        64,
        expm1_scale,
    ),
    Fit(
        "LOG_32",
        "(log(1 + x) - x + x * x / 2) / x**3",
        log1p_rest,
        ROOT_LOW,
        ROOT_HIGH,
        range(8),
        32,
        lambda x: mp.log1p(x) / x**3,
    ),
    Fit(
        "LOG_64",
        "2 * (artanh(s) - s) / s**3 by powers of s * s",
        log_series,
        ARGUMENT,
        SERIES,
        range(7),
        64,
        lambda z: 2 / z,
    ),
    Fit(
        "LOG_TAIL_64",
        "(2 * (artanh(s) - s) / s**3 - 2 / 3) / s**2 by powers of s * s",
        log_tail,
        ARGUMENT,
        SERIES,
        range(7),
        64,
        lambda z: 2 / (z * z),
    ),
    odd("SIN_32", "sin", mp.sin, QUARTER, 3, 32),
    odd("SIN_64", "sin", mp.sin, QUARTER, 6, 64),
    Fit(
        "COS_32",
        "(cos(x) - 1 + x**2 / 2) / x**4 by powers of x * x",
        cosine_rest,
        ARGUMENT,
        QUARTER**2,
        range(3),
        32,
        cosine_scale,
    ),
    Fit(
        "COS_64",
        "(cos(x) - 1 + x**2 / 2) / x**4 by powers of x * x",
        cosine_rest,
        ARGUMENT,
        QUARTER**2,
        range(6),
        64,
        cosine_scale,
    ),
    odd("ARCSIN_32", "arcsin", mp.asin, 0.5, 5, 32),
    odd("ARCSIN_64", "arcsin", mp.asin, 0.5, 13, 64),
    odd("ARCTAN_32", "arctan", mp.atan, EIGHTH, 5, 32),
    odd("ARCTAN_64", "arctan", mp.atan, EIGHTH, 12, 64),
    odd("SINH_32", "sinh", mp.sinh, 1.0, 4, 32),
    odd("SINH_64", "sinh", mp.sinh, 1.0, 7, 64),
    Fit(
        "ERF_32",
        "erf(x) / x - 1 by powers of x * x",
        erf_rest,
        ARGUMENT,
        ERF_SPLIT**2,
        range(6),
        32,
        erf_slope,
    ),
    Fit(
        "ERF_64",
        "erf(x) / x - 1 by powers of x * x",
        erf_rest,
        ARGUMENT,
        ERF_SPLIT**2,
        range(12),
        64,
        erf_slope,
    ),
    Fit(
        "ERFC_32",
        "-log(1 - erf(x)), the error times 1 - erf(x)",
        erfc_decay,
        ERF_SPLIT,
        4.0,
        range(7),
        32,
        erfc_scale,
    ),
    Fit(
        "ERFC_64",
        "-log(1 - erf(x)), the error times 1 - erf(x)",
        erfc_decay,
        ERF_SPLIT,
        6.0,
        range(20),
        64,
        erfc_scale,
    ),
]
HEAD = '''"""Polynomials of the elementary functions. Made by `python tools/make_math_tables.py`.

Coefficients from the constant up. Each row tells what is near what, where, and how far off.
"""

from __future__ import annotations

# The largest errors in units of the last place, in float32 and in float64, that the tests allow
# where a multiplication fuses with an addition; without, they may be a third larger. exp is under
# 2**-125.5 (2**-1021.5) 0; circular functions are meant up to 1e5 (1e9).
MAX_ULP = {
    "exp": (0.9, 1.0),
    "expm1": (1.7, 1.9),
    "log": (0.9, 0.9),
    "log1p": (1.5, 1.5),
    "tanh": (2.4, 2.6),
    "sigmoid": (2.5, 2.5),
    "sinh": (1.7, 1.7),
    "cosh": (1.5, 1.5),
    "arcsinh": (1.9, 1.9),
    "arccosh": (2.1, 2.1),
    "arctanh": (2.1, 2.1),
    "erf": (1.2, 1.2),
    "sin": (1.7, 2.4),
    "cos": (1.7, 2.4),
    "tan": (3.8, 3.8),
    "arcsin": (2.4, 2.4),
    "arccos": (1.3, 1.3),
    "arctan": (2.0, 2.0),
    "arctan2": (2.0, 2.0),
    "power": (0.51, 1.1),
}

# Where the error function passes from one polynomial to the other.
ERF_SPLIT = 0.875

'''


def table() -> str:
    """The text of the table."""
    parts = [HEAD]
    for fit in FITS:
        coefficients, error = fitted(fit)
        bits = float(mp.log(error, 2))
        parts.append(f"# {fit.what}\n# on [{fit.low:.6g}, {fit.high:.6g}]; error 2**{bits:.1f}.\n")
        numbers = "".join(f"    {float(c)!r},\n" for c in coefficients)
        parts.append(f"{fit.name} = (\n{numbers})\n\n")
    return "".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    TABLE.write_text(table())
    sys.stdout.write(f"{TABLE}\n")
