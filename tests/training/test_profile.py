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


def test_operations_are_counted_once_and_no_more_bytes_than_are_read():
    layers, rows = keras.layers, 6
    row = [layers.Input((9, 8)), layers.LSTM(16), layers.Dense(2, "softmax")]
    images = [
        layers.Input((8, 8, 4)),
        layers.Conv2D(8, 3, padding="same"),
        layers.Flatten(),
        layers.Dense(3),
    ]
    tiny = [layers.Input((3,)), layers.Dense(4, "relu"), layers.Dense(2)]
    found = []
    for shape, net in (((9, 8), row), ((8, 8, 4), images), ((3,), tiny)):
        model = keras.Sequential(net)
        model.compile("sgd", "mse")
        x = np.ones((500, *shape), "float32")
        y = np.ones((500, model.output_shape[-1]), "float32")
        found.append(model.profile(x, y, batch_size=rows, passes=1))
    loops = [region for region in found[0] if region.region.endswith(" loop")]
    products = 9 * 2 * rows * 16 * 64
    assert all(products <= loop.operations < 3 * products for loop in loops)
    assert all(loop.schedule != "lanes 1" for loop in loops)  # but those of what is inside
    assert len(loops) == 2
    met = (8 + 7 + 7) ** 2  # along an axis of eight, padding is in the first and the last window
    windows = [region for region in found[1] if " conv" in region.region]
    assert sum(region.operations for region in windows) < 2.5 * 2 * rows * met * 4 * 8
    (lanes,) = [region for region in found[2] if region.region.startswith("lanes")]
    assert lanes.bytes < 1000  # of the rows of a batch, not of all
    assert 0 < lanes.operations < 4 * 2 * rows * (3 * 4 + 4 * 2)


@pytest.mark.parametrize(("floatx", "part"), [("float32", 1), ("float64", 2)])
def test_the_share_of_the_peak_is_of_that_of_the_dtype(floatx, part):
    config.set_floatx(floatx)
    found = model_of().profile(X.astype(floatx), Y, batch_size=20, passes=1)
    products = [region for region in found if "matmul" in region.region]
    for region in products:
        whole = found.peak / part * region.threads
        assert region.of_peak == pytest.approx(region.gigaflops / whole)


def test_the_table_stays_narrow_and_tells_no_rate_of_nothing():
    found = model_of().profile(X, Y, batch_size=20, passes=1)
    lines = str(found).splitlines()
    assert "us a step of 20 rows" in lines[0]
    assert "its regions" in lines[0]
    assert max(line.rindex(" lanes ") for line in lines[2:]) < 150
    brief = found[0]
    brief.microseconds = 0.001
    assert brief.gigaflops == brief.gigabytes_per_second == 0


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
