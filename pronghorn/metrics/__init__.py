"""Metrics: figures gathered over batches, the same for every batch size."""

from __future__ import annotations

from pronghorn import saving
from pronghorn.losses import (
    binary_crossentropy,
    binary_focal_crossentropy,
    categorical_crossentropy,
    categorical_focal_crossentropy,
    categorical_hinge,
    hinge,
    huber,
    kl_divergence,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
    poisson,
    sparse_categorical_crossentropy,
    squared_hinge,
)
from pronghorn.metrics.accuracy import (
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
    accuracy,
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
    sparse_top_k_categorical_accuracy,
    top_k_categorical_accuracy,
)
from pronghorn.metrics.auc import AUC
from pronghorn.metrics.base import Metric
from pronghorn.metrics.confusion import (
    FalseNegatives,
    FalsePositives,
    Precision,
    Recall,
    TrueNegatives,
    TruePositives,
)
from pronghorn.metrics.correlation import (
    ConcordanceCorrelation,
    PearsonCorrelation,
    R2Score,
    concordance_correlation,
    pearson_correlation,
)
from pronghorn.metrics.errors import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    CategoricalHinge,
    CosineSimilarity,
    Hinge,
    KLDivergence,
    LogCoshError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    Poisson,
    RootMeanSquaredError,
    SparseCategoricalCrossentropy,
    SquaredHinge,
)
from pronghorn.metrics.f_score import F1Score, FBetaScore
from pronghorn.metrics.overlap import BinaryIoU, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU
from pronghorn.metrics.reduction import Mean, MeanMetricWrapper, Sum
from pronghorn.metrics.trade_off import (
    PrecisionAtRecall,
    RecallAtPrecision,
    SensitivityAtSpecificity,
    SpecificityAtSensitivity,
)
from pronghorn.saving import identifiers
from pronghorn.variables import snake_case

__all__ = [
    "AUC",
    "Accuracy",
    "BinaryAccuracy",
    "BinaryCrossentropy",
    "BinaryIoU",
    "CategoricalAccuracy",
    "CategoricalCrossentropy",
    "CategoricalHinge",
    "ConcordanceCorrelation",
    "CosineSimilarity",
    "F1Score",
    "FBetaScore",
    "FalseNegatives",
    "FalsePositives",
    "Hinge",
    "IoU",
    "KLDivergence",
    "LogCoshError",
    "Mean",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanIoU",
    "MeanMetricWrapper",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Metric",
    "OneHotIoU",
    "OneHotMeanIoU",
    "PearsonCorrelation",
    "Poisson",
    "Precision",
    "PrecisionAtRecall",
    "R2Score",
    "Recall",
    "RecallAtPrecision",
    "RootMeanSquaredError",
    "SensitivityAtSpecificity",
    "SparseCategoricalAccuracy",
    "SparseCategoricalCrossentropy",
    "SparseTopKCategoricalAccuracy",
    "SpecificityAtSensitivity",
    "SquaredHinge",
    "Sum",
    "TopKCategoricalAccuracy",
    "TrueNegatives",
    "TruePositives",
    "accuracy",
    "binary_accuracy",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_accuracy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_hinge",
    "concordance_correlation",
    "deserialize",
    "get",
    "hinge",
    "huber",
    "kl_divergence",
    "log_cosh",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "pearson_correlation",
    "poisson",
    "serialize",
    "sparse_categorical_accuracy",
    "sparse_categorical_crossentropy",
    "sparse_top_k_categorical_accuracy",
    "squared_hinge",
    "top_k_categorical_accuracy",
]

_ALIASES = {
    "bce": BinaryCrossentropy,
    "cosine": CosineSimilarity,
    "cosine_proximity": CosineSimilarity,
    "kld": KLDivergence,
    "mae": MeanAbsoluteError,
    "mape": MeanAbsolutePercentageError,
    "mse": MeanSquaredError,
    "msle": MeanSquaredLogarithmicError,
    "rmse": RootMeanSquaredError,
}
_PUBLIC = {
    name: globals()[name] for name in __all__ if name not in ("deserialize", "get", "serialize")
}
# A name in snake case means the class where there is one, so that its settings can be saved.
_NAMED = {
    **_PUBLIC,
    **{snake_case(name): found for name, found in _PUBLIC.items() if isinstance(found, type)},
    **_ALIASES,
    **{name.upper(): found for name, found in _ALIASES.items() if len(name) <= 4},
}


def get(identifier):
    """The metric that a name, a configuration, a class or a function stands for.

    Args:
        identifier: such as `"mse"`, `"MeanSquaredError"`, a dict of `serialize`, a class, or
            anything to call; None stays None. `"accuracy"` means exact equality here; in `compile`
            it is chosen by shapes.

    Raises:
        UnknownNameError: for a name that stands for nothing; the nearest one is suggested.

    Example:
        >>> from pronghorn import metrics
        >>> metrics.get("mse").name
        'mean_squared_error'
    """
    return identifiers.instance(
        "metric",
        identifier,
        deserialize,
        named,
    )


def named(name):
    """The class or function of a name, or UnknownNameError with the nearest one."""
    return identifiers.known_name("metric", name, _NAMED, ["acc", "crossentropy"])


def serialize(metric):
    """The configuration of a metric object or of a function, as Keras writes it.

    Example:
        >>> from pronghorn import metrics
        >>> metrics.serialize(metrics.Mean())["config"]
        {'name': 'mean', 'dtype': 'float32'}
    """
    return saving.serialize_keras_object(metric)


def deserialize(config, custom_objects=None):
    """The metric that `serialize` wrote, or that has this name.

    Example:
        >>> from pronghorn import metrics
        >>> metrics.deserialize(metrics.serialize(metrics.Mean("loss"))).name
        'loss'
    """
    return saving.deserialize_keras_object(config, custom_objects, module_objects=_NAMED)
