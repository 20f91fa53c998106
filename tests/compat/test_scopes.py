"""Scopes, functions and operations under Keras' names."""

import copy

import numpy as np
import pytest

import pronghorn as keras
from pronghorn.errors import ArgumentError

X = np.ones((2, 3), "float32")


def test_names_are_joined():
    with keras.name_scope("encoder"), keras.name_scope("first"):
        assert keras.Variable(1.0, name="w").path == "encoder/first/w"
    assert keras.Variable(1.0, name="w").path == "w"
    with pytest.raises(ArgumentError, match="M16"):
        keras.name_scope("a/b")


def test_there_is_one_device():
    with keras.device("cpu:0"):
        assert float(keras.ops.sum(X)) == 6
    with pytest.raises(ArgumentError, match=r"\[M16\] device: device_name must be the processor"):
        keras.device("gpu:0")


def test_scopes_that_change_nothing_change_no_bit():
    dense = keras.layers.Dense(2)
    want = dense(X).numpy()
    with keras.SymbolicScope():
        np.testing.assert_array_equal(dense(X).numpy(), want)


def test_a_function_runs_again_on_numbers_and_on_symbols():
    a, b = keras.Input((3,)), keras.Input((3,))
    total = a + 2 * b
    function = keras.Function([a, b], {"total": total, "b": b * b}, name="mixing")
    assert [x is y for x, y in zip(function.inputs, (a, b), strict=True)] == [True, True]
    found = function([X, 3 * X])
    np.testing.assert_array_equal(found["total"], 7 * X)
    c = keras.Input((3,))
    model = keras.Model(c, function([c, c])["total"])
    np.testing.assert_array_equal(model.predict(X, verbose=0), 3 * X)


class Scaled(keras.Operation):
    def __init__(self, factor, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor

    def call(self, x):
        return x * self.factor


def test_an_operation_of_ones_own():
    scaled = Scaled(3.0, name="scaled")
    np.testing.assert_array_equal(scaled(X), 3 * X)
    x = keras.Input((3,))
    model = keras.Model(x, scaled(x))
    np.testing.assert_array_equal(copy.deepcopy(model).predict(X, verbose=0), 3 * X)
