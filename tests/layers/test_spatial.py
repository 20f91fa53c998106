"""Padding, cropping, upsampling, global pooling, groups: wrong arguments and open sizes."""

import numpy as np
import pytest

from pronghorn import Sequential, layers, ops, optimizers, random
from pronghorn.errors import ArgumentError, ShapeError

IMAGES = np.random.default_rng(0).normal(size=(3, 6, 8, 4)).astype("float32")


@pytest.mark.parametrize(
    ("layer", "arguments", "found"),
    [
        ("ZeroPadding2D", {"padding": (1, 2, 3)}, "M16"),
        ("ZeroPadding2D", {"padding": -1}, "M16"),
        ("ZeroPadding1D", {"padding": "same"}, "M16"),
        ("Cropping3D", {"cropping": ((1, 2), (1, 2))}, "M16"),
        ("UpSampling2D", {"size": (2, 2, 2)}, "M16"),
        ("UpSampling2D", {"size": 0}, "M01"),
        ("UpSampling2D", {"interpolation": "cubic"}, "M02"),
        ("GlobalAveragePooling2D", {"data_format": "last"}, "M02"),
        ("GroupNormalization", {"groups": 0}, "M01"),
        ("SpatialDropout2D", {"rate": 2}, "M16"),
    ],
)
def test_a_wrong_argument_is_named(layer, arguments, found):
    with pytest.raises(ArgumentError, match=rf"^\[{found}\] {layer}: {next(iter(arguments))}"):
        getattr(layers, layer)(**arguments)


def test_cropping_that_leaves_nothing_is_refused():
    with pytest.raises(ShapeError, match=r"^\[S45\].*cutting 6 off axis 1 of size 6"):
        layers.Cropping2D(3)(IMAGES)


def test_groups_must_divide_the_channels():
    with pytest.raises(ArgumentError, match=r"^\[M45\].*4 channels cannot be cut into 3"):
        layers.GroupNormalization(3)(IMAGES)
    with pytest.raises(ShapeError, match=r"^\[M37\]"):
        layers.GroupNormalization(2)(layers.Input((3, None)))
    with pytest.raises(ShapeError, match=r"^\[S05\]"):
        layers.GroupNormalization(2, axis=4)(IMAGES)


@pytest.mark.parametrize(
    ("layer", "shape", "told"),
    [
        (layers.BatchNormalization(), (9, 7, None), r"axis -1, .* \(None, 9, 7, None\)"),
        (layers.BatchNormalization(axis=1), (None, 7, 3), r"axis 1, .* \(None, None, 7, 3\)"),
        (layers.LayerNormalization(axis=[1, 2]), (9, None), r"axis 2, .* \(None, 9, None\)"),
        (layers.RMSNormalization(), (9, None), r"axis -1, .* \(None, 9, None\)"),
        (layers.PReLU(shared_axes=[1]), (None, None, 3), r"axis 2, .* \(None, None, None, 3\)"),
        (layers.AdaptiveMaxPooling2D(2), (8, None, 3), r"axis 2, .* \(None, 8, None, 3\)"),
    ],
)
def test_an_open_size_that_a_layer_needs_is_named(layer, shape, told):
    with pytest.raises(ShapeError, match=rf"^\[M37\] {layer.name} .*{told}"):
        layer(layers.Input(shape))


@pytest.mark.parametrize(
    "layer",
    [layers.BatchNormalization(5), layers.LayerNormalization(5), layers.RMSNormalization(5)],
)
def test_an_axis_of_features_that_is_not_there_is_refused(layer):
    with pytest.raises(ShapeError, match=rf"^\[S05\] {layer.name} .*axis 5"):
        layer(IMAGES)


@pytest.mark.parametrize("axes", [[0], [4], [-1]])
def test_only_axes_of_an_input_share_a_slope(axes):
    with pytest.raises(ArgumentError, match=r"^\[M16\] PReLU: shared_axes .*axes from 1 to 3"):
        layers.PReLU(shared_axes=axes)(IMAGES)


@pytest.mark.parametrize("policy", ["float64", "mixed_float16"])
def test_a_spectral_norm_trains_in_every_precision(policy):
    random.set_random_seed(2)
    inner = layers.Dense(2, dtype=policy)
    model = Sequential([layers.SpectralNormalization(inner, power_iterations=9, dtype=policy)])
    model.compile(optimizers.SGD(0.0), "mse")
    model.fit(IMAGES[0, 0], IMAGES[0, 0, :, :2], epochs=2, verbose=0)
    assert np.linalg.norm(inner.get_weights()[0], 2) == pytest.approx(1, abs=1e-3)


def test_a_layer_without_kernel_has_no_spectrum():
    with pytest.raises(ArgumentError, match=r"^\[M16\] SpectralNormalization: layer"):
        layers.SpectralNormalization(layers.Flatten())(IMAGES)


def test_the_wrong_number_of_axes_is_refused():
    with pytest.raises(ShapeError, match=r"^\[M07\].*4 axes, got shape \(3, 6, 8\)"):
        layers.GlobalAveragePooling2D()(IMAGES[..., 0])


def test_sizes_may_be_open():
    model = Sequential(
        [
            layers.Input((None, None, 4)),
            layers.ZeroPadding2D(1),
            layers.Cropping2D(((1, 0), (0, 1))),
            layers.UpSampling2D(2),
            layers.UpSampling2D((1, 2), interpolation="bilinear"),
            layers.GlobalMaxPooling2D(),
        ]
    )
    assert model.layers[3].output.shape == (None, None, None, 4)
    for x in (IMAGES, IMAGES[:, :4]):
        eager = x
        for layer in model.layers:
            eager = layer(eager)
        np.testing.assert_allclose(model.predict(x, verbose=0), eager, rtol=1e-6, atol=1e-6)


def test_old_spellings():
    assert layers.UpSampling1D(length=3).size == 3
    assert layers.ZeroPadding2D(dim_ordering="channels_first").data_format == "channels_first"


def test_alpha_dropout_keeps_mean_and_variance():
    x = np.random.default_rng(1).normal(size=(400, 500)).astype("float32")
    y = layers.AlphaDropout(0.3, seed=2)(x, training=True).numpy()
    assert abs(y.mean()) < 0.01
    assert abs(y.std() - 1) < 0.01
    lowest = np.unique(y.round(4), return_counts=True)[1].max() / y.size
    assert abs(lowest - 0.3) < 0.01


def test_spectral_normalization_trains_with_a_largest_singular_value_of_one():
    layer = layers.SpectralNormalization(layers.Dense(3), power_iterations=20)
    model = Sequential([layers.Input((4,)), layer, layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).normal(size=(32, 4)).astype("float32")
    model.fit(x, x[:, :1], epochs=3, verbose=0)
    largest = np.linalg.svd(layer.layer.kernel.numpy(), compute_uv=False)[0]
    assert abs(largest - 1) < 0.1  # one update came after
    layer(x, training=True)
    largest = np.linalg.svd(layer.layer.kernel.numpy(), compute_uv=False)[0]
    assert abs(largest - 1) < 1e-3


def test_nothing_stays_of_an_empty_mask_but_nan():
    y = layers.GlobalAveragePooling1D()(ops.ones((1, 2, 3)), mask=np.zeros((1, 2), bool))
    assert np.isnan(y.numpy()).all()
