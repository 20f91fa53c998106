"""The page of differences and the list of them are one, and each has a cause and a witness."""

import re
from pathlib import Path

import numpy as np
import pytest

from pronghorn import layers, losses, metrics, ops, random
from pronghorn.tensor import Tensor
from pronghorn.trace.grad import value_and_grad
from tests.keras.differences import DIFFERENCES

ROOT = Path(__file__).parents[2]
CAUSE = re.compile(r"C([1-9]|[12]\d|3[0-2])|D17|Keras|limit")


def rows():
    """(heading, first cell, last cell) of every row of the page."""
    page = (ROOT / "docs/differences.md").read_text(encoding="utf-8")
    for section in page.split("\n## ")[1:]:
        heading, *lines = section.splitlines()
        table = [line.strip("| ").split(" | ") for line in lines if line.startswith("|")]
        yield from ((heading, cells[0], cells[-1]) for cells in table[2:])


def test_the_page_tells_of_each_difference_and_of_no_other():
    listed = [
        (heading, each.what, each.cause) for heading, table in DIFFERENCES.items() for each in table
    ]
    assert list(rows()) == listed


def test_each_has_a_cause_and_a_witness():
    for difference in (each for table in DIFFERENCES.values() for each in table):
        assert all(CAUSE.fullmatch(cause) for cause in difference.cause.split(", "))
        assert bool(difference.calls) != bool(difference.test)
        if difference.test:
            path, _, name = difference.test.partition("::")
            assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")


def slope(loss, target, output):
    total, (gradient,) = value_and_grad(lambda: ops.sum(loss(target, output)), [output])
    assert np.isfinite(float(total))
    return gradient.numpy()


@pytest.mark.parametrize("squash", [ops.softmax, ops.sigmoid])
def test_halves_keep_the_slope_of_a_wrong_answer(squash):
    z = Tensor(np.asarray([[12.0, -12.0]], "float16"))
    loss = losses.get(
        "categorical_crossentropy" if squash is ops.softmax else "binary_crossentropy"
    )
    target = np.asarray([[0.0, 1.0]], "float16")
    gradient = slope(lambda y, x: loss(y, squash(x)), target, z)
    assert gradient.dtype == "float16"
    assert gradient[0, 0] > 0.4
    assert gradient[0, 1] < -0.4


def test_a_probability_of_zero_has_a_finite_slope():
    loss = losses.CategoricalGeneralizedCrossEntropy(reduction=None)
    found = slope(loss, np.asarray([0]), Tensor(np.asarray([[0.0, 1.0]], "float32")))
    assert found.tolist() == [[0.0, 0.0]]


def test_r2_far_from_zero():
    y = np.linspace(0, 1, 50)[:, None] + 3e4
    p = y + 0.1 * np.sin(np.arange(50))[:, None]
    metric = metrics.R2Score()
    for part in np.split(np.arange(50), 5):
        metric.update_state(y[part].astype("float32"), p[part].astype("float32"))
    y, p = y.astype("float32").astype("float64"), p.astype("float32").astype("float64")
    want = 1 - ((y - p) ** 2).sum() / ((y - y.mean()) ** 2).sum()
    assert float(metric.result()) == pytest.approx(want, abs=1e-3)


def test_weights_of_rows_hold_for_their_steps():
    y, p = np.zeros((2, 3, 1), "float32"), np.ones((2, 3, 1), "float32")
    p[1] = 2
    output = ops.convert_to_tensor(p)
    output._keras_mask = ops.convert_to_tensor(np.asarray([[1, 1, 0], [1, 0, 0]], bool))
    found = losses.MeanSquaredError()(y, output, sample_weight=np.asarray([1.0, 10.0]))
    assert float(found) == pytest.approx((1 + 1 + 10 * 4) / 3)


def test_directions_are_drawn_by_themselves():
    images = np.tile(np.arange(4, dtype="float32").reshape(1, 2, 2, 1), (64, 1, 1, 1))
    found = layers.RandomFlip("horizontal_and_vertical", seed=1)(images, training=True).numpy()
    assert len({tuple(image.ravel()) for image in found}) == 4


def test_pixels_halfway_become_even():
    columns = np.array([[227, 143, 190, 134, 78, 250, 114], [232, 181, 49, 191, 22, 9, 1]])
    image = columns.T[None, :, :, None].astype("uint8")
    large, whole = (
        ops.image.resize(x, (6, 2), antialias=True, data_format="channels_last").numpy()
        for x in (image.astype("float64"), image)
    )
    assert large[0, 2, 0, 0] == 165.5
    assert (whole.dtype, whole[0, 2, 0, 0]) == ("uint8", 166)


@pytest.mark.parametrize("dtype", ["int64", "float64"])
def test_what_is_shuffled_keeps_its_dtype(dtype):
    found = random.shuffle(np.arange(5).astype(dtype) + 2**33, seed=1)
    assert found.dtype == dtype
    assert sorted(found.tolist()) == [2**33 + n for n in range(5)]
