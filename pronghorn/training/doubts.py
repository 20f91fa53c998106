"""Doubts about a model and its data, told once before training: it goes on all the same.

Only a sample of rows is looked at, so that large data cost nothing.
"""

import math

import numpy as np

from pronghorn import layers, messages
from pronghorn.data import Deferred
from pronghorn.training.checks import REGRESSION, loss_names

__all__ = ["tell_doubts", "tell_early"]

SAMPLE = 1000
# Beyond these a dense layer begins with saturated activations and gradients of very unequal size.
LARGE, LARGE_PIXEL, UNEQUAL = 1000.0, 100.0, 1000.0
# Wider data are pictures or one-hot rows, in which columns may well be constant.
TABULAR = 32
# After 3 / (1 - momentum) batches a moving mean holds 5 % of its first value still.
SETTLED = 3.0
WORSE = 2.0
# The activation that a loss of probabilities wants, and those that give other numbers.
MEANT = {
    "binary_crossentropy": "sigmoid",
    "categorical_crossentropy": "softmax",
    "sparse_categorical_crossentropy": "softmax",
}
NO_PROBABILITIES = ("linear", "relu", "tanh", "elu", "selu", "leaky_relu", "softplus")


def tell_doubts(trainer, feed):
    """Notes on columns of x, the last layer, accuracy of regression and targets of a loss."""
    own = [layer for layer in getattr(trainer, "layers", ()) if _computes(layer)]
    if own:
        _tell_softmax(own[-1])
        if isinstance(own[0], layers.Dense) or hasattr(own[0], "kernel_size"):
            _tell_columns(_given(feed.x.leaves[0]))
    if feed.y is not None and len(feed.y.leaves) == 1:
        y = _given(feed.y.leaves[0])
        _tell_accuracy(trainer, y)
        _tell_probabilities(trainer)
        _tell_targets(trainer, y)


def tell_early(trainer, trained, judged):
    """A note where a loss is far worse than in training and moving statistics are still young.

    Args:
        trained, judged: figures by name.
    """
    if not judged.get("loss", 0.0) > WORSE * trained.get("loss", math.inf) > 0.0:
        return
    for layer in trainer._flatten_layers():
        if isinstance(layer, layers.BatchNormalization) and layer.trainable:
            steps = int(trainer.optimizer.iterations)
            wanted = math.ceil(SETTLED / max(1.0 - layer.momentum, 1e-6))
            if 0 < steps < wanted:
                messages.note("H46", layer=layer.name, wanted=wanted)
                return


def _given(leaf):
    return leaf.array if isinstance(leaf, Deferred) else leaf


def _computes(layer):
    passing = (layers.InputLayer, layers.Flatten, layers.Reshape, layers.Dropout)
    return not isinstance(layer, passing)


def _tell_softmax(layer):
    function = getattr(layer, "activation", None)
    if getattr(layer, "units", None) == 1 and getattr(function, "__name__", "") == "softmax":
        messages.note("H10", layer=layer.name)


def _tell_probabilities(trainer):
    """Notes on a cross-entropy whose outputs are no probabilities, or are made so twice."""
    given, outputs = trainer._compiled.given["loss"], getattr(trainer, "outputs", None) or ()
    name = loss_names(trainer)[0]
    if name not in MEANT or len(outputs) != 1:
        return
    layer = outputs[0]._keras_history.operation
    activation = _activation(layer)
    facts = {"loss": name, "layer": layer.name, "activation": activation}
    if getattr(given, "settings", {}).get("from_logits"):
        if activation in ("sigmoid", "softmax"):
            messages.note("H51", **facts)
    elif activation in NO_PROBABILITIES:
        spelt = "".join(word.capitalize() for word in name.split("_"))
        mend = f"loss=keras.losses.{spelt}(from_logits=True)"
        messages.note("H50", meant=MEANT[name], mend=mend, **facts)


def _tell_targets(trainer, y):
    """A note on targets of a cross-entropy that are no probabilities of one class each."""
    if loss_names(trainer)[0] != "categorical_crossentropy" or y.ndim != 2 or y.shape[1] < 2:
        return
    step = max(1, len(y) // SAMPLE)
    wrong = np.flatnonzero(np.abs(_columns(y, y.shape[1]).sum(axis=0) - 1.0) > 1e-3)
    if wrong.size:
        row = int(wrong[0]) * step
        total = f"{float(np.sum(y[row], dtype='float64')):g}"
        messages.note("H56", row=row, value=np.array2string(y[row], threshold=8), total=total)


def _activation(layer):
    """The name of the function that ends a layer, or None where that is not known."""
    if isinstance(layer, layers.Softmax):
        return "softmax"
    has_kernel = isinstance(layer, layers.Dense | layers.Activation) or hasattr(layer, "filters")
    if not has_kernel or not hasattr(layer, "activation"):
        return None
    return getattr(layer.activation, "__name__", None) if layer.activation else "linear"


def _sample(array):
    return np.asarray(array[:: max(1, len(array) // SAMPLE)][:SAMPLE])


def _columns(array, count):
    """The columns of some rows, each by itself in memory, which NumPy is much quicker with."""
    return _sample(array).reshape(-1, count).T.astype("float64", order="C")


def _tell_columns(x):
    if x.ndim < 2 or x.dtype.kind not in "fiu":
        return
    columns = _columns(x, x.shape[-1] if x.ndim == 2 else 1)
    low, high = columns.min(axis=1), columns.max(axis=1)
    size = np.maximum(np.abs(low), np.abs(high))
    if not np.isfinite(size).all():
        return  # the step tells of these
    worst = int(size.argmax())
    is_picture = x.ndim > 2 or x.shape[1] >= TABULAR
    spread = (high - low)[high > low]
    unequal = spread.size > 1 and not is_picture and spread.max() > UNEQUAL * spread.min()
    if size[worst] > (LARGE_PIXEL if is_picture else LARGE) or unequal:
        if is_picture and low.min() >= 0 and size[worst] <= 255:
            messages.note("H52", low=f"{low[worst]:g}", high=f"{high[worst]:g}")
        else:
            messages.note("H07", column=worst, low=f"{low[worst]:g}", high=f"{high[worst]:g}")
    if not is_picture and spread.size:  # data that vary nowhere are a trial, not a table
        for column in np.flatnonzero(low == high):
            if (x[:, column] == x[0, column]).all():
                messages.note("H12", column=int(column), value=f"{low[column]:g}")


def _tell_accuracy(trainer, y):
    asked = trainer._compiled.given["metrics"] or ()
    names = [asked] if isinstance(asked, str) else [one for one in asked if isinstance(one, str)]
    if loss_names(trainer)[0] in REGRESSION and {"accuracy", "acc"} & set(names):
        sample = _sample(y)
        if sample.dtype.kind == "f" and not (sample == np.floor(sample)).all():
            messages.note("H09")
