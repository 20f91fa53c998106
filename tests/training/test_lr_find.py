"""A search for the learning rate: what it suggests, that it leaves no trace, and its picture."""

import numpy as np
import pytest

from pronghorn import drawing, layers, models, optimizers, random
from pronghorn.errors import ArgumentError, StateError
from pronghorn.optimizers import schedules
from pronghorn.training.lr_find import RateSearch

RATES = np.geomspace(1e-6, 1, 100)


def test_the_steepest_descent_is_found_under_noise():
    noise = 0.02 * np.random.default_rng(0).normal(size=100)
    falls = 2 / (1 + np.exp(4 * (np.log10(RATES) + 2.5)))  # steepest at 10 ** -2.5
    rises = np.where(RATES > 0.05, 40 * (RATES - 0.05), 0)
    found = RateSearch(RATES, falls + rises + noise)
    assert 10**-3.0 < found.suggestion < 10**-2.0


def test_the_first_points_are_not_looked_at():
    losses = np.linspace(1, 0.9, 100)
    losses[:8] += np.linspace(5, 0, 8)
    assert RateSearch(RATES, losses).suggestion > RATES[10]


def few_good_rows(rows, seed):
    """A network and rows of which most of the target is noise, some of it far out."""
    random.set_random_seed(seed)
    draw = np.random.default_rng(seed)
    x = draw.normal(size=(rows, 10)).astype("float32")
    y = 0.3 * x @ draw.normal(size=(10, 1)) + draw.standard_t(2, size=(rows, 1))
    model = models.Sequential([layers.Input((10,)), layers.Dense(32, "relu"), layers.Dense(1)])
    model.compile("adam", "mse")
    return model, x, y.astype("float32")


@pytest.mark.parametrize("batches", [7, 100])
def test_batches_that_are_easier_are_no_progress(batches):
    for seed in range(3):
        model, x, y = few_good_rows(32 * batches, seed)
        assert 1e-3 < model.lr_find(x, y, batch_size=32).suggestion < 0.3
    still = model.lr_find(x, y, batch_size=32, start=1e-10, end=1e-9)
    assert np.ptp(still.losses) < 1e-4 * still.losses[0]


def test_a_generator_gives_each_batch_once():
    model, x, y = few_good_rows(32, 0)
    asked = []
    batches = (asked.append(n) or (x, y) for n in range(100))
    assert model.lr_find(batches).suggestion > 1e-4
    assert len(asked) <= 100


def test_the_suggestion_learns(network, data, engine):
    x, y, _ = data
    y = np.eye(2, dtype="float32")[(x.sum(1) > 0).astype(int)]
    found = network().lr_find(x, y, batch_size=8)
    assert len(found.rates) == len(found.losses) <= 100
    losses = {}
    for rate in (found.suggestion / 100, found.suggestion):
        history = network(optimizer=optimizers.Adam(rate)).fit(x, y, epochs=20, verbose=0).history
        losses[rate] = history["loss"][-1]
    assert losses[found.suggestion] < 0.7 * losses[found.suggestion / 100]


def test_the_model_is_as_it_was(network, data, engine):
    x, y, _ = data
    model, untouched = network(dropout=0.5), network(dropout=0.5)
    for one in (model, untouched):
        one.fit(x, y, verbose=0)
    rate = float(model.optimizer.learning_rate)
    found = model.lr_find(x, y, batch_size=8, end=10.0)
    assert found.rates[0] == pytest.approx(1e-6)
    assert "suggestion=" in repr(found)
    assert float(model.optimizer.learning_rate) == rate
    one = model.fit(x, y, verbose=0)
    two = untouched.fit(x, y, verbose=0)
    assert one.history == two.history
    assert np.array_equal(model.get_weights()[0], untouched.get_weights()[0])


def test_it_ends_when_the_loss_runs_away(data):
    x = data[0]
    model = models.Sequential([layers.Input((3,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    found = model.lr_find(x, x.sum(1), start=1e-3, end=1e5, batch_size=8)
    assert len(found.rates) < 100
    assert found.losses[-1] <= 5 * min(found.losses)


def test_one_cycle_up_to_what_was_found():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(256, 3)).astype("float32")
    y = np.sin(x).sum(1, keepdims=True)
    random.set_random_seed(0)
    model = models.Sequential([layers.Input((3,)), layers.Dense(16, "relu"), layers.Dense(1)])
    model.compile("adam", "mse")
    before = model.evaluate(x, y, verbose=0)
    found = model.lr_find(x, y)
    cycle = schedules.OneCycle(found.suggestion, total_steps=8 * 10)
    model.compile(optimizers.Adam(cycle), "mse")
    model.fit(x, y, epochs=10, verbose=0)
    assert model.evaluate(x, y, verbose=0) < 0.2 * before
    assert float(model.optimizer.learning_rate) == pytest.approx(found.suggestion / 25e4, rel=1e-3)


def test_the_picture(network, data, tmp_path):
    found = network().lr_find(*data[:2], batch_size=8, steps=50)
    picture = drawing.plot_lr_find(found, tmp_path / "rates.svg")
    assert f"{found.suggestion:.1e}" in picture.svg
    assert (tmp_path / "rates.svg").exists()


def test_what_is_refused(network, data):
    with pytest.raises(ArgumentError, match=r"M16.*below end"):
        network().lr_find(*data[:2], start=1.0, end=0.1)
    with pytest.raises(ArgumentError, match=r"M16.*steps must be at least 34"):
        network().lr_find(*data[:2], steps=10)
    scheduled = network(optimizer=optimizers.SGD(schedules.OneCycle(0.1, 100)))
    with pytest.raises(StateError, match="M33"):
        scheduled.lr_find(*data[:2])
    with pytest.raises(ArgumentError, match=r"M16.*the loss bears"):
        network("mse", optimizers.SGD()).lr_find(*data[:2], start=1e30, end=1e32)
