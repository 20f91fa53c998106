"""Makes the recorded calls importable, and gives each test pronghorn under the name of Keras."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))


@pytest.fixture
def keras():
    import pronghorn

    # Automatic names count from the start, as they did when the golden files were made.
    pronghorn.backend.clear_session()
    return pronghorn
