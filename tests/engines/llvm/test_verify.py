"""The verifier of regions and plans refuses what would compute wrong numbers."""

import dataclasses

import pytest

from pronghorn.engines.base import stages
from pronghorn.engines.llvm import arena, plan, regions, schedule, target, verify
from pronghorn.engines.llvm.arena import Place
from pronghorn.engines.llvm.parts import split
from pronghorn.errors import InternalError
from pronghorn.passes.pipeline import tidy
from tests.golden.test_engine_rooms import Wide, train


@pytest.fixture
def step():
    """Section, regions and plan of a step that is not written out."""
    program = tidy(train(Wide()))
    section = next(s for s in split(program, stages(program.graph)).sections if s.loop)
    grouped = regions.group(section.graph)
    chosen = schedule.choose(grouped, target.named("x86-64-v3"))
    return section, grouped, plan.place(section, grouped, chosen)


def refused(step, words):
    with pytest.raises(InternalError, match=words):
        verify.verify(*step)


def test_what_the_rooms_make_is_accepted(step):
    verify.verify(*step)


def test_a_region_before_what_it_reads(step):
    section, grouped, placed = step
    items = [*grouped.items[1:], grouped.items[0]]
    refused((section, dataclasses.replace(grouped, items=items), placed), "before it is there")


def test_a_result_without_a_place(step):
    _, grouped, placed = step
    del placed.places[grouped.items[0].outputs[0]]
    refused(step, "has no place")


def weights(step):
    """The first weights that are written in place."""
    section, grouped, placed = step
    entries = {place.entry: value for value, place in section.given.items()}
    written = (placed.places[value].entry for value in grouped.region_of if value in placed.places)
    return next(entries[entry] for entry in written if entry in entries)


def test_weights_written_before_they_were_read(step):
    section, grouped, placed = step
    old = weights(step)
    node = next(node for node in section.graph.nodes if old in node.inputs)
    grouped.items[-1].nodes.append(node)
    refused((section, grouped, placed), "after it was overwritten")


def test_weights_written_before_the_guards(step):
    section, grouped, placed = step
    late = dataclasses.replace(grouped, guarded=len(grouped.items))
    refused((section, late, placed), "before the guards")


def test_a_slot_given_away_too_soon(step):
    _, _, placed = step
    slot = next(slot for slot in placed.slots if slot.last > slot.first)
    slot.last = slot.first
    refused(step, "gone by then")


def test_a_slot_that_begins_too_late(step):
    _, _, placed = step
    placed.slots[0].first += 1
    refused(step, "outside its slot's life")


def test_slots_that_overlap(step, monkeypatch):
    real = arena.offsets

    def careless(slots, known, start):
        found, end = real(slots, known, start)
        return (dict.fromkeys(found, 0), end)

    monkeypatch.setattr(verify, "offsets", careless)
    refused(step, "overlap at 1 rows")


def test_a_copy_of_what_was_never_kept(step):
    _, grouped, placed = step
    value = grouped.items[0].outputs[0]
    placed.copies.append((value, Place("input.0")))
    refused(step, "gone by then")
