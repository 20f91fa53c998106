"""Records of augmentation: boxes, masks and labels go where their images go, compiled or not."""

import numpy as np
import pytest

from pronghorn import Input, Model, Sequential, layers, ops
from pronghorn.errors import ArgumentError, ShapeError

HIGH, WIDE = 40, 48
DRAW = np.random.default_rng(0)
CORNERS = np.array([[12, 10, 30, 22]] * 12, "float32") + DRAW.integers(-6, 7, (12, 1))
PLACES = np.arange(HIGH)[:, None], np.arange(WIDE)
LEFT, TOP, RIGHT, BOTTOM = CORNERS.T[:, :, None, None]
SQUARES = (PLACES[0] >= TOP) & (PLACES[0] < BOTTOM) & (PLACES[1] >= LEFT) & (PLACES[1] < RIGHT)
IMAGES = np.repeat(SQUARES[..., None] * 200, 3, -1).astype("float32")
MASKS = SQUARES.astype("int32")

# Each with the farthest that an edge of the box may be from that of the pixels: boxes around turned
# boxes are exact at corners only, and Keras turns about the middle of a pixel.
MOVING = {
    "RandomFlip": ({}, 0),
    "RandomRotation": ({"factor": 0.1, "fill_mode": "constant"}, 2),
    "RandomZoom": ({"height_factor": 0.2, "width_factor": 0.3, "fill_mode": "constant"}, 2),
    "RandomTranslation": ({"height_factor": 0.1, "width_factor": 0.1}, 1),
    "RandomShear": ({"x_factor": 0.2, "y_factor": 0.1, "fill_mode": "constant"}, 2),
    "RandomPerspective": ({"scale": 0.3}, 2),
    "RandomCrop": ({"height": 35, "width": 40}, 0),
    "CenterCrop": ({"height": 30, "width": 48}, 0),
    "Resizing": ({"height": 60, "width": 50}, 1),
    "RandAugment": ({"factor": 0.03}, 2),
}


def made(name, **more):
    arguments = MOVING[name][0] if name in MOVING else {}
    seed = {} if name in ("CenterCrop", "Resizing") else {"seed": 5}
    return getattr(layers, name)(**{**arguments, **seed, "bounding_box_format": "xyxy", **more})


def record(**more):
    boxes = {"boxes": CORNERS[:, None], "labels": np.full((12, 1), 3, "int32")}
    return {"images": IMAGES, "bounding_boxes": boxes, "segmentation_masks": MASKS, **more}


def around(mask):
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]


@pytest.mark.parametrize("name", MOVING)
def test_boxes_and_masks_go_where_their_images_go(name):
    given = record()
    found = made(name)(given)
    images = found["images"].numpy()[..., 0]
    boxes = found["bounding_boxes"]["boxes"].numpy()[:, 0]
    masks = found["segmentation_masks"]
    assert masks.dtype == "int32"
    assert masks.shape == images.shape
    seen = masks.numpy() == 1
    expected = np.array([around(each) for each in seen])
    assert np.abs(boxes - expected).max() <= MOVING[name][1]
    if name != "RandAugment":  # which may change colours
        assert ((images > 100) == seen).mean() > 0.99
    assert (found["bounding_boxes"]["labels"].numpy() == 3).all()
    np.testing.assert_array_equal(given["bounding_boxes"]["boxes"], CORNERS[:, None])


@pytest.mark.parametrize(
    "name", ["RandomFlip", "RandomRotation", "RandomZoom", "RandomPerspective", "Resizing"]
)
def test_one_record_is_a_batch_of_one_and_formats_agree(name):
    one = {
        "images": IMAGES[0].transpose(2, 0, 1),
        "segmentation_masks": MASKS[0],
        "bounding_boxes": {"boxes": CORNERS[:1], "labels": np.array([3])},
    }
    single = made(name, data_format="channels_first")(one)
    shares = CORNERS[:1, None] / np.array([WIDE, HIGH, WIDE, HIGH], "float32")
    batch = {
        "images": IMAGES[:1],
        "segmentation_masks": MASKS[:1],
        "bounding_boxes": {"boxes": shares, "labels": np.array([[3]])},
    }
    found = made(name, bounding_box_format="rel_xyxy")(batch)
    np.testing.assert_array_equal(single["images"].numpy().transpose(1, 2, 0), found["images"][0])
    np.testing.assert_array_equal(single["segmentation_masks"], found["segmentation_masks"][0])
    high, wide = found["images"].shape[1:3]
    boxes = found["bounding_boxes"]["boxes"].numpy()[0] * [wide, high, wide, high]
    np.testing.assert_allclose(single["bounding_boxes"]["boxes"], boxes, atol=1e-4)


@pytest.mark.parametrize("way", ["crop_to_aspect_ratio", "pad_to_aspect_ratio"])
def test_boxes_of_images_that_are_cropped_or_padded(way):
    for height, width in ((60, 60), (HIGH, 70)):
        layer = layers.Resizing(height, width, bounding_box_format="xyxy", **{way: True})
        found = layer(record())
        expected = [around(each == 1) for each in found["segmentation_masks"].numpy()]
        boxes = found["bounding_boxes"]["boxes"].numpy()[:, 0]
        assert np.abs(boxes - expected).max() <= 1


def test_masks_are_bent_as_their_images():
    layer = layers.RandomElasticTransform((1.0, 1.0), 0.5, interpolation="nearest", seed=2)
    found = layer({"images": IMAGES, "segmentation_masks": MASKS})
    masks = found["segmentation_masks"].numpy()
    np.testing.assert_array_equal(masks * 200, found["images"].numpy()[..., 0])
    assert (masks != MASKS).any((1, 2)).all()


def test_a_box_that_leaves_its_image_loses_its_label():
    layer = layers.RandomTranslation(0.0, (0.9, 0.9), bounding_box_format="xyxy")
    assert (layer(record())["bounding_boxes"]["labels"].numpy() == -1).all()


@pytest.mark.parametrize("name", ["RandomFlip", "RandomRotation", "RandomCrop"])
def test_prediction_leaves_records_but_crops_them(name):
    given = record()
    found = made(name)(given, training=False)
    if name == "RandomCrop":
        assert found["images"].shape == (12, 35, 40, 3)
        assert found["segmentation_masks"].shape == (12, 35, 40)
    else:
        np.testing.assert_array_equal(found["images"], IMAGES)
        for name, each in given["bounding_boxes"].items():
            np.testing.assert_array_equal(found["bounding_boxes"][name], each)


@pytest.mark.parametrize("name", ["MixUp", "CutMix"])
def test_labels_are_mixed_as_the_pixels_are(name):
    """Level images: the mean of a mixed one is the sum of labels times levels."""
    levels = DRAW.uniform(0, 255, 12).astype("float32")
    images = np.ones((12, 10, 10, 1), "float32") * levels[:, None, None, None]
    given = {"images": images, "labels": np.eye(12), "segmentation_masks": images}
    found = getattr(layers, name)(seed=2)(given)
    labels = found["labels"].numpy()
    np.testing.assert_allclose(found["images"].numpy().mean((1, 2, 3)), labels @ levels, rtol=1e-5)
    np.testing.assert_array_equal(found["segmentation_masks"], found["images"])
    assert ((labels > 0).sum(1) <= 2).all()
    assert (np.abs(labels - np.eye(12)) > 0.01).any()
    assert (np.abs(labels.sum(1) - 1) < 1e-6).all()


def test_a_mean_of_images_has_the_boxes_of_both():
    given = record(labels=np.eye(12))
    given["bounding_boxes"]["labels"] = np.arange(12)[:, None]
    found = made("MixUp")(given)
    boxes, labels = (found["bounding_boxes"][name].numpy() for name in ("boxes", "labels"))
    np.testing.assert_array_equal(boxes, CORNERS[labels])
    np.testing.assert_array_equal(labels[:, 0], np.arange(12))
    np.testing.assert_array_equal(np.sort(labels[:, 1]), np.arange(12))


def test_layers_in_a_line_take_records():
    steps = layers.Pipeline([made("RandomFlip"), made("Resizing"), layers.MaxNumBoundingBoxes(4)])
    found = steps(record())
    assert found["images"].shape == (12, 60, 50, 3)
    assert found["bounding_boxes"]["labels"].numpy().tolist() == [[3, -1, -1, -1]] * 12
    again = layers.Pipeline.from_config(steps.get_config())
    np.testing.assert_array_equal(again(record())["images"], found["images"])


def test_records_run_in_the_compiled_step():
    """The squares' boxes are learnt from what the pipeline made of boxes and images."""

    def fitted(**how):
        images, boxes = Input((HIGH, WIDE, 3)), Input((1, 4))
        kinds = ops.cast(boxes[..., 0] * 0 + 3, "int32")
        given = {"images": images, "bounding_boxes": {"boxes": boxes, "labels": kinds}}
        steps = layers.Pipeline([made("RandomFlip"), made("RandomPerspective")])
        found = steps(given)
        shrunk = layers.Flatten()(layers.AveragePooling2D(8)(found["images"]))
        guess = layers.Dense(4, kernel_initializer="zeros")(shrunk / 200.0)
        model = Model([images, boxes], [guess - layers.Flatten()(found["bounding_boxes"]["boxes"])])
        model.compile("adam", "mse", **how)
        history = model.fit(
            [IMAGES, CORNERS[:, None]], np.zeros((12, 4)), epochs=2, shuffle=False, verbose=0
        )
        return history.history["loss"], model

    losses, model = fitted()
    assert {row.engine for row in model.compile_log} == {"llvm"}
    np.testing.assert_allclose(losses, fitted(run_eagerly=True)[0], rtol=1e-4)


COMPILED = [
    "Equalization",
    "ContrastLimitedAdaptiveHistogramEqualization",
    "RandomPerspective",
    "RandomElasticTransform",
    "MixUp",
    "CutMix",
    pytest.param("RandAugment", marks=pytest.mark.slow),
    pytest.param("AugMix", marks=pytest.mark.slow),
]


@pytest.mark.parametrize("name", COMPILED)
def test_a_compiled_step_changes_images_as_an_eager_one(name):
    images = DRAW.uniform(0, 255, (8, 9, 10, 3)).astype("float32")

    def losses(**how):
        seed = {} if "Equalization" in name else {"seed": 3}
        model = Sequential(
            [
                layers.Input((9, 10, 3)),
                getattr(layers, name)(**seed),
                layers.Flatten(),
                layers.Dense(1, kernel_initializer="ones"),
            ]
        )
        model.compile("sgd", "mae", **how)
        model.optimizer.learning_rate = 0.0
        data = images, np.arange(8.0)
        return model.fit(*data, epochs=3, shuffle=False, verbose=0).history["loss"], model

    compiled, model = losses()
    assert {row.engine for row in model.compile_log} == {"llvm"}
    np.testing.assert_allclose(compiled, losses(run_eagerly=True)[0], rtol=1e-5)


WRONG = {
    "no format": (
        lambda: layers.RandomFlip()(record()),
        ArgumentError,
        r"M97\].*bounding_box_format.*xyxy",
    ),
    "no images": (
        lambda: made("RandomFlip")({"bounding_boxes": CORNERS}),
        ArgumentError,
        r"M98\].*'bounding_boxes'",
    ),
    "format": (lambda: layers.RandomFlip(bounding_box_format="xxyy"), ArgumentError, "M02"),
    "no dict": (
        lambda: made("RandomFlip")(record(bounding_boxes=CORNERS[:, None])),
        ArgumentError,
        r"M16\].*bounding_boxes.*labels",
    ),
    "no labels": (
        lambda: made("RandomFlip")(record(bounding_boxes={"boxes": CORNERS[:, None]})),
        ArgumentError,
        r"M16\].*\['boxes'\]",
    ),
    "rank": (
        lambda: made("RandomFlip")(record(bounding_boxes={"boxes": CORNERS, "labels": CORNERS})),
        ShapeError,
        r"S03\].*shape \(images, boxes, 4\)",
    ),
    "class numbers": (
        lambda: made("MixUp")(record(labels=np.arange(12))),
        ShapeError,
        r"S03\].*to_categorical",
    ),
    "boxes cut": (lambda: made("CutMix")(record()), ArgumentError, r"M46\].*bounding_boxes"),
    "boxes bent": (lambda: made("RandomElasticTransform")(record()), ArgumentError, "M46"),
    "masks mixed": (
        lambda: made("AugMix")({"images": IMAGES, "segmentation_masks": MASKS}),
        ArgumentError,
        r"M46\].*segmentation_masks",
    ),
    "alpha": (lambda: layers.MixUp(alpha=0), ArgumentError, r"M16\] MixUp: alpha"),
    "operations": (lambda: layers.RandAugment(num_ops=0), ArgumentError, "M01"),
    "interpolation": (lambda: layers.AugMix(interpolation="cubic"), ArgumentError, "M02"),
    "limit": (
        lambda: layers.ContrastLimitedAdaptiveHistogramEqualization(clip_limit=-1),
        ArgumentError,
        "M16.*clip_limit",
    ),
    "size": (
        lambda: layers.RandomElasticTransform()(Input((None, 8, 3))),
        ArgumentError,
        "S17.*height of images",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_call_is_refused_with_its_reason(name):
    call, error, match = WRONG[name]
    with pytest.raises(error, match=match):
        call()


def test_no_images_are_bent():
    layer = layers.RandomElasticTransform(seed=1)
    assert layer(np.zeros((0, 8, 8, 3), "float32"), training=True).shape == (0, 8, 8, 3)
