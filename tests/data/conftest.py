"""A small network for data that need a real `fit`."""

import pytest

from pronghorn import layers, models, random


@pytest.fixture
def network():
    """A function that makes a compiled 3-4-2 network, always with the same weights."""

    def make():
        random.set_random_seed(3)
        model = models.Sequential(
            [layers.Input((3,)), layers.Dense(4, "relu"), layers.Dense(2, "softmax")]
        )
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    return make
