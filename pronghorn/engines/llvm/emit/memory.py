"""Loads and stores: contiguous, masked, or each lane at a place of its own."""

from __future__ import annotations

from pronghorn.engines.llvm.emit.casts import cast
from pronghorn.engines.llvm.emit.values import Kind, Lines, Value

# Where lanes that take no part read zero and write.
SPARE = "%spare"


def load(lines: Lines, kind: Kind, pointer: Value, index: Value, mask: Value | None) -> Value:
    """Elements after `pointer`; masked lanes are zero and their memory is not touched."""
    if kind.dtype == "bool":
        flags = load(lines, kind.like("uint8"), pointer, index, mask)
        return kind.new(f"icmp ne {flags.kind.type} {flags.text}, {flags.kind.text(0)}")
    if index.kind.lanes > 1:
        return _gather(lines, kind, pointer, index, mask)
    place = _address(lines, kind, pointer, index)
    align = kind.bits // 8
    if mask is None:
        return kind.new(f"load {kind.type}, ptr {place}, align {align}")
    if kind.lanes == 1:
        place = _spared(lines, mask.text, place, zero=True)
        return kind.new(f"load {kind.type}, ptr {place}, align {align}")
    return kind.new(
        f"call {kind.type} @llvm.masked.load.{kind.suffix}.p0(ptr {place}, i32 {align}, "
        f"{mask.kind.type} {mask.text}, {kind.type} zeroinitializer)"
    )


def store(lines: Lines, pointer: Value, index: Value, value: Value, mask: Value | None) -> None:
    """Elements to memory; where places coincide the last lane stays."""
    kind = value.kind
    if kind.dtype == "bool":
        value = cast(value, kind.like("uint8"))
        kind = value.kind
    if index.kind.lanes > 1:
        _scatter(lines, pointer, index, value, mask)
        return
    place = _address(lines, kind, pointer, index)
    align = kind.bits // 8
    if mask is not None and kind.lanes > 1:
        lines.text.append(
            f"call void @llvm.masked.store.{kind.suffix}.p0({kind.type} {value.text}, "
            f"ptr {place}, i32 {align}, {mask.kind.type} {mask.text})"
        )
        return
    if mask is not None:
        place = _spared(lines, mask.text, place, zero=False)
    lines.text.append(f"store {kind.type} {value.text}, ptr {place}, align {align}")


def prefetch(lines: Lines, kind: Kind, pointer: Value, index: Value) -> None:
    """Ask for the line of an element, for reading, into every level of cache."""
    place = _address(lines, kind, pointer, index)
    lines.text.append(f"call void @llvm.prefetch.p0(ptr {place}, i32 0, i32 3, i32 1)")


def _address(lines: Lines, kind: Kind, pointer: Value, index: Value) -> str:
    if index.known == 0:
        return pointer.text
    return lines.new(
        f"getelementptr {kind.scalar}, ptr {pointer.text}, {index.kind.scalar} {index.text}"
    )


def _spared(lines: Lines, flag: str, place: str, zero: bool) -> str:
    """The place itself, or memory of this function's own that nobody misses."""
    return lines.new(f"select i1 {flag}, ptr {place}, ptr {_spare(lines, zero)}")


def _spare(lines: Lines, zero: bool) -> str:
    name = SPARE + ("_zero" if zero else "")
    if not any(line.startswith(f"{name} ") for line in lines.first):
        lines.first.append(f"{name} = alloca i64")
        if zero:
            lines.first.append(f"store i64 0, ptr {name}")
    return name


def _places(
    lines: Lines, kind: Kind, pointer: Value, index: Value, mask: Value | None, zero: bool
) -> list[str]:
    """The place of every lane, chosen for all at once where some take no part."""
    if mask is None:
        return [
            _address(lines, kind, pointer, index.kind.extract(index, lane))
            for lane in range(index.kind.lanes)
        ]
    there = _addresses(lines, kind, pointer, index)
    addresses = there.kind
    spare = addresses.splat(Value(addresses.one(), _spare(lines, zero)))
    chosen = addresses.where(mask, there, spare)
    return [addresses.extract(chosen, lane).text for lane in range(index.kind.lanes)]


def _addresses(lines: Lines, kind: Kind, pointer: Value, index: Value) -> Value:
    return lines.kind("pointer", index.kind.lanes).new(
        f"getelementptr {kind.scalar}, ptr {pointer.text}, {index.kind.type} {index.text}"
    )


def _signed_position(index: Value) -> Value:
    """Addresses are computed with signs, so a shorter unsigned position is extended first."""
    is_short = index.kind.dtype.startswith("uint") and index.kind.bits < 64
    return cast(index, index.kind.like("index")) if is_short else index


def _gather(lines: Lines, kind: Kind, pointer: Value, index: Value, mask: Value | None) -> Value:
    index = _signed_position(index)
    if lines.target.fast_gather and kind.bits >= 32 and kind.dtype != "pointer":
        addresses = _addresses(lines, kind, pointer, index)
        flags = kind.like("bool")
        condition = flags.text(True) if mask is None else mask.text
        return kind.new(
            f"call {kind.type} @llvm.masked.gather.{kind.suffix}.v{kind.lanes}p0("
            f"{addresses.kind.type} {addresses.text}, i32 {kind.bits // 8}, "
            f"{flags.type} {condition}, {kind.type} zeroinitializer)"
        )
    one, align = kind.one(), kind.bits // 8
    places = _places(lines, kind, pointer, index, mask, zero=True)
    return kind.gather_lanes(
        [one.new(f"load {kind.scalar}, ptr {place}, align {align}") for place in places]
    )


def _scatter(lines: Lines, pointer: Value, index: Value, value: Value, mask: Value | None) -> None:
    kind, index = value.kind, _signed_position(index)
    for lane, place in enumerate(_places(lines, kind, pointer, index, mask, zero=False)):
        element = kind.extract(value, lane)
        lines.text.append(
            f"store {kind.scalar} {element.text}, ptr {place}, align {kind.bits // 8}"
        )
