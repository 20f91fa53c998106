"""Sums of deviations from a mean need not be computed; other sums are."""

import numpy as np
import pytest

from pronghorn import ops
from pronghorn.config import settings
from pronghorn.engines import load
from pronghorn.ir.verify import verify
from pronghorn.passes.pipeline import tidy
from pronghorn.prims.record import type_of
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad

X = np.random.default_rng(0).normal(3.0, size=(6, 5, 4)).astype("float32")


def normalized(x, axes):
    mean, variance = ops.moments(x, axes, keepdims=True)
    return ops.sum(ops.tanh((x - mean) * ops.rsqrt(variance + 0.1)))


def of_another_mean(x):
    return ops.sum(x - ops.mean(x, (0,), keepdims=True), (0, 1))


def of_another_count(x):
    return ops.sum(x - ops.sum(x, (0, 1), keepdims=True) / 29.0, (0, 1))


def of_a_turned_mean(x):
    square = x[:, :4, 0] @ x[:4, :, 1]  # 6 x 5
    square = square[:5]
    mean = ops.mean(square, 0)
    return ops.sum(square - ops.transpose(ops.broadcast_to(mean, (5, 5))), 0)


def sums(graph):
    return sum(node.primitive.name == "sum" for node in graph.nodes)


def slope(axes):
    return lambda x: [value_and_grad(lambda: normalized(x, axes), [x])[1][0]]


# What is computed, and how many sums are left of how many.
CASES = {
    "columns": (slope((0, 1)), 4, 7),
    "rows": (slope((2,)), 4, 7),
    "deviations": (lambda x: [ops.sum(3 * (x - ops.mean(x, 1, keepdims=True)), 1)], 0, 2),
    "a turned mean": (lambda x: [of_a_turned_mean(x)], 2, 2),
    "another mean": (lambda x: [of_another_mean(x)], 2, 2),
    "another count": (lambda x: [of_another_count(x)], 2, 2),
}


@pytest.mark.parametrize("name", CASES)
def test_numbers_stay_on_both_engines(name, monkeypatch):
    function, left, before = CASES[name]
    monkeypatch.setattr(settings, "check", True)
    program = tracer.trace(function, [type_of(X)])
    (want,) = load("numpy").compile(program).run([X], {}).complete()
    tidied = tidy(program)
    verify(tidied.graph)
    assert (sums(tidied.graph), sums(program.graph)) == (left, before)
    for engine in ("numpy", "llvm"):
        (got,) = load(engine).compile(tidied).run([X], {}).complete()
        np.testing.assert_allclose(got, want, rtol=1e-4, atol=2e-5)
