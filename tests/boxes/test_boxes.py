"""Boxes beyond Keras' numbers: inverses, traced calls, shares of any image, wrong arguments."""

import numpy as np
import pytest

from pronghorn import boxes, ops
from pronghorn.errors import ArgumentError, ShapeError
from tests.laws import traced

DRAW = np.random.default_rng(0)
CORNERS = np.sort(DRAW.uniform(0, 40, (3, 5, 2, 2)), axis=2).reshape(3, 5, 4).astype("float32")
SIZE = {"height": 40, "width": 50}


@pytest.mark.parametrize("form", boxes.FORMATS)
def test_a_format_and_back_is_where_it_began(form):
    there = boxes.convert_format(CORNERS, "xyxy", form, **SIZE)
    back = boxes.convert_format(there, form, "xyxy", **SIZE)
    np.testing.assert_allclose(back, CORNERS, atol=1e-4)


def test_deltas_and_back():
    anchors, variance = CORNERS[0] + [0, 0, 1, 1], [0.1, 0.1, 0.2, 0.2]
    deltas = boxes.encode_box_to_deltas(anchors, CORNERS, "xyxy", "xyxy", variance=variance)
    back = boxes.decode_deltas_to_boxes(anchors, deltas, "xyxy", "xyxy", variance=variance)
    np.testing.assert_allclose(back, CORNERS, rtol=1e-4, atol=1e-3)
    levels = boxes.decode_deltas_to_boxes({"fine": anchors}, {"fine": deltas}, "xyxy", "xyxy")
    assert list(levels) == ["fine"]


def test_overlaps_are_shares_of_counted_pixels():
    whole = DRAW.integers(0, 9, (4, 2))
    whole = np.concatenate([whole, whole + DRAW.integers(1, 9, (4, 2))], 1)

    def pixels(box):
        canvas = np.zeros((20, 20), bool)
        canvas[box[1] : box[3], box[0] : box[2]] = True
        return canvas

    drawn = [pixels(box) for box in whole]
    expected = [[(a & b).sum() / (a | b).sum() for b in drawn] for a in drawn]
    np.testing.assert_allclose(boxes.compute_iou(whole, whole, "xyxy"), expected, atol=1e-6)
    np.testing.assert_allclose(boxes.compute_ciou(whole, whole, "xyxy"), np.ones(4), atol=1e-5)


def test_complete_overlap_of_shares_is_that_of_pixels():
    shares = boxes.convert_format(CORNERS[:2], "xyxy", "rel_xyxy", **SIZE)
    found = boxes.compute_ciou(*shares, "rel_xyxy", image_shape=(40, 50, 3))
    np.testing.assert_allclose(found, boxes.compute_ciou(*CORNERS[:2], "xyxy"), atol=1e-5)


def test_labels_in_classes_are_lost_with_their_box():
    given = {"boxes": [[0, 0, 3, 3], [9, 9, 12, 12]], "labels": [[0.0, 1.0], [1.0, 0.0]]}
    found = boxes.clip_to_image_size(given, height=8, width=8)["labels"]
    np.testing.assert_array_equal(found, [[0, 1], [-1, -1]])


TRACED = {
    "format": lambda x: boxes.convert_format(x, "xyxy", "rel_center_xywh", **SIZE),
    "clip": lambda x: boxes.clip_to_image_size({"boxes": x}, 20, 20)["boxes"],
    "crop": lambda x: boxes.crop(x, 3, 4, 20, 20),
    "turned": lambda x: boxes.projected(x, [0.9, 0.1, 1.0, -0.2, 1.1, 0.0, 1e-3, 2e-3, 1.0]),
    "iou": lambda x: boxes.compute_iou(x, CORNERS[0], "xyxy"),
    "deltas": lambda x: boxes.encode_box_to_deltas(CORNERS[0], x, "xyxy", "xyxy"),
}


@pytest.mark.parametrize("name", TRACED)
def test_a_traced_call_equals_an_eager_one(name):
    (found,), _, _ = traced.run(TRACED[name], CORNERS)
    np.testing.assert_allclose(found, TRACED[name](CORNERS), rtol=1e-5, atol=1e-5)


def test_a_map_of_the_plane_moves_boxes():
    square = [[[0.0, 0.0, 2.0, 4.0]]]
    half = ops.convert_to_tensor([[[0.5]]])
    found = boxes.projected(square, [0, half, 1, 1, 0, 0])
    np.testing.assert_array_equal(found, [[[1, 0, 3, 2]]])


WRONG = {
    "format": (lambda: boxes.convert_format(CORNERS, "xyxy", "xxyy"), ArgumentError, "target"),
    "no text": (lambda: boxes.convert_format(CORNERS, 3, "xyxy"), ArgumentError, "source"),
    "size": (lambda: boxes.convert_format(CORNERS, "xyxy", "rel_xyxy", 3), ArgumentError, "width="),
    "three": (lambda: boxes.convert_format(CORNERS[..., :3], "xyxy", "xywh"), ShapeError, "S03"),
    "clip": (lambda: boxes.clip_to_image_size({"boxes": CORNERS}, 3), ArgumentError, "width="),
    "crop": (lambda: boxes.crop(CORNERS, 1, 1, 5, 5, "xywh"), ArgumentError, "bounding_box_format"),
    "rank": (lambda: boxes.compute_iou(CORNERS[0, 0], CORNERS, "xyxy"), ShapeError, "boxes1"),
    "shares": (lambda: boxes.compute_iou(CORNERS, CORNERS, "rel_xyxy"), ArgumentError, "height="),
    "variance": (
        lambda: boxes.encode_box_to_deltas(CORNERS, CORNERS, "xyxy", "xyxy", variance=[1, 2]),
        ArgumentError,
        "four numbers",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_call_is_refused_with_its_reason(name):
    call, error, match = WRONG[name]
    with pytest.raises(error, match=match):
        call()
