"""Data sets from made-up files in the cache folder, and a network that answers or does not."""

import gzip
import hashlib
import json
import pickle
import tarfile
import urllib.request
import zipfile

import numpy as np
import pytest

from pronghorn import datasets, utils
from pronghorn.datasets import (
    boston_housing,
    california_housing,
    cifar10,
    cifar100,
    fashion_mnist,
    files,
    imdb,
    mnist,
    reuters,
)
from pronghorn.errors import ArgumentError, FileError

DRAW = np.random.default_rng(0)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache; nothing can be fetched."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(fashion_mnist, "SYSTEM", tmp_path / "none")

    def refuse(request, timeout):
        raise urllib.error.URLError("no network here")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    (tmp_path / "datasets").mkdir()
    return tmp_path / "datasets"


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def kept(monkeypatch, module, path):
    monkeypatch.setattr(module, "HASH", digest(path))


def test_digits(cache, monkeypatch):
    given = {f"{a}_{b}": DRAW.integers(0, 9, 4, "uint8") for a in "xy" for b in ("train", "test")}
    np.savez(cache / "mnist.npz", **given)
    kept(monkeypatch, mnist, cache / "mnist.npz")
    (x, y), (x_test, y_test) = datasets.mnist.load_data()
    for name, found in (("x_train", x), ("y_train", y), ("x_test", x_test), ("y_test", y_test)):
        np.testing.assert_array_equal(found, given[name])


def clothes(folder, monkeypatch):
    folder.mkdir(parents=True)
    hashes, given = {}, []
    for part, count in (("train", 3), ("t10k", 2)):
        for kind, size, head in (("images-idx3", 784, 16), ("labels-idx1", 1, 8)):
            content = bytes(head) + DRAW.integers(0, 9, count * size, "uint8").tobytes()
            name = f"{part}-{kind}-ubyte.gz"
            (folder / name).write_bytes(gzip.compress(content))
            hashes[name] = hashlib.sha256(content).hexdigest()
            given.append(content[head:])
    monkeypatch.setattr(fashion_mnist, "HASHES", hashes)
    return given


@pytest.mark.parametrize("place", ["cache", "system"])
def test_clothes(cache, monkeypatch, place):
    folder = cache / "fashion-mnist" if place == "cache" else fashion_mnist.SYSTEM
    given = clothes(folder, monkeypatch)
    (x, y), (x_test, y_test) = fashion_mnist.load_data()
    assert (x.shape, y.shape, x_test.shape, y_test.shape) == ((3, 28, 28), (3,), (2, 28, 28), (2,))
    assert [part.tobytes() for part in (x, y, x_test, y_test)] == given
    path = folder / "train-labels-idx1-ubyte.gz"
    path.write_bytes(gzip.compress(b"other"))
    with pytest.raises(FileError, match=r"^\[F31\].*train-labels"):
        fashion_mnist.load_data()
    path.write_bytes(b"no archive")
    with pytest.raises(FileError, match=r"^\[F10\].*train-labels"):
        fashion_mnist.load_data()


def packed(cache, name, folder, entries):
    """A tar archive of pickled batches where the cache keeps it."""
    root = cache / "made" / folder
    root.mkdir(parents=True)
    for file, content in entries.items():
        (root / file).write_bytes(pickle.dumps(content))
    path = cache / f"{name}_archive"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(root, folder)
    return path


def batch(count, **labels):
    data = DRAW.integers(0, 256, (count, 3072), "uint8")
    return {b"data": data, **{name.encode(): values for name, values in labels.items()}}


def test_ten_classes(cache, monkeypatch):
    names = [*(f"data_batch_{n}" for n in range(1, 6)), "test_batch"]
    entries = {name: batch(2, labels=[n, 9]) for n, name in enumerate(names)}
    path = packed(cache, "cifar-10-batches-py-target", "cifar-10-batches-py", entries)
    kept(monkeypatch, cifar10, path)
    for _ in range(2):  # unpacked once, then read
        (x, y), (x_test, y_test) = cifar10.load_data()
        assert (x.shape, x.dtype, y_test.shape) == ((10, 32, 32, 3), "uint8", (2, 1))
        assert y.ravel().tolist() == [0, 9, 1, 9, 2, 9, 3, 9, 4, 9]
        first = entries["test_batch"][b"data"][0].reshape(3, 32, 32)
        np.testing.assert_array_equal(x_test[0], first.transpose(1, 2, 0))


def test_a_hundred_classes(cache, monkeypatch):
    entries = {
        name: batch(2, fine_labels=[7, 99], coarse_labels=[1, 19]) for name in ("train", "test")
    }
    path = packed(cache, "cifar-100-python-target", "cifar-100-python", entries)
    kept(monkeypatch, cifar100, path)
    assert cifar100.load_data()[0][1].tolist() == [[7], [99]]
    assert cifar100.load_data("coarse")[1][1].tolist() == [[1], [19]]
    with pytest.raises(ArgumentError, match=r"^\[M02\].*label_mode"):
        cifar100.load_data("rough")


@pytest.mark.parametrize("module", [boston_housing, california_housing])
def test_tables(cache, monkeypatch, module):
    name = f"{module.__name__.rpartition('.')[2]}.npz"
    np.savez(cache / name, x=np.arange(700.0)[:, None], y=np.arange(700.0))
    kept(monkeypatch, module, cache / name)
    (x, y), (x_test, y_test) = module.load_data(test_split=0.25)
    assert (len(x), len(x_test)) == (525, 175)
    assert sorted([*y, *y_test]) == list(range(700))
    np.testing.assert_array_equal(x[:, 0], y)
    order = np.arange(700)
    np.random.RandomState(113).shuffle(order)
    np.testing.assert_array_equal(y, order[:525])
    with pytest.raises(ArgumentError, match=r"^\[M16\].*test_split"):
        module.load_data(test_split=1)
    if module is california_housing:
        assert len(module.load_data("small", test_split=0.5)[0][0]) == 300
        with pytest.raises(ArgumentError, match=r"^\[M02\].*version"):
            module.load_data("tiny")


def lists(*texts):
    found = np.empty(len(texts), object)
    found[:] = texts
    return found


TEXTS = lists([1, 5, 9], [2, 3], [4, 4, 4, 8], [7])


def test_reviews(cache, monkeypatch):
    labels = np.array([0, 1, 0, 1])
    np.savez(cache / "imdb.npz", x_train=TEXTS, y_train=labels, x_test=TEXTS, y_test=labels)
    kept(monkeypatch, imdb, cache / "imdb.npz")
    (x, y), _ = imdb.load_data()
    whole = {tuple(text): label for text, label in zip(x, y, strict=True)}
    assert whole[(1, 5, 6)] == 1  # begun with 1, words moved up by 3
    (x, _), _ = imdb.load_data(num_words=8, skip_top=5, start_char=None, index_from=0)
    assert sorted(map(list, x)) == [[2, 2], [2, 2, 2, 2], [2, 5, 2], [7]]
    (x, _), _ = imdb.load_data(num_words=8, start_char=None, index_from=0, oov_char=None)
    assert sorted(map(list, x)) == [[1, 5], [2, 3], [4, 4, 4], [7]]
    (x, y), _ = imdb.load_data(maxlen=3)
    assert len(x) == len(y) == 1
    with pytest.raises(ArgumentError, match=r"^\[M16\].*maxlen"):
        imdb.load_data(maxlen=1)
    with pytest.raises(ArgumentError, match=r"^\[M15\]"):
        imdb.load_data(words=3)


def test_news(cache, monkeypatch):
    np.savez(cache / "reuters.npz", x=TEXTS, y=np.arange(4))
    kept(monkeypatch, reuters, cache / "reuters.npz")
    (x, y), (x_test, y_test) = reuters.load_data(test_split=0.25)
    assert (len(x), len(x_test)) == (3, 1)
    assert sorted([*y, *y_test]) == [0, 1, 2, 3]
    assert len(reuters.get_label_names()) == 46


@pytest.mark.parametrize("module", [imdb, reuters])
def test_words(cache, monkeypatch, module):
    monkeypatch.setattr(files, "_digest", lambda path, wanted, algorithm: wanted)
    name = module.__name__.rpartition(".")[2]
    (cache / f"{name}_word_index.json").write_text(json.dumps({"the": 1}))
    assert module.get_word_index() == {"the": 1}


def test_a_pickle_that_acts_is_refused(cache, monkeypatch):
    class Acting:
        def __reduce__(self):
            return print, ("harm",)

    path = packed(cache, "cifar-100-python-target", "cifar-100-python", {"train": Acting()})
    kept(monkeypatch, cifar100, path)
    with pytest.raises(FileError, match=r"^\[F09\].*builtins\.print"):
        cifar100.load_data()


@pytest.mark.parametrize("module", [mnist, fashion_mnist, cifar10, boston_housing, imdb])
def test_without_network_it_is_told_where_the_file_belongs(cache, module):
    with pytest.raises(FileError, match=r"^\[F30\].*no network here") as caught:
        module.load_data()
    assert str(cache) in str(caught.value)
    assert not [path for path in cache.rglob("*") if path.is_file()]


class TestGetFile:
    @pytest.fixture
    def origin(self, tmp_path, monkeypatch):
        monkeypatch.setenv("KERAS_HOME", str(tmp_path / "cache"))
        path = tmp_path / "words.txt"
        path.write_text("some words")
        return path

    def test_a_file_is_fetched_once(self, origin):
        path = utils.get_file(origin=origin.as_uri(), file_hash=digest(origin))
        assert path == str(origin.parent / "cache" / "datasets" / "words.txt")
        origin.write_text("other words")
        again = utils.get_file("words.txt", origin.as_uri())
        with open(again) as file:
            assert file.read() == "some words"
        utils.get_file("words.txt", origin.as_uri(), force_download=True)
        with open(again) as file:
            assert file.read() == "other words"

    def test_another_file_is_fetched_again_and_then_refused(self, origin):
        path = origin.parent / "cache" / "datasets" / "words.txt"
        path.parent.mkdir(parents=True)
        path.write_text("half a fi")
        utils.get_file("words.txt", origin.as_uri(), file_hash=digest(origin))
        assert path.read_text() == "some words"
        with pytest.raises(FileError, match=r"^\[F31\].*md5"):
            utils.get_file("words.txt", origin.as_uri(), md5_hash="0" * 32)

    @pytest.mark.parametrize("kind", ["zip", "tar"])
    def test_an_archive_is_unpacked(self, origin, kind):
        archive = origin.parent / f"words.{kind}"
        if kind == "zip":
            with zipfile.ZipFile(archive, "w") as made:
                made.write(origin, "inner/words.txt")
        else:
            with tarfile.open(archive, "w") as made:
                made.add(origin, "inner/words.txt")
        for _ in range(2):
            found = utils.get_file("texts", archive.as_uri(), extract=True)
            assert found == str(origin.parent / "cache" / "datasets" / "texts")
            with open(f"{found}/inner/words.txt") as file:
                assert file.read() == "some words"
        named = utils.get_file(f"texts.{kind}", archive.as_uri(), untar=True)
        assert named.endswith("texts_extracted")

    def test_what_is_no_archive_or_reaches_outside_is_refused(self, origin):
        with pytest.raises(FileError, match=r"^\[F10\]"):
            utils.get_file("texts", origin.as_uri(), extract=True)
        archive = origin.parent / "bad.tar"
        with tarfile.open(archive, "w") as made:
            made.add(origin, "../outside.txt")
        with pytest.raises(FileError, match=r"^\[F10\]"):
            utils.get_file("bad", archive.as_uri(), extract=True)
        assert not (origin.parent / "cache" / "datasets" / "outside.txt").exists()

    def test_wrong_arguments(self):
        with pytest.raises(ArgumentError, match=r"^\[M16\] get_file: origin"):
            utils.get_file("words.txt")
        with pytest.raises(ArgumentError, match=r"^\[M02\] get_file: archive_format"):
            utils.get_file("words.txt", "file:///words.txt", archive_format="rar")
