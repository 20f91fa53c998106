"""Arrays from anything: in place where possible, and the cell named where not."""

import numpy as np
import pytest

from pronghorn import errors
from pronghorn.data import as_array, as_labels


def test_an_array_that_fits_is_used_in_place():
    x = np.ones((2, 3), "float32")
    assert as_array(x, "x", "float32") is x
    labels = np.ones(2, "int32")
    assert as_labels(labels) is labels


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint16", "int64", "float16", "float64"])
def test_every_numeric_dtype_is_taken(dtype):
    found = as_array(np.ones((2, 2), dtype), "x", "float32")
    assert found.dtype == "float32"
    assert found.flags.c_contiguous


def test_floats_that_numpy_does_not_know_are_taken():
    bfloat16 = pytest.importorskip("ml_dtypes").bfloat16
    assert as_array(np.array([[1, 2.5]], bfloat16), "x", "float32").tolist() == [[1, 2.5]]


def test_numbers_in_objects_and_text_are_numbers():
    assert as_array(np.array([[1, 2.5]], object), "x", "float32").tolist() == [[1, 2.5]]
    assert as_array([["1", "2.5"]], "x", "float32").tolist() == [[1, 2.5]]


def test_the_first_cell_that_is_no_number_is_named():
    table = np.array([[1, "a"], ["b", 2]], object)
    with pytest.raises(errors.DataError, match=r"\[E13\] x .* column 1, row 0 holds 'a'"):
        as_array(table, "x", "float32")

    class Table:
        columns = ("height", "name")

        def __array__(self, dtype=None, copy=None):
            return table

    with pytest.raises(errors.DataError, match="column name, row 0"):
        as_array(Table(), "x", "float32")
    with pytest.raises(errors.DataError, match=r"\[E13\]"):
        as_array(np.array(["2020-01-01"], "datetime64[D]"), "x", "float32")


def test_labels_are_whole_numbers():
    assert as_labels([[0.0], [3.0]]).tolist() == [[0], [3]]
    with pytest.raises(errors.DataError, match=r"\[E35\] .* row 1 of y holds 0\.5"):
        as_labels([0.0, 0.5])
    with pytest.raises(errors.DataError, match=r"\[E34\] y holds nan in row 1"):
        as_labels([0.0, np.nan])
    with pytest.raises(errors.DataError, match=r"\[E35\]"):
        as_labels([2**40])
