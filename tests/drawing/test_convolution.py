"""Pictures of filters and feature maps: their pixels, their order, and what is refused."""

import base64
import re
import zlib

import numpy as np
import pytest

from pronghorn import Sequential, layers, plot_feature_maps, plot_filters
from pronghorn.drawing.pixels import png_of
from pronghorn.errors import ArgumentError, ShapeError


def pixels_of(png):
    """The pixels of a PNG as `png_of` writes it: colours, no filters."""
    width, height = (int.from_bytes(png[n : n + 4], "big") for n in (16, 20))
    start = png.index(b"IDAT") + 4
    raw = zlib.decompress(png[start : png.index(b"IEND") - 8])
    return (
        np.frombuffer(raw, "uint8").reshape(height, 1 + 3 * width)[:, 1:].reshape(height, width, 3)
    )


def tiles(picture):
    found = re.findall(r'href="data:image/png;base64,([^"]+)"', picture.svg)
    return [pixels_of(base64.b64decode(text)) for text in found]


def network():
    model = Sequential(
        [
            layers.Input((8, 8, 1)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(3, 2, name="first"),
            layers.MaxPooling2D(name="second"),
            layers.Flatten(),
            layers.Dense(1),
        ]
    )
    kernel = np.zeros((2, 2, 1, 3), "float32")
    kernel[0, 0, 0, 0], kernel[1, 1, 0, 1], kernel[0, 1, 0, 1] = 1, -1, 0.5
    model.get_layer("first").set_weights([kernel, np.zeros(3, "float32")])
    return model


def test_pixels_are_enlarged_without_loss():
    pixels = np.random.default_rng(0).integers(0, 256, (3, 2, 3), "uint8")
    found = pixels_of(png_of(pixels, 4))
    np.testing.assert_array_equal(found, pixels.repeat(4, 0).repeat(4, 1))


def test_filters_are_blue_where_they_add_and_red_where_they_take_away():
    picture = plot_filters(network().get_layer("first"))
    first, second, third = (tile[::56, ::56] for tile in tiles(picture))
    assert first[0, 0].tolist() == [33, 102, 172]
    assert second[1, 1].tolist() == [178, 24, 43]
    assert second[0, 1].tolist() == [144, 178, 214]  # half of the way to blue
    assert (third == 255).all()
    assert "first" in picture.svg
    assert "3 × 2 × 2" in picture.svg


def test_a_strong_filter_does_not_pale_the_others():
    layer = layers.Conv2D(2, 2)
    layer(np.zeros((1, 5, 5, 1), "float32"))
    layer.set_weights([np.array([1.0, 100.0]) * np.eye(2)[..., None, None], np.zeros(2)])
    weak, strong = tiles(plot_filters(layer))
    np.testing.assert_array_equal(weak, strong)


def test_three_channels_are_colours_and_others_are_chosen_or_averaged():
    layer = layers.Conv2D(2, 3)
    layer(np.zeros((1, 5, 5, 3), "float32"))
    assert len(tiles(plot_filters(layer))) == 2
    (red,) = tiles(plot_filters(layer, channel=0, count=1))
    weights = layer.get_weights()[0][:, :, 0, 0]
    blue_less = red[::37, ::37, 0].astype(int) - red[::37, ::37, 2]
    assert (np.sign(-blue_less) == np.sign(weights.round(3))).all()
    deep = layers.DepthwiseConv2D(3)
    deep(np.zeros((1, 5, 5, 6), "float32"))
    assert len(tiles(plot_filters(deep))) == 1


def test_feature_maps_are_what_the_layers_answer(tmp_path):
    model = network()
    image = np.random.default_rng(0).integers(0, 256, (8, 8, 1)).astype("float32")
    picture = plot_feature_maps(model, image, tmp_path / "maps.png", title="Maps")
    assert (tmp_path / "maps.png").read_bytes().startswith(b"\x89PNG")
    shown, *maps = tiles(picture)
    assert len(maps) == 6  # three channels of two layers; Rescaling changes nothing to be seen
    step = shown.shape[0] // 8
    expected = (image - image.min()) / (image.max() - image.min()) * 255
    np.testing.assert_array_equal(shown[::step, ::step, 0], expected[..., 0].round())
    answer = image[:7, :7, 0]  # the first filter reads the pixel above on the left
    expected = (answer - answer.min()) / (answer.max() - answer.min()) * 255
    step = maps[0].shape[0] // 7
    assert np.abs(maps[0][::step, ::step, 0] - expected.round()).max() <= 1
    assert not maps[2].any()
    assert picture.svg.index("first") < picture.svg.index("second")


def test_some_layers_and_some_channels():
    picture = plot_feature_maps(network(), np.ones((8, 8, 1)), layers=["second"], count=2)
    assert len(tiles(picture)) == 3
    assert "first" not in picture.svg


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ArgumentError, match=r"^\[M16\] plot_filters: layer"):
        plot_filters(network().get_layer("second"))
    with pytest.raises(ArgumentError, match=r"^\[M16\] plot_filters: layer"):
        plot_filters(layers.Conv2D(2, 3))
    with pytest.raises(ArgumentError, match=r"^\[M16\] plot_feature_maps: layers"):
        plot_feature_maps(network(), np.ones((8, 8, 1)), layers=["third"])
    with pytest.raises(ShapeError, match=r"^\[S03\] plot_feature_maps.*one image, of 3 axes"):
        plot_feature_maps(network(), np.ones((1, 8, 8, 1)))
