"""Questions about elements: comparisons, logic, choices, and operations on bits."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn import dtypes
from pronghorn.errors import ArgumentError, DtypeError
from pronghorn.ops.elementwise import like
from pronghorn.ops.operands import (
    float_payload,
    held,
    joint_shape,
    kept_float,
    kind_of,
    payload,
    stretched,
    together,
)
from pronghorn.ops.operation import operation
from pronghorn.prims import elementwise as strict
from pronghorn.tensor import ConcreteValueNeeded, Tensor


@operation
def equal(x1: Any, x2: Any) -> Tensor:
    """Whether x1 == x2, element by element; NaN equals nothing.

    Example:
        >>> from pronghorn import ops
        >>> ops.equal([1, 2], 2).tolist()
        [False, True]
    """
    return Tensor(strict.equal(*together("equal", (x1, x2))))


@operation
def not_equal(x1: Any, x2: Any) -> Tensor:
    """Whether x1 != x2, element by element.

    Example:
        >>> from pronghorn import ops
        >>> ops.not_equal([1, 2], 2).tolist()
        [True, False]
    """
    return Tensor(strict.not_equal(*together("not_equal", (x1, x2))))


@operation
def less(x1: Any, x2: Any) -> Tensor:
    """Whether x1 < x2, element by element.

    Example:
        >>> from pronghorn import ops
        >>> ops.less([1, 2], 2).tolist()
        [True, False]
    """
    return Tensor(strict.less(*together("less", (x1, x2))))


@operation
def less_equal(x1: Any, x2: Any) -> Tensor:
    """Whether x1 <= x2, element by element.

    Example:
        >>> from pronghorn import ops
        >>> ops.less_equal([1, 3], 2).tolist()
        [True, False]
    """
    return Tensor(strict.less_equal(*together("less_equal", (x1, x2))))


@operation
def greater(x1: Any, x2: Any) -> Tensor:
    """Whether x1 > x2, element by element.

    Example:
        >>> from pronghorn import ops
        >>> ops.greater([1, 3], 2).tolist()
        [False, True]
    """
    a, b = together("greater", (x1, x2))
    return Tensor(strict.less(b, a))


@operation
def greater_equal(x1: Any, x2: Any) -> Tensor:
    """Whether x1 >= x2, element by element.

    Example:
        >>> from pronghorn import ops
        >>> ops.greater_equal([1, 2], 2).tolist()
        [False, True]
    """
    a, b = together("greater_equal", (x1, x2))
    return Tensor(strict.less_equal(b, a))


@operation
def isclose(
    x1: Any, x2: Any, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> Tensor:
    """Whether x1 and x2 differ by at most `atol + rtol * abs(x2)`.

    Example:
        >>> from pronghorn import ops
        >>> ops.isclose([1.0, 2.0], [1.000001, 2.1]).tolist()
        [True, False]
    """
    found = held(x1), held(x2)
    a, b = together("isclose", found, kept_float(dtypes.result_type(*map(kind_of, found))))
    room = strict.add(strict.mul(strict.abs_(b), like(b, rtol)), like(b, atol))
    near = strict.less_equal(strict.abs_(strict.sub(a, b)), room)
    # An infinity is close to itself only: its own room is infinite too.
    close = strict.logical_or(strict.logical_and(near, strict.isfinite(b)), strict.equal(a, b))
    if equal_nan:
        both = strict.logical_and(strict.not_equal(a, a), strict.not_equal(b, b))
        close = strict.logical_or(close, both)
    return Tensor(close)


def _logical(name: str, primitive: Any, x1: Any, x2: Any) -> Tensor:
    return Tensor(primitive(*together(name, (_as_bool(x1), _as_bool(x2)), "bool")))


def _as_bool(x: Any) -> Any:
    x = held(x)
    return bool(x) if isinstance(x, int | float) else x


@operation
def logical_and(x1: Any, x2: Any) -> Tensor:
    """Whether both hold; a number holds unless it is 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.logical_and([True, False], [True, True]).tolist()
        [True, False]
    """
    return _logical("logical_and", strict.logical_and, x1, x2)


@operation
def logical_or(x1: Any, x2: Any) -> Tensor:
    """Whether either holds.

    Example:
        >>> from pronghorn import ops
        >>> ops.logical_or([True, False], [False, False]).tolist()
        [True, False]
    """
    return _logical("logical_or", strict.logical_or, x1, x2)


@operation
def logical_xor(x1: Any, x2: Any) -> Tensor:
    """Whether exactly one holds.

    Example:
        >>> from pronghorn import ops
        >>> ops.logical_xor([True, True], [True, False]).tolist()
        [False, True]
    """
    return _logical("logical_xor", strict.not_equal, x1, x2)


@operation
def logical_not(x: Any) -> Tensor:
    """Whether x does not hold.

    Example:
        >>> from pronghorn import ops
        >>> ops.logical_not([True, False]).tolist()
        [False, True]
    """
    return Tensor(strict.logical_not(payload(_as_bool(x), "bool")))


@operation
def isnan(x: Any) -> Tensor:
    """Whether an element is not a number.

    Example:
        >>> from pronghorn import ops
        >>> ops.isnan([1.0, float("nan")]).tolist()
        [False, True]
    """
    x = payload(x)
    return Tensor(strict.not_equal(x, x))


@operation
def isfinite(x: Any) -> Tensor:
    """Whether an element is neither infinite nor NaN.

    Example:
        >>> from pronghorn import ops
        >>> ops.isfinite([1.0, float("inf")]).tolist()
        [True, False]
    """
    x = payload(x)
    return Tensor(strict.isfinite(x) if str(x.dtype) in dtypes.FLOATS else strict.equal(x, x))


@operation
def isinf(x: Any) -> Tensor:
    """Whether an element is infinite.

    Example:
        >>> from pronghorn import ops
        >>> ops.isinf([1.0, float("-inf")]).tolist()
        [False, True]
    """
    x = payload(x)
    if str(x.dtype) not in dtypes.FLOATS:
        return Tensor(strict.not_equal(x, x))
    return Tensor(strict.equal(strict.abs_(x), like(x, float("inf"))))


@operation
def isposinf(x: Any) -> Tensor:
    """Whether an element is plus infinity.

    Example:
        >>> from pronghorn import ops
        >>> ops.isposinf([float("inf"), float("-inf")]).tolist()
        [True, False]
    """
    return _equals(x, float("inf"))


@operation
def isneginf(x: Any) -> Tensor:
    """Whether an element is minus infinity.

    Example:
        >>> from pronghorn import ops
        >>> ops.isneginf([float("inf"), float("-inf")]).tolist()
        [False, True]
    """
    return _equals(x, float("-inf"))


def _equals(x: Any, number: float) -> Tensor:
    x = float_payload(x)
    return Tensor(strict.equal(x, like(x, number)))


@operation
def where(condition: Any, x1: Any = None, x2: Any = None) -> Any:
    """x1 where the condition holds, x2 elsewhere; with neither, the places where it holds.

    Example:
        >>> from pronghorn import ops
        >>> ops.where([True, False], [1.0, 2.0], 0.0).tolist()
        [1.0, 0.0]
    """
    if x1 is None and x2 is None:
        return nonzero(condition)
    if x1 is None or x2 is None:
        raise ArgumentError(
            "S29",
            op="where",
            argument="x2" if x2 is None else "x1",
            want="given with the other",
            got=None,
            example="where(condition, x1, x2)",
        )
    choice = payload(_as_bool(condition), "bool")
    a, b = together("where", (x1, x2))
    shape = joint_shape("where", (choice, a, b))
    return Tensor(strict.select(*(stretched(x, shape) for x in (choice, a, b))))


@operation
def select(condlist: Any, choicelist: Any, default: Any = 0) -> Tensor:
    """Where several conditions hold, the choice of the first of them; `default` where none does.

    Example:
        >>> from pronghorn import ops
        >>> ops.select([[True, False], [True, True]], [[1, 1], [2, 2]]).tolist()
        [1, 2]
    """
    result = default
    for condition, choice in reversed(list(zip(condlist, choicelist, strict=True))):
        result = where(condition, choice, result)
    return result if isinstance(result, Tensor) else Tensor(payload(result))


@operation
def nonzero(x: Any) -> tuple[Tensor, ...]:
    """The places of elements that are not 0, one tensor for each axis; needs the numbers.

    Raises:
        StateError: if x is symbolic or traced, because the size of the result depends on numbers.

    Example:
        >>> from pronghorn import ops
        >>> ops.nonzero([0, 3, 4])[0].tolist()
        [1, 2]
    """
    x = payload(x)
    if not isinstance(x, np.ndarray):
        instead = "ops.where(condition, a, b)"
        raise ConcreteValueNeeded("S33", op="nonzero", tensor=x.type, instead=instead)
    return tuple(Tensor(places.astype("int32")) for places in np.nonzero(np.atleast_1d(x)))


def _bits(name: str, primitive: Any, x: Any, y: Any, dtype: str | None = None) -> Tensor:
    a, b = together(name, (x, y), dtype)
    kind = kind_of(a)
    if kind in dtypes.FLOATS:
        raise DtypeError("S06", op=name, want="whole numbers", got=kind, mend="int32")
    return Tensor(primitive(a, b))


@operation
def bitwise_and(x: Any, y: Any) -> Tensor:
    """The bits that are 1 in both.

    Example:
        >>> from pronghorn import ops
        >>> ops.bitwise_and([6], 3).tolist()
        [2]
    """
    return _bits("bitwise_and", strict.bitwise_and, x, y)


@operation
def bitwise_or(x: Any, y: Any) -> Tensor:
    """The bits that are 1 in either.

    Example:
        >>> from pronghorn import ops
        >>> ops.bitwise_or([6], 3).tolist()
        [7]
    """
    return _bits("bitwise_or", strict.bitwise_or, x, y)


@operation
def bitwise_xor(x: Any, y: Any) -> Tensor:
    """The bits that are 1 in exactly one.

    Example:
        >>> from pronghorn import ops
        >>> ops.bitwise_xor([6], 3).tolist()
        [5]
    """
    return _bits("bitwise_xor", strict.bitwise_xor, x, y)


@operation
def bitwise_not(x: Any) -> Tensor:
    """Every bit turned over.

    Example:
        >>> from pronghorn import ops
        >>> ops.bitwise_not([0]).tolist()
        [-1]
    """
    x = payload(x)
    if x.dtype == "bool":
        return Tensor(strict.logical_not(x))
    if str(x.dtype) in dtypes.FLOATS:
        raise DtypeError("S06", op="bitwise_not", want="whole numbers", got=x.dtype, mend="int32")
    every = -1 if str(x.dtype).startswith("int") else np.iinfo(str(x.dtype)).max
    return _bits("bitwise_not", strict.bitwise_xor, x, like(x, every))


@operation
def bitwise_invert(x: Any) -> Tensor:
    """As `bitwise_not`.

    Example:
        >>> from pronghorn import ops
        >>> ops.bitwise_invert([0]).tolist()
        [-1]
    """
    return bitwise_not(x)


@operation
def left_shift(x: Any, y: Any) -> Tensor:
    """The bits of x moved y places up.

    Example:
        >>> from pronghorn import ops
        >>> ops.left_shift([1], 3).tolist()
        [8]
    """
    return _shifted("left_shift", strict.left_shift, x, y)


@operation
def right_shift(x: Any, y: Any) -> Tensor:
    """The bits of x moved y places down; the sign is kept.

    Example:
        >>> from pronghorn import ops
        >>> ops.right_shift([8], 3).tolist()
        [1]
    """
    return _shifted("right_shift", strict.right_shift, x, y)


def _shifted(name: str, primitive: Any, x: Any, y: Any) -> Tensor:
    x, y = held(x), held(y)
    dtype = dtypes.result_type(kind_of(x), kind_of(y))
    return _bits(name, primitive, x, y, "int32" if dtype == "bool" else dtype)


@operation
def bitwise_left_shift(x: Any, y: Any) -> Tensor:
    """As `left_shift`.

    Example:
        >>> from pronghorn import ops
        >>> ops.bitwise_left_shift([1], 3).tolist()
        [8]
    """
    return left_shift(x, y)


@operation
def bitwise_right_shift(x: Any, y: Any) -> Tensor:
    """As `right_shift`.

    Example:
        >>> from pronghorn import ops
        >>> ops.bitwise_right_shift([8], 3).tolist()
        [1]
    """
    return right_shift(x, y)


@operation
def nan_to_num(x: Any, nan: float = 0.0, posinf: Any = None, neginf: Any = None) -> Tensor:
    """x with NaN and infinities replaced, infinities by the dtype's largest number by default.

    Example:
        >>> from pronghorn import ops
        >>> ops.nan_to_num([1.0, float("nan")]).tolist()
        [1.0, 0.0]
    """
    x = payload(x)
    if str(x.dtype) not in dtypes.FLOATS:
        return Tensor(x)
    largest = {"float16": 65504.0, "float64": 1.7976931348623157e308}.get(
        str(x.dtype), 3.4028234663852886e38 if x.dtype == "float32" else 3.3895313892515355e38
    )
    for bad, value in (
        (strict.not_equal(x, x), nan),
        (strict.equal(x, like(x, float("inf"))), largest if posinf is None else posinf),
        (strict.equal(x, like(x, float("-inf"))), -largest if neginf is None else neginf),
    ):
        x = strict.select(bad, like(x, value), x)
    return Tensor(x)
