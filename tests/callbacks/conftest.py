"""A small model and data for callbacks that need a real `fit`."""

import numpy as np
import pytest

from pronghorn import layers, models, random

X = np.linspace(-1, 1, 120, dtype="float32").reshape(40, 3)
Y = np.stack([X[:, 0] * X[:, 1], X[:, 2]], axis=1)


@pytest.fixture(autouse=True)
def numpy_unless_told(numpy_engine):
    """Callbacks see the same from every engine."""


@pytest.fixture
def network():
    """A function that makes a compiled network; equal seeds give equal weights."""

    def make(optimizer="adam", dropout=0.0, seed=3):
        random.set_random_seed(seed)
        row = [layers.Input((3,)), layers.Dense(4, activation="relu")]
        row += [layers.Dropout(dropout)] if dropout else []
        model = models.Sequential([*row, layers.Dense(2)])
        model.compile(optimizer, "mse", metrics=["mae"])
        return model

    return make


@pytest.fixture
def fit():
    """A function that fits on 40 rows, in 5 batches an epoch."""

    def run(model, *callbacks, epochs=2, **arguments):
        arguments = {"verbose": 0, "batch_size": 8, **arguments}
        return model.fit(X, Y, epochs=epochs, callbacks=list(callbacks), **arguments)

    return run


@pytest.fixture
def data():
    return X, Y
