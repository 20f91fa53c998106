"""Settings come from the environment once, refuse impossible values, and speak Keras' names."""

import os

import pytest

from pronghorn import config
from pronghorn.config import SettingError, Settings


def test_defaults_are_keras():
    fresh = Settings({})
    assert (fresh.floatx, fresh.epsilon) == ("float32", 1e-7)
    assert fresh.image_data_format == "channels_last"
    assert (fresh.engine, fresh.check, fresh.show) == ("llvm", False, ())
    assert fresh.threads >= 1
    assert fresh.cache.endswith("pronghorn")


def test_environment_is_read(tmp_path):
    fresh = Settings(
        {
            "PRONGHORN_ENGINE": "numpy",
            "PRONGHORN_THREADS": "3",
            "PRONGHORN_CHECK": "1",
            "PRONGHORN_SHOW": "plan, lower",
            "PRONGHORN_CACHE": str(tmp_path),
            "KERAS_MAX_EPOCHS": "2",
        }
    )
    assert (fresh.engine, fresh.threads, fresh.check) == ("numpy", 3, True)
    assert fresh.show == ("plan", "lower")
    assert (fresh.max_epochs, fresh.max_steps_per_epoch) == (2, None)
    assert fresh.cache == os.path.abspath(tmp_path)
    assert Settings({"PRONGHORN_CACHE": "off"}).cache is None


@pytest.mark.parametrize(
    ("quota", "want"),
    [("max 100000", 8), ("150000 100000", 2), ("50000 100000", 1), ("6400000 100000", 8)],
)
def test_a_containers_share_of_the_processor_counts(quota, want, tmp_path, monkeypatch):
    file = tmp_path / "cpu.max"
    file.write_text(quota)
    monkeypatch.setattr(config, "QUOTA", str(file))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    assert config.cores() == want
    assert Settings({}).threads == want


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"PRONGHORN_LANGUAGE": "zh", "LANG": "de_DE"}, "zh"),
    ],
)
def test_language_follows_name_then_locale(environment, language):
    assert Settings(environment).language == language


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("engine", "tensorflow"),
        ("threads", -1),
        ("threads", "two"),
        ("check", "perhaps"),
        ("floatx", "int8"),
        ("epsilon", float("nan")),
        ("epsilon", "tiny"),
        ("image_data_format", "th"),
        ("max_epochs", 0),
        ("max_steps_per_epoch", 1.5),
        ("speed", 3),
    ],
)
def test_an_impossible_value_is_refused_and_changes_nothing(name, value):
    before = repr(config.settings)
    with pytest.raises(SettingError, match=r"^\[C01\] ") as caught:
        setattr(config.settings, name, value)
    assert repr(value) in str(caught.value) or name in str(caught.value)
    assert repr(config.settings) == before


def test_keras_functions_read_and_write_the_record():
    config.set_floatx("float64")
    config.set_epsilon(1e-3)
    config.set_image_data_format("channels_first")
    assert config.floatx() == "float64"
    assert config.epsilon() == 1e-3
    assert config.image_data_format() == "channels_first"


def test_switches_that_change_nothing_say_so(caplog):
    import pronghorn

    for switch in ("enable_flash_attention", "disable_flash_attention"):
        assert getattr(pronghorn.config, switch)() is None
        assert not pronghorn.config.is_flash_attention_enabled()
    assert not pronghorn.config.is_nnx_enabled()
    assert not caplog.text
    pronghorn.config.enable_unsafe_deserialization()
    assert "[F35] enable_unsafe_deserialization() changes nothing" in caplog.text
    pronghorn.config.set_backend("torch")
    assert "[G30] set_backend('torch') changes nothing" in caplog.text
    with pytest.raises(ValueError, match=r"M02.*set_backend.*'theano'"):
        pronghorn.config.set_backend("theano")
