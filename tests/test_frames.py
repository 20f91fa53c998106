"""Tracebacks show users their own lines, and no more of ours than is needed."""

import traceback
from pathlib import Path

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import frames, layers, ops
from pronghorn.errors import PronghornError

X = np.ones((8, 3), "float32")


class Narrow(layers.Layer):
    def call(self, x):
        return ops.matmul(x, ops.ones((7, 2)))  # the user's line


class Dividing(layers.Layer):
    def call(self, x):
        return x * (1 / 0)  # the user's line


def loss(y_true, y_pred):
    return ops.mean(y_pred) + {}["nothing"]  # the user's line


class Failing(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        raise RuntimeError("enough")  # the user's line


def compiled(*own, **arguments):
    model = keras.Sequential(list(own))
    model.compile("sgd", arguments.pop("loss", "mse"), **arguments)
    return model


CALLS = {
    "a layer called on data": lambda: Narrow()(X),
    "a layer in a list": lambda: keras.Sequential([layers.Input((3,)), Narrow()]),
    "a layer met by fit": lambda: compiled(layers.Dense(4), Narrow()).fit(X, X, verbose=0),
    "Python's own error": lambda: compiled(Dividing()).predict(X, verbose=0),
    "a layer inside a model": lambda: keras.Sequential([keras.Sequential([Dividing()])])(X),
    "a loss": lambda: compiled(layers.Dense(3), loss=loss).fit(X, X, verbose=0),
    "a callback": lambda: compiled(layers.Dense(3)).fit(X, X, verbose=0, callbacks=[Failing()]),
    "an eager step": lambda: compiled(layers.Dense(3), loss=loss, run_eagerly=True).fit(
        X, X, verbose=0
    ),
}


def lines(call):
    """The lines of the traceback of a failing call, below this file's own."""
    with pytest.raises((PronghornError, ArithmeticError, KeyError, RuntimeError)) as found:
        call()
    return traceback.extract_tb(found.value.__traceback__)


@pytest.mark.parametrize("name", CALLS)
def test_the_users_line_stands_last_but_for_three_of_ours(name):
    shown = lines(CALLS[name])
    ours = [one for one in shown if one.filename.startswith(frames.PACKAGE)]
    assert len(ours) <= 3, shown
    own = [n for n, one in enumerate(shown) if one.line and one.line.endswith("# the user's line")]
    assert own, shown
    assert len(shown) - 1 - own[-1] <= 1


def test_every_line_is_shown_on_request():
    frames.disable_traceback_filtering()
    try:
        assert not frames.is_traceback_filtering_enabled()
        assert len(lines(CALLS["a layer met by fit"])) > 8
    finally:
        frames.enable_traceback_filtering()


def test_a_fault_of_ours_keeps_every_line(monkeypatch):
    monkeypatch.setattr(layers.Dense, "call", lambda self, x: ops.add(x, object.missing))
    monkeypatch.setattr(frames, "PACKAGE", str(Path(__file__).parent))
    with pytest.raises(AttributeError) as found:
        keras.Sequential([layers.Dense(2)])(X)
    assert len(traceback.extract_tb(found.value.__traceback__)) > 5
