"""`Normalization` and `Rescaling`: statistics in float64, and data that cannot be used."""

import numpy as np
import pytest

from pronghorn import layers
from pronghorn.errors import ArgumentError, DataError, ShapeError
from pronghorn.layers import Normalization

X = np.random.default_rng(0).normal([5.0, -3.0, 1e6], [1.0, 2.0, 3.0], (500, 3))


def test_adapt_takes_mean_and_variance_of_each_column():
    layer = Normalization()
    layer.adapt(X)
    assert [w.path.split("/")[-1] for w in layer.weights] == ["mean", "variance", "count"]
    assert not layer.trainable_weights
    mean, variance, _ = layer.get_weights()
    np.testing.assert_allclose(mean, X.mean(0), rtol=1e-7)
    np.testing.assert_allclose(variance, X.var(0), rtol=1e-6)
    y = layer(X).numpy()
    # At a million the third column has steps of 1/16 in float32.
    assert (abs(y.std(0) - 1) < [1e-5, 1e-5, 1e-2]).all()


def test_batches_give_what_the_whole_gives():
    whole, parts = Normalization(), Normalization()
    whole.adapt(X)
    parts.adapt((X[n : n + 64], None) for n in range(0, 500, 64))
    for a, b in zip(whole.get_weights(), parts.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)


def test_adapting_again_forgets():
    layer = Normalization()
    layer.adapt(X)
    layer.adapt(X + 1.0)
    np.testing.assert_allclose(layer.get_weights()[0], X.mean(0) + 1, rtol=1e-6)


@pytest.mark.parametrize("axis", [None, 1, (1, 2), -1])
def test_axes(axis):
    x = np.random.default_rng(1).normal(size=(50, 4, 3)).astype("float32")
    layer = Normalization(axis=axis)
    layer.adapt(x)
    kept = {None: (), 1: (1,), (1, 2): (1, 2), -1: (2,)}[axis]
    folded = tuple(n for n in range(3) if n not in kept)
    expected = (x - x.mean(folded, keepdims=True)) / x.std(folded, keepdims=True)
    np.testing.assert_allclose(layer(x).numpy(), expected, rtol=1e-4, atol=1e-5)
    back = Normalization(axis=axis, invert=True)
    back.adapt(x)
    np.testing.assert_allclose(back(layer(x)).numpy(), x, rtol=1e-4, atol=1e-5)
    assert Normalization.from_config(layer.get_config()).axis == layer.axis


def test_vectors():
    layer = Normalization(axis=None)
    layer.adapt([1.0, 3.0])
    assert layer(np.array([1.0, 3.0])).numpy().tolist() == [-1, 1]


def test_a_constant_column_stays_finite():
    layer = Normalization()
    layer.adapt(np.ones((5, 2)))
    assert layer(np.ones((5, 2))).numpy().tolist() == [[0, 0]] * 5


def test_given_moments():
    layer = Normalization(mean=1.0, variance=4.0)
    assert layer(np.array([[3.0, 5.0]])).numpy().tolist() == [[1, 2]]
    assert layer.get_config()["mean"] == 1.0
    with pytest.raises(ArgumentError, match=r"M16.*variance"):
        Normalization(mean=1.0)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ([[1.0, float("nan")]], r"E34.*row 0, column 1"),
        (np.array([[1, 2], [3, "x"]], object), r"E13.*column 1, row 1.*'x'"),
        (np.ones((0, 3)), "E38"),
        (iter(()), "E38"),
    ],
)
def test_data_that_cannot_be_used(data, code):
    with pytest.raises(DataError, match=code):
        Normalization().adapt(data)


def test_axes_that_are_not_there():
    with pytest.raises(ShapeError, match="S05"):
        Normalization(axis=3).adapt(np.ones((2, 2)))
    with pytest.raises(ShapeError, match="M37"):
        Normalization()(layers.Input((None,)))


def test_rescaling_of_whole_numbers():
    y = layers.Rescaling(1 / 255)(np.array([[0, 255]], "uint8"))
    assert y.dtype == "float32"
    assert y.numpy().tolist() == [[0, 1]]
    columns = layers.Rescaling([1.0, 2.0])
    assert columns(np.ones((1, 2))).numpy().tolist() == [[1, 2]]
    again = layers.Rescaling.from_config(layers.Rescaling(np.ones(2)).get_config())
    assert np.asarray(again.scale).tolist() == [1, 1]
