"""What `compile` makes of losses and metrics for one output and for several."""

import numpy as np
import pytest

from pronghorn import losses, metrics, ops
from pronghorn.errors import UserError
from pronghorn.metrics.compiled import (
    CompileLoss,
    CompileMetrics,
    resolve_accuracy,
    resolve_crossentropy,
)
from tests.laws import traced

HOT = np.eye(3, dtype="float32")[[0, 1, 2, 2]]
NUMBERS = np.array([0, 1, 2, 2])
SHARE = np.array([[0.8, 0.1, 0.1], [0.8, 0.1, 0.1], [0.1, 0.1, 0.8], [0.1, 0.1, 0.8]], "float32")
COLUMN = np.array([[0.0], [1.0], [1.0], [1.0]], "float32")
CHANCE = np.array([[0.2], [0.8], [0.2], [0.9]], "float32")


@pytest.mark.parametrize(
    ("target", "output", "accuracy", "loss"),
    [
        (COLUMN, CHANCE, metrics.BinaryAccuracy, losses.binary_crossentropy),
        (COLUMN[:, 0], CHANCE, metrics.BinaryAccuracy, losses.binary_crossentropy),
        (COLUMN[:, 0], CHANCE[:, 0], metrics.BinaryAccuracy, losses.binary_crossentropy),
        (
            NUMBERS,
            SHARE,
            metrics.SparseCategoricalAccuracy,
            losses.sparse_categorical_crossentropy,
        ),
        (
            NUMBERS[:, None],
            SHARE,
            metrics.SparseCategoricalAccuracy,
            losses.sparse_categorical_crossentropy,
        ),
        (HOT, SHARE, metrics.CategoricalAccuracy, losses.categorical_crossentropy),
    ],
)
def test_accuracy_and_crossentropy_are_chosen_by_shapes(target, output, accuracy, loss):
    assert resolve_accuracy(target, output) is accuracy
    assert resolve_crossentropy(target, output) is loss
    for name in ("accuracy", "acc"):
        found = CompileMetrics([name])
        found.update_state(target, output)
        assert type(found.metrics[0]) is accuracy
        assert {key: float(value) for key, value in found.result().items()} == {name: 0.75}
    found = CompileMetrics(["crossentropy"])
    found.update_state(target, output)
    expected = float(ops.mean(loss(target, output)))
    assert float(found.result()["crossentropy"]) == pytest.approx(expected)
    assert float(CompileLoss("crossentropy")(target, output)) == pytest.approx(expected)


@pytest.mark.parametrize(
    "loss",
    [
        "mse",
        "mean_squared_error",
        "MeanSquaredError",
        losses.MeanSquaredError,
        losses.MeanSquaredError(),
        losses.mean_squared_error,
        lambda t, y: ops.mean(ops.square(t - y), axis=-1),
        {"class_name": "MeanSquaredError", "config": {}},
        ["mse"],
        {"out": "mse"},
    ],
)
def test_every_way_to_name_a_loss(loss):
    compiled = CompileLoss(loss, output_names=["out"])
    weights = np.array([0.0, 1.0, 2.0, 3.0], "float32")
    error = (COLUMN - CHANCE)[:, 0] ** 2
    assert float(compiled(COLUMN, CHANCE)) == pytest.approx(error.mean())
    assert float(compiled(COLUMN, CHANCE, weights)) == pytest.approx((error * weights).mean())
    assert compiled.metrics == []


def test_a_weight_multiplies_the_loss():
    compiled = CompileLoss("mae", loss_weights=0.5)
    assert float(compiled(COLUMN, CHANCE)) == pytest.approx(abs(COLUMN - CHANCE).mean() / 2)


def test_metrics_keep_the_names_they_were_given():
    def spread(y_true, y_pred):
        return ops.abs(y_true - y_pred)

    found = CompileMetrics(
        ["mse", "MeanAbsoluteError", metrics.RootMeanSquaredError(name="root"), spread, "huber"]
    )
    assert not found.built
    assert found.result() == {}
    found.update_state(COLUMN, CHANCE)
    assert list(found.result()) == ["mse", "MeanAbsoluteError", "root", "spread", "huber"]
    assert len(found.variables) == 10
    found.reset_state()
    assert all(float(value) == 0 for value in found.result().values())


def test_only_weighted_metrics_heed_weights_and_names_stay_apart():
    weights = np.array([0.0, 0.0, 1.0, 0.0], "float32")
    found = CompileMetrics(["accuracy", "accuracy"], ["accuracy", "mae"])
    found.update_state(COLUMN, CHANCE, weights)
    figures = {name: float(value) for name, value in found.result().items()}
    assert list(figures) == ["accuracy", "accuracy_1", "weighted_accuracy", "mae"]
    assert figures["accuracy"] == 0.75
    assert figures["weighted_accuracy"] == 0.0
    assert figures["mae"] == pytest.approx(0.8)


def test_metrics_are_a_list_or_a_dict():
    with pytest.raises(UserError, match=r'metrics=\["accuracy"\]'):
        CompileMetrics("accuracy")


class TestSeveralOutputs:
    names = ("a", "b")
    targets = (HOT, COLUMN)
    outputs = (SHARE, CHANCE)

    def given(self, kind, pair):
        return dict(zip(self.names, pair, strict=True)) if kind == "dict" else list(pair)

    @pytest.mark.parametrize("targets", ["dict", "list"])
    @pytest.mark.parametrize("outputs", ["dict", "list"])
    @pytest.mark.parametrize("losses_given", ["dict", "list"])
    def test_losses_and_metrics_meet_their_outputs(self, targets, outputs, losses_given):
        pair = ("categorical_crossentropy", "mse")
        compiled = CompileLoss(
            self.given(losses_given, pair),
            self.given(losses_given, (1.0, 10.0)),
            output_names=self.names,
        )
        given = self.given(targets, self.targets), self.given(outputs, self.outputs)
        first = float(ops.mean(losses.categorical_crossentropy(HOT, SHARE)))
        second = float(ops.mean(losses.mean_squared_error(COLUMN, CHANCE)))
        assert float(compiled(*given)) == pytest.approx(first + 10 * second)
        figures = {metric.name: float(metric.result()) for metric in compiled.metrics}
        assert figures == {"a_loss": pytest.approx(first), "b_loss": pytest.approx(second)}
        found = CompileMetrics(
            self.given(losses_given, (["accuracy"], ["accuracy", "mae"])),
            output_names=self.names,
        )
        found.update_state(*given)
        assert list(found.result()) == ["a_accuracy", "b_accuracy", "b_mae"]

    def test_losses_are_listed_in_the_order_of_their_dict(self):
        compiled = CompileLoss({"b": "mse", "a": "mae"}, output_names=self.names)
        compiled.build(list(self.targets), list(self.outputs))
        assert [metric.name for metric in compiled.metrics] == ["b_loss", "a_loss"]

    def test_one_loss_serves_all_and_none_leaves_an_output_out(self):
        given = [COLUMN, COLUMN], [CHANCE, CHANCE]
        assert float(CompileLoss("mae", output_names=self.names)(*given)) == pytest.approx(
            2 * abs(COLUMN - CHANCE).mean()
        )
        half = CompileLoss({"a": "mae"}, output_names=self.names)
        assert float(half(*given)) == pytest.approx(abs(COLUMN - CHANCE).mean())

    def test_each_output_has_its_weights(self):
        ones, none = np.ones(4, "float32"), np.zeros(4, "float32")
        compiled = CompileLoss("mae", output_names=self.names)
        given = [COLUMN, COLUMN], [CHANCE, CHANCE]
        assert float(compiled(*given, [ones, none])) == pytest.approx(abs(COLUMN - CHANCE).mean())

    def test_wrong_counts_and_names_are_told(self):
        given = list(self.targets), list(self.outputs)
        with pytest.raises(UserError) as caught:
            CompileLoss(["mse"], output_names=self.names)(*given)
        assert caught.value.code == "M18"
        with pytest.raises(UserError) as caught:
            CompileLoss({"c": "mse"}, output_names=self.names)(*given)
        assert caught.value.code == "M19"
        with pytest.raises(UserError):
            CompileMetrics(["mae"], output_names=self.names).build(*given)
        with pytest.raises(UserError):
            CompileLoss("mse", output_names=self.names)([HOT], list(self.outputs))


def test_a_step_of_losses_and_metrics_may_be_traced():
    compiled, found = CompileLoss("categorical_crossentropy"), CompileMetrics(["accuracy"])
    total = metrics.Mean("loss")

    def step(target, z, weights):
        output = ops.softmax(z)
        loss = compiled(target, output, weights)
        total.update_state(loss, sample_weight=ops.shape(output)[0])
        found.update_state(target, output, weights)
        return loss

    z = np.log(SHARE)
    weights = np.array([1.0, 2.0, 0.0, 1.0], "float32")
    for part in (slice(0, 3), slice(3, 4)):
        traced.run(step, HOT[part], z[part], weights[part])
    expected = (-np.log((SHARE * HOT).sum(-1)) * weights).mean()
    assert float(total.result()) == pytest.approx(expected, rel=1e-6)
    assert float(found.result()["accuracy"]) == 0.75
