"""The functions that goldens cover, traced: a program gives what the call at once gives."""

import math

import numpy as np
import pytest

from pronghorn import ops, tree
from pronghorn.config import settings
from pronghorn.errors import StateError
from pronghorn.ir.types import ArrayType
from pronghorn.prims.evaluate import evaluate
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad
from pronghorn.variables import Variable
from tests.keras.cases.operations import CALLS, POSITIVE, SQUARE, X, Y

# The size of their result depends on the numbers.
NEED_NUMBERS = {"unique", "unique with all", "bincount", "bincount rows", "bincount weights"}


def arrays(value):
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, tuple | list):
        return [found for part in value for found in arrays(part)]
    return []


def filled(value, tensors):
    """The arguments with each array replaced by the next tensor."""
    if isinstance(value, np.ndarray):
        return next(tensors)
    if isinstance(value, tuple | list):
        return type(value)([filled(part, tensors) for part in value])
    return value


def flat(value):
    return [x for part in value for x in flat(part)] if isinstance(value, tuple | list) else [value]


TRACED = [name for name, row in CALLS.items() if name not in NEED_NUMBERS and arrays(row[1])]


@pytest.mark.parametrize("name", TRACED)
def test_a_traced_call_gives_what_the_call_at_once_gives(name):
    function, arguments, named = CALLS[name]
    given = arrays(arguments)
    types = [ArrayType(x.shape, x.dtype.name) for x in given]

    def step(*tensors):
        return flat(getattr(ops, function)(*filled(arguments, iter(tensors)), **named))

    program = tracer.trace(step, types)
    eager = flat(getattr(ops, function)(*arguments, **named))
    found = evaluate(program.graph, [*given, *program.arrays], {})
    for got, want in zip(found, eager, strict=True):
        assert got.dtype == want.dtype
        np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", sorted(NEED_NUMBERS - {"bincount rows"}))
def test_what_needs_the_numbers_says_so(name):
    function, arguments, named = CALLS[name]
    given = arrays(arguments)[0]
    with pytest.raises(StateError, match="S33"):
        tracer.trace(
            lambda x: getattr(ops, function)(x, **named), [ArrayType(given.shape, "int32")]
        )


def slope_of(function, x):
    """The gradient of a weighted sum, and the same by central differences in float64."""
    variable = Variable(x, dtype="float64")
    weights = None

    def loss():
        nonlocal weights
        y = ops.convert_to_tensor(function(variable))
        weights = np.linspace(0.5, 1.5, y.numpy().size).reshape(y.shape)
        return ops.sum(y * weights)

    _, (gradient,) = value_and_grad(loss, [variable])
    want = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        ends = []
        for sign in (1, -1):
            moved = x.copy()
            moved[place] += sign * 1e-6
            ends.append(float(ops.sum(Tensor(function(Tensor(moved)).numpy() * weights))))
        want[place] = (ends[0] - ends[1]) / 2e-6
    return gradient.numpy(), want


def symmetric(x):
    return (x + ops.swapaxes(x, -1, -2)) / 2


GRADIENTS = {
    "hypot": (lambda x: ops.hypot(x, Y), X),
    "sinc": (ops.sinc, X),
    "erfinv": (ops.erfinv, np.tanh(X)),
    "i0": (ops.i0, X),
    "cumprod": (lambda x: ops.cumprod(x, 1), X),
    "nanmean": (lambda x: ops.nanmean(x, 0), X),
    "rfft": (lambda x: ops.stack(list(ops.rfft(x))), X),
    "irfft": (lambda x: ops.irfft((x, x * 2)), X),
    "stft": (lambda x: ops.stack(list(ops.stft(x, 3, 1, 4))), X),
    "inv": (ops.inv, SQUARE),
    "det": (ops.det, SQUARE),
    "logdet": (lambda x: ops.logdet(symmetric(x)), POSITIVE),
    "cholesky": (lambda x: ops.cholesky(symmetric(x)), POSITIVE),
    "eigenvalues": (lambda x: ops.eigh(x)[0], SQUARE + np.swapaxes(SQUARE, 1, 2)),
    "pinv": (ops.pinv, X),
    "solve": (lambda x: ops.solve(x, np.ones(3)), SQUARE[0]),
    "segment_sum": (lambda x: ops.segment_sum(x, [0, 2, 0], 3), X),
    "segment_max": (lambda x: ops.segment_max(x, [0, 1, 0], 2), X),
    "segment_prod": (lambda x: ops.segment_prod(x, [0, 1, 0], 2), X),
    "scatter_update": (lambda x: ops.scatter_update(x, [[1]], x[:1] * 2), X),
    "layer_normalization": (lambda x: ops.layer_normalization(x, X[0], Y[0]), X),
    "attention": (
        lambda x: ops.dot_product_attention(*[ops.reshape(x, (1, 3, 2, 2))] * 3, is_causal=True),
        X,
    ),
    "cdist": (lambda x: ops.cdist(x, Y), X),
    "cross": (lambda x: ops.cross(x[:, :3], Y[:, :3]), X),
    "trapezoid": (ops.trapezoid, X),
    "rearrange": (lambda x: ops.rearrange(x, "a (b c) -> (a c) b", c=2), X),
}


@pytest.mark.parametrize("name", GRADIENTS)
def test_the_gradient_is_that_of_finite_differences(name, monkeypatch):
    monkeypatch.setattr(settings, "floatx", "float64")
    function, x = GRADIENTS[name]
    got, want = slope_of(function, x.astype("float64"))
    np.testing.assert_allclose(got, want, rtol=2e-5, atol=1e-6)


def test_a_change_along_tangents_is_that_of_finite_differences(monkeypatch):
    monkeypatch.setattr(settings, "floatx", "float64")
    x, y = X.astype("float64"), Y.astype("float64")

    def function(pair, scale):
        return {"a": ops.tanh(pair[0] * scale), "b": ops.matmul(pair[0], ops.transpose(pair[1]))}

    moves = ([y, x], np.float64(0.5))
    value, change = ops.jvp(function, ([x, y], np.float64(2.0)), moves)
    step = 1e-6
    ends = [
        function([x + s * step * moves[0][0], y + s * step * moves[0][1]], 2.0 + s * step * 0.5)
        for s in (1, -1)
    ]
    for key in value:
        want = (ends[0][key].numpy() - ends[1][key].numpy()) / (2 * step)
        np.testing.assert_allclose(change[key].numpy(), want, rtol=1e-5, atol=1e-7)
    _, _, aux = ops.jvp(lambda z: (ops.sin(z), z.shape), (X,), (Y,), has_aux=True)
    assert aux == X.shape


@pytest.mark.parametrize("name", ["cholesky", "inv", "pinv", "det", "slogdet", "eigh", "svd", "qr"])
def test_matrices_of_halves_are_computed_in_float32_and_rounded(name):
    matrix = np.asarray([[4.0, 2.0], [2.0, 3.0]], "float32")
    function = getattr(ops, name)
    wide, halves = (tree.flatten(function(matrix.astype(dtype))) for dtype in ("f4", "f2"))
    for want, got in zip(wide, halves, strict=True):
        assert got.dtype == "float16"
        np.testing.assert_array_equal(got.numpy(), want.numpy().astype("float16"))


def test_a_spectrum_without_a_window_gives_the_signal_back():
    signal = np.sin(np.arange(32, dtype="float32"))
    spectrum = ops.stft(signal, 6, 3, 8, window=None)
    found = ops.istft(spectrum, 6, 3, 8, window=None).numpy()
    np.testing.assert_allclose(found, signal[: len(found)], atol=1e-6)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: ops.cholesky([[1.0, 2.0], [2.0, 1.0]]), "S03"),
        (lambda: ops.inv(X), "S03"),
        (lambda: ops.inv([[1.0, 2.0], [2.0, 4.0]]), "S03"),
        (lambda: ops.solve([[0.0, 0.0], [0.0, 0.0]], [1.0, 2.0]), "S03"),
        (lambda: ops.svd([[math.nan]]), "S03"),
        (lambda: ops.solve(SQUARE, X[:2]), "S02"),
        (lambda: ops.qr(X, mode="full"), "M02"),
        (lambda: ops.searchsorted(X, X), "S03"),
        (lambda: ops.searchsorted([1.0], X, side="up"), "M02"),
        (lambda: ops.bincount([1], sparse=True), "S29"),
        (lambda: ops.histogram(X, bins=0), "S29"),
        (lambda: ops.scatter_update(X, [[0]], [1.0], "sub"), "M02"),
        (lambda: ops.scatter_update(X, [[0, 0, 0]], [1.0]), "S03"),
        (lambda: ops.segment_sum(X, [[0]]), "S03"),
        (lambda: ops.fft(X), "S29"),
        (lambda: ops.stft(X, 4, 1, 2), "S29"),
        (lambda: ops.stft(X, 2, 1, 2, window="box"), "S29"),
        (lambda: ops.correlate(X, X), "S02"),
        (lambda: ops.rearrange(X, "a b -> a c"), "S35"),
        (lambda: ops.rearrange(X, "a (b c) -> a b c", c=3), "S35"),
        (lambda: ops.rearrange(X, "a (b c) -> a b c"), "S35"),
        (lambda: ops.rearrange(X, "a b c -> a b c"), "S35"),
        (lambda: ops.view(np.ones((2, 3), "int8"), "int32"), "S03"),
        (lambda: ops.cross(X, X), "S03"),
        (lambda: ops.gcd(1.5, 2), "S06"),
        (lambda: ops.ldexp(1.0, 0.5), "S06"),
        (lambda: ops.vander(X), "S03"),
        (lambda: ops.multi_hot([1]), "S29"),
        (lambda: ops.dot_product_attention(X, X, X), "S03"),
        (lambda: ops.nanquantile(X, 0.5, method="best"), "M02"),
        (lambda: ops.unfold(X, 2), "S03"),
        (lambda: ops.unfold(ops.ones((1, 1, 2, 2)), 3), "S03"),
        (lambda: ops.unfold(ops.ones((1, 1, 2, 2)), 1, stride=0), "S29"),
        (lambda: ops.fold(ops.ones((1, 4, 3)), (2, 2), 2), "S03"),
    ],
)
def test_wrong_calls_are_told(call, code):
    with pytest.raises((ValueError, TypeError), match=code):
        call()
