"""What every test shares: a cache of this run, settings and notes that start fresh each time.

Tests marked `jax` are skipped where jax is not installed.
"""

import importlib.util
import os

import hypothesis
import pytest

from pronghorn import config, messages

# The default run draws the same examples everywhere; a failure is then everybody's.
hypothesis.settings.register_profile("fixed", derandomize=True, database=None)
hypothesis.settings.load_profile("fixed")

HAS_JAX = importlib.util.find_spec("jax") is not None


def pytest_collection_modifyitems(items):
    if HAS_JAX:
        return
    for item in items:
        if "jax" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="jax is not installed"))


@pytest.fixture(scope="session", autouse=True)
def cache_of_this_run(tmp_path_factory):
    """Compiled programs are shared by the tests and workers of a run, and by nothing else."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # each worker has its own folder in that of the run
    # In the environment, too, for the programs that tests start.
    os.environ["PRONGHORN_CACHE"] = config.settings.cache = str(folder / "cache")


@pytest.fixture(autouse=True)
def fresh_settings():
    names = config.Settings.__slots__
    before = {name: getattr(config.settings, name) for name in names}
    config.settings.language = "en"
    messages.reset_notes()
    yield
    for name, value in before.items():
        setattr(config.settings, name, value)
