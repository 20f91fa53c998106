"""`model.profile()`: its table, its sums, and that it leaves the model alone."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import config
from pronghorn.errors import DataError, StateError

pytestmark = pytest.mark.usefixtures("machine_code")


def model_of():
    keras.utils.set_random_seed(3)
    row = [
        keras.layers.Input((64,)),
        keras.layers.Dense(48, "relu"),
        keras.layers.Dense(5, "softmax"),
    ]
    model = keras.Sequential(row)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


X = np.random.default_rng(0).normal(size=(100, 64)).astype("float32")
Y = np.arange(100) % 5


def test_regions_of_a_step_are_reported():
    found = model_of().profile(X, Y, batch_size=20, passes=2)
    assert sum(region.share for region in found) == pytest.approx(1)
    assert found == sorted(found, key=lambda region: -region.microseconds)
    products = [region for region in found if "matmul" in region.region]
    multiplied = 2 * 20 * (2 * 64 * 48 + 3 * 48 * 5)
    assert sum(region.operations for region in products) >= multiplied
    forward = next(region for region in products if "rows, 48" in region.region)
    assert forward.bytes >= 4 * (20 * 64 + 64 * 48 + 20 * 48)
    text = str(found)
    assert text.splitlines()[0].endswith(" GFLOP/s")
    assert all(region.schedule in text for region in found)


def test_the_model_stays_as_it_is():
    profiled, other = model_of(), model_of()
    profiled.profile(X, Y, batch_size=20, passes=1)
    for model in (profiled, other):
        model.fit(X, Y, batch_size=20, epochs=1, verbose=0)
    for a, b in zip(profiled.get_weights(), other.get_weights(), strict=True):
        assert np.array_equal(a, b)


def test_a_model_that_diverges_is_clocked():
    model = model_of()
    model.optimizer.learning_rate = 1e30
    found = model.profile(X, Y, batch_size=20, passes=1)
    assert sum(region.share for region in found) == pytest.approx(1)


def test_wrong_labels_are_refused():
    with pytest.raises(DataError, match=r"\[E07\]"):
        model_of().profile(X, Y + 3, batch_size=20, passes=1)


def test_only_machine_code_is_clocked(monkeypatch):
    monkeypatch.setattr(config.settings, "engine", "numpy")
    with pytest.raises(StateError, match="M60"):
        model_of().profile(X, Y)


def test_steps_in_python_are_not_clocked():
    model = model_of()
    model.run_eagerly = True
    with pytest.raises(StateError, match="M60"):
        model.profile(X, Y)
