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
    points = [x for x in grid(fit.low, fit.high) if x != 0]
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
        "LOG_64",
        "2 * artanh(sqrt(x)) / sqrt(x) - 2, divided by x",
        lambda x: (2 * mp.atanh(mp.sqrt(x)) / mp.sqrt(x) - 2) / x,
        1e-9,
        0.0296,
        range(7),
        64,
        lambda x: 2 / x,
    ),
    Fit(
        "LOG_32",
        "(log(1 + x) - x + x * x / 2) / x**3, the error relative to the logarithm",
        log1p_rest,
        ROOT_LOW,
        ROOT_HIGH,
        range(8),
        32,
        lambda x: mp.log1p(x) / x**3,
    ),
]
HEAD = '''"""Polynomials of the elementary functions. Made by `python tools/make_math_tables.py`.

Coefficients from the constant up. Each row tells what is near what, where, and how far off.
"""

from __future__ import annotations

'''


def table() -> str:
    """The text of the table."""
    parts = [HEAD]
    for fit in FITS:
        coefficients, error = fitted(fit)
        bits = float(mp.log(error, 2))
        parts.append(f"# {fit.what} on [{fit.low:.6g}, {fit.high:.6g}]; error 2**{bits:.1f}.\n")
        numbers = "".join(f"    {float(c)!r},\n" for c in coefficients)
        parts.append(f"{fit.name} = (\n{numbers})\n\n")
    return "".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(f"{TABLE}\n")
    TABLE.write_text(table())
