"""Every loss, metric and optimizer inside a compiled fit: nothing in Python, the same numbers."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import config, losses, metrics, optimizers
from pronghorn.optimizers import schedules

RANDOM = np.random.default_rng(3)
X = RANDOM.normal(size=(21, 5)).astype("float32")
CLASSES = RANDOM.integers(0, 3, 21)
HOT = np.eye(3, dtype="float32")[CLASSES]
NUMBERS = RANDOM.normal(size=(21, 3)).astype("float32")
SIGNS = np.sign(NUMBERS)

# What the outputs are, and the targets, by the loss; the rest learns numbers.
OF_CLASSES = {"SparseCategoricalCrossentropy", "CategoricalGeneralizedCrossEntropy", "Circle"}
OF_SHARES = {
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "Dice",
    "KLDivergence",
    "Poisson",
    "Tversky",
}
LOSSES = sorted(
    name
    for name, loss in vars(losses).items()
    if isinstance(loss, type)
    and issubclass(loss, losses.Loss)
    and name not in ("Loss", "LossFunctionWrapper", "CTC")
)


def fitted(engine, loss, optimizer="sgd", metrics=(), y=NUMBERS, activation=None):
    """History and weights after two epochs of partial batches, and the model."""
    config.settings.engine = engine
    keras.utils.set_random_seed(5)
    model = keras.Sequential(
        [
            keras.layers.Input((5,)),
            keras.layers.Dense(6, activation="tanh"),
            keras.layers.Dense(3, activation=activation),
        ]
    )
    optimizer = optimizer() if callable(optimizer) else optimizer
    model.compile(optimizer, loss, metrics=list(metrics), weighted_metrics=list(metrics))
    weights = np.linspace(0.5, 2, 21).astype("float32")
    history = model.fit(X, y, batch_size=8, epochs=2, sample_weight=weights, verbose=0).history
    found = {**history, **{str(n): w for n, w in enumerate(model.get_weights())}}
    return {name: np.asarray(value) for name, value in found.items()}, model


def check(loss, tolerance=1e-4, **arguments):
    got, model = fitted("llvm", loss, **arguments)
    assert [record.fallbacks for record in model.compile_log] == [[]], model.compile_log
    assert [record.engine for record in model.compile_log] == ["llvm"]
    want, _ = fitted("numpy", loss, **arguments)
    assert list(got) == list(want)
    for name, value in want.items():
        np.testing.assert_allclose(got[name], value, rtol=tolerance, atol=tolerance, err_msg=name)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_compiled(name):
    target, activation = NUMBERS, None
    if name in OF_CLASSES | OF_SHARES:
        activation = "softmax"
        target = HOT if name in OF_SHARES else CLASSES
    elif "Hinge" in name:
        target = HOT if name == "CategoricalHinge" else SIGNS
    check(getattr(losses, name)(), y=target, activation=activation)


@pytest.mark.parametrize("engine", ["llvm", "numpy"])
def test_ctc_is_a_loop_in_the_compiled_step(engine):
    config.settings.engine = engine
    keras.utils.set_random_seed(5)
    model = keras.Sequential([keras.layers.Input((6, 5)), keras.layers.Dense(4)])
    model.compile(optimizers.Adam(0.05), "ctc")
    steps = RANDOM.normal(size=(21, 6, 5)).astype("float32")
    labels = RANDOM.integers(1, 4, (21, 2))
    lost = model.fit(steps, labels, batch_size=8, epochs=4, verbose=0).history["loss"]
    assert not any(record.fallbacks for record in model.compile_log), model.compile_log
    assert lost[-1] < lost[0]
    np.testing.assert_allclose(
        model.evaluate(steps, labels, verbose=0),
        np.mean(losses.ctc(labels, model.predict(steps, verbose=0)).numpy()),
        rtol=1e-5,
    )


# Metrics of numbers go with a linear output, those of class numbers and one-hot rows with softmax.
ARGUMENTS = {
    "FBetaScore": {"average": "weighted", "beta": 2.0},
    "F1Score": {"average": "macro"},
    "IoU": {"num_classes": 3, "target_class_ids": [1], "sparse_y_pred": False},
    "MeanIoU": {"num_classes": 3, "sparse_y_pred": False},
    "OneHotIoU": {"num_classes": 3, "target_class_ids": [0, 2]},
    "OneHotMeanIoU": {"num_classes": 3},
    "Precision": {"top_k": 2},
    "PrecisionAtRecall": {"recall": 0.5},
    "RecallAtPrecision": {"precision": 0.5},
    "Recall": {"thresholds": [0.2, 0.4]},
    "SensitivityAtSpecificity": {"specificity": 0.5},
    "SpecificityAtSensitivity": {"sensitivity": 0.5},
    "SparseTopKCategoricalAccuracy": {"k": 2},
    "TopKCategoricalAccuracy": {"k": 2},
}
NO_METRICS = {"Metric", "MeanMetricWrapper", "Mean", "Sum"}
METRICS = sorted(
    name
    for name in metrics.__all__
    if isinstance(getattr(metrics, name), type) and name not in NO_METRICS
)
OF_NUMBERS = {
    "ConcordanceCorrelation",
    "CosineSimilarity",
    "Hinge",
    "LogCoshError",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "PearsonCorrelation",
    "R2Score",
    "RootMeanSquaredError",
    "SquaredHinge",
}


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_is_compiled_and_what_is_shown_is_what_evaluate_finds(name):
    def made():
        return getattr(metrics, name)(**ARGUMENTS.get(name, {}), name="score")

    target, activation, loss = HOT, "softmax", "categorical_crossentropy"
    if name in OF_NUMBERS:
        target, activation, loss = NUMBERS, None, "mse"
    elif name.startswith("Sparse") or name in ("IoU", "MeanIoU"):
        target, loss = CLASSES, "sparse_categorical_crossentropy"
    found = {}
    for engine in ("llvm", "numpy"):
        config.settings.engine = engine
        keras.utils.set_random_seed(5)
        model = keras.Sequential([keras.layers.Input((5,)), keras.layers.Dense(3, activation)])
        model.compile(keras.optimizers.SGD(0.0), loss, metrics=[made()], weighted_metrics=[made()])
        weights = np.linspace(1, 3, 21).astype("float32")
        history = model.fit(X, target, batch_size=8, sample_weight=weights, verbose=0).history
        assert [r.fallbacks for r in model.compile_log] == [[]], model.compile_log
        # A rate of zero moves nothing: one pass over the rows must find the same, however batched.
        for size in (1, 21):
            shown = model.evaluate(
                X, target, sample_weight=weights, batch_size=size, verbose=0, return_dict=True
            )
            for key, value in shown.items():
                np.testing.assert_allclose(history[key][0], value, rtol=1e-5, atol=1e-6)
        alone = made()
        alone.update_state(target, model.predict(X, verbose=0))
        np.testing.assert_allclose(shown["score"], alone.result(), rtol=1e-5, atol=1e-6)
        found[engine] = np.hstack([np.ravel(shown[key]) for key in sorted(shown)])
    np.testing.assert_allclose(found["llvm"], found["numpy"], rtol=1e-5, atol=1e-6)


OPTIMIZERS = sorted(
    name
    for name in optimizers.__all__
    if isinstance(getattr(optimizers, name), type)
    and name not in ("LossScaleOptimizer", "MultiOptimizer", "Optimizer", "OptimizerMap")
)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_is_compiled(name):
    made = getattr(optimizers, name)
    check("mse", optimizer=lambda: made(0.01, weight_decay=0.1, global_clipnorm=0.5))


@pytest.mark.parametrize(
    "settings",
    [
        {"clipnorm": 0.1},
        {"clipvalue": 0.05},
        {"use_ema": True, "ema_momentum": 0.7, "ema_overwrite_frequency": 2},
        {"gradient_accumulation_steps": 3},
        {"loss_scale_factor": 64.0},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_what_optimizers_share_is_compiled(settings):
    check("mse", optimizer=lambda: optimizers.Adam(0.01, **settings))


@pytest.mark.parametrize("name", schedules.__all__)
def test_a_schedule_is_computed_inside_the_loop(name):
    arguments = {
        "CosineDecay": {"decay_steps": 5, "warmup_target": 0.1, "warmup_steps": 2},
        "CosineDecayRestarts": {"first_decay_steps": 2},
        "ExponentialDecay": {"decay_steps": 2, "decay_rate": 0.5},
        "InverseTimeDecay": {"decay_steps": 2, "decay_rate": 0.5},
        "OneCycle": {"total_steps": 6},
        "PolynomialDecay": {"decay_steps": 4, "power": 2.0},
    }
    if name == "PiecewiseConstantDecay":
        schedule = schedules.PiecewiseConstantDecay([1, 3], [0.1, 0.05, 0.01])
    elif name in arguments:
        schedule = getattr(schedules, name)(0.1, **arguments[name])
    else:
        assert name in ("LearningRateSchedule", "deserialize", "serialize")
        return
    check("mse", optimizer=lambda: optimizers.SGD(schedule, momentum=0.5))
