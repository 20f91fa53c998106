"""Values of operations against NumPy: eager, traced with symbolic rows, and types alone agree."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pronghorn import ops
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.prims.evaluate import evaluate
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer

ROWS = symbol("rows")


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def flat(results):
    return list(results) if isinstance(results, list | tuple) else [results]


def three_ways(function, *operands):
    """Results of a call computed at once; a traced program and the types must tell the same."""
    eager = flat(function(*(Tensor(x) for x in operands)))
    types = [ArrayType((ROWS, *x.shape[1:]), x.dtype.name) for x in operands]
    program = tracer.trace(lambda *xs: flat(function(*xs)), types)
    known = {"rows": operands[0].shape[0]}
    inputs = [*operands, *program.arrays]
    for value, result in zip(evaluate(program.graph, inputs, known), eager, strict=True):
        np.testing.assert_allclose(value, result, rtol=1e-6, atol=1e-6)
        assert value.dtype == result.dtype
    symbolic = flat(function(*(Tensor(type) for type in types)))
    for value, output in zip(symbolic, program.graph.outputs, strict=True):
        assert value.type == output.type
        assert value.type.substitute(known).dtype == output.dtype
    return [result.numpy() for result in eager]


X, Y = numbers(4, 3), numbers(4, 3, seed=1)
NAMED = (
    "add subtract multiply divide true_divide floor_divide mod maximum minimum equal not_equal "
    "less less_equal greater greater_equal logical_and logical_or logical_xor arctan2 logaddexp "
    "isclose"
).split()
SAME_NAME = (
    "negative absolute abs sign square exp expm1 sin cos tan arctan sinh cosh tanh arcsinh floor "
    "ceil trunc round reciprocal isnan isinf isfinite logical_not exp2 cbrt deg2rad rad2deg "
    "transpose ravel nan_to_num tril triu diagonal trace ptp any all sum mean var std prod max min "
    "amax amin argmax argmin count_nonzero"
).split()
POSITIVE = "sqrt log log1p log2 log10 arccosh".split()
UNIT = "arcsin arccos arctanh".split()


@pytest.mark.parametrize("name", NAMED)
def test_two_operands(name):
    (got,) = three_ways(getattr(ops, name), X, Y)
    np.testing.assert_allclose(got, getattr(np, name)(X, Y), rtol=2e-6, atol=1e-6)


@pytest.mark.parametrize("name", SAME_NAME + POSITIVE + UNIT)
def test_one_operand(name):
    x = np.tanh(X) if name in UNIT else np.abs(X) + 1 if name in POSITIVE else X
    function = getattr(ops, name)
    if name in ("trace", "diagonal", "transpose"):  # their results have no symbolic size
        got = function(x).numpy()
    else:
        (got,) = three_ways(function, x)
    np.testing.assert_allclose(got, getattr(np, name)(x), rtol=5e-6, atol=1e-6)


REDUCTIONS = "sum mean var std prod max min any all argmax argmin cumsum".split()


@pytest.mark.parametrize(("name", "axis"), list(itertools.product(REDUCTIONS, (0, 1, -1))))
def test_reductions_along_an_axis(name, axis):
    (got,) = three_ways(lambda x: getattr(ops, name)(x, axis=axis), X)
    np.testing.assert_allclose(got, getattr(np, name)(X, axis=axis), rtol=2e-6, atol=1e-6)


@pytest.mark.parametrize("axis", [None, 0, (0, 1)])
def test_logsumexp_and_kept_axes(axis):
    (got,) = three_ways(lambda x: ops.logsumexp(x, axis, keepdims=True), X * 100)
    wide = X.astype("float64") * 100
    want = np.log(np.sum(np.exp(wide), axis, keepdims=True))
    np.testing.assert_allclose(got, want, rtol=1e-5)


VIEWS = {
    "reshape": (lambda x: ops.reshape(x, (-1, 2)), lambda x: x.reshape(-1, 2)),
    "reshape with a size": (
        lambda x: ops.reshape(x, (ops.shape(x)[0] or -1, 3, 1)),
        lambda x: x[..., None],
    ),
    "flatten": (lambda x: ops.reshape(x, (-1,)), np.ravel),
    "swapaxes": (lambda x: ops.swapaxes(x, 0, 1), lambda x: x.T),
    "moveaxis": (lambda x: ops.moveaxis(x, 0, -1), lambda x: x.T),
    "expand_dims": (lambda x: ops.expand_dims(x, (0, -1)), lambda x: x[None, ..., None]),
    "squeeze": (lambda x: ops.squeeze(x[:, :1], 1), lambda x: x[:, 0]),
    "broadcast_to": (lambda x: ops.broadcast_to(x[0], (2, 3)), lambda x: np.stack([x[0]] * 2)),
    "concatenate": (lambda x: ops.concatenate([x, x * 2], 1), lambda x: np.hstack([x, x * 2])),
    "concatenate rows": (lambda x: ops.concatenate([x, x]), lambda x: np.vstack([x, x])),
    "stack": (lambda x: ops.stack([x, x], 1), lambda x: np.stack([x, x], 1)),
    "split": (lambda x: ops.split(x, 3, 1), lambda x: np.split(x, 3, 1)),
    "split at": (lambda x: ops.split(x, [1], -1), lambda x: np.split(x, [1], -1)),
    "unstack": (lambda x: ops.unstack(x, axis=1), lambda x: list(x.T)),
    "flip": (lambda x: ops.flip(x, 0), lambda x: x[::-1]),
    "tile": (lambda x: ops.tile(x, (2, 1, 2)), lambda x: np.tile(x, (2, 1, 2))),
    "repeat": (lambda x: ops.repeat(x, 2, 1), lambda x: np.repeat(x, 2, 1)),
    "repeat each": (lambda x: ops.repeat(x, [2, 0, 1], 1), lambda x: np.repeat(x, [2, 0, 1], 1)),
    "roll": (lambda x: ops.roll(x, 1, 1), lambda x: np.roll(x, 1, 1)),
    "roll rows": (lambda x: ops.roll(x, -1, 0), lambda x: np.roll(x, -1, 0)),
    "pad": (
        lambda x: ops.pad(x, ((1, 0), (0, 2)), constant_values=7),
        lambda x: np.pad(x, ((1, 0), (0, 2)), constant_values=7),
    ),
    "pad reflect": (
        lambda x: ops.pad(x, ((0, 0), (2, 1)), "reflect"),
        lambda x: np.pad(x, ((0, 0), (2, 1)), "reflect"),
    ),
    "pad symmetric": (
        lambda x: ops.pad(x, ((0, 0), (2, 1)), "symmetric"),
        lambda x: np.pad(x, ((0, 0), (2, 1)), "symmetric"),
    ),
    "pad edge": (
        lambda x: ops.pad(x, ((1, 2), (0, 0)), "edge"),
        lambda x: np.pad(x, ((1, 2), (0, 0)), "edge"),
    ),
    "outer": (lambda x: ops.outer(x[0], x[1]), lambda x: np.outer(x[0], x[1])),
    "where": (lambda x: ops.where(x > 0, x, -1), lambda x: np.where(x > 0, x, -1)),
    "take": (lambda x: ops.take(x, [2, -1], 1), lambda x: x[:, [2, -1]]),
    "take_along_axis": (
        lambda x: ops.take_along_axis(x, ops.argsort(x, 1), 1),
        lambda x: np.sort(x, 1),
    ),
    "sort": (lambda x: ops.sort(x, 0), lambda x: np.sort(x, 0)),
    "top_k": (lambda x: ops.top_k(x, 2)[0], lambda x: np.sort(x, 1)[:, :0:-1]),
    "one_hot": (lambda x: ops.one_hot(ops.argmax(x, 1), 3), lambda x: np.eye(3)[x.argmax(1)]),
    "slice": (lambda x: ops.slice(x, (1, 1), (2, 2)), lambda x: x[1:3, 1:3]),
    "slice_update": (
        lambda x: ops.slice_update(x, (1, 1), np.zeros((2, 2), "float32")),
        lambda x: np.where(np.pad(np.ones((2, 2)), ((1, 1), (1, 0))) > 0, 0, x),
    ),
    "clip": (lambda x: ops.clip(x, -0.5, 0.5), lambda x: np.clip(x, -0.5, 0.5)),
    "divided by rows": (lambda x: x * 2 - x / 4, lambda x: x * 1.75),
    "norm": (lambda x: ops.norm(x, axis=1), lambda x: np.linalg.norm(x, axis=1)),
    "norm 3": (lambda x: ops.norm(x, 3, axis=0), lambda x: np.linalg.norm(x, 3, axis=0)),
    "norm inf": (
        lambda x: ops.norm(x, float("inf"), axis=1),
        lambda x: np.linalg.norm(x, np.inf, axis=1),
    ),
    "softmax": (
        ops.softmax,
        lambda x: np.exp(x) / np.exp(x).sum(-1, keepdims=True),
    ),
}


@pytest.mark.parametrize("name", VIEWS)
def test_shapes_and_places(name):
    function, want = VIEWS[name]
    for got, wanted in zip(three_ways(function, X), flat(want(X)), strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-6)


KEYS = {
    "row": np.s_[1],
    "last row": np.s_[-1],
    "column": np.s_[:, -1],
    "dots": np.s_[..., 0],
    "new axis": np.s_[:, None, 1:],
    "steps": np.s_[::2, ::-1],
    "backwards": np.s_[:, 2:0:-1],
    "places": np.s_[[0, 2, -1]],
    "places of columns": np.s_[:, [2, 0]],
    "pairs": np.s_[[0, 1], [2, 0]],
    "place and number": np.s_[[0, 1], 1],
    "nothing": np.s_[:, 3:1],
    "empty key": np.s_[()],
}


@pytest.mark.parametrize("name", KEYS)
def test_square_brackets(name):
    key = KEYS[name]
    (got,) = three_ways(lambda x: x[key], X)
    np.testing.assert_array_equal(got, X[key])


def test_square_brackets_with_separated_places():
    x = numbers(2, 3, 4)
    for key in (np.s_[[0, 1], :, [2, 3]], np.s_[0, :, [2, 3]], np.s_[:, [0, 1], [2, 3]]):
        np.testing.assert_array_equal(Tensor(x)[key], x[key])
    np.testing.assert_array_equal(Tensor(x)[x > 0], x[x > 0])


EQUATIONS = [
    ("ij,jk->ik", (2, 3), (3, 4)),
    ("bij,bjk->bik", (5, 2, 3), (5, 3, 4)),
    ("bij,kj->bik", (5, 2, 3), (4, 3)),
    ("ij->ji", (2, 3)),
    ("ij->", (2, 3)),
    ("ii->i", (3, 3)),
    ("ii", (3, 3)),
    ("i,j->ij", (2,), (3,)),
    ("ij,ij->i", (2, 3), (2, 3)),
    ("...ij,jk->...ik", (5, 6, 2, 3), (3, 4)),
    ("abc,cde->abde", (2, 3, 4), (4, 5, 6)),
    ("aecd,abcd->acbe", (2, 3, 4, 5), (2, 6, 4, 5)),
    ("ij,jk,kl", (2, 3), (3, 4), (4, 5)),
    ("ab,b->a", (2, 3), (3,)),
    ("ij,k->i", (2, 3), (4,)),
]


@pytest.mark.parametrize(("equation", "shapes"), [(e, s) for e, *s in EQUATIONS])
def test_einsum(equation, shapes):
    operands = [numbers(*shape, seed=n) for n, shape in enumerate(shapes)]
    got = ops.einsum(equation, *operands).numpy()
    np.testing.assert_allclose(got, np.einsum(equation, *operands), rtol=1e-5, atol=1e-5)


PRODUCTS = [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 4)), ((5, 2, 3), (3, 4))]
PRODUCTS += [((2, 3), (5, 3, 4)), ((5, 1, 2, 3), (6, 3, 4)), ((0, 3), (3, 2))]


@pytest.mark.parametrize(("left", "right"), PRODUCTS)
def test_matmul_and_dot(left, right):
    a, b = numbers(*left), numbers(*right, seed=1)
    np.testing.assert_allclose(ops.matmul(a, b), a @ b, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(ops.dot(a, b), np.dot(a, b), rtol=1e-5, atol=1e-6)


def test_tensordot():
    a, b = numbers(2, 3, 4), numbers(4, 3, 5, seed=1)
    for axes in (0, 1, ([1], [1]), ([2, 1], [0, 1])):
        want = np.tensordot(a, b, axes)
        np.testing.assert_allclose(ops.tensordot(a, b, axes), want, rtol=1e-5, atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(shapes=arrays.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3))
def test_broadcasting_is_that_of_numpy(shapes):
    a, b = (numbers(*shape, seed=n) for n, shape in enumerate(shapes.input_shapes))
    got = ops.add(a, b)
    assert got.shape == shapes.result_shape
    np.testing.assert_array_equal(got, a + b)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), x=arrays.arrays("float32", arrays.array_shapes(max_dims=3, max_side=4)))
def test_any_basic_index_is_that_of_numpy(data, x):
    key = data.draw(arrays.basic_indices(x.shape, allow_newaxis=True))
    np.testing.assert_array_equal(np.asarray(Tensor(x)[key]), x[key])


def test_ranges_and_matrices():
    np.testing.assert_array_equal(ops.arange(7, 1, -2), np.arange(7, 1, -2))
    np.testing.assert_allclose(ops.arange(0, 1, 0.3), np.arange(0, 1, 0.3), rtol=1e-6)
    np.testing.assert_allclose(ops.linspace(-1, 1, 5), np.linspace(-1, 1, 5))
    np.testing.assert_allclose(
        ops.linspace(0, [1, 2], 4, endpoint=False, axis=-1),
        np.linspace(0, [1, 2], 4, endpoint=False, axis=-1),
        rtol=1e-6,
    )
    for k in (-1, 0, 2):
        np.testing.assert_array_equal(ops.eye(3, 4, k), np.eye(3, 4, k))
        np.testing.assert_array_equal(ops.tri(3, 4, k), np.tri(3, 4, k))
        np.testing.assert_array_equal(ops.tril(X, k), np.tril(X, k))
        np.testing.assert_array_equal(ops.triu(X, k), np.triu(X, k))
        np.testing.assert_array_equal(ops.diag([1, 2, 3], k), np.diag([1, 2, 3], k))
        np.testing.assert_array_equal(ops.diagonal(X, k), np.diagonal(X, k))
    for got, want in zip(
        ops.meshgrid([1, 2], [3, 4, 5]), np.meshgrid([1, 2], [3, 4, 5]), strict=True
    ):
        np.testing.assert_array_equal(got, want)


def test_quantiles():
    x = numbers(5, 4)
    for method in ("linear", "lower", "higher", "nearest", "midpoint"):
        want = np.quantile(x, [0.1, 0.5, 0.9], axis=0, method=method)
        np.testing.assert_allclose(ops.quantile(x, [0.1, 0.5, 0.9], 0, method), want, rtol=1e-5)
        holed = np.where(x > 1, np.nan, x)
        want = np.nanquantile(holed, [0.1, 0.5, 0.9], axis=0, method=method)
        np.testing.assert_allclose(
            ops.nanquantile(holed, [0.1, 0.5, 0.9], 0, method), want, rtol=1e-5
        )
    np.testing.assert_allclose(ops.median(x), np.median(x), rtol=1e-6)


def test_a_mean_reads_the_number_of_rows():
    program = tracer.trace(lambda x: [ops.mean(x)], [ArrayType((ROWS, 3), "float32")])
    assert "size_of" in [node.primitive.name for node in program.graph.nodes]
    assert not any(
        node.primitive.name == "filled" and isinstance(node.attrs["value"], float)
        for node in program.graph.nodes
    )
    for rows in (1, 5):
        x = numbers(rows, 3)
        (got,) = evaluate(program.graph, [x], {"rows": rows})
        assert math.isclose(got, x.mean(), rel_tol=1e-5)


def test_a_single_number_is_written_as_numbers_are():
    assert f"{ops.array(0.5):.2f} {ops.array([3]):>3}" == "0.50   3"
    with pytest.raises(TypeError, match="format string"):
        f"{ops.array([1.0, 2.0]):.2f}"


def test_half_floats_are_summed_in_float32():
    x = np.full(4096, 0.1, "float16")
    assert abs(ops.sum(x).item() - 409.5) < 0.5
    assert abs(ops.mean(x).item() - 0.1) < 1e-4
