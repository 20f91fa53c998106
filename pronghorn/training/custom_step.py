"""Steps that a model's class defines: what they are given, and what becomes of their logs.

`train_step(self, data)` changes variables itself; `train_step(self, state, data)`, as Keras has it
under JAX, returns their values. The logs of the last batch are the figures of an epoch.
"""

import inspect

import numpy as np

from pronghorn import ops
from pronghorn.config import floatx
from pronghorn.data.sequences import pack_x_y_sample_weight
from pronghorn.errors import ArgumentError
from pronghorn.trace import faults
from pronghorn.variables import Variable

__all__ = ["is_stateless", "keep", "predicted", "run"]


def run(trainer, kind, x, y, sample_weight, on_loss):
    """One batch by the model's own `train_step` or `test_step`.

    Args:
        on_loss: a function that is handed each loss that the step differentiates by variables.
    """
    method = getattr(trainer, f"{kind}_step")
    data = pack_x_y_sample_weight(x, y, sample_weight)
    token = faults.on_loss.set(on_loss)
    try:
        if is_stateless(method):
            logs = _with_state(method, _states(trainer, kind), data)
        else:
            logs = method(data)
    finally:
        faults.on_loss.reset(token)
    keep(trainer, kind, logs)


def predicted(trainer, x):
    """The outputs for a batch by the model's own `predict_step`."""
    data = pack_x_y_sample_weight(x)
    if is_stateless(trainer.predict_step):
        return _with_state(trainer.predict_step, _states(trainer, "predict"), data)
    return trainer.predict_step(data)


def is_stateless(method):
    """Whether a step takes the state beside the data."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = inspect.signature(method).parameters.values()
    return sum(p.kind in kinds and p.default is p.empty for p in parameters) >= 2


def _states(trainer, kind):
    """The lists of variables that a step of this kind is given, in the order of Keras under JAX."""
    states = [trainer.trainable_variables, trainer.non_trainable_variables]
    if kind == "train":
        states.append(trainer.optimizer.variables)
    if kind != "predict":
        states.append(trainer.metrics_variables)
    return states


def _with_state(method, variables, data):
    state = tuple([each.value for each in part] for part in variables)
    result, after = method(state, data)
    for part, values in zip(variables, after, strict=True):
        for variable, value in zip(part, values, strict=True):
            variable.assign(value)
    return result


def keep(trainer, kind, logs):
    """The logs of a batch go into variables, which hold those of the last one."""
    if not isinstance(logs, dict):
        raise ArgumentError(
            "M72", owner=type(trainer).__name__, method=f"{kind}_step", got=type(logs).__name__
        )
    kept = trainer._compiled.logs.setdefault(kind, {})
    for name, value in _flat(logs):
        value = ops.cast(ops.convert_to_tensor(value), floatx())
        if name not in kept:
            start = np.zeros(value.shape, floatx())
            kept[name] = Variable(start, trainable=False, name=name)
        kept[name].assign(value)


def _flat(logs):
    """Names and values, those of dicts within dicts too."""
    for name, value in logs.items():
        if isinstance(value, dict):
            yield from _flat(value)
        else:
            yield name, value
