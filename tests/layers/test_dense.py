"""`Dense`: its arguments, old and new."""

import logging

import numpy as np
import pytest

from pronghorn import initializers
from pronghorn.errors import ArgumentError, ShapeError, UnknownNameError
from pronghorn.layers import Conv1D, Dense, Input

X = np.ones((2, 3), "float32")


@pytest.mark.parametrize("units", [0, -1, 2.5, "4", None, True])
def test_units_must_be_a_positive_integer(units):
    with pytest.raises(ArgumentError, match=r"M01.*units"):
        Dense(units)


def test_units_computed_by_division_are_whole():
    assert Dense(8 / 2).units == 4
    assert Dense(np.int64(4)).units == 4


def test_without_bias():
    dense = Dense(2, use_bias=False, kernel_initializer="ones")
    assert dense(X).numpy().tolist() == [[3, 3], [3, 3]]
    assert len(dense.weights) == 1


@pytest.mark.parametrize("layer", [Dense(2, "tanh"), Conv1D(2, 1, activation="tanh")])
def test_an_activation_may_be_taken_away(layer):
    x = np.ones((1, 4, 3), "float32")
    shown = layer(x).numpy()
    layer.activation = None
    np.testing.assert_allclose(np.tanh(layer(x).numpy()), shown, rtol=1e-5)
    assert type(layer).from_config(layer.get_config()).activation(x) is x


def test_more_axes():
    assert Dense(2)(np.ones((2, 5, 3))).shape == (2, 5, 2)


def test_unknown_names_suggest_the_nearest():
    with pytest.raises(UnknownNameError, match=r"M03.*'relu'"):
        Dense(2, activation="rulu")
    with pytest.raises(UnknownNameError, match=r"M03.*'random_normal'"):
        Dense(2, kernel_initializer="random_nornal")


def test_open_number_of_features():
    with pytest.raises(ShapeError, match="M37"):
        Dense(2)(Input((None,)))


def test_old_spellings_are_noted_once(caplog):
    logging.getLogger("pronghorn").propagate = True
    with caplog.at_level(logging.INFO, "pronghorn"):
        for _ in range(2):
            old = Dense(output_dim=4, init="uniform", W_regularizer="l2", bias=False)
    assert (old.units, old.use_bias) == (4, False)
    assert type(old.kernel_initializer) is initializers.RandomUniform
    assert old.kernel_regularizer.l2 == 0.01
    notes = [record.getMessage() for record in caplog.records]
    assert len(notes) == len(set(notes)) == 4
    assert all("[N01]" in note for note in notes)


def test_the_initializer_as_second_argument():
    old = Dense(64, "normal", "tanh")
    assert type(old.kernel_initializer) is initializers.RandomNormal
    assert old.get_config()["activation"] == "tanh"
    assert Dense(64, "relu").get_config()["activation"] == "relu"
