"""Shared loops as functions of their own: what they need of the function around them."""

from __future__ import annotations

from collections.abc import Iterator

from pronghorn.engines.llvm.emit.values import Kind, Lines, Value
from pronghorn.engines.llvm.loops import Num
from pronghorn.engines.llvm.statements import Block, Break, For, If, Prefetch, Return, Store

WORD = 8  # bytes; what is handed over starts at multiples of it


def free(loop: For) -> list[Num]:
    """Numbers that the body uses and does not define, in the order of their use."""
    defined = set(_defined(loop))
    uses = dict.fromkeys(_used(loop.body))
    return [num for num in uses if num not in defined and num.op != "constant"]


def _defined(loop: For) -> Iterator[Num]:
    yield loop.index
    yield from loop.carried
    yield from loop.results
    if loop.shared is not None:
        yield loop.shared.thread
    yield from _defined_in(loop.body)


def _defined_in(block: Block) -> Iterator[Num]:
    for item in block.statements:
        if isinstance(item, Num):
            yield item
        elif isinstance(item, For):
            yield from _defined(item)
        elif isinstance(item, If):
            yield from _defined_in(item.body)


def _used(block: Block) -> Iterator[Num]:
    for item in block.statements:
        if isinstance(item, Num):
            yield from item.args
        elif isinstance(item, Store):
            yield from (item.pointer, item.index, item.value)
            if item.mask is not None:
                yield item.mask
        elif isinstance(item, Prefetch):
            yield from (item.pointer, item.index)
        elif isinstance(item, For):
            yield from (item.start, item.stop, *item.initial)
            yield from _used(item.body)
            yield from item.next
        elif isinstance(item, If):
            yield item.condition
            yield from _used(item.body)
        elif isinstance(item, Break):
            yield item.condition
        elif isinstance(item, Return):
            yield item.status


class Parcel:
    """Values handed from one function to another through memory of the first."""

    def __init__(self, kinds: list[Kind]) -> None:
        self.kinds = kinds
        self.offsets: list[int] = []
        self.size = 0
        for kind in kinds:
            self.offsets.append(self.size)
            self.size += -(-kind.lanes * kind.bits // (8 * WORD)) * WORD

    def pack(self, lines: Lines, values: list[Value]) -> str:
        """The address of the values in stack memory."""
        lines.count += 1
        name = f"%parcel{lines.count}"
        lines.first.append(f"{name} = alloca [{max(self.size, WORD)} x i8], align 64")
        for kind, offset, value in zip(self.kinds, self.offsets, values, strict=True):
            place = _at(lines, name, offset)
            lines.text.append(f"store {kind.type} {value.text}, ptr {place}, align {WORD}")
        return name

    def unpack(self, lines: Lines, address: str) -> list[Value]:
        values = []
        for kind, offset in zip(self.kinds, self.offsets, strict=True):
            place = _at(lines, address, offset)
            here = lines.kind(kind.dtype, kind.lanes)
            values.append(here.new(f"load {kind.type}, ptr {place}, align {WORD}"))
        return values


def _at(lines: Lines, address: str, offset: int) -> str:
    return lines.new(f"getelementptr i8, ptr {address}, i64 {offset}") if offset else address
