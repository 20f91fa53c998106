"""Exponentials and logarithms as formulas over a `Kind`, for float32 and float64.

Coefficients and measured errors: `tables/math_table.py`. Every argument has a result: NaN where
it is NaN, infinities and zeros where the function has them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pronghorn.engines.llvm.emit.values import Value
from pronghorn.engines.llvm.tables import math_table as table

if TYPE_CHECKING:
    from pronghorn.engines.llvm.emit.floats import FloatKind

INFINITY, NAN = float("inf"), float("nan")
LOG2_E = 1.4426950408889634
LN2 = 0.6931471805599453


@dataclass(frozen=True)
class Format:
    """The layout of a float dtype, and its ln 2 in two parts.

    The higher part ends in zeros, so that its product with an exponent is exact.
    """

    mantissa: int
    bias: int
    # 1.5 * 2**mantissa: a number added to it is rounded to an integer in its lowest bits.
    shifter: float
    ln2_high: float
    ln2_low: float
    root_half: int  # the bits of sqrt(1/2)
    smallest: float  # normal number


# The parts of ln 2: Cephes (expf.c) and fdlibm (e_exp.c).
SINGLE = Format(23, 127, 1.5 * 2.0**23, 0.693359375, -2.12194440e-4, 0x3F3504F3, 2.0**-126)
DOUBLE = Format(
    52,
    1023,
    1.5 * 2.0**52,
    6.93147180369123816490e-01,
    1.90821492927058770002e-10,
    0x3FE6A09E667F3BCD,
    2.0**-1022,
)


def format_of(m: FloatKind) -> Format:
    return SINGLE if m.bits == 32 else DOUBLE


def horner(m: FloatKind, x: Value, coefficients: Sequence[float]) -> Value:
    """The polynomial's value, from the highest power down."""
    result = m.value(coefficients[-1])
    for c in reversed(coefficients[:-1]):
        result = m.fma(result, x, c)
    return result


def exp(m: FloatKind, x: Value, shift: int = 0) -> Value:
    """`exp(x) * 2**shift`. x = n ln 2 + r; 2 * exp(r) is a polynomial and 2**(n-1) made of bits.

    The factor 2 leaves n - 1 at most the largest exponent, so results overflow where they should;
    those under 2**-125.5 (float32) or 2**-1021.5 (float64) become 0.
    """
    layout = format_of(m)
    # Just beyond, the exponent field holds 0 below and all ones above; farther it would wrap.
    low = (1.4 - layout.bias - shift) * LN2
    high = (layout.bias + 1.2 - shift) * LN2
    x = m.minimum(high, m.maximum(low, x))
    shifter = layout.shifter + (layout.bias - 1 + shift)
    shifted = m.fma(x, LOG2_E, shifter)
    n = shifted - shifter
    r = m.fma(n, -layout.ln2_low, m.fma(n, -layout.ln2_high, x))
    scale = m.bitcast(m.to_bits(shifted) << layout.mantissa)
    return horner(m, r, table.EXP_32 if m.bits == 32 else table.EXP_64) * scale


def log(m: FloatKind, x: Value) -> Value:
    """x = 2**e * (1 + f) with 1 + f between sqrt(1/2) and sqrt(2)."""
    layout = format_of(m)
    bits = m.integer
    # Subnormals are brought into range, and their exponent set off by as much.
    small = m.less(x, layout.smallest)
    lifted = m.where(small, x * 2.0**layout.mantissa, x)
    offset = bits.where(
        small, layout.root_half + (layout.mantissa << layout.mantissa), layout.root_half
    )
    apart = m.to_bits(lifted) - offset
    e = cast_to_float(m, apart >> layout.mantissa)
    mask = (1 << layout.mantissa) - 1
    f = m.bitcast((apart & mask) + layout.root_half) - 1.0
    return log_ends(m, x, log_of_parts(m, f, e))


def cast_to_float(m: FloatKind, x: Value) -> Value:
    return m.new(f"sitofp {x.kind.type} {x.text} to {m.type}")


def log_of_parts(m: FloatKind, f: Value, e: Value) -> Value:
    """`e * ln 2 + log(1 + f)`."""
    layout = format_of(m)
    square = f * f
    if m.bits == 32:
        rest = horner(m, f, table.LOG_32) * (square * f)
        rest = m.fma(e, layout.ln2_low, rest)
        return m.fma(e, layout.ln2_high, m.fma(square, -0.5, rest) + f)
    half = square * 0.5
    s = f / (f + 2.0)
    z = s * s
    series = horner(m, z, table.LOG_64) * z
    rest = m.fma(e, layout.ln2_low, s * (half + series))
    return m.fma(e, layout.ln2_high, f - (half - rest))


def log_ends(m: FloatKind, x: Value, result: Value) -> Value:
    """The logarithm where it is no number: infinity and NaN of themselves, -inf of 0, else NaN."""
    pole = m.where(m.equal(x, 0.0), -INFINITY, NAN)
    result = m.where(m.less(x, INFINITY), result, x)
    return m.where(m.compare("fcmp ugt", x, 0.0), result, pole)


FORMULAS: dict[str, Callable[..., Any]] = {"exp": exp, "log": log}
