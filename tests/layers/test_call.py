"""The steps of a call: what `training` and masks become, and which inputs are accepted."""

import numpy as np
import pytest

from pronghorn import layers, ops
from pronghorn.errors import DtypeError, ShapeError
from pronghorn.layers import Dense, Dropout, Layer
from pronghorn.layers.call import training_now

X = np.ones((2, 3), "float32")


class Told(Layer):
    """Returns what it was told of `training`."""

    def call(self, x, training=None):
        self.heard = training
        return x


class Around(Layer):
    def __init__(self):
        super().__init__()
        self.told = Told()
        self.dropout = Dropout(0.5, seed=1)

    def call(self, x):
        self.seen = training_now()
        return self.dropout(self.told(x))


@pytest.mark.parametrize("training", [True, False, None])
def test_training_reaches_layers_inside_even_past_those_that_do_not_take_it(training):
    around = Around()
    y = around(X, training=training)
    assert around.told.heard is training
    assert around.seen is training
    assert (y.numpy() != X).any() == bool(training)
    assert training_now() is None


def test_an_explicit_training_wins():
    class Frozen(Layer):
        def __init__(self):
            super().__init__()
            self.told = Told()

        def call(self, x, training=None):
            return self.told(x, training=False)

    frozen = Frozen()
    frozen(X, training=True)
    assert frozen.told.heard is False


def test_masks_pass_through_layers_that_support_them():
    class Masks(Layer):
        def call(self, x):
            return x

        def compute_mask(self, x, previous_mask=None):
            return ops.not_equal(x, 0.0)[:, 0]

    class Reader(Layer):
        def call(self, x, mask=None):
            self.read = mask
            return x

    x = ops.convert_to_tensor(np.array([[1.0, 2.0], [0.0, 1.0]]))
    x._keras_mask = ops.convert_to_tensor([True, False])
    reader = Reader()
    reader(Dense(2)(Dropout(0.5)(x)))
    assert reader.read.numpy().tolist() == [True, False]
    explicit = ops.convert_to_tensor([True, True])
    reader(x, mask=explicit)
    assert reader.read is explicit
    masks = Masks()
    masks.supports_masking = True
    reader(masks(x * 1.0, mask=explicit))
    assert reader.read.numpy().tolist() == [True, False]
    lost = Reader()(x * 1.0)
    assert lost._keras_mask is None


def test_two_inputs_have_two_masks():
    class Pair(Layer):
        def call(self, query, value, query_mask=None, value_mask=None):
            self.masks = query_mask, value_mask
            return query + value

    a, b = ops.ones((2, 3)), ops.ones((2, 3))
    b._keras_mask = ops.ones((2, 3), "bool")
    pair = Pair()
    pair(a, b)
    assert pair.masks[0] is None
    assert pair.masks[1] is b._keras_mask


def test_arrays_lists_and_variables_are_taken():
    dense = Dense(2, kernel_initializer="ones")
    expected = dense(X).numpy()
    for same in ([[1.0, 1.0, 1.0]] * 2, X.astype("int32") * 1.0, ops.ones((2, 3))):
        np.testing.assert_array_equal(dense(same).numpy(), expected)
    assert dense(inputs=X).shape == (2, 2)


def test_what_is_no_tensor_is_refused():
    with pytest.raises(DtypeError, match="M38"):
        Dense(2)(np.array([["a", "b"]]))
    with pytest.raises(DtypeError, match="M38"):
        Dense(2)("text")
    with pytest.raises(TypeError, match="dense"):
        Dense(2, name="dense")(X, 1, 2, 3)


def test_shapes_are_checked_before_anything_is_built():
    dense = Dense(2)
    with pytest.raises(ShapeError, match=r"E14.*Dense.*2 axes"):
        dense(np.ones(3))
    assert not dense.built
    dense(X)
    with pytest.raises(ShapeError, match=r"M08.*3 entries on axis -1.*\(2, 4\)"):
        dense(np.ones((2, 4)))
    with pytest.raises(ShapeError, match="M82"):
        layers.RepeatVector(2)(np.ones((2, 3, 4)))


def test_call_may_take_any_arguments():
    class Open(Layer):
        def call(self, *tensors, **options):
            self.options = options
            return sum(tensors[1:], tensors[0])

    layer = Open()
    assert layer(X, X, X, flag=1).numpy().tolist() == (3 * X).tolist()
    assert layer.options["flag"] == 1


def test_a_float64_input_follows_the_policy():
    assert Dense(2)(np.ones((1, 2))).dtype == "float32"
    assert layers.Identity(autocast=False)(np.ones((1, 2))).dtype == "float64"
