"""`Layer`: names, building, configuration of users' classes, and what is found in attributes."""

import copy
import json

import numpy as np
import pytest

from pronghorn import config, layers, ops, saving, variables
from pronghorn.errors import ArgumentError, ShapeError, StateError
from pronghorn.layers import Dense, Layer
from pronghorn.random import SeedGenerator
from pronghorn.variables import Variable

X = np.ones((2, 3), "float32")


class Block(Layer):
    """A user's layer that stores nothing of what its constructor takes."""

    def __init__(self, units, activation="relu", **kwargs):
        super().__init__(**kwargs)
        self.first = Dense(units, activation=activation)
        self.rest = [Dense(2), {"inner": Dense(1)}]

    def call(self, x):
        return self.rest[1]["inner"](self.rest[0](self.first(x)))


def test_names_count_up_and_begin_anew():
    variables.clear_session()
    assert [Dense(1).name for _ in range(3)] == ["dense", "dense_1", "dense_2"]
    assert layers.LeakyReLU().name == "leaky_re_lu"
    variables.clear_session()
    assert Dense(1).name == "dense"
    with pytest.raises(ArgumentError, match="M16"):
        Dense(1, name=3)


def test_layers_inside_are_found_and_their_weights_named_after_them():
    variables.clear_session()
    block = Block(4)
    assert not block.weights
    block(X)
    assert [w.path for w in block.weights] == [
        "block/dense/kernel",
        "block/dense/bias",
        "block/dense_1/kernel",
        "block/dense_1/bias",
        "block/dense_2/kernel",
        "block/dense_2/bias",
    ]
    assert block.count_params() == 16 + 10 + 3
    assert block.built


def test_configuration_of_a_class_that_stores_nothing():
    block = Block(4, activation="tanh", name="b")
    config = block.get_config()
    assert config["units"] == 4
    assert config["activation"] == "tanh"
    with saving.custom_object_scope({"Block": Block}):
        again = layers.deserialize(json.loads(json.dumps(layers.serialize(block))))
    assert again.get_config() == config
    assert again.name == "b"


def test_configuration_with_objects_defaults_and_further_arguments():
    class Wrap(Layer):
        def __init__(self, inner, scale=2.0, **kwargs):
            super().__init__(**kwargs)
            self.layer = inner

    wrap = Wrap(Dense(3), name="w")
    assert list(wrap.get_config()) == ["name", "trainable", "dtype", "inner", "scale"]
    assert Wrap.from_config(wrap.get_config()).layer.units == 3

    class Wide(Dense):
        def __init__(self, times, **kwargs):
            super().__init__(4 * times, **kwargs)

    wide = Wide(2, activation="relu")
    again = Wide.from_config(wide.get_config())
    assert (again.units, again.get_config()["activation"]) == (8, "relu")


def test_an_overridden_configuration_is_respected():
    class Own(Layer):
        def __init__(self, a, b=None, **kwargs):
            super().__init__(**kwargs)
            self.a = a

        def get_config(self):
            return {**super().get_config(), "a": self.a}

    assert list(Own(1, b=object()).get_config()) == ["name", "trainable", "dtype", "a"]

    class Unnamed(Layer):
        def __init__(self, *sizes):
            super().__init__()

    with pytest.raises(ArgumentError, match="M29"):
        Unnamed(1, 2).get_config()


def test_build_by_hand_equals_the_first_call():
    variables.clear_session()
    by_hand, by_call = Dense(2, name="a"), Dense(2, name="b")
    by_hand.build((None, 3))
    by_call(X)
    assert by_hand.built
    assert [w.shape for w in by_hand.weights] == [w.shape for w in by_call.weights]
    assert by_hand.get_build_config() == {"input_shape": (None, 3)}
    by_hand.build((None, 5))
    assert [w.shape for w in by_hand.weights] == [(5, 2), (2,)]
    again = Dense(2)
    again.build_from_config({"input_shape": [None, 7]})
    assert again.kernel.shape == (7, 2)


def test_the_layer_may_have_any_name_in_its_methods():
    class Plain(Layer):
        def build(this, input_shape):
            this.w = this.add_weight(shape=(input_shape[-1],))

        def call(this, x):
            return x * this.w

    plain = Plain()
    plain(X)
    assert plain.get_build_config() == {"input_shape": X.shape}
    assert [w.shape for w in plain.weights] == [(3,)]


def test_a_build_above_runs_once():
    class Child(Dense):
        def build(self, input_shape):
            super().build(input_shape)
            self.extra = self.add_weight(shape=(), name="extra")

    child = Child(2, name="child")
    child(X)
    assert [w.path for w in child.weights] == ["child/kernel", "child/bias", "child/extra"]


def test_several_inputs_and_several_shapes():
    class Join(Layer):
        def build(self, a_shape, b_shape):
            self.w = self.add_weight(shape=(a_shape[-1], b_shape[-1]))

        def call(self, a, b=None):
            return ops.matmul(a, self.w), b

    join = Join()
    left, right = join(X, b=np.ones((2, 5), "float32"))
    assert (left.shape, right.shape) == ((2, 5), (2, 5))
    assert join.get_build_config()["shapes_dict"] == {"a_shape": (2, 3), "b_shape": (2, 5)}
    shapes = layers.deserialize(layers.serialize(join), custom_objects={"Join": Join})
    assert shapes.w.shape == (3, 5)

    class Sum(Layer):
        def call(self, inputs):
            return inputs["a"] + inputs["b"]

    assert Sum().compute_output_shape({"a": (None, 3), "b": (None, 1)}) == (None, 3)
    assert Sum()({"a": X, "b": X}).numpy().tolist() == (2 * X).tolist()


def test_the_output_shape_of_a_layer_not_built_leaves_it_so():
    block = Block(4)
    assert block.compute_output_shape((None, 3)) == (None, 1)
    assert not block.weights
    assert Dense(10**6).compute_output_shape((None, 10**6)) == (None, 10**6)


def test_a_subclass_without_call_or_base():
    with pytest.raises(StateError, match="M34"):
        Layer()(X)

    class Forgetful(Layer):
        def __init__(self):
            self.units = 3

        def call(self, x):
            return x

    with pytest.raises(StateError, match=r"M25.*units"):
        Forgetful()(X)


def test_unknown_and_refused_arguments():
    with pytest.raises(ArgumentError, match=r"M15.*unit"):
        Dense(3, unit=3)
    with pytest.raises(ArgumentError, match="M44"):
        Dense(3, lora_rank=4)
    assert Dense(3, quantization_config=None).units == 3


def test_trainable_reaches_every_layer_inside():
    block = Block(4)
    block(X)
    block.first.trainable = False
    assert block.non_trainable_weights == block.first.weights
    block.trainable = False
    assert not block.trainable_weights
    assert not block.rest[0].trainable
    block.trainable = True
    assert len(block.trainable_weights) == 6


def test_weights_and_variables():
    class Mixed(Layer):
        def __init__(self):
            super().__init__()
            self.given = Variable(1.0, name="given")
            self.seeds = SeedGenerator(1)

        def build(self, input_shape):
            self.count = self.add_weight(shape=(), name="count", dtype="int32", trainable=False)
            self.scale = self.add_weight("scale", shape=())

        def call(self, x):
            return x * self.scale

    mixed = Mixed()
    mixed(X)
    assert [w.name for w in mixed.weights] == ["scale", "given", "count"]
    assert [v.name for v in mixed.variables][-1] == "seed_generator_state"
    assert [w.name for w in mixed.trainable_variables] == ["scale", "given"]
    assert mixed.count.dtype == "int32"
    with pytest.raises(ShapeError, match="M37"):
        mixed.add_weight(shape=(None, 2))
    for given in ((2,), "ones", "int32", False), ("seven", (2,), "int32", "ones", None, False):
        weight = mixed.add_weight(*given)
        assert weight.numpy().tolist() == [1, 1]
        assert (weight.dtype, weight.trainable) == ("int32", False)


def test_get_and_set_weights():
    dense = Dense(2)
    with pytest.raises(StateError, match="M06"):
        dense.count_params()
    dense(X)
    arrays = dense.get_weights()
    dense.set_weights([2 * a for a in arrays])
    np.testing.assert_array_equal(dense.get_weights()[0], 2 * arrays[0])
    with pytest.raises(ArgumentError, match="M10"):
        dense.set_weights(arrays[:1])
    with pytest.raises(ShapeError, match="M11"):
        dense.set_weights([arrays[0].T, arrays[1]])
    old = Dense(2, weights=arrays)
    old(X)
    np.testing.assert_array_equal(old.get_weights()[0], arrays[0])


def test_losses_of_a_call_are_forgotten_at_the_next():
    class Penalised(Layer):
        def __init__(self):
            super().__init__()
            self.dense = Dense(2, kernel_regularizer="l2", activity_regularizer="l1")

        def call(self, x):
            self.add_loss(ops.sum(x))
            return self.dense(x)

    layer = Penalised()
    for _ in range(2):
        y = layer(X)
    total, activity, penalty = map(float, layer.losses)
    assert total == 6.0
    assert activity == pytest.approx(0.01 * abs(y.numpy()).sum() / 2, rel=1e-5)
    assert penalty == pytest.approx(0.01 * (layer.dense.get_weights()[0] ** 2).sum(), rel=1e-5)
    layer(layers.Input((3,)))
    assert len(layer.losses) == 1


def test_losses_of_a_layer_that_two_others_hold_count_once():
    shared = layers.ActivityRegularization(l1=1.0)

    class Around(Layer):
        def __init__(self):
            super().__init__()
            self.inner = shared

        def call(self, x):
            return self.inner(x)

    class Both(Layer):
        def __init__(self):
            super().__init__()
            self.parts = [Around(), Around()]

        def call(self, x):
            return [part(x) for part in self.parts]

    both = Both()
    both(X)
    assert list(map(float, both.losses)) == [3.0, 3.0]  # of its two calls
    copied = copy.deepcopy(both)
    both._clear_losses()
    assert list(map(float, copied.losses)) == [3.0, 3.0]


def test_dtypes():
    mixed = Dense(2, dtype="mixed_bfloat16" if _has_bfloat16() else "mixed_float16")
    y = mixed(X)
    assert mixed.dtype == mixed.kernel.dtype == "float32"
    assert y.dtype == mixed.compute_dtype
    assert Dense(2)(X.astype("float64")).dtype == "float32"
    config.set_floatx("float64")
    assert Dense(2)(X).dtype == "float64"
    assert layers.Identity()(np.array([1, 2])).dtype.startswith("int")


def _has_bfloat16():
    import importlib.util

    return importlib.util.find_spec("ml_dtypes") is not None


def test_symbolic_calls_keep_their_history():
    dense = Dense(4)
    x = layers.Input((3,), name="entrance")
    y = dense(x)
    assert y._keras_history.operation is dense
    assert y._keras_history.node_index == 0
    assert dense.input is x
    assert dense.output is y
    with pytest.raises(StateError, match="M06"):
        _ = Dense(1).output


def test_a_layer_can_be_copied():
    dense = Dense(2)
    y = dense(X).numpy()
    twin = copy.deepcopy(dense)
    twin.kernel.assign(np.zeros((3, 2)))
    np.testing.assert_array_equal(dense(X).numpy(), y)
    assert repr(dense) == f"<Dense name={dense.name}, built=True>"


def test_a_layer_made_untrainable_has_untrainable_weights_until_it_is_told_otherwise():
    dense = Dense(2, trainable=False)
    dense(X)
    assert [w.trainable for w in dense.weights] == [False, False]
    dense.trainable = True
    assert len(dense.trainable_weights) == 2


class TestShapesOfSeveralInputs:
    class Both(layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.inner = layers.Dense(3)

        def call(self, left, right, scale=2.0):
            return self.inner(left) * scale + right

    def test_one_shape_for_each_argument(self):
        assert self.Both().compute_output_shape((None, 4), (None, 3)) == (None, 3)

    def test_by_name(self):
        layer = self.Both()
        assert layer.compute_output_shape(left_shape=(2, 4), right_shape=(2, 3)) == (2, 3)
        assert not layer.built
        assert layers.Dense(5).compute_output_shape(input_shape=(None, 4)) == (None, 5)

    def test_in_a_list(self):
        assert layers.Concatenate().compute_output_shape([(None, 3), (None, 4)]) == (None, 7)

    def test_beside_none(self):
        shapes = {"sequences_shape": (None, 5, 2), "initial_state_shape": None}
        assert layers.GRU(3).compute_output_shape(**shapes) == (None, 3)

    def test_a_name_that_call_has_not(self):
        with pytest.raises(TypeError, match="right"):
            self.Both().compute_output_shape((None, 4), centre_shape=(None, 3))
