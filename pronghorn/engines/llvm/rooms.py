"""The rooms of the llvm engine, top to bottom: a tidied program goes in, machine code comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pronghorn.config import settings
from pronghorn.engines.base import Stages
from pronghorn.engines.llvm import blocks, plan, regions, schedule
from pronghorn.engines.llvm.build import object_code
from pronghorn.engines.llvm.emit.module import emit
from pronghorn.engines.llvm.emit.verify import verify
from pronghorn.engines.llvm.inner import Planned
from pronghorn.engines.llvm.layout import Called, Layout
from pronghorn.engines.llvm.lower.routines import Lowering
from pronghorn.engines.llvm.parts import Section, split
from pronghorn.engines.llvm.profile import RegionReport, reports
from pronghorn.engines.llvm.target import Target
from pronghorn.engines.llvm.verify import verify as verify_plan
from pronghorn.trace.tracer import Program

Room = Callable[[str, Callable[[], Any]], Any]


@dataclass
class Compiled:
    """What the rooms give: layout and object code, and what is to be said of a batch's regions."""

    layout: Layout
    data: bytes
    reports: list[RegionReport]


def compiled(
    program: Program, stages: Stages, target: Target, room: Room, clocked: bool = False
) -> Compiled:
    """A program through all rooms; `room` runs, times and shows each step.

    With `clocked`, the regions of a batch are timed and reported.
    """
    parts = split(program, stages)
    planned, narrow = _planned(parts.sections, target, room)
    lowering = Lowering(parts, narrow, clocked)
    routines = room("lower", lambda: lowering.routines(planned))
    if settings.check:
        for routine in routines:
            verify(routine)
    routines = [routine for routine in routines if routine.body.statements] or routines[:1]
    text = room("emit", lambda: emit(routines, narrow))
    data = room("build", lambda: object_code(text, target, {}))
    reported = [reports(p.regions, p.schedules) for p in planned if clocked and p.section.loop]
    names = [routine.name for routine in routines if not routine.is_inner]
    layout = _layout(lowering, planned, names)
    return Compiled(layout, data, [r for rs in reported for r in rs])


def _planned(
    sections: Sequence[Section], target: Target, room: Room, inner: bool = False
) -> tuple[list[Planned], Target]:
    """Sections through rooms 6 to 8, then the sections inside them; the target as chosen."""
    grouped = room(
        "regions", lambda: [regions.group(s.graph, s.replaced(), inner) for s in sections]
    )
    narrow = schedule.narrowed(target, grouped)
    chosen = room("schedule", lambda: [schedule.choose(g, narrow) for g in grouped])
    pairs = list(zip(grouped, chosen, strict=True))
    grouped = room("regions", lambda: [blocks.joined(g, how, narrow) for g, how in pairs])
    placed = room("plan", lambda: list(map(plan.place, sections, grouped, chosen)))
    if settings.check:
        for section, grouping, placement in zip(sections, grouped, placed, strict=True):
            verify_plan(section, grouping, placement)
    planned = list(map(Planned, sections, grouped, chosen, placed))
    for outer in planned:
        within = outer.sections()
        if within:
            outer.adopt(_planned(within, narrow, room, True)[0])
    return planned, narrow


def _layout(lowering: Lowering, planned: Sequence[Planned], routines: list[str]) -> Layout:
    """What runs will need of the rooms' decisions."""
    called = [
        Called(
            call.section,
            call.path,
            [place for _, place in call.inputs],
            [place for _, place in call.outputs],
        )
        for call in lowering.called
    ]
    return Layout(
        routines,
        lowering.table.words,
        lowering.parts.kept,
        [item.plan.slots for item in planned],
        called,
    )
