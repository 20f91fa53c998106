"""The losses: values with every reduction and weighting, and gradients with respect to `y_pred`."""

import numpy as np

from tests.keras.cases.gradient import gradient

PROBABILITIES = np.array(
    [[0.1, 0.7, 0.2], [0.05, 0.05, 0.9], [1 / 3, 1 / 3, 1 / 3], [0.25, 0.5, 0.25], [0.6, 0.3, 0.1]],
    "float32",
)
UNNORMALIZED = np.array(
    [[1, 2, 1], [0.5, 0.5, 0.25], [3, 1, 2], [0.2, 0.2, 0.2], [1, 0, 1]], "float32"
)
SATURATED = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0]], "float32")
LOGITS = np.array(
    [[0.5, -1, 2], [100, 0, -100], [-3, -3, -3], [0, 0.25, -0.25], [-80, 5, 80]], "float32"
)
ONE_HOT = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0], [1, 0, 0]], "float32")
SOFT = np.array(
    [[0.2, 0.5, 0.3], [0, 0.25, 0.75], [1, 0, 0], [0.5, 0.5, 0], [0.1, 0.1, 0.8]], "float32"
)
LABELS = np.array([1, 2, 0, 1, 0], "int32")
BITS = np.array([[0, 1, 1], [1, 0, 1], [0, 0, 0], [1, 1, 1], [0, 1, 0]], "float32")
VALUES = np.array([[0, 1, -2], [3, 4, 5], [0.5, -0.5, 0], [10, -10, 1e4], [1, 1, 1]], "float32")
# No prediction meets its target: the slope of |x| at zero is a choice.
TARGETS = np.array([[0.1, 1.5, 2], [2, 0, 6], [-0.5, 0.5, 1e-4], [9, -9, 1e4 + 1], [2, 2, 3]], "f")
SMALL = np.array(
    [[0.3, -1.2, 0.8], [1.5, 0.4, -0.6], [-0.7, 0.9, 0.2], [0.1, -0.3, 1.1], [1.7, -0.5, 0.6]], "f"
)
POSITIVE = np.abs(SMALL[::-1])
UNITS = SMALL / np.linalg.norm(SMALL, axis=1, keepdims=True)
SEQUENCES = np.array([[1, 2, 2], [3, 0, 0], [1, 1, 0], [2, 3, 1], [3, 1, 0]], "int32")
STEPS = (2 * np.sin(np.arange(5 * 7 * 4, dtype="float64") ** 2)).reshape(5, 7, 4).astype("float32")
GROUPS = np.array([0, 1, 0, 1, 2], "int32")
WEIGHTS = np.array([1, 0, 2.5, 0.25, 3], "float32")
REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", None)

# Arguments, y_true, y_pred. Where a probability saturates, Keras clips it and its gradient is zero.
CALLS = {
    "CategoricalCrossentropy": [
        ({}, ONE_HOT, PROBABILITIES),
        ({}, ONE_HOT, UNNORMALIZED),
        ({}, ONE_HOT, SATURATED),
        ({}, SOFT, PROBABILITIES),
        ({"label_smoothing": 0.1}, ONE_HOT, PROBABILITIES),
        ({"from_logits": True}, ONE_HOT, LOGITS),
        ({"from_logits": True, "label_smoothing": 0.3}, SOFT, LOGITS),
    ],
    "SparseCategoricalCrossentropy": [
        ({}, LABELS, PROBABILITIES),
        ({}, LABELS[:, None], PROBABILITIES),
        ({}, LABELS.astype("float32"), SATURATED),
        ({"from_logits": True}, LABELS, LOGITS),
    ],
    "BinaryCrossentropy": [
        ({}, BITS, PROBABILITIES),
        ({}, BITS, SATURATED),
        ({"label_smoothing": 0.2}, BITS, PROBABILITIES),
        ({"from_logits": True}, BITS, LOGITS),
        ({"from_logits": True, "label_smoothing": 0.2}, SOFT, LOGITS),
        ({}, BITS[:, :1], PROBABILITIES[:, :1]),
        ({}, BITS[:, 0], PROBABILITIES[:, :1]),
    ],
    "MeanSquaredError": [({}, TARGETS, VALUES), ({}, TARGETS[:, 0], VALUES[:, :1])],
    "MeanAbsoluteError": [({}, TARGETS, VALUES), ({}, TARGETS[:, 0], VALUES[:, :1])],
    "MeanAbsolutePercentageError": [({}, TARGETS, SMALL)],
    "MeanSquaredLogarithmicError": [({}, POSITIVE, SMALL**2)],
    "Huber": [({}, TARGETS, VALUES), ({"delta": 0.3}, TARGETS, SMALL)],
    "LogCosh": [({}, TARGETS, SMALL)],
    "CosineSimilarity": [({}, TARGETS, SMALL), ({"axis": 1}, TARGETS, SMALL)],
    "Poisson": [({}, POSITIVE, SMALL**2)],
    "KLDivergence": [({}, SOFT, PROBABILITIES), ({}, PROBABILITIES, UNNORMALIZED)],
    "Hinge": [({}, BITS * 2 - 1, SMALL), ({}, BITS, SMALL)],
    "SquaredHinge": [({}, BITS * 2 - 1, SMALL)],
    "CategoricalHinge": [({}, ONE_HOT, SMALL)],
    "BinaryFocalCrossentropy": [
        ({}, BITS, PROBABILITIES),
        ({"apply_class_balancing": True, "alpha": 0.4, "gamma": 1.5}, BITS, PROBABILITIES),
        ({"from_logits": True, "label_smoothing": 0.2}, BITS, SMALL),
    ],
    "CategoricalFocalCrossentropy": [
        ({}, ONE_HOT, PROBABILITIES),
        ({"alpha": 1.0, "gamma": 0.5, "label_smoothing": 0.1}, ONE_HOT, UNNORMALIZED),
        ({"from_logits": True}, SOFT, SMALL),
    ],
    "CategoricalGeneralizedCrossEntropy": [({"q": 0.7}, LABELS, PROBABILITIES)],
    "Circle": [({}, GROUPS, UNITS), ({"gamma": 4.0, "margin": 0.2}, GROUPS, UNITS)],
    "CTC": [({}, SEQUENCES, STEPS)],
    "Dice": [({}, BITS, PROBABILITIES), ({"axis": -1}, SOFT, PROBABILITIES)],
    "Tversky": [({}, BITS, PROBABILITIES), ({"alpha": 0.2, "axis": (1,)}, SOFT, PROBABILITIES)],
}
FUNCTIONS = {
    "categorical_crossentropy": (ONE_HOT, PROBABILITIES),
    "sparse_categorical_crossentropy": (LABELS, PROBABILITIES),
    "binary_crossentropy": (BITS, PROBABILITIES),
    "mean_squared_error": (TARGETS, VALUES),
    "mean_absolute_error": (TARGETS, VALUES),
    "binary_focal_crossentropy": (BITS, PROBABILITIES),
    "categorical_focal_crossentropy": (ONE_HOT, PROBABILITIES),
    "circle": (GROUPS, UNITS),
    "ctc": (SEQUENCES, STEPS),
    "dice": (BITS, PROBABILITIES),
    "tversky": (BITS, PROBABILITIES),
}


def numbers(keras, tensor):
    return np.asarray(keras.ops.convert_to_numpy(tensor))


def values(name, arguments, y_true, y_pred):
    def all_of_them(keras):
        results = {}
        for reduction in REDUCTIONS:
            loss = getattr(keras.losses, name)(reduction=reduction, **arguments)
            results[f"{reduction}"] = numbers(keras, loss(y_true, y_pred))
            weighted = loss(y_true, y_pred, sample_weight=WEIGHTS)
            results[f"{reduction} weighted"] = numbers(keras, weighted)
        return results

    return all_of_them


def slopes(name, arguments, y_true, y_pred):
    def both(keras):
        loss = getattr(keras.losses, name)(**arguments)
        return {
            "plain": gradient(keras, lambda x: loss(y_true, x), y_pred),
            "weighted": gradient(keras, lambda x: loss(y_true, x, sample_weight=WEIGHTS), y_pred),
        }

    return both


def function(name, y_true, y_pred):
    return lambda keras: numbers(keras, getattr(keras.losses, name)(y_true, y_pred))


def axis_first(keras):
    """Class probabilities along an inner axis."""
    y_true, y_pred = ONE_HOT.T[None], PROBABILITIES.T[None]
    loss = keras.losses.categorical_crossentropy(y_true, y_pred, axis=1)
    return numbers(keras, loss)


def broadcast_weights(keras):
    loss = keras.losses.MeanSquaredError()
    cube_true, cube_pred = np.stack([TARGETS] * 2, 1), np.stack([VALUES] * 2, 1)
    per_row = loss(cube_true, cube_pred, sample_weight=WEIGHTS[:, None])
    per_step = loss(cube_true, cube_pred, sample_weight=np.stack([WEIGHTS, 1 - WEIGHTS], 1))
    return {"row": numbers(keras, per_row), "step": numbers(keras, per_step)}


def found(keras):
    return {name: keras.losses.get(name).__name__ for name in [*FUNCTIONS, "mse", "mae"]}


def cases():
    made = {
        "get": found,
        "categorical along axis 1": axis_first,
        "weights broadcast": broadcast_weights,
    }
    for name, (y_true, y_pred) in FUNCTIONS.items():
        made[name] = function(name, y_true, y_pred)
    for name, calls in CALLS.items():
        for position, (arguments, y_true, y_pred) in enumerate(calls):
            title = f"{name} {position} {arguments}"
            made[title] = values(name, arguments, y_true, y_pred)
            if y_pred is not SATURATED:
                made[f"{title} gradient"] = slopes(name, arguments, y_true, y_pred)
    return made


CASES = cases()
