"""What the tests of engines share."""

import pytest

from pronghorn.engines.llvm import pool


@pytest.fixture(autouse=True)
def as_many_cores_as_threads(monkeypatch):
    """Threads that are asked for are there, also on a machine that has not so many cores."""
    monkeypatch.setattr(pool, "cores", lambda: 64)
