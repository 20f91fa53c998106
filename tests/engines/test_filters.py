"""Gradients of filters: stretches of a batch with sums of their own, and shares of their tiles."""

import math

import numpy as np
import pytest

from pronghorn import config, engines
from pronghorn.engines.llvm.lower.filters import JOBS
from pronghorn.engines.llvm.sliding import sliding
from pronghorn.engines.llvm.target import host
from pronghorn.engines.llvm.tiling import WORTH
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.prims.convolution import conv, conv_filter
from pronghorn.prims.window import plain
from pronghorn.trace.tracer import trace
from tests.laws.windows import windows

pytestmark = pytest.mark.usefixtures("machine_code")

# Shape of the input, taps, filters and groups; stretches, and shares of each for eight threads.
# No number of images comes out even.
CASES = {
    "many sums": ((9, 7, 7, 64), (3, 3), 64, 1, 1, 16),
    "columns side by side": ((67, 9, 9, 24), (3, 3), 32, 1, 2, 8),
    "few sums": ((67, 9, 9, 3), (3, 3), 6, 1, 4, 4),
    "groups": ((67, 9, 9, 4), (3, 3), 10, 2, 8, 2),
    "taps in a row": ((131, 40, 3), (5,), 8, 1, 16, 1),
}


def compiled(shape, taps, filters, groups, dtype="float32"):
    moves = plain(len(taps))
    out = (shape[0], *moves.out_sizes(shape[1:-1], taps), filters)

    def slopes(x, g):
        x, g = x.payload, g.payload
        return [conv_filter(x, g, taps=taps, groups=groups, **moves._asdict())]

    program = trace(slopes, [ArrayType(shape, dtype), ArrayType(out, dtype)])
    (node,) = program.graph.nodes
    return engines.load("llvm").compile(program), sliding(node, host(), ()).stretches


def drawn(shape, taps, filters, dtype="float32"):
    draw = np.random.default_rng(0)
    out = (shape[0], *plain(len(taps)).out_sizes(shape[1:-1], taps), filters)
    return [draw.standard_normal(sizes).astype(dtype) for sizes in (shape, out)]


def sums(x, g, taps, groups):
    """The gradient in float64: every window times its cotangent."""
    seen = windows(x.astype("float64"), taps, plain(len(taps)), 0)
    inner = tuple(range(len(taps) + 1))
    parts = zip(np.split(seen, groups, -1), np.split(g, groups, -1), strict=True)
    return np.concatenate([np.tensordot(a, b, (inner, inner)) for a, b in parts], -1)


def of_any_number_of_threads(executable, operands, sizes=None):
    """The result, which is the same to the bit."""
    found = []
    for threads in (1, 2, 3, 8):
        config.settings.threads = threads
        (array,) = executable.run(operands, sizes or {}).complete()
        found.append(np.array(array))
    assert all(array.tobytes() == found[0].tobytes() for array in found)
    return found[0]


@pytest.mark.parametrize("name", CASES)
def test_sums_are_those_of_every_window_for_any_number_of_threads(name):
    shape, taps, filters, groups, stretches, shares = CASES[name]
    x, g = drawn(shape, taps, filters)
    executable, found = compiled(shape, taps, filters, groups)
    assert (found, math.ceil(8 * JOBS / found)) == (stretches, shares)
    assert g.size * math.prod(taps) * shape[-1] // groups >= WORTH  # threads share it
    wanted = sums(x, g, taps, groups)
    result = of_any_number_of_threads(executable, [x, g])
    np.testing.assert_allclose(result, wanted, rtol=0, atol=1e-5 * np.abs(wanted).max())


@pytest.mark.parametrize("images", [0, 1, 3, 40])
def test_stretches_may_be_empty_where_only_the_run_knows_how_many_images_there_are(images):
    shape, taps, filters = (8, 8, 3), (3, 3), 4
    rows = symbol("rows")
    executable, stretches = compiled((rows, *shape), taps, filters, 1, "float64")
    assert stretches > 1
    x, g = drawn((images, *shape), taps, filters, "float64")
    found = of_any_number_of_threads(executable, [x, g], {"rows": images})
    np.testing.assert_allclose(found, sums(x, g, taps, 1), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("depth", "filters", "last"),
    [(32, 1, 32), (32, 12, 32), (3, 8, 8), (12, 12, 12), (64, 16, 16)],
)
def test_the_more_of_channels_and_few_filters_are_neighbours_in_the_gradient(depth, filters, last):
    moves = plain(1, stride=(2,), before=(1,), after=(1,))._asdict()
    shapes = (7, 9, depth), (3, depth, filters), (7, 5, filters)

    def slopes(*given):
        x, w, g = (each.payload for each in given)
        return [conv.vjp(g, None, x, w, groups=1, **moves)[1]]

    program = trace(slopes, [ArrayType(shape, "float64") for shape in shapes])
    (node,) = (node for node in program.graph.nodes if node.primitive is conv_filter)
    assert node.outputs[0].shape[-1] == last
    x, w, g = (np.random.default_rng(0).standard_normal(shape) for shape in shapes)
    (found,) = engines.load("llvm").compile(program).run([x, w, g], {}).complete()
    seen = windows(x, (3,), plain(1, **moves), 0)
    np.testing.assert_allclose(found, np.tensordot(seen, g, ((0, 1), (0, 1))), rtol=1e-12)
