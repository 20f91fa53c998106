"""Binding: arrays are computed at once, noted on a tape, and errors speak in our words."""

import numpy as np
import pytest

from pronghorn.ir.graph import Value
from pronghorn.ir.types import ArrayType
from pronghorn.prims import PRIMITIVES
from pronghorn.prims.record import Known, tape, type_of

add, stop_gradient = PRIMITIVES["add"], PRIMITIVES["stop_gradient"]


def test_notes_keep_operands_and_results_apart():
    notes = []
    token = tape.set(notes)
    try:
        x = np.ones(3)
        y = stop_gradient(x)
    finally:
        tape.reset(token)
    (note,) = notes
    assert note.inputs[0] is x
    assert note.outputs[0] is y
    assert y is not x


def test_operators_of_known_arrays_and_of_values_are_primitives():
    x = Known(np.array([1.0, 2.0]))
    assert isinstance(1 - x * 2, Known)
    np.testing.assert_array_equal((np.ones(2) / -x).array, [-1, -0.5])
    assert type_of(x) == ArrayType((2,), "float64")
    with pytest.raises(TypeError):
        np.add(np.ones(2), Value(ArrayType((2,), "float64")))


def test_errors_and_infinities():
    with pytest.raises(ValueError, match="S01"):
        add(np.ones(2), np.ones(3))
    np.testing.assert_array_equal(PRIMITIVES["div"](np.ones(1), np.zeros(1)), [np.inf])
