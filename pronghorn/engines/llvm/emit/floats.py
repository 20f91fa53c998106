"""Floating point: each operation rounds once, in the order written; halves compute in float32."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from pronghorn.engines.llvm.emit import halves, powers, scalars, trigonometry
from pronghorn.engines.llvm.emit.values import (
    Kind,
    Operand,
    Value,
    float32_literal,
    float64_literal,
)

FORMULAS = scalars.FORMULAS | trigonometry.FORMULAS | powers.FORMULAS

# 2**27 + 1 cuts a float64 into two halves of its digits (Dekker, doi:10.1007/BF01397083).
SPLITTER = 134217729.0


class FloatKind(Kind):
    """float32 and float64."""

    def literal(self, number: Any) -> str:
        return float32_literal(number) if self.bits == 32 else float64_literal(number)

    def method(self, op: str) -> Callable[..., Value]:
        formula = FORMULAS.get(op)
        return super().method(op) if formula is None else partial(formula, self)

    @property
    def integer(self) -> Kind:
        """Signed integers of the same width."""
        return self.like("int32" if self.bits == 32 else "int64")

    def add(self, a: Operand, b: Operand) -> Value:
        return self.pair("fadd", a, b)

    def sub(self, a: Operand, b: Operand) -> Value:
        return self.pair("fsub", a, b)

    def mul(self, a: Operand, b: Operand) -> Value:
        return self.pair("fmul", a, b)

    def div(self, a: Operand, b: Operand) -> Value:
        return self.pair("fdiv", a, b)

    def neg(self, x: Operand) -> Value:
        return self.new(f"fneg {self.type} {self.text(x)}")

    def fma(self, a: Operand, b: Operand, c: Operand) -> Value:
        """`a * b + c`, rounded once where the processor can, else twice."""
        if self.lines.has_fma:
            return self.call("fma", a, b, c)
        return self.add(self.mul(a, b), c)

    def fused(self, a: Operand, b: Operand, c: Operand) -> Value:
        """`a * b + c` where the product's last digits matter: rounded once on any processor."""
        if self.lines.has_fma:
            return self.call("fma", a, b, c)
        if self.bits == 32:
            wide = self.like("float64")
            x, y, z = (
                wide.new(f"fpext {self.type} {self.text(v)} to {wide.type}") for v in (a, b, c)
            )
            return self.new(f"fptrunc {wide.type} {(x * y + z).text} to {self.type}")
        x, y = self.value(a), self.value(b)
        product = x * y
        x_high, y_high = self._upper_half(x), self._upper_half(y)
        x_low, y_low = x - x_high, y - y_high
        error = ((x_high * y_high - product) + x_high * y_low + x_low * y_high) + x_low * y_low
        return (product + c) + error

    def _upper_half(self, x: Value) -> Value:
        scaled = x * SPLITTER
        return scaled - (scaled - x)

    def abs(self, x: Value) -> Value:
        return self.call("fabs", x)

    def sqrt(self, x: Value) -> Value:
        return self.call("sqrt", x)

    def floor(self, x: Value) -> Value:
        return self.call("floor", x)

    def ceil(self, x: Value) -> Value:
        return self.call("ceil", x)

    def rint(self, x: Value) -> Value:
        return self.call("rint", x)

    def trunc(self, x: Value) -> Value:
        return self.call("trunc", x)

    def sign(self, x: Value) -> Value:
        return self.where(self.compare("fcmp one", x, 0.0), self.copysign(1.0, x), x)

    def copysign(self, size: Operand, sign: Operand) -> Value:
        """The first with the sign of the second."""
        return self.call("copysign", size, sign)

    def maximum(self, a: Operand, b: Operand) -> Value:
        return self._extremum("fcmp ogt", "maximum", a, b)

    def minimum(self, a: Operand, b: Operand) -> Value:
        return self._extremum("fcmp olt", "minimum", a, b)

    def _extremum(self, comparison: str, intrinsic: str, a: Operand, b: Operand) -> Value:
        """NaN if either is. `a > b ? a : b` is one x86 instruction that gives b for a NaN."""
        first, second = self.value(a), self.value(b)
        if self.lines.is_arm:
            return self.call(intrinsic, first, second)
        if second.known is not None:
            first, second = second, first
        if first.known is not None and first.known == first.known:
            return self.where(self.compare(comparison, first, second), first, second)
        larger = self.where(self.compare(comparison, first, second), first, second)
        return self.where(self.isnan(first), first, larger)

    def isnan(self, x: Operand) -> Value:
        return self.compare("fcmp uno", x, 0.0)

    def isfinite(self, x: Value) -> Value:
        return self.compare("fcmp olt", self.abs(x), float("inf"))

    def logical_not(self, x: Operand) -> Value:
        return self.compare("fcmp oeq", x, 0.0)

    def equal(self, a: Operand, b: Operand) -> Value:
        return self.compare("fcmp oeq", a, b)

    def not_equal(self, a: Operand, b: Operand) -> Value:
        return self.compare("fcmp une", a, b)

    def less(self, a: Operand, b: Operand) -> Value:
        return self.compare("fcmp olt", a, b)

    def less_equal(self, a: Operand, b: Operand) -> Value:
        return self.compare("fcmp ole", a, b)

    def greater(self, a: Operand, b: Operand) -> Value:
        return self.compare("fcmp ogt", a, b)

    def greater_equal(self, a: Operand, b: Operand) -> Value:
        return self.compare("fcmp oge", a, b)

    def bitcast(self, x: Value) -> Value:
        """The bits of a value of another dtype, as this one."""
        return self.new(f"bitcast {x.kind.type} {x.text} to {self.type}")

    def to_bits(self, x: Value) -> Value:
        kind = self.integer
        return kind.new(f"bitcast {self.type} {x.text} to {kind.type}")


class HalfKind(Kind):
    """float16 and bfloat16: 16 bits in a register, read and written around float32 work.

    Every result is rounded to a half, as NumPy does it.
    """

    def literal(self, number: Any) -> str:
        bits = halves.bits_of_number(float(number), self.dtype)
        return str(bits - (1 << 16) if bits >> 15 else bits)

    def method(self, op: str) -> Callable[..., Value]:
        if op in ("neg", "abs"):
            return super().method(op)
        wide = self.like("float32")

        def in_float32(*args: Value) -> Value:
            result = wide.apply(op, *[halves.widen(x) for x in args])
            return halves.narrow(result, self) if result.kind is wide else result

        return in_float32

    def neg(self, x: Operand) -> Value:
        return self.pair("xor", x, -0.0)

    def abs(self, x: Value) -> Value:
        bits = self.like("int16")
        return self.new(f"and {self.type} {x.text}, {bits.text(0x7FFF)}")
