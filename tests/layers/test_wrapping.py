"""Layers around functions and layers; masks that go through them."""

import json

import numpy as np
import pytest

from pronghorn import layers, ops, saving, variables
from pronghorn.errors import ArgumentError, FileError, ShapeError
from pronghorn.layers import Dense, Input
from pronghorn.models import Model

X = np.arange(24, dtype="float32").reshape(2, 3, 4)


def test_a_function_gets_what_it_names():
    steps = [[True, False, True], [True, True, True]]
    masks = []

    def told(x, factor, mask=None, training=None):
        masks.append(mask)
        return x * factor if training else x

    masked = layers.Masking()(np.where(np.array(steps)[..., None], X, 0))
    layer = layers.Lambda(told, arguments={"factor": 3.0}, mask=lambda x, mask: mask)
    np.testing.assert_array_equal(layer(masked, training=True).numpy(), masked.numpy() * 3)
    plain = layer(masked)
    np.testing.assert_array_equal(plain.numpy(), masked.numpy())
    assert plain._keras_mask.numpy().tolist() == steps
    assert [mask.numpy().tolist() for mask in masks] == [steps, steps]
    assert layers.Lambda(lambda x: x * 1)(masked)._keras_mask is None


def test_output_shapes_that_are_told():
    assert layers.Lambda(lambda x: x, output_shape=(7,)).compute_output_shape((None, 2)) == (
        None,
        7,
    )
    doubled = layers.Lambda(lambda x: x, output_shape=lambda s: (s[0], 2 * s[1]))
    assert doubled.compute_output_shape((None, 2)) == (None, 4)
    assert layers.Lambda(lambda x: x[:, :1]).compute_output_shape((None, 2)) == (None, 1)


@saving.register_keras_serializable(package="tests")
def halved(x):
    return x / 2


def test_functions_are_found_by_name_and_lambdas_are_refused():
    x = Input((2,))
    model = Model(x, layers.Lambda(halved, name="half")(x))
    again = Model.from_config(json.loads(json.dumps(model.get_config())))
    assert again(np.ones((1, 2))).numpy().tolist() == [[0.5, 0.5]]
    with pytest.raises(ArgumentError, match=r"M29.*lambda"):
        layers.Lambda(lambda x: x).get_config()
    code = {"class_name": "__lambda__", "config": {"code": "x"}}
    with pytest.raises(FileError, match="F07"):
        layers.Lambda.from_config({"function": code})


def test_a_wrapper_owns_its_layer():
    class Twice(layers.Wrapper):
        def call(self, x):
            return self.layer(self.layer(x))

    twice = Twice(Dense(4, name="inner"), name="outer")
    assert twice(X).shape == (2, 3, 4)
    assert [weight.path for weight in twice.weights] == ["outer/inner/kernel", "outer/inner/bias"]
    assert Twice.from_config(twice.get_config()).layer.units == 4
    for wrong in (Dense, 3):
        with pytest.raises(ArgumentError, match=r"M14.*Twice"):
            Twice(wrong)


def test_steps_of_unknown_number():
    x = Input((None, 4))
    model = Model(x, layers.TimeDistributed(Dense(2))(x))
    assert model.output_shape == (None, None, 2)
    assert model.predict(X, verbose=0).shape == (2, 3, 2)
    assert model.predict(X[:, :1], verbose=0).shape == (2, 1, 2)
    gathering = layers.TimeDistributed(layers.BatchNormalization())
    with pytest.raises(ShapeError, match="M37"):
        gathering(Input((None, 4)), training=True)


def test_masks_reach_the_layer_inside_step_by_step():
    masked = layers.Masking()(np.where(np.arange(3)[:, None] < 2, X, 0))
    inner = layers.Softmax()
    outer = layers.TimeDistributed(inner)
    mask = np.ones((2, 3, 4), bool)
    mask[:, :, 0] = False
    assert (outer(X, mask=mask).numpy()[:, :, 0] == 0).all()
    np.testing.assert_array_equal(
        layers.TimeDistributed(Dense(1))(masked)._keras_mask.numpy(), masked._keras_mask.numpy()
    )
    with pytest.raises(ShapeError, match=r"S03.*a mask of"):
        outer(X, mask=np.ones((2, 5), bool))
    with pytest.raises(ShapeError, match=r"E14.*at least 3"):
        layers.TimeDistributed(Dense(1))(X[0])


def test_a_mask_made_on_the_way_is_a_node_of_the_graph():
    variables.clear_session()  # names are counted, also those that other tests made
    codes = Input((3,), dtype="int32")
    x = layers.Embedding(5, 4, mask_zero=True)(codes)
    y = layers.BatchNormalization()(layers.Dropout(0.5)(x))
    model = Model(codes, y)
    assert "not_equal" in [each.name for each in model.operations]
    assert model(np.array([[1, 0, 2]]))._keras_mask.numpy().tolist() == [[True, False, True]]
    again = Model.from_config(model.get_config())
    assert json.dumps(again.get_config()) == json.dumps(model.get_config())


def test_tables_given_and_codes_outside_them():
    table = np.arange(6, dtype="float32").reshape(3, 2)
    for weights in (table, [table]):
        layer = layers.Embedding(3, 2, weights=weights, input_length=4)
        np.testing.assert_array_equal(layer(np.array([[2.0]])).numpy(), [[[4.0, 5.0]]])
    with pytest.raises(ValueError, match="E58"):
        layer(np.array([[3]]))
    for sizes in ((0, 2), (3, -1)):
        with pytest.raises(ArgumentError, match="M01"):
            layers.Embedding(*sizes)


def test_normalizations_refuse_what_they_do_not_do():
    for wrong in (
        {"renorm": True, "renorm_clipping": {"max": 1}},
        {"renorm": True, "renorm_clipping": {"rmin": 2, "rmax": 1}},
        {"epsilon": -1.0},
    ):
        with pytest.raises(ArgumentError, match=r"M02|M16"):
            layers.BatchNormalization(**wrong)
    with pytest.raises(ArgumentError, match="M02"):
        layers.LayerNormalization(rms_scaling=True)


def test_half_precision_is_normalized_in_single():
    layer = layers.LayerNormalization(dtype="float16")
    x = np.array([[300.0, -300.0, 100.0]], "float16")
    y = layer(ops.convert_to_tensor(x))
    assert y.dtype == "float16"
    assert np.isfinite(y.numpy()).all()


def test_byte_code_of_keras_2_is_never_run():
    config = {
        "name": "lambda_1",
        "function": ["4wEAAAABAAAA", None, None],
        "function_type": "lambda",
        "output_shape": [3],
        "output_shape_type": "raw",
        "arguments": {},
    }
    with pytest.raises(FileError, match=r"F07\] layer 'lambda_1'.*custom_objects"):
        layers.Lambda.from_config(config)
    layer = layers.Lambda.from_config(config, {"lambda_1": lambda x: x * 2})
    assert layer(np.ones((1, 3))).tolist() == [[2, 2, 2]]
    named = {**config, "function": "relu", "function_type": "function"}
    assert layers.Lambda.from_config(named)(-np.ones((1, 3))).tolist() == [[0, 0, 0]]
