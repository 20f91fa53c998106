"""Gradients of cut arrays are joined; sums of parts that overlap or leave gaps stay sums."""

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

X = np.random.default_rng(0).normal(size=(5, 37)).astype("float32")


def gates(x):
    a, b, c = ops.split(x, [3, 20], axis=1)
    return ops.sum(ops.tanh(a)) + ops.sum(ops.exp(b)) + ops.sum(c * c)


def rows(x):
    a, b = ops.split(x, [2])
    return ops.sum(ops.tanh(a)) + ops.sum(b * b)


def overlapping(x):
    return ops.sum(ops.tanh(x[:, :20])) + ops.sum(ops.exp(x[:, 10:]))


def gaps(x):
    return ops.sum(ops.tanh(x[:, :20])) + ops.sum(ops.exp(x[:, 30:]))


@pytest.mark.parametrize(
    ("function", "joins"), [(gates, 1), (rows, 1), (overlapping, 0), (gaps, 0)]
)
def test_numbers_stay_on_both_engines(function, joins):
    settings.cache = None
    settings.check = True

    def slope(x):
        return [value_and_grad(lambda: function(x), [x])[1][0]]

    program = tracer.trace(slope, [type_of(X)])
    (want,) = load("numpy").compile(program).run([X], {}).complete()
    tidied = tidy(program)
    verify(tidied.graph)
    assert sum(node.primitive.name == "join" for node in tidied.graph.nodes) == joins
    for engine in ("numpy", "llvm"):
        (got,) = load(engine).compile(tidied).run([X], {}).complete()
        np.testing.assert_allclose(got, want, rtol=2e-6, atol=1e-6)


def test_a_sum_with_other_values_between_is_no_join():
    def program(x):
        whole = ops.pad(x[:, :10], ((0, 0), (0, 27)), constant_values=1.0)
        return [whole + ops.pad(x[:, 10:], ((0, 0), (10, 0)))]

    graph = tidy(tracer.trace(program, [type_of(X)])).graph
    assert not any(node.primitive.name == "join" for node in graph.nodes)
