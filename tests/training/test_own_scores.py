"""A loss, a metric and an optimizer of the user's own cost what built-in ones cost."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import config, losses, metrics, ops, optimizers

RANDOM = np.random.default_rng(7)
X = RANDOM.normal(size=(70, 24)).astype("float32")
Y = RANDOM.normal(size=(70, 5)).astype("float32")


class OwnSquares(losses.Loss):
    """Mean squared error, written anew."""

    def call(self, y_true, y_pred):
        return ops.mean(ops.square(y_true - y_pred), axis=-1)


class OwnAbsolute(metrics.Metric):
    """Mean absolute error, written anew."""

    def __init__(self, name="mean_absolute_error"):
        super().__init__(name=name)
        self.total = self.add_variable((), "zeros", name="total")
        self.count = self.add_variable((), "zeros", name="count")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.total.assign_add(ops.sum(ops.mean(ops.absolute(y_true - y_pred), axis=-1)))
        self.count.assign_add(ops.cast(ops.shape(y_true)[0], "float32"))

    def result(self):
        return ops.divide_no_nan(self.total, self.count)


class OwnAdam(optimizers.Optimizer):
    """Adam as a user of Keras writes it: slots by `add_variable_from_reference`, `assign_sub`."""

    def __init__(self, learning_rate=0.001, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)

    def build(self, variables):
        super().build(variables)
        self.means, self.squares = [], []
        for variable in variables:
            self.means.append(self.add_variable_from_reference(variable, name="momentum"))
            self.squares.append(self.add_variable_from_reference(variable, name="velocity"))

    def update_step(self, gradient, variable, learning_rate):
        place = self._get_variable_index(variable)
        mean, square = self.means[place], self.squares[place]
        count = ops.cast(self.iterations + 1, variable.dtype)
        rate = ops.cast(learning_rate, variable.dtype)
        rate = rate * ops.sqrt(1 - ops.power(0.999, count)) / (1 - ops.power(0.9, count))
        self.assign_add(mean, (gradient - mean) * (1 - 0.9))
        self.assign_add(square, (ops.square(gradient) - square) * (1 - 0.999))
        self.assign_sub(variable, mean * rate / (ops.sqrt(square) + 1e-7))


BUILT_IN = (losses.MeanSquaredError, metrics.MeanAbsoluteError, optimizers.Adam)
OWN = (OwnSquares, OwnAbsolute, OwnAdam)


def model_with(loss, metric, optimizer):
    keras.utils.set_random_seed(2)
    dense = keras.layers.Dense
    model = keras.Sequential([keras.layers.Input((24,)), dense(32, "relu"), dense(5)])
    model.compile(optimizer(0.01), loss(), metrics=[metric()])
    return model


@pytest.mark.parametrize("engine", ["llvm", "numpy"])
def test_own_ones_are_compiled_and_give_the_built_in_bits(engine):
    config.settings.engine = engine
    found = []
    for kinds in (BUILT_IN, OWN):
        model = model_with(*kinds)
        history = model.fit(X, Y, batch_size=16, epochs=3, verbose=0).history
        assert not any(record.fallbacks for record in model.compile_log), model.compile_log
        assert [record.engine for record in model.compile_log] == [engine]
        found.append([*(np.asarray(history[key]) for key in sorted(history)), *model.get_weights()])
    for built_in, own in zip(*found, strict=True):
        np.testing.assert_array_equal(built_in, own)


@pytest.mark.parametrize("place", range(3), ids=["loss", "metric", "optimizer"])
def test_own_ones_run_in_as_many_regions_and_move_as_many_bytes(place):
    config.settings.engine = "llvm"
    kinds = [*BUILT_IN]
    kinds[place] = OWN[place]
    built_in, own = (model_with(*each).profile(X, Y, batch_size=16) for each in (BUILT_IN, kinds))
    assert len(own) == len(built_in)
    assert sum(region.bytes for region in own) == sum(region.bytes for region in built_in)
    assert sum(region.operations for region in own) == sum(r.operations for r in built_in)
