"""What one array operation means: a record of its type rule, value, gradient and index structure.

How fast an operation runs is an engine's business. Operations are strict: they neither promote
dtypes nor broadcast.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from pronghorn.dtypes import name_of
from pronghorn.errors import StateError
from pronghorn.ir.graph import Arithmetic, Value
from pronghorn.ir.types import ArrayType, Size
from pronghorn.prims import arrays

Formula: TypeAlias = Callable[..., Any]


class Map(NamedTuple):
    """Every element from the elements at the same place: `formula(m, *elements, **attrs)`."""

    formula: Formula


class View(NamedTuple):
    """Every element from one element elsewhere: `pull(reader, index, **attrs)`.

    The reader answers `read(operand, index)`, `where(condition, a, b)`, `within(i, low, high)`,
    `constant(value)`, `position(operand, index)` for an element used as an index, and
    `size(operand, axis)`.
    """

    pull: Formula
    keeps_order: bool = False  # elements follow each other as those of the operand do


class Fold(NamedTuple):
    """Axes combined away, starting from `start(dtype)`: `combine(m, so_far, element)`."""

    combine: Formula
    start: Callable[[str], Any]


class Choice(NamedTuple):
    """The position along one axis of the element for which `better(m, element, best)` holds."""

    better: Formula


class Contract(NamedTuple):
    """Sums of products over the index names that the output lacks, as in `einsum`."""

    out: str
    lhs: str
    rhs: str


class Convolve(NamedTuple):
    """As `Contract`; places `*i` follow from those of results and of taps, as `Window` says."""

    out: str
    lhs: str
    rhs: str


class Slide(NamedTuple):
    """Windows combined into one element each, as by `Fold`."""

    combine: Formula
    start: Callable[[str], Any]


class Scatter(NamedTuple):
    """Elements of the first operand added up where windows over the second have their largest."""


class Index(NamedTuple):
    """The position of an element along one axis of the result."""


class Sort(NamedTuple):
    """The elements along one axis in rising order or, `places`, their positions before."""

    places: bool


class Opaque(NamedTuple):
    """No index structure: an engine has a lowering of its own or calls `run`."""


Nest: TypeAlias = (
    Map | View | Fold | Choice | Contract | Convolve | Slide | Scatter | Index | Sort | Opaque
)


class Primitive:
    """The five facts that define an operation."""

    __slots__ = ("infer", "name", "nest", "run", "vjp")

    def __init__(
        self,
        name: str,
        infer: Callable[..., Any],  # (*types, **attrs) -> ArrayType or a tuple of them
        run: Callable[..., Any],  # (xp, *arrays, **attrs) -> array or a tuple of them
        vjp: Callable[..., tuple[Any, ...]] | None,  # (g, y, *xs, **attrs): a cotangent or None
        nest: Nest,
    ) -> None:
        self.name = name
        self.infer = infer
        self.run = run
        self.vjp = vjp
        self.nest = nest

    def __call__(self, *operands: Any, **attrs: Any) -> Any:
        """Write the operation into the program being traced or, on plain arrays, compute it now."""
        append = writer.get()
        if append is not None and (
            not operands
            or type(operands[0]) is Value
            or Value in map(type, operands)
            or _is_open(attrs)
        ):
            return append(self, operands, attrs)
        return _computed(self, operands, attrs)

    def __repr__(self) -> str:
        return self.name


@dataclass(eq=False)
class Applied:
    """An operation that ran on arrays, kept for its gradient; reads like an `ir` node."""

    primitive: Primitive
    inputs: tuple[Any, ...]
    attrs: dict[str, Any]
    outputs: tuple[Any, ...]
    path: str = ""


class Known(Arithmetic):
    """An array inside a gradient rule: its operators are primitives, as those of values are.

    So a gradient of arrays is noted on an outer tape, and can be differentiated again.
    """

    __slots__ = ("array",)

    def __init__(self, array: Any) -> None:
        self.array = array

    @property
    def shape(self) -> Any:
        return self.array.shape

    @property
    def dtype(self) -> str:
        return name_of(self.array.dtype)

    @property
    def ndim(self) -> int:
        return len(self.array.shape)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.asarray(self.array, dtype)


Append: TypeAlias = Callable[[Primitive, tuple[Any, ...], dict[str, Any]], Any]

# Set by `trace` while a program is being written: appends a node to it.
writer: contextvars.ContextVar[Append | None] = contextvars.ContextVar("writer", default=None)

# The layer path under which operations are being recorded, such as `encoder/dense_1`.
path: contextvars.ContextVar[str] = contextvars.ContextVar("path", default="")

# Operations applied to arrays are noted here while a gradient will be asked for.
tape: contextvars.ContextVar[list[Applied] | None] = contextvars.ContextVar("tape", default=None)


def _computed(primitive: Primitive, operands: tuple[Any, ...], attrs: dict[str, Any]) -> Any:
    """The result of an operation on plain arrays."""
    kinds = {*map(type, operands)}
    known = Known in kinds
    inputs = operands if kinds == _ARRAYS else tuple([_array(operand) for operand in operands])
    try:
        with np.errstate(all="ignore"):  # IEEE rules, as compiled code has them
            result = primitive.run(arrays, *inputs, **attrs)
    except (TypeError, ValueError):
        type_found = primitive.infer(*map(type_of, inputs), **attrs)  # tells it in our words
        if _is_open(attrs):  # sizes of a program that ended
            raise StateError("S27", tensor=type_found) from None
        raise
    outputs = result if isinstance(result, tuple) else (result,)
    outputs = tuple([np.asarray(output) for output in outputs])
    notes = tape.get()
    if notes is not None:
        # A result that is its operand itself needs an identity of its own on the tape.
        outputs = tuple(
            output.view() if any(output is x for x in inputs) else output for output in outputs
        )
        notes.append(Applied(primitive, inputs, attrs, outputs, path.get()))
    results = tuple(map(Known, outputs)) if known else outputs
    return results if isinstance(result, tuple) else results[0]


_ARRAYS = {np.ndarray}


def _array(operand: Any) -> Any:
    return operand.array if isinstance(operand, Known) else np.asarray(operand)


def _is_open(attrs: dict[str, Any]) -> bool:
    """Whether a size in the attributes is only known when the program runs."""
    return any(
        isinstance(part, Size)
        for attr in attrs.values()
        for part in (attr if isinstance(attr, tuple) else (attr,))
    )


def type_of(operand: Any) -> ArrayType:
    """The type of a value or of an array."""
    if isinstance(operand, Value):
        return operand.type
    array = operand.array if isinstance(operand, Known) else np.asarray(operand)
    return ArrayType(array.shape, name_of(array.dtype))
