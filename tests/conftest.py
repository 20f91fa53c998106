"""What every test shares: folders of this run, settings and notes that start fresh each time."""

import os
import tempfile

import hypothesis
import pytest

from pronghorn import config, layers, messages

# The default run draws the same examples everywhere; a failure is then everybody's.
hypothesis.settings.register_profile("fixed", derandomize=True, database=None)
hypothesis.settings.load_profile("fixed")


@pytest.fixture(scope="session", autouse=True)
def environment_of_this_run(tmp_path_factory):
    """Compiled programs are shared by the tests and workers of a run, and by nothing else.

    Programs that errors leave for their reader go to its folder, too. Messages are English.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # each worker has its own folder in that of the run
    left = folder / "left"
    left.mkdir(exist_ok=True)
    # In the environment, too, for the programs that tests start.
    os.environ["PRONGHORN_CACHE"] = config.settings.cache = str(folder / "cache")
    os.environ["PRONGHORN_LANGUAGE"] = "en"
    os.environ["TMPDIR"] = tempfile.tempdir = str(left)


@pytest.fixture(autouse=True)
def fresh_settings():
    names = config.Settings.__slots__
    before = {name: getattr(config.settings, name) for name in names}
    config.settings.language = "en"
    messages.reset_notes()
    yield
    for name, value in before.items():
        setattr(config.settings, name, value)
    layers.set_dtype_policy(None)


@pytest.fixture
def numpy_engine():
    config.settings.engine = "numpy"


@pytest.fixture
def machine_code():
    config.settings.engine = "llvm"


@pytest.fixture(params=["numpy", "llvm"])
def engine(request):
    config.settings.engine = request.param
    return request.param


@pytest.fixture
def checked():
    """Programs are verified after every pass, and none is found made."""
    config.settings.cache = None
    config.settings.check = True
