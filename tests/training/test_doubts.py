"""What a model and its data are doubted for before training, and where a gradient ends."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import layers, ops
from pronghorn.errors import StateError

RNG = np.random.default_rng(3)
X = RNG.normal(size=(40, 3)).astype("float32")
CLASSES = (X[:, 0] > 0).astype("int32")


def fitted(x, y, units, activation, loss, first=(), metrics=()):
    keras.utils.set_random_seed(3)
    own = [*first, layers.Dense(4, "relu"), layers.Dense(units, activation)]
    model = keras.Sequential([layers.Input(x.shape[1:]), *own])
    model.compile("sgd", loss, metrics=list(metrics))
    model.fit(x, y, epochs=1, verbose=0)


def told(caplog):
    return [record.getMessage()[1:4] for record in caplog.records]


def wide(x, column, factor):
    changed = x.copy()
    changed[:, column] *= factor
    return changed


UNSCALED = {
    "a column of millions": wide(X, 1, 1e6),
    "columns of very unequal spread": wide(wide(X, 1, 500), 0, 1e-3),
    "pixels": (np.abs(np.tile(X, (1, 20))) * 100).clip(0, 255),
}


@pytest.mark.parametrize("name", UNSCALED)
def test_unscaled_columns_are_told(name, caplog):
    fitted(UNSCALED[name], CLASSES, 2, "softmax", "sparse_categorical_crossentropy")
    assert told(caplog) == ["H52" if name == "pixels" else "H07"]


def test_a_constant_column_is_told_and_named(caplog):
    x = X.copy()
    x[:, 2] = 5
    fitted(x, CLASSES, 2, "softmax", "sparse_categorical_crossentropy")
    assert "[H12] column 2 of x is 5" in caplog.text


def test_softmax_of_one_unit_is_told(caplog):
    fitted(X, CLASSES, 1, "softmax", "binary_crossentropy")
    assert told(caplog) == ["H10"]


@pytest.mark.parametrize(
    ("activation", "loss", "code"),
    [
        (None, "sparse_categorical_crossentropy", "H50"),
        ("softplus", keras.losses.SparseCategoricalCrossentropy(), "H50"),
        ("softmax", keras.losses.SparseCategoricalCrossentropy(from_logits=True), "H51"),
        (None, keras.losses.SparseCategoricalCrossentropy(from_logits=True), None),
        ("softmax", "sparse_categorical_crossentropy", None),
    ],
)
def test_outputs_that_are_no_probabilities_are_told(activation, loss, code, caplog):
    fitted(X, CLASSES, 2, activation, loss)
    found = [each for each in told(caplog) if each != "H04"]  # numbers below 0 may end in NaN
    assert found == ([code] if code else [])


def test_a_method_named_almost_like_a_hook_is_told(caplog):
    class Told(keras.callbacks.Callback):
        def on_epoch_ends(self, epoch, logs=None):
            """Never called."""

        def on_batch_end(self, batch, logs=None):
            """A hook."""

    model = keras.Sequential([layers.Input((3,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(X, X[:, :1], callbacks=[Told()], verbose=0)
    assert "[H53] Told.on_epoch_ends" in caplog.text
    assert "on_epoch_end?" in caplog.text


def test_variables_without_a_gradient_are_told(caplog):
    used, unused = keras.Variable(1.0, name="used"), keras.Variable(1.0, name="unused")
    with keras.GradientTape() as tape:
        loss = used * 2
    gradients = tape.gradient(loss, [used, unused])
    keras.optimizers.SGD(1.0).apply_gradients(zip(gradients, [used, unused], strict=True))
    assert (float(used), float(unused)) == (-1.0, 1.0)
    assert "[H54] 1 variables" in caplog.text


def test_accuracy_of_a_continuous_target_is_told(caplog):
    fitted(X, X[:, :1], 1, None, "mse", metrics=["accuracy"])
    assert told(caplog) == ["H09"]


SOUND = {
    "classes": (X, CLASSES, 2, "softmax", "sparse_categorical_crossentropy"),
    "binary": (X, CLASSES, 1, "sigmoid", "binary_crossentropy"),
    "heights, weights and ages": (
        np.abs(X) * [60.0, 30.0, 20.0] + [100.0, 40.0, 10.0], CLASSES, 1, "sigmoid",
        "binary_crossentropy",
    ),
    "scaled pixels": (np.tile(X, (1, 20)) / 3, CLASSES, 1, "sigmoid", "binary_crossentropy"),
    "pixels with empty borders": (
        np.where(np.arange(60) < 9, 0, np.tile(X, (1, 20))), CLASSES, 1, "sigmoid",
        "binary_crossentropy",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_nothing_is_told_of_sound_data(name, caplog):
    fitted(*SOUND[name], metrics=["accuracy"])
    assert told(caplog) == []


def test_a_model_that_scales_its_inputs_is_not_doubted(caplog):
    scaling = layers.Normalization()
    x = wide(X, 1, 1e6)
    scaling.adapt(x)
    fitted(x, CLASSES, 1, "sigmoid", "binary_crossentropy", first=[scaling])
    fitted(x, CLASSES, 1, "sigmoid", "binary_crossentropy", first=[layers.BatchNormalization()])
    assert told(caplog) == []


def test_targets_that_are_no_probabilities_of_one_class_are_told(caplog):
    one_hot = np.eye(3)[np.arange(40) % 3]
    fitted(X, one_hot, 3, "softmax", "categorical_crossentropy")
    fitted(X, 0.9 * one_hot + 0.1 / 3, 3, "softmax", "categorical_crossentropy")
    assert told(caplog) == []
    several = one_hot.copy()
    several[7] = 1
    fitted(X, several, 3, "softmax", "categorical_crossentropy")
    assert "and row 7 is [1. 1. 1.], which sums to 3." in caplog.text
    fitted(X, several, 3, "sigmoid", "binary_crossentropy")
    assert told(caplog) == ["H56"]


CUTS = {
    "argmax": lambda p: ops.cast(ops.argmax(p, -1), "float32"),
    "rint": ops.round,
    "floor": lambda p: ops.floor(p) * 2,
    "less": lambda p: ops.cast(p > 0.5, "float32"),
    "stop_gradient": ops.stop_gradient,
}


@pytest.mark.parametrize("name", CUTS)
def test_the_operation_at_which_a_gradient_ends_is_named(name):
    model = keras.Sequential([layers.Input((3,)), layers.Dense(2)])
    model.compile("sgd", loss=lambda y, p: ops.mean(CUTS[name](p)) - ops.mean(y))
    with pytest.raises(
        StateError, match=rf"\[M80\] nothing can be learnt: {name} has .*\(the loss\)"
    ):
        model.fit(X, CLASSES, verbose=0)


def test_an_operation_without_a_slope_inside_a_layer_is_named_with_the_layer():
    lambda_layer = layers.Lambda(ops.round, name="rounding")
    model = keras.Sequential([layers.Input((3,)), layers.Dense(1), lambda_layer])
    model.compile("sgd", loss="mse")
    with pytest.raises(StateError, match=r"M80.*: rint has .*\(.*rounding\)"):
        model.fit(X, X[:, :1], verbose=0)


def test_a_second_way_to_the_weights_is_enough():
    model = keras.Sequential([layers.Input((3,)), layers.Dense(2)])
    model.compile("sgd", loss=lambda y, p: ops.mean(ops.round(p) + ops.square(p)))
    before = model.get_weights()
    model.fit(X, CLASSES, verbose=0)
    assert all((a != b).any() for a, b in zip(before, model.get_weights(), strict=True))
