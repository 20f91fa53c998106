"""float16 and bfloat16 from and to float32, with or without instructions for it."""

from __future__ import annotations

import struct

from pronghorn.engines.llvm.emit.values import Kind, Value


def bits_of_number(number: float, dtype: str) -> int:
    """The 16 bits that a constant has, rounded to nearest even."""
    if dtype == "float16":
        try:
            (bits,) = struct.unpack("<H", struct.pack("<e", number))
        except OverflowError:
            bits = 0x7C00 if number > 0 else 0xFC00
        return int(bits)
    if number != number:
        return 0x7FC0
    try:
        (bits,) = struct.unpack("<I", struct.pack("<f", number))
    except OverflowError:
        return 0x7F80 if number > 0 else 0xFF80
    return int((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)


def number_of_bits(bits: int, dtype: str) -> float:
    """The number that 16 bits stand for."""
    if dtype == "float16":
        (number,) = struct.unpack("<e", struct.pack("<H", bits))
    else:
        (number,) = struct.unpack("<f", struct.pack("<I", bits << 16))
    return float(number)


def widen(x: Value) -> Value:
    """A half as float32; exact."""
    kind = x.kind
    wide, bits = kind.like("float32"), kind.like("uint32")
    if x.known is not None:
        return wide.constant(number_of_bits(bits_of_number(x.known, kind.dtype), kind.dtype))
    if kind.dtype == "bfloat16":
        return _from_bits(wide, _extended(x) << 16)
    if kind.lines.has_halves:
        half = _half_type(kind)
        name = kind.lines.new(f"bitcast {kind.type} {x.text} to {half}")
        return wide.new(f"fpext {half} {name} to {wide.type}")
    # Giesen, "Half to float done quick": scaled by 2**112 the exponent is float32's and
    # subnormals come out normal; what was infinite or NaN gets the largest exponent.
    full = _extended(x)
    size = full & 0x7FFF
    scaled = _from_bits(wide, size << 13) * 2.0**112
    over = bits.new(f"bitcast {wide.type} {scaled.text} to {bits.type}") | (0xFF << 23)
    plain = bits.new(f"bitcast {wide.type} {scaled.text} to {bits.type}")
    merged = bits.where(bits.greater(size, 0x7BFF), over, plain)
    return _from_bits(wide, merged | ((full & 0x8000) << 16))


def narrow(x: Value, kind: Kind) -> Value:
    """float32 rounded to the nearest half, ties to even."""
    wide, bits = x.kind, kind.like("uint32")
    if kind.dtype == "float16" and kind.lines.has_halves:
        half = _half_type(kind)
        name = kind.lines.new(f"fptrunc {wide.type} {x.text} to {half}")
        return kind.new(f"bitcast {half} {name} to {kind.type}")
    whole = bits.new(f"bitcast {wide.type} {x.text} to {bits.type}")
    if kind.dtype == "bfloat16":
        rounded = whole + 0x7FFF + ((whole >> 16) & 1)
        quiet = whole | (1 << 22)
        return _truncated(bits.where(wide.compare("fcmp uno", x, x), quiet, rounded) >> 16, kind)
    size = whole & 0x7FFFFFFF
    sign = (whole >> 16) & 0x8000
    # Below 2**-14 halves are multiples of 2**-24: adding 0.5 rounds there.
    small = bits.new(
        f"bitcast {wide.type} {(_from_bits(wide, size) + 0.5).text} to {bits.type}"
    ) - (126 << 23)
    normal = (size - (112 << 23) + 0xFFF + ((size >> 13) & 1)) >> 13
    number = bits.where(bits.less(size, 113 << 23), small, normal)
    infinite = bits.where(bits.greater(size, 255 << 23), 0x7E00, 0x7C00)
    # 65520 and more round to infinity.
    return _truncated(bits.where(bits.less(size, 0x477FF000), number, infinite) | sign, kind)


def round_to_odd(x: Value) -> Value:
    """float64 as the float32 whose rounding to a half equals that of the float64.

    The last bit tells that something was cut off, so no tie appears that was not one (Boldo and
    Melquiond, doi:10.1109/TC.2007.70819).
    """
    wide, single = x.kind, x.kind.like("float32")
    bits = x.kind.like("int32")
    near = single.new(f"fptrunc {wide.type} {x.text} to {single.type}")
    back = wide.new(f"fpext {single.type} {near.text} to {wide.type}")
    above = wide.compare("fcmp ogt", wide.apply("abs", back), wide.apply("abs", x))
    whole = bits.new(f"bitcast {single.type} {near.text} to {bits.type}")
    cut = bits.where(above, whole - 1, whole)
    exact = wide.compare("fcmp oeq", back, x)
    return _from_bits(single, bits.where(exact, whole, cut | 1))


def _half_type(kind: Kind) -> str:
    return "half" if kind.lanes == 1 else f"<{kind.lanes} x half>"


def _from_bits(kind: Kind, x: Value) -> Value:
    return kind.new(f"bitcast {x.kind.type} {x.text} to {kind.type}")


def _extended(x: Value) -> Value:
    bits = x.kind.like("uint32")
    return bits.new(f"zext {x.kind.type} {x.text} to {bits.type}")


def _truncated(x: Value, kind: Kind) -> Value:
    return kind.new(f"trunc {x.kind.type} {x.text} to {kind.type}")
