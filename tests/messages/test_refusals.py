"""Refusals that belong to no other test: each is provoked as a user would."""

import sys

import numpy as np
import pytest

from pronghorn import layers, models, ops, optimizers
from pronghorn.dtypes import numpy_dtype
from pronghorn.errors import (
    AbsentNameError,
    ArgumentError,
    DataError,
    DtypeError,
    MissingPackageError,
    StateError,
)
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.prims.elementwise import bitcast
from pronghorn.tensor import Tensor
from pronghorn.trace.grad import value_and_grad
from pronghorn.trace.tracer import types_of
from pronghorn.variables import Variable


def test_bfloat16_names_the_package_it_needs(monkeypatch):
    monkeypatch.setitem(sys.modules, "ml_dtypes", None)
    with pytest.raises(MissingPackageError, match=r"F03.*ml_dtypes"):
        numpy_dtype("bfloat16")


def test_an_optimizer_refuses_a_variable_it_was_not_built_for():
    optimizer = optimizers.SGD()
    known, other = Variable(np.ones(2)), Variable(np.ones(2))
    optimizer.build([known])
    with pytest.raises(StateError, match="M23"):
        optimizer.apply([np.ones(2, "float32")], [other])


def test_a_rate_that_a_schedule_computes_cannot_be_set():
    optimizer = optimizers.SGD(optimizers.schedules.ExponentialDecay(0.1, 10, 0.5))
    with pytest.raises(StateError, match="M33"):
        optimizer.learning_rate = 0.5


def test_an_optimizer_of_optimizers_has_no_rate():
    optimizer = optimizers.MultiOptimizer(optimizers.OptimizerMap(optimizers.SGD()))
    with pytest.raises(AbsentNameError, match="M79"):
        optimizer.learning_rate = 0.5
    assert not hasattr(optimizer, "learning_rate")


def test_exceptions_from_weight_decay_come_before_build():
    optimizer = optimizers.SGD(weight_decay=0.1)
    optimizer.build([Variable(np.ones(2))])
    with pytest.raises(StateError, match="M39"):
        optimizer.exclude_from_weight_decay(var_names=["bias"])


def test_an_unknown_number_of_rows_cannot_be_unstacked():
    with pytest.raises(ArgumentError, match="S17"):
        types_of(ops.unstack, [ArrayType((symbol("rows"), 2), "float32")])


def test_an_operation_without_gradient_is_named():
    variable = Variable(np.ones(2))

    def loss():
        return ops.sum(Tensor(bitcast(variable.value.payload, dtype="float32")))

    with pytest.raises(DataError, match=r"S21.*bitcast"):
        value_and_grad(loss, [variable])


def test_a_tensor_is_not_changed_in_place():
    with pytest.raises(DtypeError, match=r"S19.*slice_update"):
        ops.ones(3)[0] = 2


def test_rows_of_unknown_number_are_not_looped_over():
    with pytest.raises(DtypeError, match=r"S28.*first axis is rows"):
        list(Tensor(ArrayType((symbol("rows"), 2), "float32")))
    assert [row.tolist() for row in ops.ones((2, 1))] == [[1.0], [1.0]]


class Keeping(layers.Layer):
    """Keeps what it was called with, as it may not."""

    kept, is_used = None, False

    def call(self, inputs):
        if self.is_used:
            return inputs + self.kept
        self.kept = inputs
        return inputs * 2


def test_a_tensor_of_a_step_is_not_used_after_it():
    x = np.ones((4, 3), "float32")
    layer = Keeping()
    model = models.Sequential([layer])
    model.predict(x, verbose=0)
    uses = (
        lambda x: x + 1,
        lambda x: x + x,
        ops.sum,
        lambda x: ops.matmul(x, np.ones((3, 2))),
        lambda x: ops.reshape(x, (-1,)),
        lambda x: x[0],
    )
    for use in uses:
        with pytest.raises(StateError, match=r"S27.*f32\[rows|S27.*i64"):
            use(layer.kept)
    layer.is_used = True
    model.compile("sgd", "mse")
    with pytest.raises(StateError, match=r"S27.*self\.kept\.assign"):
        model.evaluate(x, x, verbose=0)
