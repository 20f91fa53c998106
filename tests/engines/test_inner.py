"""Loops, branches and repetition inside compiled steps, against the interpreter."""

import numpy as np
import pytest

from pronghorn import ops
from pronghorn.config import settings
from pronghorn.engines import load
from pronghorn.engines.base import GuardFailed
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.ops.guards import expect
from pronghorn.passes.pipeline import tidy
from pronghorn.prims.folds import cumsum
from pronghorn.prims.index import scatter_add
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad
from pronghorn.trace.loop import over_batches
from pronghorn.variables import Variable
from tests.engines.memory import poisoned

pytestmark = pytest.mark.usefixtures("checked")

STEPS, WIDTH = 4, 3


def normal(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


class Cell:
    """A recurrent network with one weight, trained on what `step` makes of its state."""

    def __init__(self, step):
        self.step = step
        self.weight = Variable(normal(1, WIDTH, WIDTH), name="weight")
        self.count = Variable(0, dtype="int32", name="count")
        n = symbol("total")
        types = [ArrayType((n, STEPS, WIDTH), "float32")]
        self.program = tidy(tracer.trace(self.epoch, types, "training"))

    def epoch(self, x):
        return over_batches(self.batch, [x], symbol("batch"))

    def batch(self, x):
        def loss():
            start = ops.zeros((x.shape[0], WIDTH)), ops.zeros(())
            state, rows = ops.scan(self.turn, start, ops.swapaxes(x, 0, 1))
            return ops.mean(ops.square(state[0])) + state[1], ops.sum(ops.swapaxes(rows, 0, 1), 1)

        (value, out), (slope,) = value_and_grad(loss, [self.weight], has_aux=True)
        self.weight.assign_sub(slope * 0.1)
        return [out, ops.broadcast_to(value, (x.shape[0],))]

    def turn(self, carry, x):
        self.count.assign_add(1)
        state, total = carry
        state = self.step(state, ops.matmul(x, self.weight), self)
        return (state, total + ops.mean(ops.abs(state))), state

    def results(self, engine, x, batch):
        self.weight.assign(normal(1, WIDTH, WIDTH))
        self.count.assign(0)
        executable = load(engine).compile(self.program)
        run = poisoned(executable.run([x], {"batch": batch}))
        return [*run.complete(), self.weight.numpy(), self.count.numpy()], executable.record


def branching(state, x, cell):
    del cell
    positive = ops.sum(x) > 0
    return ops.cond(positive, lambda: ops.tanh(state + x), lambda: ops.where(x > 0, x, state) * 0.5)


def repeating(state, x, cell):
    def turn(n, value):
        return n + 1, ops.tanh(value + x)

    _, found = ops.while_loop(
        lambda n, value: ops.sum(value * value) + ops.cast(n, "float32") < 3.0,
        turn,
        (0, state + ops.matmul(x, cell.weight)),
        maximum_iterations=3,
    )
    return found


def nesting(state, x, cell):
    def column(total, part):
        return total + ops.sin(part), part * total

    total, parts = ops.scan(column, ops.ones(x.shape[:1]), ops.transpose(x), reverse=True)
    return ops.tanh(state + ops.transpose(parts) + total[:, None] @ ops.ones((1, WIDTH)))


def falling_back(state, x, cell):
    smoothed = ops.i0(x)

    def smooth():
        return ops.i0(x) - smoothed * 0.5

    return ops.tanh(state + ops.cond(ops.sum(x) > 0, smooth, lambda: x * 2))


STEPPING = {
    "recurrent": lambda state, x, cell: ops.tanh(ops.matmul(state, cell.weight) + x),
    "passing on": lambda state, x, cell: state + 0 * x[:, :1],
    "branching": branching,
    "repeating": repeating,
    "nesting": nesting,
    "falling back": falling_back,
}


@pytest.mark.parametrize("name", STEPPING)
def test_engines_agree(name):
    cell = Cell(STEPPING[name])
    for rows, batch in ((0, 4), (1, 4), (7, 4), (33, 9), (16, 8)):
        x = normal(rows, rows, STEPS, WIDTH)
        want, _ = cell.results("numpy", x, batch)
        got, record = cell.results("llvm", x, batch)
        for a, b in zip(got, want, strict=True):
            np.testing.assert_allclose(a, b, rtol=2e-5, atol=2e-6)
    kinds = {reason.split()[0] for reason in record.fallbacks}
    assert kinds == ({"bessel_0", "bessel_1"} if name == "falling back" else set())


@pytest.mark.parametrize("engine", ["numpy", "llvm"])
def test_a_guard_inside_a_loop_stops_the_step_before_it_writes(engine):
    def careful(state, x, cell):
        expect(ops.less(ops.sum(x), 50.0), "S11", index=0, axis=0, size=1, last=0)
        return ops.tanh(ops.matmul(state, cell.weight) + x)

    cell = Cell(careful)
    x = normal(0, 12, STEPS, WIDTH)
    cell.weight.assign(np.eye(WIDTH, dtype="float32"))
    run = load(engine).compile(cell.program).run([x], {"batch": 4})
    run.complete()
    x[9, 2] = 100
    cell.weight.assign(np.eye(WIDTH, dtype="float32"))
    run = load(engine).compile(cell.program).run([x], {"batch": 4})
    run.start()
    with pytest.raises(GuardFailed) as failure:
        run.advance(run.trips)
    assert (failure.value.step, cell.program.guards[failure.value.guard].code) == (2, "S11")
    before = cell.weight.numpy()
    if engine == "llvm":  # what a failed step reads is as it was
        run.advance(run.trips, ignore_guards=True)
        assert not np.array_equal(cell.weight.numpy(), before)


def test_a_loop_of_open_length():
    def program(x):
        return [ops.scan(lambda c, row: (c * 0.5 + row, c), ops.zeros((2,)), x)[1]]

    traced = tidy(tracer.trace(program, [ArrayType((symbol("rows"), 2), "float32")]))
    executable = load("llvm").compile(traced)
    assert not executable.record.fallbacks
    for rows in (0, 1, 6):
        x = normal(rows, rows, 2)
        (want,) = load("numpy").compile(traced).run([x], {}).complete()
        np.testing.assert_allclose(executable.run([x], {}).complete()[0], want, rtol=1e-6)


def test_results_do_not_depend_on_the_number_of_threads():
    weight = Variable(normal(3, 128, 128), name="weight")

    def program(x):
        def turn(state, row):
            state = ops.tanh(ops.matmul(state, weight) * 0.1 + row)
            return state, state

        return list(ops.scan(turn, ops.zeros((256, 128)), x))

    traced = tidy(tracer.trace(program, [ArrayType((5, 256, 128), "float32")]))
    x, found = normal(4, 5, 256, 128), []
    for threads in (1, 3):
        settings.threads = threads
        found.append(load("llvm").compile(traced).run([x], {}).complete())
    for a, b in zip(*found, strict=True):
        np.testing.assert_array_equal(a, b)
    (want, _) = load("numpy").compile(traced).run([x], {}).complete()
    np.testing.assert_allclose(found[0][0], want, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("width", [1, 3, 128, 200])
def test_scattered_slices_and_running_sums_at_any_width(width):
    places = np.random.default_rng(width).integers(-2, 60, (40, 30)).astype("int32")

    def program(x):
        table = scatter_add(x.payload, places, axis=0, shape=(50, width))
        rows = cumsum(x.payload, axis=2)
        return [Tensor(table), Tensor(rows), Tensor(cumsum(x.payload, axis=0))]

    traced = tidy(tracer.trace(program, [ArrayType((40, 30, width), "float32")]))
    x = normal(width, 40, 30, width)
    want = load("numpy").compile(traced).run([x], {}).complete()
    executable = load("llvm").compile(traced)
    assert not executable.record.fallbacks
    for threads in (1, 3):
        settings.threads = threads
        run = executable.run([x], {})
        run.arena.fill(0xFF)
        for a, b in zip(run.complete(), want, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-5)
