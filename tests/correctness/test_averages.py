"""Traps of figures that are averages, against float64 formulas: C6, C7, C8, C9, C20, C30."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import layers, metrics, ops

RNG = np.random.default_rng(5)
X = RNG.normal(size=(29, 3)).astype("float32")
Y = RNG.normal(size=(29, 1)).astype("float32")


pytestmark = pytest.mark.usefixtures("engine")


def model_of(*own, rate=0.0, loss="mse", **arguments):
    keras.utils.set_random_seed(4)
    model = keras.Sequential([layers.Input((3,)), *own, layers.Dense(1)])
    model.compile(keras.optimizers.SGD(rate), loss, **arguments)
    return model


def errors(model):
    kernel, bias = (np.asarray(w, "float64") for w in model.get_weights())
    return X.astype("float64") @ kernel + bias - Y


@pytest.mark.parametrize("batch", [1, 7, 8, 20, 29, 64])
def test_c6_averages_do_not_depend_on_the_batch_size(batch):
    model = model_of(metrics=["mae"])
    away = errors(model)
    found = model.evaluate(X, Y, batch_size=batch, verbose=0)
    np.testing.assert_allclose(found, [(away**2).mean(), np.abs(away).mean()], rtol=2e-6)


def test_c6_the_last_figure_shown_is_the_one_returned(capsys):
    model = model_of(metrics=["mae"])
    loss, mae = model.evaluate(X, Y, batch_size=8, verbose=2)
    shown = capsys.readouterr().out
    assert f"{loss:.4f}" in shown
    assert f"{mae:.4f}" in shown


@pytest.mark.parametrize("batch", [4, 29])
def test_c7_figures_that_are_no_averages_gather_what_they_need(batch):
    model = model_of(metrics=[metrics.RootMeanSquaredError(name="root")])
    found = model.evaluate(X, Y, batch_size=batch, verbose=0, return_dict=True)
    np.testing.assert_allclose(found["root"], np.sqrt((errors(model) ** 2).mean()), rtol=2e-6)


def test_c8_one_batch_gives_the_figures_of_that_batch():
    model = model_of(metrics=["mae"])
    away = np.abs(errors(model))
    for part in (slice(0, 4), slice(4, 12)):
        assert model.test_on_batch(X[part], Y[part])[1] == pytest.approx(away[part].mean(), 2e-6)
        assert model.train_on_batch(X[part], Y[part])[1] == pytest.approx(away[part].mean(), 2e-6)


def test_c9_the_figures_of_an_epoch_are_means_over_moving_weights():
    """Each batch counts with the weights it met; evaluate afterwards uses the last ones."""
    model = model_of(rate=0.1)
    kernel, bias = (np.asarray(w, "float64") for w in model.get_weights())
    total = 0.0
    for begin in range(0, 29, 8):
        x, y = X[begin : begin + 8].astype("float64"), Y[begin : begin + 8]
        away = x @ kernel + bias - y
        total += (away**2).sum()
        kernel = kernel - 0.1 * 2 * x.T @ away / len(x)
        bias = bias - 0.1 * 2 * away.sum(0) / len(x)
    history = model.fit(X, Y, batch_size=8, shuffle=False, verbose=0).history["loss"]
    np.testing.assert_allclose(history, [total / 29], rtol=1e-5)
    after = (X @ kernel + bias - Y) ** 2
    np.testing.assert_allclose(model.evaluate(X, Y, verbose=0), after.mean(), rtol=1e-5)


def test_c20_only_weighted_metrics_heed_sample_weights():
    weight = RNG.uniform(0, 3, 29)
    model = model_of(metrics=["mae"], weighted_metrics=["mse"])
    found = model.evaluate(X, Y, sample_weight=weight, batch_size=8, verbose=0, return_dict=True)
    away = errors(model)[:, 0]
    assert found["mae"] == pytest.approx(np.abs(away).mean(), 2e-6)
    assert found["mse"] == pytest.approx((away**2 * weight).sum() / weight.sum(), 2e-6)


class Seen(keras.metrics.Metric):
    """How often each row was seen; the first column of x holds its number."""

    def __init__(self, name="seen"):
        super().__init__(name=name)
        self.total = self.add_weight(shape=(64,), name="total")

    def update_state(self, y_true, y_pred, sample_weight=None):
        marks = ops.one_hot(ops.cast(y_true[:, 0], "int32"), 64)
        self.total.assign_add(ops.sum(marks, axis=0))

    def result(self):
        return ops.max(self.total) * 1000 + ops.sum(self.total)


@pytest.mark.parametrize("rows", [1, 7, 8, 9, 33, 64])
@pytest.mark.parametrize("batch", [1, 4, 8, 100])
def test_c30_every_row_once_in_every_epoch(rows, batch):
    numbers = np.arange(rows, dtype="float32")[:, None]
    model = keras.Sequential([layers.Input((1,)), layers.Dense(1)])
    model.compile("sgd", "mse", metrics=[Seen()])
    history = model.fit(numbers / 64, numbers, batch_size=batch, epochs=2, verbose=0).history
    assert history["seen"] == [1000 + rows] * 2


def test_c30_a_split_loses_no_row():
    numbers = np.arange(33, dtype="float32")[:, None]
    model = keras.Sequential([layers.Input((1,)), layers.Dense(1)])
    model.compile("sgd", "mse", metrics=[Seen()])
    fitted = model.fit(numbers / 64, numbers, batch_size=4, validation_split=0.1, verbose=0)
    assert fitted.history["seen"] == [1000 + 29]
    assert fitted.history["val_seen"] == [1000 + 4]
