"""Figures of training against those of evaluate: exact ones on request, and a hint (C9, C10)."""

import numpy as np
import pytest

from pronghorn import layers, models, random
from pronghorn.errors import ArgumentError

X = np.random.default_rng(0).normal(size=(50, 3)).astype("float32")
Y = (X[:, :1] * 2 + 1).astype("float32")


def network(*inner):
    model = models.Sequential([layers.Input((3,)), *inner, layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    return model


def test_exact_figures_are_those_of_evaluate(engine):
    random.set_random_seed(1)
    model = network(layers.Dense(4, kernel_regularizer="l2"), layers.Dropout(0.5))
    weights = np.linspace(0, 2, 50)
    arguments = {"sample_weight": weights, "epochs": 2, "batch_size": 8, "verbose": 0}
    record = model.fit(X, Y, exact_train_metrics=True, validation_data=(X, Y), **arguments)
    found = model.evaluate(X, Y, sample_weight=weights, return_dict=True, verbose=0)
    for name in ("loss", "mae"):
        assert record.history[name][-1] == pytest.approx(found[name], rel=1e-5)
    assert record.history["val_mae"][-1] == pytest.approx(found["mae"], rel=1e-5)
    random.set_random_seed(1)
    plain = network(layers.Dense(4, kernel_regularizer="l2"), layers.Dropout(0.5))
    moving = plain.fit(X, Y, **arguments)
    assert moving.history["loss"] != record.history["loss"]
    for a, b in zip(plain.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_exact_figures_need_rows_that_can_be_read_again():
    batches = ((X, Y) for _ in range(3))
    with pytest.raises(ArgumentError, match="exact_train_metrics must be False unless"):
        network().fit(batches, exact_train_metrics=True, verbose=0)


def test_young_moving_statistics_are_told_once(caplog):
    wide = X * 30 + 500
    model = network(layers.BatchNormalization(name="young"))
    model.fit(wide, Y, epochs=30, validation_data=(wide, Y), verbose=0)
    model.evaluate(wide, Y, verbose=0)
    told = "[H46] the loss without training is far above that of training: young uses moving"
    assert caplog.text.count(told) == 1
    assert f"{told} statistics of fewer than the 300 batches" in caplog.text


def test_settled_statistics_are_not_remarked_on(caplog):
    model = network(layers.BatchNormalization(momentum=0.5))
    model.fit(X, Y, epochs=30, validation_data=(X, Y), verbose=0)
    model.evaluate(X, Y * 9, verbose=0)
    assert "H46" not in caplog.text
