"""Layers that change images at random: what always holds, how often things happen, and fits."""

import math

import numpy as np
import pytest

from pronghorn import Sequential, layers, ops
from pronghorn.errors import ArgumentError, ShapeError

DRAW = np.random.default_rng(0)
IMAGES = DRAW.uniform(0, 255, (400, 6, 6, 3)).astype("float32")
LEVEL = np.full((400, 6, 6, 3), 100, "float32")
ALL = {
    "RandomFlip": {},
    "RandomRotation": {"factor": 0.2},
    "RandomZoom": {"height_factor": 0.2, "width_factor": 0.1},
    "RandomTranslation": {"height_factor": 0.2, "width_factor": 0.2},
    "RandomShear": {"x_factor": 0.3, "y_factor": 0.1},
    "RandomCrop": {"height": 4, "width": 3},
    "RandomContrast": {"factor": 0.4},
    "RandomBrightness": {"factor": 0.2},
    "RandomHue": {"factor": 0.5},
    "RandomSaturation": {"factor": 0.8},
    "RandomColorJitter": {"brightness_factor": 0.2, "contrast_factor": 0.2, "hue_factor": 0.1},
    "RandomGrayscale": {},
    "RandomColorDegeneration": {"factor": 0.5},
    "RandomInvert": {"factor": 0.5},
    "RandomPosterization": {"factor": 5},
    "RandomSharpness": {"factor": 0.8},
    "RandomGaussianBlur": {},
    "RandomErasing": {},
    "RandomPerspective": {},
    "RandomElasticTransform": {},
    "MixUp": {},
    "CutMix": {},
    "RandAugment": {},
    "AugMix": {},
    "Solarization": {"addition_factor": 0.2, "threshold_factor": 0.8},
}


def made(name, **more):
    return getattr(layers, name)(**ALL[name], **more)


@pytest.mark.parametrize("name", ALL)
def test_a_seed_makes_the_same_choices_and_the_next_call_others(name):
    first, second = (made(name, seed=3)(IMAGES).numpy() for _ in range(2))
    np.testing.assert_array_equal(first, second)
    layer = made(name, seed=3)
    once = layer(IMAGES).numpy()
    assert any((layer(IMAGES).numpy() != once).any() for _ in range(5))


@pytest.mark.parametrize("name", ALL)
def test_values_stay_in_their_range_and_one_image_keeps_its_shape(name):
    y = made(name, seed=1)(IMAGES).numpy()
    assert y.min() >= -1e-3
    assert y.max() <= 255 + 1e-3
    single = made(name, seed=1)(IMAGES[0])
    assert single.shape == y.shape[1:]
    assert y.dtype == "float32"


@pytest.mark.parametrize("name", sorted(set(ALL) - {"RandomCrop"}))
def test_prediction_and_both_formats(name):
    np.testing.assert_array_equal(made(name)(IMAGES, training=False), IMAGES)
    first = made(name, seed=5, data_format="channels_first")(IMAGES.transpose(0, 3, 1, 2))
    last = made(name, seed=5)(IMAGES)
    np.testing.assert_array_equal(first.numpy().transpose(0, 2, 3, 1), last)


@pytest.mark.parametrize(
    "name", ["RandomFlip", "RandomRotation", "RandomBrightness", "RandomErasing"]
)
def test_a_record_keeps_its_labels(name):
    labels = np.arange(400)
    given = {"images": IMAGES, "labels": labels}
    found = made(name, seed=2)(given)
    np.testing.assert_array_equal(found["images"], made(name, seed=2)(IMAGES))
    np.testing.assert_array_equal(found["labels"], labels)


@pytest.mark.parametrize(("mode", "axes"), [("horizontal", (2,)), ("vertical", (1,))])
def test_half_of_the_images_are_flipped(mode, axes):
    y = layers.RandomFlip(mode, seed=1)(IMAGES).numpy()
    turned = np.flip(IMAGES, axes)
    same = (y == IMAGES).all((1, 2, 3))
    assert ((y == turned).all((1, 2, 3)) | same).all()
    assert abs(same.mean() - 0.5) < 4 * 0.5 / math.sqrt(400)


def test_both_directions_are_flipped_independently():
    y = layers.RandomFlip(seed=1)(IMAGES).numpy()
    for axes in ((), (1,), (2,), (1, 2)):
        share = (y == np.flip(IMAGES, axes)).all((1, 2, 3)).mean()
        assert abs(share - 0.25) < 4 * math.sqrt(0.25 * 0.75 / 400)


@pytest.mark.parametrize("mode", ["reflect", "wrap", "nearest", "mirror"])
@pytest.mark.parametrize("name", ["RandomRotation", "RandomZoom", "RandomTranslation"])
def test_a_level_image_stays_level(name, mode):
    np.testing.assert_allclose(made(name, fill_mode=mode, seed=1)(LEVEL), LEVEL, rtol=1e-6)


def test_a_quarter_turn_is_a_transposed_flip():
    y = layers.RandomRotation((0.25, 0.25))(IMAGES).numpy()
    np.testing.assert_allclose(y, np.rot90(IMAGES, 1, (1, 2)), atol=1e-2)


def test_crops_are_parts_of_the_images():
    y = layers.RandomCrop(4, 3, seed=1)(IMAGES).numpy()
    parts = np.lib.stride_tricks.sliding_window_view(IMAGES, (4, 3), (1, 2))
    parts = np.moveaxis(parts, 3, -1)
    hits = [(parts[:, i, j] == y).all() for i in range(3) for j in range(4)]
    assert sum(hits) == 1
    layer = layers.RandomCrop(4, 3, seed=1)
    tops = [layer(IMAGES[:1]).numpy()[0, 0, 0, 0] for _ in range(60)]
    assert len(set(tops)) == 12  # every place has its turn


def test_brightness_and_contrast_move_as_far_as_they_say():
    y = layers.RandomBrightness(0.2, seed=1)(LEVEL).numpy()
    moved = (y[:, 0, 0, 0] - 100) / 255
    assert -0.2 <= moved.min() < -0.18
    assert 0.18 < moved.max() <= 0.2
    gentle = IMAGES / 4 + 90
    y = layers.RandomContrast(0.4, seed=1)(gentle).numpy()
    times = y.std((1, 2, 3)) / gentle.std((1, 2, 3))
    assert 0.6 - 0.1 < times.min() < 0.7
    assert 1.3 < times.max() < 1.4 + 0.1
    np.testing.assert_allclose(y.mean((1, 2)), gentle.mean((1, 2)), rtol=1e-4)


def test_grey_images_have_no_hue():
    grey = np.repeat(IMAGES[..., :1], 3, -1)
    for name in ("RandomHue", "RandomSaturation", "RandomGrayscale", "RandomColorDegeneration"):
        np.testing.assert_allclose(made(name, seed=1)(grey), grey, rtol=1e-3, atol=0.05)


def test_a_share_of_the_images_is_inverted():
    y = layers.RandomInvert(0.3, seed=1)(IMAGES).numpy()
    turned = (y == 255 - IMAGES).all((1, 2, 3))
    assert (turned | (y == IMAGES).all((1, 2, 3))).all()
    assert abs(turned.mean() - 0.15) < 4 * math.sqrt(0.15 * 0.85 / 400)  # the mean of 0 .. 0.3


def test_posterized_images_have_few_values():
    y = layers.RandomPosterization((2, 2))(IMAGES).numpy()
    assert set(np.unique(y)) == {0, 64, 128, 192}
    bits = layers.RandomPosterization((1, 3), seed=1)(np.floor(IMAGES)).numpy()
    counts = {len(np.unique(image)) for image in bits}
    assert counts == {2, 4, 8}


def test_a_rectangle_is_erased():
    y = layers.RandomErasing(1.0, scale=(0.2, 0.5), fill_value=-1.0, seed=1)(LEVEL).numpy()
    gone = y[..., 0] == -1
    rows, columns = gone.any(2), gone.any(1)
    assert (gone == rows[:, :, None] & columns[:, None, :]).all()
    assert ((y == -1) | (y == 100)).all()
    assert 0.05 < gone.mean() < 0.5


def test_solarization_turns_what_is_bright():
    layer = layers.Solarization(threshold_factor=(0.5, 0.5))
    np.testing.assert_allclose(
        layer(IMAGES), np.where(IMAGES < 127.5, IMAGES, 255 - IMAGES), rtol=1e-6
    )


def test_automatic_contrast_leaves_a_level_channel():
    np.testing.assert_array_equal(layers.AutoContrast()(LEVEL), LEVEL)


@pytest.mark.parametrize("name", ["Equalization", "ContrastLimitedAdaptiveHistogramEqualization"])
def test_each_image_is_equalized_by_itself(name):
    layer = getattr(layers, name)()
    images = (IMAGES[:3] * [[[[0.3]]], [[[0.6]]], [[[1.0]]]]).astype("uint8")
    found = layer(images).numpy()
    assert found.dtype == "float32"
    for image, alone in zip(images, found, strict=True):
        np.testing.assert_array_equal(layer(image), alone)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("RandomFlip", {"mode": "sideways"}),
        ("RandomRotation", {"factor": 2}),
        ("RandomRotation", {"factor": 0.1, "fill_mode": "zero"}),
        ("RandomZoom", {"height_factor": (0.1, 0.2, 0.3)}),
        ("RandomTranslation", {"height_factor": "far", "width_factor": 0}),
        ("RandomContrast", {"factor": -0.1}),
        ("RandomBrightness", {"factor": 0.1, "value_range": (1, 1)}),
        ("RandomCrop", {"height": 0, "width": 3}),
        ("Resizing", {"height": 3, "width": 3, "interpolation": "linear"}),
        ("RandomGaussianBlur", {"kernel_size": 4}),
        ("RandomPosterization", {"factor": 9}),
        ("RandomGrayscale", {"factor": 2}),
    ],
)
def test_a_wrong_argument_is_named(name, arguments):
    with pytest.raises(ArgumentError, match=rf"^\[M\d\d\] {name}: "):
        getattr(layers, name)(**arguments)


def test_a_picture_without_channels_is_refused():
    with pytest.raises(ShapeError, match=r"^\[M07\]"):
        layers.RandomFlip()(IMAGES[0, :, :, 0])


def test_a_model_that_changes_its_images_learns():
    """Inside the compiled step, the same on every run, and not in prediction."""

    def fitted():
        names = ("RandomFlip", "RandomRotation", "RandomZoom", "RandomContrast", "RandomErasing")
        model = Sequential(
            [
                layers.Input((6, 6, 3)),
                *(made(name, seed=n) for n, name in enumerate(names)),
                layers.RandomCrop(5, 5, seed=1),
                layers.Rescaling(1 / 255),
                layers.Flatten(),
                layers.Dense(1, kernel_initializer="zeros"),
            ]
        )
        model.compile("sgd", "mse")
        history = model.fit(
            IMAGES, IMAGES.mean((1, 2, 3)) / 100, epochs=3, verbose=0, shuffle=False
        )
        return history.history["loss"], model

    losses, model = fitted()
    assert losses[-1] < losses[0]
    assert fitted()[0] == losses
    assert {row.engine for row in model.compile_log} == {"llvm"}
    np.testing.assert_array_equal(
        model.predict(IMAGES, verbose=0), model.predict(IMAGES, verbose=0)
    )
    np.testing.assert_allclose(
        model.predict(IMAGES, verbose=0),
        ops.convert_to_numpy(model(IMAGES, training=False)),
        rtol=1e-5,
    )


def test_pixels_are_solarized_by_shares():
    layer = layers.Solarization((0.5, 0.5), (0.8, 0.8), value_range=(0, 1))
    found = layer(np.float32([0.1, 0.4]).reshape(1, 1, 2, 1)).numpy().ravel()
    np.testing.assert_allclose(found, [0.6, 0.1], atol=1e-6)
    assert str(layers.Solarization().addition_factor) == "(0, 0.0)"


def test_the_greatest_saturation_stays_in_range():
    found = layers.RandomSaturation((1.0, 1.0), value_range=(0, 255))(IMAGES).numpy()
    assert found.min() >= 0
    assert found.max() <= 255


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("name", ALL)
def test_whole_numbers_become_floats(name, training):
    assert made(name, seed=1)(IMAGES[:2].astype("uint8"), training=training).dtype == "float32"


@pytest.mark.parametrize("name", ["RandomBrightness", "RandomRotation", "RandomSharpness"])
def test_draws_are_floats_where_pixels_are_not(name):
    found = made(name, seed=1, dtype="uint8")(IMAGES[:2])
    assert found.dtype == "uint8"
    assert (found.numpy() != IMAGES[:2].astype("uint8")).any()


def test_sizes_that_must_be_known():
    for name in ("RandomCrop", "RandomElasticTransform"):
        with pytest.raises(ArgumentError, match="S17"):
            made(name)(layers.Input((None, None, 3)))
    with pytest.raises(ArgumentError, match="S17"):
        layers.ContrastLimitedAdaptiveHistogramEqualization()(layers.Input((None, None, 3)))


def test_resizing_in_doubles_rounds_nothing():
    x = np.array([[[0.0], [1.0]]])
    found = layers.Resizing(1, 3, dtype="float64")(x)
    assert found.dtype == "float64"
    np.testing.assert_allclose(found.numpy().ravel(), [0, 0.5, 1], atol=1e-7)
