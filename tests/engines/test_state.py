"""State of variables: compiled programs leave and give what the same Python leaves and gives."""

import numpy as np
import pytest

from pronghorn import ops
from pronghorn.engines import load
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.passes.pipeline import tidy
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer
from pronghorn.trace.loop import over_batches
from pronghorn.variables import Variable
from tests.engines.memory import poisoned

pytestmark = pytest.mark.usefixtures("checked")

BATCH = 8


def normal(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def variables(*values):
    return [Variable(np.asarray(x, "float32"), name=f"variable_{n}") for n, x in enumerate(values)]


def vectors(count, size=5):
    return [normal(seed, size) for seed in range(count)]


def exchanged(a, b):
    def step(x):
        before = a.value
        a.assign(b.value)
        b.assign(before)
        return [x]

    return step


def rotated(a, b, c):
    def step(x):
        before = a.value
        a.assign(b.value)
        b.assign(c.value)
        c.assign(before)
        return [x + ops.sum(a.value)]

    return step


def exchanged_and_changed(a, b):
    def step(x):
        before = a.value
        a.assign(b.value + ops.sum(x))
        b.assign(before * 2.0)
        return [x * ops.sum(a.value)]

    return step


def moved_along(a, b):
    def step(x):
        before = a.value
        a.assign(b.value)
        b.assign(before + 1.0)
        return [x]

    return step


def assigned_and_never_read(a, b):
    def step(x):
        a.assign(ops.zeros_like(a.value) + ops.sum(x))
        b.assign(ops.max(x))
        return [x]

    return step


def assigned_constants(a, b):
    def step(x):
        a.assign(ops.ones((5,)))
        b.assign(7.0)
        return [x]

    return step


def average_of_new_weights(w, average):
    def step(x):
        w.assign(w.value - 0.01 * ops.matmul(ops.transpose(x), x[:, :3]))
        average.assign(0.9 * average.value + 0.1 * w.value)
        return [ops.matmul(x, w.value), ops.matmul(x, average.value)]

    return step


def old_and_new_weights(w):
    def step(x):
        old = w.value
        w.assign(old * 0.5 + ops.mean(x))
        return [ops.matmul(x, old), ops.matmul(x, w.value)]

    return step


def transposed(w):
    def step(x):
        w.assign(ops.transpose(w.value))
        return [ops.matmul(x, w.value)]

    return step


def rolled(a, b):
    def step(x):
        a.assign(ops.concatenate([a.value[1:], a.value[:1]], 0) + b.value)
        b.assign(a.value[::-1])
        return [x]

    return step


def queue(q):
    def step(x):
        q.assign(ops.concatenate([q.value[1:], ops.mean(x, axis=0, keepdims=True)], 0))
        return [x * ops.sum(q.value)]

    return step


def given_twice(a, b):
    def step(x):
        total = ops.sum(x, axis=0)
        a.assign(total)
        b.assign(total)
        y = ops.exp(x)
        return [y, y, x]

    return step


def assigned_twice(a, count):
    def step(x):
        a.assign(a.value * 0.9)
        count.assign(count.value + ops.sum(a.value))
        a.assign(a.value + ops.mean(x, axis=0))
        count.assign(count.value * 0.5)
        return [x + a.value]

    return step


def clipped_by_global_norm(w, b):
    def step(x):
        y = ops.matmul(x, w.value) + b.value
        gradients = [ops.matmul(ops.transpose(x), y), ops.sum(y, axis=0)]
        norm = ops.sqrt(sum(ops.sum(g * g) for g in gradients))
        for variable, gradient in zip((w, b), gradients, strict=True):
            variable.assign(variable.value - 0.1 * gradient * ops.minimum(1.0, 1.0 / norm))
        return [y]

    return step


def sorted_by_reference(a):
    def step(x):
        a.assign(ops.take(ops.i0(a.value), ops.argsort(-a.value)) * 0.1 + 0.1 * ops.sum(x))
        return [ops.argsort(x, axis=-1), ops.i0(x), ops.cumsum(x, axis=0)]

    return step


def an_element_of_old_weights(w, count):
    def step(x):
        first = ops.take(w.value[::-1], 2) + ops.reshape(w.value[1:2], ())
        w.assign(w.value * 0.5 + 1.0)
        count.assign(count.value + first)
        return [x]

    return step


def only_numbers(a):
    def step(x):
        a.assign(a.value * 0.5 + 1.0)
        return [x]

    return step


PROGRAMS = [
    (exchanged, (1.0, 2.0)),
    (exchanged, vectors(2)),
    (rotated, (1.0, 2.0, 3.0)),
    (rotated, vectors(3, 33)),
    (exchanged_and_changed, (1.0, 2.0)),
    (exchanged_and_changed, vectors(2)),
    (moved_along, (1.0, 2.0)),
    (moved_along, vectors(2)),
    (assigned_and_never_read, (normal(0, 5), 0.0)),
    (assigned_constants, (normal(0, 5), 3.0)),
    (average_of_new_weights, (normal(0, 4, 3), normal(1, 4, 3))),
    (old_and_new_weights, (normal(0, 4, 3),)),
    (transposed, (normal(0, 4, 4),)),
    (rolled, vectors(2, 7)),
    (queue, (normal(0, 6, 4),)),
    (given_twice, vectors(2, 4)),
    (assigned_twice, (normal(0, 4), 0.0)),
    (clipped_by_global_norm, (normal(0, 4, 3), normal(1, 3))),
    (sorted_by_reference, (normal(0, 8),)),
    (an_element_of_old_weights, (normal(0, 5), 0.0)),
    (only_numbers, (1.0,)),
]
names = [f"{make.__name__}-{n}" for n, (make, _) in enumerate(PROGRAMS)]
X = normal(9, 21, 4)


def expected(make, values):
    """What plain Python does, batch by batch."""
    state = variables(*values)
    step = make(*state)
    parts = [step(Tensor(X[start : start + BATCH])) for start in range(0, len(X), BATCH)]
    joined = [np.concatenate([np.asarray(x) for x in part]) for part in zip(*parts, strict=True)]
    return [*joined, *(v.numpy() * 2 for v in state), *(v.numpy() for v in state)]


@pytest.mark.parametrize("tidied", [True, False])
@pytest.mark.parametrize("engine", ["numpy", "llvm"])
@pytest.mark.parametrize(("make", "values"), PROGRAMS, ids=names)
def test_a_loop_over_batches(make, values, engine, tidied):
    state = variables(*values)
    step = make(*state)

    def program(x):
        results = over_batches(step, [x], symbol("batch"))
        return [*results, *(v.value * 2.0 for v in state)]

    traced = tracer.trace(program, [ArrayType((symbol("total"), 4), "float32")])
    executable = load(engine).compile(tidy(traced) if tidied else traced)
    run = poisoned(executable.run([X], {"batch": BATCH}))
    got = [np.array(x) for x in run.complete()] + [v.numpy() for v in state]
    for a, b in zip(got, expected(make, values), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("engine", ["numpy", "llvm"])
@pytest.mark.parametrize(("make", "values"), PROGRAMS, ids=names)
def test_no_loop(make, values, engine):
    state = variables(*values)
    step = make(*state)
    x = X[:BATCH]
    traced = tracer.trace(
        lambda x: [*step(x), *(v.value * 2.0 for v in state)], [ArrayType(x.shape, "float32")]
    )
    got = poisoned(load(engine).compile(tidy(traced)).run([x], {})).complete()
    got = [np.array(x) for x in got] + [v.numpy() for v in state]
    same = variables(*values)
    want = [np.asarray(x) for x in make(*same)(Tensor(x))]
    want += [v.numpy() * 2 for v in same] + [v.numpy() for v in same]
    for a, b in zip(got, want, strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=2e-5)


def reads_the_old_value_after(loop, a, _b):
    old = a.value
    (y,) = loop(lambda x: [a.assign(a.value + ops.sum(x)), x * a.value[0]][1:])
    return [y, a.value - old, old]


def reads_the_old_value_inside(loop, a, _b):
    old = a.value
    return loop(lambda x: [a.assign(a.value + 1.0), x * ops.sum(old)][1:])


def changes_state_after(loop, a, b):
    loop(lambda x: [a.assign(a.value + ops.sum(x)), b.assign(b.value + a.value)][2:])
    a.assign(a.value * 0.5)
    return [a.value, b.value]


def exchanges_before(loop, a, b):
    old = a.value
    a.assign(b.value)
    b.assign(old)
    return loop(lambda x: [a.assign(a.value + ops.sum(x)), x + ops.sum(b.value)][1:])


def exchanges_after(loop, a, b):
    results = loop(lambda x: [a.assign(a.value + ops.sum(x)), x][1:])
    old = a.value
    a.assign(b.value)
    b.assign(old + 1.0)
    return results


def exchanges_everywhere(loop, a, b):
    exchanges_before(lambda step: [], a, b)
    (y,) = loop(exchanged(a, b))
    exchanges_before(lambda step: [], a, b)
    return [y]


def starts_anew(loop, a, b):
    a.assign(ops.zeros_like(a.value))
    results = loop(lambda x: [a.assign(a.value + ops.sum(x)), x][1:])
    b.assign(a.value / 3.0)
    return results


AROUND = [
    reads_the_old_value_after,
    reads_the_old_value_inside,
    changes_state_after,
    exchanges_before,
    exchanges_after,
    exchanges_everywhere,
    starts_anew,
]


@pytest.mark.parametrize("values", [vectors(2), vectors(2, 40)])
@pytest.mark.parametrize("engine", ["numpy", "llvm"])
@pytest.mark.parametrize("make", AROUND)
def test_what_surrounds_a_loop(make, engine, values):
    state, same = variables(*values), variables(*values)

    def program(x):
        return make(lambda step: over_batches(step, [x], symbol("batch")), *state)

    def in_python(step):
        parts = [step(Tensor(X[n : n + BATCH])) for n in range(0, len(X), BATCH)]
        return [ops.concatenate(part) for part in zip(*parts, strict=True)]

    traced = tracer.trace(program, [ArrayType((symbol("total"), 4), "float32")])
    executable = load(engine).compile(tidy(traced))
    for _ in range(2):
        got = poisoned(executable.run([X], {"batch": BATCH})).complete()
        want = make(in_python, *same)
        for a, b in zip(got, want, strict=True):
            np.testing.assert_allclose(a, b, rtol=2e-5, atol=2e-5)
        for a, b in zip(state, same, strict=True):
            np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("engine", ["numpy", "llvm"])
def test_results_are_no_part_of_state_or_data(engine):
    (a,) = variables(normal(0, 4))
    x = X[:4].copy()
    traced = tracer.trace(lambda x: [a.value, x], [ArrayType(x.shape, "float32")])
    results = load(engine).compile(traced).run([x], {}).complete()
    for result in results:
        result[...] = 0
    np.testing.assert_array_equal(a.numpy(), normal(0, 4))
    np.testing.assert_array_equal(x, X[:4])
