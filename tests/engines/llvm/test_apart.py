"""Regions of large steps as routines of their own, one for all that are alike."""

import numpy as np
import pytest

from pronghorn import config, layers, models, ops, optimizers, random
from pronghorn.engines.base import stages
from pronghorn.engines.llvm import regions, rooms, schedule, target
from pronghorn.engines.llvm.lower import routines
from pronghorn.engines.llvm.lower.apart import Apart
from pronghorn.engines.llvm.parts import split
from pronghorn.errors import InternalError
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.trace.tracer import trace
from pronghorn.training import programs


@pytest.fixture(autouse=True)
def compiled_anew(monkeypatch):
    monkeypatch.setattr(config.settings, "engine", "llvm")
    monkeypatch.setattr(config.settings, "cache", None)
    monkeypatch.setattr(config.settings, "check", True)


def trained(depth):
    """The weights after three steps of a deep network with a clipped norm, which is a number."""
    programs._recent.clear()  # equal architectures share a program
    programs._alive.clear()
    random.set_random_seed(3)
    hidden = [layers.Dense(9, "tanh", kernel_regularizer="l2") for _ in range(depth)]
    model = models.Sequential([layers.Input((5,)), *hidden, layers.Dense(1)])
    model.compile(optimizers.Adam(global_clipnorm=0.5), "mse")
    x = np.random.default_rng(0).normal(size=(21, 5)).astype("float32")
    model.fit(x, x[:, :1], batch_size=7, verbose=0)
    return [array.tobytes() for array in model.get_weights()]


@pytest.fixture
def emitted(monkeypatch):
    """The routines of the programs that are compiled."""
    found, emit = [], rooms.emit

    def noting(made, target, elsewhere):
        found.extend(made)
        return emit(made, target, elsewhere)

    monkeypatch.setattr(rooms, "emit", noting)
    return found


def inner(emitted):
    return [routine for routine in emitted if routine.is_inner]


def test_more_layers_of_a_kind_need_no_more_routines(emitted):
    trained(20)
    few = len(inner(emitted))
    emitted.clear()
    trained(30)
    assert 0 < len(inner(emitted)) <= few + 2
    assert any(routine.light for routine in emitted)


def test_results_are_the_same_bits_where_regions_stand_apart(emitted, monkeypatch):
    monkeypatch.setattr(routines, "MANY", 10**6)
    together = trained(4)
    assert not inner(emitted)
    monkeypatch.setattr(routines, "MANY", 0)
    assert trained(4) == together
    assert inner(emitted)


def test_regions_that_pass_for_alike_and_are_not_are_a_fault(emitted, monkeypatch):
    monkeypatch.setattr(routines, "MANY", 0)
    made = []

    def noting(self, *args):
        construct(self, *args)
        made.append(self)

    construct = Apart.__init__
    monkeypatch.setattr(Apart, "__init__", noting)
    trained(3)
    one = made[0]
    other = next(apart for apart in made if apart.like.text != one.like.text)
    one.require_same(one)
    with pytest.raises((InternalError, ValueError)):
        one.require_same(other)


class Drawing(layers.Layer):
    """Adds a number drawn in each step, whose key is two numbers that its region computes."""

    def build(self, _):
        self.seed_generator = random.SeedGenerator(3)

    def call(self, x):
        drawn = random.uniform((1,), seed=self.seed_generator)
        every = ops.broadcast_to(drawn, (x.shape[0], 1))
        turns = ops.arange(4.0)
        total, _ = ops.scan(lambda total, n: (total + every * n, None), every, turns)
        return x * 0.0 + total


@pytest.mark.parametrize("many", [0, 1000])
def test_a_region_is_not_asked_for_its_own_numbers_before_it_ran(monkeypatch, many):
    monkeypatch.setattr(routines, "MANY", many)

    def losses(**how):
        programs._recent.clear()
        programs._alive.clear()
        model = models.Sequential([layers.Input((1,)), Drawing(), layers.Dense(1)])
        model.layers[1].set_weights([np.ones((1, 1), "float32"), np.zeros(1, "float32")])
        model.compile(optimizers.SGD(0.0), "mae", **how)
        zeros = np.zeros((7, 1), "float32")
        return model.fit(zeros, zeros, epochs=3, verbose=0).history["loss"]

    np.testing.assert_allclose(losses(), losses(run_eagerly=True), rtol=1e-6)


def test_code_of_regions_with_hardly_any_share_of_a_step_is_made_quickly():
    """A copy of some thousand elements is dear to a small step and nothing to a large one."""
    row, matrix = (ArrayType(shape, "float32") for shape in ((symbol("rows"), 20_000), (128, 128)))

    def copied(wide):
        def step(x, w):
            product = ops.matmul(x, ops.transpose(x)) if wide else ops.sum(x)
            return [product.payload, ops.transpose(w).payload]

        program = trace(step, [row, matrix])
        (section,) = split(program, stages(program.graph)).sections
        chosen = schedule.choose(regions.group(section.graph), target.named("x86-64-v3"))
        (light,) = (how.light for region, how in chosen.items() if region.kind == "map")
        return light

    assert copied(wide=True)
    assert not copied(wide=False)
