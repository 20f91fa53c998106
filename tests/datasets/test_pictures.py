"""Pictures in files and folders: read, written, resized, given to `fit`, and what is refused."""

import io
import sys

import numpy as np
import pytest

from pronghorn import Sequential, layers, preprocessing, utils
from pronghorn.errors import ArgumentError, FileError, MissingPackageError, ShapeError

DRAW = np.random.default_rng(0)


def written(path, *shape, level=None):
    pixels = DRAW.integers(0, 256, shape) if level is None else np.full(shape, level)
    path.parent.mkdir(parents=True, exist_ok=True)
    utils.save_img(path, pixels, scale=False)
    return pixels


@pytest.fixture
def folder(tmp_path):
    for name, level in (("cats", 200), ("dogs", 30)):
        for n in range(5):
            written(tmp_path / name / f"{n}.png", 8, 6, 3, level=level + n)
    (tmp_path / "cats" / "notes.txt").write_text("no picture")
    return tmp_path


def listed(directory, **more):
    given = {"image_size": (4, 4), "verbose": False, **more}
    return utils.image_dataset_from_directory(directory, **given)


@pytest.mark.parametrize(("channels", "mode"), [(1, "grayscale"), (3, "rgb"), (4, "rgba")])
def test_a_picture_comes_back(tmp_path, channels, mode):
    pixels = written(tmp_path / "a.png", 5, 7, channels)
    found = utils.img_to_array(utils.load_img(tmp_path / "a.png", color_mode=mode))
    assert found.dtype == "float32"
    np.testing.assert_array_equal(found, pixels)
    first = utils.img_to_array(utils.load_img(str(tmp_path / "a.png"), mode), "channels_first")
    np.testing.assert_array_equal(first, pixels.transpose(2, 0, 1))
    stream = io.BytesIO((tmp_path / "a.png").read_bytes())
    assert utils.load_img(stream).size == (7, 5)


def test_sizes_and_shapes(tmp_path):
    written(tmp_path / "a.png", 10, 20, 3)
    for keep in (False, True):
        image = utils.load_img(tmp_path / "a.png", target_size=(4, 6), keep_aspect_ratio=keep)
        assert image.size == (6, 4)
    x = np.arange(200.0, dtype="float32").reshape(10, 20, 1)
    np.testing.assert_array_equal(preprocessing.image.smart_resize(x, (10, 10)), x[:, 5:15])
    line = np.uint8([[[0], [1]]])
    assert preprocessing.image.smart_resize(line, (1, 1)).dtype == "float32"
    assert preprocessing.image.smart_resize(line, (1, 1), "nearest").dtype == "uint8"


def test_an_array_is_stretched_to_black_and_white():
    image = utils.array_to_img(np.array([[[-1.0], [0.0], [1.0]]]))
    assert np.asarray(image).tolist() == [[0, 127, 255]]
    # 21 * (255 / 21) is more than 255 in float32, and no level of grey.
    image = utils.array_to_img(np.arange(0.0, 22.0, 3.0).reshape(2, 4, 1))
    assert (image.mode, np.asarray(image).max()) == ("L", 255)
    assert utils.array_to_img(np.zeros((3, 2, 4)), "channels_first").size == (4, 2)


def test_jpeg_keeps_no_transparency(tmp_path):
    utils.save_img(tmp_path / "a.jpg", np.zeros((4, 4, 4)))
    assert utils.load_img(tmp_path / "a.jpg").mode == "RGB"


def test_a_folder_gives_batches_with_the_names_of_its_folders(folder, capsys):
    data = listed(folder, batch_size=4, shuffle=False, verbose=True)
    assert capsys.readouterr().out == "Found 10 files belonging to 2 classes.\n"
    assert data.class_names == ["cats", "dogs"]
    assert len(data) == 3
    batches = list(data)
    assert [len(x) for x, _ in batches] == [4, 4, 2]
    x, y = (np.concatenate(part) for part in zip(*batches, strict=True))
    assert x.shape == (10, 4, 4, 3)
    assert y.tolist() == [0] * 5 + [1] * 5
    np.testing.assert_allclose(x[:, 0, 0, 0], [200, 201, 202, 203, 204, 30, 31, 32, 33, 34])
    assert [path[-10:] for path in data.file_paths][:2] == ["cats/0.png", "cats/1.png"]


def test_labels(folder):
    rows = listed(folder, label_mode="categorical")[0][1]
    assert (rows.shape, rows.dtype) == ((10, 2), "float32")
    bare = listed(folder, label_mode=None)
    assert (bare[0].shape, bare.class_names) == ((10, 4, 4, 3), None)
    one = listed(folder, class_names=["dogs"])
    assert (len(one.file_paths), one.class_names) == (5, ["dogs"])
    assert listed(folder, label_mode="binary")[0][1].shape == (10, 1)
    assert listed(folder, labels=None)[0].shape == (10, 4, 4, 3)
    assert listed(folder, class_names=["dogs", "cats"], shuffle=False)[0][1].tolist()[:1] == [0]
    given = listed(folder, labels=list(range(10)), shuffle=False)
    assert given[0][1].tolist() == list(range(10))
    assert listed(folder, batch_size=None, shuffle=False)[9][0].shape == (4, 4, 3)
    assert listed(folder, data_format="channels_first")[0][0].shape == (10, 3, 4, 4)


def test_a_picture_of_another_shape_is_cut_or_filled_up(tmp_path):
    wide = np.arange(8.0)[None, :, None] * np.ones((4, 1, 3)) + 10
    utils.save_img(tmp_path / "wide.png", wide, scale=False)

    def read(**more):
        return listed(tmp_path, labels=None, **more)[0][0, :, :, 0]

    np.testing.assert_array_equal(read(crop_to_aspect_ratio=True), wide[:, 2:6, 0])
    filled = read(pad_to_aspect_ratio=True)
    assert not filled[[0, 3]].any()
    np.testing.assert_allclose(filled[1], [10.5, 12.5, 14.5, 16.5])


@pytest.mark.parametrize("kind", ["nearest", "bilinear", "bicubic", "area"])
def test_every_interpolation_gives_floats(folder, kind):
    assert listed(folder, interpolation=kind)[0][0].dtype == "float32"


def test_a_seed_and_a_split(folder, capsys):
    both = listed(folder, validation_split=0.3, subset="both", seed=3, verbose=True)
    said = capsys.readouterr().out.splitlines()
    assert said[1:] == ["Using 7 files for training.", "Using 3 files for validation."]
    assert [len(part.file_paths) for part in both] == [7, 3]
    apart = [
        listed(folder, validation_split=0.3, subset=name, seed=3)
        for name in ("training", "validation")
    ]
    assert [part.file_paths for part in both] == [part.file_paths for part in apart]
    assert not set(both[0].file_paths) & set(both[1].file_paths)
    orders = [both[0][0][1].tolist() for _ in range(6) if both[0].on_epoch_end() is None]
    assert len({tuple(order) for order in orders}) > 1


def test_a_model_is_fitted_to_a_folder(folder):
    training, held = listed(folder, validation_split=0.4, subset="both", seed=1, batch_size=6)
    model = Sequential(
        [
            layers.Input((4, 4, 3)),
            layers.Rescaling(1 / 255, offset=-0.5),
            layers.Flatten(),
            layers.Dense(2, activation="softmax", kernel_initializer="zeros"),
        ]
    )
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(training, validation_data=held, epochs=60, verbose=0)
    assert history.history["accuracy"][-1] == 1.0
    assert model.evaluate(held, verbose=0)[1] == 1.0
    assert model.predict(held, verbose=0).shape == (4, 2)


def test_nothing_and_no_folder_are_told(tmp_path):
    (tmp_path / "empty" / "cats").mkdir(parents=True)
    with pytest.raises(FileError, match=r"^\[F32\].*holds no files that end in .bmp"):
        listed(tmp_path / "empty")
    with pytest.raises(FileError, match=r"^\[F04\]"):
        listed(tmp_path / "nowhere")
    with pytest.raises(FileError, match=r"^\[F04\]"):
        utils.load_img(tmp_path / "nothing.png")


def test_a_broken_picture_is_named(folder):
    (folder / "cats" / "3.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    with pytest.raises(FileError, match=r"^\[F33\].*cats/3\.png cannot be read as a picture"):
        list(listed(folder))


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({"label_mode": "float"}, "M02"),
        ({"color_mode": "cmyk"}, "M02"),
        ({"interpolation": "cubic"}, "M02"),
        ({"image_size": (4, 4, 4)}, "M16"),
        ({"class_names": ["cats", "mice"]}, "M16"),
        ({"labels": [0, 1]}, "M16"),
        ({"validation_split": 0.2}, "M16"),
        ({"subset": "training"}, "M16"),
        ({"validation_split": 2, "subset": "both"}, "M16"),
        ({"validation_split": 1.0, "subset": "both"}, "M16"),
        ({"validation_split": 0.2, "subset": "training"}, "M16"),  # no seed
        ({"pad_to_aspect_ratio": True, "crop_to_aspect_ratio": True}, "M16"),
    ],
)
def test_wrong_arguments(folder, arguments, found):
    with pytest.raises(ArgumentError, match=rf"^\[{found}\] image_dataset_from_directory"):
        listed(folder, **arguments)


def test_binary_labels_want_two_classes(folder):
    written(folder / "mice" / "0.png", 4, 4, 3)
    with pytest.raises(ArgumentError, match=r"^\[M16\].*3 classes"):
        listed(folder, label_mode="binary")


def test_other_wrong_calls(tmp_path):
    with pytest.raises(ShapeError, match="S03"):
        utils.array_to_img(np.zeros((4, 4)))
    with pytest.raises(ShapeError, match="S03"):
        utils.img_to_array(np.zeros((1, 2, 3, 4)))
    with pytest.raises(ArgumentError, match="M16"):
        utils.save_img(tmp_path / "a", np.zeros((4, 4, 3)))
    with pytest.raises(FileError, match="F01"):
        utils.save_img(tmp_path / "a.picture", np.zeros((4, 4, 3)))
    with pytest.raises(ArgumentError, match="M15"):
        preprocessing.image.smart_resize(np.zeros((4, 4, 3)), (2, 2), crop=True)


def test_pillow_is_asked_for_by_name(monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(MissingPackageError, match=r'^\[F03\].*pip install "pronghorn\[images\]"'):
        utils.array_to_img(np.zeros((4, 4, 3)))
