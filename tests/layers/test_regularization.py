"""Noise and dropout while training."""

import numpy as np
import pytest

from pronghorn import layers
from pronghorn.errors import ArgumentError

X = np.ones((200, 300), "float32")


def test_dropout():
    layer = layers.Dropout(0.25, seed=1)
    first, second = (layer(X, training=True).numpy() for _ in range(2))
    assert set(np.unique(first)) == {0, np.float32(1 / 0.75)}
    assert abs((first == 0).mean() - 0.25) < 0.01
    assert (first != second).any()
    np.testing.assert_array_equal(first, layers.Dropout(0.25, seed=1)(X, training=True).numpy())
    for arguments in ({}, {"training": False}, {"training": None}):
        np.testing.assert_array_equal(layer(X, **arguments).numpy(), X)
    rows = layers.Dropout(0.5, noise_shape=(None, 1), seed=1)(X, training=True).numpy()
    assert (rows == rows[:, :1]).all()
    assert layers.Dropout(p=0.5).rate == 0.5


@pytest.mark.parametrize("rate", [-0.1, 1.5, "a", None])
def test_rates(rate):
    with pytest.raises(ArgumentError, match=r"M16.*rate"):
        layers.Dropout(rate)


def test_noise():
    noisy = layers.GaussianNoise(0.5, seed=1)(X, training=True).numpy()
    assert abs(noisy.mean() - 1) < 0.01
    assert abs(noisy.std() - 0.5) < 0.01
    scaled = layers.GaussianDropout(0.2, seed=1)(X, training=True).numpy()
    assert abs(scaled.std() - 0.5) < 0.01


def test_penalty_on_activity():
    layer = layers.ActivityRegularization(l1=0.5, l2=0.25)
    layer(np.full((2, 3), -2.0, "float32"))
    assert float(layer.losses[0]) == pytest.approx((0.5 * 12 + 0.25 * 24) / 2)
    assert "activity_regularizer" not in layer.get_config()


def test_asking_for_a_shape_draws_nothing():
    before = np.random.get_state()[2]
    assert layers.Dropout(0.5).compute_output_shape((None, 3)) == (None, 3)
    assert np.random.get_state()[2] == before
