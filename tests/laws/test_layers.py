"""What holds for every layer: shapes, configuration, names of weights, and its numbers."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from pronghorn import layers
from pronghorn.ir.types import ArrayType, Size
from pronghorn.layers.spec import public_shape, symbolic_type
from pronghorn.prims.evaluate import evaluate
from pronghorn.trace import tracer


def _cases():
    """The table beside this file; tests are no package, so it is loaded by its path."""
    path = Path(__file__).with_name("layer_cases.py")
    specification = importlib.util.spec_from_file_location("layer_cases", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


TABLE = _cases()
CASES = TABLE.CASES


def made(case, **more):
    arguments = CASES[case].arguments
    return getattr(layers, case)(**(arguments() if callable(arguments) else arguments), **more)


def shapes(name):
    shape = CASES[name].shape
    return shape if isinstance(shape, list) else [shape]


def packed(name, parts):
    """One input, or a list of them."""
    return list(parts) if isinstance(CASES[name].shape, list) else next(iter(parts))


def data(name, rows=5, seed=0):
    draw, below = np.random.default_rng(seed), CASES[name].below

    def one(shape):
        if below:
            return draw.integers(below, size=(rows, *shape)).astype("int32")
        return draw.normal(size=(rows, *shape)).astype("float32")

    return packed(name, map(one, shapes(name)))


def symbolic(name):
    dtype = "int32" if CASES[name].below else "float32"
    return packed(name, (layers.Input(shape, dtype=dtype) for shape in shapes(name)))


def test_every_layer_has_a_row():
    assert set(layers.__all__) == set(CASES) | TABLE.OTHERS


@pytest.mark.parametrize("name", CASES)
def test_shapes_agree(name):
    layer, x = made(name), data(name)
    shape = packed(name, ((None, *each) for each in shapes(name)))
    promised = layer.compute_output_shape(shape)
    assert not layer.weights
    told = layer(symbolic(name))
    real = layer(x)
    assert real.dtype == told.dtype == "float32"
    assert promised == told.shape == (None, *real.shape[1:])
    assert layer.compute_output_shape(shape) == promised
    assert real.shape[0] == 5


@pytest.mark.parametrize("name", CASES)
def test_configuration_makes_an_equal_layer(name):
    layer, x = made(name, name="mine"), data(name)
    y = layer(x, training=False).numpy()
    record = layers.serialize(layer)
    again = layers.deserialize(json.loads(json.dumps(record)))
    assert type(again) is type(layer)
    assert json.dumps(layers.serialize(again)) == json.dumps(record)
    again(x)
    again.set_weights(layer.get_weights())
    np.testing.assert_array_equal(again(x, training=False).numpy(), y)


@pytest.mark.parametrize("name", CASES)
def test_weights_have_kerass_names_in_order(name):
    layer = made(name, name="mine")
    layer(data(name))
    assert [weight.path for weight in layer.weights] == [f"mine/{w}" for w in CASES[name].weights]


@pytest.mark.parametrize("rows", [0, 1, 7])
@pytest.mark.parametrize("name", CASES)
def test_a_call_equals_the_oracle(name, rows):
    layer, x = made(name), data(name, rows)
    y = layer(x, training=False).numpy()
    weights = [weight.astype("float64") for weight in layer.get_weights()]
    wide = packed(name, (part.astype("float64") for part in (x if isinstance(x, list) else [x])))
    expected = CASES[name].oracle(weights, wide)
    assert y.shape == expected.shape
    np.testing.assert_allclose(y, expected, rtol=2e-6, atol=2e-6)


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_a_traced_call_equals_an_eager_one(name, training):
    layer, x = made(name), data(name)
    layer(symbolic(name))
    parts = x if isinstance(x, list) else [x]
    types = [symbolic_type((None, *part.shape[1:]), str(part.dtype)) for part in parts]
    program = tracer.trace(lambda *x: [layer(packed(name, x), training=training)], types)
    # Evaluating the program changes no variable, so the eager call meets the same state.
    states = [variable.array for variable in program.variables]
    operands = [*parts, *states, *program.arrays]
    (y, *_) = evaluate(program.graph, operands, {"rows": 5})
    np.testing.assert_array_equal(y, layer(x, training=training).numpy())
    assert isinstance(program.graph.outputs[0].type, ArrayType)
    assert public_shape(program.graph.outputs[0].shape)[0] is None
    assert isinstance(program.graph.outputs[0].shape[0], Size)
