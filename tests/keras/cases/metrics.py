"""The metrics: results after each of several batches, weighted or not, and after a reset."""

import numpy as np

PROBABILITIES = np.array(
    [
        *([0.1, 0.7, 0.2], [0.05, 0.05, 0.9], [0.4, 0.3, 0.3], [0.25, 0.5, 0.25]),
        *([0.6, 0.3, 0.1], [0.2, 0.2, 0.6], [0.5, 0.5, 0], [0, 0, 1]),
    ],
    "float32",
)
LABELS = np.array([1, 2, 1, 0, 0, 1, 1, 2], "int32")
ONE_HOT = np.eye(3, dtype="float32")[LABELS]
BITS = np.array([[0, 1, 1], [1, 0, 1], [0, 0, 0], [1, 1, 1]] * 2, "float32")
TARGETS = np.linspace(-2, 3, 24, dtype="float32").reshape(8, 3)
OTHER_LABELS = np.array([1, 2, 0, 0, 2, 1, 0, 1], "int32")
SLOPES = np.array([[1, 2, 4], [0, -1, 1], [3, 3.5, 1], [0, 0.1, 0.5]] * 2, "float32")
WEIGHTS = np.array([1, 0, 2.5, 0.25, 3, 0, 0.5, 1], "float32")
BATCHES = (slice(0, 3), slice(3, 6), slice(6, 8))  # the last batch is partial

# Arguments, y_true, y_pred.
CALLS = {
    "Accuracy": [({}, LABELS, PROBABILITIES.argmax(1).astype("int32")), ({}, BITS, 1 - BITS)],
    "BinaryAccuracy": [
        ({}, BITS, PROBABILITIES),
        ({"threshold": 0.2}, BITS, PROBABILITIES),
        ({}, BITS[:, 0], PROBABILITIES[:, :1]),
    ],
    "CategoricalAccuracy": [({}, ONE_HOT, PROBABILITIES)],
    "SparseCategoricalAccuracy": [
        ({}, LABELS, PROBABILITIES),
        ({}, LABELS[:, None], PROBABILITIES),
    ],
    "TopKCategoricalAccuracy": [
        ({}, ONE_HOT, PROBABILITIES),
        ({"k": 1}, ONE_HOT, PROBABILITIES),
        ({"k": 2}, ONE_HOT, PROBABILITIES),
    ],
    "SparseTopKCategoricalAccuracy": [
        ({"k": 1}, LABELS, PROBABILITIES),
        ({"k": 2}, LABELS, PROBABILITIES),
    ],
    "MeanSquaredError": [({}, TARGETS, PROBABILITIES)],
    "MeanAbsoluteError": [({}, TARGETS, PROBABILITIES)],
    "CategoricalCrossentropy": [
        ({}, ONE_HOT, PROBABILITIES),
        ({"from_logits": True, "label_smoothing": 0.1}, ONE_HOT, TARGETS),
    ],
    "SparseCategoricalCrossentropy": [
        ({}, LABELS, PROBABILITIES),
        ({"from_logits": True}, LABELS, TARGETS),
    ],
    "BinaryCrossentropy": [
        ({}, BITS, PROBABILITIES),
        ({"from_logits": True}, BITS, TARGETS),
    ],
    **{
        name: [({}, BITS, PROBABILITIES), ({"thresholds": [0.1, 0.4]}, BITS, PROBABILITIES)]
        for name in ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives")
    },
    "Precision": [
        ({}, BITS, PROBABILITIES),
        ({}, BITS[:, 0], PROBABILITIES[:, 0]),
        ({"thresholds": [0.0, 0.5, 1.0], "class_id": 1}, BITS, PROBABILITIES),
        ({"top_k": 2}, BITS, PROBABILITIES),
    ],
    "Recall": [
        ({"thresholds": 0.25}, BITS, PROBABILITIES),
        ({"thresholds": [0.25, 0.3]}, BITS[:, 0], PROBABILITIES[:, :1]),
        ({"top_k": 1, "class_id": 2}, ONE_HOT, PROBABILITIES),
    ],
    "SensitivityAtSpecificity": [({"specificity": 0.4}, BITS, PROBABILITIES)],
    "SpecificityAtSensitivity": [
        ({"sensitivity": 0.6, "num_thresholds": 5, "class_id": 1}, BITS, PROBABILITIES)
    ],
    "PrecisionAtRecall": [({"recall": 0.5}, BITS, PROBABILITIES)],
    "RecallAtPrecision": [
        ({"precision": 0.6}, BITS, PROBABILITIES),
        ({"precision": 0.6, "num_thresholds": 1}, BITS, PROBABILITIES),
    ],
    "AUC": [
        ({}, BITS, PROBABILITIES),
        ({"curve": "PR", "num_thresholds": 11}, BITS[:, 0], PROBABILITIES[:, :1]),
        ({"curve": "PRGAIN", "summation_method": "majoring"}, BITS, PROBABILITIES),
        ({"curve": "PR", "summation_method": "minoring"}, BITS, PROBABILITIES),
        ({"thresholds": [0.2, 0.3, 0.9]}, BITS, PROBABILITIES),
        ({"from_logits": True, "label_weights": [0.5, 2.0, 1.0]}, BITS, TARGETS),
        ({"multi_label": True, "label_weights": [0.5, 2.0, 1.0]}, BITS, PROBABILITIES),
        ({"multi_label": True, "num_labels": 3, "curve": "PR"}, BITS, PROBABILITIES),
    ],
    "IoU": [
        ({"num_classes": 3, "target_class_ids": [0, 2]}, LABELS, OTHER_LABELS),
        ({"num_classes": 3, "target_class_ids": (1,), "ignore_class": 0}, LABELS, OTHER_LABELS),
    ],
    "BinaryIoU": [
        ({}, BITS[:, 0], PROBABILITIES[:, 0]),
        ({"target_class_ids": [1], "threshold": 0.3}, BITS[:, 1:2], PROBABILITIES[:, 1:2]),
    ],
    "MeanIoU": [({"num_classes": 3, "dtype": "float32"}, LABELS, OTHER_LABELS)],
    "OneHotIoU": [({"num_classes": 3, "target_class_ids": [1, 2]}, ONE_HOT, PROBABILITIES)],
    "OneHotMeanIoU": [
        ({"num_classes": 3}, ONE_HOT, PROBABILITIES),
        ({"num_classes": 3, "sparse_y_pred": True}, ONE_HOT, OTHER_LABELS),
    ],
    "FBetaScore": [
        ({}, BITS, PROBABILITIES),
        ({"average": "micro", "beta": 2.0, "threshold": 0.25}, BITS, PROBABILITIES),
        ({"average": "weighted", "beta": 0.5}, BITS, PROBABILITIES),
    ],
    "F1Score": [({"average": "macro", "threshold": 0.3}, BITS, PROBABILITIES)],
    "R2Score": [
        ({}, TARGETS, PROBABILITIES),
        ({"class_aggregation": None}, TARGETS, PROBABILITIES),
        (
            {"class_aggregation": "variance_weighted_average", "num_regressors": 2},
            TARGETS,
            PROBABILITIES,
        ),
    ],
    "PearsonCorrelation": [({}, SLOPES, PROBABILITIES)],
    "ConcordanceCorrelation": [({}, SLOPES, PROBABILITIES)],
    "MeanAbsolutePercentageError": [({}, TARGETS, PROBABILITIES)],
    "MeanSquaredLogarithmicError": [({}, PROBABILITIES, np.abs(TARGETS))],
    "RootMeanSquaredError": [({}, TARGETS, PROBABILITIES)],
    "CosineSimilarity": [({}, TARGETS, PROBABILITIES)],
    "LogCoshError": [({}, TARGETS, PROBABILITIES)],
    "Hinge": [({}, BITS, TARGETS)],
    "SquaredHinge": [({}, BITS, TARGETS)],
    "CategoricalHinge": [({}, ONE_HOT, TARGETS)],
    "KLDivergence": [({}, ONE_HOT, PROBABILITIES)],
    "Poisson": [({}, BITS, PROBABILITIES)],
}
# Keras makes the state of these at their first batch, and refuses a result before it.
LATE = {"FBetaScore", "F1Score", "R2Score"}
# Those that keep other sums than Keras does: around the mean, so that nothing is lost.
OWN_STATE = {"R2Score"}
FUNCTIONS = {
    "binary_accuracy": (BITS, PROBABILITIES),
    "categorical_accuracy": (ONE_HOT, PROBABILITIES),
    "sparse_categorical_accuracy": (LABELS, PROBABILITIES),
    "top_k_categorical_accuracy": (ONE_HOT, PROBABILITIES),
    "sparse_top_k_categorical_accuracy": (LABELS, PROBABILITIES),
}


def numbers(keras, tensor):
    return np.asarray(keras.ops.convert_to_numpy(tensor))


def running(name, arguments, y_true, y_pred):
    def results(keras):
        metric = getattr(keras.metrics, name)(**arguments)
        late = name in LATE or arguments.get("multi_label")
        history = {} if late else {"at first": numbers(keras, metric.result())}
        for weights in (None, WEIGHTS):
            kind = "plain" if weights is None else "weighted"
            for number, batch in enumerate(BATCHES):
                weight = None if weights is None else weights[batch]
                metric.update_state(y_true[batch], y_pred[batch], sample_weight=weight)
                history[f"{kind} {number}"] = numbers(keras, metric.result())
            metric.reset_state()
            history[f"{kind} reset"] = numbers(keras, metric.result())
        return history

    return results


def variables(name, arguments):
    def records(keras):
        metric = getattr(keras.metrics, name)(**arguments)
        return [
            [variable.path, list(variable.shape), keras.backend.standardize_dtype(variable.dtype)]
            for variable in metric.variables
        ]

    return records


def config(name, arguments):
    return lambda keras: dict(
        sorted(getattr(keras.metrics, name)(**arguments).get_config().items())
    )


def of_values(name):
    """Metrics of plain values: `Mean` and `Sum`."""

    def results(keras):
        metric = getattr(keras.metrics, name)(name="values")
        history = []
        for batch in BATCHES:
            metric.update_state(TARGETS[batch])
            history.append(numbers(keras, metric.result()))
        metric.update_state(7.5)
        metric.update_state(TARGETS, sample_weight=WEIGHTS)
        history.append(numbers(keras, metric.result()))
        metric.update_state(TARGETS[:, 0], sample_weight=0.5)
        history.append(numbers(keras, metric.result()))
        return history

    return results


def function(name, y_true, y_pred):
    return lambda keras: numbers(keras, getattr(keras.metrics, name)(y_true, y_pred))


def called(keras):
    """Calling a metric updates it and returns the result so far."""
    metric = keras.metrics.MeanSquaredError()
    return [numbers(keras, metric(TARGETS[batch], PROBABILITIES[batch])) for batch in BATCHES]


def edges(keras):
    """A cell that is NaN, and no rows at all."""
    gaps = np.array([0.1, np.nan, 0.8, 0.3], "float32")
    flags = np.array([0, 1, 1, 0], "float32")
    columns = (np.stack([flags, 1 - flags], 1), np.stack([gaps, gaps[::-1]], 1))
    results = {}
    for name, arguments, y_true, y_pred in (
        ("AUC", {}, flags, gaps),
        ("Precision", {}, flags, gaps),
        ("Recall", {}, flags, gaps),
        ("PrecisionAtRecall", {"recall": 0.5}, flags, gaps),
        ("BinaryIoU", {}, flags, gaps),
        ("F1Score", {"average": "macro"}, *columns),
        ("R2Score", {}, *columns),
        ("MeanSquaredError", {}, *columns),
        ("BinaryAccuracy", {}, *columns),
        ("PearsonCorrelation", {}, *columns),
    ):
        for kind, rows in (("gap", slice(None)), ("nothing", slice(0))):
            metric = getattr(keras.metrics, name)(**arguments)
            metric.update_state(y_true[rows], y_pred[rows])
            results[f"{name} {kind}"] = numbers(keras, metric.result())
    return results


def found(keras):
    names = ["accuracy", "mse", "mae", "categorical_accuracy", "binary_crossentropy", "Mean"]
    return {name: keras.metrics.serialize(keras.metrics.get(name)) for name in names}


def cases():
    made = {
        "Mean": of_values("Mean"),
        "Sum": of_values("Sum"),
        "called": called,
        "edges": edges,
        "get": found,
    }
    for name, (y_true, y_pred) in FUNCTIONS.items():
        made[name] = function(name, y_true, y_pred)
    for name, calls in CALLS.items():
        made[f"{name} config"] = config(name, calls[-1][0])
        if name not in OWN_STATE:
            made[f"{name} variables"] = variables(name, calls[0][0])
        for position, (arguments, y_true, y_pred) in enumerate(calls):
            made[f"{name} {position} {arguments}"] = running(name, arguments, y_true, y_pred)
    return made


CASES = cases()
