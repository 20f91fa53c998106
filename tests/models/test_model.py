"""`Model`: subclasses, finding layers, configuration."""

import numpy as np
import pytest

from pronghorn import models
from pronghorn.errors import ArgumentError, FileError, StateError
from pronghorn.layers import Dense, Input
from pronghorn.models import Model, Sequential

X = np.ones((2, 3), "float32")


class Two(Model):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.first = Dense(units, name="first")
        self.others = [Sequential([Dense(2)], name="inner")]

    def call(self, x):
        return self.others[0](self.first(x))


def test_a_subclass_is_a_layer():
    model = Two(4, name="two")
    assert model(X).shape == (2, 2)
    assert [layer.name for layer in model.layers] == ["first", "inner"]
    assert model.weights[0].path == "two/first/kernel"
    assert model.count_params() == 26
    outer = Sequential([Input((3,)), Two(4)])
    assert outer.output_shape == (None, 2)


def test_build_makes_the_weights_of_the_layers_inside():
    model = Two(4)
    model.build((None, 3))
    assert len(model.weights) == 4
    assert model.built


def test_get_layer():
    model = Two(4)
    assert model.get_layer("first") is model.first
    assert model.get_layer(index=-1) is model.others[0]
    with pytest.raises(ArgumentError, match=r"M20.*'frist'.*first, inner"):
        model.get_layer("frist")
    with pytest.raises(ArgumentError, match="M20"):
        model.get_layer(index=2)


def test_configuration_and_json():
    text = Two(4, name="two").to_json()
    again = models.model_from_json(text, custom_objects={"Two": Two})
    assert again.first.units == 4
    assert Two.from_config(again.get_config(), custom_objects={}).name == "two"
    with pytest.raises(FileError, match=r"F08.*Two"):
        models.model_from_json(text)
    with pytest.raises(FileError, match="F13"):
        models.model_from_json("no json")


def test_a_model_without_call():
    with pytest.raises(StateError, match="M34"):
        Model()(X)


@pytest.mark.parametrize("method", ["save", "export"])
def test_files_of_whole_models_are_refused_in_a_sentence(method):
    model = Sequential([Input((3,)), Dense(1)])
    with pytest.raises(AttributeError, match=rf"F36.*{method} writes whole models.*save_weights"):
        getattr(model, method)("model.keras")
