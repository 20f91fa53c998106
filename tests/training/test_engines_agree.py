"""Networks drawn at random: compiled as a whole, with the numbers of the reference engine."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pronghorn as keras
from pronghorn import config, ops
from tests.laws.tolerance import TRAINING

# Functions of one tensor that have a derivative almost everywhere, with weights that stay small.
ACTIVATIONS = (
    "relu sigmoid tanh softmax elu selu gelu silu softplus softsign exponential leaky_relu relu6 "
    "hard_sigmoid hard_tanh hard_silu celu glu linear log_softmax mish soft_shrink hard_shrink "
    "squareplus tanh_shrink sparse_plus sparsemax log_sigmoid"
).split()


class Split(keras.layers.Layer):
    """Two outputs: a scaled half, and the other plus a learned shift."""

    def build(self, shape):
        self.shift = self.add_weight(name="shift", shape=(shape[-1] - shape[-1] // 2,))

    def call(self, x):
        half = x.shape[-1] // 2
        return x[:, :half] * 0.5, ops.tanh(x[:, half:]) + self.shift


class Joined(keras.layers.Layer):
    """Uses both results of a layer that gives two."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.split = Split()

    def build(self, shape):
        self.split.build(shape)

    def call(self, x):
        left, right = self.split(x)
        return ops.concatenate([right, left, ops.mean(right, axis=-1, keepdims=True) + left], -1)


def bent(y_true, y_pred):
    """A loss in plain arithmetic."""
    error = y_true - y_pred
    return ops.mean(error * error / (1.0 + abs(error)), axis=-1)


def near(y_true, y_pred):
    """A metric in `ops`."""
    return ops.mean(ops.cast(ops.abs(y_true - y_pred) < 0.5, "float32"), axis=-1)


WIDTH = st.integers(1, 70)
LAYER = st.one_of(
    st.tuples(st.just("dense"), WIDTH, st.sampled_from(sorted(ACTIVATIONS))),
    st.tuples(st.just("dropout"), st.sampled_from([0.1, 0.5])),
    st.tuples(st.just("joined")),
    st.tuples(st.just("rescaling")),
)
NETWORK = st.fixed_dictionaries(
    {
        "features": WIDTH,
        "layers": st.lists(LAYER, min_size=0, max_size=5),
        "outputs": st.integers(1, 12),
        "loss": st.sampled_from(["mse", "mae", bent, "categorical_crossentropy"]),
        "optimizer": st.sampled_from(["sgd", "rmsprop", "adam"]),
        "rows": st.integers(1, 45),
        "batch": st.integers(1, 50),
    }
)


def built(drawn):
    keras.utils.set_random_seed(5)
    model = keras.Sequential([keras.layers.Input((drawn["features"],))])
    for kind, *facts in drawn["layers"]:
        if kind == "dense":
            width, activation = facts
            width += width % 2 if activation == "glu" else 0
            model.add(keras.layers.Dense(width, activation=activation))
        elif kind == "dropout":
            model.add(keras.layers.Dropout(*facts))
        elif kind == "rescaling":
            model.add(keras.layers.Rescaling(0.7, offset=0.1))
        elif model.output_shape[-1] > 1:
            model.add(Joined())
    is_probability = drawn["loss"] == "categorical_crossentropy"
    model.add(keras.layers.Dense(drawn["outputs"], "softmax" if is_probability else None))
    return model


def data_for(drawn):
    rng = np.random.default_rng(drawn["rows"])
    x = rng.normal(size=(drawn["rows"], drawn["features"])).astype("float32")
    if drawn["loss"] == "categorical_crossentropy":
        classes = rng.integers(0, drawn["outputs"], drawn["rows"])
        return x, np.eye(drawn["outputs"], dtype="float32")[classes]
    return x, rng.normal(size=(drawn["rows"], drawn["outputs"])).astype("float32")


def outcome(drawn, engine, **arguments):
    """History, predictions and weights after two epochs; and the model."""
    config.settings.engine = engine
    model = built(drawn)
    model.compile(drawn["optimizer"], drawn["loss"], metrics=[near], **arguments)
    x, y = data_for(drawn)
    history = model.fit(x, y, batch_size=drawn["batch"], epochs=2, verbose=0).history
    figures = [history["loss"], history["near"], model.evaluate(x, y, verbose=0)]
    return [*map(np.asarray, figures), model.predict(x, verbose=0), *model.get_weights()], model


def assert_agree(these, those, tolerance):
    """Within the tolerance, relative to the largest number of each array."""
    for a, b in zip(these, those, strict=True):
        assert a.shape == b.shape
        scale = np.abs(b).max(initial=1e-3)
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance * scale)


def check(drawn):
    config.settings.cache = None
    config.settings.check = True
    got, model = outcome(drawn, "llvm")
    want, _ = outcome(drawn, "numpy")
    assert not any(record.fallbacks for record in model.compile_log), model.compile_log
    assert {record.engine for record in model.compile_log} == {"llvm"}
    assert_agree(got, want, TRAINING[drawn["optimizer"]])


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=QUIET)
@given(NETWORK)
def test_networks_drawn_at_random(drawn):
    check(drawn)


@pytest.mark.slow
@settings(max_examples=600, deadline=None, suppress_health_check=QUIET)
@given(NETWORK)
def test_many_networks_drawn_at_random(drawn):
    check(drawn)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation(activation):
    drawn = {
        "features": 5,
        "layers": [("dense", 8, activation)],
        "outputs": 3,
        "loss": "mse",
        "optimizer": "rmsprop",
        "rows": 21,
        "batch": 8,
    }
    got, model = outcome(drawn, "llvm")
    want, _ = outcome(drawn, "numpy")
    assert not any(record.fallbacks for record in model.compile_log)
    assert_agree(got, want, TRAINING[drawn["optimizer"]])


@pytest.mark.parametrize("widths", [(1,), (3,), (17,), (1021,), (1, 1, 1), (70, 1, 70)])
@pytest.mark.parametrize("rows", [1, 7, 8, 9, 33])
def test_widths_and_rows(widths, rows):
    drawn = {
        "features": widths[0],
        "layers": [("dense", width, "tanh") for width in widths],
        "outputs": 2,
        "loss": "categorical_crossentropy",
        "optimizer": "adam",
        "rows": rows,
        "batch": 8,
    }
    check(drawn)


@pytest.mark.parametrize("dropout", [True, False])
def test_stepping_in_python_gives_the_compiled_numbers(dropout):
    config.settings.engine = "llvm"
    found = []
    for run_eagerly in (True, False):
        keras.utils.set_random_seed(3)
        row = [keras.layers.Input((6,)), keras.layers.Dense(9, activation="tanh"), Joined()]
        row += [keras.layers.Dropout(0.4)] if dropout else []
        model = keras.Sequential([*row, keras.layers.Dense(2)])
        model.compile(keras.optimizers.SGD(0.05), bent, metrics=[near], run_eagerly=run_eagerly)
        rng = np.random.default_rng(1)
        x, y = (rng.normal(size=(165, size)).astype("float32") for size in (6, 2))
        history = model.fit(x, y, batch_size=8, epochs=5, verbose=0).history  # 105 steps
        found.append([np.asarray(history["loss"]), *model.get_weights()])
    for a, b in zip(*found, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-6 * np.abs(b).max(initial=0))
