"""Initializers one by one: what the laws of all of them do not say."""

import numpy as np
import pytest

from pronghorn import initializers, random
from pronghorn.errors import ArgumentError, ShapeError, StateError, UnknownNameError
from pronghorn.initializers.drawn import fans


def test_get():
    assert initializers.get(None) is None
    assert isinstance(initializers.get(initializers.Ones), initializers.Ones)
    assert initializers.get(np.arange(3.0))((3,)).numpy().tolist() == [0, 1, 2]
    with pytest.raises(ShapeError, match="M32"):
        initializers.get(np.arange(3.0))((2,))
    with pytest.raises(UnknownNameError, match=r"M03.*glorot_uniform"):
        initializers.get("glorot_unifrom")
    with pytest.raises(ArgumentError, match="M24"):
        initializers.get(3)
    assert initializers.he_normal is initializers.HeNormal
    with pytest.raises(AttributeError):
        _ = initializers.nothing


def test_constants():
    assert initializers.Constant([1.0, 2.0])((3, 2)).numpy().tolist() == [[1, 2]] * 3
    assert initializers.Identity(2.0)((2, 3)).numpy().tolist() == [[2, 0, 0], [0, 2, 0]]
    with pytest.raises(ShapeError, match="M32"):
        initializers.Identity()((2,))


@pytest.mark.parametrize("shape", [(7, 3), (3, 7), (2, 3, 4)])
def test_orthogonal_rows_or_columns(shape):
    q = initializers.Orthogonal(gain=2.0, seed=1)(shape).numpy().reshape(-1, shape[-1])
    q = q if q.shape[0] >= q.shape[1] else q.T
    np.testing.assert_allclose(q.T @ q, 4 * np.eye(q.shape[1]), atol=1e-5)
    with pytest.raises(ShapeError, match="M32"):
        initializers.Orthogonal()((3,))


def test_fans():
    assert fans((5,)) == (5, 5)
    assert fans((3, 4)) == (3, 4)
    assert fans((2, 2, 3, 4)) == (12, 16)
    assert fans((3, 4, 5), input_axes=(0,), output_axes=(1, 2)) == (3, 20)


def test_refusals():
    for arguments in ({"scale": 0}, {"mode": "fan"}, {"distribution": "even"}, {"seed": "one"}):
        with pytest.raises(ArgumentError, match=r"M16|M02"):
            initializers.VarianceScaling(**arguments)
    with pytest.raises(ArgumentError, match="M02"):
        initializers.STFT(side="left")
    with pytest.raises(StateError, match="M34"):
        initializers.Initializer()((2,))


def test_a_seed_generator_gives_other_values_each_time():
    drawn = initializers.RandomNormal(seed=random.SeedGenerator(1))
    assert (drawn((4,)).numpy() != drawn((4,)).numpy()).any()
    again = initializers.get(initializers.serialize(drawn))
    assert again.seed.seed == 1
    assert drawn.clone().get_config() == drawn.get_config()


def test_stft_is_the_discrete_fourier_transform():
    real, imaginary = (
        initializers.STFT(side, None, None)((8, 1, 5), "float64").numpy()[:, 0]
        for side in ("real", "imag")
    )
    x = np.random.default_rng(0).normal(size=8)
    expected = np.fft.rfft(x)
    np.testing.assert_allclose(x @ real, expected.real, atol=1e-6)
    np.testing.assert_allclose(-(x @ imaginary), expected.imag, atol=1e-6)
    window = initializers.STFT(window="hamming", scaling="spectrum")((8, 1, 5)).numpy()[:, 0, 0]
    np.testing.assert_allclose(window.sum(), 1, rtol=1e-6)
