"""Numbers in registers as LLVM text: one `Kind` for each dtype and number of lanes.

A kind's methods have NumPy's names, append the instructions and return a `Value` that answers to
Python's operators, so the formulas of `scalars` read as mathematics.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from pronghorn.engines.llvm.target import Target
from pronghorn.errors import InternalError

# dtype: the type of a register. Halves stay their bits; arithmetic on them is in float32.
REGISTER = {
    "bool": "i1",
    "int8": "i8",
    "int16": "i16",
    "int32": "i32",
    "int64": "i64",
    "uint8": "i8",
    "uint16": "i16",
    "uint32": "i32",
    "uint64": "i64",
    "float16": "i16",
    "bfloat16": "i16",
    "float32": "float",
    "float64": "double",
    "index": "i64",
    "pointer": "ptr",
}
BITS = {"bool": 1, "index": 64, "pointer": 64} | {
    dtype: int("".join(c for c in dtype if c.isdigit()))
    for dtype in REGISTER
    if dtype[-1].isdigit()
}
# Lines of a block before it is ended. At its quickest LLVM looks back six operations from each of a
# block, along all ways, which is most of its time for random words; else it joins the blocks again.
LONG = 16
SUFFIX = {"float": "f32", "double": "f64", "ptr": "p0"}


class Value:
    """A register or a constant. `known` is the number if it is known now."""

    __slots__ = ("kind", "known", "text")

    def __init__(self, kind: Kind, text: str, known: Any = None) -> None:
        self.kind = kind
        self.text = text
        self.known = known

    def __add__(self, other: Operand) -> Value:
        return self.kind.add(self, other)

    def __radd__(self, other: Operand) -> Value:
        return self.kind.add(other, self)

    def __sub__(self, other: Operand) -> Value:
        return self.kind.sub(self, other)

    def __rsub__(self, other: Operand) -> Value:
        return self.kind.sub(other, self)

    def __mul__(self, other: Operand) -> Value:
        return self.kind.mul(self, other)

    def __rmul__(self, other: Operand) -> Value:
        return self.kind.mul(other, self)

    def __truediv__(self, other: Operand) -> Value:
        return self.kind.div(self, other)

    def __rtruediv__(self, other: Operand) -> Value:
        return self.kind.div(other, self)

    def __and__(self, other: Operand) -> Value:
        return self.kind.bitwise_and(self, other)

    def __or__(self, other: Operand) -> Value:
        return self.kind.bitwise_or(self, other)

    def __xor__(self, other: Operand) -> Value:
        return self.kind.bitwise_xor(self, other)

    def __lshift__(self, other: Operand) -> Value:
        return self.kind.left_shift(self, other)

    def __rshift__(self, other: Operand) -> Value:
        return self.kind.right_shift(self, other)

    def __neg__(self) -> Value:
        return self.kind.neg(self)

    def __invert__(self) -> Value:
        return self.kind.logical_not(self)

    def __lt__(self, other: Operand) -> Value:
        return self.kind.less(self, other)

    def __le__(self, other: Operand) -> Value:
        return self.kind.less_equal(self, other)

    def __gt__(self, other: Operand) -> Value:
        return self.kind.greater(self, other)

    def __ge__(self, other: Operand) -> Value:
        return self.kind.greater_equal(self, other)


Operand: TypeAlias = Value | float | int | bool


class Lines:
    """The body of one function as it is written."""

    def __init__(self, target: Target, classes: dict[str, type[Kind]]) -> None:
        self.target = target
        self.text: list[str] = []
        self.first: list[str] = []  # stack memory, taken once where the function starts
        self.count = 0
        self.label = "entry"  # of the block being written, for phis
        self.begun = 0  # lines before that block
        self._classes = classes
        self._kinds: dict[tuple[str, int], Kind] = {}
        self.is_x86 = target.triple.startswith(("x86_64", "amd64"))
        self.is_arm = target.triple.startswith(("aarch64", "arm64"))
        self.has_fma = target.has_fma
        self.has_halves = self.is_arm or "f16c" in target.has

    def multiplies_high(self, bits: int) -> bool:
        """Whether vectors of so many bits have the upper half of a 16-bit product at once."""
        feature = {128: "sse2", 256: "avx2", 512: "avx512bw"}[bits]
        return (
            self.is_x86
            and bits <= self.target.vector_bits
            and (feature == "sse2" or feature in self.target.has)
        )

    def kind(self, dtype: str, lanes: int) -> Kind:
        kind = self._kinds.get((dtype, lanes))
        if kind is None:
            if dtype not in REGISTER:
                raise InternalError(f"the emitter has no registers for {dtype}")
            kind = self._kinds[dtype, lanes] = self._classes[dtype](self, dtype, lanes)
        return kind

    def new(self, instruction: str) -> str:
        """The name of an instruction's result."""
        self.count += 1
        name = f"%t{self.count}"
        self.text.append(f"{name} = {instruction}")
        return name

    def fresh_label(self) -> str:
        self.count += 1
        return f"b{self.count}"

    def begin(self, label: str) -> None:
        """Start a block; the one before must have ended in a branch or a return."""
        self.text.append(f"{label}:")
        self.label = label
        self.begun = len(self.text)

    def pause(self) -> None:
        """Go on in a new block if this one is long."""
        if len(self.text) - self.begun > LONG:
            following = self.fresh_label()
            self.text.append(f"br label %{following}")
            self.begin(following)


class Kind:
    """One dtype and number of lanes: what holds for all of them."""

    def __init__(self, lines: Lines, dtype: str, lanes: int) -> None:
        self.lines = lines
        self.dtype = dtype
        self.lanes = lanes
        self.bits = BITS[dtype]
        self.scalar = REGISTER[dtype]
        self.type = self.scalar if lanes == 1 else f"<{lanes} x {self.scalar}>"
        suffix = SUFFIX.get(self.scalar, self.scalar)
        self.suffix = suffix if lanes == 1 else f"v{lanes}{suffix}"
        self._constants: dict[Any, Value] = {}
        self._methods: dict[str, Callable[..., Value]] = {}

    def like(self, dtype: str) -> Kind:
        """Another dtype with as many lanes."""
        return self.lines.kind(dtype, self.lanes)

    def one(self) -> Kind:
        """One lane of this."""
        return self.lines.kind(self.dtype, 1)

    def new(self, instruction: str) -> Value:
        lines = self.lines
        lines.count += 1
        name = f"%t{lines.count}"
        lines.text.append(f"{name} = {instruction}")
        return Value(self, name)

    def text(self, x: Operand) -> str:
        return x.text if type(x) is Value else self.constant(x).text

    def value(self, x: Operand) -> Value:
        return x if type(x) is Value else self.constant(x)

    def literal(self, number: Any) -> str:
        """One lane of a constant."""
        raise NotImplementedError

    def constant(self, number: Any) -> Value:
        # 0.0 and -0.0 are equal as keys, and so are True and 1.
        key = repr(number) if number == 0 else number
        value = self._constants.get(key)
        if value is None:
            literal = self.literal(number)
            text = literal if self.lanes == 1 else f"splat ({self.scalar} {literal})"
            value = self._constants[key] = Value(self, text, number)
        return value

    def apply(self, op: str, *args: Value) -> Value:
        """An elementwise operation of the loop IR by its name."""
        method = self._methods.get(op)
        if method is None:
            method = self._methods[op] = self.method(op)
        return method(*args)

    def method(self, op: str) -> Callable[..., Value]:
        """What computes an operation; `apply` asks once."""
        method: Callable[..., Value] | None = getattr(self, op, None)
        if method is None:
            raise InternalError(f"the emitter cannot {op} {self.dtype}")
        return method

    def call(self, function: str, *args: Operand) -> Value:
        """An LLVM intrinsic whose operands and result are of this kind."""
        operands = ", ".join([f"{self.type} {self.text(x)}" for x in args])
        return self.new(f"call {self.type} @llvm.{function}.{self.suffix}({operands})")

    def pair(self, instruction: str, a: Operand, b: Operand) -> Value:
        first = a.text if type(a) is Value else self.text(a)
        second = b.text if type(b) is Value else self.text(b)
        return self.new(f"{instruction} {self.type} {first}, {second}")

    def compare(self, instruction: str, a: Operand, b: Operand) -> Value:
        return self.like("bool").new(f"{instruction} {self.type} {self.text(a)}, {self.text(b)}")

    def where(self, condition: Value, a: Operand, b: Operand) -> Value:
        return self.new(
            f"select {condition.kind.type} {condition.text}, "
            f"{self.type} {self.text(a)}, {self.type} {self.text(b)}"
        )

    def splat(self, x: Value) -> Value:
        """A scalar in every lane."""
        if self.lanes == 1:
            return x
        first = self.new(f"insertelement {self.type} poison, {self.scalar} {x.text}, i64 0")
        return self.new(
            f"shufflevector {self.type} {first.text}, {self.type} poison, "
            f"<{self.lanes} x i32> zeroinitializer"
        )

    def extract(self, x: Value, lane: int) -> Value:
        if self.lanes == 1:
            return x
        return self.one().new(f"extractelement {self.type} {x.text}, i64 {lane}")

    def gather_lanes(self, scalars: Sequence[Value]) -> Value:
        """A vector from its lanes."""
        if self.lanes == 1:
            return scalars[0]
        vector = "poison"
        for lane, x in enumerate(scalars):
            vector = self.new(
                f"insertelement {self.type} {vector}, {self.scalar} {x.text}, i64 {lane}"
            ).text
        return Value(self, vector)

    def shuffle(self, a: Value, b: Value, lanes: Sequence[int]) -> Value:
        """Lanes picked from `a` followed by `b`; the kind is the operands'."""
        if len(lanes) == 1:
            source, lane = (
                (a, lanes[0]) if lanes[0] < a.kind.lanes else (b, lanes[0] - a.kind.lanes)
            )
            return source.kind.extract(source, lane)
        result = self.lines.kind(self.dtype, len(lanes))
        if a.kind.lanes == b.kind.lanes == 1:
            return result.gather_lanes([(a, b)[lane] for lane in lanes])
        wide = max(a.kind.lanes, b.kind.lanes)
        shift = wide - a.kind.lanes
        picked = [lane + shift if lane >= a.kind.lanes else lane for lane in lanes]
        kind = self.lines.kind(self.dtype, wide)
        first, second = kind.widened(a), kind.widened(b)
        order = ", ".join([f"i32 {lane}" for lane in picked])
        return result.new(
            f"shufflevector {kind.type} {first.text}, {kind.type} {second.text}, "
            f"<{len(lanes)} x i32> <{order}>"
        )

    def widened(self, x: Value) -> Value:
        """The lanes of a shorter vector first, whatever after them."""
        source = x.kind
        if source.lanes == self.lanes:
            return x
        if source.lanes == 1:
            return self.new(f"insertelement {self.type} poison, {self.scalar} {x.text}, i64 0")
        order = ", ".join(
            [f"i32 {lane if lane < source.lanes else 'poison'}" for lane in range(self.lanes)]
        ).replace("i32 poison", "i32 0")
        return self.new(
            f"shufflevector {source.type} {x.text}, {source.type} poison, "
            f"<{self.lanes} x i32> <{order}>"
        )

    def fold(self, op: str, x: Value) -> Value:
        """All lanes combined as a tree over neighbours, whatever the width of registers.

        Lanes trade places with their partners and every lane computes: that is one shuffle within
        128 bits a step, where halving the vector would take the odd lanes and the even ones.
        """
        step = 1
        while step < self.lanes:
            partners = [lane ^ step for lane in range(self.lanes)]
            x = self.apply(op, x, self.shuffle(x, x, partners))
            step *= 2
        return self.extract(x, 0)

    def _absent(self, *operands: Any, **_: Any) -> Value:
        raise InternalError(f"the emitter has no such operation on {self.dtype}: {operands}")

    # What the operators of `Value` stand for, where a dtype has it.
    add = sub = mul = div = neg = logical_not = _absent
    bitwise_and = bitwise_or = bitwise_xor = left_shift = right_shift = _absent
    less = less_equal = greater = greater_equal = _absent


def float32_literal(number: float) -> str:
    """LLVM writes a float32 as the float64 of the same value, in hexadecimal."""
    try:
        (rounded,) = struct.unpack("<f", struct.pack("<f", number))
    except OverflowError:  # above the largest float32: infinity, as a cast gives
        rounded = float("inf") if number > 0 else float("-inf")
    return float64_literal(rounded)


def float64_literal(number: float) -> str:
    return "0x" + struct.pack(">d", number).hex().upper()
