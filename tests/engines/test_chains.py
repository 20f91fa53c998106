"""Long chains of operations are compiled: no room goes through them one inside the other."""

import numpy as np
import pytest

from pronghorn import ops
from pronghorn.engines import load
from pronghorn.engines.llvm.regions import LONGEST, group
from pronghorn.passes.pipeline import tidy
from pronghorn.prims.record import type_of
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad

X = np.linspace(-1, 1, 20, dtype="float32").reshape(4, 5)


def chain(x, length, link):
    for _ in range(length):
        x = link(x)
    return x


def small(x):
    return x * 0.999 + 0.01


CHAINS = {
    "elements": lambda x: chain(x, 1200, small),
    "numbers": lambda x: chain(ops.sum(x), 1200, small) * x,
    "rows": lambda x: chain(x, 400, lambda x: x - ops.mean(x, -1, keepdims=True)),
    "parts": lambda x: chain(x, 400, lambda x: ops.concatenate([x[:, 1:] * 0.9, x[:, :1]], 1)),
    "views": lambda x: chain(x, 1200, lambda x: ops.transpose(x * 0.999)),
    "sums": lambda x: chain(x - ops.mean(x, -1, keepdims=True), 60, lambda x: x + x) * 1e-18,
    "gradient": lambda x: value_and_grad(lambda: ops.sum(chain(x, 300, small) ** 2), [x])[1][0],
}


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_is_compiled(name):
    program = tidy(tracer.trace(lambda x: [CHAINS[name](x)], [type_of(X)]))
    compiled = load("llvm").compile(program)
    assert not compiled.record.fallbacks
    (found,), (want,) = (
        made.run([X], {}).complete() for made in (compiled, load("numpy").compile(program))
    )
    np.testing.assert_allclose(found, want, rtol=1e-4, atol=1e-6)


def test_a_long_formula_is_cut():
    """The body of one loop would take LLVM a time that grows with the square of its length."""

    def run(x):
        return [value_and_grad(lambda: ops.sum(chain(x, 100, ops.sin)), [x])[1][0]]

    regions = group(tidy(tracer.trace(run, [type_of(X)])).graph).items
    prices = [region.price for region in regions]
    assert sum(prices) > 2 * LONGEST
    assert LONGEST / 2 < max(prices) <= LONGEST
