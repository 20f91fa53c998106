"""Limits of epochs and batches that are set for the process."""

import numpy as np
import pytest

from pronghorn import config


@pytest.fixture(autouse=True)
def limits():
    config.set_max_epochs(2)
    config.set_max_steps_per_epoch(3)
    yield
    config.set_max_epochs(None)
    config.set_max_steps_per_epoch(None)


def test_fit(network, data, caplog):
    x, y, _ = data
    model = network()
    found = model.fit(x, y, batch_size=8, epochs=9, validation_data=(x, y), verbose=0)
    assert found.epoch == [0, 1]
    assert int(model.optimizer.iterations) == 6
    assert found.history["val_loss"][-1] == pytest.approx(
        model.evaluate(x[:24], y[:24], verbose=0)[0]
    )
    assert "[H25] epochs is limited to 2, as keras.config.set_max_epochs(2)" in caplog.text
    assert "[H25] steps_per_epoch is limited to 3" in caplog.text


def test_batches(network, data):
    x, y, _ = data
    model = network()
    parts = [(x[n : n + 8], y[n : n + 8]) for n in range(0, 61, 8)]
    model.fit(iter(parts), epochs=9, verbose=0)
    assert int(model.optimizer.iterations) == 6
    model.fit(iter(parts[:2]), verbose=0)
    assert int(model.optimizer.iterations) == 8


def test_evaluate_and_predict(network, data):
    x, y, _ = data
    model = network()
    assert model.predict(x, batch_size=8, verbose=0).shape == (24, 2)
    limited = model.evaluate(x, y, batch_size=8, verbose=0)
    config.set_max_steps_per_epoch(None)
    assert limited == model.evaluate(x[:24], y[:24], batch_size=8, verbose=0)
    assert np.isfinite(limited).all()


def test_more_than_there_is_changes_nothing(network, data):
    x, y, _ = data
    config.set_max_steps_per_epoch(100)
    model = network()
    model.fit(x, y, batch_size=8, verbose=0)
    assert int(model.optimizer.iterations) == 8
