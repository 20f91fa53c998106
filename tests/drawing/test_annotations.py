"""Boxes and masks in images, and galleries: their pixels, their words, and what is refused."""

import base64
import io
import re
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from pronghorn import visualization
from pronghorn.errors import ArgumentError, DtypeError, MissingPackageError, ShapeError

BLACK = np.zeros((2, 20, 30, 3), "uint8")
BOXES = {"boxes": [[[4, 5, 12, 15]], [[2, 3, 20, 9]]], "labels": [[1], [-1]]}
RED = (250, 0, 0)


def tiles(picture):
    pillow = pytest.importorskip("PIL.Image")
    found = re.findall(r'href="data:image/png;base64,([^"]+)"', picture.svg)
    return [np.asarray(pillow.open(io.BytesIO(base64.b64decode(text)))) for text in found]


def test_a_frame_lies_on_the_edges_of_its_box():
    found = visualization.draw_bounding_boxes(BLACK, BOXES, "xyxy", color=RED, line_thickness=1)
    frame = np.zeros((20, 30), bool)
    frame[5:16, 4:13] = True
    frame[6:15, 5:12] = False
    np.testing.assert_array_equal(found[0], frame[..., None] * np.array(RED))
    assert not found[1].any()  # its label is -1
    assert not BLACK.any()


@pytest.mark.parametrize("form", ["xywh", "rel_xyxy"])
def test_formats_and_floats_draw_the_same(form):
    boxes = {
        "xywh": [[[4, 5, 8, 10]], [[0, 0, 1, 1]]],
        "rel_xyxy": [[[4 / 30, 5 / 20, 12 / 30, 15 / 20]], [[0, 0, 1, 1]]],
    }[form]
    given = np.moveaxis(BLACK.astype("float32"), -1, 1)
    found = visualization.draw_bounding_boxes(
        given, {**BOXES, "boxes": np.array(boxes) + 1e-5}, form, data_format="channels_first"
    )
    want = visualization.draw_bounding_boxes(BLACK, BOXES, "xyxy")
    np.testing.assert_array_equal(np.moveaxis(found, 1, -1), want)


def test_a_frame_beyond_the_image_is_cut_off():
    given = {"boxes": [[[-9, -9, 40, 50]]], "labels": [[0]]}
    assert not visualization.draw_bounding_boxes(BLACK[:1], given, "xyxy").any()
    given = {"boxes": [[[-9, 6, 3, 50]]], "labels": [[0]]}
    found = visualization.draw_bounding_boxes(BLACK[:1], given, "xyxy", line_thickness=3)
    assert found[0, 6, :4].all()
    assert not found[0, :5].any()


def test_a_name_is_written_where_a_class_has_one(monkeypatch):
    pytest.importorskip("PIL.ImageFont")
    large = np.zeros((1, 80, 120, 1), "uint8")
    given = {"boxes": [[[10, 50, 110, 70]]], "labels": [[3]]}
    bare = visualization.draw_bounding_boxes(large, given, "xyxy", {4: "cat"})
    named = visualization.draw_bounding_boxes(large, given, "xyxy", {3: "cat"})
    sure = visualization.draw_bounding_boxes(
        large, {**given, "confidences": [[0.5]]}, "xyxy", {3: "cat"}
    )
    assert not bare[0, :48].any()
    assert named[0, 24:48].any()
    assert sure[0, 24:48, 60:].any()
    assert not named[0, 24:48, 60:].any()
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(MissingPackageError, match=r"F03.*Pillow"):
        visualization.draw_bounding_boxes(large, given, "xyxy", {3: "cat"})


def test_masks_are_blended_with_images():
    masks = np.zeros((2, 20, 30, 1), "int32")
    masks[0, :5] = 1
    images = np.full((2, 20, 30, 3), 100, "uint8")
    colours = {0: (0, 0, 0), 1: (200, 100, 0)}
    found = visualization.draw_segmentation_masks(
        images, masks, color_mapping=colours, alpha=0.5, ignore_index=0
    )
    assert (found[0, :5] == [150, 100, 50]).all()
    assert (found[0, 5:] == 100).all()
    plain = visualization.draw_segmentation_masks(images, masks, 2, colours, blend=False)
    assert (plain[0, :5] == colours[1]).all()
    assert (plain[0, 5:] == 0).all()


def test_a_gallery_has_its_images_in_order(tmp_path):
    images = np.arange(5)[:, None, None, None] * np.ones((1, 4, 6, 1)) / 5
    picture = visualization.plot_image_gallery(
        images,
        y_true=[0, 1, 2, 3, 4],
        y_pred=np.array([[0]] * 5),
        label_map={0: "none", 1: "one"},
        value_range=(0, 1),
        path=tmp_path / "gallery.svg",
    )
    found = tiles(picture)
    assert [tile[0, 0].tolist() for tile in found] == [[51 * n] * 3 for n in range(5)]
    assert all(tile.shape == (4 * 33, 6 * 33, 3) for tile in found)
    assert "Label: one, Pred: none" in picture.svg
    assert "Label: 4, Pred: none" in picture.svg
    assert (tmp_path / "gallery.svg").read_text(encoding="utf-8") == picture.svg
    assert len(tiles(visualization.plot_image_gallery(images, rows=1, cols=2))) == 2


def test_a_gallery_of_boxes_explains_its_colours():
    picture = visualization.plot_bounding_box_gallery(
        BLACK[:1] / 255.0,
        "xyxy",
        y_true={"boxes": [[[4, 5, 12, 15]]], "labels": [[1]]},
        y_pred={"boxes": [[[14, 5, 22, 15]]], "labels": [[1]]},
        value_range=(0, 1),
        legend=True,
        transparent=False,
    )
    (tile,) = tiles(picture)
    assert tile[5 * 7, 8 * 7].tolist() == [0, 188, 212]
    assert tile[5 * 7, 18 * 7].tolist() == [255, 235, 59]
    assert "Ground Truth" in picture.svg
    assert "#ffeb3b" in picture.svg
    handle = SimpleNamespace(get_label=lambda: "mine", get_facecolor=lambda: (1.0, 0.0, 0.0, 1.0))
    assert "#ff0000" in visualization.plot_image_gallery(BLACK, legend_handles=[handle]).svg


def test_a_gallery_of_masks_has_a_row_for_each_image():
    masks = np.ones((2, 20, 30), "int64")
    picture = visualization.plot_segmentation_mask_gallery(
        BLACK, 2, y_true=masks, y_pred=masks[..., None], color_mapping={0: RED, 1: RED}, alpha=1.0
    )
    assert [tile[0, 0].tolist() for tile in tiles(picture)] == [
        [0, 0, 0],
        [250, 0, 0],
        [250, 0, 0],
    ] * 2


WRONG = {
    "rank": (lambda: visualization.draw_bounding_boxes(BLACK[0], BOXES, "xyxy"), ShapeError, "S03"),
    "no dict": (
        lambda: visualization.draw_bounding_boxes(BLACK, [[[0, 0, 1, 1]]], "xyxy"),
        ArgumentError,
        "M16.*labels",
    ),
    "floats": (
        lambda: visualization.draw_segmentation_masks(BLACK, np.zeros((2, 20, 30))),
        DtypeError,
        "S06.*whole numbers",
    ),
    "gallery": (lambda: visualization.plot_image_gallery(BLACK[0]), ShapeError, "S03.*batch"),
    "path and show": (
        lambda: visualization.plot_image_gallery(BLACK, path="x.svg", show=True),
        ArgumentError,
        "M16.*show",
    ),
    "two legends": (
        lambda: visualization.plot_bounding_box_gallery(
            BLACK, "xyxy", legend=True, legend_handles=[("a", RED)]
        ),
        ArgumentError,
        "M16.*legend",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_call_is_refused_with_its_reason(name):
    call, error, match = WRONG[name]
    with pytest.raises(error, match=match):
        call()
