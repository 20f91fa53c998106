"""The loop IR for people and golden files."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from pronghorn.engines.llvm.loops import Num
from pronghorn.engines.llvm.statements import Block, Break, If, Prefetch, Return, Routine, Store


def to_text(routine: Routine) -> str:
    """The routine for people and golden files."""
    names = ", ".join(f"{p.attr} {p.dtype}" for p in routine.parameters)
    numbers: dict[int, int] = {}
    lines = [f"routine {routine.name}({names})", *_lines(routine.body, "  ", numbers)]
    return "\n".join(lines) + "\n"


def _lines(block: Block, indent: str, numbers: dict[int, int]) -> Iterator[str]:
    def name(x: Num) -> str:
        if x.op in ("constant", "parameter"):
            text = repr(x) if x.op == "parameter" or not _odd(x.attr) else f"'{x.attr}'"
            return f"<{text}>" if x.lanes > 1 else text
        return f"v{numbers.setdefault(x.number, len(numbers))}"

    def kind(x: Num) -> str:
        return x.dtype if x.lanes == 1 else f"{x.dtype}x{x.lanes}"

    for item in block.statements:
        if isinstance(item, Num):
            attr = "" if item.attr is None else f" {item.attr}"
            args = ", ".join(map(name, item.args))
            yield f"{indent}{name(item)} = {item.op}({args}){attr} : {kind(item)}"
        elif isinstance(item, Store):
            mask = "" if item.mask is None else f" if {name(item.mask)}"
            yield f"{indent}{name(item.pointer)}[{name(item.index)}] = {name(item.value)}{mask}"
        elif isinstance(item, Prefetch):
            yield f"{indent}prefetch {name(item.pointer)}[{name(item.index)}] : {item.dtype}"
        elif isinstance(item, If):
            yield f"{indent}if {name(item.condition)}"
            yield from _lines(item.body, indent + "  ", numbers)
        elif isinstance(item, Break):
            yield f"{indent}end loop if {name(item.condition)}"
        elif isinstance(item, Return):
            yield f"{indent}return {name(item.status)}"
        else:
            header = f"{indent}for {name(item.index)} in {name(item.start)} .. {name(item.stop)}"
            header += f" step {item.step}" if item.step != 1 else ""
            if item.shared is not None:
                header += f" by threads {name(item.shared.thread)} if {name(item.shared.worth)}"
            yield header
            for carried, initial in zip(item.carried, item.initial, strict=True):
                yield f"{indent}  {name(carried)} starts as {name(initial)} : {kind(carried)}"
            yield from _lines(item.body, indent + "  ", numbers)
            for carried, following in zip(item.carried, item.next, strict=True):
                yield f"{indent}  next {name(carried)} = {name(following)}"
            for result, carried in zip(item.results, item.carried, strict=True):
                yield f"{indent}{name(result)} = last {name(carried)}"


def _odd(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)
