"""Activation layers: the arguments that the laws leave at their defaults."""

import numpy as np
import pytest

from pronghorn import layers, ops
from pronghorn.errors import ArgumentError

X = np.array([[-2.0, 0.5, 3.0]], "float32")


def test_relu():
    y = layers.ReLU(max_value=2.0, negative_slope=0.5, threshold=1.0)(X)
    assert y.numpy().tolist() == [[-1.5, -0.25, 2.0]]
    for argument in ("max_value", "negative_slope", "threshold"):
        with pytest.raises(ArgumentError, match=rf"M16.*{argument}"):
            layers.ReLU(**{argument: -1.0})


def test_old_name_of_the_slope():
    assert layers.LeakyReLU(alpha=0.1).negative_slope == 0.1


def test_shared_slopes():
    layer = layers.PReLU(alpha_initializer="ones", shared_axes=[1])
    assert layer(np.ones((2, 4, 3))).shape == (2, 4, 3)
    assert layer.alpha.shape == (1, 3)


def test_a_masked_softmax():
    mask = ops.convert_to_tensor([[True, False, True]])
    y = layers.Softmax()(X, mask=mask).numpy()
    expected = np.exp([-2.0, 3.0]) / np.exp([-2.0, 3.0]).sum()
    np.testing.assert_allclose(y, [[expected[0], 0, expected[1]]], atol=1e-7)


def test_softmax_leaves_its_logits_for_losses():
    y = layers.Activation("softmax")(layers.Dense(2)(X))
    assert y.logits[0] == "softmax"
