"""Runs: in pieces as at once, guards before writes, state changed from outside, calls to NumPy."""

import numpy as np
import pytest

from pronghorn import ops, random
from pronghorn.engines import load
from pronghorn.engines.base import GuardFailed
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.passes.pipeline import tidy
from pronghorn.prims.special import bessel_0
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad
from pronghorn.trace.loop import over_batches, over_slices
from pronghorn.variables import Variable
from tests.engines.memory import poisoned

pytestmark = pytest.mark.usefixtures("checked")

ENGINES = ["numpy", "llvm"]


def normal(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


class Training:
    """A small network with dropout, a weight decayed average, a rate, and metrics."""

    def __init__(self, width=5, outputs=3):
        self.weights = [
            Variable(normal(1, 4, width), name="hidden"),
            Variable(normal(2, width, outputs), name="out"),
        ]
        self.rate = Variable(np.float32(0.1), name="rate")
        self.seed = random.SeedGenerator(7)
        self.total = Variable(np.float32(0), name="total")
        self.state = [*self.weights, self.total, self.seed.state]
        n = symbol("total")
        types = [ArrayType((n, 4), "float32"), ArrayType((n, outputs), "float32")]
        self.program = tidy(tracer.trace(self._program, types, "training"))

    def _program(self, x, y):
        self.total.assign(0.0)
        over_batches(self._step, [x, y], symbol("batch"))
        return [self.total.value]

    def _step(self, x, y):
        def forward():
            hidden = ops.tanh(ops.matmul(x, self.weights[0]))
            hidden = random.dropout(hidden, 0.3, seed=self.seed)
            loss = ops.mean(ops.square(ops.matmul(hidden, self.weights[1]) - y))
            return loss, loss

        (loss, _), gradients = value_and_grad(forward, self.weights, has_aux=True)
        tracer.guard(ops.isfinite(loss).payload, "H13", {})
        for weight, gradient in zip(self.weights, gradients, strict=True):
            weight.assign(weight - self.rate * gradient)
        self.total.assign(self.total + loss)
        return []

    def run(self, engine, rows=37, batch=8, y=None):
        x, y = normal(3, rows, 4), normal(4, rows, self.weights[1].shape[1]) if y is None else y
        return poisoned(load(engine).compile(self.program).run([x, y], {"batch": batch}))

    def numbers(self):
        return [variable.numpy() for variable in self.state]


def assert_same(these, those):
    for a, b in zip(these, those, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("width", [5, 200])
@pytest.mark.parametrize("engine", ENGINES)
def test_pieces_give_the_bits_of_the_whole(engine, width):
    whole, pieces = Training(width), Training(width)
    whole.run(engine).complete()
    run = pieces.run(engine)
    run.start()
    for stop in (1, 2, 2, 4, 5):
        run.advance(stop)
    run.finish()
    assert_same(whole.numbers(), pieces.numbers())


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_seed_gives_the_same_bits(engine):
    first, second = Training(), Training()
    for training in (first, second):
        for _ in range(3):
            training.run(engine).complete()
    assert_same(first.numbers(), second.numbers())


def test_dropout_draws_the_same_on_every_engine():
    one, other = Training(), Training()
    one.run("numpy").complete()
    other.run("llvm").complete()
    assert_same([one.seed.state.numpy()], [other.seed.state.numpy()])
    for a, b in zip(one.numbers(), other.numbers(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("width", [5, 200])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_guard_fails_before_anything_is_written(engine, width):
    y = normal(4, 37, 3)
    y[20] = np.nan  # in the third batch of eight
    failing, sound = Training(width), Training(width)
    run = failing.run(engine, y=y)
    run.start()
    with pytest.raises(GuardFailed) as failure:
        run.advance(run.trips)
    assert (failure.value.step, failure.value.guard, run.position) == (2, 0, 2)
    half = sound.run(engine)
    half.start()
    half.advance(2)
    assert_same(failing.numbers(), sound.numbers())
    run.advance(3, ignore_guards=True)
    assert np.isnan(failing.weights[0].numpy()).any()


@pytest.mark.parametrize("engine", ENGINES)
def test_every_guard_is_told_by_its_number(engine):
    def program(x):
        def step(x):
            tracer.guard(ops.all(x > 0.0).payload, "H13", {})
            tracer.guard(ops.all(x < 10.0).payload, "E07", {})
            return [x]

        return over_batches(step, [x], symbol("batch"))

    traced = tidy(tracer.trace(program, [ArrayType((symbol("total"), 2), "float32")]))
    executable = load(engine).compile(traced)
    for place, value, number in ((3, -1.0, 0), (9, 11.0, 1)):
        x = np.ones((12, 2), "float32")
        x[place] = value
        run = executable.run([x], {"batch": 2})
        run.start()
        with pytest.raises(GuardFailed) as failure:
            run.advance(run.trips)
        assert (failure.value.step, failure.value.guard) == (place // 2, number)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_changed_between_two_pieces_is_seen(engine):
    left, right = Training(), Training()
    run = left.run(engine)
    run.start()
    run.advance(2)
    left.rate.assign(0.0)
    kept = left.weights[0].numpy()
    run.advance(4)
    np.testing.assert_array_equal(left.weights[0].numpy(), kept)
    left.weights[0].assign(np.ones_like(kept))
    lent = left.weights[1].value
    before = np.array(lent)
    left.rate.assign(0.1)
    run.advance(5)
    assert not np.array_equal(left.weights[0].numpy(), np.ones_like(kept))
    np.testing.assert_array_equal(np.asarray(lent), before)
    assert not np.array_equal(left.weights[1].numpy(), before)
    right.run(engine).complete()
    assert not np.array_equal(left.weights[0].numpy(), right.weights[0].numpy())


def test_a_run_may_be_used_again():
    training, other = Training(), Training()
    run = training.run("llvm")
    for _ in range(3):
        run.complete()
        other.run("llvm").complete()
    assert_same(training.numbers(), other.numbers())


class Refused(Exception):
    """Stands for whatever an operation may raise."""


@pytest.mark.parametrize("in_a_loop", [True, False])
def test_an_exception_inside_a_call_is_raised_when_code_returns(monkeypatch, in_a_loop):
    def step(x):
        return [Tensor(bessel_0(x.payload))]

    def program(x):
        return over_batches(step, [x], symbol("batch")) if in_a_loop else step(x)

    traced = tracer.trace(program, [ArrayType((symbol("total"), 3), "float32")])
    executable = load("llvm").compile(traced)
    calls = []

    def failing(xp, x):
        calls.append(len(x))
        if len(calls) == 2 or not in_a_loop:
            raise Refused("no number")
        return reference(xp, x)

    x = normal(0, 10, 3)
    run = executable.run([x], {"batch": 4})
    reference = bessel_0.run
    object.__setattr__(bessel_0, "run", failing)
    try:
        with pytest.raises(Refused, match="no number"):
            run.complete()
    finally:
        object.__setattr__(bessel_0, "run", reference)
    assert calls == ([4, 4] if in_a_loop else [10])
    (result,) = run.complete()
    np.testing.assert_allclose(result, np.i0(x), rtol=1e-6)


def test_an_inner_loop_runs_inside_a_compiled_one():
    decay = Variable(np.float32(0.5), name="decay")
    final = Variable(np.zeros(3, "float32"), name="final")

    def program(x):
        def step(rows):
            def turn(row):
                final.assign(final * decay + row)
                return [final * 2.0]

            (stacked,) = over_slices(turn, [rows])
            return [ops.exp(stacked)]

        return over_batches(step, [x], symbol("batch"))

    traced = tidy(tracer.trace(program, [ArrayType((symbol("total"), 3), "float32")]))
    found = {}
    for engine in ENGINES:
        final.assign(np.zeros(3, "float32"))
        executable = load(engine).compile(traced)
        results = executable.run([normal(0, 11, 3)], {"batch": 4}).complete()
        found[engine] = [np.array(results[0]), final.numpy()]
    assert not executable.record.fallbacks
    for a, b in zip(found["numpy"], found["llvm"], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)
