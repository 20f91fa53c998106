"""A model goes when the last reference to it goes: no collector is needed to free its weights."""

import copy
import gc
import pickle
import weakref

import numpy as np
import pytest

from pronghorn import callbacks, layers, models, ops

X, Y = np.ones((16, 3), "float32"), np.ones((16, 1), "float32")


def row():
    return models.Sequential([layers.Input((3,)), layers.Dense(4, "relu"), layers.Dense(1)])


def row_of_unknown_input():
    return models.Sequential([layers.Dense(4, "relu"), layers.Dense(1)])


def graph():
    inputs = layers.Input((3,))
    inner = models.Sequential([layers.Input((3,)), layers.Dense(4)])
    return models.Model(inputs, layers.Dense(1)(inner(inputs) * 2))


class Subclass(models.Model):
    def __init__(self):
        super().__init__()
        self.parts = [layers.Dense(4), layers.BatchNormalization(), layers.Dense(1)]

    def call(self, x):
        for part in self.parts:
            x = part(x)
        return x


def trained(model):
    model.compile("adam", "mse", metrics=["mae"])
    given = [callbacks.EarlyStopping("loss", restore_best_weights=True)]
    model.fit(X, Y, validation_split=0.25, epochs=2, callbacks=given, verbose=0)
    model.evaluate(X, Y, verbose=0)
    for _ in range(2):
        model.predict(X, verbose=0)


def trained_in_python(model):
    model.compile("sgd", "mse", run_eagerly=True)
    model.fit(X, Y, verbose=0)


def called_and_copied(model):
    model(X)
    copy.deepcopy(model)
    pickle.loads(pickle.dumps(model))


@pytest.mark.parametrize("use", [trained, trained_in_python, called_and_copied])
@pytest.mark.parametrize("make", [row, row_of_unknown_input, graph, Subclass])
def test_a_model_is_freed_without_the_collector(make, use):
    gc.collect()
    gc.disable()
    try:
        model = make()
        use(model)
        kept = [weakref.ref(each) for each in (model, *model.variables)]
        if model.optimizer is not None:
            kept += [weakref.ref(variable) for variable in model.optimizer.variables]
        assert len(kept) > 4
        del model
        assert [one().path for one in kept if one() is not None] == []
    finally:
        gc.enable()


@pytest.mark.parametrize("make", [row, graph])
def test_equal_models_leave_nothing_to_the_collector(make):
    trained(make())
    gc.collect()
    gc.disable()
    try:
        trained(make())
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_copy_of_a_layer_forgets_the_losses_of_the_call_before(copied):
    layer = layers.Dense(1, activity_regularizer="l2")
    layer(X)
    other = copied(layer)
    del layer
    other(X)
    assert len(other.losses) == 1


def test_the_record_of_a_training_outlives_the_model():
    model = row()
    model.compile("sgd", "mse")
    record = model.fit(X, Y, verbose=0)
    assert record.model is model
    assert pickle.loads(pickle.dumps(record)).history == record.history
    del model
    assert record.model is None
    assert len(record.history["loss"]) == 1


def test_results_that_nobody_kept_are_made_anew():
    inputs = layers.Input((3,))
    layer = layers.Embedding(5, 2, mask_zero=True)
    layer(inputs)
    again = layer.output
    assert again is layer.output
    assert again.shape == (None, 3, 2)
    masked = models.Model(inputs, again._keras_mask)
    assert masked.predict(np.eye(3)[:2], verbose=0).tolist() == (np.eye(3)[:2] > 0).tolist()
    model = models.Model(inputs, ops.sum(again, axis=-1))
    assert model.predict(np.ones((2, 3)), verbose=0).shape == (2, 3)
    assert layer.inbound_nodes[0].operation is layer
