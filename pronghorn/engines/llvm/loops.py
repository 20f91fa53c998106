"""Loop IR: scalars and short vectors, loads, stores and loops. What `lower` gives and `emit` takes.

Pure operations are placed in the outermost open loop in which their operands exist, and equal ones
are shared, so code that is lowered naively comes out hoisted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pronghorn.engines.llvm.known_numbers import KNOWN, NEUTRAL, holds
from pronghorn.engines.llvm.statements import (
    Block,
    Break,
    For,
    If,
    Prefetch,
    Return,
    Routine,
    Shared,
    Store,
)

# Scalar types are the array dtypes and these two: byte addresses and positions (64-bit signed).
POINTER, INDEX = "pointer", "index"

UNARY = (
    "neg abs sign sqrt exp expm1 log log1p tanh erf sin cos tan arcsin arccos arctan sinh cosh "
    "arcsinh arccosh arctanh floor ceil rint trunc isnan isfinite logical_not"
).split()
BINARY = (
    "add sub mul multiply_high div floor_divide remainder power arctan2 maximum minimum "
    "left_shift right_shift bitwise_and bitwise_or bitwise_xor"
).split()
COMPARE = "equal not_equal less less_equal greater greater_equal".split()


class Num:
    """One scalar (`lanes == 1`) or vector, computed once. Answers to Python's operators.

    `depth` is the number of blocks around the one that computes it.
    """

    __slots__ = ("args", "attr", "code", "depth", "dtype", "lanes", "number", "op")

    def __init__(
        self,
        code: Code,
        op: str,
        args: tuple[Num, ...],
        dtype: str,
        lanes: int,
        attr: Any,
        depth: int,
    ) -> None:
        self.code = code
        self.op = op
        self.args = args
        self.dtype = dtype
        self.lanes = lanes
        self.attr = attr
        self.depth = depth
        self.number = code.next_number()

    def __add__(self, other: Any) -> Num:
        return self.code.binary("add", self, other)

    def __radd__(self, other: Any) -> Num:
        return self.code.binary("add", other, self)

    def __sub__(self, other: Any) -> Num:
        return self.code.binary("sub", self, other)

    def __rsub__(self, other: Any) -> Num:
        return self.code.binary("sub", other, self)

    def __mul__(self, other: Any) -> Num:
        return self.code.binary("mul", self, other)

    def __rmul__(self, other: Any) -> Num:
        return self.code.binary("mul", other, self)

    def __truediv__(self, other: Any) -> Num:
        return self.code.binary("div", self, other)

    def __rtruediv__(self, other: Any) -> Num:
        return self.code.binary("div", other, self)

    def __and__(self, other: Any) -> Num:
        return self.code.binary("bitwise_and", self, other)

    def __or__(self, other: Any) -> Num:
        return self.code.binary("bitwise_or", self, other)

    def __xor__(self, other: Any) -> Num:
        return self.code.binary("bitwise_xor", self, other)

    def __rshift__(self, other: Any) -> Num:
        return self.code.binary("right_shift", self, other)

    def __lshift__(self, other: Any) -> Num:
        return self.code.binary("left_shift", self, other)

    def __neg__(self) -> Num:
        return self.code.unary("neg", self)

    def __invert__(self) -> Num:
        return self.code.unary("logical_not", self)

    def __repr__(self) -> str:
        if self.op == "constant":
            return str(self.attr)
        return self.attr if self.op == "parameter" else f"v{self.number}"


class Code:
    """Writes a routine. It is also the `m` of formulas: its methods have NumPy's names."""

    def __init__(
        self, name: str, parameters: Sequence[tuple[str, str]], is_inner: bool = False
    ) -> None:
        self._count = 0
        body = Block(0)
        self.blocks = [body]
        # What a symbolic size is while the code runs; filled by `lower`.
        self.sizes: Callable[[Any], Num] | None = None
        self.parameters: list[Num] = []
        for label, dtype in parameters:
            self.parameter(label, dtype)
        self.routine = Routine(name, self.parameters, body, is_inner)

    def parameter(self, label: str, dtype: str) -> Num:
        """One more parameter of the routine."""
        self.parameters.append(Num(self, "parameter", (), dtype, 1, label, 0))
        return self.parameters[-1]

    def next_number(self) -> int:
        self._count += 1
        return self._count

    @property
    def block(self) -> Block:
        """The innermost open block."""
        return self.blocks[-1]

    def let(
        self,
        op: str,
        args: tuple[Num, ...],
        dtype: str,
        lanes: int = 1,
        attr: Any = None,
    ) -> Num:
        """A pure operation, shared with an equal one, in the outermost block where it can stand."""
        depth = 0
        for arg in args:
            if arg.depth > depth:
                depth = arg.depth
        block = self.blocks[depth]
        key = (op, args, dtype, lanes, attr)
        num = block.known.get(key)
        if num is None:
            num = block.known[key] = Num(self, op, args, dtype, lanes, attr, depth)
            block.statements.append(num)
        return num

    def constant(self, value: Any, dtype: str, lanes: int = 1) -> Num:
        """A number known now."""
        if dtype == "bool":
            value = bool(value)
        elif dtype.startswith(("float", "bfloat")):
            value = float(value)
        else:
            value = int(value)
        # repr tells -0.0 from 0.0 and makes NaN equal to itself.
        key = ("constant", value if type(value) is int else repr(value), dtype, lanes)
        known = self.blocks[0].known
        if key not in known:
            known[key] = Num(self, "constant", (), dtype, lanes, value, 0)
        return known[key]

    def address(self, of: str | tuple[int, ...]) -> Num:
        """Where a routine of the program starts, or a row of 64-bit numbers that never change."""
        known, key = self.blocks[0].known, ("address", of)
        if key not in known:
            known[key] = Num(self, "constant", (), POINTER, 1, of, 0)
        return known[key]

    def local(self, size: int) -> Num:
        """The routine's own memory of so many bytes; asked for once."""
        return self.let("local", (), POINTER, 1, size)

    def size(self, size: Any, dtype: str) -> Num:
        """A symbolic size as a number of this dtype."""
        if isinstance(size, int):
            return self.constant(size, dtype)
        assert self.sizes is not None
        return self.cast(self.sizes(size), dtype)

    def splat(self, x: Num, lanes: int) -> Num:
        """The scalar in every lane."""
        if x.lanes == lanes:
            return x
        if x.op == "constant":
            return self.constant(x.attr, x.dtype, lanes)
        return self.let("splat", (x,), x.dtype, lanes)

    def matched(self, *operands: Any) -> tuple[Num, ...]:
        """Operands with one dtype and one number of lanes: numbers and scalars are spread."""
        for like in operands:
            if type(like) is Num:
                break
        nums = [x if type(x) is Num else self.constant(x, like.dtype) for x in operands]
        lanes = max([x.lanes for x in nums])
        return tuple([x if x.lanes == lanes else self.splat(x, lanes) for x in nums])

    def unary(self, op: str, x: Num) -> Num:
        dtype = "bool" if op in ("isnan", "isfinite", "logical_not") else x.dtype
        return self.let(op, (x,), dtype, x.lanes)

    def binary(self, op: str, a: Any, b: Any) -> Num:
        alike = type(a) is type(b) is Num and a.lanes == b.lanes
        x, y = (a, b) if alike else self.matched(a, b)
        folded = _folded(op, x, y)
        if folded is None and op in ("add", "sub"):
            folded = _fused(op, x, y)
        if folded is not None:
            return folded
        return self.let(op, (x, y), "bool" if op in COMPARE else x.dtype, x.lanes)

    def where(self, condition: Any, a: Any, b: Any) -> Num:
        x, y = self.matched(a, b)
        if condition.lanes == 1 and (x is y or condition.op == "constant"):
            return x if x is y or condition.attr else y
        lanes = max(condition.lanes, x.lanes)
        args = (self.splat(condition, lanes), self.splat(x, lanes), self.splat(y, lanes))
        return self.let("where", args, x.dtype, lanes)

    def fma(self, a: Any, b: Any, c: Any) -> Num:
        """`a * b + c`, rounded once."""
        x, y, z = self.matched(a, b, c)
        return self.let("fma", (x, y, z), x.dtype, x.lanes)

    def cast(self, x: Num, dtype: str) -> Num:
        if x.dtype == dtype:
            return x
        # What wraps or rounds is left to code that does so as its dtypes do.
        if x.op == "constant" and (
            dtype == "bool" or (holds(x.dtype, x.attr) and holds(dtype, x.attr))
        ):
            return self.constant(x.attr, dtype, x.lanes)
        if x.dtype == INDEX and x.lanes > 1 and dtype in ("int32", "uint32"):
            return self._shortened(x, dtype)
        return self.let("cast", (x,), dtype, x.lanes)

    def _shortened(self, x: Num, dtype: str) -> Num:
        """The lower halves of places, computed as such: what wraps has the same ones."""
        if x.op == "lane":
            return self.lane(x.lanes, dtype)
        if x.op == "splat":
            return self.splat(self.cast(x.args[0], dtype), x.lanes)
        if x.op in ("add", "sub", "mul"):
            return self.binary(x.op, *[self.cast(arg, dtype) for arg in x.args])
        return self.let("cast", (x,), dtype, x.lanes)

    def bitcast(self, x: Num, dtype: str) -> Num:
        return self.let("bitcast", (x,), dtype, x.lanes)

    def less(self, a: Any, b: Any) -> Num:
        return self.binary("less", a, b)

    def less_equal(self, a: Any, b: Any) -> Num:
        return self.binary("less_equal", a, b)

    def greater(self, a: Any, b: Any) -> Num:
        return self.binary("greater", a, b)

    def greater_equal(self, a: Any, b: Any) -> Num:
        return self.binary("greater_equal", a, b)

    def equal(self, a: Any, b: Any) -> Num:
        return self.binary("equal", a, b)

    def not_equal(self, a: Any, b: Any) -> Num:
        return self.binary("not_equal", a, b)

    def minimum(self, a: Any, b: Any) -> Num:
        return self.binary("minimum", a, b)

    def maximum(self, a: Any, b: Any) -> Num:
        return self.binary("maximum", a, b)

    def floor_divide(self, a: Any, b: Any) -> Num:
        return self.binary("floor_divide", a, b)

    def remainder(self, a: Any, b: Any) -> Num:
        return self.binary("remainder", a, b)

    def quotient(self, a: Num | int, b: Num | int) -> Num:
        """`a // b` of counts or places, of which none is negative; a divisor of 0 is taken as 1.

        That is one instruction, and `floor_divide`, which minds signs, fifteen.
        """
        x, y = self.matched(a, b)
        return self.binary("quotient", x, y if _is_positive(y) else self.maximum(y, 1))

    def divmod(self, a: Num, b: Num | int) -> tuple[Num, Num]:
        """The `quotient` and what is left."""
        whole = self.quotient(a, b)
        return whole, a - whole * b

    def ceiling_divide(self, a: Num, b: Num | int) -> Num:
        """The `quotient`, rounded up."""
        return self.quotient(a + (b - 1), b)

    def share(self, count: Num | int, number: Num, parts: Num | int) -> tuple[Num, Num]:
        """Where the `number`th of equal parts of a range begins and ends."""
        return (
            self.quotient(count * number, parts),
            self.quotient(count * (number + 1), parts),
        )

    def logical_not(self, x: Num) -> Num:
        return self.unary("logical_not", x)

    def sqrt(self, x: Num) -> Num:
        return self.unary("sqrt", x)

    def logical_and(self, a: Any, b: Any) -> Num:
        return self.binary("bitwise_and", a, b)

    def logical_or(self, a: Any, b: Any) -> Num:
        return self.binary("bitwise_or", a, b)

    def lane(self, lanes: int, dtype: str = INDEX) -> Num:
        """0, 1, … lanes - 1."""
        return self.let("lane", (), dtype, lanes)

    def before(self, stop: Num | int, start: Num | int, lanes: int) -> Num:
        """Which of the neighbouring places from `start` on, a lane each, come before `stop`."""
        first = self._index(start)
        left = self.cast(self.minimum(self._index(stop) - first, lanes), "int32")
        return self.less(self.lane(lanes, "int32"), left)

    def extract(self, x: Num, lane: int) -> Num:
        return self.let("extract", (x,), x.dtype, 1, lane)

    def shuffle(self, a: Num, b: Num, lanes: tuple[int, ...]) -> Num:
        """Lanes picked from those of `a` followed by those of `b`."""
        if len(lanes) == 1:
            (lane,) = lanes
            return self.extract(a, lane) if lane < a.lanes else self.extract(b, lane - a.lanes)
        return self.let("shuffle", (a, b), a.dtype, len(lanes), lanes)

    def pack(self, scalars: Sequence[Num]) -> Num:
        """A vector from its lanes."""
        return self.let("pack", tuple(scalars), scalars[0].dtype, len(scalars))

    def widened(self, x: Num, lanes: int, filler: float) -> Num:
        """The vector followed by lanes that hold `filler`."""
        if x.lanes == lanes:
            return x
        if x.lanes == 1:
            return self.where(self.equal(self.lane(lanes), 0), x, filler)
        rest = self.constant(filler, x.dtype, x.lanes)
        return self.shuffle(x, rest, (*range(x.lanes), *[x.lanes] * (lanes - x.lanes)))

    def halved(self, combine: Callable[[Code, Num, Num], Num], x: Num) -> Num:
        """All lanes combined, one half with the other, until one is left."""
        while x.lanes > 1:
            half = x.lanes // 2
            low = self.shuffle(x, x, tuple(range(half)))
            x = combine(self, low, self.shuffle(x, x, tuple(range(half, 2 * half))))
        return x

    def fold(self, op: str, x: Num) -> Num:
        """All lanes combined by a binary operation, neighbours first."""
        return self.let("fold", (x,), x.dtype, 1, op) if x.lanes > 1 else x

    def load(
        self,
        pointer: Num,
        index: Num,
        dtype: str,
        lanes: int = 1,
        mask: Num | None = None,
        depth: int | None = None,
        tag: object = None,
    ) -> Num:
        """Elements from memory: contiguous, or each lane its own if `index` is a vector.

        Lanes whose mask is False are not read and are zero. A load stays in the innermost block
        unless `depth` says in which open block its memory is already what it should be. Loads
        are shared only under the same `tag`, since memory changes.
        """
        args = (pointer, index) if mask is None else (pointer, index, mask)
        lowest = max(arg.depth for arg in args)
        place = len(self.blocks) - 1 if depth is None else max(depth, lowest)
        block = self.blocks[place]
        key = ("load", args, dtype, lanes, tag)
        num = block.known.get(key) if depth is not None else None
        if num is None:
            num = Num(self, "load", args, dtype, lanes, None, place)
            block.statements.append(num)
            if depth is not None:
                block.known[key] = num
        return num

    def store(self, pointer: Num, index: Num, value: Num, mask: Num | None = None) -> None:
        self.block.statements.append(Store(pointer, index, value, mask))

    def prefetch(self, pointer: Num, index: Num, dtype: str) -> None:
        self.block.statements.append(Prefetch(pointer, index, dtype))

    def call(self, function: Num, *arguments: Num) -> Num:
        """Call a function whose address is data; it returns a 64-bit status."""
        depth = len(self.blocks) - 1
        num = Num(self, "call", (function, *arguments), INDEX, 1, None, depth)
        self.block.statements.append(num)
        return num

    def clock(self) -> Num:
        """Ticks of this processor's clock so far, read where this is written."""
        num = Num(self, "clock", (), INDEX, 1, None, len(self.blocks) - 1)
        self.block.statements.append(num)
        return num

    @contextmanager
    def loop(
        self,
        start: Any,
        stop: Any,
        step: int = 1,
        initial: Sequence[Num] = (),
        runs: bool = False,
    ) -> Iterator[For]:
        """A loop; set `.next` inside, read `.results` after."""
        first, last = self._index(start), self._index(stop)
        inner = Block(len(self.blocks))
        index = Num(self, "counter", (), INDEX, 1, None, inner.depth)
        carried = [Num(self, "carried", (), x.dtype, x.lanes, None, inner.depth) for x in initial]
        if isinstance(start, int) and isinstance(stop, int):
            runs = start < stop
        loop = For(index, first, last, step, carried, list(initial), inner, list(carried))
        loop.runs = runs
        self.blocks.append(inner)
        yield loop
        self.blocks.pop()
        loop.results = [
            Num(self, "result", (), x.dtype, x.lanes, (loop, k), len(self.blocks) - 1)
            for k, x in enumerate(initial)
        ]
        self.block.statements.append(loop)

    @contextmanager
    def parallel(
        self, start: Any, stop: Any, step: int, pool: Num, worth: Num | bool
    ) -> Iterator[For]:
        """A loop whose turns do not depend on each other, shared among the threads of `pool`.

        Neither `leave` nor a call into Python may stand in it.
        """
        condition = worth if isinstance(worth, Num) else self.constant(worth, "bool")
        with self.loop(start, stop, step) as loop:
            depth = len(self.blocks) - 1
            thread = Num(self, "thread", (), INDEX, 1, None, depth)
            loop.shared = Shared(pool, condition, thread)
            yield loop

    @contextmanager
    def when(self, condition: Num) -> Iterator[None]:
        """Statements that run if the scalar condition holds."""
        inner = Block(len(self.blocks))
        self.blocks.append(inner)
        yield
        self.blocks.pop()
        self.block.statements.append(If(condition, inner))

    def end_loop(self, condition: Num) -> None:
        self.block.statements.append(Break(condition))

    def leave(self, status: Any) -> None:
        self.block.statements.append(Return(self._index(status)))

    def _index(self, value: Any) -> Num:
        return value if isinstance(value, Num) else self.constant(value, INDEX)


def _folded(op: str, x: Num, y: Num) -> Num | None:
    """Index arithmetic on known numbers, done now; floats are left alone (signed zeros, NaN)."""
    if x.dtype != INDEX or op not in KNOWN:
        return None
    code, known_x, known_y = x.code, x.op == "constant", y.op == "constant"
    if known_x and known_y and not (y.attr == 0 and op in ("floor_divide", "remainder")):
        dtype = "bool" if op in COMPARE else INDEX
        return code.constant(KNOWN[op](x.attr, y.attr), dtype, x.lanes)
    if op == "mul" and ((known_x and x.attr == 0) or (known_y and y.attr == 0)):
        return code.constant(0, INDEX, x.lanes)
    if known_y and y.attr == NEUTRAL.get(op):
        return x
    if known_x and op in ("add", "mul") and x.attr == NEUTRAL[op]:
        return y
    if op in ("floor_divide", "quotient") and known_y and y.attr > 0 and y.attr.bit_count() == 1:
        # A shift rounds down, as the quotient does.
        return code.binary("right_shift", x, y.attr.bit_length() - 1)
    return None


def _is_positive(x: Num) -> bool:
    """Whether a number is seen to be: a constant, or a maximum with one."""
    known = x.args if x.op == "maximum" else (x,)
    return any(part.op == "constant" and part.attr > 0 for part in known)


def _fused(op: str, x: Num, y: Num) -> Num | None:
    """A product that is added or subtracted, rounded once: IEEE 754's fusedMultiplyAdd."""
    if x.dtype not in ("float32", "float64"):
        return None
    if x.op == "mul":
        a, b = x.args
        return x.code.fma(a, b, y if op == "add" else -y)
    if y.op == "mul":
        a, b = y.args
        return x.code.fma(a if op == "add" else -a, b, x)
    return None


def _unary_method(op: str) -> Callable[[Code, Num], Num]:
    return lambda self, x: self.unary(op, x)


def _binary_method(op: str) -> Callable[[Code, Any, Any], Num]:
    return lambda self, a, b: self.binary(op, a, b)


for _op in UNARY:
    if not hasattr(Code, _op):
        setattr(Code, _op, _unary_method(_op))
for _op in BINARY:
    if not hasattr(Code, _op):
        setattr(Code, _op, _binary_method(_op))
