"""Run programs with NumPy, batch by batch: the meaning that other engines are tested against."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from pronghorn.engines.base import (
    CompileRecord,
    Engine,
    Executable,
    GuardFailed,
    Run,
    Tidy,
    matched_sizes,
)
from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.passes.pipeline import conditions
from pronghorn.prims.control import ROWS
from pronghorn.prims.evaluate import Unsound, evaluate_values, heeding, resolved
from pronghorn.trace.tracer import Program, Stateful


class NumpyRun(Run):
    """Values of the program so far, by node."""

    def __init__(
        self,
        executable: Executable,
        arguments: Sequence[Any],
        sizes: Mapping[str, int],
        variables: Sequence[Stateful] | None = None,
        results: Sequence[Any] | None = None,
    ) -> None:
        self.program = executable.program
        self.variables = list(self.program.variables if variables is None else variables)
        self.stages = executable.stages
        self.known = {**matched_sizes(self.program, arguments), **sizes}
        self.arguments = list(arguments)
        self.results = results
        self.trips = executable.trips(self.known)
        self.found: dict[Value, Any] = {}
        self.old: dict[Value, Any] = {}
        self.stacked: list[list[Any]] = []

    def bind(self, arguments: Sequence[Any]) -> None:
        self.arguments = list(arguments)

    def start(self) -> None:
        self.position = 0
        loop = self.stages.loop
        self.old = {}
        self._read_state()
        if loop is None:
            self._sound(self.program.graph, lambda: self._run(self.stages.before))
        else:
            self._run(self.stages.before)
            self.old = {value: np.array(self.found[value]) for value in self._read_later(loop)}
            self._enter(loop)
            self._write()
            self.stacked = [[] for _ in loop.outputs[loop.attrs["carried"] :]]

    def _enter(self, loop: Node) -> None:
        carried = loop.outputs[: loop.attrs["carried"]]
        for value, entering in zip(carried, loop.inputs, strict=False):
            self.found[value] = self.found[entering]

    def _read_later(self, loop: Node) -> list[Value]:
        """Values that written variables have on entry, needed once the loop has changed them."""
        graph, count = self.program.graph, self.program.arguments
        later = {*loop.inputs[loop.attrs["carried"] :], *graph.outputs}
        later.update(value for node in self.stages.after for value in node.inputs)
        entries = graph.inputs[count : count + self.program.written]
        return [value for value in entries if value in later]

    def advance(self, stop: int, ignore_guards: bool = False) -> None:
        loop = self.stages.loop
        assert loop is not None
        body, carried = loop.attrs["body"], loop.attrs["carried"]
        while self.position < stop:
            found = self._sound(body, lambda: self._batch(loop, self.position), ignore_guards)
            for value, result in zip(loop.outputs[:carried], body.outputs, strict=False):
                self.found[value] = found[result]
            self._write()
            for rows, result in zip(self.stacked, body.outputs[carried:], strict=True):
                rows.append(np.array(found[result]))
            self.position += 1

    def _sound(
        self, graph: Graph, work: Callable[[], dict[Value, Any]], ignore_guards: bool = False
    ) -> dict[Value, Any]:
        """The values that `work` gives the graph; its guards, and those inside its operations, end
        it unless told otherwise.
        """
        token = heeding.set(not ignore_guards)
        try:
            found = work()
        except Unsound as failure:
            number = list(conditions(graph)).index(failure.ok)
            raise GuardFailed(self.position, number) from None
        finally:
            heeding.reset(token)
        for number, ok in enumerate(graph.guards):
            if not ignore_guards and not found[ok]:
                raise GuardFailed(self.position, number)
        return found

    def values_at(self, position: int) -> dict[Value, Any]:
        """Every value of the loop's body in one step from the variables' state; writes nothing."""
        loop = self.stages.loop
        assert loop is not None
        self._read_state()
        self._run(self.stages.before)
        self._enter(loop)
        return self._batch(loop, position)

    def _batch(self, loop: Node, position: int) -> dict[Value, Any]:
        carried, sliced = loop.attrs["carried"], loop.attrs["sliced"]
        total, chunk = resolved((loop.attrs["total"], loop.attrs["chunk"]), self.known)
        begin = position * chunk
        end = min(begin + chunk, total)
        operands = self._operands(loop)
        for place in range(carried, carried + sliced):
            operands[place] = operands[place][begin:end]
        return evaluate_values(loop.attrs["body"], operands, {**self.known, ROWS: end - begin})

    def finish(self) -> list[Any]:
        loop = self.stages.loop
        self._read_state()
        if loop is not None:
            carried = loop.attrs["carried"]
            operands = self._operands(loop)
            for n, value in enumerate(loop.outputs[:carried]):
                self.found[value] = operands[n]
            for value, rows in zip(loop.outputs[carried:], self.stacked, strict=True):
                shape = resolved(value.shape, self.known)
                self.found[value] = np.concatenate(rows) if rows else np.zeros(shape, value.dtype)
        self._run(self.stages.after)
        graph, written = self.program.graph, self.program.written
        # Copies: a result may be the storage of a variable that is written here.
        results = [np.array(self.found[value]) for value in graph.outputs]
        for variable, array in zip(self.variables, results[len(results) - written :], strict=False):
            variable.owned_array()[...] = array
        for kept, found in zip(self.results or (), results, strict=False):
            kept[...] = found
        return list(self.results or results[: len(results) - written])

    def _run(self, nodes: list[Node]) -> dict[Value, Any]:
        inputs = list(self.found)
        part = Graph("part", inputs, nodes, [])
        self.found = evaluate_values(part, [self.found[value] for value in inputs], self.known)
        return self.found

    def _read_state(self) -> None:
        program = self.program
        arrays = [*self.arguments, *(v.array for v in self.variables), *program.arrays]
        self.found.update(zip(program.graph.inputs, arrays, strict=True))
        self.found.update(self.old)

    def _operands(self, loop: Node) -> list[Any]:
        """The loop's operands now: state that callbacks may have changed is read again."""
        self._read_state()
        operands = [self.found[value] for value in loop.inputs]
        operands[: loop.attrs["carried"]] = [
            self.found[value] for value in loop.outputs[: loop.attrs["carried"]]
        ]
        for place, variable in self._carried_variables(loop):
            operands[place] = variable.array
        return operands

    def _carried_variables(self, loop: Node) -> list[tuple[int, Any]]:
        """Carried values that end as a variable's value, or begin as one that no other ends as."""
        graph, written = self.program.graph, self.program.written
        last = graph.outputs[len(graph.outputs) - written :]
        first = graph.inputs[self.program.arguments :][:written]
        finals = dict(zip(last, self.variables, strict=False))
        entries = dict(zip(first, self.variables, strict=False))
        carried = loop.outputs[: loop.attrs["carried"]]
        ended = {id(finals[value]) for value in carried if value in finals}
        found = []
        for n, value in enumerate(carried):
            variable = finals.get(value, entries.get(loop.inputs[n]))
            if variable is not None and (value in finals or id(variable) not in ended):
                found.append((n, variable))
        return found

    def _write(self) -> None:
        loop = self.stages.loop
        assert loop is not None
        carried = self._carried_variables(loop)
        # Copies: two variables may have exchanged their values.
        arrays = [np.array(self.found[loop.outputs[place]]) for place, _ in carried]
        for (_, variable), array in zip(carried, arrays, strict=True):
            variable.owned_array()[...] = array


class NumpyExecutable(Executable):
    """Nothing to prepare."""

    def run(
        self,
        arguments: Sequence[Any],
        sizes: Mapping[str, int],
        variables: Sequence[Stateful] | None = None,
        results: Sequence[Any] | None = None,
    ) -> Run:
        return NumpyRun(self, arguments, sizes, variables, results)


class NumpyEngine(Engine):
    """Interprets programs; needs nothing but NumPy."""

    name = "numpy"

    def compile(self, program: Program, tidy: Tidy | None = None) -> Executable:
        record = CompileRecord(program.graph.name, self.name, program.nodes)
        executable = NumpyExecutable(program, record, tidy)
        record.timed("tidy", lambda: executable.stages)
        return executable


def engine() -> Engine:
    """The engine, as `engines.load` asks for it."""
    return NumpyEngine()
