"""`ImageDataGenerator`: what it draws, changes and gives, in memory and from files."""

import numpy as np
import pytest

from pronghorn import layers, models, utils
from pronghorn.datasets.image_generator import ImageDataGenerator
from pronghorn.datasets.resampling import resampled
from pronghorn.errors import ArgumentError, DataError, FileError, ShapeError

X = np.random.default_rng(0).uniform(0, 255, (10, 6, 8, 3)).astype("float32")
Y = np.arange(10)


@pytest.fixture
def folder(tmp_path):
    for name in ("cats", "dogs"):
        (tmp_path / name).mkdir()
        for n in range(5):
            utils.save_img(tmp_path / name / f"{n}.png", X[n], scale=False)
    return tmp_path


def read(x, row, column, mode, constant):
    """The pixel at whole places by the definition of a mode, for pictures wider than the shift."""
    height, width = x.shape[:2]
    there = 0 <= row < height and 0 <= column < width
    if mode == "constant":
        return x[row, column] if there else np.full(x.shape[2], constant)
    if mode == "nearest":
        return x[min(max(row, 0), height - 1), min(max(column, 0), width - 1)]
    if mode == "wrap":
        return x[row % height, column % width]
    mirror = lambda n, size: -1 - n if n < 0 else 2 * size - 1 - n if n >= size else n
    return x[mirror(row, height), mirror(column, width)]


@pytest.mark.parametrize("mode", ["nearest", "reflect", "wrap", "constant"])
def test_pixels_outside(mode):
    x = X[0]
    found = resampled(x, [[1, 0, 2], [0, 1, -3], [0, 0, 1]], fill_mode=mode, cval=7)
    wanted = [[read(x, r + 2, c - 3, mode, 7) for c in range(8)] for r in range(6)]
    np.testing.assert_allclose(found, wanted, rtol=1e-5)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, lambda x: x),
        ({"theta": 180}, lambda x: x[::-1, ::-1]),
        ({"flip_horizontal": True}, lambda x: x[:, ::-1]),
        ({"flip_vertical": True}, lambda x: x[::-1]),
        ({"ty": 1}, lambda x: np.concatenate([x[:, 1:], x[:, -1:]], 1)),
        ({"zx": -1.0}, lambda x: x[::-1]),
        ({"brightness": 2}, lambda x: np.minimum(2 * x, 255)),
        ({"channel_shift_intensity": 300}, lambda x: np.full_like(x, x.max())),
    ],
)
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_changes(given, wanted, data_format):
    to = (2, 0, 1) if data_format == "channels_first" else (0, 1, 2)
    pictures = ImageDataGenerator(data_format=data_format)
    found = pictures.apply_transform(X[0].transpose(to), given)
    np.testing.assert_allclose(found, wanted(X[0]).transpose(to), atol=0.02)


def test_draws_are_within_their_ranges():
    pictures = ImageDataGenerator(
        rotation_range=30,
        width_shift_range=0.5,
        height_shift_range=[3],
        zoom_range=0.2,
        shear_range=4,
        brightness_range=(0.5, 0.6),
        channel_shift_range=9,
        vertical_flip=True,
    )
    drawn = [pictures.get_random_transform((6, 8, 3), seed=n) for n in range(200)]
    of = lambda name: np.array([one[name] for one in drawn], float)
    assert 25 < np.abs(of("theta")).max() <= 30
    assert 3.5 < np.abs(of("ty")).max() <= 4
    assert set(of("tx")) == {-3, 3}
    assert 0.8 <= of("zx").min() < 0.85
    assert 0.5 <= of("brightness").min() < 0.6 >= of("brightness").max()
    assert np.abs(of("channel_shift_intensity")).max() <= 9
    assert np.abs(of("shear")).max() <= 4
    assert 60 < of("flip_vertical").sum() < 140
    assert not of("flip_horizontal").any()


def test_batches_of_arrays_repeat_with_their_seed_and_go_on():
    pictures = ImageDataGenerator(rescale=1 / 255, rotation_range=20)
    flow = lambda: pictures.flow(X, Y, batch_size=4, seed=3)
    one, other = flow(), flow()
    seen = [next(one) for _ in range(6)]
    assert [len(x) for x, _ in seen] == [4, 4, 2, 4, 4, 2]
    assert sorted(np.concatenate([y for _, y in seen[:3]])) == list(range(10))
    assert seen[0][1].tolist() != seen[3][1].tolist()
    for (x, y), (x2, y2) in zip(seen, other, strict=False):
        assert (x == x2).all()
        assert (y == y2).all()
    assert 0 <= seen[0][0].min() <= seen[0][0].max() <= 1
    weighted = pictures.flow(X, Y, sample_weight=Y, shuffle=False)
    assert [part.shape for part in weighted[0]] == [(10, 6, 8, 3), (10,), (10,)]
    assert pictures.flow(X, shuffle=False)[0].shape == X.shape


def test_statistics():
    pictures = ImageDataGenerator(featurewise_center=True, featurewise_std_normalization=True)
    with pytest.raises(DataError, match=r"E55.*fit"):
        next(pictures.flow(X))
    pictures.fit(X, augment=True, seed=1)
    x = pictures.flow(X, shuffle=False)[0]
    np.testing.assert_allclose(x.mean((0, 1, 2)), 0, atol=1e-3)
    np.testing.assert_allclose(x.std((0, 1, 2)), 1, rtol=1e-3)
    own = ImageDataGenerator(samplewise_center=True, samplewise_std_normalization=True)
    x = own.flow(X, shuffle=False)[0]
    np.testing.assert_allclose(
        (x.mean((1, 2, 3)), x.std((1, 2, 3))), ([0] * 10, [1] * 10), atol=1e-3
    )
    white = ImageDataGenerator(zca_whitening=True, zca_epsilon=1e-9)
    many = np.random.default_rng(1).normal(size=(200, 2, 2, 1)) @ [[3.0]] + 5
    white.fit(many)
    x = white.flow(many, shuffle=False, batch_size=200)[0].reshape(200, -1)
    np.testing.assert_allclose(x.T @ x / 200, np.eye(4), atol=1e-3)


def test_a_folder(folder, capsys):
    pictures = ImageDataGenerator(validation_split=0.2, preprocessing_function=lambda x: x + 1)
    found = pictures.flow_from_directory(
        folder, (6, 8), class_mode="binary", subset="training", shuffle=False, batch_size=8
    )
    assert capsys.readouterr().out == "Found 8 images belonging to 2 classes.\n"
    assert found.class_indices == {"cats": 0, "dogs": 1}
    assert (found.samples, found.image_shape, found.num_classes) == (8, (6, 8, 3), 2)
    assert found.filenames[0].replace("\\", "/") == "cats/1.png"  # the first is for validation
    x, y = found[0]
    np.testing.assert_array_equal(x[0], X[1].astype("uint8") + 1.0)
    assert y.tolist() == found.classes.tolist() == [0] * 4 + [1] * 4
    kept = pictures.flow_from_directory(folder, (4, 4), "grayscale", subset="validation", seed=1)
    assert [part.shape for part in kept[0]] == [(2, 4, 4, 1), (2, 2)]
    x, y = pictures.flow_from_directory(folder, (4, 4), class_mode="input")[0]
    assert (x == y).all()
    model = models.Sequential(
        [layers.Input((6, 8, 3)), layers.Flatten(), layers.Dense(1, "sigmoid")]
    )
    model.compile("sgd", "binary_crossentropy")
    model.fit(found, epochs=2, validation_data=found, verbose=0)
    assert model.predict(found, verbose=0).shape == (8, 1)


def test_a_table(folder):
    table = {
        "filename": [f"cats/{n}.png" for n in range(4)] + ["cats/none.png"],
        "class": ["a", "b", "a", "b", "a"],
        "value": [0.0, 1.0, 2.0, 3.0, 4.0],
    }
    pictures = ImageDataGenerator()
    found = pictures.flow_from_dataframe(table, folder, target_size=(6, 8), shuffle=False)
    assert found[0][1].tolist() == [[1, 0], [0, 1], [1, 0], [0, 1]]
    found = pictures.flow_from_dataframe(
        table, folder, y_col="value", weight_col="value", class_mode="raw", shuffle=False
    )
    assert [part.tolist() for part in found[0][1:]] == [[0, 1, 2, 3]] * 2


def test_pictures_are_written_to_be_looked_at(tmp_path):
    flow = ImageDataGenerator().flow(X[:2], save_to_dir=tmp_path, save_prefix="new", shuffle=False)
    next(flow)
    assert sorted(path.name[:6] for path in tmp_path.iterdir()) == ["new_0_", "new_1_"]


def test_what_is_refused(tmp_path):
    with pytest.raises(ArgumentError, match=r"M16.*zoom_range"):
        ImageDataGenerator(zoom_range=(1, 2, 3))
    with pytest.raises(ArgumentError, match=r"fill_mode"):
        ImageDataGenerator(fill_mode="mirror")
    pictures = ImageDataGenerator()
    with pytest.raises(DataError, match="E12"):
        pictures.flow(X, Y[:3])
    with pytest.raises(ShapeError, match="S03"):
        pictures.flow(X[0])
    for directory, code in ((tmp_path, "F32"), (tmp_path / "none", "F04")):
        with pytest.raises(FileError, match=code):
            pictures.flow_from_directory(directory)
    with pytest.raises(FileError, match="F32"):
        pictures.flow_from_dataframe({"filename": ["x.png"], "class": ["a"]})
    with pytest.raises(IndexError):
        pictures.flow(X)[1]
