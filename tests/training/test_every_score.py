"""Every loss, metric and optimizer inside a compiled fit: nothing in Python, the same numbers."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import config, losses

RANDOM = np.random.default_rng(3)
X = RANDOM.normal(size=(21, 5)).astype("float32")
CLASSES = RANDOM.integers(0, 3, 21)
HOT = np.eye(3, dtype="float32")[CLASSES]
NUMBERS = RANDOM.normal(size=(21, 3)).astype("float32")
SIGNS = np.sign(NUMBERS)

# What the outputs are, and the targets, by the loss; the rest learns numbers.
OF_CLASSES = {"SparseCategoricalCrossentropy", "CategoricalGeneralizedCrossEntropy", "Circle"}
OF_SHARES = {
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "Dice",
    "KLDivergence",
    "Poisson",
    "Tversky",
}
LOSSES = sorted(
    name
    for name, loss in vars(losses).items()
    if isinstance(loss, type)
    and issubclass(loss, losses.Loss)
    and name not in ("Loss", "LossFunctionWrapper")
)


def fitted(engine, loss, optimizer="sgd", metrics=(), y=NUMBERS, activation=None):
    """History and weights after two epochs of partial batches, and the model."""
    config.settings.engine = engine
    keras.utils.set_random_seed(5)
    model = keras.Sequential(
        [
            keras.layers.Input((5,)),
            keras.layers.Dense(6, activation="tanh"),
            keras.layers.Dense(3, activation=activation),
        ]
    )
    model.compile(optimizer, loss, metrics=list(metrics), weighted_metrics=list(metrics))
    weights = np.linspace(0.5, 2, 21).astype("float32")
    history = model.fit(X, y, batch_size=8, epochs=2, sample_weight=weights, verbose=0).history
    found = {**history, **{str(n): w for n, w in enumerate(model.get_weights())}}
    return {name: np.asarray(value) for name, value in found.items()}, model


def check(loss, tolerance=1e-4, **arguments):
    got, model = fitted("llvm", loss, **arguments)
    assert [record.fallbacks for record in model.compile_log] == [[]], model.compile_log
    assert [record.engine for record in model.compile_log] == ["llvm"]
    want, _ = fitted("numpy", loss, **arguments)
    assert list(got) == list(want)
    for name, value in want.items():
        np.testing.assert_allclose(got[name], value, rtol=tolerance, atol=tolerance, err_msg=name)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_compiled(name):
    target, activation = NUMBERS, None
    if name in OF_CLASSES | OF_SHARES:
        activation = "softmax"
        target = HOT if name in OF_SHARES else CLASSES
    elif "Hinge" in name:
        target = HOT if name == "CategoricalHinge" else SIGNS
    check(getattr(losses, name)(), y=target, activation=activation)
