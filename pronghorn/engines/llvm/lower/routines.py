"""A program as three routines: what precedes its loop over batches, the batches, what follows.

Each takes one table of 64-bit words: sizes, addresses of arrays, and the address to call for
operations that have no lowering. No address is ever part of the code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from pronghorn.config import settings
from pronghorn.engines.llvm.arena import CALL, CHECK, GUARDS, START, TICKS, TURN, Place
from pronghorn.engines.llvm.inner import Planned, turn_of
from pronghorn.engines.llvm.loops import INDEX, POINTER, Code, Num
from pronghorn.engines.llvm.lower import blocks
from pronghorn.engines.llvm.lower.ahead import Ahead
from pronghorn.engines.llvm.lower.apart import Apart, Likeness
from pronghorn.engines.llvm.lower.contract import lower_contract
from pronghorn.engines.llvm.lower.control import LOWERINGS, entering
from pronghorn.engines.llvm.lower.convolution import lower_convolution
from pronghorn.engines.llvm.lower.depthwise import lower_depthwise, lower_depthwise_filters
from pronghorn.engines.llvm.lower.elements import Elements, scalar
from pronghorn.engines.llvm.lower.filters import lower_filters
from pronghorn.engines.llvm.lower.folds import lower_choice, lower_fold
from pronghorn.engines.llvm.lower.lanes import lower_lanes
from pronghorn.engines.llvm.lower.maps import over_vectors
from pronghorn.engines.llvm.lower.near import Near, held
from pronghorn.engines.llvm.lower.order import lower_permutation
from pronghorn.engines.llvm.lower.part import Memory, Part
from pronghorn.engines.llvm.lower.pooling import lower_spread
from pronghorn.engines.llvm.lower.positions import Position
from pronghorn.engines.llvm.lower.product import lower_product
from pronghorn.engines.llvm.lower.rowwise import lower_rows
from pronghorn.engines.llvm.lower.running import lower_running
from pronghorn.engines.llvm.lower.scatter import lower_merged, lower_scatter_add
from pronghorn.engines.llvm.lower.searching import lower_searchsorted
from pronghorn.engines.llvm.lower.sorting import lower_sort
from pronghorn.engines.llvm.parts import Parts
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import LITTLE, Schedule
from pronghorn.engines.llvm.statements import Routine
from pronghorn.engines.llvm.target import Target
from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.passes.pipeline import conditions
from pronghorn.prims.control import ROWS

# Lowerings by the kind of a region; those of a `SCRATCHED` one are given memory besides.
PLAIN: dict[str, Callable[[Part, Region, Schedule], None]] = {
    **blocks.PLAIN,
    "lanes": lower_lanes,
    "rows": lower_rows,
    "choice": lower_choice,
    "contract": lower_contract,
    "depthwise": lower_depthwise,
    "spread": lower_spread,
}
SCRATCHED: dict[str, Callable[[Part, Region, Schedule, Place], None]] = {
    "conv": lower_convolution,
    "filters": lower_filters,
    "depthwise filters": lower_depthwise_filters,
    "sort": lower_sort,
}

# Operations without an index structure that have a lowering of their own.
LOWERED: dict[str, Callable[[Part, Node, int], None]] = {
    "cumprod": lower_running,
    "cumsum": lower_running,
    "merged": lower_merged,
    "permutation": lower_permutation,
    "replaced": lower_merged,
    "scatter_add": lower_scatter_add,
    "searchsorted": lower_searchsorted,
}

# From so many regions on, each becomes a routine.
MANY = 12


@dataclass
class Table:
    """Which word of the table holds what."""

    words: dict[str, int] = field(default_factory=dict)

    def place(self, name: str) -> int:
        return self.words.setdefault(name, len(self.words))


@dataclass
class Called:
    """An operation that is run by its reference, with the places of its operands and results."""

    name: str
    section: int  # number of the outermost section
    path: list[Any]
    inputs: list[tuple[Value, Place]]
    outputs: list[tuple[Value, Place]]


class Lowering:
    """Room 9 for one program; the table and the calls are what a run must know."""

    def __init__(self, parts: Parts, target: Target, clocked: bool = False) -> None:
        self.number = -1  # of the section that is being written
        self.parts = parts
        self.target = target
        self.clocked = clocked  # whether every region of a batch adds its ticks to a counter
        self.table = Table()
        self.called: list[Called] = []
        self.apart: dict[str, Apart] = {}  # routines of regions, by what they do

    def routines(self, sections: Sequence[Planned]) -> list[Routine]:
        """One for each section, and before them those of regions that stand apart."""
        outer = [self.routine(planned) for planned in sections]
        return [*[apart.code.routine for apart in self.apart.values()], *outer]

    def routine(self, planned: Planned) -> Routine:
        """The routine of one section; it may call those of regions."""
        self.number += 1
        loop = planned.section.loop
        if loop is None:
            code = Code(planned.section.name, [("table", POINTER)])
            # A program without a loop is its own and only step.
            step = code.constant(0, INDEX) if len(self.parts.sections) == 1 else None
            self._section(self._part(code, {}), planned, step)
            return code.routine
        code = Code("steps", [("table", POINTER), ("begin", INDEX), ("end", INDEX)])
        outer = self._part(code, {})
        chunk, total = outer.size(loop.attrs["chunk"]), outer.size(loop.attrs["total"])
        near = Near(outer, [] if _is_large(planned) else held(planned), self.target)
        near.fetch()
        with code.loop(code.parameters[1], code.parameters[2]) as batches:
            first = batches.index * chunk
            remaining = total - first
            rows = code.minimum(chunk, remaining)
            part = self._part(code, {START: first, ROWS: rows}, remaining)
            part.pointer = near.pointer
            self._section(part, planned, batches.index, near.put_back)
        near.put_back()
        return code.routine

    def word(self, code: Code, name: str, dtype: str) -> Num:
        """A word of the table; it does not change while a routine runs."""
        place = code.constant(self.table.place(name), INDEX)
        return code.load(code.parameters[0], place, dtype, depth=0)

    def memory(self, part: Part, place: Place, dtype: str) -> Memory:
        self.table.place(place.entry)  # calls into Python ask for it as well
        return Memory(part, place, dtype)

    def _part(self, code: Code, known: Mapping[str, Num], remaining: Num | None = None) -> Part:
        """A part at the place that the code has come to."""
        symbols = _Symbols(self, code, known)
        return Part(code, symbols, lambda name: self.word(code, name, POINTER), remaining=remaining)

    def _section(
        self,
        part: Part,
        planned: Planned,
        step: Num | None,
        ending: Callable[[], None] = lambda: None,
    ) -> None:
        guards = self._numbered(planned.section.graph)
        writer = _Writer(self, part, planned, _Step(step, guards, ending))
        clocked = self.clocked and planned.section.loop is not None
        writer.write(clocked)
        part.code.routine.light = writer.is_light

    @staticmethod
    def _numbered(graph: Graph) -> dict[Value, int]:
        """Guards by their number, as a run reports them."""
        return {ok: number for number, ok in enumerate(conditions(graph), start=1)}

    def inside(self, outer: Part, planned: Planned, known: Mapping[str, Num]) -> Part:
        """A part for a graph inside an operation of another part."""
        part = self._part(outer.code, {**outer.symbols, **known})
        for value, number in planned.section.numbers.items():
            part.scalars[value] = scalar(outer, number)
        return part


def _is_large(planned: Planned) -> bool:
    """Whether regions are routines of their own, which find memory by the table."""
    return len(planned.regions.items) > MANY


@dataclass
class _Step:
    """Which batch this is, if any, the numbers of the guards that end it, and what is done then."""

    number: Num | None
    guards: dict[Value, int]
    ending: Callable[[], None]


class _Symbols(dict[str, Num]):
    """Numbers of symbols: those of the step, else words of the table."""

    def __init__(self, lowering: Lowering, code: Code, known: Mapping[str, Num]) -> None:
        super().__init__(known)
        self.lowering = lowering
        self.code = code

    def __missing__(self, name: str) -> Num:
        return self.lowering.word(self.code, name, INDEX)


class _Writer:
    """Writes the regions of a section one after the other."""

    def __init__(
        self,
        lowering: Lowering,
        part: Part,
        planned: Planned,
        step: _Step,
        path: Sequence[Any] = (),
    ) -> None:
        self.lowering = lowering
        self.part = part
        self.planned = planned
        self.plan = planned.plan
        self.schedules = planned.schedules
        self.step = step
        self.path = path
        self.is_large = _is_large(planned)

    @property
    def is_light(self) -> bool:
        """Whether all that takes time stands apart."""
        copied = [value.type.size for value, _ in (*self.plan.saved, *self.plan.copies)]
        little = all(isinstance(size, int) and size < LITTLE for size in copied)
        kinds = {region.kind for region in self.planned.regions.items}
        return self.is_large and little and not kinds & {"lanes", "opaque"}

    def write(self, clocked: bool = False) -> None:
        """All regions, the guards as soon as can be, then what is copied."""
        part, regions = self.part, self.planned.regions
        for value, place in self.plan.places.items():
            part.memory[value] = self.lowering.memory(part, place, value.dtype)
        ahead = Ahead(part, regions, self.lowering.target)
        for number, region in enumerate(regions.items):
            if number == regions.guarded:
                self.guard()
            ahead.ask(region)
            with self._clocked(number) if clocked else nullcontext():
                self._any(region)
        if regions.guarded == len(regions.items):
            self.guard()
        self.copies()
        if clocked:
            self._clocked_nothing(len(regions.items))

    @contextmanager
    def _clocked(self, number: int) -> Iterator[None]:
        """Add the ticks that pass meanwhile to a counter."""
        code = self.part.code
        begin = code.clock()
        yield
        ticks, place = self.lowering.word(code, TICKS, POINTER), code.constant(number, INDEX)
        code.store(ticks, place, code.load(ticks, place, INDEX) + (code.clock() - begin))

    def _clocked_nothing(self, number: int) -> None:
        """What a clock itself costs, and behind it where the clock stands after the batch."""
        code = self.part.code
        with self._clocked(number):
            pass
        ticks = self.lowering.word(code, TICKS, POINTER)
        code.store(ticks, code.constant(number + 1, INDEX), code.clock())

    def _any(self, region: Region) -> None:
        """A region in the step's routine or in one of its own."""
        if region.kind == "opaque":
            self._opaque(region)
        elif region.members or (self.is_large and region.kind != "lanes"):
            self._apart(region)
        else:
            self.region(self.part, region)

    def _apart(self, region: Region) -> None:
        """Call the routine of a region, which is written unless one that is like it was."""
        part, lowering = self.part, self.lowering
        for value in [value for value in region.outputs if value.ndim == 0]:
            place = self._slot(value, f"number.{len(lowering.parts.kept)}")
            part.memory[value] = lowering.memory(part, place, value.dtype)
        like = Likeness(part, region, self.schedules, self.plan.scratch)
        apart = lowering.apart.get(like.text)
        if apart is None or settings.check:
            name = apart.code.routine.name if apart else f"region{len(lowering.apart)}"
            fresh = Apart(name, like, lambda inside: self.region(inside, region))
            fresh.code.routine.light = self.schedules[region].light
            if apart is None:
                apart = lowering.apart[like.text] = fresh
            else:
                apart.require_same(fresh)
        apart.call(like, lowering.table.place)

    def guard(self) -> None:
        """Leave before any state is written if something does not hold."""
        part, code = self.part, self.part.code
        step = self.step.number
        if step is None:
            return
        for ok in self.planned.section.graph.guards:
            asked = code.not_equal(self.lowering.word(code, CHECK, INDEX), 0)
            bad = code.logical_not(scalar(part, ok)) & asked
            with code.when(bad):
                self.step.ending()
                code.leave(step * GUARDS + self.step.guards[ok])

    def region(self, part: Part, region: Region) -> None:
        schedule = self.schedules[region]
        if region.members:
            blocks.lower_blocks(part, region, self.schedules, self.plan.scratch)
        elif region.kind == "fold":
            lower_fold(part, region, schedule, self.plan.scratch.get(region))
        elif region.kind in SCRATCHED:
            SCRATCHED[region.kind](part, region, schedule, self.plan.scratch[region])
        elif schedule.tiling:
            lower_product(part, region, schedule, self.plan.scratch[region])
        else:
            PLAIN[region.kind](part, region, schedule)

    def _opaque(self, region: Region) -> None:
        (node,) = region.nodes
        lower = LOWERED.get(node.primitive.name)
        if lower is not None:
            lower(self.part, node, self.lowering.target.lanes(node.outputs[0].dtype))
        elif node.primitive.name in LOWERINGS:
            self._control(node)
        else:
            self._call(node)

    def _control(self, node: Node) -> None:
        """Bodies are written as this section is, each in a part of its own."""
        for value, start in entering(node):
            self._copy(start, self.plan.places[value])
        place = self.planned.section.graph.nodes.index(node)

        def write(name: str, turn: Num | None = None) -> Part:
            planned = self.planned.inner[node, name]
            known = {} if turn is None else {turn_of(planned.section.name): turn}
            part = self.lowering.inside(self.part, planned, known)
            path = [*self.path, place, name]
            _Writer(self.lowering, part, planned, self.step, path).write()
            return part

        LOWERINGS[node.primitive.name](self.part, node, write)

    def _call(self, node: Node) -> None:
        part, code, lowering = self.part, self.part.code, self.lowering
        number = len(lowering.called)
        inputs = [(v, self._stored(v, f"call.{number}.{n}")) for n, v in enumerate(node.inputs)]
        outputs = [
            (v, self.plan.places.get(v) or self._slot(v, f"call.{number}.out.{n}"))
            for n, v in enumerate(node.outputs)
        ]
        path = [*self.path, self.planned.section.graph.nodes.index(node)]
        name = node.primitive.name
        lowering.called.append(Called(name, lowering.number, path, inputs, outputs))
        for name, turn in part.symbols.items():
            if name.startswith(TURN):
                word = code.constant(lowering.table.place(name), INDEX)
                code.store(code.parameters[0], word, turn)
        function = lowering.word(code, CALL, POINTER)
        rows, start = (
            part.symbols[name] if name in part.symbols else code.constant(0, INDEX)
            for name in (ROWS, START)
        )
        status = code.call(function, code.constant(number, INDEX), rows, start)
        with code.when(code.not_equal(status, 0)):
            code.leave(-1)
        for value, place in outputs:
            part.memory.setdefault(value, lowering.memory(part, place, value.dtype))
            if value.ndim == 0:
                memory = part.memory[value]
                part.scalars[value] = code.load(memory.pointer, memory.offset, value.dtype)

    def _stored(self, value: Value, entry: str) -> Place:
        """The place of an operand; one that has no axes is put into memory for the call."""
        if value in self.plan.places:
            return self.plan.places[value]
        place = self._slot(value, entry)
        self._copy(value, place)
        return place

    def _slot(self, value: Value, entry: str) -> Place:
        return self.lowering.parts.keep(entry, value)

    def copies(self) -> None:
        part = self.part
        for value, place in self.plan.saved:
            self._copy(value, place)
            part.memory[value] = self.lowering.memory(part, place, value.dtype)
        for value, _ in self.plan.copies:
            if value.ndim == 0:
                scalar(part, value)  # into its register, before the first copy is made
        for value, place in self.plan.copies:
            self._copy(value, place)

    def _copy(self, value: Value, place: Place) -> None:
        part, code = self.part, self.part.code
        target = self.lowering.memory(part, place, value.dtype)
        if value.ndim == 0:
            code.store(target.pointer, target.offset, scalar(part, value))
            return

        def vector(here: Position, lanes: int, mask: Num | None, _: list[Num]) -> list[Num]:
            num = Elements(part, lanes, mask, flat=True).at(value, [here])
            at = here + target.offset
            code.store(target.pointer, at.base, code.splat(num, lanes), mask)
            return []

        over_vectors(part, value.type.size, self.lowering.target.lanes(value.dtype), [], vector)
