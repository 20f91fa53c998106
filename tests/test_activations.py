"""Looking activations up, and the arguments of `relu`."""

import numpy as np
import pytest

from pronghorn import activations, ops, saving
from pronghorn.errors import ArgumentError, UnknownNameError

X = np.array([-2.0, 0.5, 2.0, 5.0], "float32")


def test_relu_with_every_argument():
    y = activations.relu(X, negative_slope=0.5, max_value=4.0, threshold=1.0).numpy()
    assert y.tolist() == [-1.5, -0.25, 2, 4]
    assert activations.relu(X, max_value=3.0).numpy().tolist() == [0, 0.5, 2, 3]


def test_softmax_and_sigmoid_leave_their_logits():
    x = ops.convert_to_tensor(X)
    assert activations.softmax(x).logits[0] == "softmax"
    assert activations.sigmoid(x).logits[0] == "sigmoid"


def test_get():
    assert activations.get(None) is activations.linear
    assert activations.get(np.tanh) is np.tanh
    assert activations.get("hard_swish") is activations.hard_silu
    with pytest.raises(UnknownNameError, match=r"M03.*'sigmoid'"):
        activations.get("sigmod")
    with pytest.raises(ArgumentError, match="M24"):
        activations.get(3)


def test_functions_of_ones_own():
    def cube(x):
        return x * x * x

    record = activations.serialize(cube)
    assert (record["class_name"], record["config"]) == ("function", "cube")
    with saving.custom_object_scope({"cube": cube}):
        assert activations.get(record) is cube
        assert activations.get("cube") is cube
