"""Layers that rearrange: open sizes, and shapes that do not fit."""

import numpy as np
import pytest

from pronghorn import layers
from pronghorn.errors import ArgumentError, ShapeError


def test_flatten():
    assert layers.Flatten()(np.ones((2, 3))).shape == (2, 3)
    assert layers.Flatten()(np.ones(4)).shape == (4, 1)
    x = np.arange(12.0).reshape(1, 2, 3, 2)
    moved = layers.Flatten(data_format="channels_first")(x).numpy()
    np.testing.assert_array_equal(moved, x.transpose(0, 2, 3, 1).reshape(1, -1))
    assert layers.Flatten().compute_output_shape((None, None, 3)) == (None, None)
    with pytest.raises(ArgumentError, match="M02"):
        layers.Flatten(data_format="last")


def test_reshape():
    assert layers.Reshape((-1,))(np.ones((2, 3, 4))).shape == (2, 12)
    assert layers.Reshape(6).compute_output_shape((None, 2, 3)) == (None, 6)
    for target in ((4, -1), (7,)):
        with pytest.raises(ShapeError, match="S04"):
            layers.Reshape(target)(np.ones((2, 6)))
    with pytest.raises(ArgumentError, match="M16"):
        layers.Reshape((-1, -1))
    with pytest.raises(ArgumentError, match="M01"):
        layers.Reshape((0, 3))


def test_permute_and_repeat():
    with pytest.raises(ArgumentError, match="S14"):
        layers.Permute((0, 1))
    with pytest.raises(ArgumentError, match="M01"):
        layers.RepeatVector(0)
