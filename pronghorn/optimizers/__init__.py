"""Optimizers: how weights move along gradients, with Keras 3's formulas and slots."""

from __future__ import annotations

from pronghorn import saving
from pronghorn.errors import ArgumentError, unknown_name
from pronghorn.optimizers import schedules

# No file here is called by an optimizer: `adam` and its like are old spellings of the classes.
from pronghorn.optimizers.accumulators import Adadelta, Adagrad, Ftrl
from pronghorn.optimizers.base import Optimizer
from pronghorn.optimizers.factored import Adafactor
from pronghorn.optimizers.layerwise import Lamb
from pronghorn.optimizers.loss_scale import LossScaleOptimizer
from pronghorn.optimizers.mean_square import RMSprop
from pronghorn.optimizers.moments import Adam, Adamax, AdamW, Lion, Nadam
from pronghorn.optimizers.momentum import SGD
from pronghorn.optimizers.orthogonal import Muon
from pronghorn.optimizers.schedule_free import ScheduleFreeAdamW
from pronghorn.optimizers.several import MultiOptimizer, OptimizerMap

__all__ = [
    "SGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lamb",
    "Lion",
    "LossScaleOptimizer",
    "MultiOptimizer",
    "Muon",
    "Nadam",
    "Optimizer",
    "OptimizerMap",
    "RMSprop",
    "ScheduleFreeAdamW",
    "deserialize",
    "get",
    "schedules",
    "serialize",
]

_BY_LOWER = {name.lower(): globals()[name] for name in __all__ if name[0].isupper()}


def get(identifier):
    """The optimizer that a name, a configuration, a class or an optimizer stands for.

    Args:
        identifier: a name in any case, a dict of `serialize`, a class, or an object; None stays.

    Raises:
        UnknownNameError: for a name that stands for nothing; the nearest one is suggested.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.get("RMSprop").rho
        0.9
    """
    if identifier is None:
        return None
    found = identifier
    if isinstance(identifier, dict):
        found = deserialize(identifier)
    elif isinstance(identifier, str):
        found = _named(identifier)
    if isinstance(found, type) and issubclass(found, Optimizer):
        found = found()
    # A foreign optimizer is told by what training calls.
    if not callable(getattr(found, "apply", None)):
        raise ArgumentError("M24", kind="optimizer", got=identifier)
    return found


def _named(name):
    found = saving.get_registered_object(name) or _BY_LOWER.get(name.lower())
    if found is None:
        raise unknown_name("optimizer", name, _BY_LOWER)
    return found


def serialize(optimizer):
    """The configuration of an optimizer, as Keras writes it.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.serialize(optimizers.Adam())["class_name"]
        'Adam'
    """
    return saving.serialize_keras_object(optimizer)


def deserialize(config, custom_objects=None):
    """The optimizer that `serialize` wrote; names of built-in ones may be in any case.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.deserialize({"class_name": "sgd", "config": {}}).momentum
        0.0
    """
    name = config.get("class_name") if isinstance(config, dict) else None
    if isinstance(name, str) and name.lower() in _BY_LOWER:
        config = {**config, "class_name": _BY_LOWER[name.lower()].__name__}
    known = {cls.__name__: cls for cls in _BY_LOWER.values()}
    return saving.deserialize_keras_object(config, custom_objects, module_objects=known)
