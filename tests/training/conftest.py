"""Small data and a small network."""

import numpy as np
import pytest

from pronghorn import layers, models, random


@pytest.fixture(autouse=True)
def numpy_unless_told(numpy_engine):
    """Tests are about `fit`, not about what computes."""


@pytest.fixture
def data():
    """61 rows, which no usual batch size divides: features, one-hot targets, class numbers."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(61, 3)).astype("float32")
    labels = rng.integers(0, 2, 61).astype("int32")
    return x, np.eye(2, dtype="float32")[labels], labels


@pytest.fixture
def network():
    """A function that makes a compiled 3-4-2 network; equal seeds give equal weights."""

    def make(
        loss="categorical_crossentropy",
        optimizer="adam",
        dropout=0,
        seed=3,
        kernel_constraint=None,
        **arguments,
    ):
        random.set_random_seed(seed)
        first = layers.Dense(4, activation="relu", kernel_constraint=kernel_constraint)
        row = [layers.Input((3,)), first]
        row += [layers.Dropout(dropout)] if dropout else []
        model = models.Sequential([*row, layers.Dense(2, activation="softmax")])
        arguments.setdefault("metrics", ["accuracy"])
        model.compile(optimizer, loss, **arguments)
        return model

    return make
