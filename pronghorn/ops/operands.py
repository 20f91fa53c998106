"""From what a user may pass to what strict primitives take: payloads, dtypes, one shape."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from pronghorn import dtypes
from pronghorn.config import settings
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ir.sizes import Size, clash
from pronghorn.ir.types import Shape
from pronghorn.prims import create, elementwise, views
from pronghorn.prims.record import tape, type_of, writer
from pronghorn.tensor import Tensor, Value
from pronghorn.trace import tracer

ARRAYS = (np.ndarray, Value)
HELD = (np.ndarray, Value, int, float, Size)
PLAIN = (int, float, np.ndarray, np.generic)


def held(x: Any) -> Any:
    """What an operand holds: an array, a value, or a Python number as it is."""
    if isinstance(x, Tensor):
        return x.payload
    if isinstance(x, HELD):
        is_odd = isinstance(x, np.ndarray) and (x.dtype.kind not in "fiubV" or not x.dtype.isnative)
        return _checked(x) if is_odd else x
    inner = getattr(x, "value", None)
    if isinstance(inner, Tensor):
        return inner.payload
    return _array(x)


def _array(x: Any) -> Any:
    """A list, NumPy scalar or foreign array as an array of the dtype Keras gives it."""
    if not isinstance(x, list | tuple):
        return _checked(x)
    if _holds_tensor(x):
        return _stacked(x)
    array = _checked(x)
    if array.dtype == "int64" and array.size and np.abs(array).max() > 2**31 - 1:
        raise ArgumentError("S22", got=type(x).__name__, reason="int32 cannot hold its numbers")
    kind = settings.floatx if array.dtype == "float64" else array.dtype.name
    return array.astype(dtypes.result_type(kind), copy=False)


def _holds_tensor(x: list[Any] | tuple[Any, ...]) -> bool:
    return any(
        _holds_tensor(part)
        if isinstance(part, list | tuple)
        else not isinstance(part, PLAIN)
        and (isinstance(part, Tensor | Value | Size) or hasattr(part, "value"))
        for part in x
    )


def _checked(x: Any) -> Any:
    """An array of numbers, or an error that says why there is none."""
    try:
        array = np.asarray(x)
    except (TypeError, ValueError) as error:
        raise ArgumentError("S22", got=type(x).__name__, reason=str(error)) from None
    if dtypes.name_of(array.dtype) not in dtypes.ALL:
        if array.dtype.kind == "c":
            raise ArgumentError("S34", got=type(x).__name__, dtype=array.dtype)
        reason = "it holds {dtype}"
        raise ArgumentError("S22", got=type(x).__name__, reason=reason, dtype=array.dtype)
    return dtypes.native(array)


def _stacked(x: Any) -> Any:
    """A nested list that holds tensors, joined along a new leading axis."""
    parts = [held(part) for part in x]
    kind = dtypes.result_type(*map(kind_of, parts))
    payloads = [payload(part, kind) for part in parts]
    shape = joint_shape("stack", payloads)
    return views.join(
        *(views.reshape(stretched(part, shape), shape=(1, *shape)) for part in payloads),
        axis=0,
    )


def kind_of(x: Any) -> Any:
    """The dtype of what `held` gave; a Python type where it is a Python number."""
    if isinstance(x, Value):
        return x.type.dtype
    if isinstance(x, np.ndarray):
        return dtypes.name_of(x.dtype)
    return int if isinstance(x, Size) else bool if x is True or x is False else type(x)


def shape_of(x: Any) -> Shape:
    """The shape of what `held` gave."""
    return x.shape if isinstance(x, ARRAYS) else ()


def constant(value: Any, shape: Shape, dtype: str) -> Any:
    """An array of one number; a symbolic size is read when the program runs."""
    if isinstance(value, Size):
        return stretched(create.size_of(size=value, dtype=dtype), shape)
    if isinstance(value, np.generic):  # NumPy's float64 is a Python float too
        value = value.item()
    if type(value) is int and dtype not in dtypes.FLOATS and dtype != "bool":
        low, high = dtypes.limits(dtype)
        if not low <= value <= high:
            raise ArgumentError("S32", dtype=dtype, value=value)
    if writer.get() is None:
        dtype = dtypes.numpy_dtype(dtype)
        sizes = [size for size in shape if not isinstance(size, Size)]
        # Every float dtype holds such numbers; of others NumPy would warn here, but not there.
        if abs(value) < 2**15 and len(sizes) == len(shape):
            array = np.empty(sizes, dtype)
            array.fill(value)  # `np.full` takes three times as long for a few numbers
            return array
    return create.filled(value=value, shape=shape, dtype=dtype)


def converted(x: Any, dtype: str) -> Any:
    """An array or value, cast if it has another dtype."""
    if kind_of(x) == dtype:
        return x
    if isinstance(x, np.ndarray):
        dtype = dtypes.numpy_dtype(dtype)
    return elementwise.cast(x, dtype=dtype)


def payload(x: Any, dtype: str | None = None) -> Any:
    """The operand as an array or value, of `dtype` if one is given."""
    x = held(x)
    if isinstance(x, ARRAYS):
        return x if dtype is None else converted(x, dtype)
    return constant(x, (), dtype or dtypes.result_type(kind_of(x)))


def floating(*kinds: Any) -> str:
    """The dtype in which a function with fractions in its results computes."""
    return dtypes.result_type(*kinds, float)


def kept_float(kind: Any) -> str:
    """A float dtype as it is, floatx for whole numbers."""
    return str(kind) if kind in dtypes.FLOATS else floating(kind)


def float_payload(x: Any) -> Any:
    """The operand as an array or value of its float dtype, of floatx where it has whole numbers."""
    x = held(x)
    return payload(x, kept_float(kind_of(x)))


def stretched(x: Any, shape: Shape) -> Any:
    """An array or value broadcast to `shape`, as NumPy does."""
    if x.shape == shape:
        return x
    skipped = len(shape) - len(x.shape)
    return views.broadcast(x, shape=shape, axes=tuple(range(skipped, len(shape))))


def joint_shape(op: str, operands: Sequence[Any], fixed: int = 0) -> Shape:
    """The shape to which all operands broadcast, their last `fixed` axes left out."""
    shapes = [shape_of(x) for x in operands]
    if fixed:
        shapes = [shape[: len(shape) - fixed] for shape in shapes]
    joint: Shape = shapes[0]
    for n, other in enumerate(shapes[1:], 1):
        if other == joint:
            continue
        low, high = (joint, other) if len(joint) <= len(other) else (other, joint)
        if high[len(high) - len(low) :] == low:  # a number, or a bias
            joint = high
            continue
        padded = (1,) * (len(high) - len(low)) + low
        if any(clash(a, b) and 1 not in (a, b) for a, b in zip(padded, high, strict=True)):
            raise ShapeError("S01", op=op, a=type_of(operands[0]), b=type_of(operands[n]))
        joint = tuple(_joint_size(op, a, b) for a, b in zip(padded, high, strict=True))
    return joint


def _joint_size(op: str, a: Size | int, b: Size | int) -> Size | int:
    if a == b or (isinstance(b, int) and b == 1):
        return a
    if isinstance(a, int) and a == 1:
        return b
    require_equal(op, a, b)
    return a if isinstance(a, int) else b


def require_equal(op: str, a: Size | int, b: Size | int) -> None:
    """Check when the program runs that two sizes agree that are not known to (D1)."""
    if a == b:
        return
    left, right = (constant(size, (), "int64") for size in (a, b))
    tracer.guard(elementwise.equal(left, right), "S03", {"op": op, "want": a, "got": b})


def together(op: str, xs: Sequence[Any], dtype: str | None = None) -> list[Any]:
    """Operands of an element-wise operation with one dtype (by promotion, unless given) and shape.

    Where no program is written and no gradient will be asked for, shapes need only fit each other:
    NumPy stretches arrays itself.
    """
    found = [x.payload if type(x) is Tensor else held(x) for x in xs]
    kinds = list(map(kind_of, found))
    if dtype is None:
        dtype = dtypes.result_type(*kinds)
    shapes = [x.shape for x in found if isinstance(x, ARRAYS)]
    if len(shapes) == kinds.count(dtype) == len(found) == shapes.count(shapes[0]):
        return found
    if len(shapes) < 2:  # beside numbers
        shape = shapes[0] if shapes else ()
    else:
        shape = joint_shape(op, [x for x in found if isinstance(x, ARRAYS)])
    if writer.get() is None and tape.get() is None:
        return [
            converted(x, dtype) if isinstance(x, ARRAYS) else constant(x, (), dtype) for x in found
        ]
    return [
        stretched(converted(x, dtype), shape)
        if isinstance(x, ARRAYS)
        else constant(x, shape, dtype)
        for x in found
    ]


def one_axis(op: str, axis: Any, ndim: int) -> int:
    """An axis counted from the front."""
    axis = operator.index(axis)
    if not -ndim <= axis < ndim:
        raise ShapeError("S05", op=op, axis=axis, ndim=ndim, last=ndim - 1)
    return int(axis % ndim)


def some_axes(op: str, axis: Any, ndim: int) -> tuple[int, ...]:
    """The axes meant by None (all), one number or several, in rising order."""
    if axis is None:
        return tuple(range(ndim))
    given = axis if isinstance(axis, list | tuple) else (axis,)
    axes = tuple(sorted(one_axis(op, each, ndim) for each in given))
    if len(set(axes)) < len(axes):
        raise ShapeError("S23", op=op, axis=max(axes, key=axes.count), axes=axis)
    return axes


def shape_from(op: str, shape: Any) -> Shape:
    """A shape given as a number, a sequence, or an array of whole numbers."""
    if isinstance(shape, Tensor | np.ndarray):
        shape = np.asarray(shape).tolist()
    sizes = tuple(shape) if isinstance(shape, list | tuple) else (shape,)
    return tuple(size if isinstance(size, Size) else _whole(op, size, shape) for size in sizes)


def _whole(op: str, size: Any, shape: Any) -> int:
    try:
        return int(operator.index(size))
    except TypeError:
        raise ShapeError("S20", op=op, got=shape) from None
