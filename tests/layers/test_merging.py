"""Merging layers and their functions, and what they refuse."""

import numpy as np
import pytest

from pronghorn import layers, ops
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.layers import Input

A, B = np.array([[1.0, 5.0]], "float32"), np.array([[3.0, 2.0]], "float32")


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (layers.add, A + B),
        (layers.subtract, A - B),
        (layers.multiply, A * B),
        (layers.average, (A + B) / 2),
        (layers.maximum, [[3.0, 5.0]]),
        (layers.minimum, [[1.0, 2.0]]),
        (layers.concatenate, [[1.0, 5.0, 3.0, 2.0]]),
        (layers.dot, [[13.0]]),
    ],
)
def test_functions_are_layers_called_at_once(function, expected):
    np.testing.assert_array_equal(function([A, B]).numpy(), expected)
    symbolic = function([Input((2,)), Input((2,))], name="mine")
    assert symbolic.shape == (None, np.shape(expected)[1])
    assert symbolic._keras_history.operation.name == "mine"


def test_refusals():
    x, y = Input((3, 4)), Input((5, 4))
    with pytest.raises(ShapeError, match=r"M09.*a list of inputs, got 1"):
        layers.Add()(x)
    with pytest.raises(ShapeError, match=r"M09.*2 inputs, got 3"):
        layers.Subtract()([x, x, x])
    with pytest.raises(ShapeError, match="S01"):
        layers.Add()([x, y])
    with pytest.raises(ShapeError, match=r"S10.*axis -1"):
        layers.Concatenate()([x, y])
    assert layers.Concatenate(axis=1)([x, y]).shape == (None, 8, 4)
    with pytest.raises(ShapeError, match="M08"):
        layers.Dot(axes=1)([x, y])
    for axes in ("one", (1, 2, 3), (1, "two")):
        with pytest.raises(ArgumentError, match=r"M16.*axes"):
            layers.Dot(axes=axes)


def test_sizes_left_open_meet():
    x = layers.Concatenate()([Input((None, 2)), Input((None, 3))])
    assert x.shape == (None, None, 5)
    assert ops.add(x, 1).shape == (None, None, 5)
