"""Room 8: where every value that leaves its region lives.

Sizes are symbolic, so the plan says which values share an arena and when they live; the offsets
follow from the actual sizes when a run is bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pronghorn.dtypes import sum_dtype
from pronghorn.engines.llvm import rows
from pronghorn.engines.llvm.arena import THREADS, Place, Slot
from pronghorn.engines.llvm.blocks import has_rows, rows_of
from pronghorn.engines.llvm.parts import Section
from pronghorn.engines.llvm.regions import TILED, Region, Regions, read_by, read_by_numbers
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.ir.graph import Graph, Value
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import product
from pronghorn.ir.walk import bodies


@dataclass
class Plan:
    """Places of values, what is copied at the end, and the arena's slots.

    `saved` are values that one of the copies would overwrite before another has read them;
    `scratch` is memory of a region's own, a part of it for every thread.
    """

    places: dict[Value, Place]
    saved: list[tuple[Value, Place]] = field(default_factory=list)
    copies: list[tuple[Value, Place]] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    scratch: dict[Region, Place] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [str(slot) for slot in self.slots]
        lines += [
            f"{value.type} at {place.entry}+{place.offset}" for value, place in self.places.items()
        ]
        lines += [f"save {value.type} in {place.entry}" for value, place in self.saved]
        lines += [f"copy {value.type} to {place.entry}" for value, place in self.copies]
        return "\n".join(lines) + "\n"


def place(section: Section, regions: Regions, schedules: Mapping[Region, Schedule]) -> Plan:
    """Places for the regions' results: where the section wants them, or in the arena."""
    name, graph, given = section.name, section.graph, section.given
    plan = Plan(dict(given))
    numbers = {region: n for n, region in enumerate(regions.items)}
    access = _Access(graph, regions, numbers)
    for value, wanted in section.targets:
        if plan.places.get(value) == wanted:
            continue
        if value not in plan.places and _in_place(value, wanted, regions, numbers, access, given):
            plan.places[value] = wanted
        else:
            plan.copies.append((value, wanted))
    ends = {value: len(regions.items) for value, _ in plan.copies}
    for region in regions.items:
        _add_slots(name, plan, region, numbers, access, ends, schedules[region])
        for nest in region.parts:
            if schedules[nest].scratch or schedules[nest].shared:
                _add_scratch(name, plan, nest, numbers[region], schedules[nest])
    _save(name, plan, len(regions.items))
    return plan


def _add_scratch(name: str, plan: Plan, region: Region, number: int, schedule: Schedule) -> None:
    entry = f"{name}.{len(plan.slots)}"
    dtype = "uint64" if schedule.words else sum_dtype(region.nodes[0].outputs[0].dtype)
    elements = symbol(THREADS) * schedule.scratch + schedule.shared
    plan.scratch[region] = Place(entry)
    plan.slots.append(Slot(entry, elements, dtype, number, number))


def _save(name: str, plan: Plan, end: int) -> None:
    """What a copy reads is read before another copy overwrites it: by their order or, where values
    change places with each other, from memory of its own."""
    ordered: list[tuple[Value, Place]] = []
    waiting = list(plan.copies)
    while free := [copy for copy in waiting if not _read_later(copy, waiting, plan)]:
        ordered += free
        waiting = [copy for copy in waiting if copy not in free]
    plan.copies = ordered + waiting
    written = {place.entry for _, place in waiting}
    for value in dict.fromkeys(value for value, _ in waiting):
        if _entry(value, plan) in written:
            entry = f"{name}.{len(plan.slots)}"
            plan.saved.append((value, Place(entry)))
            plan.slots.append(Slot(entry, product(value.shape), value.dtype, end, end))


def _read_later(copy: tuple[Value, Place], waiting: list[tuple[Value, Place]], plan: Plan) -> bool:
    """Whether another copy still reads where this one writes."""
    return any(_entry(other[0], plan) == copy[1].entry for other in waiting if other is not copy)


def _entry(value: Value, plan: Plan) -> str | None:
    """Where a copy reads a value; those without axes are in registers by then."""
    return plan.places[value].entry if value.ndim and value in plan.places else None


class _Access:
    """Which regions read a value, and whether only at the place they compute."""

    def __init__(self, graph: Graph, regions: Regions, numbers: dict[Region, int]) -> None:
        self.last: dict[Value, int] = {}
        self.moved: dict[Value, set[int]] = {}
        for region, number in numbers.items():
            for value, moved in read_by(region, regions.region_of).items():
                self._note(value, number, moved)
        # Values without axes are computed when first needed, perhaps after everything else.
        late = len(numbers)
        for value in read_by_numbers(graph, regions.region_of):
            self._note(value, late, True)
        for value in (*graph.outputs, *graph.guards):
            if value.node is None:
                self._note(value, late, True)

    def _note(self, value: Value, number: int, moved: bool) -> None:
        self.last[value] = max(self.last.get(value, -1), number)
        if moved:
            self.moved.setdefault(value, set()).add(number)


def _in_place(
    value: Value,
    place: Place,
    regions: Regions,
    numbers: dict[Region, int],
    access: _Access,
    given: Mapping[Value, Place],
) -> bool:
    """Whether the region may write its result straight to the place."""
    region = regions.region_of.get(value)
    if region is None or value.ndim == 0 or region.kind == "opaque":
        return False
    if region.kind == "lanes" and rows.uniform(value):
        return False
    number = numbers[region]
    readers = [old for old, where in given.items() if where.entry == place.entry]
    if readers and (number < regions.guarded or region.kind not in ("map", *TILED)):
        return False
    return all(
        access.last.get(old, -1) <= number and number not in access.moved.get(old, ())
        for old in readers
    )


def _add_slots(
    name: str,
    plan: Plan,
    region: Region,
    numbers: dict[Region, int],
    access: _Access,
    ends: Mapping[Value, int],
    schedule: Schedule,
) -> None:
    def last_use(value: Value) -> int:
        return max(access.last.get(value, 0), ends.get(value, 0), numbers[region])

    # What bodies leave behind is in memory, numbers too.
    lasting = any(bodies(node) for node in region.nodes)
    values = [v for v in region.outputs if (v.ndim or lasting) and v not in plan.places]
    if region.kind == "lanes":
        sums = rows.sums_of(region.nodes)
        entry = f"{name}.sums"
        starts, total = rows.packed(sums, schedule.lanes)
        for value, first in zip(sums, starts, strict=True):
            if value.ndim:
                plan.places[value] = Place(entry, first)
        if any(value.ndim for value in sums):
            last = max(last_use(value) for value in sums)
            plan.slots.append(Slot(entry, total, sums[0].dtype, numbers[region], last))
        values = [value for value in values if value not in plan.places]
    for value in values:
        entry = f"{name}.{len(plan.slots)}"
        # Of what only members of blocks read, a block for every thread is enough.
        passing = bool(region.members) and value not in access.last and value not in ends
        passing = passing and has_rows(value, rows_of(region.members[0]))
        shape = (symbol(THREADS), schedule.block, *value.shape[1:]) if passing else value.shape
        plan.places[value] = Place(entry, is_passing=passing)
        plan.slots.append(
            Slot(entry, product(shape), value.dtype, numbers[region], last_use(value))
        )
