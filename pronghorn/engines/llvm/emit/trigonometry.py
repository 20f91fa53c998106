"""Circular functions and their inverses as formulas over a `Kind`, for float32 and float64."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pronghorn.engines.llvm.emit.scalars import INFINITY, format_of, horner
from pronghorn.engines.llvm.emit.values import Value
from pronghorn.engines.llvm.tables import math_table as table

if TYPE_CHECKING:
    from pronghorn.engines.llvm.emit.floats import FloatKind

# pi / 2 in three parts; in float64 fdlibm's (e_rem_pio2.c), the first two of 33 bits each.
HALF_PI_32 = (1.5707963705062866, -4.371138828673793e-08, -1.7151245100058819e-15)
HALF_PI_64 = (1.57079632673412561417, 6.07710050630396597660e-11, 2.02226624879595063154e-21)
LOW_32, LOW_64 = -4.371138828673793e-08, 6.123233995736766e-17  # pi / 2 less its nearest number

TAN_EIGHTH, TAN_THREE_EIGHTHS = math.sqrt(2) - 1, math.sqrt(2) + 1


def quarter_turns(m: FloatKind, x: Value) -> tuple[Value, Value]:
    """`r` and the integer q of `x = q * pi / 2 + r` with |r| up to pi / 4 (Cody and Waite).

    Good for |x| to 1e5 in float32 and 1e9 in float64. Beyond, r loses digits, and from 6e6 and
    7e15 it is only known to stay in range.
    """
    if m.bits == 32 and not m.lines.has_fma:
        # `fused` would go to float64 and back for each part.
        wide: Any = m.like("float64")
        r, q = quarter_turns(wide, wide.new(f"fpext {m.type} {x.text} to {wide.type}"))
        short = m.integer.new(f"trunc {q.kind.type} {q.text} to {m.integer.type}")
        return m.new(f"fptrunc {wide.type} {r.text} to {m.type}"), short
    shifter = format_of(m).shifter
    shifted = m.fma(x, 2 / math.pi, shifter)
    n = shifted - shifter
    r = x
    for part in HALF_PI_32 if m.bits == 32 else HALF_PI_64:
        r = m.fused(n, -part, r)
    bound = 0.79
    return m.minimum(bound, m.maximum(-bound, r)), m.to_bits(shifted)


def sine_and_cosine(m: FloatKind, r: Value) -> tuple[Value, Value]:
    """Both for |r| up to pi / 4."""
    single = m.bits == 32
    z = r * r
    sine = m.fma(r * z, horner(m, z, table.SIN_32 if single else table.SIN_64), r)
    rest = horner(m, z, table.COS_32 if single else table.COS_64)
    cosine = m.fma(z * z, rest, m.fma(z, -0.5, 1.0))
    return sine, cosine


def flipped(m: FloatKind, x: Value, signs: Value) -> Value:
    """The sign changed where the highest bit is set."""
    top = signs & (-1 << (m.bits - 1))
    return m.bitcast(m.to_bits(x) ^ top)


def sin(m: FloatKind, x: Value) -> Value:
    r, q = quarter_turns(m, m.abs(x))
    sine, cosine = sine_and_cosine(m, r)
    odd = q.kind.apply("not_equal", q & 1, q.kind.constant(0))
    return flipped(m, m.where(odd, cosine, sine), (q << (m.bits - 2)) ^ m.to_bits(x))


def cos(m: FloatKind, x: Value) -> Value:
    r, q = quarter_turns(m, x)
    sine, cosine = sine_and_cosine(m, r)
    odd = q.kind.apply("not_equal", q & 1, q.kind.constant(0))
    return flipped(m, m.where(odd, sine, cosine), (q + 1) << (m.bits - 2))


def tan(m: FloatKind, x: Value) -> Value:
    r, q = quarter_turns(m, m.abs(x))
    sine, cosine = sine_and_cosine(m, r)
    odd = q.kind.apply("not_equal", q & 1, q.kind.constant(0))
    ratio = m.where(odd, cosine, sine) / m.where(odd, sine, cosine)
    return flipped(m, ratio, (q << (m.bits - 1)) ^ m.to_bits(x))


def arcsin_parts(m: FloatKind, x: Value) -> tuple[Value, Value, Value]:
    """Where |x| is large, and there sqrt((1 - |x|) / 2), else |x|, and its arcsine's excess."""
    size = m.abs(x)
    large = m.greater(size, 0.5)
    z = m.where(large, m.fma(size, -0.5, 0.5), x * x)
    root = m.where(large, m.sqrt(z), size)
    rest = horner(m, z, table.ARCSIN_32 if m.bits == 32 else table.ARCSIN_64)
    return large, root, rest * (z * root)


def arcsin(m: FloatKind, x: Value) -> Value:
    large, root, rest = arcsin_parts(m, x)
    low = LOW_32 if m.bits == 32 else LOW_64
    far = math.pi / 2 - (2.0 * (root + rest) - low)
    return m.copysign(m.where(large, far, root + rest), x)


def arccos(m: FloatKind, x: Value) -> Value:
    large, root, rest = arcsin_parts(m, x)
    low = LOW_32 if m.bits == 32 else LOW_64
    negative = m.less(x, 0.0)
    twice = 2.0 * (root + rest)
    far = m.where(negative, math.pi - (twice - 2 * low), twice)
    near = math.pi / 2 - (m.copysign(root, x) - (low - m.copysign(rest, x)))
    return m.where(large, far, near)


def angle(m: FloatKind, a: Value, b: Value) -> Value:
    """`arctan(a / b)` for numbers that are not negative: turned by 0, 1/8 or 1/4 towards 0."""
    single = m.bits == 32
    steep = m.greater(a, b * TAN_THREE_EIGHTHS)
    middle = m.greater(a, b * TAN_EIGHTH)
    above = m.where(steep, -b, m.where(middle, a - b, a))
    below = m.where(steep, a, m.where(middle, a + b, b))
    low = LOW_32 if single else LOW_64
    turn = m.where(steep, math.pi / 2, m.where(middle, math.pi / 4, 0.0))
    turn_low = m.where(steep, low, m.where(middle, low / 2, 0.0))
    t = above / below
    z = t * t
    rest = horner(m, z, table.ARCTAN_32 if single else table.ARCTAN_64)
    return turn + (t + m.fma(rest, z * t, turn_low))


def arctan(m: FloatKind, x: Value) -> Value:
    return m.copysign(angle(m, m.abs(x), m.value(1.0)), x)


def arctan2(m: FloatKind, y: Value, x: Value) -> Value:
    a, b = m.abs(y), m.abs(x)
    # Two infinities are as two ones, 0 over 0 is as 0 over 1, and large numbers may overflow.
    both = m.equal(a, INFINITY) & m.equal(b, INFINITY)
    a, b = m.where(both, 1.0, a), m.where(both, 1.0, b)
    b = m.where(m.equal(a + b, 0.0), 1.0, b)
    scale = m.where(m.greater(a, 1.0), 0.25, 1.0)
    result = angle(m, a * scale, b * scale)
    low = LOW_32 if m.bits == 32 else LOW_64
    is_left = m.to_bits(x) < 0
    return m.copysign(m.where(is_left, math.pi - (result - 2 * low), result), y)


FORMULAS: dict[str, Callable[..., Any]] = {
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "arcsin": arcsin,
    "arccos": arccos,
    "arctan": arctan,
    "arctan2": arctan2,
}
