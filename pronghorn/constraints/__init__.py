"""Projections that an optimizer applies to a weight after each update."""

from pronghorn import ops
from pronghorn.changes import Changing
from pronghorn.config import epsilon
from pronghorn.errors import StateError
from pronghorn.saving import identifiers, registry

__all__ = [
    "Constraint",
    "MaxNorm",
    "MinMaxNorm",
    "NonNeg",
    "UnitNorm",
    "deserialize",
    "get",
    "serialize",
]


class Constraint(Changing):
    """The base of constraints: derive from it, define `__call__`, and `get_config` if it has
    arguments.

    Example:
        >>> from pronghorn import constraints, ops
        >>> class Below(constraints.Constraint):
        ...     def __call__(self, w):
        ...         return ops.minimum(w, 1.0)
        >>> Below()([0.5, 2.0]).numpy()
        array([0.5, 1. ], dtype=float32)
    """

    def __call__(self, w):  # noqa: ARG002  # what subclasses take
        """The weight, changed so that the condition holds."""
        raise StateError("M34", owner=type(self).__name__, method="__call__", arguments="self, w")

    def get_config(self):
        return {}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def _norm(w, axis):
    return ops.sqrt(ops.sum(ops.square(w), axis=axis, keepdims=True))


class MaxNorm(Constraint):
    """Vectors along `axis` longer than `max_value` are shortened to it.

    Example:
        >>> from pronghorn import constraints
        >>> constraints.MaxNorm(2.5)([3.0, 4.0]).numpy().round(3)
        array([1.5, 2. ], dtype=float32)
    """

    def __init__(self, max_value=2, axis=0):
        self.max_value = max_value
        self.axis = axis

    def __call__(self, w):
        w = ops.convert_to_tensor(w)
        norm = _norm(w, self.axis)
        wanted = ops.clip(norm, 0, self.max_value)
        return ops.multiply(w, ops.divide(wanted, ops.add(norm, epsilon())))

    def get_config(self):
        return {"max_value": self.max_value, "axis": self.axis}


class NonNeg(Constraint):
    """Negative entries become 0.

    Example:
        >>> from pronghorn import constraints
        >>> constraints.NonNeg()([-1.0, 2.0]).numpy()
        array([0., 2.], dtype=float32)
    """

    def __call__(self, w):
        return ops.maximum(ops.convert_to_tensor(w), 0.0)


class UnitNorm(Constraint):
    """Vectors along `axis` get length 1.

    Example:
        >>> from pronghorn import constraints
        >>> constraints.UnitNorm()([3.0, 4.0]).numpy().round(3)
        array([0.6, 0.8], dtype=float32)
    """

    def __init__(self, axis=0):
        self.axis = axis

    def __call__(self, w):
        w = ops.convert_to_tensor(w)
        return ops.divide(w, ops.add(_norm(w, self.axis), epsilon()))

    def get_config(self):
        return {"axis": self.axis}


class MinMaxNorm(Constraint):
    """Vectors along `axis` get a length within bounds, wholly or by the share `rate` per update.

    Example:
        >>> from pronghorn import constraints
        >>> constraints.MinMaxNorm(10.0, 20.0)([3.0, 4.0]).numpy().round(3)
        array([6., 8.], dtype=float32)
    """

    def __init__(self, min_value=0.0, max_value=1.0, rate=1.0, axis=0):
        self.min_value = min_value
        self.max_value = max_value
        self.rate = rate
        self.axis = axis

    def __call__(self, w):
        w = ops.convert_to_tensor(w)
        norm = _norm(w, self.axis)
        bounded = ops.clip(norm, self.min_value, self.max_value)
        wanted = ops.add(ops.multiply(self.rate, bounded), ops.multiply(1 - self.rate, norm))
        return ops.multiply(w, ops.divide(wanted, ops.add(norm, epsilon())))

    def get_config(self):
        return {
            "min_value": self.min_value,
            "max_value": self.max_value,
            "rate": self.rate,
            "axis": self.axis,
        }


_CLASSES = (MaxNorm, MinMaxNorm, NonNeg, UnitNorm)
NAMED = {
    **identifiers.both_spellings(_CLASSES),
    "maxnorm": MaxNorm,  # Keras 1's names
    "nonneg": NonNeg,
    "unitnorm": UnitNorm,
}


def serialize(constraint):
    """The constraint as Keras' record."""
    return registry.serialize_keras_object(constraint)


def deserialize(config, custom_objects=None):
    """The constraint that a name or record stands for.

    Raises:
        ValueError: for an unknown name; the nearest known one is suggested.
    """
    return identifiers.known_object("constraint", config, NAMED, custom_objects)


def get(identifier):
    """The constraint meant by a name, a record, a class or a function; None stays None.

    Raises:
        ValueError: for an unknown name, or anything that cannot be called.

    Example:
        >>> from pronghorn import constraints
        >>> constraints.get("max_norm").max_value
        2
    """
    return identifiers.instance("constraint", identifier, deserialize, deserialize)


__getattr__ = identifiers.lookup(__name__, NAMED)
