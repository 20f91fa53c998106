"""Folders of texts and of sounds as data sets, and what is refused; pictures have their file."""

import sys
import wave

import numpy as np
import pytest

from pronghorn import utils
from pronghorn.errors import ArgumentError, FileError, MissingPackageError

TEXTS = {"good": ["what fun", "schön", ""], "poor": ["how dull", "again"]}


@pytest.fixture
def texts(tmp_path):
    for name, several in TEXTS.items():
        (tmp_path / name).mkdir()
        for n, text in enumerate(several):
            (tmp_path / name / f"{n}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "poor" / "picture.png").write_bytes(b"no text")
    return tmp_path


def listed(folder, **more):
    return utils.text_dataset_from_directory(folder, **{"verbose": False, **more})


def test_texts(texts):
    x, y = listed(texts, shuffle=False)[0]
    assert x.tolist() == [*TEXTS["good"], *TEXTS["poor"]]
    assert y.tolist() == [0, 0, 0, 1, 1]
    assert listed(texts, shuffle=False, max_length=4, label_mode=None)[0].tolist()[1] == "schö"
    training, held = listed(texts, validation_split=0.4, subset="both", seed=1, batch_size=2)
    assert (len(training), len(held)) == (2, 1)
    words = held.map(lambda x, y: (np.char.str_len(x), y))
    assert all(len(x) == len(y) for x, y in words)


def test_bytes_that_are_no_utf_8_come_back(texts):
    raw = b"caf\xe9"
    (texts / "good" / "0.txt").write_bytes(raw)
    found = listed(texts, shuffle=False)[0][0].tolist()[0]
    assert found.encode("utf-8", "surrogateescape") == raw


def written(path, samples, width=2, rate=8000):
    """Samples `(length, channels)` from -1 to 1."""
    path.parent.mkdir(exist_ok=True)
    whole = np.round(samples * (2 ** (8 * width - 1) - 1)).astype("<i4")
    raw = whole.view("uint8").reshape(*samples.shape, 4)[..., :width]
    with wave.open(str(path), "wb") as file:
        file.setparams((samples.shape[1], width, rate, 0, "NONE", ""))
        file.writeframes((raw ^ 128 if width == 1 else raw).tobytes())


def sound(length, channels=1, rate=8000):
    times = np.arange(length)[:, None] / rate
    return 0.5 * np.sin(2 * np.pi * 200 * times + np.arange(channels))


def heard(folder, **more):
    given = {"verbose": False, "shuffle": False, **more}
    return utils.audio_dataset_from_directory(folder, **given)


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_sounds_of_every_width(tmp_path, width):
    written(tmp_path / "a" / "1.wav", sound(100, 2), width)
    written(tmp_path / "b" / "1.wav", sound(60, 2), width)
    x, y = heard(tmp_path)[0]
    assert (x.shape, x.dtype, y.tolist()) == ((2, 100, 2), "float32", [0, 1])
    error = 2.0 ** (2 - 8 * width) + 1e-7
    np.testing.assert_allclose(x[0], sound(100, 2), atol=error)
    np.testing.assert_allclose(x[1, :60], sound(60, 2), atol=error)
    assert not x[1, 60:].any()
    assert heard(tmp_path, output_sequence_length=80)[0][0].shape == (2, 80, 2)
    assert heard(tmp_path, batch_size=None)[1][0].shape == (60, 2)


def test_another_rate(tmp_path):
    written(tmp_path / "a" / "1.wav", sound(800))
    found = heard(tmp_path, sampling_rate=4000, label_mode=None)[0]
    assert (found.shape, found.dtype) == ((1, 400, 1), "float32")
    np.testing.assert_allclose(found[0, 50:350], sound(400, rate=4000)[50:350], atol=2e-3)


def test_scipy_is_asked_for_by_name(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.signal", None)
    with pytest.raises(MissingPackageError, match=r'^\[F03\].*pip install "pronghorn\[audio\]"'):
        heard(tmp_path, sampling_rate=4000)


def test_what_is_no_sound_is_named(tmp_path):
    written(tmp_path / "a" / "1.wav", sound(9))
    written(tmp_path / "a" / "2.wav", sound(9, 2))
    with pytest.raises(FileError, match=r"^\[F34\].*2\.wav cannot be read as sound: it has 2"):
        _ = heard(tmp_path)[0]
    for content in (b"no sound at all", b""):
        (tmp_path / "a" / "2.wav").write_bytes(content)
        with pytest.raises(FileError, match=r"^\[F34\].*2\.wav"):
            _ = heard(tmp_path)[0]


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("text", {"max_length": 0}),
        ("text", {"labels": [0]}),
        ("text", {"subset": "training"}),
        ("audio", {"sampling_rate": 0.5}),
        ("audio", {"output_sequence_length": -1}),
        ("audio", {"ragged": True}),
        ("audio", {"label_mode": "words"}),
    ],
)
def test_wrong_arguments(texts, function, arguments):
    written(texts / "good" / "1.wav", sound(9))
    function = getattr(utils, f"{function}_dataset_from_directory")
    with pytest.raises(ArgumentError, match=function.__name__):
        function(texts, verbose=False, **arguments)


def test_a_folder_without_any(tmp_path):
    with pytest.raises(FileError, match=r"^\[F32\].*\.txt"):
        listed(tmp_path)
