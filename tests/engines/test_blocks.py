"""Regions that go through a batch together, block by block of its rows."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import config, engines, ops
from pronghorn.engines.base import stages
from pronghorn.engines.llvm import blocks, plan, regions, schedule, target
from pronghorn.engines.llvm.parts import split
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.trace.tracer import trace
from tests.engines.forgetting import forget_programs

SUMMED = (0, 1, 2)


def pooled(x, w):
    """What only the next region reads in the middle, and sums at the end."""
    y = ops.max_pool(ops.relu(ops.conv(x, w)), 2)
    return ops.max_pool(y, 2, padding="same"), ops.sum(y, SUMMED)


def normalized(x, w):
    """Sums that have to be whole before they are read."""
    y = ops.conv(x, w)
    return y - ops.sum(y, SUMMED), ops.max_pool(y, 2)


def reversed_rows(x, w):
    return ops.max_pool(ops.flip(ops.conv(x, w), 0), 2)


def numbered(x, w):
    """What depends on where in the batch an image is."""
    y = ops.conv(x, w)
    places = ops.cast(ops.cumsum(ops.ones_like(y[:, :1, :1, :1]), 0), "float32")
    return ops.max_pool(y * places, 2)


def traced(function):
    types = [ArrayType((symbol("rows"), 20, 20, 4), "float32"), ArrayType((3, 3, 4, 16), "float32")]

    def payloads(*given):
        found = function(*given)
        return [t.payload for t in (found if isinstance(found, tuple) else (found,))]

    return trace(payloads, types)


def decided(function):
    """The section of a program, its regions and the plan."""
    program = traced(function)
    (section,) = split(program, stages(program.graph)).sections
    where = target.named("x86-64-v3")
    grouped = regions.group(section.graph)
    chosen = schedule.choose(grouped, where)
    grouped = blocks.joined(grouped, chosen, where)
    return grouped, plan.place(section, grouped, chosen)


def members(function):
    grouped, _ = decided(function)
    return [[member.kind for member in region.members] for region in grouped.items]


def test_regions_that_read_the_same_rows_run_together():
    assert members(pooled) == [["conv", "window", "window", "fold"]]


@pytest.mark.parametrize("function", [reversed_rows, numbered])
def test_regions_that_read_other_rows_or_their_number_do_not(function):
    assert not any("window" in kinds and "conv" in kinds for kinds in members(function))


def test_what_reads_a_sum_waits_for_it():
    assert ["conv", "fold"] in [kinds[:2] for kinds in members(normalized)]
    assert not any("map" in kinds for kinds in members(normalized))


def test_what_only_members_read_has_no_room_for_the_whole_batch():
    grouped, placed = decided(pooled)
    (whole,) = grouped.items
    slots = {slot.entry: slot for slot in placed.slots}
    passing = [slots[p.entry] for p in placed.places.values() if p.is_passing]
    assert [value.shape[1:] for value in whole.outputs[:2]] == [(18, 18, 16), (9, 9, 16)]
    assert len(passing) == 2
    assert all("rows" not in slot.symbols() for slot in passing)


@pytest.mark.parametrize("function", [pooled, normalized, reversed_rows, numbered])
@pytest.mark.parametrize("rows", [1, 7, 61])
def test_results_are_those_of_the_reference_for_any_number_of_threads(function, rows):
    draw = np.random.default_rng(0)
    x = draw.standard_normal((rows, 20, 20, 4), "float32")
    w = draw.standard_normal((3, 3, 4, 16), "float32")
    program = traced(function)

    def found(engine):
        run = engines.load(engine).compile(program).run([x, w], {"rows": rows})
        return [np.array(output) for output in run.complete()]

    wanted = found("numpy")
    config.settings.threads = 1
    alone = found("llvm")
    for one, other in zip(alone, wanted, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5 * np.abs(other).max())
    for config.settings.threads in (2, 3, 8):
        assert all(a.tobytes() == b.tobytes() for a, b in zip(alone, found("llvm"), strict=True))


@pytest.mark.parametrize("layer", [keras.layers.LSTM, keras.layers.GRU])
def test_blocks_inside_a_loop_find_the_slice_of_its_turn(layer, monkeypatch):
    """Where a slice begins is told by the rows of the batch, not by those of a block."""
    config.settings.cache = None
    forget_programs()
    join, kinds, found = blocks.joined, set(), []

    def noted(*given):
        whole = join(*given)
        kinds.update(region.kind for region in whole.items)
        return whole

    monkeypatch.setattr(blocks, "joined", noted)
    x = np.random.default_rng(0).standard_normal((41, 3, 2), "float32")
    for config.settings.engine in ("numpy", "llvm"):
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((3, 2)), layer(300), keras.layers.Dense(1)])
        model.compile(keras.optimizers.SGD(1.0), "mse")
        before = model.get_weights()
        model.fit(x, x[:, 0, :1], batch_size=41, verbose=0)
        found.append([a - b for a, b in zip(before, model.get_weights(), strict=True)])
    assert "blocks" in kinds
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-3, atol=1e-4 * np.abs(one).max())
