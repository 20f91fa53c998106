"""Traps of kinks, missing numbers, seeds and recurrence: C16, C18, C26, C27, C28, C29."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import pronghorn as keras
from pronghorn import layers, ops, random
from pronghorn.config import settings as process
from pronghorn.tensor import Tensor
from pronghorn.trace.grad import value_and_grad

KINKS = {
    "normalize of zeros": (ops.normalize, np.zeros((2, 3))),
    "norm of zeros": (ops.norm, np.zeros(3)),
    "sqrt at 0": (ops.sqrt, np.zeros(3)),
    "square root of a sum of squares": (lambda x: ops.sqrt(ops.sum(x * x)), np.zeros(3)),
    "division by 0 avoided": (lambda x: ops.divide_no_nan(x, x), np.zeros(3)),
    "ties of max": (ops.max, np.ones(4)),
    "abs at 0": (ops.abs, np.zeros(3)),
    "relu at 0": (ops.relu, np.zeros(3)),
    "power at 0": (lambda x: ops.power(x, 0.5), np.zeros(3)),
    "distance 0": (lambda x: ops.cdist(x, x), np.ones((2, 3))),
    "hypot at 0": (lambda x: ops.hypot(x, x * 0), np.zeros(3)),
    "std of equals": (ops.std, np.ones(4)),
    "logsumexp with -inf": (ops.logsumexp, np.array([-np.inf, 0.0, 1.0])),
    "softmax of large numbers": (ops.softmax, np.array([1e4, -1e4, 0.0])),
    "arctan2 at 0": (lambda x: ops.arctan2(x, x), np.zeros(2)),
}


@pytest.mark.parametrize("name", KINKS)
def test_c27_gradients_are_finite_at_kinks(name):
    function, at = KINKS[name]
    x = Tensor(at.astype("float32"))
    _, (slope,) = value_and_grad(lambda: ops.sum(function(x)), [x])
    assert np.isfinite(slope.numpy()).all()


def test_c27_ties_share_the_gradient_of_a_maximum():
    x = Tensor(np.array([2.0, 2.0, 1.0], "float32"))
    _, (slope,) = value_and_grad(lambda: ops.max(x), [x])
    assert slope.tolist() == [0.5, 0.5, 0.0]


# Products of these neither overflow nor vanish in float32, as they do not in the oracle's float64.
ANY = st.one_of(
    st.sampled_from([0.0, -0.0, float("inf"), float("-inf"), float("nan")]),
    st.floats(2.0**-10, 2.0**10, width=32).flatmap(lambda x: st.sampled_from([x, -x])),
)
PAIRED = "maximum minimum fmax fmin hypot".split()
NAMED = "nansum nanmax nanmin nanprod nancumsum nancumprod isnan isinf sign floor".split() + PAIRED


@pytest.mark.parametrize("name", NAMED)
@settings(max_examples=25, deadline=None)
@given(x=arrays.arrays("float32", st.integers(1, 6), elements=ANY))
def test_c28_missing_and_infinite_numbers_are_numpys(name, x):
    operands = (x, x[::-1]) if name in PAIRED else (x,)
    with np.errstate(all="ignore"):
        wanted = getattr(np, name)(*(np.asarray(operand, "float64") for operand in operands))
    if name in ("nanmax", "nanmin") and np.isnan(x).all():
        assert np.isnan(getattr(ops, name)(x).numpy())
        return
    found = getattr(ops, name)(*operands)
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-30)


@pytest.mark.parametrize("engine", ["llvm", "numpy"])
def test_c29_one_seed_gives_the_same_weights_and_draws_on_every_engine(engine):
    process.engine = engine
    keras.utils.set_random_seed(2**33 + 5)  # more than 32 bits
    model = keras.Sequential([layers.Input((2,)), layers.Dense(2), layers.Dropout(0.5)])
    model.compile("sgd", "mse")
    x = np.linspace(-1, 1, 16, dtype="float32").reshape(8, 2)
    model.fit(x, x, batch_size=3, epochs=2, verbose=0)
    found = [*model.get_weights(), random.normal((3,), seed=7).numpy()]
    if not FIRST:
        FIRST.extend(found)
    for one, other in zip(found, FIRST, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


FIRST = []


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_c26_a_gru_resets_after_the_product():
    """Cho's gates with the reset applied to the product and its own bias, as Keras 2.4 on."""
    layer = layers.GRU(3)
    x = np.random.default_rng(0).normal(size=(2, 4, 5)).astype("float32")
    layer.build(x.shape)
    kernel, recurrent, bias = (
        np.random.default_rng(n).normal(size=w.shape) * 0.5 for n, w in enumerate(layer.weights)
    )
    layer.set_weights([kernel, recurrent, bias])
    h = np.zeros((2, 3))
    for step in range(4):
        a, b = x[:, step] @ kernel + bias[0], h @ recurrent + bias[1]
        z, r = (sigmoid(a[:, n : n + 3] + b[:, n : n + 3]) for n in (0, 3))
        h = z * h + (1 - z) * np.tanh(a[:, 6:] + r * b[:, 6:])
    np.testing.assert_allclose(layer(x), h, rtol=1e-5, atol=1e-6)


def test_c18_recurrent_dropout_has_one_mask_for_all_steps():
    """With a state that is only carried on, a unit once dropped stays 0 and a kept one grows."""
    layer = layers.SimpleRNN(
        40,
        activation="linear",
        kernel_initializer="zeros",
        recurrent_initializer="identity",
        bias_initializer="ones",
        recurrent_dropout=0.5,
        return_sequences=True,
        seed=3,
    )
    found = layer(np.zeros((50, 6, 2), "float32"), training=True).numpy()
    last = found[:, -1]
    kept = sum(2.0**n for n in range(6))
    assert np.isclose(last[..., None], [1.0, kept]).any(-1).all()
    assert 0.45 < np.isclose(last, kept).mean() < 0.55


MASKS = {
    "passes": (lambda: layers.Dropout(0.1), True),
    "passes an activation": (lambda: layers.Activation("tanh"), True),
    "is used up": (lambda: layers.LSTM(3), False),
    "goes on with sequences": (lambda: layers.LSTM(3, return_sequences=True), True),
    "goes through both directions": (
        lambda: layers.Bidirectional(layers.GRU(3, return_sequences=True)),
        True,
    ),
}


@pytest.mark.parametrize("name", MASKS)
def test_c16_masks_pass_or_end(name):
    make, goes_on = MASKS[name]
    x = layers.Input((5, 2))
    y = make()(layers.Masking()(x))
    assert (y._keras_mask is not None) == goes_on


@pytest.mark.parametrize("kind", [layers.SimpleRNN, layers.GRU, layers.LSTM])
def test_c16_c17_padding_changes_no_state(kind):
    """Rows padded on either side, or inside, end in the state of the steps that are left."""
    layer = kind(3)
    x = np.random.default_rng(0).normal(size=(1, 3, 2)).astype("float32")
    want = layer(x).numpy()
    for places in ([0, 1, 2], [2, 3, 4], [0, 2, 4]):
        padded = np.zeros((1, 5, 2), "float32")
        padded[:, places] = x
        mask = (padded != 0).any(-1)
        np.testing.assert_allclose(layer(padded, mask=mask), want, rtol=1e-5, atol=1e-6)
    nothing = layer(padded, mask=np.zeros((1, 5), bool))
    np.testing.assert_array_equal(nothing, np.zeros((1, 3)))
