"""The rooms of the llvm engine, top to bottom: a tidied program goes in, machine code comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pronghorn.config import settings
from pronghorn.engines.base import Stages
from pronghorn.engines.llvm import blocks, plan, regions, schedule
from pronghorn.engines.llvm.emit.module import emit
from pronghorn.engines.llvm.emit.verify import verify
from pronghorn.engines.llvm.inner import Planned
from pronghorn.engines.llvm.kernels import library
from pronghorn.engines.llvm.kernels.names import kernels_among
from pronghorn.engines.llvm.layout import Called, Layout
from pronghorn.engines.llvm.lower.routines import Lowering
from pronghorn.engines.llvm.parts import Section, split
from pronghorn.engines.llvm.profile import RegionReport, reports
from pronghorn.engines.llvm.statements import Routine
from pronghorn.engines.llvm.target import Target
from pronghorn.engines.llvm.tiers import Object, better, quick
from pronghorn.engines.llvm.together import together
from pronghorn.engines.llvm.verify import verify as verify_plan
from pronghorn.trace.tracer import Program

Room = Callable[[str, Callable[[], Any]], Any]

# Routines of a module. LLVM's work on one cannot be ended, and threads share the modules.
FEW = 4


@dataclass
class Compiled:
    """What the rooms give: layout and object code, and what is to be said of a batch's regions."""

    layout: Layout
    objects: list[Object]
    reports: list[RegionReport]


def compiled(
    program: Program, stages: Stages, target: Target, room: Room, clocked: bool = False
) -> Compiled:
    """A program through all rooms; `room` runs, times and shows each step.

    With `clocked`, the regions of a batch are timed and reported, and no code is a quick one.
    """
    parts = split(program, stages)
    planned, narrow = _planned(parts.sections, target, room)
    lowering = Lowering(parts, narrow, clocked)
    routines = room("lower", lambda: lowering.routines(planned))
    if settings.check:
        for routine in routines:
            verify(routine)
    routines = [r for r in routines if r.body.statements or r.is_inner] or routines[:1]
    modules = room("emit", lambda: _modules(routines, narrow))
    kernels = kernels_among(lowering.table.words)
    objects = room("build", lambda: _objects(modules, kernels, target, clocked))
    reported = [reports(p) for p in planned if clocked and p.section.loop]
    names = [routine.name for routine in routines if not routine.is_inner]
    layout = _layout(lowering, planned, names)
    return Compiled(layout, objects, [r for rs in reported for r in rs])


@dataclass
class Module:
    """Text of a few routines, those of a `light` one taking little time themselves."""

    text: str
    light: bool

    def __str__(self) -> str:
        return self.text


def _modules(routines: Sequence[Routine], target: Target) -> list[Module]:
    """The routines by a few, light ones apart from those that take time."""
    found = []
    for light in (False, True):
        alike = [routine for routine in routines if routine.light == light]
        for begin in range(0, len(alike), FEW):
            names = {routine.name for routine in alike[begin : begin + FEW]}
            others = [routine for routine in routines if routine.name not in names]
            found.append(Module(emit(alike[begin : begin + FEW], target, others), light))
    return found


def _objects(
    modules: Sequence[Module], kernels: Sequence[str], target: Target, final: bool
) -> list[Object]:
    """The object of each module, what is quickly made unless it is to be final, and the kernels
    that they call in memory."""
    before: list[Callable[[], Any]] = [*library.works(kernels, target)]
    works: list[Callable[[], Any]] = [
        partial(better, module.text, target)
        if final and not module.light
        else partial(quick, module.text, target, module.light)
        for module in modules
    ]
    made = together([*before, *works], settings.threads)
    library.load(kernels, target)
    return made[len(before) :]


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
    grouped = room("blocks", lambda: [blocks.joined(g, how, narrow) for g, how in pairs])
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
            call.name,
            call.section,
            call.path,
            [place for _, place in call.inputs],
            [place for _, place in call.outputs],
        )
        for call in lowering.called
    ]
    loops = [item.section.loop for item in planned if item.section.loop is not None]
    return Layout(
        routines,
        (loops[0].attrs["total"], loops[0].attrs["chunk"]) if loops else None,
        lowering.table.words,
        lowering.parts.kept,
        [item.plan.slots for item in planned],
        called,
    )
