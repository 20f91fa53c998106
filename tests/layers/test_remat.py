"""Values that training lets go of and computes again: the same numbers in less memory."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import layers, ops
from pronghorn.config import settings
from pronghorn.errors import ArgumentError

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(1024, 16)).astype("float32")
Y = RANDOM.normal(size=(1024, 4)).astype("float32")


class Block(layers.Layer):
    """Layers with state, random numbers and a loss of their own, around which the input goes."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.row = [layers.Dense(64, "tanh") for _ in range(4)]
        self.norm = layers.BatchNormalization()
        self.drop = layers.Dropout(0.2)
        self.last = layers.Dense(16, activity_regularizer="l2")

    def call(self, x, training=None):
        y = x
        for layer in self.row:
            y = layer(y)
        y = self.drop(self.norm(y, training=training), training=training)
        return x + self.last(y)


def plain():
    return [Block() for _ in range(3)]


class Wrapped(layers.Layer):
    """A block of which `remat` is asked, not a scope."""

    def __init__(self):
        super().__init__()
        self.block = Block()

    def call(self, x):
        return keras.remat(self.block)(x)


def trained(make, engine="llvm"):
    """Losses, weights and bytes of a step of a row of three blocks."""
    settings.engine = engine
    keras.utils.set_random_seed(3)
    model = keras.Sequential([layers.Input((16,)), *make(), layers.Dense(4)])
    model.compile("sgd", "mse")
    losses = model.fit(X, Y, batch_size=512, epochs=2, verbose=0).history["loss"]
    return np.array(losses), model.get_weights(), model.compile_log[0]


def scoped(*arguments, **named):
    def make():
        with keras.RematScope(*arguments, **named):
            return plain()

    return make


def listed():
    names = [f"block_{n}" for n in range(3)]
    with keras.RematScope("list_of_layers", layer_names=names):
        for name in names:
            yield Block(name=name)


WAYS = {
    "everything": scoped("full"),
    "large": scoped("larger_than", output_size_threshold=15),
    "listed": listed,
    "wrapped": lambda: [Wrapped() for _ in range(3)],
}


@pytest.mark.parametrize("way", WAYS)
def test_less_memory_and_the_same_numbers(way, machine_code):
    losses, weights, before = trained(plain)
    again, new_weights, record = trained(WAYS[way])
    np.testing.assert_allclose(again, losses, rtol=1e-6)
    for got, want in zip(new_weights, weights, strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-5)
    assert not record.fallbacks
    assert record.memory < 0.65 * before.memory


@pytest.mark.parametrize("make", [scoped("activations"), scoped(None), scoped("larger_than", 64)])
def test_where_nothing_is_asked_for_the_program_stays(make, machine_code):
    assert trained(make)[2].memory == trained(plain)[2].memory


def test_the_interpreter_gives_the_same():
    losses, _, _ = trained(scoped("full"), "numpy")
    np.testing.assert_allclose(losses, trained(plain, "numpy")[0], rtol=1e-6)


def test_a_function_of_several_results_with_masks():
    embed = layers.Embedding(5, 3, mask_zero=True)

    def pair(x):
        found = embed(x)
        return {"twice": found, "none": None, "sum": ops.sum(found, axis=1)}

    ids = np.array([[1, 0], [2, 3]], "int32")
    found = keras.remat(pair)(ids)
    assert found["none"] is None
    np.testing.assert_array_equal(found["twice"]._keras_mask, ids != 0)
    total, gradient = keras.value_and_grad(lambda x: ops.sum(keras.remat(ops.exp)(x) ** 2))(X[:2])
    np.testing.assert_allclose(total, np.sum(np.exp(X[:2]) ** 2), rtol=1e-5)
    np.testing.assert_allclose(gradient, 2 * np.exp(X[:2]) ** 2, rtol=1e-5)


def test_masks_go_on_behind_a_layer_that_is_computed_again():
    def made(scope):
        keras.utils.set_random_seed(1)
        with scope:
            inner = [layers.Embedding(6, 4, mask_zero=True), layers.Dense(4, "tanh")]
            inner = keras.Sequential([layers.Input((5,), dtype="int32"), *inner])
        model = keras.Sequential([inner, layers.SimpleRNN(3), layers.Dense(1)])
        model.compile("sgd", "mse")
        ids = np.random.default_rng(0).integers(0, 3, (8, 5))
        return model.fit(ids, ids[:, :1], epochs=2, verbose=0).history["loss"]

    np.testing.assert_array_equal(made(keras.RematScope()), made(keras.RematScope(None)))


def test_a_loss_that_is_no_number_is_traced_into_the_layer(machine_code, caplog):
    class Logarithm(layers.Layer):
        def call(self, x):
            return ops.log(x - 100.0)

    with keras.RematScope():
        block = keras.Sequential([layers.Dense(16), Logarithm(name="logarithm")], name="block")
    model = keras.Sequential([layers.Input((16,)), block, layers.Dense(4)])
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    assert "log in" in caplog.text
    assert "block/logarithm was given" in caplog.text


def test_another_mode_is_refused():
    with pytest.raises(ArgumentError, match="M02"):
        keras.RematScope(mode="some")
