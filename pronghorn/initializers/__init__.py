"""The first values of weights."""

import numpy as np

from pronghorn import ops
from pronghorn.errors import ShapeError
from pronghorn.initializers.base import Initializer, RandomInitializer
from pronghorn.initializers.drawn import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    Orthogonal,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
)
from pronghorn.initializers.fixed import STFT, Constant, Identity, Ones, Zeros
from pronghorn.saving import identifiers, registry
from pronghorn.tensor import Tensor
from pronghorn.variables import named_initializer

__all__ = [
    "STFT",
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Identity",
    "Initializer",
    "LecunNormal",
    "LecunUniform",
    "Ones",
    "Orthogonal",
    "RandomInitializer",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "deserialize",
    "get",
    "serialize",
]

_CLASSES = [
    item for item in list(globals().values()) if isinstance(item, type) and item is not Tensor
]
NAMED = {
    **identifiers.both_spellings([cls for cls in _CLASSES if issubclass(cls, Initializer)]),
    "IdentityInitializer": Identity,
    "OrthogonalInitializer": Orthogonal,
    "STFTInitializer": STFT,
    "normal": RandomNormal,
    "one": Ones,
    "uniform": RandomUniform,
    "zero": Zeros,
}


def serialize(initializer):
    """The initializer as Keras' record."""
    return registry.serialize_keras_object(initializer)


def deserialize(config, custom_objects=None):
    """The initializer that a name or record stands for.

    Raises:
        ValueError: for an unknown name; the nearest known one is suggested.
    """
    return identifiers.known_object("initializer", config, NAMED, custom_objects)


def get(identifier):
    """The initializer meant by a name, a record, a class, an array or a function; None stays None.

    Raises:
        ValueError: for an unknown name, or anything that cannot be called.

    Example:
        >>> from pronghorn import initializers
        >>> initializers.get("zeros")((2,)).numpy()
        array([0., 0.], dtype=float32)
    """
    if isinstance(identifier, Tensor | np.ndarray | np.generic):
        return _given(identifier)
    return identifiers.instance("initializer", identifier, deserialize, deserialize)


def _given(values):
    """An initializer that gives these very values."""

    def given(shape, dtype=None):
        if tuple(shape) != tuple(values.shape):
            raise ShapeError("M32", name="array", want=tuple(values.shape), got=tuple(shape))
        return ops.cast(values, dtype or str(values.dtype))

    return given


named_initializer["get"] = get


__getattr__ = identifiers.lookup(__name__, NAMED)
