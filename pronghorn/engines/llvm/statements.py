"""What a routine of loop IR consists of: stores, loops, conditions and ways out."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from pronghorn.engines.llvm.loops import Num


@dataclass(eq=False)
class Store:
    """Elements `index … index + lanes - 1` after `pointer`, or, if `index` is a vector, each."""

    pointer: Num
    index: Num
    value: Num
    mask: Num | None = None


@dataclass(eq=False)
class Prefetch:
    """Ask for the cache line of element `index` after `pointer`, to be read later."""

    pointer: Num
    index: Num
    dtype: str


@dataclass(eq=False)
class Block:
    """Statements in order."""

    depth: int
    statements: list[Statement] = field(default_factory=list)
    known: dict[Any, Num] = field(default_factory=dict)


@dataclass(eq=False)
class For:
    """`for index in range(start, stop, step)`, carrying values from one turn to the next.

    `results[k]` is the k-th carried value after the loop. `runs` says that at least one turn is
    certain. A loop that is shared carries nothing.
    """

    index: Num
    start: Num
    stop: Num
    step: int
    carried: list[Num]
    initial: list[Num]
    body: Block
    next: list[Num] = field(default_factory=list)
    results: list[Num] = field(default_factory=list)
    runs: bool = False
    shared: Shared | None = None


@dataclass(eq=False)
class Shared:
    """The turns of a loop divided among threads, each of which gets neighbouring ones.

    `thread` is the number of the thread that runs a turn. Where `pool` is 0 or `worth` is False
    the calling thread runs all turns, as number 0.
    """

    pool: Num
    worth: Num
    thread: Num


@dataclass(eq=False)
class If:
    """Statements that run only if a scalar bool holds."""

    condition: Num
    body: Block


@dataclass(eq=False)
class Break:
    """Leave the innermost loop, which carries nothing and is not shared, if a scalar bool holds."""

    condition: Num


@dataclass(eq=False)
class Return:
    """Leave the routine with a 64-bit status."""

    status: Num


Statement: TypeAlias = "Num | Store | Prefetch | For | If | Break | Return"


@dataclass
class Routine:
    """One function: `status = name(parameters)`; parameters are pointers and indices.

    An `is_inner` one is called by others of the program only, with numbers of any dtype as well.
    What a `light` one does itself takes little time: it calls others, or kernels.
    """

    name: str
    parameters: list[Num]
    body: Block
    is_inner: bool = False
    light: bool = False

    def __str__(self) -> str:
        # Printing needs the whole of loop IR, so it cannot be imported by a part of it.
        text: str = importlib.import_module("pronghorn.engines.llvm.loop_text").to_text(self)
        return text
