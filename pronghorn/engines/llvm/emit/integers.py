"""Integers, positions, truth values and addresses: NumPy's meaning, without traps or poison."""

from __future__ import annotations

from typing import Any

from pronghorn.engines.llvm.emit.casts import cast
from pronghorn.engines.llvm.emit.values import Kind, Operand, Value


class ExactKind(Kind):
    """What is never NaN nor infinite."""

    def isnan(self, x: Value) -> Value:
        return self.like("bool").constant(x.kind is not self)

    def isfinite(self, x: Value) -> Value:
        return self.like("bool").constant(x.kind is self)


X86_MULTIPLY_HIGH = {
    8: "sse2.pmulhu.w",
    16: "avx2.pmulhu.w",
    32: "avx512.pmulhu.w.512",
}


class IntegerKind(ExactKind):
    """Two's complement; results wrap around."""

    @property
    def is_signed(self) -> bool:
        return not self.dtype.startswith("uint")

    def literal(self, number: Any) -> str:
        wrapped = int(number) & ((1 << self.bits) - 1)
        return str(wrapped - (1 << self.bits) if wrapped >> (self.bits - 1) else wrapped)

    def add(self, a: Operand, b: Operand) -> Value:
        return self.pair("add", a, b)

    def sub(self, a: Operand, b: Operand) -> Value:
        return self.pair("sub", a, b)

    def mul(self, a: Operand, b: Operand) -> Value:
        return self.pair("mul", a, b)

    def fma(self, a: Operand, b: Operand, c: Operand) -> Value:
        """`a * b + c`, a term of a sum of products."""
        return self.add(self.mul(a, b), c)

    def multiply_high(self, a: Operand, b: Operand) -> Value:
        """The upper half of a product of 16 bits, which x86 has and LLVM finds only in part."""
        if self.dtype != "uint16":
            return self._absent(a, b)
        name = X86_MULTIPLY_HIGH.get(self.lanes)
        if name is not None and self.lines.multiplies_high(self.bits * self.lanes):
            operands = f"{self.type} {self.text(a)}, {self.type} {self.text(b)}"
            return self.new(f"call {self.type} @llvm.x86.{name}({operands})")
        wide = self.like("uint32")
        product = cast(self.value(a), wide) * cast(self.value(b), wide)
        return cast(product >> 16, self)

    def neg(self, x: Operand) -> Value:
        return self.pair("sub", 0, x)

    def bitwise_and(self, a: Operand, b: Operand) -> Value:
        return self.pair("and", a, b)

    def bitwise_or(self, a: Operand, b: Operand) -> Value:
        return self.pair("or", a, b)

    def bitwise_xor(self, a: Operand, b: Operand) -> Value:
        return self.pair("xor", a, b)

    def logical_not(self, x: Operand) -> Value:
        return self.compare("icmp eq", x, 0)

    def equal(self, a: Operand, b: Operand) -> Value:
        return self.compare("icmp eq", a, b)

    def not_equal(self, a: Operand, b: Operand) -> Value:
        return self.compare("icmp ne", a, b)

    def less(self, a: Operand, b: Operand) -> Value:
        return self.compare("icmp slt" if self.is_signed else "icmp ult", a, b)

    def less_equal(self, a: Operand, b: Operand) -> Value:
        return self.compare("icmp sle" if self.is_signed else "icmp ule", a, b)

    def greater(self, a: Operand, b: Operand) -> Value:
        return self.less(b, a)

    def greater_equal(self, a: Operand, b: Operand) -> Value:
        return self.less_equal(b, a)

    def maximum(self, a: Operand, b: Operand) -> Value:
        if self.lanes == 1:  # LLVM's quickest way has no intrinsics
            return self.where(self.greater(a, b), a, b)
        return self.call("smax" if self.is_signed else "umax", a, b)

    def minimum(self, a: Operand, b: Operand) -> Value:
        if self.lanes == 1:
            return self.where(self.less(a, b), a, b)
        return self.call("smin" if self.is_signed else "umin", a, b)

    def abs(self, x: Value) -> Value:
        if not self.is_signed:
            return x
        return self.new(f"call {self.type} @llvm.abs.{self.suffix}({self.type} {x.text}, i1 false)")

    def sign(self, x: Value) -> Value:
        below = self.minimum(x, 1)
        return self.maximum(below, -1) if self.is_signed else below

    def floor(self, x: Value) -> Value:
        return x

    ceil = rint = trunc = floor

    def left_shift(self, a: Operand, b: Operand) -> Value:
        if self._shifts_within(b):
            return self.pair("shl", a, b)
        # LLVM's shift by too much is poison, which a `select` may leave unchosen.
        small = self.compare("icmp ult", b, self.bits)
        return self.where(small, self.pair("shl", a, b), 0)

    def right_shift(self, a: Operand, b: Operand) -> Value:
        instruction = "ashr" if self.is_signed else "lshr"
        if self._shifts_within(b):
            return self.pair(instruction, a, b)
        if self.is_signed:
            return self.pair(instruction, a, self.call("umin", b, self.bits - 1))
        small = self.compare("icmp ult", b, self.bits)
        return self.where(small, self.pair(instruction, a, b), 0)

    def _shifts_within(self, b: Operand) -> bool:
        known = b.known if isinstance(b, Value) else b
        return known is not None and 0 <= known < self.bits

    def floor_divide(self, a: Value, b: Value) -> Value:
        """Rounded down; 0 if b is 0."""
        shift = self._power_of_two(b)
        if shift is not None:
            return self.right_shift(a, shift)
        if not self.is_signed:
            divisor, is_zero = self._divisor(b)
            quotient = self.pair("udiv", a, divisor)
            return quotient if is_zero is None else self.where(is_zero, 0, quotient)
        divisor, odd = self._divisor(b)
        quotient = self.pair("sdiv", a, divisor)
        below = self._went_up(a - quotient * divisor, divisor)
        down = self.where(below, quotient - 1, quotient)
        # Where b is 0 or -1 the quotient, wrapped, is a * b.
        return down if odd is None else self.where(odd, a * b, down)

    def quotient(self, a: Value, b: Value) -> Value:
        """Of a number that is not negative and one that is positive."""
        return self.pair("sdiv" if self.is_signed else "udiv", a, b)

    def remainder(self, a: Value, b: Value) -> Value:
        """With the sign of b; 0 if b is 0."""
        if self._power_of_two(b) is not None:
            return self.bitwise_and(a, b.known - 1)
        divisor, _ = self._divisor(b)
        if not self.is_signed:
            return self.pair("urem", a, divisor)
        rest = self.pair("srem", a, divisor)
        return self.where(self._went_up(rest, divisor), rest + divisor, rest)

    def _power_of_two(self, b: Value) -> int | None:
        known = b.known
        if known is None or known <= 0 or known & (known - 1):
            return None
        return int(known).bit_length() - 1

    def _divisor(self, b: Value) -> tuple[Value, Value | None]:
        """1 in place of the divisors that trap, whose remainder is 0 too; and where that is."""
        if b.known not in (None, 0, -1):
            return b, None
        odd = self.equal(b, 0)
        if self.is_signed:
            odd = self.compare("icmp ult", b + 1, 2)
        return self.where(odd, 1, b), odd

    def _went_up(self, rest: Value, divisor: Value) -> Value:
        """Whether truncation rounded up: a rest is left and its sign is not the divisor's."""
        return self.not_equal(rest, 0) & self.less(rest ^ divisor, 0)

    def power(self, a: Value, b: Value) -> Value:
        """By squaring, one turn for each bit of the largest exponent. NumPy refuses negative
        exponents; here they give 0, or a wrapped inverse of 1 and -1."""
        if b.known is not None and 0 <= b.known < 1 << 16:
            return self._known_power(a, int(b.known))
        lines = self.lines
        before, turn, after = lines.label, lines.fresh_label(), lines.fresh_label()
        flags = self.like("bool")
        lines.text.append(f"br label %{turn}")
        lines.begin(turn)
        place = len(lines.text)
        lines.text.extend(("", "", ""))
        names = [lines.fresh_label() for _ in range(3)]
        square, rest, product = (Value(self, f"%{name}") for name in names)
        more = self.where(self.not_equal(rest & 1, 0), product * square, product)
        squared = square * square
        halved = self.pair("lshr", rest, 1)
        any_left = flags.fold("bitwise_or", self.not_equal(halved, 0))
        lines.text.append(f"br i1 {any_left.text}, label %{turn}, label %{after}")
        starts = (a, b, self.constant(1))
        nexts = (squared, halved, more)
        phis = zip((square, rest, product), starts, nexts, strict=True)
        for k, (phi, start, following) in enumerate(phis):
            lines.text[place + k] = (
                f"{phi.text} = phi {self.type} [{start.text}, %{before}], "
                f"[{following.text}, %{turn}]"
            )
        lines.begin(after)
        return more

    def _known_power(self, a: Value, exponent: int) -> Value:
        result: Value | None = None
        while exponent:
            if exponent & 1:
                result = a if result is None else result * a
            exponent >>= 1
            if exponent:
                a = a * a
        return self.constant(1) if result is None else result


class BoolKind(ExactKind):
    """One bit a lane in registers; memory holds a byte for each."""

    def literal(self, number: Any) -> str:
        return "true" if number else "false"

    def bitwise_and(self, a: Operand, b: Operand) -> Value:
        return self.pair("and", a, b)

    def bitwise_or(self, a: Operand, b: Operand) -> Value:
        return self.pair("or", a, b)

    def bitwise_xor(self, a: Operand, b: Operand) -> Value:
        return self.pair("xor", a, b)

    # NumPy: a sum of truth values is "or", a product is "and".
    add = maximum = bitwise_or
    mul = minimum = bitwise_and
    not_equal = bitwise_xor

    def fold(self, op: str, x: Value) -> Value:
        """All lanes at once: whether any, or every, one of them holds."""
        bits = self.lines.new(f"bitcast {self.type} {x.text} to i{self.lanes}")
        asked = "ne" if op in ("bitwise_or", "add", "maximum") else "eq"
        wanted = 0 if asked == "ne" else -1
        return self.one().new(f"icmp {asked} i{self.lanes} {bits}, {wanted}")

    def logical_not(self, x: Operand) -> Value:
        return self.pair("xor", x, True)

    def equal(self, a: Operand, b: Operand) -> Value:
        return self.logical_not(self.not_equal(a, b))

    def less(self, a: Operand, b: Operand) -> Value:
        return self.bitwise_and(self.logical_not(a), b)

    def less_equal(self, a: Operand, b: Operand) -> Value:
        return self.bitwise_or(self.logical_not(a), b)

    def greater(self, a: Operand, b: Operand) -> Value:
        return self.less(b, a)

    def greater_equal(self, a: Operand, b: Operand) -> Value:
        return self.less_equal(b, a)

    def abs(self, x: Value) -> Value:
        return x

    def any(self, x: Value) -> Value:
        """Whether a lane holds, as a scalar."""
        if self.lanes == 1:
            return x
        bits = f"i{self.lanes}"
        packed = self.lines.new(f"bitcast {self.type} {x.text} to {bits}")
        return self.one().new(f"icmp ne {bits} {packed}, 0")


class PointerKind(Kind):
    """Addresses; a sum with a position counts bytes."""

    def literal(self, number: Any) -> str:
        return f"inttoptr (i64 {int(number)} to ptr)" if number else "null"

    def add(self, a: Operand, b: Operand) -> Value:
        pointer, offset = (self.value(a), b)
        index = self.like("index")
        return self.new(
            f"getelementptr i8, {self.type} {pointer.text}, {index.type} {index.text(offset)}"
        )

    def equal(self, a: Operand, b: Operand) -> Value:
        return self.compare("icmp eq", a, b)

    def not_equal(self, a: Operand, b: Operand) -> Value:
        return self.compare("icmp ne", a, b)
