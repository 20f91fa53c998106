"""Traps of windows against sums written out in float64: C4 and C5."""

import itertools
import math

import numpy as np
import pytest

from pronghorn import ops

RNG = np.random.default_rng(1)


def padding(size, taps, stride, dilation=1):
    """What TensorFlow adds before and after for 'same': the smaller half first."""
    reach = (taps - 1) * dilation + 1
    total = max((math.ceil(size / stride) - 1) * stride + reach - size, 0)
    return total // 2, total - total // 2


@pytest.mark.parametrize(("size", "taps"), list(itertools.product(range(5, 10), range(1, 6))))
def test_c4_average_pooling_counts_only_what_is_inside(size, taps):
    x = RNG.normal(size=(2, size, 3)).astype("float32")
    for stride in (1, 2, 3):
        left, _ = padding(size, taps, stride)
        want = [
            x[:, max(0, n * stride - left) : n * stride - left + taps].astype("float64").mean(1)
            for n in range(math.ceil(size / stride))
        ]
        found = ops.average_pool(x, taps, stride, "same")
        np.testing.assert_allclose(found, np.stack(want, 1), rtol=1e-5, atol=1e-6)


def convolved(x, w, stride, dilation):
    """A 'same' convolution along one axis."""
    size, taps = x.shape[1], len(w)
    left, right = padding(size, taps, stride, dilation)
    padded = np.pad(x.astype("float64"), ((0, 0), (left, right), (0, 0)))
    return np.stack(
        [
            sum(padded[:, n * stride + k * dilation] @ w[k] for k in range(taps))
            for n in range(math.ceil(size / stride))
        ],
        axis=1,
    )


@pytest.mark.parametrize(("size", "taps"), list(itertools.product(range(5, 10), range(1, 6))))
def test_c5_same_convolution(size, taps):
    x = RNG.normal(size=(2, size, 3)).astype("float32")
    w = RNG.normal(size=(taps, 3, 4)).astype("float32")
    for stride, dilation in ((1, 1), (2, 1), (3, 1), (1, 2), (1, 3)):
        want = convolved(x, w, stride, dilation)
        found = ops.conv(x, w, stride, "same", dilation_rate=dilation)
        np.testing.assert_allclose(found, want, rtol=1e-4, atol=1e-5)
        first = ops.conv(
            x.transpose(0, 2, 1), w, stride, "same", "channels_first", dilation_rate=dilation
        )
        np.testing.assert_allclose(first.numpy().transpose(0, 2, 1), want, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("size", "taps"), list(itertools.product(range(2, 6), range(1, 6))))
def test_c5_transposed_convolution_is_the_gradient_of_a_convolution(size, taps):
    """Every input adds its taps to the output; 'same' keeps size * stride of them."""
    x = RNG.normal(size=(1, size, 2)).astype("float32")
    w = RNG.normal(size=(taps, 3, 2)).astype("float32")
    for stride in (1, 2, 3):
        whole = np.zeros((1, (size - 1) * stride + taps, 3))
        for n, k in itertools.product(range(size), range(taps)):
            whole[:, n * stride + k] += x[:, n].astype("float64") @ w[k].T
        missing = max(size * stride - whole.shape[1], 0)
        whole = np.pad(whole, ((0, 0), (0, missing), (0, 0)))
        left = padding(size * stride, taps, stride)[0]
        want = whole[:, left : left + size * stride]
        found = ops.conv_transpose(x, w, stride, "same")
        np.testing.assert_allclose(found, want, rtol=1e-4, atol=1e-5)
