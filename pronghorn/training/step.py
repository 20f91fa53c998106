"""Room 1: what one batch does, as plain functions of a compiled model and tensors.

They run eagerly and traced alike. Every function takes x, y and sample_weight in the structure that
the user gave; y and sample_weight may be None.
"""

import numpy as np

from pronghorn import ops, tree
from pronghorn.config import floatx
from pronghorn.errors import ArgumentError, StateError
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad
from pronghorn.training import custom_step

__all__ = ["NONFINITE", "NonFinite", "batch", "expect_finite", "reset", "results", "test", "train"]

# The guard of the loss; an engine leaves the loop at the step where it fails.
NONFINITE = "H13"


class NonFinite(Exception):
    """The loss of an eager step is NaN or infinite; nothing was updated."""


def batch(trainer, kind, x, y, sample_weight, check=True):
    """One batch of `"train"` or `"test"`: the step that the model's class defines, or ours."""
    if trainer._overrides(f"{kind}_step"):
        on_loss = expect_finite if check else lambda loss: None
        custom_step.run(trainer, kind, x, y, sample_weight, on_loss)
    elif kind == "train":
        train(trainer, x, y, sample_weight, check)
    else:
        test(trainer, x, y, sample_weight)


def train(trainer, x, y, sample_weight, check=True):
    """Forward, backward, update of weights, then of metrics.

    Args:
        check: whether a loss that is not finite stops the step before the update.
    """
    variables = trainer._trained(x)

    def forward():
        y_pred = trainer(x, training=True)
        loss = trainer._computed_loss(x, y, y_pred, sample_weight, training=True)
        if loss is None:
            raise ArgumentError("M17")
        return trainer.optimizer.scale_loss(loss), (loss, y_pred)

    stops = []
    (_, (loss, y_pred)), gradients = value_and_grad(forward, variables, True, stops)
    if stops and all(gradient is None for gradient in gradients):
        raise _cut(stops[0])
    if check:
        expect_finite(loss)
    trainer.optimizer.apply(gradients, variables)
    _track(trainer, "train", x, y, y_pred, sample_weight, loss)


def test(trainer, x, y, sample_weight):
    """Forward, then the update of metrics."""
    y_pred = trainer(x, training=False)
    loss = trainer._computed_loss(x, y, y_pred, sample_weight, training=False)
    _track(trainer, "test", x, y, y_pred, sample_weight, loss)


def reset(trainer):
    """Metrics begin anew."""
    for metric in trainer.metrics:
        metric.reset_state()


def results(trainer):
    """Tensors by name, in the order of `trainer.metrics`."""
    found = {}
    for metric in trainer.metrics:
        value = metric.result()
        if isinstance(value, dict):
            found.update(value)
        else:
            found[metric.name] = value
    return found


def _track(trainer, kind, x, y, y_pred, sample_weight, loss):
    if loss is not None:
        rows = ops.cast(ops.shape(tree.flatten(x)[0])[0], floatx())
        trainer._compiled.tracker.update_state(loss, sample_weight=rows)
    if trainer._overrides("compute_metrics"):
        logs = trainer.compute_metrics(x, y, y_pred, sample_weight)
        custom_step.keep(trainer, kind, logs)
    elif y is not None:
        trainer._compiled.metrics.update_state(y, y_pred, sample_weight)


def _cut(stop):
    """The error that names the operation at which the gradient ends."""
    node = stop
    while node.primitive.name == "cast" and getattr(node.inputs[0], "node", None) is not None:
        node = node.inputs[0].node  # whatever gave the whole numbers or truth values
    return StateError("M80", op=node.primitive.name, where=node.path or "the loss")


def expect_finite(loss):
    finite = ops.isfinite(loss)
    finite = (ops.all(finite) if finite.ndim else finite).payload
    if tracer.current() is not None:
        tracer.guard(finite, NONFINITE, {})
    elif not np.all(finite):
        raise NonFinite(loss)
