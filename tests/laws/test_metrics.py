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
# Functions are those of the classes, or of losses, and are tested with them.
FUNCTIONS = {
    "accuracy",
    "binary_accuracy",
    "categorical_accuracy",
    "sparse_categorical_accuracy",
    "sparse_top_k_categorical_accuracy",
    "top_k_categorical_accuracy",
}
OTHER = {"Mean", "MeanMetricWrapper", "Metric", "Sum", "deserialize", "get", "serialize"}
FINISH = {"RootMeanSquaredError": np.sqrt}


def test_every_public_metric_has_a_case():
    of_losses = {name for name in metrics.__all__ if name in losses.__all__ and name.islower()}
    assert {*CASES, *FUNCTIONS, *OTHER, *of_losses} == set(metrics.__all__)


def expected(name, weights=None):
    _, target, output, oracle = CASES[name]
    wide = [x.astype("float64") if x.dtype.kind == "f" else x for x in (target, output)]
    values = np.asarray(oracle(*wide), "float64")
    return FINISH.get(name, float)(np.average(values, weights=weights))


def made(name):
    return getattr(metrics, name)(**CASES[name][0])


@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["plain", "weighted"])
@pytest.mark.parametrize("name", CASES)
class TestLaw:
    @pytest.mark.parametrize("batch", [1, 7, 8, 20])
    def test_value_is_that_of_all_rows_for_every_batch_size(self, name, weights, batch):
        metric = made(name)
        _, target, output, _ = CASES[name]
        for start in range(0, 20, batch):
            part = slice(start, start + batch)
            metric.update_state(
                target[part], output[part], None if weights is None else weights[part]
            )
        assert float(metric.result()) == pytest.approx(expected(name, weights), rel=1e-5, abs=1e-6)
        metric.reset_state()
        assert float(metric.result()) == 0.0

    def test_traced_is_eager(self, name, weights):
        metric, eager = made(name), made(name)
        _, target, output, _ = CASES[name]
        given = [target, output] + ([] if weights is None else [weights])
        for part in (slice(0, 12), slice(12, 20)):
            batch = [x[part] for x in given]
            _, failed, program = traced.run(metric.update_state, *batch)
            assert not failed
            assert program.written == len(metric.variables)
            eager.update_state(*batch)
        for mine, other in zip(metric.variables, eager.variables, strict=True):
            np.testing.assert_array_equal(mine.numpy(), other.numpy())
        found, _, _ = traced.run(metric.result)
        assert found[0] == eager.result().numpy()


@pytest.mark.parametrize("name", [*CASES, "Mean", "Sum"])
def test_configuration_makes_an_equal_metric(name):
    cls = getattr(metrics, name)
    settings = CASES[name][0] if name in CASES else {}
    metric = cls(**settings, name="mine", dtype="float64")
    copy = metrics.deserialize(metrics.serialize(metric))
    assert type(copy) is cls
    assert copy.get_config() == metric.get_config()
    assert (copy.name, copy.dtype) == ("mine", "float64")
    assert [v.path for v in copy.variables] == [v.path for v in metric.variables]


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_metric_knows_what_is_better(name):
    rising = "Accuracy" in name or name == "CosineSimilarity"
    assert made(name)._direction == ("up" if rising else "down")


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_functions_are_those_of_the_classes(name):
    cls = next(c for c in CASES if metrics.get(name).__class__.__name__ == c)
    settings, target, output, oracle = CASES[cls]
    values = getattr(metrics, name)(target, output, **settings)
    assert values.dtype == "float32"
    np.testing.assert_allclose(values.numpy().reshape(20), oracle(target, output), rtol=1e-6)
