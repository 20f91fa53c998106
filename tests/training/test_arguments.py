"""Every argument of compile, fit, evaluate and predict changes what happens, or is a no-op by name.

`EFFECTS` holds another value for each, and `NEEDLESS` those that change no bit, with the reason.
"""

import inspect

import numpy as np
import pytest

from pronghorn import callbacks, layers, models, random

X = np.random.default_rng(0).normal(size=(40, 3)).astype("float32")
Y = (X[:, :1] > 0).astype("int32")
WEIGHTS = np.linspace(0, 2, 40)

# What programs always do, or do not have.
NEEDLESS = {
    ("compile", "jit_compile"): (True, "steps are always compiled"),
    ("compile", "steps_per_execution"): (7, "a program holds the whole loop over batches"),
    ("compile", "run_eagerly"): (True, "the same steps in Python: equal up to rounding"),
    ("compile", "auto_scale_loss"): (
        False,
        "only under mixed_float16; a test of precision shows it",
    ),
    ("fit", "workers"): (4, "arrays need no processes to read them"),
    ("fit", "use_multiprocessing"): (True, "likewise"),
    ("fit", "max_queue_size"): (3, "likewise"),
}
EFFECTS = {
    "compile": {
        "optimizer": "rmsprop",
        "loss": "mse",
        "loss_weights": [0.5],
        "metrics": ["mae"],
        "weighted_metrics": ["mae"],
    },
    "fit": {
        "x": X + 1,
        "y": 1 - Y,
        "batch_size": 8,
        "epochs": 2,
        "verbose": 2,
        "callbacks": [callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)],
        "validation_split": 0.25,
        "validation_data": (X, Y),
        "shuffle": False,
        "class_weight": {0: 1.0, 1: 3.0},
        "sample_weight": WEIGHTS,
        "initial_epoch": 1,
        "steps_per_epoch": 2,
        "validation_steps": 1,
        "validation_batch_size": 16,
        "validation_freq": 2,
        "exact_train_metrics": True,
    },
    "evaluate": {
        "x": X + 1,
        "y": 1 - Y,
        "batch_size": 8,
        "verbose": 2,
        "sample_weight": WEIGHTS,
        "steps": 1,
        "callbacks": [],
        "return_dict": True,
    },
    "predict": {"x": X + 1, "batch_size": 8, "verbose": 2, "steps": 1, "callbacks": []},
}
# Arguments without which another one has nothing to act on.
WITH = {
    "validation_steps": {"validation_data": (X, Y), "validation_batch_size": 16},
    "validation_batch_size": {"validation_data": (X, Y)},
    "validation_freq": {"validation_data": (X, Y), "epochs": 3},
    "initial_epoch": {"epochs": 3},
}


class Counted(callbacks.Callback):
    """How many batches there were; itself one of the arguments that is tried."""

    def __init__(self):
        super().__init__()
        self.batches = []

    def on_train_batch_end(self, batch, logs=None):
        self.batches.append(("train", batch))

    def on_test_batch_end(self, batch, logs=None):
        self.batches.append(("test", batch))

    def on_predict_batch_end(self, batch, logs=None):
        self.batches.append(("predict", batch))


def outcome(method, arguments, capsys, compiled=None):
    """All that can be seen of a call: figures, weights, outputs, batches and what is printed."""
    random.set_random_seed(1)
    model = models.Sequential([layers.Input((3,)), layers.Dense(1, activation="sigmoid")])
    model.compile(**{"optimizer": "sgd", "loss": "binary_crossentropy", **(compiled or {})})
    counted = Counted()
    given = {"x": X, "y": Y, "verbose": 0, **arguments}
    if method == "predict":
        given.pop("y")
    given["callbacks"] = [counted, *given.get("callbacks", ())]
    found = getattr(model, method)(**given)
    history = getattr(found, "history", found)
    printed = len(capsys.readouterr().out)
    return repr((history, model.get_weights(), counted.batches, printed))


def parameters(method):
    names = list(inspect.signature(getattr(models.Model, method)).parameters)
    return [name for name in names if name not in ("self", "kwargs")]


@pytest.mark.parametrize("method", EFFECTS)
def test_every_argument_is_listed(method):
    needless = {name for each, name in NEEDLESS if each == method}
    accepted = set(parameters(method))
    assert accepted <= {*EFFECTS[method], *needless}
    assert set(EFFECTS[method]) <= accepted


CALLS = [(method, name) for method, table in EFFECTS.items() for name in table]


@pytest.mark.parametrize(("method", "name"), CALLS)
def test_another_value_changes_what_happens(method, name, capsys):
    value = EFFECTS[method][name]
    if method == "compile":
        plain = outcome("fit", {"sample_weight": WEIGHTS}, capsys)
        other = outcome("fit", {"sample_weight": WEIGHTS}, capsys, {name: value})
    else:
        base = WITH.get(name, {})
        plain = outcome(method, base, capsys)
        if name == "callbacks" and not value:
            value = [callbacks.LambdaCallback(on_test_batch_end=print, on_predict_batch_end=print)]
        other = outcome(method, {**base, name: value}, capsys)
    assert plain != other


@pytest.mark.parametrize(("method", "name"), NEEDLESS)
def test_a_needless_argument_changes_no_bit(method, name, capsys):
    value, _ = NEEDLESS[method, name]
    arguments = {} if method == "compile" else {name: value}
    other = outcome("fit", arguments, capsys, {name: value} if method == "compile" else None)
    assert other == outcome("fit", {}, capsys)
