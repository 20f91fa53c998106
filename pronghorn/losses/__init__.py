"""Losses: what training makes small, as functions of a batch and as classes with a reduction."""

from __future__ import annotations

from pronghorn import saving
from pronghorn.losses.base import Loss, LossFunctionWrapper
from pronghorn.losses.embedding import Circle, circle
from pronghorn.losses.focal import (
    BinaryFocalCrossentropy,
    CategoricalFocalCrossentropy,
    binary_focal_crossentropy,
    categorical_focal_crossentropy,
)
from pronghorn.losses.margin import (
    CategoricalHinge,
    Hinge,
    SquaredHinge,
    categorical_hinge,
    hinge,
    squared_hinge,
)
from pronghorn.losses.overlap import Dice, Tversky, dice, tversky
from pronghorn.losses.probabilistic import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    CategoricalGeneralizedCrossEntropy,
    KLDivergence,
    Poisson,
    SparseCategoricalCrossentropy,
    binary_crossentropy,
    categorical_crossentropy,
    categorical_generalized_cross_entropy,
    kl_divergence,
    poisson,
    sparse_categorical_crossentropy,
)
from pronghorn.losses.regression import (
    CosineSimilarity,
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    cosine_similarity,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
)
from pronghorn.losses.sequence import CTC, ctc
from pronghorn.saving import identifiers

__all__ = [
    "CTC",
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "CategoricalHinge",
    "Circle",
    "CosineSimilarity",
    "Dice",
    "Hinge",
    "Huber",
    "KLDivergence",
    "LogCosh",
    "Loss",
    "LossFunctionWrapper",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Poisson",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
    "Tversky",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy",
    "categorical_hinge",
    "circle",
    "cosine_similarity",
    "ctc",
    "deserialize",
    "dice",
    "get",
    "hinge",
    "huber",
    "kl_divergence",
    "log_cosh",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "poisson",
    "serialize",
    "sparse_categorical_crossentropy",
    "squared_hinge",
    "tversky",
]

_ALIASES = {
    "bce": binary_crossentropy,
    "kld": kl_divergence,
    "kullback_leibler_divergence": kl_divergence,
    "logcosh": log_cosh,
    "mae": mean_absolute_error,
    "mape": mean_absolute_percentage_error,
    "mse": mean_squared_error,
    "msle": mean_squared_logarithmic_error,
}
_NAMED = {
    name: globals()[name] for name in __all__ if name not in ("deserialize", "get", "serialize")
}
_NAMED.update(_ALIASES)
_NAMED.update({name.upper(): loss for name, loss in _ALIASES.items() if len(name) <= 4})


def get(identifier):
    """The loss that a name, a configuration, a class or a function stands for.

    Args:
        identifier: such as `"mse"`, `"MeanSquaredError"`, a dict of `serialize`, a class, or
            anything to call; None stays None.

    Raises:
        UnknownNameError: for a name that stands for nothing; the nearest one is suggested.

    Example:
        >>> from pronghorn import losses
        >>> losses.get("mse").__name__
        'mean_squared_error'
    """
    return identifiers.instance(
        "loss",
        identifier,
        deserialize,
        named,
    )


def named(name):
    """The class or function of a name, or UnknownNameError with the nearest one."""
    return identifiers.known_name("loss", name, _NAMED)


def serialize(loss):
    """The configuration of a loss object or of a function, as Keras writes it.

    Example:
        >>> from pronghorn import losses
        >>> losses.serialize(losses.Huber(delta=2.0))["config"]["delta"]
        2.0
    """
    return saving.serialize_keras_object(loss)


def deserialize(name, custom_objects=None):
    """The loss that `serialize` wrote, or that has this name.

    Example:
        >>> from pronghorn import losses
        >>> losses.deserialize(losses.serialize(losses.Huber(delta=2.0))).settings
        {'delta': 2.0}
    """
    return saving.deserialize_keras_object(name, custom_objects, module_objects=_NAMED)
