"""Penalties on weights or activations that are added to the loss."""

from pronghorn import arguments, ops
from pronghorn.changes import Changing
from pronghorn.errors import ShapeError, StateError, wrong_argument
from pronghorn.saving import identifiers, registry

__all__ = [
    "L1",
    "L1L2",
    "L2",
    "OrthogonalRegularizer",
    "Regularizer",
    "deserialize",
    "get",
    "serialize",
]


class Regularizer(Changing):
    """The base of regularizers: derive from it and define `__call__` and `get_config`.

    Example:
        >>> from pronghorn import ops, regularizers
        >>> class Largest(regularizers.Regularizer):
        ...     def __call__(self, x):
        ...         return ops.max(ops.abs(x))
        >>> float(Largest()([1.0, -3.0]))
        3.0
    """

    def __call__(self, x):  # noqa: ARG002  # what subclasses take
        """The penalty: a scalar for a tensor."""
        raise StateError("M34", owner=type(self).__name__, method="__call__", arguments="self, x")

    def get_config(self):
        raise StateError("M34", owner=type(self).__name__, method="get_config", arguments="self")

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def _strength(owner, argument, value, default):
    value = default if value is None else value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e300:
        raise wrong_argument(owner, argument, "a finite number >= 0", value, 0.01)
    return float(value)


class L1L2(Regularizer):
    """`l1 * sum(abs(x)) + l2 * sum(x**2)`.

    Example:
        >>> from pronghorn import regularizers
        >>> float(regularizers.L1L2(l1=1.0, l2=1.0)([1.0, -3.0]))
        14.0
    """

    def __init__(self, l1=0.0, l2=0.0):
        self.l1 = _strength("L1L2", "l1", l1, 0.0)
        self.l2 = _strength("L1L2", "l2", l2, 0.0)

    def __call__(self, x):
        x = ops.convert_to_tensor(x)
        total = ops.zeros((), x.dtype)
        if self.l1:
            total = ops.add(total, ops.multiply(self.l1, ops.sum(ops.absolute(x))))
        if self.l2:
            total = ops.add(total, ops.multiply(self.l2, ops.sum(ops.square(x))))
        return total

    def get_config(self):
        return {"l1": self.l1, "l2": self.l2}


class L1(Regularizer):
    """`l1 * sum(abs(x))`.

    Example:
        >>> from pronghorn import regularizers
        >>> float(regularizers.L1(0.5)([1.0, -3.0]))
        2.0
    """

    def __init__(self, l1=0.01):
        self.l1 = _strength("L1", "l1", l1, 0.01)

    def __call__(self, x):
        return ops.multiply(self.l1, ops.sum(ops.absolute(x)))

    def get_config(self):
        return {"l1": self.l1}


class L2(Regularizer):
    """`l2 * sum(x**2)`.

    Example:
        >>> from pronghorn import regularizers
        >>> float(regularizers.L2(0.5)([1.0, -3.0]))
        5.0
    """

    def __init__(self, l2=0.01):
        self.l2 = _strength("L2", "l2", l2, 0.01)

    def __call__(self, x):
        return ops.multiply(self.l2, ops.sum(ops.square(x)))

    def get_config(self):
        return {"l2": self.l2}


class OrthogonalRegularizer(Regularizer):
    """`factor` times the mean cosine between different rows, or columns, of a matrix.

    Example:
        >>> from pronghorn import regularizers
        >>> float(regularizers.OrthogonalRegularizer()([[1.0, 0.0], [0.0, 1.0]]))
        0.0
    """

    def __init__(self, factor=0.01, mode="rows"):
        self.factor = _strength("OrthogonalRegularizer", "factor", factor, 0.01)
        self.mode = arguments.choice("OrthogonalRegularizer", "mode", mode, ("rows", "columns"))

    def __call__(self, x):
        x = ops.convert_to_tensor(x)
        if x.ndim != 2:
            raise ShapeError("S03", op="OrthogonalRegularizer", want="a matrix", got=x.type)
        x = ops.normalize(x, axis=1 if self.mode == "rows" else 0)
        x = x if self.mode == "rows" else ops.transpose(x)
        size = x.shape[0]
        cosines = ops.absolute(ops.matmul(x, ops.transpose(x)))
        others = ops.sum(ops.multiply(cosines, 1.0 - ops.eye(size, dtype=x.dtype)))
        pairs = size * (size - 1.0) / 2.0
        return ops.divide(ops.multiply(self.factor * 0.5, others), pairs)

    def get_config(self):
        return {"factor": self.factor, "mode": self.mode}


_CLASSES = (L1, L2, L1L2, OrthogonalRegularizer)
NAMED = {
    **identifiers.both_spellings(_CLASSES),
    "l1_l2": L1L2,
    "l1l2": L1L2,
}


def serialize(regularizer):
    """The regularizer as Keras' record."""
    return registry.serialize_keras_object(regularizer)


def deserialize(config, custom_objects=None):
    """The regularizer that a name or record stands for.

    Raises:
        ValueError: for an unknown name; the nearest known one is suggested.
    """
    return identifiers.known_object("regularizer", config, NAMED, custom_objects)


def get(identifier):
    """The regularizer meant by a name, a record, a class or a function; None stays None.

    Raises:
        ValueError: for an unknown name, or anything that cannot be called.

    Example:
        >>> from pronghorn import regularizers
        >>> regularizers.get("l2").l2
        0.01
    """
    return identifiers.instance("regularizer", identifier, deserialize, deserialize)


__getattr__ = identifiers.lookup(__name__, NAMED)
