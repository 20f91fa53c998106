"""Convolutions and pools: eager, traced and symbolic alike; gradients; what they refuse."""

import numpy as np
import pytest

from pronghorn import ops
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.tensor import Tensor
from pronghorn.trace.grad import value_and_grad
from pronghorn.trace.tracer import types_of
from pronghorn.variables import Variable
from tests.ops.test_values import numbers, three_ways

IMAGES, KERNEL = numbers(4, 5, 6, 3), numbers(3, 2, 3, 2, seed=1)
CALLS = {
    "conv": lambda x: ops.conv(x, KERNEL, strides=(2, 1), padding="same"),
    "causal": lambda x: ops.conv(x[:, 0], KERNEL[0], padding="causal", dilation_rate=2),
    "depthwise": lambda x: ops.depthwise_conv(x, KERNEL, padding="same"),
    "transpose": lambda x: ops.conv_transpose(x, KERNEL.transpose(0, 1, 3, 2), strides=2),
    "max": lambda x: ops.max_pool(x, 2, padding="same"),
    "average": lambda x: ops.average_pool(x, 2, padding="same"),
    "adaptive average": lambda x: ops.adaptive_average_pool(x, (2, 4)),
    "adaptive max": lambda x: ops.adaptive_max_pool(x, (2, 4)),
}


@pytest.mark.parametrize("name", CALLS)
def test_the_three_ways_to_compute_agree(name):
    three_ways(CALLS[name], IMAGES)


def test_causal_windows_see_nothing_of_what_follows():
    x = np.arange(1.0, 6.0, dtype="float32").reshape(1, 5, 1)
    y = ops.conv(x, np.ones((3, 1, 1), "float32"), padding="causal")
    assert y.numpy().ravel().tolist() == [1, 3, 6, 9, 12]


def test_sizes_may_be_open():
    open_image = ArrayType((symbol("rows"), symbol("high"), symbol("wide"), 3), "float32")
    for stride, kernel in ((1, KERNEL), (2, KERNEL), (2, KERNEL[:1, :1])):
        conv = types_of(
            lambda x, s=stride, k=kernel: ops.conv(x, k, s, padding="same"), [open_image]
        )
        known = {"rows": 4, "high": 5, "wide": 6}
        want = ops.conv(IMAGES, kernel, stride, padding="same")
        assert conv.substitute(known).shape == want.shape
    pooled = types_of(lambda x: ops.average_pool(x, 2, padding="same"), [open_image])
    assert pooled.substitute(known).shape == (4, 3, 3, 3)
    with pytest.raises(ArgumentError, match="S17"):
        types_of(lambda x: ops.conv(x, KERNEL, 3, padding="same"), [open_image])
    with pytest.raises(ArgumentError, match="S17"):
        types_of(lambda x: ops.adaptive_max_pool(x, 2), [open_image])


def test_the_gradient_of_a_maximum_goes_to_the_first_of_equals():
    x = Variable(np.array([[[1.0], [1.0], [0.0], [0.0]]]))
    _, (slope,) = value_and_grad(lambda: ops.sum(ops.max_pool(x, 2)), [x])
    assert slope.numpy().ravel().tolist() == [1, 0, 1, 0]


def test_gradients_can_be_differentiated_again():
    x = Variable(numbers(1, 5, 2))
    w = Variable(numbers(2, 2, 3, seed=1))

    def slopes():
        def loss():
            return ops.sum(ops.square(ops.max_pool(ops.conv(x, w), 2)))

        _, found = value_and_grad(loss, [x, w])
        return ops.add(ops.sum(found[0]), ops.sum(found[1]))

    _, (second,) = value_and_grad(slopes, [w])
    step, values = 1e-2, w.numpy()
    ends = []
    for sign in (1, -1):
        w.assign(values + sign * step)
        ends.append(slopes().item())
    assert second.numpy().sum() == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-2)


REFUSED = {
    "larger kernel": (ShapeError, "S15", lambda: ops.conv(IMAGES[:, :2], KERNEL)),
    "larger pool": (ShapeError, "S15", lambda: ops.max_pool(IMAGES, 7)),
    "no rows left": (ShapeError, "S15", lambda: ops.conv(IMAGES[:, :0], KERNEL, padding="same")),
    "rank": (ShapeError, "S41", lambda: ops.conv(IMAGES[0], KERNEL)),
    "pool rank": (ShapeError, "S43", lambda: ops.max_pool(IMAGES[0, 0], 2)),
    "groups": (ShapeError, "S42", lambda: ops.conv(IMAGES, KERNEL[:, :, :2])),
    "filters": (ShapeError, "S42", lambda: ops.conv(IMAGES, KERNEL[:, :, :1])),
    "depthwise channels": (
        ShapeError,
        "S42",
        lambda: ops.depthwise_conv(IMAGES, KERNEL[..., :2, :]),
    ),
    "layout": (
        ShapeError,
        "S44.*channels_first",
        lambda: ops.conv(np.moveaxis(IMAGES[:, :, :5], -1, 1), KERNEL),
    ),
    "strides": (ArgumentError, "S29.*strides", lambda: ops.conv(IMAGES, KERNEL, 0)),
    "stride count": (ArgumentError, "S29", lambda: ops.conv(IMAGES, KERNEL, (1, 2, 3))),
    "padding": (ArgumentError, "M02.*padding", lambda: ops.conv(IMAGES, KERNEL, padding="full")),
    "causal image": (ArgumentError, "M02", lambda: ops.conv(IMAGES, KERNEL, padding="causal")),
    "transposed padding": (
        ArgumentError,
        "M02",
        lambda: ops.conv_transpose(IMAGES, KERNEL.swapaxes(2, 3), padding="causal"),
    ),
    "format": (ArgumentError, "M02", lambda: ops.max_pool(IMAGES, 2, data_format="NHWC")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused(name):
    kind, words, call = REFUSED[name]
    with pytest.raises(kind, match=words):
        call()


def test_layout_of_symbolic_tensors_is_checked_as_well():
    x = Tensor(ArrayType((symbol("rows"), 3, 8, 8), "float32"))
    with pytest.raises(ShapeError, match="S44"):
        ops.conv(x, KERNEL)


def test_blocks_of_images_of_any_height():
    x = Tensor(ArrayType((symbol("rows"), 2, symbol("height"), 4), "float32"))
    columns = ops.unfold(x, 2, stride=2)
    assert columns.shape[:2] == (x.shape[0], 8)
    assert not isinstance(columns.shape[2], int)
