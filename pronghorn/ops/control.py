"""Loops and choices whose bodies are Python functions: run at once or written into a program."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from pronghorn import tree
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ir.graph import Value
from pronghorn.ir.sizes import Size, clash
from pronghorn.ops.join import concatenate, stack
from pronghorn.ops.operands import constant, held, one_axis, payload
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import cut, reshaped
from pronghorn.prims import create, elementwise, views
from pronghorn.prims.record import Opaque, Primitive, type_of
from pronghorn.tensor import Tensor
from pronghorn.trace import branches as traced
from pronghorn.trace import tracer
from pronghorn.trace.loop import carrying


def _tensors(structure: Any) -> Any:
    """The structure with a tensor for every leaf but None."""
    return tree.map_structure(lambda x: Tensor(payload(x)), structure, none_is_leaf=False)


def _leaves(structure: Any) -> list[Any]:
    return [leaf for leaf in tree.flatten(structure) if leaf is not None]


def _packed(structure: Any, leaves: Sequence[Any]) -> Any:
    """A structure of the same form with other leaves where there are any."""
    rest = iter(leaves)
    return tree.map_structure(lambda _: next(rest), structure, none_is_leaf=False)


def _alike(op: str, what: str, some: Any, others: Any) -> None:
    """Raise unless two structures have the same form and leaves of the same types."""
    try:
        tree.assert_same_structure(some, others)
    except ValueError:
        raise ShapeError("S31", op=op, what=what, a=some, b=others) from None
    for one, other in zip(_leaves(some), _leaves(others), strict=True):
        a, b = one.type, other.type
        if a.dtype != b.dtype or clash(a.shape, b.shape):
            raise ShapeError("S31", op=op, what=what, a=a, b=b)


def _is_known(x: Any) -> bool:
    return not isinstance(held(x), Value)


class _Step:
    """A function `f(carry, x) -> carry, y`; it remembers the form of y."""

    def __init__(self, op: str, f: Callable[..., Any]) -> None:
        self.op = op
        self.f = f
        self.y: Any = None

    def __call__(self, carry: Any, x: Any) -> tuple[Any, Any]:
        found, y = self.f(carry, x)
        found, self.y = _tensors(found), _tensors(y)
        _alike(self.op, "what is carried", carry, found)
        return found, self.y


@operation
def scan(
    f: Callable[..., Any],
    init: Any,
    xs: Any = None,
    length: int | None = None,
    reverse: bool = False,
    unroll: Any = 1,
) -> tuple[Any, Any]:
    """What `f` carries along the leading axis of xs, and what it gives at each place, stacked.

    Args:
        f: `f(carry, x) -> carry, y`; `carry` keeps its shapes and dtypes, y may be None.
        init: the first carry, a tensor or a structure of them.
        xs: a tensor or a structure of tensors with equal leading sizes; None needs `length`.
        reverse: begin with the last place; what is given keeps its place.
        unroll: True writes the steps one after the other; a number changes nothing here.

    Example:
        >>> from pronghorn import ops
        >>> total, sums = ops.scan(lambda c, x: (c + x, c + x), 0, ops.array([1, 2, 3]))
        >>> total.item(), sums.tolist()
        (6, [1, 3, 6])
    """
    step, carry, parts = _Step("scan", f), _tensors(init), _tensors(xs)
    total = _length("scan", parts, length)
    if isinstance(total, int) and (tracer.current() is None or unroll is True):
        return _stepwise(step, carry, parts, total, reverse)
    return _looped(step, carry, parts, total, reverse)


def _length(op: str, parts: Any, length: Any) -> Any:
    """The number of steps, on which all leading axes must agree."""
    sizes = [x.type.shape[0] if x.ndim else None for x in _leaves(parts)]
    sizes += [] if length is None else [length]
    if not sizes or any(size is None or clash(size, sizes[0]) for size in sizes):
        want = "leading axes of one length, or length="
        raise ArgumentError("S29", op=op, argument="xs", want=want, got=sizes, example="length=3")
    return next((size for size in sizes if isinstance(size, int)), sizes[0])


def _stepwise(step: _Step, carry: Any, parts: Any, total: int, reverse: bool) -> tuple[Any, Any]:
    """The steps run, or written, one after the other."""
    rows = []
    for n in reversed(range(total)) if reverse else range(total):
        here = tree.map_structure(lambda x, n=n: _slice(x, n), parts, none_is_leaf=False)
        carry, y = step(carry, here)
        rows.append(_leaves(y))
    if reverse:
        rows.reverse()
    if not rows:
        return carry, _nothing(step, carry, parts)
    return carry, _packed(step.y, [stack(column) for column in zip(*rows, strict=True)])


def _slice(x: Tensor, n: int) -> Tensor:
    found = cut(x.payload, 0, n, n + 1)
    return Tensor(reshaped(found, x.type.shape[1:]))


def _nothing(step: _Step, carry: Any, parts: Any) -> Any:
    """What no step at all gives: arrays with a leading axis of size 0."""
    given = [*_leaves(carry), *_leaves(parts)]
    types = [x.type for x in _leaves(carry)]
    types += [x.type.with_shape(x.type.shape[1:]) for x in _leaves(parts)]

    def run(*tensors: Tensor) -> Any:
        inner = _packed([carry, parts], tensors)
        return step(*inner)[1]

    found = tracer.types_of(run, types) if given else None
    return tree.map_structure(
        lambda type: Tensor(constant(0, (0, *type.shape), type.dtype)), found, none_is_leaf=False
    )


def _looped(
    step: _Step, carry: Any, parts: Any, total: Size | int, reverse: bool
) -> tuple[Any, Any]:
    """The steps as one loop of the program being traced."""

    def run(carried: list[Tensor], sliced: list[Tensor]) -> tuple[Any, Any]:
        found, y = step(_packed(carry, carried), _packed(parts, sliced))
        return _leaves(found), _leaves(y)

    last, stacked = carrying(run, _leaves(carry), _leaves(parts), total, step.op, backwards=reverse)
    return _packed(carry, last), _packed(step.y, stacked)


@operation
def map(f: Callable[..., Any], xs: Any) -> Any:
    """What `f` gives for each entry of the leading axis, stacked.

    Example:
        >>> from pronghorn import ops
        >>> ops.map(lambda x: x * x, ops.array([1, 2, 3])).tolist()
        [1, 4, 9]
    """
    return scan(lambda _, x: (None, f(x)), None, xs)[1]


@operation
def vectorized_map(function: Callable[..., Any], elements: Any) -> Any:
    """As `map`; the entries are worked on one after the other.

    Example:
        >>> from pronghorn import ops
        >>> ops.vectorized_map(lambda x: x + 1, ops.array([1, 2])).tolist()
        [2, 3]
    """
    return map(function, elements)


@operation
def associative_scan(
    f: Callable[..., Any], elems: Any, reverse: bool = False, axis: int = 0
) -> Any:
    """All results of combining the entries along an axis from its start, in few large steps.

    Args:
        f: `f(a, b)` combines two tensors (or structures) entry by entry and is associative.

    Example:
        >>> from pronghorn import ops
        >>> ops.associative_scan(lambda a, b: a * b, ops.array([1, 2, 3, 4])).tolist()
        [1, 2, 6, 24]
    """
    elems = _tensors(elems)
    leaves = [x.payload for x in _leaves(elems)]
    axis = one_axis("associative_scan", axis, len(leaves[0].shape))
    size = leaves[0].shape[axis]
    if not isinstance(size, int):
        raise ArgumentError("S17", op="associative_scan", argument="elems", got=size)
    steps = _Combining(f, elems, axis, reverse)
    return _packed(elems, [Tensor(x) for x in steps.scanned(leaves)])


class _Combining:
    """Halves the entries, scans the pairs and fills in between: Blelloch (1990), section 1.4."""

    def __init__(self, f: Callable[..., Any], form: Any, axis: int, reverse: bool) -> None:
        self.f, self.form, self.axis, self.reverse = f, form, axis, reverse

    def scanned(self, xs: list[Any]) -> list[Any]:
        if self.reverse:
            self.reverse = False
            return [self._flipped(x) for x in self.scanned([self._flipped(x) for x in xs])]
        size = xs[0].shape[self.axis]
        if size < 2:
            return xs
        pairs = self._combined(self._every(xs, 0, size - 1), self._every(xs, 1, size))
        odd = self.scanned(pairs)
        before = [self._part(x, 0, (size - 1) // 2) for x in odd]
        even = self._every(xs, 0, 1)
        if size > 2:
            between = self._combined(before, self._every(xs, 2, size))
            even = [
                concatenate([Tensor(a), Tensor(b)], self.axis).payload
                for a, b in zip(even, between, strict=True)
            ]
        return [self._interleaved(a, b) for a, b in zip(even, odd, strict=True)]

    def _combined(self, a: list[Any], b: list[Any]) -> list[Any]:
        pair = (_packed(self.form, [Tensor(x) for x in part]) for part in (a, b))
        return [x.payload for x in _leaves(_tensors(self.f(*pair)))]

    def _flipped(self, x: Any) -> Any:
        return views.reverse(x, axes=(self.axis,))

    def _every(self, xs: list[Any], start: int, stop: int) -> list[Any]:
        return [self._part(x, start, stop, 2) for x in xs]

    def _part(self, x: Any, start: int, stop: int, step: int = 1) -> Any:
        axes = range(len(x.shape))
        return views.slice_(
            x,
            start=tuple(start if n == self.axis else 0 for n in axes),
            stop=tuple(stop if n == self.axis else x.shape[n] for n in axes),
            step=tuple(step if n == self.axis else 1 for n in axes),
        )

    def _interleaved(self, even: Any, odd: Any) -> Any:
        axis, count = self.axis, odd.shape[self.axis]
        first = self._part(even, 0, count)
        both = stack([Tensor(first), Tensor(odd)], axis + 1).payload
        both = reshaped(both, (*odd.shape[:axis], 2 * count, *odd.shape[axis + 1 :]))
        if even.shape[axis] == count:
            return both
        last = self._part(even, count, count + 1)
        return concatenate([Tensor(both), Tensor(last)], axis).payload


@operation
def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    maximum_iterations: int | None = None,
) -> Any:
    """What `body` makes of the loop variables, again and again while `cond` of them holds.

    Args:
        cond, body: take the loop variables, one argument each; `body` returns the next ones.
        maximum_iterations: a bound of the number of turns; in compiled programs there is a gradient
            only if it is given.

    Example:
        >>> from pronghorn import ops
        >>> ops.while_loop(lambda n, s: n < 4, lambda n, s: (n + 1, s + n), (0, 0))[1].item()
        6
    """
    several = isinstance(loop_vars, list | tuple)
    state = _tensors(tuple(loop_vars) if several else (loop_vars,))

    def turned(state: Any) -> Any:
        found = body(*state)
        found = _tensors(tuple(found) if isinstance(found, list | tuple) else (found,))
        _alike("while_loop", "what is carried", state, found)
        return found

    if tracer.current() is None:
        turns = 0
        while (maximum_iterations is None or turns < maximum_iterations) and cond(*state):
            state = turned(state)
            turns += 1
    else:
        start = _leaves(state)
        ask = lambda *xs: _scalar_bool("while_loop", cond(*_packed(state, xs)))
        turn = lambda *xs: _leaves(turned(_packed(state, xs)))
        repeated = _asked_ahead if traced.assigns(ask, start) else traced.repeated
        state = _packed(state, repeated(ask, turn, start, maximum_iterations))
    return state if several else state[0]


def _asked_ahead(ask: Callable[..., Any], turn: Callable[..., Any], start: Any, most: Any) -> Any:
    """A loop whose condition assigns variables: asked before it and at the end of each turn.

    So what the condition assigns is carried along like what the body assigns.
    """

    def asked(turns: Any, xs: Any) -> Any:
        if most is None:
            return ask(*xs)
        return cond(turns < most, lambda: ask(*xs), lambda: False)

    def turned(turns: Any, _: Any, *xs: Any) -> Any:
        found = turn(*xs)
        return [turns + 1, asked(turns + 1, found), *found]

    first = Tensor(constant(0, (), "int32"))
    given = [first, asked(first, start), *start]
    return traced.repeated(lambda _, holds, *xs: holds, turned, given, most)[2:]


@operation
def fori_loop(lower: Any, upper: Any, body_fun: Callable[..., Any], init_val: Any) -> Any:
    """What `body_fun(i, value)` makes of a value, for i from `lower` to `upper - 1`.

    Example:
        >>> from pronghorn import ops
        >>> ops.fori_loop(0, 4, lambda i, total: total + i, 0).item()
        6
    """
    state = _tensors(init_val)
    if _is_known(lower) and _is_known(upper):
        first, last = (x if isinstance(x, Size) else int(x) for x in (lower, upper))
        count = last - first
        if isinstance(count, int):
            count = max(count, 0)
        if tracer.current() is None:
            places = create.iota(shape=(count,), axis=0, dtype="int32") + first
        else:
            places = elementwise.add(
                create.iota(shape=(count,), axis=0, dtype="int32"),
                constant(first, (count,), "int32"),
            )
        return scan(lambda value, i: (body_fun(i, value), None), state, Tensor(places))[0]
    bounds = [Tensor(payload(x, "int32")) for x in (lower, upper)]

    def turn(i: Any, value: Any) -> Any:
        return i + 1, body_fun(i, value)

    return while_loop(lambda i, _: i < bounds[1], turn, (bounds[0], state))[1]


def _scalar_bool(op: str, condition: Any) -> Any:
    found = payload(condition, "bool")
    if found.shape:
        raise ShapeError("S03", op=op, want="a condition without axes", got=type_of(found))
    return found


@operation
def cond(pred: Any, true_fn: Callable[[], Any], false_fn: Callable[[], Any]) -> Any:
    """What `true_fn()` gives if `pred` holds, else what `false_fn()` gives; only one is run.

    Raises:
        ValueError: if the two differ in structure, shapes or dtypes.

    Example:
        >>> from pronghorn import ops
        >>> ops.cond(ops.array(True), lambda: ops.array(1), lambda: ops.array(2)).item()
        1
    """
    condition = _scalar_bool("cond", pred)
    if not isinstance(condition, Value):
        return true_fn() if condition else false_fn()
    found: list[Any] = []

    def branch(function: Callable[[], Any]) -> list[Any]:
        result = _tensors(function())
        if found:
            _alike("cond", "the result of both branches", found[0], result)
        found.append(result)
        return _leaves(result)

    leaves = traced.either(condition, lambda: branch(true_fn), lambda: branch(false_fn))
    return _packed(found[0], leaves)


def recomputed(function: Callable[[], Any]) -> Any:
    """What `function()` gives; in a program, its work is done again for the gradient."""
    if tracer.current() is None:
        return function()
    found: list[Any] = []

    def body() -> list[Any]:
        found.append(_tensors(function()))
        return _leaves(found[0])

    leaves = traced.recomputed(body)
    return _packed(found[0], leaves)


@operation
def switch(index: Any, branches: Sequence[Callable[..., Any]], *operands: Any) -> Any:
    """What the branch with this number gives for the operands; the number is brought in range.

    Example:
        >>> from pronghorn import ops
        >>> ops.switch(1, [lambda x: x + 1, lambda x: x * 2], ops.array(5)).item()
        10
    """
    place = payload(index, "int32")
    given = _tensors(operands)

    def chosen(first: int) -> Any:
        here = functools.partial(branches[first], *given)
        if first == len(branches) - 1:
            return here()
        is_here = elementwise.less_equal(place, constant(first, (), "int32"))
        return cond(Tensor(is_here), here, lambda: chosen(first + 1))

    return chosen(0)


def custom_gradient(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function that computes as `f` but whose gradient is what `f` says.

    Args:
        f: `f(*args) -> output, gradient`; `gradient(upstream)` gives the derivative of the loss
            for each of the args, `upstream` being that for the output, in its structure.

    Example:
        >>> from pronghorn import ops
        >>> @ops.custom_gradient
        ... def doubled(x):
        ...     return x * 2, lambda upstream: upstream * 2
        >>> doubled(ops.array(3.0)).item()
        6.0
    """

    @functools.wraps(f)
    def function(*args: Any, **kwargs: Any) -> Any:
        return with_custom_gradient(f, args, kwargs)

    return function


@operation
def with_custom_gradient(
    f: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """One call of a function that `custom_gradient` made of `f`; in a model's file it names `f`."""
    output, gradient = f(*args, **kwargs)
    output = _tensors(output)
    results = [x.payload for x in _leaves(output)]
    taken = [payload(x) for x in tree.flatten(args)]
    rule = _Rule(output, gradient, taken)
    passed = Primitive("custom_gradient", rule.types, rule.run, rule.vjp, Opaque())
    found = passed(*results, *taken)
    return _packed(output, [Tensor(x) for x in found])


class _Rule:
    """A gradient as a primitive: results and arguments go in, results come out."""

    def __init__(self, output: Any, gradient: Callable[..., Any], taken: list[Any]) -> None:
        self.output = output
        self.gradient = gradient
        self.wanted = [type_of(x) for x in taken]
        self.count = len(_leaves(output))

    def types(self, *types: Any) -> tuple[Any, ...]:
        return types[: self.count]

    def run(self, xp: Any, *arrays: Any) -> tuple[Any, ...]:
        del xp
        return arrays[: self.count]

    def vjp(self, g: Any, y: Any, *xs: Any) -> tuple[Any, ...]:
        del y
        given = [
            constant(0, type_of(x).shape, type_of(x).dtype) if part is None else part
            for part, x in zip(g if isinstance(g, tuple) else (g,), xs, strict=False)
        ]
        upstream = [Tensor(getattr(part, "array", part)) for part in given]
        found = self.gradient(_packed(self.output, upstream))
        parts = [None if x is None else payload(x) for x in tree.flatten(found)]
        for part, want in zip(parts, self.wanted, strict=False):
            if part is not None and clash(type_of(part).shape, want.shape):
                raise ShapeError("S03", op="custom_gradient", want=want, got=type_of(part))
        return (*[None] * self.count, *parts)
