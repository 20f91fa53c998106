"""Projections: values, configurations, names."""

import json

import numpy as np
import pytest

from pronghorn import constraints
from pronghorn.errors import ArgumentError, StateError, UnknownNameError

W = np.array([[3.0, 0.1], [4.0, 0.0]], "float32")


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (constraints.MaxNorm(1.0), [[0.6, 0.1], [0.8, 0.0]]),
        (constraints.UnitNorm(axis=1), [[0.99945, 0.03331], [1.0, 0.0]]),
        (constraints.MinMaxNorm(0.5, 1.0), [[0.6, 0.5], [0.8, 0.0]]),
        (constraints.MinMaxNorm(0.5, 1.0, rate=0.5), [[1.8, 0.3], [2.4, 0.0]]),
        (constraints.NonNeg(), [[3.0, 0.1], [4.0, 0.0]]),
    ],
)
def test_values_and_configurations(constraint, expected):
    np.testing.assert_allclose(constraint(W).numpy(), expected, rtol=1e-4, atol=1e-5)
    record = json.loads(json.dumps(constraints.serialize(constraint)))
    np.testing.assert_array_equal(constraints.get(record)(W).numpy(), constraint(W).numpy())


def test_names():
    assert constraints.get("maxnorm").max_value == 2
    assert constraints.non_neg is constraints.NonNeg
    assert constraints.get(None) is None
    assert isinstance(constraints.get(constraints.UnitNorm), constraints.UnitNorm)
    with pytest.raises(UnknownNameError, match="M03"):
        constraints.get("max_nrm")
    with pytest.raises(ArgumentError, match="M24"):
        constraints.get(3)
    with pytest.raises(StateError, match="M34"):
        constraints.Constraint()(W)
    with pytest.raises(AttributeError):
        _ = constraints.max_nrm
