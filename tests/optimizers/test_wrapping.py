"""Optimizers of optimizers: scaled losses, and several of them for one model."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import config, optimizers
from pronghorn.errors import ArgumentError
from pronghorn.variables import Variable


def weight():
    return Variable(np.ones(2, "float32"), name="kernel")


def test_a_step_that_is_not_finite_changes_nothing_and_halves_the_scale():
    inner = optimizers.Adam(0.1)
    optimizer = optimizers.LossScaleOptimizer(inner, initial_scale=4.0, dynamic_growth_steps=3)
    variable = weight()
    optimizer.build([variable])
    optimizer.apply([np.float32([4.0, 8.0])])
    moved, slots = variable.numpy(), [v.numpy() for v in inner.variables]
    optimizer.apply([np.float32([np.inf, 1.0])])
    np.testing.assert_array_equal(variable.numpy(), moved)
    for slot, before in zip(inner.variables, slots, strict=True):
        np.testing.assert_array_equal(slot.numpy(), before)
    assert (float(optimizer.dynamic_scale), int(optimizer.step_counter)) == (2.0, 0)
    for _ in range(3):
        optimizer.apply([np.float32([2.0, 4.0])])
    assert (float(optimizer.dynamic_scale), int(optimizer.step_counter)) == (4.0, 0)
    assert int(optimizer.iterations) == 4


def test_gradients_come_to_the_inner_optimizer_unscaled():
    plain, scaled = weight(), weight()
    optimizers.SGD(0.5).apply([np.float32([1.0, 2.0])], [plain])
    optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(0.5))
    optimizer.apply([np.float32([1.0, 2.0]) * 2**15], [scaled])
    np.testing.assert_array_equal(plain.numpy(), scaled.numpy())


def test_what_the_inner_optimizer_should_be_told_is_refused():
    with pytest.raises(ArgumentError, match="clipnorm"):
        optimizers.LossScaleOptimizer(optimizers.SGD(), clipnorm=1.0)
    assert optimizers.LossScaleOptimizer(optimizers.SGD(), clipnorm=None, dynamic=True)


def chosen():
    return optimizers.OptimizerMap(optimizers.Adam(0.1), {".*/bias": optimizers.SGD(0.5)})


@pytest.mark.parametrize("name", ["LossScaleOptimizer", "MultiOptimizer"])
def test_configuration_makes_an_equal_optimizer(name):
    argument = chosen() if name == "MultiOptimizer" else optimizers.Lion(0.25)
    optimizer = getattr(optimizers, name)(argument, name="mine")
    copy = optimizers.deserialize(optimizers.serialize(optimizer))
    assert type(copy) is type(optimizer)
    assert copy.get_config() == optimizer.get_config()


def test_a_map_takes_single_optimizers_and_finds_one():
    scaled = optimizers.LossScaleOptimizer(optimizers.SGD())
    with pytest.raises(ArgumentError, match="single optimizer"):
        optimizers.OptimizerMap(scaled)
    both = chosen()
    both["dense/.*"] = optimizers.Lion()
    with pytest.raises(ArgumentError, match="dense/bias"):
        both["dense/bias"]
    assert list(both) == [".*/bias", "dense/.*"]


@pytest.mark.parametrize("engine", ["llvm", "numpy"])
def test_several_optimizers_train_one_model_in_one_program(engine):
    config.settings.engine = engine
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(20, 3)).astype("float32"), rng.normal(size=(20, 1)).astype("float32")
    found = []
    for optimizer in (
        optimizers.MultiOptimizer(chosen()),
        optimizers.LossScaleOptimizer(optimizers.MultiOptimizer(chosen())),
    ):
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(1)])
        model.compile(optimizer, "mse")
        model.fit(x, y, batch_size=8, epochs=2, verbose=0)
        assert [record.engine for record in model.compile_log] == [engine]
        assert not any(record.fallbacks for record in model.compile_log)
        found.append(model.get_weights())
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5)
