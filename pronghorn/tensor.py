"""The one tensor class: an array, a value of a program being traced, or a type with its history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import numpy as np

from pronghorn.dtypes import name_of
from pronghorn.errors import DtypeError, ShapeError, StateError
from pronghorn.ir.graph import Value
from pronghorn.ir.types import ArrayType, Size
from pronghorn.prims.record import path

# Filled by `ops`: what operators, indexing and NumPy's universal functions mean.
operations: dict[str, Callable[..., Any]] = {}


class ConcreteValueNeeded(StateError):
    """Python asked a traced or symbolic tensor for its numbers (`if x > 0`, `float(x)`)."""


class Tensor:
    """An array with Keras' operators.

    Its payload is a NumPy array (eager), a `Value` (while a program is traced) or an `ArrayType`
    (symbolic, the result of `Input` or of a layer called on one).

    Example:
        >>> from pronghorn import ops
        >>> (ops.convert_to_tensor([1.0, 2.0]) * 2).numpy()
        array([2., 4.], dtype=float32)
    """

    __slots__ = ("__weakref__", "_keras_history", "_keras_mask", "logits", "name", "payload")

    def __init__(self, payload: Any, name: str | None = None) -> None:
        self.payload = payload
        self.name = name
        self._keras_mask: Any = None
        self._keras_history: Any = None
        # Set by softmax and sigmoid: ("softmax", axis, tensor) lets losses work from logits (D17).
        self.logits: tuple[Any, ...] | None = None

    @property
    def shape(self) -> tuple[Any, ...]:
        """Sizes: numbers, `Size` while tracing, None where a symbolic tensor leaves them open."""
        shape: tuple[Any, ...] = self.payload.shape
        if isinstance(self.payload, ArrayType):
            return tuple(None if isinstance(size, Size) else size for size in shape)
        return shape

    @property
    def dtype(self) -> str:
        dtype = self.payload.dtype
        return dtype if type(dtype) is str else name_of(dtype)

    @property
    def ndim(self) -> int:
        return len(self.payload.shape)

    @property
    def size(self) -> Any:
        return self.payload.size if isinstance(self.payload, np.ndarray) else None

    @property
    def type(self) -> ArrayType:
        """Shape, with symbolic sizes, and dtype."""
        if isinstance(self.payload, ArrayType):
            return self.payload
        return ArrayType(tuple(self.payload.shape), self.dtype)

    def is_concrete(self) -> bool:
        """Whether the numbers are known."""
        return isinstance(self.payload, np.ndarray)

    def numpy(self) -> Any:
        """A copy of the numbers as a NumPy array."""
        return np.array(self._concrete(".numpy()"))

    def item(self) -> Any:
        return self._concrete("item()").item()

    def tolist(self) -> Any:
        return self._concrete("tolist()").tolist()

    def _concrete(self, wanted: str) -> Any:
        if isinstance(self.payload, np.ndarray):
            return self.payload
        raise ConcreteValueNeeded("S08", use=wanted, tensor=self.type)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        array = self._concrete("a NumPy array")
        return np.array(array, dtype, copy=True if copy or copy is None else None)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        function = operations.get(ufunc.__name__)
        if method != "__call__" or kwargs or function is None:
            if all(not isinstance(x, Tensor) or x.is_concrete() for x in inputs):
                arrays = [x.payload if isinstance(x, Tensor) else x for x in inputs]
                return getattr(ufunc, method)(*arrays, **kwargs)
            raise ConcreteValueNeeded("S09", function=f"numpy.{ufunc.__name__}", tensor=self.type)
        return function(*inputs)

    def __bool__(self) -> bool:
        array = self._concrete("bool()")
        if array.size > 1:
            raise ShapeError("S64", shape=array.shape)
        return bool(array)

    def __int__(self) -> int:
        return int(self._concrete("int()"))

    def __index__(self) -> int:
        return int(self._concrete("an index").__index__())

    def __float__(self) -> float:
        return float(self._concrete("float()"))

    def __len__(self) -> int:
        if not self.shape or not isinstance(self.shape[0], int):
            raise TypeError("len() of a tensor without a known leading size")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        if self.ndim and not isinstance(self.shape[0], int):
            raise DtypeError("S28", tensor=self.type, size=self.type.shape[0])
        for n in range(len(self)):
            yield self[n]

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        if isinstance(self.payload, np.ndarray):
            return f"Tensor({np.array2string(self.payload, separator=', ')}, {self.type})"
        return f"Tensor({self.type})"

    def __format__(self, spec: str) -> str:
        """A single number is written as Python writes numbers: `f"{loss:.4f}"`."""
        is_number = self.size in (1, None)  # None of a traced tensor, which has none to write
        return format(self.item(), spec) if spec and is_number else super().__format__(spec)

    @property
    def T(self) -> Any:
        return operations["transpose"](self)

    def reshape(self, *shape: Any) -> Any:
        return operations["reshape"](self, shape[0] if len(shape) == 1 else shape)

    def astype(self, dtype: str) -> Any:
        return operations["cast"](self, dtype)

    def __getitem__(self, key: Any) -> Any:
        return operations["get_item"](self, key)

    def backward(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: torch's way to gradients leaves them on the weights."""
        raise StateError("S63", method="backward")

    def __setitem__(self, key: Any, value: Any) -> NoReturn:
        raise DtypeError("S19")

    def __neg__(self) -> Any:
        return operations["negative"](self)

    def __abs__(self) -> Any:
        return operations["absolute"](self)

    def __invert__(self) -> Any:
        return operations["logical_not"](self)

    # Mixed with Tensor operands NumPy arrays must leave the operator to us.
    __array_priority__ = 1000


def _operator(name: str, reflected: bool) -> Callable[[Tensor, Any], Any]:
    def apply(self: Tensor, other: Any) -> Any:
        return operations[name](other, self) if reflected else operations[name](self, other)

    return apply


for _python, _name in {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "true_divide",
    "floordiv": "floor_divide",
    "mod": "mod",
    "pow": "power",
    "matmul": "matmul",
    "and": "logical_and",
    "or": "logical_or",
    "xor": "logical_xor",
}.items():
    setattr(Tensor, f"__{_python}__", _operator(_name, False))
    setattr(Tensor, f"__r{_python}__", _operator(_name, True))
for _python, _name in {
    "lt": "less",
    "le": "less_equal",
    "gt": "greater",
    "ge": "greater_equal",
    "eq": "equal",
    "ne": "not_equal",
}.items():
    setattr(Tensor, f"__{_python}__", _operator(_name, False))

__all__ = ["ConcreteValueNeeded", "Tensor", "Value", "operations", "path"]
