"""Models of symbolic tensors: what they compute, their parts, copies and clones, and refusals."""

import copy
import pickle

import numpy as np
import pytest

from pronghorn import layers, models, ops
from pronghorn.drawing import plot_model
from pronghorn.errors import ArgumentError, DataError, ShapeError
from pronghorn.layers import Dense, Input
from pronghorn.models import Model, clone_model

ROWS = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")


def pair():
    """Two inputs, two outputs, one layer that both share."""
    a, b = Input((3,), name="a"), Input((3,), name="b")
    shared = Dense(2, name="shared")
    total = layers.Activation("tanh", name="total")(shared(a) + 2 * shared(b))
    return Model([a, b], [total, ops.mean(total, axis=-1, keepdims=True)])


def test_a_model_computes_what_its_layers_do():
    model = pair()
    kernel, bias = model.get_weights()
    total, mean = model([ROWS, ROWS + 1])
    expected = np.tanh(3 * (ROWS @ kernel + bias) + 2 * kernel.sum(0))
    np.testing.assert_allclose(total.numpy(), expected, rtol=1e-5)
    np.testing.assert_allclose(mean.numpy(), expected.mean(-1, keepdims=True), rtol=1e-5, atol=1e-6)
    for given in ({"a": ROWS, "b": ROWS + 1}, (ROWS, ROWS + 1)):
        np.testing.assert_array_equal(model(given)[0].numpy(), total.numpy())
        np.testing.assert_array_equal(model.predict(given, verbose=0)[1].shape, (6, 1))


def test_outputs_keep_their_structure():
    x = Input((3,))
    model = Model({"x": x}, {"twice": x * 2, "both": (x, [x + 1])})
    found = model({"x": ROWS})
    assert set(found) == {"twice", "both"}
    assert isinstance(found["both"], tuple)
    np.testing.assert_array_equal(found["both"][1][0].numpy(), ROWS + 1)
    predicted = model.predict({"x": ROWS}, verbose=0)
    np.testing.assert_array_equal(predicted["twice"], ROWS * 2)
    assert model.compute_output_shape({"x": (None, 3)})["twice"] == (None, 3)


def test_open_sizes_are_those_of_the_data():
    x = Input((None, 2))
    model = Model(x, ops.mean(Dense(3)(x), axis=1))
    assert model.output_shape == (None, 3)
    assert model.predict(np.ones((4, 5, 2)), verbose=0).shape == (4, 3)
    assert model.predict(np.ones((1, 7, 2)), verbose=0).shape == (1, 3)


def test_a_column_may_come_without_its_axis():
    x = Input((1,))
    model = Model(x, x * 2)
    np.testing.assert_array_equal(model(np.array([1.0, 2.0])).numpy(), [[2.0], [4.0]])
    assert model(np.array([[[1.0]], [[2.0]]])).shape == (2, 1)
    assert model(np.array([[1], [2]])).dtype == "float32"


def test_part_of_a_model_is_a_model():
    x = Input((3,))
    hidden = Dense(4, name="hidden")(x)
    whole = Model(x, Dense(2, name="last")(ops.relu(hidden)))
    front, back = Model(whole.input, whole.get_layer("hidden").output), Model(hidden, whole.output)
    features = front.predict(ROWS, verbose=0)
    assert [layer.name for layer in back.layers][1:] == ["last"]
    np.testing.assert_allclose(back(features).numpy(), whole(ROWS).numpy(), rtol=1e-6, atol=1e-6)
    assert back.get_layer("last") is whole.get_layer("last")


def test_models_are_layers_and_share_weights():
    inner = models.Sequential([Input((3,)), Dense(3, name="dense")], name="inner")
    x = Input((3,))
    model = Model(x, inner(inner(x)))
    assert len(model.weights) == 2
    assert model.weights[0] is inner.weights[0]
    model.compile("sgd", "mse")
    before = inner.get_weights()[0]
    model.fit(ROWS, ROWS, verbose=0)
    assert not np.array_equal(before, inner.get_weights()[0])


def test_a_subclass_may_be_made_of_inputs_and_outputs():
    class Halved(Model):
        def train_step(self, data):
            x, y = data
            return super().train_step((x, y / 2))

    x = Input((3,))
    model = Halved(x, Dense(1)(x))
    model.compile("sgd", "mse")
    model.fit(ROWS, np.ones((6, 1)), verbose=0)
    assert model.get_config()["output_layers"][1:] == [0, 0]
    again = Halved.from_config(model.get_config())
    assert isinstance(again, Halved)
    assert again.count_params() == 4


class Wrapped(Model):
    """A class whose own constructor makes the graph."""

    def __init__(self, units, **kwargs):
        x = Input((3,))
        super().__init__(x, Dense(units)(x), **kwargs)
        self.units = units


def test_a_class_that_makes_its_own_graph_is_rebuilt_from_its_arguments():
    model = Wrapped(4, name="mine")
    assert model.get_config()["units"] == 4
    again = models.model_from_json(model.to_json(), custom_objects={"Wrapped": Wrapped})
    assert again.output_shape == (None, 4)


def test_a_recorded_mode_serves_until_the_model_is_told_one():
    x = Input((50,))
    model = Model(x, layers.Dropout(0.5, seed=1)(x, training=True))
    data = np.ones((4, 50), "float32")
    assert (model(data).numpy() == 0).any()
    assert (model.predict(data, verbose=0) == 1).all()


def test_deep_graphs_need_no_deep_stack():
    x = y = Input((2,))
    for _ in range(400):
        y = layers.Identity()(y) * 1
    model = Model(x, y + 1)
    np.testing.assert_array_equal(model(np.zeros((1, 2))).numpy(), [[1.0, 1.0]])
    assert len(models.model_from_json(model.to_json()).layers) == 401
    for copied in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert len(copied.layers) == 401


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_copies_stand_on_their_own(copied):
    model = pair()
    again = copied(model)
    np.testing.assert_array_equal(again([ROWS, ROWS])[0].numpy(), model([ROWS, ROWS])[0].numpy())
    assert again.weights[0] is not model.weights[0]
    assert again.to_json() == model.to_json()


def test_clones_are_wired_alike_with_weights_of_their_own():
    model = pair()
    clone = clone_model(model)
    assert clone.to_json() == model.to_json()
    assert not np.array_equal(clone.get_weights()[0], model.get_weights()[0])
    wider = clone_model(
        model, clone_function=lambda layer: Dense(5) if isinstance(layer, Dense) else layer
    )
    assert wider.output_shape == [(None, 5), (None, 1)]
    called = []

    def call(layer, *args, **kwargs):
        called.append(layer.name)
        return layer(*args, **kwargs)

    start = Input((3,), name="start")
    clone = clone_model(model, input_tensors=[start, start], call_function=call)
    assert clone.input_names == ["start", "start"]
    assert called.count("shared") == 2
    row = models.Sequential([Input((3,)), Dense(2)])
    assert clone_model(row, input_tensors=start).input_names is None
    assert clone_model(Wrapped(2)).output_shape == (None, 2)


def test_a_class_of_its_own_is_cloned_from_its_configuration():
    class Own(Model):
        def __init__(self, units):
            super().__init__()
            self.dense = Dense(units)

        def call(self, x):
            return self.dense(x)

    assert clone_model(Own(3)).dense.units == 3
    with pytest.raises(ArgumentError, match="M16"):
        clone_model(Own(3), clone_function=lambda layer: layer)


def test_weights_can_be_frozen_and_layers_found():
    model = pair()
    model.get_layer("shared").trainable = False
    assert model.trainable_weights == []
    assert len(model.non_trainable_weights) == 2
    assert model.get_layer(index=2).name == "shared"


@pytest.mark.parametrize("engine", ["numpy", "llvm"])
def test_training_is_compiled_once(engine, monkeypatch):
    from pronghorn.config import settings

    monkeypatch.setattr(settings, "engine", engine)
    model = pair()
    model.compile("sgd", ["mse", "mae"], metrics=[["mae"], ["mse"]])
    data = [ROWS, ROWS], [ROWS[:, :2], ROWS[:, :1]]
    history = model.fit(*data, epochs=3, validation_data=data, verbose=0).history
    assert history["loss"][-1] < history["loss"][0]
    model.evaluate(*data, verbose=0)
    model.fit(*data, verbose=0)
    assert len(model.compile_log) == 2


def test_operations_are_drawn(tmp_path):
    plot_model(pair(), to_file=tmp_path / "model.mmd", show_layer_names=True)
    text = (tmp_path / "model.mmd").read_text()
    for name in ("shared", "multiply", "mean"):
        assert name in text


def test_errors():
    a, b = Input((3,), name="a"), Input((3,), name="b")
    total = Dense(2, name="one")(a) + Dense(2, name="two")(b)
    with pytest.raises(ArgumentError, match=r"M31.*add.*needs b"):
        Model(a, total)
    with pytest.raises(ArgumentError, match=r"M16.*outputs"):
        Model(a, ROWS)
    with pytest.raises(ArgumentError, match=r"M16.*outputs"):
        Model(inputs=a)
    with pytest.raises(ArgumentError, match=r"M16.*inputs"):
        Model(3, total)
    with pytest.raises(ArgumentError, match=r"M12.*'same'"):
        Model(a, Dense(2, name="same")(Dense(2, name="same")(a)))
    model = Model([a, b], total)
    with pytest.raises(ShapeError, match=r"M09.*wants 2 inputs, got 1"):
        model(ROWS)
    with pytest.raises(DataError, match=r"E46.*2 inputs.*a, b.*has a"):
        model({"a": ROWS})
    with pytest.raises(DataError, match=r"E46.*a, b.*c, b"):
        model.predict({"c": ROWS, "b": ROWS})
    with pytest.raises(DataError, match="E46"):
        model.predict(ROWS)
    with pytest.raises(ShapeError, match="M08"):
        model([ROWS, ROWS[:, :2]])
    with pytest.raises(ShapeError, match="M07"):
        model([ROWS, ROWS[None, None]])
    config = Model(a, a * 2).get_config()
    config["layers"][1]["inbound_nodes"][0]["args"][0]["config"]["keras_history"] = ["a", 1, 0]
    with pytest.raises(ArgumentError, match="M29"):
        Model.from_config(config)


def test_a_compiled_model_inside_keeps_its_figures_to_itself():
    """As a generator is trained through a discriminator that was compiled before."""
    judge = models.Sequential([Input((3,)), Dense(1, "sigmoid")])
    judge.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
    judge.trainable = False
    noise = Input((2,))
    stacked = Model(noise, judge(Dense(3)(noise)))
    stacked.compile("sgd", "binary_crossentropy")
    x = np.ones((4, 2), "float32")
    share = stacked.predict(x, verbose=0).astype("float64")
    loss = stacked.train_on_batch(x, np.ones((4, 1)))
    np.testing.assert_allclose(loss, -np.log(share).mean(), rtol=1e-5)
    assert stacked.metrics_names == ["loss"]


class TestAddedLoss:
    """`model.add_loss` of a symbolic tensor, as in the variational autoencoders of Keras 2."""

    def made(self, **more):
        x = layers.Input((3,), name="x")
        y = layers.Dense(2, kernel_initializer="ones", name="y")(x)
        model = models.Model(x, y, **more)
        model.add_loss(0.5 * ops.mean(ops.square(y)))
        return model

    def test_it_is_part_of_the_loss_and_may_be_the_whole(self):
        model = self.made()
        data = np.arange(12.0, dtype="float32").reshape(4, 3)
        wanted = 0.5 * (data.sum(1) ** 2).mean()
        model.compile("sgd", metrics=[])
        assert model.evaluate(data, verbose=0) == pytest.approx(wanted)
        assert model.fit(data, verbose=0).history["loss"][0] == pytest.approx(wanted)
        model = self.made()
        model.compile("sgd", "mae")
        found = model.evaluate(data, np.zeros((4, 2)), verbose=0)
        assert found == pytest.approx(wanted + data.sum(1).mean())
        np.testing.assert_allclose(model.predict(data, verbose=0)[:, 0], data.sum(1))

    def test_it_survives_its_configuration_and_a_second_one(self):
        model = self.made()
        model.add_loss(ops.sum(model.get_layer("y").output * 0 + 1))
        copy = models.model_from_json(model.to_json())
        copy.set_weights(model.get_weights())
        x = np.ones((4, 3), "float32")
        for each in (model, copy):
            each.compile("sgd")
            assert each.evaluate(x, verbose=0) == pytest.approx(0.5 * 9 + 8)

    def test_an_entrance_is_its_own_input(self):
        model = self.made()
        assert model.layers[0].input is model.layers[0].output
