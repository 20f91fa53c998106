"""Traps of losses and labels against float64 formulas: C1, C2, C3, C15, C19, C21, C31, C32."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import layers, losses, ops
from pronghorn.errors import DataError
from pronghorn.tensor import Tensor
from pronghorn.trace.grad import value_and_grad

RNG = np.random.default_rng(11)
X = RNG.normal(size=(24, 3)).astype("float32")
ENGINES = ("llvm", "numpy")


pytestmark = pytest.mark.usefixtures("engine")


def model_of(units, loss, activation=None, **arguments):
    keras.utils.set_random_seed(2)
    model = keras.Sequential([layers.Input((3,)), layers.Dense(units, activation)])
    model.compile(keras.optimizers.SGD(0.0), loss, **arguments)
    return model


def outputs(model):
    """Before any activation, in float64."""
    kernel, bias = (np.asarray(w, "float64") for w in model.get_weights())
    return X.astype("float64") @ kernel + bias


@pytest.mark.parametrize("bad", [3, -1, 250])
def test_c1_a_label_outside_the_classes_is_refused_with_its_row(bad):
    y = RNG.integers(0, 3, 24)
    y[17] = bad
    model = model_of(3, "sparse_categorical_crossentropy", "softmax")
    before = model.get_weights()
    with pytest.raises(DataError, match=rf"E0[78].*{bad} in row 17"):
        model.fit(X, y, batch_size=5, verbose=0)
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def log_softmax(z):
    return (
        z
        - np.log(np.exp(z - z.max(-1, keepdims=True)).sum(-1, keepdims=True))
        - z.max(-1, keepdims=True)
    )


def test_c2_cross_entropy_after_softmax_is_that_of_the_probabilities():
    y = RNG.integers(0, 3, 24)
    want = -log_softmax(outputs(model_of(3, None, "softmax")))[np.arange(24), y].mean()
    for loss, target in (
        ("sparse_categorical_crossentropy", y),
        ("categorical_crossentropy", np.eye(3)[y]),
    ):
        found = model_of(3, loss, "softmax").evaluate(X, target, verbose=0)
        np.testing.assert_allclose(found, want, rtol=2e-6)


def test_c2_softmax_of_one_unit_has_the_loss_of_probability_one():
    """Whatever the weights are, the stated probability is 1: clipped, -log(1e-7) for zeros."""
    y = np.array([0.0, 1.0] * 12)
    found = model_of(1, "binary_crossentropy", "softmax").evaluate(X, y, verbose=0)
    np.testing.assert_allclose(found, -np.log(1e-7) / 2, rtol=2e-2)


@pytest.mark.parametrize("size", [1.0, 40.0, 3000.0])
def test_c2_a_wrong_answer_keeps_its_gradient_however_sure_it_is(size):
    logits = Tensor(np.array([[size, 0.0, -size]], "float32"))
    target = np.array([[0.0, 0.0, 1.0]], "float32")

    def loss():
        return ops.sum(losses.categorical_crossentropy(target, ops.softmax(logits)))

    value, (slope,) = value_and_grad(loss, [logits])
    z = logits.numpy().astype("float64")
    np.testing.assert_allclose(value.item(), -log_softmax(z)[0, 2], rtol=1e-6)
    np.testing.assert_allclose(slope, np.exp(log_softmax(z)) - target, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("size", [2.0, 50.0, 3000.0])
def test_c2_the_same_holds_for_sigmoid(size):
    logits = Tensor(np.array([[size], [-size]], "float32"))
    target = np.array([[0.0], [1.0]], "float32")

    def loss():
        return ops.sum(losses.binary_crossentropy(target, ops.sigmoid(logits)))

    value, (slope,) = value_and_grad(loss, [logits])
    np.testing.assert_allclose(value.item(), 2 * np.logaddexp(0, size), rtol=1e-6)
    share = 1 / (1 + np.exp(-size))
    np.testing.assert_allclose(slope, [[share], [-share]], rtol=1e-5)


@pytest.mark.parametrize("shape", [(24, 3), (24, 2), (24, 1, 2)])
def test_c3_targets_are_not_broadcast_against_outputs(shape):
    with pytest.raises(ValueError, match=r"E43|M28|E05"):
        model_of(1, "mse").fit(X, np.zeros(shape), verbose=0)


def test_c3_only_a_missing_axis_of_one_is_made_up_for():
    y = RNG.normal(size=24)
    model = model_of(1, "mse")
    want = np.mean((outputs(model)[:, 0] - y) ** 2)
    for target in (y, y[:, None]):
        np.testing.assert_allclose(model.evaluate(X, target, verbose=0), want, rtol=1e-6)


def test_c15_masked_places_count_for_nothing():
    """The mean is over the places that are left, and 0 where none is."""
    x = RNG.normal(size=(6, 4, 2)).astype("float32")
    x[:, 2:] = 0
    x[0] = 0
    y = RNG.normal(size=(6, 4, 2)).astype("float32")
    for hidden in (x, np.zeros_like(x)):
        model = keras.Sequential(
            [layers.Input((4, 2)), layers.Masking(), layers.TimeDistributed(layers.Dense(2))]
        )
        model.compile("sgd", "mse")
        kernel, bias = (np.asarray(w, "float64") for w in model.get_weights())
        seen = (hidden != 0).any(-1)
        error = ((hidden @ kernel + bias - y) ** 2).mean(-1)
        want = error[seen].mean() if seen.any() else 0.0
        np.testing.assert_allclose(model.evaluate(hidden, y, verbose=0), want, rtol=2e-5, atol=1e-9)


@pytest.mark.parametrize(
    ("reduction", "mean"),
    [
        ("sum_over_batch_size", lambda loss, w: (loss * w).sum() / loss.size),
        ("sum", lambda loss, w: (loss * w).sum()),
        ("mean_with_sample_weight", lambda loss, w: (loss * w).sum() / w.sum()),
    ],
)
def test_c19_sample_weights_and_reductions(reduction, mean):
    y, weight = RNG.normal(size=(24, 1)), RNG.uniform(0, 2, 24)
    weight[::3] = 0
    model = model_of(1, losses.MeanSquaredError(reduction=reduction))
    want = mean((outputs(model) - y)[:, 0] ** 2, weight)
    found = model.evaluate(X, y, sample_weight=weight, batch_size=24, verbose=0)
    np.testing.assert_allclose(found, want, rtol=2e-6)


def test_c21_regularizers_once_and_activity_by_rows():
    """The penalty of a weight stands once in the loss; that of outputs is divided by the rows."""
    keras.utils.set_random_seed(2)
    penalty = keras.regularizers.L2(0.1)
    dense = layers.Dense(2, kernel_regularizer=penalty, activity_regularizer=penalty)
    model = keras.Sequential([layers.Input((3,)), dense])
    model.compile(keras.optimizers.SGD(0.0), "mse")
    y = np.zeros((24, 2))
    kernel = np.asarray(model.get_weights()[0], "float64")
    z = outputs(model)
    want = (z**2).mean() + 0.1 * (kernel**2).sum() + 0.1 * (z**2).sum() / 24
    history = model.fit(X, y, batch_size=24, verbose=0).history["loss"]
    np.testing.assert_allclose(history, [want], rtol=2e-6)


ACCURACIES = {
    "binary": (1, "sigmoid", "binary_crossentropy", lambda z, y: ((z[:, 0] > 0) == y).mean()),
    "sparse": (
        3,
        "softmax",
        "sparse_categorical_crossentropy",
        lambda z, y: (z.argmax(-1) == y).mean(),
    ),
    "one-hot": (
        3,
        "softmax",
        "categorical_crossentropy",
        lambda z, y: (z.argmax(-1) == y).mean(),
    ),
    "regression": (1, None, "mse", lambda z, y: (z[:, 0] == y).mean()),
}


@pytest.mark.parametrize("name", ACCURACIES)
def test_c31_accuracy_is_chosen_by_shapes(name):
    units, activation, loss, share = ACCURACIES[name]
    y = RNG.integers(0, max(units, 2), 24)
    model = model_of(units, loss, activation, metrics=["accuracy"])
    target = np.eye(3)[y] if name == "one-hot" else y + 0.25 if name == "regression" else y
    _, found = model.evaluate(X, target, verbose=0)
    np.testing.assert_allclose(found, share(outputs(model), y), rtol=1e-6)


def test_c32_labels_beyond_one_are_refused_by_binary_cross_entropy():
    y = RNG.integers(0, 3, 24)
    y[5] = 2
    with pytest.raises(DataError, match="E36"):
        model_of(1, "binary_crossentropy", "sigmoid").fit(X, y, verbose=0)
