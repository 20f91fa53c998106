"""All state of a model as a tree of arrays: nested dicts by the paths of variables."""

import numpy as np

from pronghorn import arguments
from pronghorn.errors import ArgumentError, FileError

__all__ = ["KINDS", "WEIGHTS", "state_tree", "take_state_tree"]

WEIGHTS = ("trainable_variables", "non_trainable_variables")
TRAINING = ("optimizer_variables", "metrics_variables")
KINDS = (*WEIGHTS, *TRAINING)


def state_tree(model, value_format="backend_tensor", kinds=KINDS):
    """The values of all variables, first by kind, then by the parts of their paths.

    Args:
        value_format: `"numpy_array"` for arrays, `"backend_tensor"` for tensors.
        kinds: of variables, such as `WEIGHTS` alone.

    Raises:
        ArgumentError: for another format, and for two variables of one path.
    """
    known = ("backend_tensor", "numpy_array")
    arguments.choice("get_state_tree", "value_format", value_format, known)
    as_given = (lambda v: v.numpy()) if value_format == "numpy_array" else lambda v: v.value
    found = {}
    for kind in kinds:
        found[kind] = nested = {}
        for variable in _variables(model, kind):
            *outer, name = variable.path.split("/")
            place = nested
            for part in outer:
                place = place.setdefault(part, {})
            if name in place:
                raise ArgumentError("M12", name=variable.path, mend=f"{variable.path}_2")
            place[name] = as_given(variable)
    return found


def take_state_tree(model, tree):
    """Assigns the values of a tree that `state_tree` returned; kinds may be left out of it.

    Nothing is changed unless all fits; what a model that was not compiled has no place for is left.

    Raises:
        FileError: for a path that only the tree or only the model has, and for another shape.
    """
    taken = []
    optimizer = model.optimizer
    if "optimizer_variables" in tree and optimizer and not optimizer.built and model.built:
        model.build_optimizer()
    for kind, nested in tree.items():
        if kind not in KINDS:
            _refuse(model, f"it holds {kind!r}")
        if kind in TRAINING and model.optimizer is None:
            continue
        values = dict(_flat(nested))
        variables = {variable.path: variable for variable in _variables(model, kind)}
        if kind == "optimizer_variables":
            values, variables = _nameless(values), _nameless(variables)
        if kind == "metrics_variables":  # which begin anew with every epoch
            variables = {path: v for path, v in variables.items() if path in values}
            values = {path: value for path, value in values.items() if path in variables}
        for path in sorted(set(values) ^ set(variables)):
            _refuse(model, f"{path} is only in the {'file' if path in values else 'model'}")
        for path, variable in variables.items():
            value = np.asarray(values[path])
            if value.shape != tuple(variable.shape):
                _refuse(model, f"{path} has shape {tuple(variable.shape)}, there {value.shape}")
            taken.append((variable, value))
    for variable, value in taken:
        variable.assign(value)


def _variables(model, kind):
    if kind != "optimizer_variables":
        return getattr(model, kind)
    return model.optimizer.variables if model.optimizer is not None else []


def _flat(nested, before=""):
    for name, value in nested.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}/")
        else:
            yield before + name, value


def _nameless(by_path):
    """Without the optimizer's name, which counts the optimizers of a process."""
    if len({path.partition("/")[0] for path in by_path}) != 1:
        return by_path
    return {path.partition("/")[2]: found for path, found in by_path.items()}


def _refuse(model, reason):
    raise FileError("F05", path=f"the state for {model.name}", difference=reason)
