"""A loss or gradient that is not finite is explained in loops of one's own, too."""

import numpy as np
import pytest

from pronghorn import GradientTape, layers, models, ops, optimizers

X = np.linspace(-1, 1, 12, dtype="float32").reshape(4, 3)


def step(model, x, loss_of=lambda y: ops.mean(ops.square(y)), rate=0.1):
    with GradientTape() as tape:
        loss = loss_of(model(x))
    weights = model.trainable_variables
    gradients = tape.gradient(loss, weights)
    optimizers.SGD(rate).apply(gradients, weights)


def holed(model):
    x = X.copy()
    x[2, 1] = np.nan
    step(model, x)


def infinite(model):
    model.layers[0].kernel.assign(np.full((3, 2), np.inf))
    step(model, X)


def overflowing(y):
    return ops.sum(y * 1e30 * 1e30)


CAUSES = {
    "[H40] the loss became nan: row 2, column 1 of what net/out was given holds nan": holed,
    "[H41] the loss became inf: net/out/kernel holds inf since": infinite,
    "[H42] the loss became nan: log in the loss was given -": lambda model: step(
        model, X, lambda y: ops.mean(ops.log(y - 9.0))
    ),
    "[H43] the loss became inf; the first value that is not finite is the result of mul": (
        lambda model: step(model, X + 9e30)
    ),
    "[H44] the loss is 0, but the gradient of net/out/kernel holds nan: an operation in the loss": (
        lambda model: step(model, 0 * X, overflowing)
    ),
}


@pytest.mark.parametrize("message", CAUSES)
def test_causes(message, caplog):
    model = models.Sequential([layers.Input((3,)), layers.Dense(2, name="out")], name="net")
    for _ in range(2):
        CAUSES[message](model)
    assert caplog.text.count(message) == 1
    assert len(caplog.records) == 1  # what follows from it is not told


def test_sound_losses_and_derivatives_for_their_own_sake_are_not_remarked_on(caplog):
    model = models.Sequential([layers.Input((3,)), layers.Dense(2)])
    step(model, X)
    x = ops.array([0.0])
    with GradientTape() as tape:
        tape.watch(x)
        y = ops.log(x)
    assert np.isinf(tape.gradient(y, x).numpy()).all()
    assert not caplog.records
