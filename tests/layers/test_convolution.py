"""Convolution and pooling layers: wrong arguments, wrong data, old spellings, training."""

import numpy as np
import pytest

from pronghorn import Sequential, layers, ops
from pronghorn.errors import ArgumentError, ShapeError

IMAGES = np.random.default_rng(0).normal(size=(6, 12, 12, 3)).astype("float32")
FIRST = np.moveaxis(IMAGES, -1, 1)


@pytest.mark.parametrize(
    ("layer", "arguments", "found"),
    [
        ("Conv2D", {"filters": 0, "kernel_size": 3}, r"M01\] Conv2D: filters"),
        ("Conv2D", {"filters": 4, "kernel_size": (3, 3, 3)}, r"M16\] Conv2D: kernel_size"),
        ("Conv2D", {"filters": 4, "kernel_size": 0}, r"M01\] Conv2D: kernel_size"),
        ("Conv2D", {"filters": 4, "kernel_size": 3, "strides": 0}, r"M01\] Conv2D: strides"),
        ("Conv2D", {"filters": 4, "kernel_size": 3, "padding": "causal"}, r"M02\] Conv2D: padding"),
        (
            "Conv2D",
            {"filters": 4, "kernel_size": 3, "strides": 2, "dilation_rate": 2},
            r"M95\] Conv2D cannot have both strides=\(2, 2\) and dilation_rate=\(2, 2\)",
        ),
        ("Conv2D", {"filters": 4, "kernel_size": 3, "groups": 3}, r"M96\].*filters=4.*3 equal"),
        (
            "Conv2DTranspose",
            {"filters": 4, "kernel_size": 3, "strides": 2, "output_padding": 2},
            r"M16\] Conv2DTranspose: output_padding",
        ),
        ("DepthwiseConv2D", {"kernel_size": 3, "depth_multiplier": 0}, r"M01\].*depth_multiplier"),
        ("MaxPooling2D", {"pool_size": 0}, r"M01\] MaxPooling2D: pool_size"),
        ("MaxPooling2D", {"padding": "full"}, r"M02\] MaxPooling2D: padding"),
        ("AdaptiveMaxPooling2D", {"output_size": 0}, r"M01\].*output_size"),
    ],
)
def test_a_wrong_argument_is_named(layer, arguments, found):
    with pytest.raises(ArgumentError, match=found):
        getattr(layers, layer)(**arguments)


def test_groups_must_divide_the_input():
    with pytest.raises(ArgumentError, match=r"^\[M45\] .*an input of 3 channels"):
        layers.Conv2D(4, 3, groups=2)(IMAGES)


def test_channels_must_be_known():
    with pytest.raises(ShapeError, match=r"^\[M37\]"):
        layers.Conv2D(4, 3)(layers.Input((8, 8, None)))


def test_the_wrong_number_of_axes_is_refused():
    with pytest.raises(ShapeError, match=r"^\[M07\].*conv2d.*wants an input of 4 axes"):
        layers.Conv2D(4, 3, name="conv2d")(IMAGES[0])


@pytest.mark.parametrize(
    "layer",
    [
        lambda: layers.Conv2D(4, 7, name="small"),
        lambda: layers.Conv2D(4, 3, dilation_rate=3, name="small"),
        lambda: layers.SeparableConv2D(4, 7, name="small"),
        lambda: layers.DepthwiseConv2D(7, name="small"),
        lambda: layers.MaxPooling2D(7, name="small"),
        lambda: layers.AveragePooling2D(7, name="small"),
    ],
)
def test_a_window_larger_than_the_input_names_the_layer_and_the_shape(layer):
    with pytest.raises(ShapeError, match=r"^\[E30\] small \(.*of 7 .*\(6, 6, 6, 3\)") as caught:
        layer()(IMAGES[:, :6, :6])
    assert 'padding="same"' in str(caught.value)


def test_too_many_pools_are_found_while_the_model_is_made():
    model = Sequential([layers.Input((12, 12, 3))])
    for _ in range(3):
        model.add(layers.MaxPooling2D())
    with pytest.raises(ShapeError, match=r"^\[E30\] max_pooling2d_\d+ .*\(None, 1, 1, 3\)"):
        model.add(layers.MaxPooling2D())


def test_channels_first_data_is_recognised():
    with pytest.raises(ShapeError, match=r"^\[E29\].*channels_first data given to a") as caught:
        layers.Conv2D(4, 5)(FIRST)
    assert "np.moveaxis(x, 1, -1)" in str(caught.value)
    with pytest.raises(ShapeError, match=r"^\[E29\].*channels_last data given to a channels_first"):
        layers.Conv2D(4, 5, data_format="channels_first")(IMAGES)
    # The first layer may take it; the one after it meets what is left.
    with pytest.raises(ShapeError, match=r"^\[E29\].*\(None, 1, 10, 4\)"):
        Sequential([layers.Input((3, 12, 12)), layers.Conv2D(4, 3), layers.Conv2D(4, 3)])


def test_a_model_says_where_the_channels_belong():
    model = Sequential([layers.Input((12, 12, 3)), layers.Conv2D(2, 3), layers.Flatten()])
    model.compile("sgd", "mse")
    with pytest.raises(ShapeError, match=r"^\[E31\] x has shape \(6, 3, 12, 12\).*x, 1, -1"):
        model.fit(FIRST, np.zeros((6, 200)), verbose=0)
    model = Sequential([layers.Input((3, 12, 12)), layers.Flatten()])
    with pytest.raises(ShapeError, match=r"^\[E31\].*np.moveaxis\(x, -1, 1\)"):
        model.predict(IMAGES, verbose=0)


def test_a_kernel_size_as_keras_1_wrote_it(caplog):
    with caplog.at_level("INFO", logger="pronghorn"):
        old = layers.Convolution2D(8, 3, 3, border_mode="same", subsample=(2, 2), init="uniform")
    assert (old.kernel_size, old.strides, old.padding) == ((3, 3), (2, 2), "same")
    assert "Conv2D(..., (3, 3))" in caplog.text
    assert layers.Conv2D(8, nb_row=5, nb_col=3).kernel_size == (5, 3)
    assert layers.Conv2D(8, 3, 3, "valid").strides == (1, 1)
    assert layers.MaxPooling2D(dim_ordering="th").data_format == "channels_first"


def test_a_stride_may_be_positional():
    assert layers.Conv2D(8, 3, 2).strides == (2, 2)
    assert layers.Conv2D(8, 4, 4).strides == (4, 4)
    assert layers.Conv2D(8, (3, 3), (3, 3)).strides == (3, 3)


def test_files_of_keras_2_have_groups_where_there_are_none():
    config = layers.DepthwiseConv2D(3).get_config()
    assert layers.DepthwiseConv2D.from_config({**config, "groups": 1}).kernel_size == (3, 3)
    with pytest.raises(ArgumentError, match=r"^\[M15\].*groups"):
        layers.DepthwiseConv2D(3, groups=2)


def test_sizes_may_be_open():
    model = Sequential(
        [
            layers.Input((None, None, 3)),
            layers.Conv2D(4, 3, padding="same"),
            layers.MaxPooling2D(),
            layers.Conv2DTranspose(4, 3, strides=2, padding="same"),
            layers.GlobalAveragePooling2D(),
        ]
    )
    for x in (IMAGES, IMAGES[:, :8, :6]):
        assert model.predict(x, verbose=0).shape == (6, 4)


def test_both_formats_learn_the_same():
    def fitted(data_format, x):
        model = Sequential(
            [
                layers.Input(x.shape[1:]),
                layers.Conv2D(4, 3, data_format=data_format, activation="relu"),
                layers.MaxPooling2D(data_format=data_format),
                layers.SeparableConv2D(4, 3, data_format=data_format),
                layers.BatchNormalization(axis=-1 if data_format == "channels_last" else 1),
                layers.GlobalMaxPooling2D(data_format=data_format),
                layers.Dense(1),
            ]
        )
        for seed, weight in enumerate(model.trainable_weights):
            weight.assign(np.random.default_rng(seed).normal(size=weight.shape) / 3)
        model.compile("sgd", "mse")
        losses = model.fit(x, np.arange(6.0), epochs=3, batch_size=6, verbose=0)
        return losses.history["loss"]

    last, first = fitted("channels_last", IMAGES), fitted("channels_first", FIRST)
    np.testing.assert_allclose(last, first, rtol=1e-5)
    assert last[-1] < last[0]


def test_aliases_are_the_same_classes():
    assert layers.MaxPool2D is layers.MaxPooling2D
    assert layers.Convolution2D is layers.Conv2D
    assert layers.AvgPool1D(2)(ops.ones((1, 4, 1))).shape == (1, 2, 1)
