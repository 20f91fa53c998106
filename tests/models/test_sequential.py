"""`Sequential`: adding and removing layers, when it is built, and what it writes down."""

import json
import logging

import numpy as np
import pytest

from pronghorn import models, ops, variables
from pronghorn.errors import ArgumentError, ShapeError, StateError
from pronghorn.layers import Activation, Dense, Dropout, Input, Layer
from pronghorn.models import Sequential

X = np.ones((2, 3), "float32")


def tutorial():
    """The network of two layers that the tutorial trains."""
    variables.clear_session()
    model = Sequential()
    model.add(Dense(4, input_dim=3, kernel_initializer="random_normal", name="Dense1"))
    model.add(Activation("relu", name="hidden"))
    model.add(Dense(2, input_dim=4, kernel_initializer="random_normal", name="Dense2"))
    model.add(Activation("softmax"))
    return model


def test_the_tutorials_model(caplog):
    logging.getLogger("pronghorn").propagate = True
    with caplog.at_level(logging.INFO, "pronghorn"):
        model = tutorial()
    assert model.built
    assert model.count_params() == 26
    assert (model.input_shape, model.output_shape) == ((None, 3), (None, 2))
    assert [w.path for w in model.weights] == [
        "sequential/Dense1/kernel",
        "sequential/Dense1/bias",
        "sequential/Dense2/kernel",
        "sequential/Dense2/bias",
    ]
    assert [record.getMessage()[:5] for record in caplog.records] == ["[N02]"]
    np.testing.assert_allclose(model(X).numpy().sum(1), 1, rtol=1e-6)
    assert model(X).logits[0] == "softmax"


def test_without_an_input_shape_it_is_built_by_the_first_data():
    model = Sequential([Dense(4), Dense(2)])
    assert not model.built
    assert model.inputs is None
    assert model.outputs is None
    for ask in (lambda: model.input_shape, lambda: model.output, model.count_params):
        with pytest.raises(StateError, match="M06"):
            ask()
    assert model(X).shape == (2, 2)
    assert model.input_shape == (None, 3)
    assert model.count_params() == 26


def test_build():
    model = Sequential([Dense(4)])
    with pytest.raises(StateError, match="M06"):
        model.build()
    model.build((None, 3))
    assert model.count_params() == 16
    with pytest.raises(StateError, match="M13"):
        Sequential().build((None, 3))
    assert Sequential([Dense(4)]).compute_output_shape((None, 3)) == (None, 4)


def test_add_and_pop():
    model = Sequential([Input((3,)), Dense(4)])
    model.add(Dense(2))
    assert model.output_shape == (None, 2)
    last = model.pop()
    assert last.units == 2
    assert model.output_shape == (None, 4)
    assert len(model.weights) == 2
    assert [type(layer) for layer in model.layers] == [Dense]
    model.pop()
    with pytest.raises(StateError, match="M30"):
        model.pop()


def test_what_cannot_be_added():
    model = Sequential([Input((3,)), Dense(4, name="a")])
    with pytest.raises(ArgumentError, match=r"M12.*'a'.*a_1"):
        model.add(Dense(4, name="a"))
    with pytest.raises(ArgumentError, match=r"M14.*got Dense"):
        model.add(Dense)
    with pytest.raises(ArgumentError, match=r"M14.*got int"):
        Sequential([3])
    with pytest.raises(ArgumentError, match="M21"):
        model.add(Input((3,)))
    with pytest.raises(ShapeError, match="M08"):
        model(np.ones((2, 4)))


def test_models_within_models():
    inner = Sequential([Input((3,)), Dense(4)], name="inner")
    outer = Sequential([inner, Dropout(0.5), Dense(1)], name="outer")
    assert outer.built
    assert outer.input_shape == (None, 3)
    assert outer.weights[0].path.startswith("inner/dense")
    assert outer(X, training=True).shape == (2, 1)
    assert len(outer.trainable_variables) == 4
    assert len(outer.variables) == 5


def test_training_and_masks_reach_the_layers():
    model = Sequential([Input((3,)), Dropout(0.5, seed=1)])
    assert (model(X).numpy() == 1).all()
    assert set(np.unique(model(np.ones((50, 3)), training=True))) == {0, 2}
    mask = ops.ones((2,), "bool")
    assert model(X, mask=mask)._keras_mask is mask


def test_a_vector_for_one_column():
    model = Sequential([Input((1,)), Dense(2)])
    assert model(np.ones(5)).shape == (5, 2)


def test_a_layer_that_reads_numbers_runs_eagerly():
    class Peek(Layer):
        def call(self, x):
            return x * 2 if float(x[0, 0]) > 0 else x

    model = Sequential([Input((3,)), Peek(), Dense(2)])
    assert not model.built
    assert model(X).shape == (2, 2)
    assert len(model.weights) == 2


def test_json_round_trip():
    model = tutorial()
    text = model.to_json()
    again = models.model_from_json(text)
    assert again.to_json() == text
    assert [w.path for w in again.weights] == [w.path for w in model.weights]
    again.set_weights(model.get_weights())
    np.testing.assert_array_equal(again(X).numpy(), model(X).numpy())
    record = json.loads(text)
    assert (record["module"], record["class_name"]) == ("keras", "Sequential")
    assert list(record["config"]) == ["name", "trainable", "dtype", "layers", "build_input_shape"]
    assert record["config"]["build_input_shape"] == [None, 3]
    assert record["config"]["layers"][0]["class_name"] == "InputLayer"
    assert record["build_config"] == {"input_shape": [None, 3]}
    assert json.loads(model.to_json(indent=2)) == record


def test_configurations_of_other_versions():
    old = [{"class_name": "Dense", "config": {"units": 4, "batch_input_shape": [None, 3]}}]
    assert Sequential.from_config(old).input_shape == (None, 3)
    plain = Sequential([Dense(4)])
    again = Sequential.from_config(plain.get_config())
    assert not again.built
    frozen = Sequential([Input((3,)), Dense(4)], trainable=False)
    assert Sequential.from_config(frozen.get_config()).trainable is False


def test_custom_layers_in_json():
    class Mine(Dense):
        pass

    text = Sequential([Input((3,)), Mine(4)]).to_json()
    again = models.model_from_json(text, custom_objects={"Mine": Mine})
    assert type(again.layers[0]) is Mine
