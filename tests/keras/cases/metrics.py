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
}
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
        history = {"at first": numbers(keras, metric.result())}
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


def found(keras):
    names = ["accuracy", "mse", "mae", "categorical_accuracy", "binary_crossentropy", "Mean"]
    return {name: keras.metrics.serialize(keras.metrics.get(name)) for name in names}


def cases():
    made = {"Mean": of_values("Mean"), "Sum": of_values("Sum"), "called": called, "get": found}
    for name, (y_true, y_pred) in FUNCTIONS.items():
        made[name] = function(name, y_true, y_pred)
    for name, calls in CALLS.items():
        made[f"{name} variables"] = variables(name, {})
        for position, (arguments, y_true, y_pred) in enumerate(calls):
            made[f"{name} {position} {arguments}"] = running(name, arguments, y_true, y_pred)
    return made


CASES = cases()
