"""Every loss: its value is that of float64 NumPy, its gradient that of differences, and so on."""

import itertools

import numpy as np
import pytest

from pronghorn import config, losses, ops
from pronghorn.tensor import Tensor
from pronghorn.trace.grad import value_and_grad
from tests.laws import traced

RANDOM = np.random.default_rng(0)
SHARE = RANDOM.dirichlet([9.0, 9.0, 9.0], 6)
HOT = np.eye(3)[[0, 1, 2, 2, 1, 0]]
CLASSES = np.array([0, 1, 2, 2, 1, 0])
BITS = RANDOM.integers(0, 2, (6, 3)).astype("float64")
SIGNS = BITS * 2 - 1
NUMBERS = RANDOM.normal(size=(6, 3))
OTHERS = RANDOM.normal(size=(6, 3))
POSITIVE = RANDOM.uniform(0.2, 3.0, (6, 3))
OTHER_POSITIVE = RANDOM.uniform(0.2, 3.0, (6, 3))
SEQUENCES = np.array([[1, 2], [2, 2], [1, 0], [0, 0], [2, 1], [1, 1]])
STEPS = RANDOM.normal(size=(6, 4, 3))


def rows(x):
    return x.mean(-1)


def log_softmax(z):
    z = z - z.max(-1, keepdims=True)
    return z - np.log(np.exp(z).sum(-1, keepdims=True))


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def margin(t, y):
    return np.maximum(1 - t * y, 0)


def dice(t, y, axis=None):
    return 1 - 2 * (t * y).sum(axis) / (t.sum(axis) + y.sum(axis) + 1e-7)


def tversky(t, y, alpha=0.5, beta=0.5, axis=None):
    both, only_true = (t * y).sum(axis), (t * (1 - y)).sum(axis)
    return 1 - both / (both + alpha * only_true + beta * ((1 - t) * y).sum(axis) + 1e-7)


def circle(labels, y, gamma=80.0, margin=0.4, remove_diagonal=True):
    """Pair by pair, from the words of the paper."""
    values = []
    for i, row in enumerate(y):
        kinds = ([], [])
        for j, other in enumerate(y):
            distance = max(1 - row @ other, 0)
            if labels[i] != labels[j]:
                kinds[1].append(gamma * max(1 + margin - distance, 0) * (1 - margin - distance))
            elif i != j or not remove_diagonal:
                kinds[0].append(-gamma * (margin + distance) * (margin - distance))
        total = sum(np.logaddexp.reduce(kind or [-np.inf]) for kind in kinds)
        values.append(np.logaddexp(0, total))
    return np.array(values)


def ctc(labels, logits):
    """The probability of every path of outputs that, repeats and blanks left out, is the labels."""
    values = []
    for wanted, logs in zip(labels, log_softmax(logits), strict=True):
        chance = 0.0
        for path in itertools.product(range(logs.shape[1]), repeat=len(logs)):
            read = [p for n, p in enumerate(path) if p and (n == 0 or path[n - 1] != p)]
            if read == [label for label in wanted if label]:
                chance += np.exp(sum(logs[n, p] for n, p in enumerate(path)))
        values.append(-np.log(chance))
    return np.array(values)


def balanced_focal(t, y):
    values = (t * (1 - y) + (1 - t) * y) ** 2 * -(t * np.log(y) + (1 - t) * np.log(1 - y))
    return rows(values * np.where(t == 1, 0.25, 0.75))


def huber(t, y, delta):
    size = abs(y - t)
    return rows(np.where(size <= delta, size**2 / 2, delta * size - delta**2 / 2))


# name: (settings, targets, outputs, oracle)
CASES = {
    "binary_crossentropy": [
        ({}, BITS, SHARE, lambda t, y: -rows(t * np.log(y) + (1 - t) * np.log(1 - y))),
        (
            {"from_logits": True},
            BITS,
            NUMBERS,
            lambda t, z: rows(np.logaddexp(0, z) - t * z),
        ),
        (
            {"label_smoothing": 0.2},
            BITS,
            SHARE,
            lambda t, y: (
                -rows(
                    (t * 0.8 + 0.1) * np.log(y) + (0.9 - t * 0.8) * np.log(1 - y),
                )
            ),
        ),
    ],
    "binary_focal_crossentropy": [
        (
            {"gamma": 3.0},
            BITS,
            SHARE,
            lambda t, y: -rows(t * (1 - y) ** 3 * np.log(y) + (1 - t) * y**3 * np.log(1 - y)),
        ),
        ({"apply_class_balancing": True}, BITS, SHARE, balanced_focal),
        (
            {"from_logits": True, "gamma": 0.0, "label_smoothing": 0.2},
            BITS,
            NUMBERS,
            lambda t, z: rows(np.logaddexp(0, z) - (t * 0.8 + 0.1) * z),
        ),
    ],
    "categorical_crossentropy": [
        ({}, HOT, SHARE, lambda t, y: -(t * np.log(y)).sum(-1)),
        ({"from_logits": True}, SHARE, NUMBERS, lambda t, z: -(t * log_softmax(z)).sum(-1)),
        (
            {"label_smoothing": 0.3},
            HOT,
            SHARE,
            lambda t, y: -((t * 0.7 + 0.1) * np.log(y)).sum(-1),
        ),
    ],
    "categorical_focal_crossentropy": [
        ({}, HOT, SHARE, lambda t, y: -0.25 * (t * (1 - y) ** 2 * np.log(y)).sum(-1)),
        (
            {"from_logits": True, "alpha": 1.0, "gamma": 1.5},
            SHARE,
            NUMBERS,
            lambda t, z: -(t * (1 - np.exp(log_softmax(z))) ** 1.5 * log_softmax(z)).sum(-1),
        ),
        (
            {"label_smoothing": 0.3, "gamma": 0.0, "alpha": 2.0},
            HOT,
            SHARE,
            lambda t, y: -2 * ((t * 0.7 + 0.1) * np.log(y)).sum(-1),
        ),
    ],
    "categorical_generalized_cross_entropy": [
        ({"q": 0.7}, CLASSES, SHARE, lambda t, y: (1 - y[np.arange(6), t] ** 0.7) / 0.7),
    ],
    "categorical_hinge": [
        (
            {},
            HOT,
            NUMBERS,
            lambda t, y: np.maximum(((1 - t) * y).max(-1) - (t * y).sum(-1) + 1, 0),
        )
    ],
    "circle": [
        ({"gamma": 2.0}, CLASSES, unit(NUMBERS), lambda t, y: circle(t, y, 2.0)),
        (
            {"gamma": 8.0, "margin": 0.25, "remove_diagonal": False},
            CLASSES,
            unit(OTHERS),
            lambda t, y: circle(t, y, 8.0, 0.25, False),
        ),
    ],
    "cosine_similarity": [({}, NUMBERS, OTHERS, lambda t, y: -(unit(t) * unit(y)).sum(-1))],
    "ctc": [({}, SEQUENCES, STEPS, ctc)],
    "dice": [
        ({"axis": -1}, BITS, SHARE, lambda t, y: dice(t, y, -1)),
        ({"axis": (0, 1)}, BITS, SHARE, dice),
    ],
    "hinge": [
        ({}, SIGNS, NUMBERS, lambda t, y: rows(margin(t, y))),
        ({}, BITS, NUMBERS, lambda t, y: rows(margin(2 * t - 1, y))),
    ],
    "huber": [
        ({}, NUMBERS, OTHERS, lambda t, y: huber(t, y, 1.0)),
        ({"delta": 0.3}, NUMBERS, OTHERS, lambda t, y: huber(t, y, 0.3)),
    ],
    "kl_divergence": [({}, SHARE, SHARE[::-1], lambda t, y: (t * np.log(t / y)).sum(-1))],
    "log_cosh": [({}, NUMBERS, OTHERS, lambda t, y: rows(np.log(np.cosh(y - t))))],
    "mean_absolute_error": [({}, NUMBERS, OTHERS, lambda t, y: rows(abs(t - y)))],
    "mean_absolute_percentage_error": [
        ({}, POSITIVE, OTHERS, lambda t, y: 100 * rows(abs(t - y) / t))
    ],
    "mean_squared_error": [({}, NUMBERS, OTHERS, lambda t, y: rows((t - y) ** 2))],
    "mean_squared_logarithmic_error": [
        ({}, POSITIVE, OTHER_POSITIVE, lambda t, y: rows((np.log1p(t) - np.log1p(y)) ** 2))
    ],
    "poisson": [
        ({}, POSITIVE, OTHER_POSITIVE, lambda t, y: rows(y - t * np.log(y + 1e-7))),
    ],
    "sparse_categorical_crossentropy": [
        ({}, CLASSES, SHARE, lambda t, y: -np.log(y[np.arange(6), t])),
        (
            {"from_logits": True},
            CLASSES,
            NUMBERS,
            lambda t, z: -log_softmax(z)[np.arange(6), t],
        ),
        (
            {"ignore_class": 1},
            CLASSES,
            SHARE,
            lambda t, y: np.where(t == 1, 0, -np.log(y[np.arange(6), t])),
        ),
    ],
    "squared_hinge": [({}, SIGNS, NUMBERS, lambda t, y: rows(margin(t, y) ** 2))],
    "tversky": [
        ({}, BITS, SHARE, dice),
        (
            {"alpha": 0.3, "beta": 0.9, "axis": -1},
            BITS,
            SHARE,
            lambda t, y: tversky(t, y, 0.3, 0.9, -1),
        ),
    ],
}
CLASSES_OF = {
    "BinaryCrossentropy": "binary_crossentropy",
    "BinaryFocalCrossentropy": "binary_focal_crossentropy",
    "CategoricalCrossentropy": "categorical_crossentropy",
    "CategoricalFocalCrossentropy": "categorical_focal_crossentropy",
    "CategoricalGeneralizedCrossEntropy": "categorical_generalized_cross_entropy",
    "CategoricalHinge": "categorical_hinge",
    "Circle": "circle",
    "CosineSimilarity": "cosine_similarity",
    "CTC": "ctc",
    "Dice": "dice",
    "Hinge": "hinge",
    "Huber": "huber",
    "KLDivergence": "kl_divergence",
    "LogCosh": "log_cosh",
    "MeanAbsoluteError": "mean_absolute_error",
    "MeanAbsolutePercentageError": "mean_absolute_percentage_error",
    "MeanSquaredError": "mean_squared_error",
    "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error",
    "Poisson": "poisson",
    "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
    "SquaredHinge": "squared_hinge",
    "Tversky": "tversky",
}
OTHER = {"Loss", "LossFunctionWrapper", "deserialize", "get", "serialize"}
EVERY = [
    pytest.param(name, *case, id=f"{name}-{n}")
    for name, cases in CASES.items()
    for n, case in enumerate(cases)
]


def test_every_public_loss_has_a_case():
    assert {*CASES, *CLASSES_OF, *OTHER} == set(losses.__all__)


@pytest.mark.parametrize(("name", "settings", "target", "output", "oracle"), EVERY)
class TestLaw:
    def test_value_is_that_of_float64_numpy(self, name, settings, target, output, oracle):
        function = getattr(losses, name)
        config.set_floatx("float64")
        wide = function(target, output, **settings)
        assert wide.dtype == "float64"
        np.testing.assert_allclose(wide.numpy(), oracle(target, output), rtol=1e-6, atol=1e-7)
        config.set_floatx("float32")
        narrow = function(target.astype("float32"), output.astype("float32"), **settings)
        assert narrow.dtype == "float32"
        np.testing.assert_allclose(narrow.numpy(), oracle(target, output), rtol=2e-5, atol=2e-6)

    def test_gradient_is_that_of_differences(self, name, settings, target, output, oracle):
        config.set_floatx("float64")
        function = getattr(losses, name)
        weights = np.linspace(0.5, 2, 6)

        def total(y_pred):
            return ops.sum(function(target, y_pred, **settings) * weights)

        point = Tensor(output.copy())
        _, (gradient,) = value_and_grad(lambda: total(point), [point])
        expected = traced.slope(total, output)
        np.testing.assert_allclose(gradient.numpy(), expected, rtol=1e-5, atol=1e-6)

    def test_traced_is_eager(self, name, settings, target, output, oracle):
        function = getattr(losses, name)
        found, failed, _ = traced.run(lambda t, y: function(t, y, **settings), target, output)
        eager = function(target, output, **settings)
        np.testing.assert_array_equal(found[0], eager.numpy())
        assert not failed

    def test_class_is_the_weighted_mean(self, name, settings, target, output, oracle):
        cls = next(c for c, function in CLASSES_OF.items() if function == name)
        loss = getattr(losses, cls)(**settings)
        values = np.broadcast_to(oracle(target, output), 6)
        counted = 6 - (settings.get("ignore_class", -1) == CLASSES).sum()
        assert float(loss(target, output)) == pytest.approx(values.sum() / counted, rel=1e-5)
        weights = np.linspace(0, 3, 6)
        weighted = float(loss(target, output, weights))
        assert weighted == pytest.approx((values * weights).sum() / counted, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize(("name", "settings"), [(e.values[0], e.values[1]) for e in EVERY])
def test_configuration_makes_an_equal_loss(name, settings):
    cls = getattr(losses, next(c for c, function in CLASSES_OF.items() if function == name))
    loss = cls(**settings, reduction="sum", name="mine", dtype="float64")
    copy = losses.deserialize(losses.serialize(loss))
    assert type(copy) is cls
    assert copy.get_config() == loss.get_config()
    assert copy.settings == loss.settings
    assert (copy.reduction, copy.name, copy.dtype) == ("sum", "mine", "float64")
    assert cls.from_config(cls().get_config()).get_config() == cls().get_config()
