"""Every metric: its value over batches is that of float64 NumPy on all rows at once."""

import numpy as np
import pytest

from pronghorn import losses, metrics
from tests.laws import traced

RANDOM = np.random.default_rng(0)
SHARE = RANDOM.dirichlet([2.0, 2.0, 2.0], 20).astype("float32")
CLASSES = RANDOM.integers(0, 3, 20)
HOT = np.eye(3, dtype="float32")[CLASSES]
BITS = RANDOM.integers(0, 2, (20, 1)).astype("float32")
CHANCES = RANDOM.uniform(0.01, 0.99, (20, 1)).astype("float32")
NUMBERS = RANDOM.normal(size=(20, 3)).astype("float32")
OTHERS = RANDOM.normal(size=(20, 3)).astype("float32")
POSITIVE = RANDOM.uniform(0.2, 3.0, (20, 3)).astype("float32")
OTHER_POSITIVE = RANDOM.uniform(0.2, 3.0, (20, 3)).astype("float32")
WEIGHTS = RANDOM.uniform(0, 2, 20).astype("float32")


def top(y, classes, k):
    return np.array([c in np.argsort(-row)[:k] for c, row in zip(classes, y, strict=True)])


def rows(x):
    return x.mean(-1)


def concordance(t, y):
    apart = t.mean(-1) - y.mean(-1)
    shared = ((t - t.mean(-1, keepdims=True)) * y).mean(-1)
    return 2 * shared / (t.var(-1) + y.var(-1) + apart**2)


# name: (settings, targets, outputs, value of each row)
CASES = {
    "Accuracy": ({}, CLASSES, CLASSES[::-1].copy(), lambda t, y: t == y),
    "BinaryAccuracy": (
        {"threshold": 0.4},
        BITS,
        CHANCES,
        lambda t, y: rows((y > 0.4) == (t == 1)),
    ),
    "BinaryCrossentropy": (
        {"label_smoothing": 0.1},
        BITS,
        CHANCES,
        lambda t, y: (
            -rows(
                (t * 0.9 + 0.05) * np.log(y) + (0.95 - t * 0.9) * np.log(1 - y),
            )
        ),
    ),
    "CategoricalAccuracy": ({}, HOT, SHARE, lambda t, y: t.argmax(-1) == y.argmax(-1)),
    "CategoricalCrossentropy": ({}, HOT, SHARE, lambda t, y: -(t * np.log(y)).sum(-1)),
    "CategoricalHinge": (
        {},
        HOT,
        NUMBERS,
        lambda t, y: np.maximum(((1 - t) * y).max(-1) - (t * y).sum(-1) + 1, 0),
    ),
    "ConcordanceCorrelation": ({}, NUMBERS, OTHERS, lambda t, y: concordance(t, y)),
    "CosineSimilarity": (
        {},
        NUMBERS,
        OTHERS,
        lambda t, y: (t * y).sum(-1) / np.linalg.norm(t, axis=-1) / np.linalg.norm(y, axis=-1),
    ),
    "Hinge": ({}, BITS, NUMBERS[:, :1], lambda t, y: rows(np.maximum(1 - (2 * t - 1) * y, 0))),
    "KLDivergence": (
        {},
        SHARE,
        SHARE[::-1].copy(),
        lambda t, y: (t * np.log(t / y)).sum(-1),
    ),
    "LogCoshError": ({}, NUMBERS, OTHERS, lambda t, y: rows(np.log(np.cosh(y - t)))),
    "MeanAbsoluteError": ({}, NUMBERS, OTHERS, lambda t, y: rows(abs(t - y))),
    "MeanAbsolutePercentageError": (
        {},
        POSITIVE,
        OTHERS,
        lambda t, y: 100 * rows(abs(t - y) / t),
    ),
    "MeanSquaredError": ({}, NUMBERS, OTHERS, lambda t, y: rows((t - y) ** 2)),
    "MeanSquaredLogarithmicError": (
        {},
        POSITIVE,
        OTHER_POSITIVE,
        lambda t, y: rows((np.log1p(t) - np.log1p(y)) ** 2),
    ),
    "PearsonCorrelation": (
        {},
        NUMBERS,
        OTHERS,
        lambda t, y: np.array([np.corrcoef(a, b)[0, 1] for a, b in zip(t, y, strict=True)]),
    ),
    "Poisson": ({}, POSITIVE, OTHER_POSITIVE, lambda t, y: rows(y - t * np.log(y + 1e-7))),
    "RootMeanSquaredError": ({}, NUMBERS, OTHERS, lambda t, y: rows((t - y) ** 2)),
    "SparseCategoricalAccuracy": ({}, CLASSES, SHARE, lambda t, y: t == y.argmax(-1)),
    "SparseCategoricalCrossentropy": (
        {},
        CLASSES,
        SHARE,
        lambda t, y: -np.log(y[np.arange(len(t)), t]),
    ),
    "SparseTopKCategoricalAccuracy": (
        {"k": 2},
        CLASSES,
        SHARE,
        lambda t, y: top(y, t, 2),
    ),
    "SquaredHinge": (
        {},
        BITS,
        NUMBERS[:, :1],
        lambda t, y: rows(np.maximum(1 - (2 * t - 1) * y, 0) ** 2),
    ),
    "TopKCategoricalAccuracy": ({"k": 2}, HOT, SHARE, lambda t, y: top(y, t.argmax(-1), 2)),
}


def share(part, rest):
    return part / (part + rest) if part + rest else 0.0


def counts(t, y, w, threshold):
    """Weights of true and false positives, true and false negatives."""
    w = np.broadcast_to(w.reshape(-1, *[1] * (t.ndim - 1)), t.shape)
    said, meant = y > threshold, t != 0
    return [
        w[a & b].sum() for a, b in ((said, meant), (said, ~meant), (~said, ~meant), (~said, meant))
    ]


def each(formula, thresholds):
    """A formula of the four counts at each threshold."""
    return lambda t, y, w: np.squeeze([formula(*counts(t, y, w, each)) for each in thresholds])


def best(wanted, bounded, bound):
    def oracle(t, y, w):
        found = [counts(t, y, w, k / 199) for k in range(200)]
        return max(wanted(*four) if bounded(*four) >= bound else 0.0 for four in found)

    return oracle


def recall(tp, fp, tn, fn):
    return share(tp, fn)


def precision(tp, fp, tn, fn):
    return share(tp, fp)


def specificity(tp, fp, tn, fn):
    return share(tn, fp)


def area(t, y, w):
    """The share of pairs, one true and one false, in the right order: the area under the ROC."""
    t, y, w = t.ravel(), y.ravel(), np.broadcast_to(w.reshape(-1, 1), t.shape).ravel()
    pairs = w[t == 1][:, None] * w[t == 0]
    higher = y[t == 1][:, None] - y[t == 0]
    return (pairs * ((higher > 0) + (higher == 0) / 2)).sum() / pairs.sum()


def overlap(t, y, w, classes):
    shares = []
    for c in classes:
        right, either = w[(t == c) & (y == c)].sum(), w[(t == c) | (y == c)].sum()
        shares.append(right / either)
    return np.mean(shares)


def f_score(t, said, w, beta=1.0):
    found = (w[:, None] * t * said).sum(0)
    wrong, missed = (w[:, None] * (1 - t) * said).sum(0), (w[:, None] * t * (1 - said)).sum(0)
    return (1 + beta**2) * found / ((1 + beta**2) * found + beta**2 * missed + wrong)


def r2(t, y, w):
    mean = np.average(t, axis=0, weights=w)
    left, total = (w[:, None] * (t - y) ** 2).sum(0), (w[:, None] * (t - mean) ** 2).sum(0)
    return np.mean(1 - left / total)


MANY_BITS = RANDOM.integers(0, 2, (20, 3)).astype("float32")
# Whole numbers of hundredths, so that two hundred thresholds tell every two of them apart.
GRID = (RANDOM.integers(1, 99, (20, 3)) / 99).astype("float32")
GUESSES = RANDOM.integers(0, 3, 20)
# Metrics that are no means: name: (settings, targets, outputs, value of all rows at once).
WHOLE = {
    "AUC": ({"num_thresholds": 199}, MANY_BITS, GRID, area),
    "BinaryIoU": (
        {"dtype": "float32"},
        BITS[:, 0],
        CHANCES[:, 0],
        lambda t, y, w: overlap(t, y >= 0.5, w, (0, 1)),
    ),
    "F1Score": (
        {"average": "macro"},
        HOT,
        SHARE,
        lambda t, y, w: f_score(t, y == y.max(-1, keepdims=True), w).mean(),
    ),
    "FBetaScore": (
        {"beta": 2.0, "threshold": 0.3},
        HOT,
        SHARE,
        lambda t, y, w: f_score(t, y > 0.3, w, 2.0),
    ),
    "FalseNegatives": ({}, BITS, CHANCES, each(lambda tp, fp, tn, fn: fn, [0.5])),
    "FalsePositives": ({}, BITS, CHANCES, each(lambda tp, fp, tn, fn: fp, [0.5])),
    "IoU": (
        {"num_classes": 3, "target_class_ids": [0, 2], "dtype": "float32"},
        CLASSES,
        GUESSES,
        lambda t, y, w: overlap(t, y, w, (0, 2)),
    ),
    "MeanIoU": (
        {"num_classes": 3, "dtype": "float32"},
        CLASSES,
        GUESSES,
        lambda t, y, w: overlap(t, y, w, range(3)),
    ),
    "OneHotIoU": (
        {"num_classes": 3, "target_class_ids": [1], "dtype": "float32"},
        HOT,
        SHARE,
        lambda t, y, w: overlap(t.argmax(-1), y.argmax(-1), w, (1,)),
    ),
    "OneHotMeanIoU": (
        {"num_classes": 3, "dtype": "float32"},
        HOT,
        SHARE,
        lambda t, y, w: overlap(t.argmax(-1), y.argmax(-1), w, range(3)),
    ),
    "Precision": ({"thresholds": [0.3, 0.6]}, MANY_BITS, GRID, each(precision, [0.3, 0.6])),
    "PrecisionAtRecall": ({"recall": 0.6}, MANY_BITS, GRID, best(precision, recall, 0.6)),
    "R2Score": ({}, NUMBERS + 30, OTHERS + 30, r2),
    "Recall": ({}, MANY_BITS, GRID, each(recall, [0.5])),
    "RecallAtPrecision": ({"precision": 0.55}, MANY_BITS, GRID, best(recall, precision, 0.55)),
    "SensitivityAtSpecificity": (
        {"specificity": 0.7},
        MANY_BITS,
        GRID,
        best(recall, specificity, 0.7),
    ),
    "SpecificityAtSensitivity": (
        {"sensitivity": 0.7},
        MANY_BITS,
        GRID,
        best(specificity, recall, 0.7),
    ),
    "TrueNegatives": ({}, BITS, CHANCES, each(lambda tp, fp, tn, fn: tn, [0.5])),
    "TruePositives": ({}, BITS, CHANCES, each(lambda tp, fp, tn, fn: tp, [0.5])),
}
# Functions are those of the classes, or of losses, and are tested with them.
FUNCTIONS = {
    "accuracy",
    "binary_accuracy",
    "categorical_accuracy",
    "concordance_correlation",
    "pearson_correlation",
    "sparse_categorical_accuracy",
    "sparse_top_k_categorical_accuracy",
    "top_k_categorical_accuracy",
}
OTHER = {"Mean", "MeanMetricWrapper", "Metric", "Sum", "deserialize", "get", "serialize"}
LATE = {"F1Score", "FBetaScore", "R2Score"}
CORRELATIONS = {"ConcordanceCorrelation", "CosineSimilarity", "PearsonCorrelation"}
FINISH = {"RootMeanSquaredError": np.sqrt}


def test_every_public_metric_has_a_case():
    of_losses = {name for name in metrics.__all__ if name in losses.__all__ and name.islower()}
    assert {*CASES, *WHOLE, *FUNCTIONS, *OTHER, *of_losses} == set(metrics.__all__)


EVERY = {**CASES, **WHOLE}


def expected(name, weights=None):
    _, target, output, oracle = EVERY[name]
    wide = [x.astype("float64") if x.dtype.kind == "f" else x for x in (target, output)]
    if name in WHOLE:
        return oracle(*wide, np.ones(20) if weights is None else weights.astype("float64"))
    values = np.asarray(oracle(*wide), "float64")
    return FINISH.get(name, float)(np.average(values, weights=weights))


def made(name):
    return getattr(metrics, name)(**EVERY[name][0])


@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["plain", "weighted"])
@pytest.mark.parametrize("name", EVERY)
class TestLaw:
    @pytest.mark.parametrize("batch", [1, 7, 8, 20])
    def test_value_is_that_of_all_rows_for_every_batch_size(self, name, weights, batch):
        metric = made(name)
        _, target, output, _ = EVERY[name]
        for start in range(0, 20, batch):
            part = slice(start, start + batch)
            metric.update_state(
                target[part], output[part], None if weights is None else weights[part]
            )
        np.testing.assert_allclose(
            metric.result().numpy(), expected(name, weights), rtol=1e-5, atol=1e-6
        )
        metric.reset_state()
        assert not any(variable.numpy().any() for variable in metric.variables)

    def test_traced_is_eager(self, name, weights):
        metric, eager = made(name), made(name)
        _, target, output, _ = EVERY[name]
        given = [target, output] + ([] if weights is None else [weights])
        if name in LATE:  # state is never made inside a trace
            metric.update_state(*given)
            metric.reset_state()
        for part in (slice(0, 12), slice(12, 20)):
            batch = [x[part] for x in given]
            _, failed, program = traced.run(metric.update_state, *batch)
            assert not failed
            assert program.written == len(metric.variables)
            eager.update_state(*batch)
        for mine, other in zip(metric.variables, eager.variables, strict=True):
            np.testing.assert_array_equal(mine.numpy(), other.numpy())
        found, _, _ = traced.run(metric.result)
        np.testing.assert_array_equal(found[0], eager.result().numpy())


@pytest.mark.parametrize("name", [*EVERY, "Mean", "Sum"])
def test_configuration_makes_an_equal_metric(name):
    cls = getattr(metrics, name)
    settings = {**EVERY.get(name, [{}])[0], "name": "mine", "dtype": "float64"}
    metric = cls(**settings)
    copy = metrics.deserialize(metrics.serialize(metric))
    assert type(copy) is cls
    assert copy.get_config() == metric.get_config()
    assert (copy.name, copy.dtype) == ("mine", "float64")
    assert [v.path for v in copy.variables] == [v.path for v in metric.variables]


@pytest.mark.parametrize("name", sorted(EVERY))
def test_a_metric_knows_what_is_better(name):
    if name.endswith(("Negatives", "Positives")):
        assert made(name)._direction is None  # a count grows with the rows
        return
    rising = name in WHOLE or "Accuracy" in name or name in CORRELATIONS
    assert made(name)._direction == ("up" if rising else "down")


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_functions_are_those_of_the_classes(name):
    cls = next(c for c in CASES if metrics.get(name).__class__.__name__ == c)
    settings, target, output, oracle = CASES[cls]
    values = getattr(metrics, name)(target, output, **settings)
    assert values.dtype == "float32"
    np.testing.assert_allclose(values.numpy().reshape(20), oracle(target, output), rtol=1e-6)
