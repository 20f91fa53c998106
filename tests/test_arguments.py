"""Checks of arguments and old names."""

import logging

import pytest

from pronghorn import arguments
from pronghorn.errors import ArgumentError, ShapeError


def test_checks():
    assert arguments.positive_int("Dense", "units", 3.0) == 3
    assert arguments.share("Dropout", "rate", 0) == 0
    assert arguments.whole_shape(3) == (3,)
    assert arguments.whole_shape([None, 2]) == (None, 2)
    with pytest.raises(ArgumentError, match="M01"):
        arguments.positive_int("Dense", "units", 0)
    with pytest.raises(ArgumentError, match="M16"):
        arguments.share("Dropout", "rate", 2)
    with pytest.raises(ArgumentError, match="M02"):
        arguments.choice("Flatten", "data_format", "x", ("a", "b"))
    with pytest.raises(ShapeError, match="M36"):
        arguments.whole_shape((0,))


def test_a_new_name_is_never_taken_for_an_old_one(caplog):
    class Thing:
        @arguments.legacy(old="new")
        def __init__(self, new=1, other=2):
            self.new = new

    logging.getLogger("pronghorn").propagate = True
    with caplog.at_level(logging.INFO, "pronghorn"):
        assert Thing(new=5).new == 5
        assert not caplog.records
        assert Thing(old=6).new == 6
    assert "N01" in caplog.text
    with pytest.raises(TypeError):
        Thing(older=1)
