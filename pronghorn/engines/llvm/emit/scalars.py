"""Exponentials and logarithms as formulas over a `Kind`, for float32 and float64.

Coefficients and measured errors: `tables/math_table.py`. Every argument has a result: NaN where
it is NaN, infinities and zeros where the function has them. What goes through -0 keeps its sign.
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
    # A number added to 1.5 * 2**mantissa is rounded to an integer in the lowest bits of the sum.
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


def polynomial(m: FloatKind, x: Value, coefficients: Sequence[float]) -> Value:
    """A long polynomial's value: its powers in pairs, which wait less for each other.

    The lowest two come last, as in `horner`, for their roundings are what is seen.
    """
    first, second, *higher = coefficients
    pairs = [horner(m, x, higher[start : start + 2]) for start in range(0, len(higher), 2)]
    square, rest = x * x, pairs[-1]
    for pair in pairs[-2::-1]:
        rest = m.fma(rest, square, pair)
    return m.fma(m.fma(rest, x, second), x, first)


def horner(m: FloatKind, x: Value, coefficients: Sequence[float]) -> Value:
    """A polynomial's value, from the highest power down."""
    result = m.value(coefficients[-1])
    for c in coefficients[-2::-1]:
        result = m.fma(result, x, c)
    return result


def reduced(m: FloatKind, x: Value, shift: int) -> tuple[Value, Value]:
    """`r` and `2**(n + shift)` of `x = n * ln 2 + r`."""
    layout = format_of(m)
    # The sum holds the exponent field of the power in its lowest bits.
    shifter = layout.shifter + (layout.bias + shift)
    shifted = m.fma(x, LOG2_E, shifter)
    n = shifted - shifter
    r = m.fma(n, -layout.ln2_low, m.fma(n, -layout.ln2_high, x))
    return r, m.bitcast(m.to_bits(shifted) << layout.mantissa)


def within(m: FloatKind, x: Value, shift: int) -> Value:
    """x held to where the exponent field of `2**(n + shift)` does not wrap.

    Just beyond its range the field is 0 or all ones, which mean 0 and infinity.
    """
    layout = format_of(m)
    low = (0.4 - layout.bias - shift) * LN2
    high = (layout.bias + 0.2 - shift) * LN2
    return m.minimum(high, m.maximum(low, x))


def exp(m: FloatKind, x: Value, shift: int = 0, low: Value | None = None) -> Value:
    """`exp(x + low) * 2**shift`: twice exp(r) times half the power of two.

    Halved, the power is a number as long as the result is. Results under 2**-125.5 (float32) or
    2**-1021.5 (float64) become 0.
    """
    r, power = reduced(m, within(m, x, shift - 1), shift - 1)
    if low is not None:
        r = r + low
    return polynomial(m, r, table.EXP_32 if m.bits == 32 else table.EXP_64) * power


def expm1_of_rest(m: FloatKind, r: Value) -> Value:
    """`exp(r) - 1` for |r| up to half of ln 2."""
    coefficients = table.EXPM1_32 if m.bits == 32 else table.EXPM1_64
    return m.fma(r * r, horner(m, r, coefficients), r)


def expm1(m: FloatKind, x: Value) -> Value:
    r, half = reduced(m, within(m, x, -1), -1)
    return m.copysign(m.fma(half, expm1_of_rest(m, r), half - 0.5) * 2.0, x)


def tanh(m: FloatKind, x: Value) -> Value:
    """`e / (e + 2)` with `e = exp(2 * |x|) - 1`."""
    # From 10 (float32) or 22 (float64) on, the nearest number is 1.
    size = m.minimum(10.0 if m.bits == 32 else 22.0, m.abs(x))
    r, power = reduced(m, size + size, 0)
    e = m.fma(power, expm1_of_rest(m, r), power - 1.0)
    return m.copysign(e / (e + 2.0), x)


def sinh(m: FloatKind, x: Value) -> Value:
    """A polynomial up to 1, then half the difference of exponentials."""
    size = m.abs(x)
    square = x * x
    near = m.fma(
        square * size, horner(m, square, table.SINH_32 if m.bits == 32 else table.SINH_64), size
    )
    half = exp(m, size, -1)
    return m.copysign(m.where(m.less(size, 1.0), near, half - 0.25 / half), x)


def cosh(m: FloatKind, x: Value) -> Value:
    half = exp(m, m.abs(x), -1)
    return half + 0.25 / half


def log(m: FloatKind, x: Value) -> Value:
    layout = format_of(m)
    bits = m.integer
    # Subnormals are brought into range, and their exponent is set off by as much.
    small = m.less(x, layout.smallest)
    lifted = m.where(small, x * 2.0**layout.mantissa, x)
    lift = layout.mantissa << layout.mantissa
    offset = bits.where(small, layout.root_half + lift, layout.root_half)
    e, f = parted(m, m.to_bits(lifted) - offset)
    return log_ends(m, x, log_of_parts(m, f, to_float(m, e)))


def parted(m: FloatKind, above_root: Value) -> tuple[Value, Value]:
    """e and f of `x = 2**e * (1 + f)`, 1 + f from sqrt(1/2) to sqrt(2).

    Given are the bits of x less those of sqrt(1/2).
    """
    layout = format_of(m)
    fraction = above_root & ((1 << layout.mantissa) - 1)
    return above_root >> layout.mantissa, m.bitcast(fraction + layout.root_half) - 1.0


def to_float(m: FloatKind, x: Value) -> Value:
    return m.new(f"sitofp {x.kind.type} {x.text} to {m.type}")


def log_of_parts(m: FloatKind, f: Value, e: Value) -> Value:
    """`e * ln 2 + log(1 + f)`."""
    layout = format_of(m)
    square = f * f
    if m.bits == 32:
        rest = m.fma(e, layout.ln2_low, polynomial(m, f, table.LOG_32) * (square * f))
        return m.fma(e, layout.ln2_high, m.fma(square, -0.5, rest) + f)
    half = square * 0.5  # fdlibm, e_log.c
    s = f / (f + 2.0)
    z = s * s
    series = horner(m, z, table.LOG_64) * z
    rest = m.fma(e, layout.ln2_low, s * (half + series))
    return m.fma(e, layout.ln2_high, f - (half - rest))


def log_ends(m: FloatKind, x: Value, result: Value) -> Value:
    """The logarithm at its ends: infinity and NaN of themselves, -inf of 0, NaN below."""
    pole = m.where(m.equal(x, 0.0), -INFINITY, NAN)
    result = m.where(m.less(x, INFINITY), result, x)
    return m.where(m.compare("fcmp ugt", x, 0.0), result, pole)


def log1p(m: FloatKind, x: Value) -> Value:
    """The logarithm of `1 + x` rounded, with what rounding lost added at f's scale."""
    layout = format_of(m)
    bits = m.integer
    whole = x + 1.0
    # Knuth's two-sum.
    part = whole - x
    lost = (1.0 - part) + (x - (whole - part))
    e, f = parted(m, m.to_bits(whole) - layout.root_half)
    # At the top of the range the inverse power is out of it, and what was lost does not matter.
    held = bits.apply("minimum", e, bits.constant(layout.bias - 1))
    inverse = m.bitcast((layout.bias - held) << layout.mantissa)
    f = m.fma(lost, inverse, f)
    return m.copysign(log_ends(m, whole, log_of_parts(m, f, to_float(m, e))), x)


def arcsinh(m: FloatKind, x: Value) -> Value:
    """`log1p(a + a * a / (1 + sqrt(a * a + 1)))` for a = |x|."""
    size = m.abs(x)
    square = size * size
    # There 1 + a and a are one number, and a * a does not overflow yet.
    far = m.greater(size, 2.0 ** (format_of(m).mantissa + 4))
    argument = size + square / (m.sqrt(square + 1.0) + 1.0)
    result = log1p(m, m.where(far, size, argument)) + m.where(far, LN2, 0.0)
    return m.copysign(result, x)


def arccosh(m: FloatKind, x: Value) -> Value:
    """`log1p(t + sqrt(t * (t + 2)))` for t = x - 1."""
    t = x - 1.0
    far = m.greater(x, 2.0 ** (format_of(m).mantissa + 4))
    argument = t + m.sqrt(m.fma(t, t, t + t))
    result = log1p(m, m.where(far, t, argument)) + m.where(far, LN2, 0.0)
    return m.where(m.less(x, 1.0), NAN, result)


def arctanh(m: FloatKind, x: Value) -> Value:
    size = m.abs(x)
    return m.copysign(log1p(m, (size + size) / (1.0 - size)) * 0.5, x)


def erf(m: FloatKind, x: Value) -> Value:
    """Near 0 a polynomial, from there `1 - exp(-p(|x|))`."""
    size = m.abs(x)
    rest = horner(m, x * x, table.ERF_32 if m.bits == 32 else table.ERF_64)
    near = m.fma(size, rest, size)
    # Farther out the nearest number is 1.
    held = m.minimum(4.0 if m.bits == 32 else 6.0, size)
    decay = horner(m, held, table.ERFC_32 if m.bits == 32 else table.ERFC_64)
    far = 1.0 - exp(m, -decay)
    return m.copysign(m.where(m.less(size, table.ERF_SPLIT), near, far), x)


FORMULAS: dict[str, Callable[..., Any]] = {
    "exp": exp,
    "expm1": expm1,
    "tanh": tanh,
    "sinh": sinh,
    "cosh": cosh,
    "log": log,
    "log1p": log1p,
    "arcsinh": arcsinh,
    "arccosh": arccosh,
    "arctanh": arctanh,
    "erf": erf,
}
