"""Subclassed models and layers in the hard cases: structures, modes, masks, losses, late parts."""

import numpy as np
import pytest

from pronghorn import layers, metrics, models, ops
from pronghorn.errors import ShapeError
from pronghorn.layers import Layer

X = np.linspace(-1, 1, 24, dtype="float32").reshape(8, 3)
Y = X[:, :1]


class Tracked(models.Model):
    """Layers, variables and metrics in lists and dicts of lists."""

    def __init__(self):
        super().__init__()
        self.blocks = [layers.Dense(4), {"deep": (layers.Dense(4), [layers.Dense(1)])}]
        self.scale = self.add_weight(shape=(), initializer="ones", name="scale")
        self.seen = {"mean": metrics.Mean(name="seen")}

    def call(self, x, training=None):
        x = self.blocks[0](x)
        first, (last,) = self.blocks[1]["deep"]
        self.seen["mean"].update_state(x)
        return last(first(x)) * self.scale


def test_parts_are_found_wherever_they_are():
    model = Tracked()
    model.compile("sgd", "mse")
    record = model.fit(X, Y, verbose=0)
    assert [layer.name for layer in model.layers] == [
        layer.name for layer in (model.blocks[0], *model.blocks[1]["deep"][:1], *_last(model))
    ]
    assert len(model.trainable_weights) == 7
    assert "seen" in record.history
    model.blocks.append(layers.Dense(2))
    assert len(model.layers) == 4


def _last(model):
    return model.blocks[1]["deep"][1]


def test_the_mode_reaches_layers_that_are_not_told():
    """Keras documents that fit turns Dropout on; a `call` without `training` does not hinder it."""

    class Untold(models.Model):
        def __init__(self):
            super().__init__()
            self.drop = layers.Dropout(0.5, seed=1)

        def call(self, x):
            return self.drop(x)

    model = Untold()
    assert (model(X, training=True).numpy() == 0).sum() > (X == 0).sum()
    assert (model(X).numpy() == X).all()
    assert (model.predict(X, verbose=0) == X).all()


def test_losses_of_layers_are_those_of_the_last_call():
    class Added(Layer):
        def call(self, x):
            self.add_loss([ops.sum(x), 2.0 * ops.sum(x)])
            return x

    class Holder(models.Model):
        def __init__(self):
            super().__init__()
            self.inner = models.Sequential([Added()])

        def call(self, x):
            return self.inner(self.inner(x))

    model = Holder()
    for _ in range(2):
        model(X)
        assert len(model.losses) == 4
    assert float(sum(model.losses)) == pytest.approx(6 * X.sum(), abs=1e-5)


def test_masks_pass_through_layers_of_ones_own():
    class Passing(Layer):
        supports_masking = True

        def call(self, x, mask=None):
            assert mask is not None
            return x * 2.0

    class Ending(Layer):
        def compute_mask(self, inputs, previous_mask=None):
            return None

        def call(self, x, mask=None):
            return ops.sum(ops.where(mask[..., None], x, 0.0), axis=1)

    class Masked(models.Model):
        def __init__(self):
            super().__init__()
            self.row = [layers.Embedding(5, 2, mask_zero=True), Passing(), Ending()]

        def call(self, x):
            for layer in self.row:
                x = layer(x)
            return x

    codes = np.array([[1, 2, 0, 0], [3, 0, 0, 0]], "int32")
    model = Masked()
    table = model.row[0](codes).numpy()
    wanted = 2 * (table * (codes != 0)[..., None]).sum(1)
    assert model(codes).numpy() == pytest.approx(wanted)
    assert model.predict(codes, verbose=0) == pytest.approx(wanted)


def test_more_arguments_than_one():
    class Blend(Layer):
        def build(self, x_shape, y_shape):
            self.w = self.add_weight(shape=(x_shape[-1], y_shape[-1]), initializer="ones")

        def call(self, x, y, scale=1.0, *, flag=True):
            return ops.matmul(x, self.w) * y * scale if flag else x

    a, b = layers.Input((3,)), layers.Input((2,))
    layer = Blend()
    model = models.Model([a, b], layer(a, y=b, scale=3.0))
    y = X[:, :2]
    assert model.predict([X, y], verbose=0) == pytest.approx(X.sum(1, keepdims=True) * y * 3)
    assert model.output_shape == (None, 2)
    again = models.clone_model(model, clone_function=lambda each: each)
    assert again.predict([X, y], verbose=0) == pytest.approx(model.predict([X, y], verbose=0))


def test_a_layer_that_reads_numbers_tells_its_shape():
    class Sorting(Layer):
        def call(self, x):
            return ops.convert_to_tensor(np.sort(np.asarray(x), axis=-1))

        def compute_output_shape(self, input_shape):
            return input_shape

    inputs = layers.Input((3,))
    model = models.Model(inputs, layers.Dense(1)(Sorting()(inputs)))
    assert model.output_shape == (None, 1)
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    assert model.compile_log[0].engine == "python"


def test_parts_may_be_made_in_call_or_build():
    class InCall(models.Model):
        def call(self, x):
            if not hasattr(self, "dense"):
                self.dense = layers.Dense(1)
            return self.dense(x)

    class InBuild(models.Model):
        def build(self, input_shape):
            self.dense = layers.Dense(input_shape[-1])
            self.built = True

        def call(self, x):
            return self.dense(x)

    for kind in (InCall, InBuild):
        model = kind()
        model.compile("sgd", "mse")
        model.fit(X, X if kind is InBuild else Y, verbose=0)
        assert len(model.weights) == 2
        assert len(model.optimizer.variables) == 2
    built = InBuild()
    built.build((None, 3))
    assert built.predict(X, verbose=0).shape == (8, 3)


def test_summaries_show_shapes_of_layers_without_build():
    class Outer(models.Model):
        def __init__(self):
            super().__init__()
            self.inner = Tracked()

        def call(self, x):
            return self.inner(x)

    lines = []
    model = Outer()
    model.build((None, 3))
    model.summary(print_fn=lines.append, expand_nested=True, show_trainable=True)
    assert "(None, 1)" in lines[0].split("tracked", 1)[1].split("\n")[0]
    assert "?" not in lines[0]


def test_an_error_of_an_operation_names_its_layer():
    class Wrong(Layer):
        def call(self, x):
            return ops.matmul(x, ops.ones((7, 2)))

    model = models.Sequential([layers.Dense(3), Wrong(name="wrong")], name="net")
    with pytest.raises(ShapeError, match=r"S02.*\(net/wrong\)\n\[E32\]"):
        model(X)


def test_a_call_of_ones_own_sees_the_axes_that_were_given():
    class Pairs(models.Model):
        def __init__(self):
            super().__init__()
            self.table = layers.Embedding(5, 3)

        def call(self, pair):
            return ops.einsum("be,be->b", *(self.table(part) for part in pair))

    model = Pairs()
    model.compile("sgd", "mse")
    places = np.array([0, 1, 4, 2])
    model.fit([places, places], np.ones(4), verbose=0)
    assert model.predict([places, places], verbose=0).shape == (4,)
