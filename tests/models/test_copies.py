"""Copies of a compiled model, with its optimizer's state: deepcopy, pickle, joblib, k-fold."""

import copy
import io
import pickle

import numpy as np
import pytest

from pronghorn import layers, models, optimizers, random

X = np.linspace(-2, 2, 90, dtype="float32").reshape(30, 3) ** 2
Y = X[:, :1] - X[:, 1:2]


class Subclass(models.Model):
    def __init__(self):
        super().__init__()
        self.parts = [layers.Dense(4, activation="relu"), layers.Dropout(0.2), layers.Dense(1)]

    def call(self, x, training=None):
        for part in self.parts:
            x = part(x)
        return x


def row():
    return models.Sequential([layers.Input((3,)), layers.Dense(4), layers.Dense(1)])


def graph():
    a = layers.Input((3,))
    return models.Model(a, layers.Dense(1)(layers.Dropout(0.2)(layers.Dense(4)(a)) * 2.0))


def joblib_copy(model):
    joblib = pytest.importorskip("joblib")
    file = io.BytesIO()
    joblib.dump(model, file)
    file.seek(0)
    return joblib.load(file)


def pickled(model):
    return pickle.loads(pickle.dumps(model))


def state(model):
    return [*model.get_weights(), *model.optimizer.get_weights()]


@pytest.mark.parametrize("copied", [copy.deepcopy, pickled, joblib_copy])
@pytest.mark.parametrize("make", [row, graph, Subclass])
def test_a_copy_trains_on_like_its_model(make, copied):
    random.set_random_seed(2)
    model = make()
    optimizer = optimizers.Adam(optimizers.schedules.ExponentialDecay(0.01, 2, 0.9), use_ema=True)
    model.compile(optimizer, "mse", metrics=["mae"])
    model.fit(X, Y, epochs=2, batch_size=8, verbose=0)
    twin = copied(model)
    assert all((a == b).all() for a, b in zip(state(model), state(twin), strict=True))
    before = state(model)
    twin_history = twin.fit(X, Y, epochs=2, batch_size=8, verbose=0).history
    # The copy has weights of its own,
    assert all((a == b).all() for a, b in zip(before, state(model), strict=True))
    # and the same streams of order and dropout, slots and step count.
    assert model.fit(X, Y, epochs=2, batch_size=8, verbose=0).history == twin_history
    assert all((a == b).all() for a, b in zip(state(model), state(twin), strict=True))
    assert twin.evaluate(X, Y, verbose=0) == model.evaluate(X, Y, verbose=0)


def test_weights_excepted_from_decay_are_known_to_a_copy():
    model = row()
    optimizer = optimizers.SGD(0.1, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_list=model.layers[0].weights)
    model.compile(optimizer, "mse")
    twin = copy.deepcopy(model)
    for each in (model, twin):
        each.fit(X, Y, verbose=0)
    assert all((a == b).all() for a, b in zip(state(model), state(twin), strict=True))


@pytest.mark.parametrize("copied", [copy.deepcopy, pickled])
def test_an_optimizer_of_optimizers_knows_the_weights_of_a_copy(copied):
    model = row()
    chosen = optimizers.OptimizerMap(optimizers.SGD(0.1), {".*bias": optimizers.Adam()})
    model.compile(optimizers.MultiOptimizer(chosen), "mse")
    model.fit(X, Y, verbose=0)
    twin = copied(model)
    for each in (model, twin):
        each.fit(X, Y, verbose=0)
    assert all((a == b).all() for a, b in zip(state(model), state(twin), strict=True))


def test_folds_share_one_program():
    model = row()
    model.compile("adam", "mse")
    compiled = 0
    for fold in np.array_split(np.arange(len(X)), 3):
        twin = copy.deepcopy(model)
        kept = np.setdiff1d(np.arange(len(X)), fold)
        twin.fit(X[kept], Y[kept], verbose=0)
        twin.evaluate(X[fold], Y[fold], verbose=0)
        compiled += twin.compile_log.compilations
    assert compiled <= 2
