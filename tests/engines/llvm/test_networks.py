"""What a step of ten networks does, against a table: regions, bytes, memory, programs compiled.

After an intended change run `python tests/engines/llvm/networks.py` and read the difference.
"""

import json

import pytest

from pronghorn import config
from tests.engines.llvm import networks

KNOWN = json.loads(networks.TABLE.read_text())
BUILT = networks.built()


def test_the_table_is_of_these_networks():
    assert list(KNOWN) == list(BUILT)
    assert len(KNOWN) == 10


@pytest.mark.parametrize("name", BUILT)
def test_a_step_does_what_the_table_says(name, monkeypatch):
    monkeypatch.setattr(config.settings, "engine", "llvm")
    assert networks.facts(BUILT[name]) == KNOWN[name]
