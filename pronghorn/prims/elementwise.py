"""Operations that act on each element alone. One formula serves every engine."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from pronghorn.errors import DtypeError, ShapeError
from pronghorn.ir.types import ArrayType, clash
from pronghorn.prims.create import filled
from pronghorn.prims.record import Formula, Map, Primitive, type_of

FLOATS = ("float16", "bfloat16", "float32", "float64")


def same_type(name: str, first: ArrayType, *others: ArrayType) -> ArrayType:
    for other in others:
        if other is first:
            continue
        if clash(first.shape, other.shape):
            raise ShapeError("S01", op=name, a=first, b=other)
        if other.dtype != first.dtype:
            raise DtypeError("S07", op=name, a=first, b=other)
    return first


def elementwise(name: str, formula: Formula, vjp: Any = None, result: str = "") -> Primitive:
    """A primitive whose operands share one type; `result` names the dtype if it differs."""

    infer: Callable[..., ArrayType] = functools.partial(same_type, name)
    if result:
        infer = lambda *types: same_type(name, *types).with_dtype(result)
    return Primitive(name, infer, formula, vjp, Map(formula))


def like(x: Any, number: float) -> Any:
    """A constant of the shape and dtype of x, for gradients."""
    kind = type_of(x)
    return filled(value=number, shape=kind.shape, dtype=kind.dtype)


add = elementwise("add", lambda m, a, b: a + b, lambda g, y, a, b: (g, g))
sub = elementwise("sub", lambda m, a, b: a - b, lambda g, y, a, b: (g, -g))
mul = elementwise("mul", lambda m, a, b: a * b, lambda g, y, a, b: (g * b, g * a))
div = elementwise("div", lambda m, a, b: a / b, lambda g, y, a, b: (g / b, -(g * y) / b))
neg = elementwise("neg", lambda m, x: -x, lambda g, y, x: (-g,))
abs_ = elementwise("abs", lambda m, x: m.abs(x), lambda g, y, x: (g * sign(x),))
sign: Primitive = elementwise("sign", lambda m, x: m.sign(x), lambda g, y, x: (None,))


def _sqrt_vjp(g: Any, y: Any, x: Any) -> tuple[Any]:
    """At 0, where the root is vertical, the slope is taken to be 0: norms stay differentiable."""
    zero = like(y, 0.0)
    return (select(equal(y, zero), zero, g / (y + y)),)


sqrt = elementwise("sqrt", lambda m, x: m.sqrt(x), _sqrt_vjp)
rsqrt = elementwise("rsqrt", lambda m, x: 1 / m.sqrt(x), lambda g, y, x: (g * y / x * -0.5,))
exp = elementwise("exp", lambda m, x: m.exp(x), lambda g, y, x: (g * y,))
expm1 = elementwise("expm1", lambda m, x: m.expm1(x), lambda g, y, x: (g * (y + 1),))
log = elementwise("log", lambda m, x: m.log(x), lambda g, y, x: (g / x,))
log1p = elementwise("log1p", lambda m, x: m.log1p(x), lambda g, y, x: (g / (x + 1),))
tanh = elementwise("tanh", lambda m, x: m.tanh(x), lambda g, y, x: (g * (1 - y * y),))
sigmoid = elementwise(
    "sigmoid", lambda m, x: 1 / (1 + m.exp(-x)), lambda g, y, x: (g * (y * (1 - y)),)
)
erf = elementwise(
    "erf",
    lambda m, x: m.erf(x),
    # d erf / dx = 2 / sqrt(pi) * exp(-x**2)
    lambda g, y, x: (g * exp(-(x * x)) * 1.1283791670955126,),
)
sin = elementwise("sin", lambda m, x: m.sin(x), lambda g, y, x: (g * cos(x),))
cos: Primitive = elementwise("cos", lambda m, x: m.cos(x), lambda g, y, x: (-(g * sin(x)),))
tan = elementwise("tan", lambda m, x: m.tan(x), lambda g, y, x: (g * (y * y + 1),))
arcsin = elementwise("arcsin", lambda m, x: m.arcsin(x), lambda g, y, x: (g * rsqrt(1 - x * x),))
arccos = elementwise("arccos", lambda m, x: m.arccos(x), lambda g, y, x: (-(g * rsqrt(1 - x * x)),))
arctan = elementwise("arctan", lambda m, x: m.arctan(x), lambda g, y, x: (g / (x * x + 1),))


def _arctan2_vjp(g: Any, y: Any, a: Any, b: Any) -> tuple[Any, Any]:
    squares = a * a + b * b
    # The angle of the origin is a convention; its slopes are taken to be 0.
    safe = select(equal(squares, like(a, 0.0)), like(a, 1.0), squares)
    return g * b / safe, -(g * a) / safe


arctan2 = elementwise(
    "arctan2",
    lambda m, a, b: m.arctan2(a, b),
    _arctan2_vjp,
)
sinh = elementwise("sinh", lambda m, x: m.sinh(x), lambda g, y, x: (g * cosh(x),))
cosh: Primitive = elementwise("cosh", lambda m, x: m.cosh(x), lambda g, y, x: (g * sinh(x),))
arcsinh = elementwise("arcsinh", lambda m, x: m.arcsinh(x), lambda g, y, x: (g * rsqrt(x * x + 1),))
arccosh = elementwise("arccosh", lambda m, x: m.arccosh(x), lambda g, y, x: (g * rsqrt(x * x - 1),))
arctanh = elementwise("arctanh", lambda m, x: m.arctanh(x), lambda g, y, x: (g / (1 - x * x),))
floor = elementwise("floor", lambda m, x: m.floor(x), lambda g, y, x: (None,))
ceil = elementwise("ceil", lambda m, x: m.ceil(x), lambda g, y, x: (None,))
rint = elementwise("rint", lambda m, x: m.rint(x), lambda g, y, x: (None,))
trunc = elementwise("trunc", lambda m, x: m.trunc(x), lambda g, y, x: (None,))


def _power_vjp(g: Any, y: Any, a: Any, b: Any) -> tuple[Any, Any]:
    zero, one = like(a, 0.0), like(a, 1.0)
    # At a = 0 the logarithm is -inf though the power's slope in b is 0 there.
    safe = select(equal(a, zero), one, a)
    # Below an exponent of 1 the curve is vertical at 0; its slope is taken to be 0, as for sqrt.
    flat = logical_or(equal(b, zero), logical_and(equal(a, zero), less(b, one)))
    slope = select(flat, zero, b * power(a, b - 1))
    return g * slope, g * select(equal(a, zero), zero, y * log(safe))


power = elementwise("power", lambda m, a, b: m.power(a, b), _power_vjp)
floor_divide = elementwise(
    "floor_divide", lambda m, a, b: m.floor_divide(a, b), lambda g, y, a, b: (None, None)
)
remainder = elementwise(
    "remainder", lambda m, a, b: m.remainder(a, b), lambda g, y, a, b: (g, -(g * floor(a / b)))
)


def _extremum_vjp(g: Any, y: Any, a: Any, b: Any) -> tuple[Any, Any]:
    """Ties share the gradient, so that it does not depend on the order of operands."""
    zero = like(a, 0.0)
    half = select(equal(a, b), like(a, 0.5), like(a, 1.0))
    share = g * half
    return select(equal(a, y), share, zero), select(equal(b, y), share, zero)


maximum = elementwise("maximum", lambda m, a, b: m.maximum(a, b), _extremum_vjp)
minimum = elementwise("minimum", lambda m, a, b: m.minimum(a, b), _extremum_vjp)

equal = elementwise("equal", lambda m, a, b: m.equal(a, b), result="bool")
not_equal = elementwise("not_equal", lambda m, a, b: m.not_equal(a, b), result="bool")
less = elementwise("less", lambda m, a, b: m.less(a, b), result="bool")
less_equal = elementwise("less_equal", lambda m, a, b: m.less_equal(a, b), result="bool")
isfinite = elementwise("isfinite", lambda m, x: m.isfinite(x), result="bool")

logical_and = elementwise("logical_and", lambda m, a, b: m.logical_and(a, b), result="bool")
logical_or = elementwise("logical_or", lambda m, a, b: m.logical_or(a, b), result="bool")
logical_not = elementwise("logical_not", lambda m, x: m.logical_not(x), result="bool")
bitwise_and = elementwise("bitwise_and", lambda m, a, b: a & b)
bitwise_or = elementwise("bitwise_or", lambda m, a, b: a | b)
bitwise_xor = elementwise("bitwise_xor", lambda m, a, b: a ^ b)
left_shift = elementwise("left_shift", lambda m, a, b: m.left_shift(a, b))
right_shift = elementwise("right_shift", lambda m, a, b: m.right_shift(a, b))


def _select_type(condition: ArrayType, a: ArrayType, b: ArrayType) -> ArrayType:
    if condition.dtype != "bool":
        raise DtypeError("S06", op="select", want="bool", got=condition, mend="bool")
    result = same_type("select", a, b)
    if clash(condition.shape, a.shape):
        raise ShapeError("S01", op="select", a=condition, b=a)
    return result


def _select_vjp(g: Any, y: Any, condition: Any, a: Any, b: Any) -> tuple[Any, Any, Any]:
    zero = like(g, 0.0)
    return None, select(condition, g, zero), select(condition, zero, g)


def _where(m: Any, condition: Any, a: Any, b: Any) -> Any:
    return m.where(condition, a, b)


select = Primitive("select", _select_type, _where, _select_vjp, Map(_where))


def _relu_vjp(g: Any, y: Any, x: Any) -> tuple[Any]:
    """By the sign of the result, so that x need not be kept for it."""
    zero = like(g, 0.0)
    return (select(less_equal(y, like(y, 0)), zero, g),)


relu = elementwise("relu", lambda m, x: m.where(m.less_equal(x, 0), 0, x), _relu_vjp)


def _cast_vjp(g: Any, y: Any, x: Any, *, dtype: str) -> tuple[Any]:
    source = type_of(x).dtype
    return (cast(g, dtype=source) if source in FLOATS and dtype in FLOATS else None,)


def _cast(m: Any, x: Any, *, dtype: str) -> Any:
    return m.cast(x, dtype)


def _bitcast(m: Any, x: Any, *, dtype: str) -> Any:
    return m.bitcast(x, dtype)


cast = Primitive("cast", lambda x, *, dtype: x.with_dtype(dtype), _cast, _cast_vjp, Map(_cast))
bitcast = Primitive(
    "bitcast", lambda x, *, dtype: x.with_dtype(dtype), _bitcast, None, Map(_bitcast)
)

stop_gradient = elementwise("stop_gradient", lambda m, x: x, lambda g, y, x: (None,))
