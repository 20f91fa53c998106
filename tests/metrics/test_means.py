"""Sums and means of values, weights and masks."""

import numpy as np
import pytest

from pronghorn import losses, metrics, ops
from pronghorn.errors import ShapeError, UserError
from pronghorn.tensor import Tensor
from pronghorn.variables import Variable
from tests.laws import traced


def test_a_mean_before_any_value_is_zero():
    assert float(metrics.Mean().result()) == 0.0
    assert float(metrics.RootMeanSquaredError().result()) == 0.0


def test_a_mean_of_batch_means_weighted_by_rows_is_the_mean():
    mean = metrics.Mean()
    values = np.arange(20, dtype="float32") ** 2
    for part in (values[:8], values[8:16], values[16:]):
        mean.update_state(part.mean(), sample_weight=len(part))
    assert float(mean.result()) == pytest.approx(values.mean())


def test_rows_of_the_moment_may_weigh_a_traced_value():
    mean = metrics.Mean()

    def step(x):
        mean.update_state(ops.mean(x), sample_weight=ops.shape(x)[0])

    values = np.arange(20, dtype="float32")
    for part in (values[:8], values[8:16], values[16:]):
        traced.run(step, part)
    assert float(mean.result()) == pytest.approx(values.mean())
    assert float(mean.count) == 20


def test_weights_have_the_leading_axes_of_the_values():
    values = np.arange(6, dtype="float32").reshape(3, 2)
    weights = np.array([0.0, 1.0, 3.0], "float32")
    expected = np.average(values.mean(1), weights=weights)
    assert float(metrics.Mean()(values, weights)) == pytest.approx(expected)
    assert float(metrics.Mean()(values, weights[:, None])) == pytest.approx(expected)
    each = np.abs(np.random.default_rng(0).normal(size=(3, 2))).astype("float32")
    assert float(metrics.Mean()(values, each)) == pytest.approx(np.average(values, weights=each))


def test_weights_of_another_length_are_refused():
    with pytest.raises(UserError):
        metrics.Mean()([1.0, 2.0], sample_weight=[1.0, 2.0, 3.0])


def test_a_sum_weighs_too():
    total = metrics.Sum()
    total.update_state([1.0, 2.0], sample_weight=[1.0, 3.0])
    total.update_state(5.0)
    assert float(total.result()) == 12.0


def test_masks_of_outputs_and_values_leave_rows_out():
    output = ops.convert_to_tensor([[0.7], [0.7], [0.2]])
    output._keras_mask = Tensor(np.array([True, True, False]))
    metric = metrics.BinaryAccuracy()
    assert float(metric([[1.0], [0.0], [1.0]], output)) == 0.5
    assert float(metric.count) == 2
    share = np.full((4, 3), 1 / 3, "float32")
    metric = metrics.SparseCategoricalCrossentropy(ignore_class=0)
    assert float(metric([0, 1, 2, 2], share)) == pytest.approx(np.log(3))


def test_a_function_that_averages_the_batch_itself_counts_by_its_rows():
    def error(y_true, y_pred):
        return ops.mean(ops.abs(y_true - y_pred))

    metric = metrics.MeanMetricWrapper(error)
    target = np.arange(20, dtype="float32")[:, None]
    for part in (slice(0, 8), slice(8, 16), slice(16, 20)):
        metric.update_state(target[part], np.zeros_like(target[part]))
    assert float(metric.result()) == pytest.approx(9.5)


def test_nothing_is_broadcast_into_an_accuracy():
    for metric in (metrics.BinaryAccuracy(), metrics.Accuracy(), metrics.CategoricalAccuracy()):
        with pytest.raises(ShapeError):
            metric.update_state(np.zeros((6, 3)), np.zeros((6, 1)))
    with pytest.raises(ShapeError):
        metrics.SparseCategoricalAccuracy().update_state(np.zeros((6, 3)), np.zeros((6, 3)))


def test_places_of_sequences_count_within_their_row():
    scores = np.eye(3, dtype="float32")[[[0, 1], [2, 2]]]
    metric = metrics.SparseCategoricalAccuracy()
    assert float(metric([[0, 2], [2, 2]], scores)) == 0.75
    assert float(metric.count) == 2


def test_sorted_class_numbers_may_be_given_instead_of_scores():
    best = np.array([[2.0, 0.0, 1.0], [1.0, 2.0, 0.0]], "float32")
    metric = metrics.SparseTopKCategoricalAccuracy(k=2, from_sorted_ids=True)
    assert float(metric([0, 0], best)) == 0.5
    assert metric.get_config()["from_sorted_ids"] is True
    assert "from_sorted_ids" not in metrics.SparseTopKCategoricalAccuracy().get_config()


def test_a_tie_at_the_edge_is_a_hit_and_infinity_is_not():
    scores = np.array([[0.5, 0.25, 0.25], [np.inf, 1.0, 2.0]], "float32")
    found = metrics.sparse_top_k_categorical_accuracy([2, 0], scores, k=2)
    assert found.tolist() == [1.0, 0.0]


def test_variables_are_found_whoever_made_them():

    class Pair(metrics.Metric):
        def __init__(self):
            super().__init__(name="pair")
            self.inner = metrics.Mean()
            self.bare = Variable(0.0, name="bare")
            self.added = self.add_variable((2,), "zeros", name="added")

        def update_state(self, x):
            self.inner.update_state(x)
            self.bare.assign_add(1.0)

        def result(self):
            return self.inner.result()

    pair = Pair()
    pair(ops.array([1.0, 2.0]))
    assert len(pair.variables) == 4
    assert float(pair.bare) == 1.0
    pair.reset_states()
    assert all(not variable.numpy().any() for variable in pair.variables)


def test_what_a_subclass_must_define_is_told():
    with pytest.raises(UserError, match="update_state"):
        metrics.Metric().update_state(1.0)
    with pytest.raises(UserError, match="result"):
        metrics.Metric().result()

    class Forgetful(metrics.Metric):
        def __init__(self):
            self.total = self.add_variable((), "zeros", name="total")

    with pytest.raises(UserError, match="super"):
        Forgetful()


@pytest.mark.parametrize(
    ("name", "cls"),
    [
        ("mse", "MeanSquaredError"),
        ("MAE", "MeanAbsoluteError"),
        ("rmse", "RootMeanSquaredError"),
        ("accuracy", "Accuracy"),
        ("binary_accuracy", "BinaryAccuracy"),
        ("TopKCategoricalAccuracy", "TopKCategoricalAccuracy"),
        ("top_k_categorical_accuracy", "TopKCategoricalAccuracy"),
        ("kld", "KLDivergence"),
    ],
)
def test_names(name, cls):
    assert type(metrics.get(name)).__name__ == cls


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(UserError, match="did you mean 'categorical_accuracy'"):
        metrics.get("categorical_acuracy")
    assert metrics.get("huber") is losses.huber
    assert metrics.get(None) is None
    with pytest.raises(UserError):
        metrics.get(3)


def test_a_wrapped_function_is_rebuilt_by_name():
    metric = metrics.MeanMetricWrapper(losses.huber, name="huber", delta=2.0)
    copy = metrics.deserialize(metrics.serialize(metric))
    assert copy.fn is losses.huber
    assert copy.settings == {"delta": 2.0}
    assert copy._direction == "down"
