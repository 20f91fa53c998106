"""Powers, and the division that rounds down, as formulas over a `Kind`, for float32 and float64."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pronghorn.engines.llvm.emit.scalars import (
    INFINITY,
    NAN,
    exp,
    format_of,
    horner,
    log,
    parted,
    to_float,
)
from pronghorn.engines.llvm.emit.values import Value
from pronghorn.engines.llvm.tables import math_table as table

if TYPE_CHECKING:
    from pronghorn.engines.llvm.emit.floats import FloatKind

TWO_THIRDS = (0.6666666666666666, 3.700743415417188e-17)


def power(m: FloatKind, x: Value, y: Value) -> Value:
    known = KNOWN.get(y.known) if y.known is not None else None
    if known is not None:
        return known(m, x)
    size = m.abs(x)
    if m.bits == 32:
        # In float64 the product's error of 1e-14 stays far below a float32.
        wide: Any = m.like("float64")
        wide_size = wide.new(f"fpext {m.type} {size.text} to {wide.type}")
        wide_y = wide.new(f"fpext {m.type} {y.text} to {wide.type}")
        product = exp(wide, wide_y * log(wide, wide_size))
        result = m.new(f"fptrunc {wide.type} {product.text} to {m.type}")
    else:
        result = power_of_size(m, size, y)
    return power_ends(m, x, y, result)


def power_ends(m: FloatKind, x: Value, y: Value, result: Value) -> Value:
    """The sign of a negative base, and C99's cases (annex F.10.4.4)."""
    is_whole = m.equal(m.rint(y), y)
    half = y * 0.5
    is_odd = is_whole & m.not_equal(m.rint(half), half)
    result = m.where(is_odd, m.copysign(result, x), result)
    finite_below = m.less(x, 0.0) & m.greater(x, -INFINITY)
    result = m.where(finite_below & ~is_whole, NAN, result)
    one = m.equal(m.abs(x), 1.0) & m.equal(m.abs(y), INFINITY)
    one = one | m.equal(y, 0.0) | m.equal(x, 1.0)
    return m.where(one, 1.0, result)


def power_of_size(m: FloatKind, x: Value, y: Value) -> Value:
    """`exp(y * log(x))` with the logarithm and the product in two parts each."""
    high, low = log_in_two(m, x)
    product = y * high
    rest = m.fused(y, high, -product) + y * low
    # Out of range there is no rest, and what stands there is not a number.
    rest = m.where(m.less(m.abs(product), 2000.0), rest, 0.0)
    return exp(m, product, 0, rest)


def log_in_two(m: FloatKind, x: Value) -> tuple[Value, Value]:
    """The logarithm in float64 to about 2**-65, as a sum of two numbers.

    log(1 + f) = 2 s + s**3 (2/3 + s**2 tail), s = f / (2 + f); the tail is small enough for one
    number (fdlibm, e_pow.c, uses the same series).
    """
    layout = format_of(m)
    bits = m.integer
    small = m.less(x, layout.smallest)
    lifted = m.where(small, x * 2.0**layout.mantissa, x)
    lift = layout.mantissa << layout.mantissa
    offset = bits.where(small, layout.root_half + lift, layout.root_half)
    exponent, f = parted(m, m.to_bits(lifted) - offset)
    e = to_float(m, exponent)

    below = f + 2.0
    s = f / below
    s_low = (m.fused(-s, below, f) - s * (f - (below - 2.0))) / below
    z = s * s
    z_low = m.fma(s + s, s_low, m.fused(s, s, -z))
    tail = z * horner(m, z, table.LOG_TAIL_64)
    t = tail + TWO_THIRDS[0]
    t_low = (TWO_THIRDS[0] - t) + tail + TWO_THIRDS[1]
    w = z * t
    w_low = m.fma(z_low, t, m.fma(z, t_low, m.fused(z, t, -w)))
    u = s * w
    u_low = m.fma(s_low, w, m.fma(s, w_low, m.fused(s, w, -u)))
    double = s + s
    near = double + u
    near_low = ((double - near) + u) + (u_low + (s_low + s_low))
    whole = e * layout.ln2_high
    high = whole + near
    low = ((whole - high) + near) + m.fma(e, layout.ln2_low, near_low)
    total = high + low
    rest = (high - total) + low
    ends = m.where(m.equal(x, 0.0), -INFINITY, x)
    inside = m.greater(x, 0.0) & m.less(x, INFINITY)
    return m.where(inside, total, ends), m.where(inside, rest, 0.0)


KNOWN: dict[float, Callable[[Any, Value], Value]] = {
    0.0: lambda m, x: m.constant(1.0),
    1.0: lambda m, x: x,
    2.0: lambda m, x: x * x,
    3.0: lambda m, x: x * x * x,
    -1.0: lambda m, x: 1.0 / x,
    -2.0: lambda m, x: 1.0 / (x * x),
    0.5: lambda m, x: m.sqrt(x),  # as NumPy has it for -0 and -inf
}


def truncated_remainder(m: FloatKind, a: Value, b: Value) -> Value:
    """The rest of |a| / |b| with the sign of a, exact: C's fmod.

    Each turn takes as many bits off the quotient as a number holds; nearly always there is one.
    NaN also where the quotient exceeds the square of the largest number: b is subnormal then.
    """
    lines, divisor = m.lines, m.abs(b)
    works = m.isfinite(a) & m.compare("fcmp une", divisor, 0.0) & m.equal(b, b)
    size = m.where(works, m.abs(a), 0.0)
    flags = m.like("bool")
    before, turn, after = lines.label, lines.fresh_label(), lines.fresh_label()
    lines.text.append(f"br label %{turn}")
    lines.begin(turn)
    place = len(lines.text)
    lines.text.append("")
    rest = Value(m, f"%{lines.fresh_label()}")
    # A quotient above the largest number is first taken down by a power of two.
    scaled = divisor * 2.0 ** (format_of(m).bias - 1)
    scaled = m.where(m.greater(m.abs(rest), scaled), scaled, divisor)
    quotient = m.trunc(rest / scaled)
    # Division may round away from 0, so rests of both signs occur.
    left = m.fused(-quotient, scaled, rest)
    left = m.where(m.less(m.abs(rest), divisor), rest, left)
    again = flags.apply("any", m.greater_equal(m.abs(left), divisor) & works)
    lines.text.append(f"br i1 {again.text}, label %{turn}, label %{after}")
    lines.text[place] = (
        f"{rest.text} = phi {m.type} [{size.text}, %{before}], [{left.text}, %{turn}]"
    )
    lines.begin(after)
    left = m.where(m.less(left, 0.0), left + divisor, left)
    return m.where(works, m.copysign(left, a), NAN)


def remainder(m: FloatKind, a: Value, b: Value) -> Value:
    """With the sign of b, as in Python."""
    rest = truncated_remainder(m, a, b)
    return m.where(
        turned(m, rest, b), rest + b, m.where(m.equal(rest, 0.0), m.copysign(0.0, b), rest)
    )


def turned(m: FloatKind, rest: Value, b: Value) -> Value:
    """Whether the rest has the wrong sign."""
    return m.not_equal(rest, 0.0) & m.less(rest * m.copysign(1.0, b), 0.0)


def floor_divide(m: FloatKind, a: Value, b: Value) -> Value:
    """`floor(a / b)` of the exact quotient; a / b where b is 0."""
    rest = truncated_remainder(m, a, b)
    whole = (a - rest) / b
    whole = m.where(turned(m, rest, b), whole - 1.0, whole)
    # What is left of a by then is rounded, so the quotient may miss an integer on either side.
    below = m.floor(whole)
    quotient = m.where(m.greater(whole - below, 0.5), below + 1.0, below)
    # A zero has the sign of a / b.
    plain = a / b
    quotient = m.where(m.equal(quotient, 0.0), m.copysign(0.0, plain), quotient)
    return m.where(m.equal(b, 0.0), plain, quotient)


FORMULAS: dict[str, Callable[..., Any]] = {
    "power": power,
    "remainder": remainder,
    "floor_divide": floor_divide,
}
