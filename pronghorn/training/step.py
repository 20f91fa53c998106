"""Room 1: what one batch does, as plain functions of a compiled model and tensors.

They run eagerly and traced alike. Every function takes x, y and sample_weight in the structure that
the user gave; y and sample_weight may be None.
"""

import numpy as np

from pronghorn import ops, tree
from pronghorn.config import floatx
from pronghorn.errors import StateError
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad

__all__ = ["NONFINITE", "NonFinite", "custom", "reset", "results", "test", "train"]

# The guard of the loss; an engine leaves the loop at the step where it fails.
NONFINITE = "H13"


class NonFinite(Exception):
    """The loss of an eager step is NaN or infinite; nothing was updated."""


def train(trainer, x, y, sample_weight, check=True):
    """Forward, backward, update of weights, then of metrics.

    Args:
        check: whether a loss that is not finite stops the step before the update.
    """
    variables = trainer._compiled.trainables

    def forward():
        y_pred = trainer(x, training=True)
        loss = trainer.compute_loss(x, y, y_pred, sample_weight, training=True)
        return trainer.optimizer.scale_loss(loss), (loss, y_pred)

    stops = []
    (_, (loss, y_pred)), gradients = value_and_grad(forward, variables, True, stops)
    if stops and all(gradient is None for gradient in gradients):
        raise _cut(stops[0])
    if check:
        _expect_finite(loss)
    trainer.optimizer.apply(gradients, variables)
    _track(trainer, x, y, y_pred, sample_weight, loss)


def test(trainer, x, y, sample_weight):
    """Forward, then the update of metrics."""
    y_pred = trainer(x, training=False)
    loss = trainer._total_loss(x, y, y_pred, sample_weight, training=False)
    _track(trainer, x, y, y_pred, sample_weight, loss)


def predict(trainer, x):
    """The output of the model."""
    return trainer(x, training=False)


def custom(trainer, method, x, y, sample_weight):
    """A step that a subclass defines; its logs are kept in variables, as the last batch's."""
    data = (x,) if y is None else (x, y) if sample_weight is None else (x, y, sample_weight)
    logs = getattr(trainer, method)(data)
    for name, variable in trainer._compiled.log_variables(method, logs).items():
        variable.assign(ops.cast(logs[name], variable.dtype))


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


def _track(trainer, x, y, y_pred, sample_weight, loss):
    if loss is not None:
        rows = ops.cast(ops.shape(tree.flatten(x)[0])[0], floatx())
        trainer._compiled.tracker.update_state(loss, sample_weight=rows)
    trainer._update_metrics(x, y, y_pred, sample_weight)


def _cut(stop):
    """The error that names the operation at which the gradient ends."""
    node = stop
    while node.primitive.name == "cast" and getattr(node.inputs[0], "node", None) is not None:
        node = node.inputs[0].node  # whatever gave the whole numbers or truth values
    return StateError("M80", op=node.primitive.name, where=node.path or "the loss")


def _expect_finite(loss):
    finite = ops.isfinite(loss).payload
    if tracer.current() is not None:
        tracer.guard(finite, NONFINITE, {})
    elif not np.all(finite):
        raise NonFinite(loss.item())
