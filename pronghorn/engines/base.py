"""What every engine offers: a traced program becomes an executable, an executable makes runs."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from pronghorn.dtypes import name_of
from pronghorn.errors import ShapeError
from pronghorn.ir.graph import Graph, Node
from pronghorn.ir.sizes import evaluate
from pronghorn.ir.types import Size
from pronghorn.prims.control import trips
from pronghorn.trace.tracer import Program, Stateful

T = TypeVar("T")


@dataclass
class CompileRecord:
    """A line of `model.compile_log`: what was compiled, how long each room took, what fell back.

    `memory` is what a step needs besides data, variables and results: the bytes of its arena, for
    the largest batch so far; 0 where NumPy manages memory. `tier` tells, as text, how good the code
    is that runs now, if there may be better.
    """

    program: str
    engine: str
    nodes: int = 0
    rooms: dict[str, float] = field(default_factory=dict)  # seconds
    cached: bool = False
    fallbacks: list[str] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)
    memory: int = 0
    tier: Any = None

    def timed(self, room: str, work: Callable[[], T]) -> T:
        """What the work gives; its seconds are added to the room's."""
        begin = time.perf_counter()
        result = work()
        self.rooms[room] = self.rooms.get(room, 0.0) + time.perf_counter() - begin
        return result

    def __str__(self) -> str:
        total = 1e3 * sum(self.rooms.values())
        rooms = ", ".join(f"{room} {1e3 * seconds:.1f}" for room, seconds in self.rooms.items())
        source = "from the cache" if self.cached else "compiled"
        text = f"{self.program}: {source} for {self.engine} in {total:.1f} ms ({rooms}), "
        text += f"{self.nodes} nodes"
        if self.memory:
            text += f", {self.memory / 1e6:.3g} MB besides data and variables"
        if self.tier is not None:
            text += f", {self.tier}"
        return text + "".join(f"\n  on numpy: {reason}" for reason in self.fallbacks)


@dataclass
class Stages:
    """A program's graph around its loop over batches: what comes before, the loop, what follows."""

    before: list[Node]
    loop: Node | None
    after: list[Node]


def stages(graph: Graph) -> Stages:
    """Split a graph at its outermost loop over rows, if it has one."""
    for place, node in enumerate(graph.nodes):
        if node.primitive.name == "loop" and node.attrs["chunk"] is not None:
            return Stages(graph.nodes[:place], node, graph.nodes[place + 1 :])
    return Stages(graph.nodes, None, [])


def matched_sizes(program: Program, arguments: Sequence[Any]) -> dict[str, int]:
    """Values of the symbols that stand alone in the arguments' types."""
    known: dict[str, int] = {}
    for value, array in zip(program.graph.inputs, arguments, strict=False):
        for size, actual in zip(value.shape, array.shape, strict=True):
            name = size.symbol() if isinstance(size, Size) else None
            if name is not None:
                known.setdefault(name, actual)
    for value, array in zip(program.graph.inputs, arguments, strict=False):
        actual = tuple(array.shape)
        wanted = tuple(s.evaluate(known) if isinstance(s, Size) else s for s in value.shape)
        if actual != wanted or name_of(array.dtype) != value.dtype:
            raise ShapeError(
                "S03", op="program", want=value.type, got=f"{array.dtype}{list(actual)}"
            )
    return known


class GuardFailed(Exception):
    """A guard of the program found `step` unsound; none of its state was written.

    `operations` are those of the step where it ran on arrays, one after the other.
    """

    def __init__(self, step: int, guard: int, operations: Sequence[Any] = ()) -> None:
        super().__init__(f"guard {guard} failed at step {step}")
        self.step = step
        self.guard = guard
        self.operations = operations


class Run(ABC):
    """One pass of a program over its arguments.

    `start()` does what precedes the loop, `advance(stop)` runs batches up to `stop`, `finish()`
    does what follows the loop and returns the results; a program without a loop, which is done when
    `start` and `finish` are, raises GuardFailed from one of them. Between calls all state is in the
    variables' arrays, and every call reads it again.
    """

    trips: int = 0
    position: int = 0
    memory: int = 0  # bytes of intermediate results

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def advance(self, stop: int, ignore_guards: bool = False) -> None:
        """Run batches `position … stop - 1`; raises GuardFailed at the first unsound one."""

    @abstractmethod
    def finish(self) -> list[Any]: ...

    def bind(self, arguments: Sequence[Any]) -> None:
        """Run over other arguments from now on, of the same shapes and dtypes."""
        raise NotImplementedError

    def fetch(self) -> None:  # noqa: B027  # data in memory are at hand
        """Have the data of the next batch at hand, or set `trips` to where they end.

        Called before `advance`, while nothing is locked.
        """

    def skip(self, steps: int) -> None:
        """Go on after the first `steps` batches, which another process has run."""
        self.position = steps

    def complete(self) -> list[Any]:
        """The whole run at once."""
        self.start()
        if self.trips:
            self.advance(self.trips)
        return self.finish()


Tidy = Callable[[Program], Program]


class Executable(ABC):
    """A program ready to run.

    Attributes:
        source: the program as it was given.
    """

    def __init__(self, source: Program, record: CompileRecord, tidy: Tidy | None = None) -> None:
        self.source = source
        self.record = record
        self._tidy = tidy

    @cached_property
    def program(self) -> Program:
        """The program that runs: tidied, when it is first asked for."""
        return self.source if self._tidy is None else self._tidy(self.source)

    @cached_property
    def stages(self) -> Stages:
        return stages(self.program.graph)

    @abstractmethod
    def run(
        self,
        arguments: Sequence[Any],
        sizes: Mapping[str, int],
        variables: Sequence[Stateful] | None = None,
        results: Sequence[Any] | None = None,
    ) -> Run:
        """A run over these arrays. `sizes` gives symbols that no argument's shape shows.

        `variables` stand in for those of the program, in the same order: equal architectures
        share an executable, each with state of its own. `results` are arrays that receive the
        results of every pass; without them each pass makes new ones.
        """

    @property
    def loop(self) -> tuple[Size | int, Size | int] | None:
        """Of the loop over batches, if there is one: how many rows in all, and in a batch."""
        loop = self.stages.loop
        return None if loop is None else (loop.attrs["total"], loop.attrs["chunk"])

    @cached_property
    def _trips(self) -> Size | int:
        return trips(*self.loop) if self.loop is not None else 0

    def trips(self, known: Mapping[str, int]) -> int:
        """How many batches there are when the symbols have these values."""
        return evaluate(self._trips, known)


class Engine(ABC):
    """One way to run programs."""

    name: str

    @abstractmethod
    def compile(self, program: Program, tidy: Tidy | None = None) -> Executable:
        """Make a program ready, `tidy` giving a smaller one where the engine does not know it."""

    def clocked(self, executable: Executable) -> Any:
        """The same program, its runs counting the ticks of each region of a batch in `ticks`.

        Behind those are the ticks that a clock takes itself, to be taken off each region's, and
        where the clock stood at the end of the last batch. Its `reports` say what the regions
        are, its `peak` how many GFLOP/s one thread can do. None where no machine code runs.
        """
        del executable
        return None
