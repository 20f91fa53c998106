"""Room 12: code, an arena and a table of addresses become runs over the user's arrays."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from time import perf_counter
from typing import Any

import numpy as np

from pronghorn.config import settings
from pronghorn.engines.base import (
    CompileRecord,
    Executable,
    GuardFailed,
    Run,
    Tidy,
    matched_sizes,
)
from pronghorn.engines.llvm.arena import (
    ALIGNMENT,
    CALL,
    CHECK,
    GUARDS,
    POOL,
    START,
    THREADS,
    TICKS,
    TURN,
    Place,
)
from pronghorn.engines.llvm.build import Code
from pronghorn.engines.llvm.kernels import library
from pronghorn.engines.llvm.kernels.names import KERNEL
from pronghorn.engines.llvm.layout import Called, Layout
from pronghorn.engines.llvm.pool import called
from pronghorn.engines.llvm.routine import BRIEF, Routine
from pronghorn.engines.llvm.target import Target
from pronghorn.engines.llvm.tiers import TierUp
from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.sizes import Size, evaluate
from pronghorn.ir.walk import bodies
from pronghorn.prims.control import ROWS, cond, while_loop
from pronghorn.prims.evaluate import applied
from pronghorn.trace.tracer import Program, Storage

_CALLED = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)


def address(array: Any) -> int:
    """Where an array's elements begin."""
    try:
        return ctypes.addressof(ctypes.c_char.from_buffer(array))
    except (TypeError, ValueError):  # read-only or empty ones go the long way
        found: int = array.__array_interface__["data"][0]
        return found


class LlvmExecutable(Executable):
    """A program as machine code."""

    def __init__(self, source: Program, record: CompileRecord, tidy: Tidy | None = None) -> None:
        super().__init__(source, record, tidy)
        self.layout: Layout | None = None
        self.routines: dict[str, Routine] = {}
        self._paced: tuple[dict[str, int], dict[str, float]] = {}, {}
        self.target: Target | None = None
        self.reports: list[Any] = []  # of the regions that are clocked
        self.peak = 0.0  # GFLOP/s of one thread, if regions are clocked

    @property
    def loop(self) -> tuple[Size | int, Size | int] | None:
        assert self.layout is not None
        return self.layout.loop

    @cached_property
    def nodes(self) -> list[list[Node]]:
        """Of each section, for operations that are interpreted."""
        before, loop, after = self.stages.before, self.stages.loop, self.stages.after
        return [before] if loop is None else [before, loop.attrs["body"].nodes, after]

    def adopt(self, code: Code, layout: Layout, target: Target, tier: TierUp | None = None) -> None:
        """Take the code that rooms 6 to 11 made for a target, or that the disk kept.

        Runs go on with it; a call that has begun, with what it began with. A `tier` counts the
        time of code that is to be replaced.
        """
        self.target = target
        self.layout = layout
        self.routines = {name: Routine(name, code, tier) for name in layout.routines}

    @cached_property
    def is_even(self) -> bool:
        """Whether calls of a run take about as long as each other, whatever the numbers are."""
        assert self.layout is not None
        return not self.layout.called and _is_even(self.source.graph)

    def paces(self, known: dict[str, int]) -> dict[str, float]:
        """Of each routine, the seconds of a step at most, for runs of such sizes to read and write.

        Runs of the sizes that were last asked for have them in common, as those of equal models.
        """
        paced = self._paced  # another thread may put others in their place
        if paced[0] != known:
            paced = self._paced = known, dict.fromkeys(self.routines, math.inf)
        return paced[1]

    def interpreted(self) -> list[str]:
        """Names of the operations that run on NumPy."""
        assert self.layout is not None
        return [call.name for call in self.layout.called]

    def node(self, call: Called) -> Node:
        """The operation that is called, perhaps in a graph inside another."""
        first, *rest = call.path
        node: Node = self.nodes[call.section][first]
        for name, place in zip(rest[::2], rest[1::2], strict=True):
            node = node.attrs[name].nodes[place]
        return node

    def run(
        self,
        arguments: Sequence[Any],
        sizes: Mapping[str, int],
        variables: Sequence[Any] | None = None,
        results: Sequence[Any] | None = None,
    ) -> Run:
        return LlvmRun(self, arguments, sizes, variables, results)


def _is_even(graph: Graph) -> bool:
    return not any(
        node.primitive in (cond, while_loop) or any(not _is_even(body) for _, body in bodies(node))
        for node in graph.nodes
    )


class LlvmRun(Run):
    """A table filled for some arrays. Addresses of variables are looked up again at every call."""

    def __init__(
        self,
        executable: LlvmExecutable,
        arguments: Sequence[Any],
        sizes: Mapping[str, int],
        variables: Sequence[Any] | None,
        results: Sequence[Any] | None,
    ) -> None:
        # Not the tidied program, which need not have been made.
        program, layout = executable.source, executable.layout
        assert layout is not None
        self.executable = executable
        self.variables = list(program.variables if variables is None else variables)
        self.arguments = [np.ascontiguousarray(argument) for argument in arguments]
        self.captured = [np.ascontiguousarray(array) for array in program.arrays]
        self.known = {**matched_sizes(program, arguments), **sizes, THREADS: settings.threads}
        self.trips = executable.trips(self.known)
        self.error: BaseException | None = None
        offsets, size = layout.offsets({**self.known, **self._capacity()})
        self.memory = size
        self.arena = np.empty(size + ALIGNMENT, np.uint8)
        base = -(-address(self.arena) // ALIGNMENT) * ALIGNMENT
        self.results: list[Any] = []
        self.table = np.zeros(len(layout.words), np.int64)
        self.callback: Any = _CALLED(self._call) if layout.called else None
        self._turns: list[tuple[str, int]] = []  # words in which loops say where they are
        self._pool: int | None = None  # the word of the pool, if threads may share loops
        self._inputs: list[tuple[int, int, bool]] = []  # word, variable, written
        self._argument_words: list[tuple[int, int]] = []  # number of the argument, word
        self._outputs: list[tuple[int, int]] = []  # number of the result, word
        self._held: list[Any] = [None] * len(self.variables)
        self._seen = -1
        self.ticks = np.zeros(len(executable.reports) + 2, np.int64)  # as `Engine.clocked` tells
        for name, word in layout.words.items():
            self._fill(name, word, offsets, base)
        self._outputs.sort()
        values = [program.graph.outputs[number] for number, _ in self._outputs]
        self._promised = [  # shapes and dtypes of the results
            (tuple(evaluate(size, self.known) for size in value.shape), np.dtype(value.dtype))
            for value in values
        ]
        self._new_results(results)
        # Results without axes are read at once; their memory serves every pass.
        self._gives_arrays = results is None and any(array.ndim for array in self.results)
        self._address = ctypes.c_void_p(address(self.table))  # not to be made at every call
        self._check = layout.words.get(CHECK)
        self._paces = executable.paces(self.known)

    def _capacity(self) -> dict[str, int]:
        """The most rows that a batch of this run has."""
        loop = self.executable.loop
        return {} if loop is None else {ROWS: min(evaluate(size, self.known) for size in loop)}

    def _fill(self, name: str, word: int, offsets: Mapping[str, int], base: int) -> None:
        kind, _, number = name.partition(".")
        if name in offsets:
            self.table[word] = base + offsets[name]
        elif kind == "input" and number:
            self._fill_input(int(number), word)
        elif kind == KERNEL:
            assert self.executable.target is not None
            self.table[word] = library.address(name, self.executable.target)
        elif kind == "result" and number:
            self._outputs.append((int(number), word))
        elif name == CALL:
            self.table[word] = ctypes.cast(self.callback, ctypes.c_void_p).value or 0
        elif kind == TURN:
            self._turns.append((name, word))
        elif name == CHECK:
            self.table[word] = 1
        elif name == POOL:
            self._pool = word if self.known[THREADS] > 1 else None
        elif name == TICKS:
            self.table[word] = address(self.ticks)
        else:
            self.table[word] = self.known[name]

    def _fill_input(self, number: int, word: int) -> None:
        count = len(self.arguments)
        if number < count:
            self._argument_words.append((number, word))
            self.table[word] = address(self.arguments[number])
        elif number < count + len(self.variables):
            place = number - count
            self._inputs.append((word, place, place < self.executable.source.written))
        else:
            self.table[word] = address(self.captured[number - count - len(self.variables)])

    def bind(self, arguments: Sequence[Any]) -> None:
        self.arguments = [np.ascontiguousarray(argument) for argument in arguments]
        for number, word in self._argument_words:
            self.table[word] = address(self.arguments[number])

    def _read_state(self) -> None:
        """Addresses of the variables' arrays, which assignments may have replaced."""
        if self._seen == Storage.changes:
            return
        held, variables, table = self._held, self.variables, self.table
        for word, place, written in self._inputs:
            variable = variables[place]
            array = variable.array
            if array is not held[place] or (written and variable.lent):
                array = variable.owned_array() if written else array
                held[place] = array
                table[word] = address(array)
        self._seen = Storage.changes

    def _new_results(self, given: Sequence[Any] | None = None) -> None:
        """Arrays for the results: those given, or new ones, which are the caller's to keep."""
        self.results = []
        for (number, word), (shape, dtype) in zip(self._outputs, self._promised, strict=True):
            array = np.empty(shape, dtype) if given is None else given[number]
            self.table[word] = address(array)
            self.results.append(array)

    def start(self) -> None:
        self.position = 0
        if self._gives_arrays:
            self._new_results()
        self._straight("before")

    def advance(self, stop: int, ignore_guards: bool = False) -> None:
        if stop <= self.position:
            return
        self._read_state()
        if self._check is not None:
            self.table[self._check] = 0 if ignore_guards else 1
        steps = stop - self.position
        self._checked(self._called("steps", steps, (self._address, self.position, stop)))
        self.position = stop

    def finish(self) -> list[Any]:
        self._straight("after")
        return self.results

    def _straight(self, name: str) -> None:
        """Call what precedes or follows the loop, if anything does."""
        if name in self._paces:
            self._read_state()
            self._checked(self._called(name, 1, (self._address,)))

    def _called(self, name: str, steps: int, arguments: Sequence[Any]) -> int:
        """What a routine returns. It has the process's threads if they are free and it can use
        them, and keeps Python's lock if so many steps are known to be brief.
        """
        routine = self.executable.routines[name]
        if steps * self._paces[name] < BRIEF:
            return routine.keeping(*arguments)
        if self._pool is not None:
            assert self.executable.target is not None
            threads, target = self.known[THREADS], self.executable.target
            return called(routine.sharing, arguments, self.table, self._pool, threads, target)
        begin = perf_counter()
        status = routine.sharing(*arguments)
        seconds = perf_counter() - begin  # and what another thread kept this one waiting
        if not status and seconds < BRIEF and self.executable.is_even:
            self._paces[name] = min(self._paces[name], seconds / steps)
        return status

    def _checked(self, status: int) -> None:
        """Raise what ended a routine early: a guard, or an error of a call into Python."""
        if status > 0:
            self.position, guard = divmod(status - 1, GUARDS)
            raise GuardFailed(self.position, guard)
        error, self.error = self.error, None
        if status and error is not None:
            raise error

    def _call(self, number: int, rows: int, start: int) -> int:
        """Run one operation by its reference, on the memory that compiled code gives it."""
        try:
            layout = self.executable.layout
            assert layout is not None
            turns = {name: int(self.table[word]) for name, word in self._turns}
            known = {**self.known, **turns, ROWS: rows, START: start}
            self._interpret(layout.called[number], known)
        except BaseException as error:  # raised again when the routine has returned
            self.error = error
            return 1
        return 0

    def _interpret(self, call: Called, known: Mapping[str, int]) -> None:
        node = self.executable.node(call)
        operands = [
            self._view(value, place, known)
            for value, place in zip(node.inputs, call.inputs, strict=True)
        ]
        with np.errstate(all="ignore"):
            results = applied(node, operands, known)
        for value, place, array in zip(node.outputs, call.outputs, results, strict=True):
            self._view(value, place, known)[...] = array

    def _view(self, value: Value, place: Place, known: Mapping[str, int]) -> Any:
        """An array over compiled code's memory."""
        assert self.executable.layout is not None
        shape = tuple(evaluate(size, known) for size in value.shape)
        kind = np.dtype(value.dtype)
        count = int(np.prod(shape, dtype=np.int64))
        word = self.executable.layout.words[place.entry]
        begin = int(self.table[word]) + evaluate(place.offset, known) * kind.itemsize
        buffer: Any = (ctypes.c_char * (count * kind.itemsize)).from_address(begin)
        return np.frombuffer(buffer, kind, count).reshape(shape)
