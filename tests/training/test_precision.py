"""Models that compute in other dtypes than they keep their weights in, or in float64 throughout."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import config, layers, ops, optimizers
from pronghorn.trace.grad import value_and_grad

RANDOM = np.random.default_rng(4)
X = RANDOM.normal(size=(40, 6))
Y = RANDOM.integers(0, 3, 40)
# Policy: dtype of weights, of values, and how far losses may be from those of float64.
POLICIES = {
    "float64": ("float64", "float64", 1e-9),
    "float32": ("float32", "float32", 1e-5),
    "mixed_float16": ("float32", "float16", 3e-3),
    "mixed_bfloat16": ("float32", "bfloat16", 3e-2),
    "float16": ("float16", "float16", 2e-2),
}


def model_for(policy, optimizer=None):
    if policy == "float64":
        config.set_floatx("float64")
    layers.set_dtype_policy(policy)
    try:
        model = keras.Sequential(
            [
                layers.Input((6,)),
                layers.Dense(9, activation="tanh"),
                layers.LayerNormalization(),
                layers.Dense(3),
            ]
        )
    finally:
        layers.set_dtype_policy(None)
    for weight in model.weights:
        numbers = np.arange(np.prod(weight.shape)).reshape(weight.shape)
        weight.assign(np.sin(numbers * 2.1) * 0.5)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer or optimizers.SGD(0.1, momentum=0.9), loss, metrics=["accuracy"])
    return model


def fitted(policy, engine):
    config.settings.engine = engine
    model = model_for(policy)
    return model, model.fit(X, Y, batch_size=16, epochs=3, shuffle=False, verbose=0).history


@pytest.mark.parametrize("engine", ["llvm", "numpy"])
@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_trains_compiled_and_close_to_float64(policy, engine):
    model, history = fitted(policy, engine)
    assert [record.engine for record in model.compile_log] == [engine]
    assert not any(record.fallbacks for record in model.compile_log)
    config.set_floatx("float32")
    _, exact = fitted("float64", "numpy")
    np.testing.assert_allclose(history["loss"], exact["loss"], rtol=POLICIES[policy][2])
    assert history["loss"][-1] < history["loss"][0]


@pytest.mark.parametrize("engine", ["llvm", "numpy"])
@pytest.mark.parametrize("policy", POLICIES)
def test_dtypes_of_weights_values_outputs_slots_and_gradients(policy, engine):
    variable, value, _ = POLICIES[policy]
    model, _ = fitted(policy, engine)
    assert {weight.dtype for weight in model.weights} == {variable}
    inner = getattr(model.optimizer, "inner_optimizer", model.optimizer)
    assert {slot.dtype for slot in inner.variables[2:]} == {variable}
    found = X.astype("float32") if policy != "float64" else X
    for layer in model.layers:
        found = layer(found)
        assert found.dtype == value
    assert str(model.predict(X, verbose=0).dtype) == value
    _, gradients = value_and_grad(
        lambda: ops.mean(ops.cast(model(X), "float32")), model.trainable_variables
    )
    assert {gradient.dtype for gradient in gradients} == {variable}


@pytest.mark.parametrize("engine", ["llvm", "numpy"])
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_products_and_folds_of_halves_are_summed_in_float32(dtype, engine):
    """In float16 itself ones add up to 2048 and no further, in bfloat16 to 256."""

    class Sums(layers.Layer):
        def call(self, x):
            row = ops.ones((1, 3072), x.dtype)
            return ops.concatenate(
                [
                    ops.matmul(x, ops.transpose(row)),
                    ops.sum(x, axis=-1, keepdims=True),
                    ops.mean(x * 3.0, axis=-1, keepdims=True),
                ],
                axis=-1,
            )

    config.settings.engine = engine
    model = keras.Sequential([layers.Input((3072,)), Sums(dtype=dtype)])
    found = model.predict(np.ones((2, 3072), "float32"), verbose=0)
    assert not any(record.fallbacks for record in model.compile_log)
    np.testing.assert_array_equal(found.astype("float32"), [[3072, 3072, 3]] * 2)


def test_float16_scales_its_loss_unless_told_not_to():
    model = model_for("mixed_float16")
    assert isinstance(model.optimizer, optimizers.LossScaleOptimizer)
    assert model.optimizer.inner_optimizer.momentum == 0.9
    own = optimizers.LossScaleOptimizer(optimizers.SGD())
    assert model_for("mixed_float16", own).optimizer is own
    model.compile("sgd", "mse", auto_scale_loss=False)
    assert isinstance(model.optimizer, optimizers.SGD)
    assert isinstance(model_for("mixed_bfloat16").optimizer, optimizers.SGD)


@pytest.mark.parametrize("engine", ["llvm", "numpy"])
def test_small_gradients_survive_in_float16_only_when_the_loss_is_scaled(engine):
    config.settings.engine = engine
    moved = []
    for scale in (True, False):
        layers.set_dtype_policy("mixed_float16")
        try:
            model = keras.Sequential([layers.Input((1,)), layers.Dense(1, use_bias=False)])
        finally:
            layers.set_dtype_policy(None)
        model.set_weights([np.ones((1, 1))])
        model.compile(optimizers.SGD(1e7), lambda t, y: ops.mean(y) * 1e-9, auto_scale_loss=scale)
        model.fit(np.ones((1, 1)), np.ones((1, 1)), verbose=0)
        moved.append(1 - float(model.get_weights()[0][0, 0]))
    assert moved[0] == pytest.approx(0.01, rel=1e-2)
    assert moved[1] == 0.0


@pytest.mark.parametrize("engine", ["llvm", "numpy"])
def test_steps_that_overflow_are_left_out_until_the_scale_fits(engine):
    config.settings.engine = engine
    scaled = optimizers.LossScaleOptimizer(optimizers.SGD(0.0), initial_scale=2.0**30)
    model = model_for("mixed_float16", scaled)
    model.fit(X, Y, batch_size=2, verbose=0)
    left_out = 20 - int(scaled.iterations)
    assert 10 <= left_out < 20
    assert float(scaled.dynamic_scale) == 2.0 ** (30 - left_out)
