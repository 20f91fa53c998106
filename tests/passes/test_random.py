"""Programs drawn at random give the same bits before and after tidying."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pronghorn.ir.sizes import symbol
from pronghorn.ir.text import parse, to_text
from pronghorn.ir.types import ArrayType
from pronghorn.ir.verify import verify
from pronghorn.passes.pipeline import tidy
from pronghorn.prims import PRIMITIVES as P
from pronghorn.prims.create import filled, iota, size_of
from pronghorn.prims.evaluate import evaluate
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer
from pronghorn.trace.loop import over_slices
from pronghorn.variables import Variable

ROWS = symbol("rows")
WIDTH = 3
TABLE, LINE, SCALAR = (ROWS, WIDTH), (ROWS,), ()
ODD = st.sampled_from([0.0, -0.0, 1.0, 1, -1.0, 2.0, 1e30, float("inf"), float("nan")])


def spread(x):
    axes = (0,) if x.shape == LINE else ()
    return P["broadcast"](x, shape=TABLE, axes=axes) if x.shape != TABLE else x


def unary(draw, x):
    name = draw(st.sampled_from(["neg", "tanh", "abs", "stop_gradient", "cast", "twice", "floor"]))
    if name == "cast":
        wide = P["cast"](x, dtype=draw(st.sampled_from(["float64", "float32", "float16", "int32"])))
        return P["cast"](wide, dtype="float32")
    return P["neg"](P["neg"](x)) if name == "twice" else P[name](x)


def binary(draw, a, b):
    name = draw(st.sampled_from(["add", "sub", "mul", "div", "maximum", "minimum", "select"]))
    if a.shape != b.shape:
        a, b = spread(a), spread(b)
    if name == "select":
        condition = P["less"](a, b) if draw(st.booleans()) else P["equal"](a, a)
        return P["select"](condition, a, b)
    return P[name](a, b)


def constant(draw):
    shape = draw(st.sampled_from([TABLE, LINE, SCALAR]))
    kind = draw(st.sampled_from(["filled", "size", "iota"]))
    if kind == "size":
        return size_of(size=draw(st.sampled_from([ROWS, 4])), dtype="float32")
    if kind == "iota" and shape:
        return iota(shape=shape, axis=0, dtype="float32")
    return filled(value=draw(ODD), shape=shape, dtype="float32")


def view(draw, x):
    """A table moved about and back to its shape."""
    x = spread(x)
    kind = draw(st.sampled_from(["transpose", "reshape", "reverse", "slice", "pad", "sum"]))
    if kind == "transpose":
        turned = P["transpose"](x, order=(1, 0))
        return P["transpose"](unary(draw, turned), order=(1, 0))
    if kind == "reshape":
        return P["reshape"](P["reshape"](x, shape=(ROWS * WIDTH,)), shape=TABLE)
    if kind == "reverse":
        axes = st.sampled_from([(), (0,), (1,), (0, 1)])
        return P["reverse"](P["reverse"](x, axes=draw(axes)), axes=draw(axes))
    if kind == "sum":
        return P["sum"](x, axes=draw(st.sampled_from([(), (1,), (0, 1)])))
    after = draw(st.integers(0, 1))
    zero = draw(st.sampled_from([0.0, -0.0]))
    wide = P["pad"](x, before=(0, 0), after=(0, after), between=(0, 0), value=zero)
    return P["slice"](wide, start=(0, after), stop=(ROWS, WIDTH + after), step=(1, 1))


def scan(draw, values):
    """A loop over the rows of a table that captures other values and carries a number."""
    table = spread(values[0])
    outer = [draw(st.sampled_from(values)) for _ in range(2)]
    state = Variable(np.float32(1.0), name="state")

    def step(row):
        inner = [row.payload, P["broadcast"](state.value.payload, shape=(WIDTH,), axes=())]
        inner += [
            P["broadcast"](value, shape=(WIDTH,), axes=()) for value in outer if value.shape == ()
        ]
        for _ in range(draw(st.integers(0, 5))):
            a, b = draw(st.sampled_from(inner)), draw(st.sampled_from(inner))
            inner.append(binary(draw, a, b) if draw(st.booleans()) else unary(draw, a))
        if draw(st.booleans()):
            state.assign(Tensor(P["sum"](inner[-1], axes=(0,))))
        return [Tensor(value) for value in inner[-2:]]

    return [tensor.payload for tensor in over_slices(step, [Tensor(table)])]


def written(draw):
    """A program drawn at random: its function of two tensors."""

    def program(x, y):
        values = [x.payload, y.payload]
        for _ in range(draw(st.integers(1, 12))):
            a, b = draw(st.sampled_from(values)), draw(st.sampled_from(values))
            kind = draw(st.sampled_from(["unary", "binary", "binary", "constant", "view", "scan"]))
            if kind == "unary":
                values.append(unary(draw, a))
            elif kind == "binary":
                values.append(binary(draw, a, b))
            elif kind == "constant":
                values.append(constant(draw))
            elif kind == "view":
                values.append(view(draw, a))
            else:
                values += scan(draw, [a, b])
        return [Tensor(value) for value in values[-3:]]

    return program


@settings(max_examples=150, deadline=None)
@given(st.data(), st.integers(0, 4))
def test_tidying_changes_no_bit(data, rows):
    types = [ArrayType(TABLE, "float32"), ArrayType(SCALAR, "float32")]
    traced = tracer.trace(written(data.draw), types)
    verify(traced.graph)
    tidied = tidy(traced)
    verify(tidied.graph)
    text = to_text(tidied.graph)
    assert to_text(parse(text, P)) == text
    rng = np.random.default_rng(rows)
    x = rng.normal(size=(rows, WIDTH)).astype("float32")
    inputs = [x, np.float32(-0.0), *(variable.array for variable in traced.variables)]
    before = evaluate(traced.graph, inputs, {"rows": rows})
    after = evaluate(tidied.graph, inputs, {"rows": rows})
    for a, b in zip(before, after, strict=True):
        np.testing.assert_array_equal(a, b)
        assert a.dtype == b.dtype
        kept = ~np.isnan(a)  # a NaN's sign means nothing
        np.testing.assert_array_equal(np.signbit(a)[kept], np.signbit(b)[kept])
