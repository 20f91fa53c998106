"""Penalties: values, configurations, names."""

import json

import numpy as np
import pytest

from pronghorn import regularizers
from pronghorn.errors import ArgumentError, ShapeError, StateError, UnknownNameError

W = np.array([[1.0, -2.0], [3.0, 0.5]], "float32")


@pytest.mark.parametrize(
    ("regularizer", "expected"),
    [
        (regularizers.L1(0.1), 0.65),
        (regularizers.L2(0.1), 1.425),
        (regularizers.L1L2(0.1, 0.2), 3.5),
        (regularizers.L1L2(), 0.0),
        (regularizers.OrthogonalRegularizer(0.1), 0.1 * 2 / np.sqrt(5 * 9.25)),
        (regularizers.OrthogonalRegularizer(0.1, "columns"), 0.1 * 0.5 / np.sqrt(10 * 4.25)),
    ],
)
def test_values_and_configurations(regularizer, expected):
    assert float(regularizer(W)) == pytest.approx(expected, rel=1e-5)
    record = json.loads(json.dumps(regularizers.serialize(regularizer)))
    assert float(regularizers.get(record)(W)) == float(regularizer(W))


def test_names():
    assert regularizers.get("l1_l2").l1 == 0.0
    assert regularizers.get(regularizers.L1).l1 == 0.01
    assert regularizers.l2(0.5).l2 == 0.5
    assert regularizers.get(None) is None
    with pytest.raises(UnknownNameError, match=r"M03|M04"):
        regularizers.get("l22")
    with pytest.raises(ArgumentError, match="M24"):
        regularizers.get(3)
    with pytest.raises(AttributeError):
        _ = regularizers.l3


def test_refusals():
    for bad in (-1, float("nan"), "0.1"):
        with pytest.raises(ArgumentError, match="M16"):
            regularizers.L2(bad)
    with pytest.raises(ArgumentError, match="M02"):
        regularizers.OrthogonalRegularizer(mode="diagonal")
    with pytest.raises(ShapeError, match="S03"):
        regularizers.OrthogonalRegularizer()(np.ones(3))
    with pytest.raises(StateError, match="M34"):
        regularizers.Regularizer()(W)
    with pytest.raises(StateError, match="M34"):
        regularizers.Regularizer().get_config()
