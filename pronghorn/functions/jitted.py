"""`jit`: a function that is traced once for each kind of arguments and runs as machine code."""

from __future__ import annotations

import functools
import sys
import threading
import types
import weakref
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from pronghorn import messages, stateless
from pronghorn.config import settings
from pronghorn.engines.base import CompileRecord, GuardFailed
from pronghorn.errors import UserError
from pronghorn.frames import entry
from pronghorn.functions.signature import (
    Signature,
    Unsigned,
    as_tensors,
    blank,
    is_array_token,
    known_value,
)
from pronghorn.functions.specs import Specs
from pronghorn.functions.traced import Traced
from pronghorn.layers.call import is_calling
from pronghorn.prims import record
from pronghorn.tensor import ConcreteValueNeeded
from pronghorn.trace import tracer
from pronghorn.trace.tape import Loop
from pronghorn.training.log import CompileLog, python_record

__all__ = ["Jitted", "jit", "run_eagerly"]

# Programs, and lines of its log, that a function keeps, the latest ones.
KEPT = 64
# From so many programs on for arguments of one form, a note is given.
MANY = 8

_UNKNOWN: Any = object()

# Of a function that makes variables each time; it would only be slow in Python.
MAKES_VARIABLES = "G31"

_READ_LATER = "Return the tensor, and read its number after the call"
# What to write instead of what asks for a number, by the fact `use` of the error.
_INSTEAD = {
    "bool()": "Choose with ops.where or ops.cond, repeat with ops.while_loop",
    "an index": "Take elements with ops.take, repeat with ops.fori_loop",
    "next()": "Take the element outside, and give it to the function",
    "tf.print": "Print outside of the loop or branch",
}

_surroundings = attrgetter(
    "engine", "schedule", "threads", "floatx", "epsilon", "image_data_format"
)


class _Eagerly:
    """Whether functions are run operation by operation, to be looked into."""

    everywhere = False


def run_eagerly(run: bool) -> None:
    """Whether compiled functions run operation by operation from now on, as for a debugger.

    Example:
        >>> from pronghorn import functions
        >>> functions.run_eagerly(True)
        >>> functions.run_eagerly(False)
    """
    _Eagerly.everywhere = bool(run)


def jit(
    function: Any = None, *, input_signature: Any = None, reduce_retracing: bool = False
) -> Any:
    """A function that does the same as the given one, compiled.

    It is traced when it is first called with arguments of new shapes, dtypes or structures, with
    other Python values or other objects; from then on its program runs. What it reads and assigns
    of variables, such as weights, the state of optimizers, metrics and seed generators, is state
    of the program. Other side effects, such as `print`, happen when it is traced, and what else
    it reads of Python, such as a global number, `layer.rate` or `optimizer.beta_1`, is as it
    was then; if it asks which weights are frozen it is traced anew once others are. Where it
    asks for numbers, as `if loss > 3` and `float(loss)` do, or returns an iterator, it runs
    operation by operation, and a note tells of it. It does the same inside another traced
    function, a `GradientTape` around it or a layer's call, whose part it becomes.

    Args:
        function: without it a decorator is returned.
        input_signature: what has `shape` and `dtype` for each positional argument, such as
            `keras.KerasTensor`, in the structure of the arguments; arguments are made to fit, and
            one program serves all sizes where a shape has None.
        reduce_retracing: whether, from the second shape of an argument on, one program serves all
            sizes of the axes that changed. To Python such a size, here and above, is a symbol that
            equals no number.

    Returns:
        A function; its `python_function` is the one given, and `compile_log` tells what became of
        it.

    Raises:
        StateError: when called, for a function that makes variables each time.

    Example:
        >>> import pronghorn
        >>> from pronghorn import ops
        >>> weight = pronghorn.Variable([1.0, 2.0])
        >>> @pronghorn.jit
        ... def step(x):
        ...     with pronghorn.GradientTape() as tape:
        ...         loss = ops.sum(ops.square(weight - x))
        ...     weight.assign_sub(0.1 * tape.gradient(loss, weight))
        ...     return loss
        >>> [round(float(step(ops.array([0.0, 0.0]))), 3) for _ in range(3)]
        [5.0, 3.2, 2.048]
    """
    if function is None:
        return functools.partial(
            jit, input_signature=input_signature, reduce_retracing=reduce_retracing
        )
    return Jitted(function, input_signature, reduce_retracing)


class Jitted:
    """A compiled function, as `jit` makes it.

    Attributes:
        python_function: what it was made of.
        compile_log: what was compiled, and what runs in Python and why.
    """

    def __init__(
        self, function: Callable[..., Any], input_signature: Any, reduce_retracing: bool
    ) -> None:
        functools.update_wrapper(self, function, updated=())  # a model has attributes, too
        self.python_function = function
        self.compile_log = CompileLog()
        self._name = getattr(function, "__name__", type(function).__name__)
        self._options = input_signature, reduce_retracing
        self._specs = None if input_signature is None else Specs(self._name, input_signature)
        self._reduces = reduce_retracing or self._specs is not None
        self._is_method = False
        self._programs: dict[Any, Traced | None] = {}  # None where it runs in Python
        self._watched: dict[Any, list[Any]] = {}  # weak references to objects in the keys
        self._open: dict[Any, tuple[frozenset[int], ...]] = {}  # axes, for signatures alike
        self._first_shapes: dict[Any, list[Any]] = {}
        self._count = 0
        self._lock = threading.RLock()  # of what is known; a trace may call the function again
        self._running = threading.Lock()

    def __set_name__(self, owner: type, name: str) -> None:
        self._is_method = True

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __reduce__(self) -> Any:
        """By the name under which its module has it, as functions are, else by what it is made of.

        What a script itself defines is sent to other processes as a whole, by those who can.
        """
        name = getattr(self, "__qualname__", "")
        if self.__module__ != "__main__" and _named(self.__module__, name) is self:
            return name
        return Jitted, (self.python_function, *self._options)

    def __deepcopy__(self, memo: Any) -> Jitted:
        return Jitted(self.python_function, *self._options)

    def __repr__(self) -> str:
        return f"<compiled function {self._name}>"

    def experimental_get_tracing_count(self) -> int:
        """How many programs were made, TensorFlow's name."""
        return self._count

    @entry
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if _is_part_of_something():
            return self._in_python(args, kwargs)
        if self._specs is not None:
            args = self._specs.fitting(self.python_function, args, kwargs, self._is_method)
            kwargs = {}
        try:
            signature = Signature(args, kwargs)
        except Unsigned as unsigned:
            if unsigned.kind is not None:
                messages.note("G37", function=self._name, got=unsigned.kind.__name__)
            return self._in_python(args, kwargs)
        key = self._key(signature)
        failed = None
        found = self._programs.get(key, _UNKNOWN)
        if found is _UNKNOWN or not (found is None or found.is_current):
            found, failed = self._first(key, signature, args, kwargs)
        if found is not None:
            try:
                return found(signature.arrays)
            except GuardFailed:
                pass  # Python does the same, and can tell what is wrong
        result = self._in_python(args, kwargs)
        if failed is not None:  # but was right in Python
            self._keep(self._key(signature), None, signature)
            self._tell(failed)
        return result

    def _in_python(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A call operation by operation; arrays are tensors there, too."""
        args, kwargs = as_tensors(args), as_tensors(kwargs)
        Loop.turns = 0
        return self.python_function(*args, **kwargs)

    def _key(self, signature: Signature) -> tuple[Any, ...]:
        """What the program for a call is known by."""
        tokens = tuple(signature.key)
        if self._reduces:
            axes = self._open.get(signature.alike()) if self._open else None
            if axes is None and self._specs is not None:
                axes = self._specs.open_axes
            if axes is not None:
                tokens = signature.opened(axes, 1 if self._specs is None else None)
        return tokens, _surroundings(settings)

    def _first(
        self, key: Any, signature: Signature, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[Traced | None, UserError | Unsigned | None]:
        """As `_made`, unless another thread has made the program meanwhile."""
        with self._lock:
            found = self._programs.get(key)
            if found is not None and found.is_current:
                return found, None
            return self._made(key, signature, args, kwargs)

    def _made(
        self, key: Any, signature: Signature, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[Traced | None, UserError | Unsigned | None]:
        """A new program; None and the reason where the function cannot be traced."""
        if self._reduces and self._specs is None:
            self._open_changed(signature)
            key = self._key(signature)
        try:
            found = Traced(self.python_function, args, kwargs, key[0], self._name, self._running)
        except Exception as error:
            is_open = key[0] != tuple(signature.key)
            if is_open:  # perhaps only because sizes are not known
                self._open[signature.alike()] = (frozenset(),) * len(signature.arrays)
                return self._made(self._key(signature), signature, args, kwargs)
            if isinstance(error, Unsigned):
                return None, error
            if not isinstance(error, UserError) or error.code == MAKES_VARIABLES:
                raise
            return None, error
        self._keep(key, found, signature)
        self._log(found.record)
        self._tell_many(signature)
        return found, None

    def _open_changed(self, signature: Signature) -> None:
        """From the second shape of an argument on, the axes that changed have open sizes."""
        alike = signature.alike()
        shapes = [array.shape for array in signature.arrays]
        first = self._first_shapes.setdefault(alike, shapes)
        changed = tuple(
            frozenset(n for n, (a, b) in enumerate(zip(*pair, strict=True)) if a != b)
            for pair in zip(first, shapes, strict=True)
        )
        known = self._open.get(alike, (frozenset(),) * len(shapes))
        if any(changed) and (any(known) or alike not in self._open):
            self._open[alike] = tuple(a | b for a, b in zip(known, changed, strict=True))

    def _keep(self, key: Any, found: Traced | None, signature: Signature) -> None:
        forget = functools.partial(_forget, weakref.ref(self), key)
        self._programs[key] = found
        self._watched[key] = [weakref.ref(each, forget) for each in signature.objects]
        while len(self._programs) > KEPT:
            self._drop(next(iter(self._programs)))

    def _drop(self, key: Any) -> None:
        self._programs.pop(key, None)
        self._watched.pop(key, None)

    def _log(self, line: CompileRecord) -> None:
        self._count += 1
        self.compile_log.append(line)
        del self.compile_log[:-KEPT]

    def _tell(self, error: UserError | Unsigned) -> None:
        """Logs, and tells once for each line, what kept the function from being compiled."""
        if isinstance(error, Unsigned):
            self._log(python_record(self._name)[0])
            messages.note("G38", function=self._name, got=error.kind.__name__)
            return
        record, facts = python_record(self._name, error)
        self._log(record)
        if isinstance(error, ConcreteValueNeeded):
            what = _INSTEAD.get(error.facts.get("use"), _READ_LATER)
            messages.note("G32", function=self._name, what=what, **facts)
        else:
            messages.note("G34", function=self._name, reason=str(error), **facts)

    def _tell_many(self, signature: Signature) -> None:
        """Tells of many programs for arguments that differ in the same way."""
        alike = signature.alike()
        keys = [known for known, _ in self._programs if blank(known) == alike]
        if len(keys) != MANY:
            return
        last, before = keys[-1], keys[-2]
        places = [n for n, pair in enumerate(zip(last, before, strict=True)) if pair[0] != pair[1]]
        if not places:
            return
        token = last[places[0]]
        if is_array_token(token):
            messages.note("G35", function=self._name, count=MANY, shape=token[0])
        else:
            got = known_value(token)
            messages.note("G33", function=self._name, count=MANY, got=got)


def _named(module: str, name: str) -> Any:
    """What a module has under a name with dots; None if nothing."""
    try:
        return attrgetter(name)(sys.modules.get(module))
    except AttributeError:
        return None


def _is_part_of_something() -> bool:
    """Whether a call belongs to another program, to a tape's or a layer's operations, or is to run
    in Python.
    """
    return (
        tracer.current() is not None
        or record.tape.get() is not None
        or stateless.current() is not None
        or is_calling()
        or _Eagerly.everywhere
    )


def _forget(function: weakref.ref[Jitted], key: Any, _: Any) -> None:
    """An object that a signature knows by its identity is gone."""
    known = function()
    if known is not None:
        known._drop(key)
