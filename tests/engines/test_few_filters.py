"""Convolutions to few channels, where lanes hold terms and not filters."""

import numpy as np
import pytest

from pronghorn import engines
from pronghorn.engines.llvm.sliding import DOTS, sliding
from pronghorn.engines.llvm.target import NAMED, named
from pronghorn.ir.types import ArrayType
from pronghorn.prims.convolution import conv
from pronghorn.prims.window import plain
from pronghorn.trace.tracer import trace
from tests.laws.windows import convolved

pytestmark = pytest.mark.usefixtures("machine_code")

# Sizes of images, channels, filters and groups. Depths that fill vectors, and that do not.
CASES = {
    "one filter": ((9, 8), 32, 1, 1),
    "a vector begun": ((9, 8), 33, 3, 1),
    "along one axis": ((11,), 40, 2, 1),
    "more axes than a kernel has": ((5, 4, 6), 24, 1, 1),
    "groups": ((6, 6), 96, 3, 3),
}


def program_of(sizes, channels, filters, groups, dtype, stride=1):
    ndim = len(sizes)
    window = plain(ndim, stride=(stride,) * ndim, before=(1,) * ndim, after=(1,) * ndim)
    attrs = {"groups": groups, **window._asdict()}
    x, w = (5, *sizes, channels), (*[3] * ndim, channels // groups, filters)
    types = [ArrayType(shape, dtype) for shape in (x, w)]
    return trace(lambda a, b: [conv(a.payload, b.payload, **attrs)], types), attrs


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", CASES)
def test_sums_are_those_of_every_window(name, dtype, stride):
    program, attrs = program_of(*CASES[name], dtype, stride)
    draw = np.random.default_rng(0)
    x, w = (draw.standard_normal(each.shape).astype(dtype) for each in program.graph.inputs)
    (found,) = engines.load("llvm").compile(program).run([x, w], {}).complete()
    wanted = convolved(x.astype("float64"), w.astype("float64"), **attrs)
    tolerance = np.abs(wanted).max() * np.finfo(dtype).eps * 8
    np.testing.assert_allclose(found, wanted, rtol=0, atol=tolerance)


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize(
    ("channels", "filters", "dots"), [(64, 1, True), (1, 1, False), (64, 16, False)]
)
def test_lanes_hold_terms_of_few_filters_of_many_channels(name, channels, filters, dots):
    program, _ = program_of((9, 8), channels, filters, 1, "float32")
    (node,) = program.graph.nodes
    target = named(name)
    how = sliding(node, target, ())
    assert (how.pack == DOTS) == dots
    assert how.rows * how.vectors < target.vector_registers
    assert how.lanes <= target.lanes("float32")
    assert how.tile % how.lanes == 0


def test_vectors_are_as_long_as_there_are_filters():
    (node,) = program_of((9, 8), 16, 8, 1, "float32")[0].graph.nodes
    assert sliding(node, named("x86-64-v4"), ()).lanes == 8
