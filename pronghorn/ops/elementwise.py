"""Arithmetic and functions of each element: operands are promoted and broadcast first."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from pronghorn import dtypes
from pronghorn.errors import ArgumentError, DtypeError
from pronghorn.ir.sizes import Size
from pronghorn.ops.operands import (
    constant,
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
from pronghorn.tensor import Tensor, Value


def like(x: Any, value: float) -> Any:
    """A constant with the shape and dtype of an array or value."""
    return constant(value, x.shape, kind_of(x))


def _arithmetic(name: str, primitive: Any, x1: Any, x2: Any, of_bools: Any) -> Tensor:
    a, b = together(name, (x1, x2))
    if kind_of(a) == "bool":
        if of_bools is None:
            raise DtypeError("S06", op=name, want="numbers", got="bool", mend="int32")
        return Tensor(of_bools(a, b))
    return Tensor(primitive(a, b))


@operation
def add(x1: Any, x2: Any) -> Tensor:
    """x1 + x2; of bools, whether either holds.

    Example:
        >>> from pronghorn import ops
        >>> ops.add([1, 2], 10).tolist()
        [11, 12]
    """
    return _arithmetic("add", strict.add, x1, x2, strict.logical_or)


@operation
def subtract(x1: Any, x2: Any) -> Tensor:
    """x1 - x2.

    Example:
        >>> from pronghorn import ops
        >>> ops.subtract([1, 2], 10).tolist()
        [-9, -8]
    """
    return _arithmetic("subtract", strict.sub, x1, x2, None)


@operation
def multiply(x1: Any, x2: Any) -> Tensor:
    """x1 * x2; of bools, whether both hold.

    Example:
        >>> from pronghorn import ops
        >>> ops.multiply([1.0, 2.0], 3).tolist()
        [3.0, 6.0]
    """
    return _arithmetic("multiply", strict.mul, x1, x2, strict.logical_and)


@operation
def true_divide(x1: Any, x2: Any) -> Tensor:
    """x1 / x2, a fraction also where both are whole.

    Example:
        >>> from pronghorn import ops
        >>> ops.true_divide([1, 3], 2).tolist()
        [0.5, 1.5]
    """
    found = held(x1), held(x2)
    dtype = floating(*map(kind_of, found))
    return Tensor(strict.div(*together("divide", found, dtype)))


@operation
def divide(x1: Any, x2: Any) -> Tensor:
    """As `true_divide`.

    Example:
        >>> from pronghorn import ops
        >>> ops.divide([1, 3], 2).tolist()
        [0.5, 1.5]
    """
    return true_divide(x1, x2)


@operation
def divide_no_nan(x1: Any, x2: Any) -> Tensor:
    """x1 / x2, and 0 where x2 is 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.divide_no_nan([1.0, 3.0], [0.0, 2.0]).tolist()
        [0.0, 1.5]
    """
    found = held(x1), held(x2)
    a, b = together("divide_no_nan", found, floating(*map(kind_of, found)))
    none = strict.equal(b, like(b, 0.0))
    quotient = strict.div(a, strict.select(none, like(b, 1.0), b))
    return Tensor(strict.select(none, like(b, 0.0), quotient))


def _through_int(name: str, primitive: Any, x1: Any, x2: Any, keep: bool) -> Tensor:
    """Bools are computed as int32; `keep` says whether the result is a bool again."""
    a, b = together(name, (x1, x2))
    if a.dtype != "bool":
        return Tensor(primitive(a, b))
    result = primitive(converted(a, "int32"), converted(b, "int32"))
    return Tensor(converted(result, "bool") if keep else result)


@operation
def floor_divide(x1: Any, x2: Any) -> Tensor:
    """The largest whole number not above x1 / x2.

    Example:
        >>> from pronghorn import ops
        >>> ops.floor_divide([7, -7], 2).tolist()
        [3, -4]
    """
    return _through_int("floor_divide", strict.floor_divide, x1, x2, True)


@operation
def mod(x1: Any, x2: Any) -> Tensor:
    """What floor division leaves; it has the sign of x2.

    Example:
        >>> from pronghorn import ops
        >>> ops.mod([7, -7], 3).tolist()
        [1, 2]
    """
    return _through_int("mod", strict.remainder, x1, x2, False)


@operation
def power(x1: Any, x2: Any) -> Tensor:
    """x1 raised to the power x2.

    Raises:
        ValueError: for negative powers of whole numbers, unless one of the two is a float.

    Example:
        >>> from pronghorn import ops
        >>> ops.power([2.0, 3.0], 2).tolist()
        [4.0, 9.0]
    """
    if isinstance(x2, int | float) and x2 == 2 and not isinstance(x1, int | float):
        x = held(x1)
        dtype = dtypes.result_type(kind_of(x), kind_of(x2))
        if dtype in dtypes.FLOATS:
            return square(Tensor(payload(x, dtype)))
    _refuse_fractions(held(x1), held(x2))
    return _through_int("power", strict.power, x1, x2, True)


def _refuse_fractions(base: Any, exponent: Any) -> None:
    """Whole numbers have no negative powers."""
    if isinstance(exponent, Value | Size) or kind_of(exponent) in dtypes.FLOATS:
        return
    if dtypes.result_type(*map(kind_of, (base, exponent))) in dtypes.FLOATS:
        return
    lowest = np.min(exponent, initial=0)
    if lowest < 0:
        raise ArgumentError(
            "S29",
            op="power",
            argument="x2",
            want="at least 0, for x1 and x2 are whole numbers",
            got=int(lowest),
            example="ops.power(ops.cast(x1, 'float32'), x2)",
        )


@operation
def maximum(x1: Any, x2: Any) -> Tensor:
    """The larger of each pair; NaN if either is NaN.

    Example:
        >>> from pronghorn import ops
        >>> ops.maximum([1, 5], 3).tolist()
        [3, 5]
    """
    return _arithmetic("maximum", strict.maximum, x1, x2, strict.logical_or)


@operation
def minimum(x1: Any, x2: Any) -> Tensor:
    """The smaller of each pair; NaN if either is NaN.

    Example:
        >>> from pronghorn import ops
        >>> ops.minimum([1, 5], 3).tolist()
        [1, 3]
    """
    return _arithmetic("minimum", strict.minimum, x1, x2, strict.logical_and)


@operation
def clip(x: Any, x_min: Any, x_max: Any) -> Tensor:
    """x with numbers below x_min raised to it and numbers above x_max lowered to it.

    Args:
        x_min, x_max: None sets no bound.

    Example:
        >>> from pronghorn import ops
        >>> ops.clip([-2.0, 0.5, 2.0], -1, 1).tolist()
        [-1.0, 0.5, 1.0]
    """
    x = held(x)
    ends = (end for end in (x_min, x_max) if end is not None)
    dtype = dtypes.result_type(kind_of(x), *(kind_of(held(end)) for end in ends))
    dtype = "int32" if dtype == "bool" else dtype
    if x_min is not None:
        x = strict.maximum(*together("clip", (x, x_min), dtype))
    if x_max is not None:
        x = strict.minimum(*together("clip", (x, x_max), dtype))
    return Tensor(payload(x, dtype))


@operation
def saturate_cast(x: Any, dtype: Any) -> Tensor:
    """As `cast`, numbers outside the range of `dtype` becoming its nearest end.

    Example:
        >>> from pronghorn import ops
        >>> ops.saturate_cast([-1.0, 300.0], "uint8").tolist()
        [0, 255]
    """
    name = dtypes.standardize_dtype(dtype)
    source = payload(x)
    kind = str(source.dtype)
    if "bool" in (name, kind) or name == kind:
        return Tensor(converted(source, name))
    (low, high), own = dtypes.limits(name), dtypes.limits(kind)
    source = strict.maximum(source, like(source, max(low, own[0])))
    inside = converted(strict.minimum(source, like(source, min(high, own[1]))), name)
    if kind not in dtypes.FLOATS or name in dtypes.FLOATS:
        return Tensor(inside)
    # The nearest float to an int32's end lies beyond it.
    top, none = strict.less_equal(like(source, high), source), strict.not_equal(source, source)
    inside = strict.select(top, like(inside, high), inside)
    return Tensor(strict.select(none, like(inside, 0), inside))


@operation
def arctan2(x1: Any, x2: Any) -> Tensor:
    """The angle of the point (x2, x1), from -pi to pi.

    Example:
        >>> from pronghorn import ops
        >>> ops.arctan2([1.0], [0.0]).tolist()
        [1.5707963705062866]
    """
    found = held(x1), held(x2)
    # Here a Python number has floatx, as in Keras.
    kinds = [floating(kind) if isinstance(kind, type) else kind for kind in map(kind_of, found)]
    return Tensor(strict.arctan2(*together("arctan2", found, floating(*kinds))))


@operation
def logaddexp(x1: Any, x2: Any) -> Tensor:
    """log(exp(x1) + exp(x2)), without overflow.

    Example:
        >>> from pronghorn import ops
        >>> f"{ops.logaddexp(1000.0, 1000.0).item():.3f}"
        '1000.693'
    """
    found = held(x1), held(x2)
    a, b = together("logaddexp", found, floating(*map(kind_of, found)))
    # Equal infinities would give inf - inf; their sum of exponentials is known.
    gap = strict.select(strict.equal(a, b), like(a, 0.0), strict.sub(a, b))
    rest = strict.log1p(strict.exp(strict.neg(strict.abs_(gap))))
    return Tensor(strict.add(strict.maximum(a, b), rest))


def _real(x: Any, primitive: Any) -> Tensor:
    """A function with fractions in its results; 64-bit input narrows as the table says."""
    x = held(x)
    return Tensor(primitive(payload(x, floating(kind_of(x)))))


def _real_kept(x: Any, primitive: Any) -> Tensor:
    """As `_real`, but every float dtype is kept."""
    return Tensor(primitive(float_payload(x)))


def _same(x: Any, primitive: Callable[[Any], Any]) -> Tensor:
    """A function whose result has the dtype of its operand; bools are computed as int32."""
    x = payload(x)
    return Tensor(primitive(x) if x.dtype != "bool" else primitive(converted(x, "int32")))


def _whole_already(x: Any, primitive: Any) -> Tensor:
    """A rounding function, which leaves whole numbers alone."""
    x = payload(x)
    return Tensor(primitive(x) if str(x.dtype) in dtypes.FLOATS else x)


@operation
def negative(x: Any) -> Tensor:
    """-x; bools stay as they are.

    Example:
        >>> from pronghorn import ops
        >>> ops.negative([1, -2]).tolist()
        [-1, 2]
    """
    x = payload(x)
    return Tensor(x if x.dtype == "bool" else strict.neg(x))


@operation
def absolute(x: Any) -> Tensor:
    """The distance of x from 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.absolute([1, -2]).tolist()
        [1, 2]
    """
    x = payload(x)
    return Tensor(x if x.dtype == "bool" else strict.abs_(x))


@operation
def abs(x: Any) -> Tensor:
    """As `absolute`.

    Example:
        >>> from pronghorn import ops
        >>> ops.abs([1, -2]).tolist()
        [1, 2]
    """
    return absolute(x)


@operation
def sign(x: Any) -> Tensor:
    """-1, 0 or 1.

    Example:
        >>> from pronghorn import ops
        >>> ops.sign([-3.0, 0.0, 5.0]).tolist()
        [-1.0, 0.0, 1.0]
    """
    x = payload(x)
    return Tensor(x if x.dtype == "bool" else strict.sign(x))


@operation
def square(x: Any) -> Tensor:
    """x * x.

    Example:
        >>> from pronghorn import ops
        >>> ops.square([3, -2]).tolist()
        [9, 4]
    """
    return _same(x, lambda a: strict.mul(a, a))


@operation
def sqrt(x: Any) -> Tensor:
    """The square root; its gradient at 0 is taken to be 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.sqrt([4, 9]).tolist()
        [2.0, 3.0]
    """
    return _real(x, strict.sqrt)


@operation
def rsqrt(x: Any) -> Tensor:
    """1 / sqrt(x).

    Example:
        >>> from pronghorn import ops
        >>> ops.rsqrt([4.0, 16.0]).tolist()
        [0.5, 0.25]
    """
    return _real_kept(x, strict.rsqrt)


@operation
def cbrt(x: Any) -> Tensor:
    """The cube root, which has the sign of x.

    Example:
        >>> from pronghorn import ops
        >>> [f"{root:.4f}" for root in ops.cbrt([8.0, -27.0]).tolist()]
        ['2.0000', '-3.0000']
    """

    def formula(a: Any) -> Any:
        root = strict.power(strict.abs_(a), like(a, 1 / 3))
        return strict.mul(strict.sign(a), root)

    return _real(x, formula)


@operation
def reciprocal(x: Any) -> Tensor:
    """1 / x.

    Example:
        >>> from pronghorn import ops
        >>> ops.reciprocal([2.0, 4.0]).tolist()
        [0.5, 0.25]
    """
    return _real_kept(x, lambda a: strict.div(like(a, 1.0), a))


@operation
def exp(x: Any) -> Tensor:
    """e to the power x.

    Example:
        >>> from pronghorn import ops
        >>> ops.exp([0, 0.0]).tolist()
        [1.0, 1.0]
    """
    return _real_kept(x, strict.exp)


@operation
def exp2(x: Any) -> Tensor:
    """2 to the power x.

    Example:
        >>> from pronghorn import ops
        >>> ops.exp2([3.0, -1.0]).tolist()
        [8.0, 0.5]
    """
    return _real_kept(x, lambda a: strict.power(like(a, 2.0), a))


@operation
def expm1(x: Any) -> Tensor:
    """exp(x) - 1, exact also for small x.

    Example:
        >>> from pronghorn import ops
        >>> ops.expm1([0.0]).tolist()
        [0.0]
    """
    return _real_kept(x, strict.expm1)


@operation
def log(x: Any) -> Tensor:
    """The natural logarithm.

    Example:
        >>> from pronghorn import ops
        >>> ops.log([1.0]).tolist()
        [0.0]
    """
    return _real(x, strict.log)


@operation
def log1p(x: Any) -> Tensor:
    """log(1 + x), exact also for small x.

    Example:
        >>> from pronghorn import ops
        >>> ops.log1p([0.0]).tolist()
        [0.0]
    """
    return _real(x, strict.log1p)


@operation
def log2(x: Any) -> Tensor:
    """The logarithm to base 2.

    Example:
        >>> from pronghorn import ops
        >>> ops.log2([8.0]).tolist()
        [3.0]
    """
    return _real(x, lambda a: strict.mul(strict.log(a), like(a, 1 / math.log(2))))


@operation
def log10(x: Any) -> Tensor:
    """The logarithm to base 10.

    Example:
        >>> from pronghorn import ops
        >>> ops.log10([100.0]).tolist()
        [2.0]
    """
    return _real(x, lambda a: strict.mul(strict.log(a), like(a, 1 / math.log(10))))


@operation
def erf(x: Any) -> Tensor:
    """The error function.

    Example:
        >>> from pronghorn import ops
        >>> f"{ops.erf(1.0).item():.6f}"
        '0.842701'
    """
    return _real_kept(x, strict.erf)


@operation
def floor(x: Any) -> Tensor:
    """The largest whole number not above x, as a float.

    Example:
        >>> from pronghorn import ops
        >>> ops.floor([1.7, -1.2]).tolist()
        [1.0, -2.0]
    """
    return _real(x, strict.floor)


@operation
def ceil(x: Any) -> Tensor:
    """The smallest whole number not below x, as a float.

    Example:
        >>> from pronghorn import ops
        >>> ops.ceil([1.2, -1.7]).tolist()
        [2.0, -1.0]
    """
    return _real(x, strict.ceil)


@operation
def trunc(x: Any) -> Tensor:
    """x without its fraction.

    Example:
        >>> from pronghorn import ops
        >>> ops.trunc([1.7, -1.7]).tolist()
        [1.0, -1.0]
    """
    return _whole_already(x, strict.trunc)


@operation
def round(x: Any, decimals: int = 0) -> Tensor:
    """x rounded to `decimals` places; a half goes to the even neighbour.

    Example:
        >>> from pronghorn import ops
        >>> ops.round([0.5, 1.5, 2.4]).tolist()
        [0.0, 2.0, 2.0]
    """
    if decimals == 0:
        return _whole_already(x, strict.rint)
    x = payload(x)
    dtype = str(x.dtype)
    # Whole numbers are rounded to tens and hundreds through floats, as in Keras.
    real = converted(x, dtype if dtype in dtypes.FLOATS else "float64")
    scale = like(real, 10.0 ** (decimals if decimals > 0 else -decimals))
    if decimals > 0:
        rounded = strict.div(strict.rint(strict.mul(real, scale)), scale)
    else:
        rounded = strict.mul(strict.rint(strict.div(real, scale)), scale)
    return Tensor(converted(rounded, dtype))
