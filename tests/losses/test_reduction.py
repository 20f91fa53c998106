"""From values to one number: weights, masks, kinds of mean."""

import numpy as np
import pytest

from pronghorn import losses, ops
from pronghorn.errors import DataError
from pronghorn.losses.reduction import reduced
from pronghorn.tensor import Tensor
from tests.laws import traced

VALUES = np.array([1.0, 2.0, 3.0, 6.0], "float32")
WEIGHTS = np.array([0.0, 1.0, 2.0, 1.0], "float32")


@pytest.mark.parametrize(
    ("reduction", "plain", "weighted"),
    [
        ("sum_over_batch_size", 3.0, 14 / 4),
        ("mean", 3.0, 14 / 4),
        ("sum", 12.0, 14.0),
        ("mean_with_sample_weight", 3.0, 14 / 4),
    ],
)
def test_each_reduction(reduction, plain, weighted):
    values = Tensor(VALUES)
    assert float(reduced(values, reduction=reduction)) == pytest.approx(plain)
    assert float(reduced(values, WEIGHTS, reduction=reduction)) == pytest.approx(weighted)


def test_mean_with_sample_weight_divides_by_the_weights():
    found = reduced(Tensor(VALUES), WEIGHTS * 3, reduction="mean_with_sample_weight")
    assert float(found) == pytest.approx(14 / 4)
    zero = reduced(Tensor(VALUES), WEIGHTS * 0, reduction="mean_with_sample_weight")
    assert float(zero) == 0.0


@pytest.mark.parametrize("reduction", ["none", None])
def test_no_reduction_gives_every_value(reduction):
    loss = losses.MeanSquaredError(reduction=reduction)
    found = loss(np.zeros((4, 1)), np.sqrt(VALUES)[:, None], WEIGHTS)
    np.testing.assert_allclose(found.numpy(), VALUES * WEIGHTS, rtol=1e-6)


def test_an_unknown_reduction_is_refused():
    with pytest.raises(ValueError, match="sum_over_batch_size"):
        losses.MeanSquaredError(reduction="average")


def test_weights_are_read_from_the_first_axis():
    values = np.arange(12, dtype="float32").reshape(4, 3)
    found = reduced(Tensor(values), WEIGHTS)
    assert float(found) == pytest.approx((values * WEIGHTS[:, None]).mean())
    column = reduced(Tensor(VALUES), WEIGHTS[:, None])
    assert float(column) == pytest.approx((VALUES * WEIGHTS).mean())
    square = np.arange(16, dtype="float32").reshape(4, 4)
    assert float(reduced(Tensor(square), WEIGHTS)) == pytest.approx(
        (square * WEIGHTS[:, None]).mean()
    )


def test_weights_of_another_length_are_refused():
    with pytest.raises(DataError) as caught:
        reduced(Tensor(VALUES), WEIGHTS[:3])
    assert caught.value.code == "E39"


@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_a_mask_leaves_rows_out_of_the_mean(weights):
    kept = np.array([True, False, True, True])
    found = reduced(Tensor(VALUES), weights, Tensor(kept))
    products = VALUES if weights is None else VALUES * WEIGHTS
    assert float(found) == pytest.approx(products[kept].sum() / 3)
    assert float(reduced(Tensor(VALUES), weights, Tensor(kept), "sum")) == products[kept].sum()


def test_a_mask_of_nothing_gives_zero():
    assert float(reduced(Tensor(VALUES), None, Tensor(np.zeros(4, bool)))) == 0.0


def test_the_mask_of_an_output_reaches_its_loss():
    output = ops.convert_to_tensor(VALUES[:, None])
    output._keras_mask = Tensor(np.array([True, True, False, False]))
    assert float(losses.MeanSquaredError()(np.zeros((4, 1)), output)) == pytest.approx(5 / 2)
    assert float(losses.MeanSquaredError(dtype="float16")(np.zeros((4, 1)), output)) == 2.5


def test_masks_of_output_and_values_both_count():
    output = ops.convert_to_tensor(np.full((4, 3), 1 / 3, "float32"))
    output._keras_mask = Tensor(np.array([True, True, False, False]))
    loss = losses.SparseCategoricalCrossentropy(ignore_class=0)
    assert float(loss([0, 1, 2, 2], output)) == pytest.approx(np.log(3))


def test_a_loss_that_gives_one_number_is_left_alone():
    loss = losses.LossFunctionWrapper(lambda t, y: ops.mean(ops.square(t - y)))
    assert float(loss(np.zeros((4, 1)), np.ones((4, 1)))) == 1.0
    assert loss(np.zeros((4, 1)), np.ones((4, 1)), np.ones(4)).shape == ()


def test_an_empty_batch_costs_nothing():
    assert float(losses.MeanSquaredError()(np.zeros((0, 2)), np.zeros((0, 2)))) == 0.0


def test_a_traced_mean_divides_by_the_rows_of_the_moment():
    def step(t, y, w):
        return losses.MeanSquaredError()(t, y, w)

    for rows in (4, 2):
        y = np.sqrt(VALUES[:rows])[:, None]
        found, _, _ = traced.run(step, np.zeros_like(y), y, WEIGHTS[:rows])
        assert found[0] == pytest.approx((VALUES * WEIGHTS)[:rows].mean())
