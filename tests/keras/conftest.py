"""Gives each test pronghorn under the name of Keras."""

import pytest


@pytest.fixture
def keras():
    import pronghorn

    # Automatic names count from the start, as they did when the golden files were made.
    pronghorn.backend.clear_session()
    return pronghorn
