"""What every test shares: jax tests wait for jax, and settings and notes start fresh each time."""

import importlib.util

import pytest

from pronghorn import config, messages

HAS_JAX = importlib.util.find_spec("jax") is not None


def pytest_collection_modifyitems(items):
    if HAS_JAX:
        return
    for item in items:
        if "jax" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="jax is not installed"))


@pytest.fixture(autouse=True)
def fresh_settings():
    names = config.Settings.__slots__
    before = {name: getattr(config.settings, name) for name in names}
    config.settings.language = "en"
    messages.reset_notes()
    yield
    for name, value in before.items():
        setattr(config.settings, name, value)
