"""Functions of each element beyond arithmetic: lengths, remainders, signs, special functions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pronghorn import dtypes
from pronghorn.errors import DtypeError
from pronghorn.ops.compare import isnan, where
from pronghorn.ops.elementwise import (
    absolute,
    add,
    divide,
    erf,
    exp2,
    like,
    log1p,
    maximum,
    minimum,
    multiply,
    negative,
    subtract,
)
from pronghorn.ops.operands import (
    converted,
    float_payload,
    floating,
    held,
    kind_of,
    payload,
    together,
)
from pronghorn.ops.operation import operation
from pronghorn.prims import elementwise as strict
from pronghorn.prims import inverse_error, special
from pronghorn.tensor import Tensor


def _floats(op: str, x1: Any, x2: Any) -> list[Any]:
    """Two operands in one float dtype and shape."""
    found = held(x1), held(x2)
    return together(op, found, floating(*map(kind_of, found)))


def _whole(op: str, x1: Any, x2: Any) -> list[Any]:
    """Two operands in one integer dtype and shape."""
    a, b = together(op, (x1, x2))
    if str(a.dtype) in dtypes.FLOATS:
        raise DtypeError("S06", op=op, want="whole numbers", got=str(a.dtype), mend="int32")
    return [converted(x, "int32") if str(x.dtype) == "bool" else x for x in (a, b)]


@operation
def fabs(x: Any) -> Tensor:
    """The size of each element, as a float.

    Example:
        >>> from pronghorn import ops
        >>> ops.fabs([-1, 2]).tolist()
        [1.0, 2.0]
    """
    return Tensor(strict.abs_(float_payload(x)))


@operation
def hypot(x1: Any, x2: Any) -> Tensor:
    """The length of the vector (x1, x2), without overflow on the way.

    Example:
        >>> from pronghorn import ops
        >>> ops.hypot(3.0, 4.0).item()
        5.0
    """
    a, b = (strict.abs_(x) for x in _floats("hypot", x1, x2))
    long, short = strict.maximum(a, b), strict.minimum(a, b)
    flat = strict.logical_or(
        strict.equal(long, like(long, 0.0)), strict.logical_not(strict.isfinite(long))
    )
    ratio = strict.div(short, strict.select(flat, like(long, 1.0), long))
    whole = strict.mul(long, strict.sqrt(strict.add(strict.mul(ratio, ratio), like(long, 1.0))))
    # An infinite side makes an infinite length, whatever the other is.
    infinite = like(long, math.inf)
    endless = strict.logical_or(strict.equal(a, infinite), strict.equal(b, infinite))
    return Tensor(strict.select(endless, infinite, strict.select(flat, long, whole)))


@operation
def sinc(x: Any) -> Tensor:
    """sin(pi x) / (pi x), and 1 at 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.sinc([0.0, 0.5]).tolist()
        [1.0, 0.6366197466850281]
    """
    x = float_payload(x)
    zero = strict.equal(x, like(x, 0.0))
    angle = strict.mul(strict.select(zero, like(x, 1.0), x), like(x, math.pi))
    return Tensor(strict.select(zero, like(x, 1.0), strict.div(strict.sin(angle), angle)))


@operation
def heaviside(x1: Any, x2: Any) -> Tensor:
    """0 where x1 is negative, 1 where it is positive, and x2 where it is 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.heaviside([-1.0, 0.0, 2.0], 0.5).tolist()
        [0.0, 0.5, 1.0]
    """
    x, middle = _floats("heaviside", x1, x2)
    zero, one = like(x, 0.0), like(x, 1.0)
    step = strict.select(strict.less(zero, x), one, zero)
    step = strict.select(strict.equal(x, zero), middle, step)
    return Tensor(strict.select(strict.not_equal(x, x), x, step))


def _ignoring_nan(op: str, extreme: Any, x1: Any, x2: Any) -> Tensor:
    a, b = (Tensor(x) for x in together(op, (x1, x2)))
    found: Tensor = where(isnan(a), b, where(isnan(b), a, extreme(a, b)))
    return found


@operation
def fmax(x1: Any, x2: Any) -> Tensor:
    """The larger of two elements; NaN counts only where both are.

    Example:
        >>> from pronghorn import ops
        >>> ops.fmax([1.0, float("nan")], 0.5).tolist()
        [1.0, 0.5]
    """
    return _ignoring_nan("fmax", maximum, x1, x2)


@operation
def fmin(x1: Any, x2: Any) -> Tensor:
    """The smaller of two elements; NaN counts only where both are.

    Example:
        >>> from pronghorn import ops
        >>> ops.fmin([1.0, float("nan")], 0.5).tolist()
        [0.5, 0.5]
    """
    return _ignoring_nan("fmin", minimum, x1, x2)


@operation
def fmod(x1: Any, x2: Any) -> Tensor:
    """What is left of x1 after whole multiples of x2, with the sign of x1, as in C.

    Example:
        >>> from pronghorn import ops
        >>> ops.fmod([7, -7], 3).tolist()
        [1, -1]
    """
    a, b = together("fmod", (x1, x2))
    if str(a.dtype) == "bool":
        a, b = converted(a, "int32"), converted(b, "int32")
    size = strict.remainder(strict.abs_(a), strict.abs_(b))
    return Tensor(strict.select(strict.less(a, like(a, 0)), strict.neg(size), size))


@operation
def ldexp(x1: Any, x2: Any) -> Tensor:
    """x1 * 2 ** x2 for whole x2.

    Example:
        >>> from pronghorn import ops
        >>> ops.ldexp([1.0, 3.0], [2, -1]).tolist()
        [4.0, 1.5]
    """
    power = payload(x2)
    if str(power.dtype) in dtypes.FLOATS:
        got = str(power.dtype)
        raise DtypeError("S06", op="ldexp", want="whole numbers as x2", got=got, mend="int32")
    x = Tensor(float_payload(x1))
    # In two steps, so that 2 ** x2 alone does not overflow where the result does not.
    half = strict.floor_divide(power, like(power, 2))
    rest = strict.sub(power, half)
    return multiply(
        multiply(x, exp2(Tensor(converted(half, x.dtype)))), exp2(Tensor(converted(rest, x.dtype)))
    )


@operation
def logaddexp2(x1: Any, x2: Any) -> Tensor:
    """log2(2 ** x1 + 2 ** x2), without overflow.

    Example:
        >>> from pronghorn import ops
        >>> ops.logaddexp2(3.0, 3.0).item()
        4.0
    """
    a, b = (Tensor(x) for x in _floats("logaddexp2", x1, x2))
    top = maximum(a, b)
    gap = absolute(subtract(a, b))
    more = divide(log1p(exp2(negative(gap))), np.asarray(math.log(2), a.dtype))
    # Two equal infinities have no gap; their sum's logarithm is the infinity itself.
    found: Tensor = where(isnan(gap), top, add(top, more))
    return found


@operation
def signbit(x: Any) -> Tensor:
    """Whether the sign is a minus, that of -0.0 too.

    Example:
        >>> from pronghorn import ops
        >>> ops.signbit([-0.0, 1.0]).tolist()
        [True, False]
    """
    x = payload(x)
    name = str(x.dtype)
    if name not in dtypes.FLOATS:
        x = converted(x, "int32") if name == "bool" else x
        return Tensor(strict.less(x, like(x, 0)))
    bits = {"float16": "int16", "bfloat16": "int16", "float32": "int32", "float64": "int64"}[name]
    whole = strict.bitcast(x, dtype=bits)
    return Tensor(strict.less(whole, like(whole, 0)))


@operation
def nextafter(x1: Any, x2: Any) -> Tensor:
    """The next float after x1 in the direction of x2.

    Example:
        >>> from pronghorn import ops
        >>> ops.nextafter(1.0, 2.0).item() > 1
        True
    """
    return Tensor(special.nextafter(*_floats("nextafter", x1, x2)))


@operation
def gcd(x1: Any, x2: Any) -> Tensor:
    """The largest whole number that divides both.

    Example:
        >>> from pronghorn import ops
        >>> ops.gcd(12, 18).item()
        6
    """
    return Tensor(special.gcd(*_whole("gcd", x1, x2)))


@operation
def lcm(x1: Any, x2: Any) -> Tensor:
    """The smallest positive whole number that both divide; 0 if one is 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.lcm(4, 6).item()
        12
    """
    a, b = _whole("lcm", x1, x2)
    common = special.gcd(a, b)
    safe = strict.select(strict.equal(common, like(common, 0)), like(common, 1), common)
    return Tensor(strict.abs_(strict.mul(strict.floor_divide(a, safe), b)))


@operation
def i0(x: Any) -> Tensor:
    """The modified Bessel function of the first kind of order 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.i0([0.0, 1.0]).tolist()
        [1.0, 1.2660658359527588]
    """
    return Tensor(special.bessel_0(float_payload(x)))


@operation
def erfc(x: Any) -> Tensor:
    """1 - erf(x).

    Example:
        >>> from pronghorn import ops
        >>> ops.erfc([0.0]).tolist()
        [1.0]
    """
    x = Tensor(float_payload(x))
    return subtract(np.asarray(1.0, x.dtype), erf(x))


@operation
def erfinv(x: Any) -> Tensor:
    """The number whose error function is x, for -1 < x < 1; infinite at both ends, NaN beyond.

    Example:
        >>> from pronghorn import ops
        >>> round(ops.erfinv(0.5).item(), 5)
        0.47694
    """
    given = float_payload(x)
    kind = kind_of(given)
    wide = given if kind == "float64" else converted(given, "float32")
    return Tensor(converted(inverse_error.erfinv(wide), kind))


@operation
def angle(x: Any) -> Tensor:
    """The angle of a number in the complex plane: 0, or pi for negative numbers.

    Example:
        >>> from pronghorn import ops
        >>> ops.angle([2.0, -2.0]).tolist()
        [0.0, 3.1415927410125732]
    """
    x = Tensor(float_payload(x))
    turned = where(signbit(x), np.asarray(math.pi, x.dtype), np.asarray(0.0, x.dtype))
    found: Tensor = where(isnan(x), x, turned)
    return found


@operation
def real(x: Any) -> Tensor:
    """x itself: all numbers here are real.

    Example:
        >>> from pronghorn import ops
        >>> ops.real([1.0]).tolist()
        [1.0]
    """
    return Tensor(payload(x))


@operation
def imag(x: Any) -> Tensor:
    """Zeros: all numbers here are real.

    Example:
        >>> from pronghorn import ops
        >>> ops.imag([1.0]).tolist()
        [0.0]
    """
    x = payload(x)
    return Tensor(like(x, 0))


@operation
def conjugate(x: Any) -> Tensor:
    """x itself: all numbers here are real.

    Example:
        >>> from pronghorn import ops
        >>> ops.conjugate([1.0]).tolist()
        [1.0]
    """
    return Tensor(payload(x))


@operation
def conj(x: Any) -> Tensor:
    """As `conjugate`.

    Example:
        >>> from pronghorn import ops
        >>> ops.conj([1.0]).tolist()
        [1.0]
    """
    return conjugate(x)


@operation
def isreal(x: Any) -> Tensor:
    """True everywhere: all numbers here are real.

    Example:
        >>> from pronghorn import ops
        >>> ops.isreal([1.0]).tolist()
        [True]
    """
    x = payload(x)
    return Tensor(strict.equal(like(x, 0), like(x, 0)))
