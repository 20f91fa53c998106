"""State: `Variable`, an array that layers and optimizers change, and the names given to objects.

A variable's first value is always concrete, also when it is made while a program is traced.
"""

from __future__ import annotations

import contextvars

import numpy as np

from pronghorn import ops, stateless
from pronghorn.changes import counted
from pronghorn.config import floatx
from pronghorn.dtypes import is_float, name_of, numpy_dtype, standardize_dtype
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ir.types import ArrayType
from pronghorn.names import auto_name, clear_session, snake_case
from pronghorn.tensor import Tensor, operations
from pronghorn.tensor import path as scope_path
from pronghorn.trace import tape, tracer

__all__ = [
    "Variable",
    "auto_name",
    "autocast",
    "clear_session",
    "concretely",
    "has_values",
    "name_scope",
    "snake_case",
    "without_values",
]

# Bytes of a line of the cache, and of arrays that are worth beginning at one.
LINE, LARGE = 64, 1024

# Filled by `initializers`: what a name such as "zeros" stands for.
named_initializer = {}

# The float dtype in which variables are read, set by layers whose policy computes in another one.
_autocast = contextvars.ContextVar("autocast", default=None)

# False while only shapes matter: variables made meanwhile hold zeros that take no memory.
_valued = contextvars.ContextVar("valued", default=True)


class _Setting:
    """A stretch in which a context variable has a value; quicker to enter than a generator."""

    __slots__ = ("_token", "_value", "_variable")

    def __init__(self, variable, value):
        self._variable, self._value = variable, value

    def __enter__(self):
        self._token = self._variable.set(self._value)

    def __exit__(self, *_):
        self._variable.reset(self._token)


def name_scope(path):
    """Variables made and operations recorded inside carry this path."""
    return _Setting(scope_path, path)


def autocast(dtype):
    """Variables that allow it are read as `dtype` inside; None reads them as they are."""
    return _Setting(_autocast, dtype)


def without_values():
    """Variables made inside have a shape and no storage; no initializer is called."""
    return _Setting(_valued, False)


def has_values():
    """Whether variables made now get values; see `without_values`."""
    return _valued.get()


def concretely(function, *args, **kwargs):
    """What `function` returns when run now, on numbers, even if a program is being traced."""
    return contextvars.Context().run(function, *args, **kwargs)


# How often it was read whether variables, or the layers that own them, are trainable.
flags_read = tracer.Tally([0])


class Variable:
    """An array that may change.

    Args:
        initializer: the first value, or a function `initializer(shape, dtype=...)`, or its name.
        shape: needed with an initializer.
        dtype: by default that of the value, or floatx.
        trainable: whether an optimizer may change it.
        autocast: whether layers computing in another float dtype read it in that dtype.

    Raises:
        ValueError: if an initializer comes without a shape.

    Example:
        >>> from pronghorn.variables import Variable
        >>> count = Variable([1.0, 2.0], name="count")
        >>> count.assign_add([1.0, 1.0]).numpy()
        array([2., 3.], dtype=float32)
    """

    regularizer = counted("_regularizer")
    constraint = counted("_constraint")

    def __init__(
        self,
        initializer,
        shape=None,
        dtype=None,
        trainable=True,
        autocast=True,
        aggregation="none",
        synchronization="auto",
        name=None,
        layout=None,  # noqa: ARG002  # where shards live; there is one device
        **kwargs,  # noqa: ARG002
    ):
        self.name = name or auto_name(snake_case(type(self).__name__))
        scope = scope_path.get()
        self.path = f"{scope}/{self.name}" if scope else self.name
        self._trainable = self.initially_trainable = trainable
        self.autocast = autocast
        self.aggregation = aggregation
        self.synchronization = synchronization
        self.regularizer = None
        self.constraint = None
        self.overwrite_with_gradient = False
        # Whether a tensor shares the storage, so that writing in place would change that tensor.
        self.lent = False
        tracer.variables_made.count()
        self.array = self._first(initializer, shape, dtype)
        self.type = ArrayType(self.array.shape, name_of(self.array.dtype))

    def _first(self, initializer, shape, dtype):
        if isinstance(initializer, str):
            initializer = named_initializer["get"](initializer)
        if not callable(initializer):
            return _owned(concretely(ops.convert_to_tensor, initializer, dtype=dtype))
        if shape is None:
            raise ArgumentError("M41", variable=self.path)
        shape = (shape,) if isinstance(shape, int) else tuple(map(int, shape))
        dtype = standardize_dtype(dtype)
        if not _valued.get():
            return np.broadcast_to(np.zeros((), numpy_dtype(dtype)), shape)
        value = _owned(concretely(initializer, shape, dtype=dtype), numpy_dtype(dtype))
        if value.shape != shape:
            raise ShapeError("M40", variable=self.path, want=shape, got=value.shape)
        return value

    @property
    def trainable(self):
        """Whether an optimizer may change it."""
        flags_read.count()
        return self._trainable

    @trainable.setter
    def trainable(self, value):
        self._trainable = value

    @property
    def shape(self):
        return self.type.shape

    @property
    def dtype(self):
        cast = self._cast_dtype()
        return cast or self.type.dtype

    @property
    def ndim(self):
        return self.type.ndim

    def _cast_dtype(self):
        wanted = _autocast.get()
        return wanted if wanted and self.autocast and is_float(self.type.dtype) else None

    @property
    def value(self):
        """The current value as a tensor; while tracing, its value at this point of the program."""
        if tape.is_any_running() and self.trainable:
            tape.notice(self)
        scope = stateless.current()
        held = scope.found(self) if scope is not None else None
        if held is not None:
            tensor = held
        elif (trace := tracer.current()) is not None:
            tensor = Tensor(trace.read(self))
        else:
            if not self.lent:
                self.lent = True
                tracer.Storage.changes += 1
            tensor = Tensor(self.array)
        wanted = self._cast_dtype()
        return ops.cast(tensor, wanted) if wanted else tensor

    def owned_array(self):
        """Storage that may be written in place: no tensor shares it."""
        if self.lent:
            self.array = _owned(self.array)
            self.lent = False
            tracer.Storage.changes += 1
        return self.array

    def assign(self, value):
        """Replaces the value.

        Raises:
            ValueError: if the shape differs.
        """
        scope = stateless.current()
        if scope is not None:
            scope.update(self, self.fitting(value))
        elif tracer.current() is not None:
            tracer.write(self, self.fitting(value).payload)
        else:
            # A number, such as a learning rate that is set at every epoch, needs no operations.
            if type(value) is not float or self.type != ArrayType((), floatx()):
                value = self.fitting(value).payload
            self.array = _owned(value, self.array.dtype)
            self.lent = False
            tracer.Storage.changes += 1
        return self

    def fitting(self, value):
        """A value as a tensor of this variable's dtype.

        Raises:
            ValueError: if the shape differs.
        """
        value = ops.convert_to_tensor(value)
        if value.dtype != self.type.dtype:
            value = ops.cast(value, self.type.dtype)
        if tuple(value.shape) != self.shape:
            raise ShapeError("M40", variable=self.path, want=self.shape, got=tuple(value.shape))
        return value

    def assign_add(self, value):
        return self.assign(ops.add(self, value))

    def assign_sub(self, value):
        return self.assign(ops.subtract(self, value))

    def numpy(self):
        """A copy of the value as a NumPy array."""
        if tracer.current() is not None or stateless.current() is not None:
            return self.value.numpy()  # stops a trace, for the value is not known
        return self.array.copy()

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.numpy(), dtype)

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        inputs = [x.value if isinstance(x, Variable) else x for x in inputs]
        return getattr(ufunc, method)(*inputs, **kwargs)

    def __repr__(self):
        return f"Variable({self.path}, {self.type}, trainable={self.trainable})"

    def __getitem__(self, key):
        return self.value[key]

    def __len__(self):
        return len(self.value)

    def __iter__(self):
        return iter(self.value)

    def __bool__(self):
        return bool(self.value)

    def __int__(self):
        return int(self.value)

    def __float__(self):
        return float(self.numpy())  # not of `value`, which lends the array away

    def __neg__(self):
        return operations["negative"](self)

    def __pos__(self):
        return self.value

    def __abs__(self):
        return operations["absolute"](self)

    def __invert__(self):
        return operations["logical_not"](self)

    def __hash__(self):
        return id(self)

    __array_priority__ = 1000


def _owned(value, dtype=None):
    """A writable contiguous array of its own, as compiled code reads it.

    A large one begins where a line of the cache does, or every vector of such a length would cross
    two of them.
    """
    value = np.asarray(value.payload if isinstance(value, Tensor) else value)
    dtype = value.dtype if dtype is None else np.dtype(dtype)
    size = value.size * dtype.itemsize
    if size < LARGE:
        return np.array(value, dtype, order="C")
    room = np.empty(size + LINE, np.uint8)
    begin = -room.__array_interface__["data"][0] % LINE
    array = room[begin : begin + size].view(dtype).reshape(value.shape)
    array[...] = value
    return array


# The same operators as `Tensor` has, the variable's value taking its place.
for _name in (
    "add sub mul truediv floordiv mod pow matmul and or xor radd rsub rmul rtruediv rfloordiv rmod "
    "rpow rmatmul rand ror rxor lt le gt ge eq ne"
).split():
    _special = f"__{_name}__"

    def _operator(self, other, special=_special):
        return getattr(self.value, special)(other.value if isinstance(other, Variable) else other)

    setattr(Variable, _special, _operator)
