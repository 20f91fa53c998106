"""Conversions between dtypes: NumPy's where NumPy's are the same everywhere.

Floats out of an integer's range, which NumPy leaves to the processor, give the nearest integer of
that dtype, and NaN gives 0.
"""

from __future__ import annotations

from pronghorn.engines.llvm.emit.halves import narrow, round_to_odd, widen
from pronghorn.engines.llvm.emit.values import Kind, Value

HALVES = ("float16", "bfloat16")
FLOATS = ("float32", "float64")


def cast(x: Value, kind: Kind) -> Value:
    """The value in another dtype with as many lanes."""
    source = x.kind
    if source.dtype == kind.dtype:
        return x
    if source.dtype in HALVES:
        return cast(widen(x), kind)
    if kind.dtype == "bool":
        return source.apply("not_equal", x, source.constant(0))
    if source.dtype == "bool":
        return kind.where(x, 1, 0)
    if kind.dtype in HALVES:
        if source.dtype == "float64":
            return narrow(round_to_odd(x), kind)
        return narrow(cast(x, kind.like("float32")), kind)
    if source.dtype in FLOATS:
        return _from_float(x, kind)
    if kind.dtype in FLOATS:
        instruction = "uitofp" if source.dtype.startswith("uint") else "sitofp"
        return _converted(instruction, x, kind)
    if "pointer" in (source.dtype, kind.dtype):
        instruction = "ptrtoint" if source.dtype == "pointer" else "inttoptr"
        return _converted(instruction, x, kind)
    if source.bits == kind.bits:
        return Value(kind, x.text)
    if source.bits > kind.bits:
        return _converted("trunc", x, kind)
    return _converted("zext" if source.dtype.startswith("uint") else "sext", x, kind)


def bitcast(x: Value, kind: Kind) -> Value:
    """The same bits as another dtype of the same width."""
    source = x.kind
    if source.type == kind.type:
        return Value(kind, x.text)
    if source.dtype == "bool":
        return _converted("zext", x, kind)
    if kind.dtype == "bool":
        return source.apply("not_equal", x, source.constant(0))
    if source.dtype == "pointer":
        return _converted("ptrtoint", x, kind)
    if kind.dtype == "pointer":
        return _converted("inttoptr", x, kind)
    return _converted("bitcast", x, kind)


def _converted(instruction: str, x: Value, kind: Kind) -> Value:
    return kind.new(f"{instruction} {x.kind.type} {x.text} to {kind.type}")


def _from_float(x: Value, kind: Kind) -> Value:
    source = x.kind
    if kind.dtype in FLOATS:
        return _converted("fpext" if kind.bits > source.bits else "fptrunc", x, kind)
    name = "fptoui" if kind.dtype.startswith("uint") else "fptosi"
    if kind.bits < 32:
        # Processors convert to 32 bits; the narrower range is a matter of two comparisons.
        wide = cast(x, kind.like("int32"))
        low, high = (0, (1 << kind.bits) - 1)
        if name == "fptosi":
            low, high = -(1 << (kind.bits - 1)), (1 << (kind.bits - 1)) - 1
        held = wide.kind.apply("minimum", wide, wide.kind.constant(high))
        held = wide.kind.apply("maximum", held, wide.kind.constant(low))
        return _converted("trunc", held, kind)
    return kind.new(
        f"call {kind.type} @llvm.{name}.sat.{kind.suffix}.{source.suffix}({source.type} {x.text})"
    )
