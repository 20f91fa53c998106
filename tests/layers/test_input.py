"""`Input` and `InputLayer`."""

import logging

import pytest

from pronghorn import layers
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.layers import Input, InputLayer


def test_shapes():
    assert Input((3,)).shape == (None, 3)
    assert Input((), batch_size=4).shape == (4,)
    assert Input(batch_shape=(None, None, 2)).shape == (None, None, 2)
    assert Input(3, dtype="int32").dtype == "int32"
    assert Input((3,), name="mine")._keras_history.operation.name == "mine"


def test_configuration():
    config = InputLayer((3,), name="i").get_config()
    assert list(config) == ["batch_shape", "dtype", "sparse", "ragged", "name", "optional"]
    again = layers.deserialize(layers.serialize(InputLayer((3,), name="i")))
    assert again.get_config() == config


@pytest.mark.parametrize("shape", [(0,), (-1,), (2.5,), ("a",)])
def test_sizes_must_be_positive_integers(shape):
    with pytest.raises(ShapeError, match="M36"):
        Input(shape)


def test_refusals():
    with pytest.raises(ArgumentError, match="M16"):
        Input()
    with pytest.raises(ArgumentError, match=r"M02.*sparse"):
        Input((3,), sparse=True)


def test_old_names(caplog):
    logging.getLogger("pronghorn").propagate = True
    with caplog.at_level(logging.INFO, "pronghorn"):
        assert InputLayer(input_shape=(3,)).batch_shape == (None, 3)
    assert "[N01]" in caplog.text
