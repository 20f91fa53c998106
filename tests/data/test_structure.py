"""One array or several: what a list means, and that all parts have the same rows."""

import numpy as np
import pytest

from pronghorn import errors
from pronghorn.data import arrays_of, split_off, unpack, validation_rows

A, B = np.ones((4, 2)), np.zeros((4, 3))


@pytest.mark.parametrize(
    ("value", "form", "shapes"),
    [
        (A, 0, [(4, 2)]),
        ([[1, 2], [3, 4]], 0, [(2, 2)]),
        ([1, 2, 3], 0, [(3,)]),
        ([A, B], [0, 1], [(4, 2), (4, 3)]),
        ((A, B), [0, 1], [(4, 2), (4, 3)]),
        ([A], 0, [(4, 2)]),
        ({"b": B, "a": A}, {"a": 0, "b": 1}, [(4, 2), (4, 3)]),
        ({"a": [[1], [2]]}, {"a": 0}, [(2, 1)]),
    ],
)
def test_forms(value, form, shapes):
    found = arrays_of(value, "x", "float32")
    assert found.form == form
    assert [leaf.shape for leaf in found.leaves] == shapes


def test_a_list_of_rows_is_one_array_where_one_is_wanted():
    assert arrays_of([np.ones(3), np.zeros(3)], "x", "float32", count=1).leaves[0].shape == (2, 3)


def test_rows_must_agree_and_exist():
    with pytest.raises(errors.DataError, match=r"\[E12\] x\[0\] has 4 rows, but x\[1\] has 2"):
        arrays_of([A, B[:2]], "x", "float32")
    with pytest.raises(errors.DataError, match=r"\[E38\] x has no rows"):
        arrays_of([], "x", "float32")
    for value in (None, iter(A)):
        with pytest.raises(errors.DataError, match=r"\[E42\] x must be an array"):
            arrays_of(value, "x", "float32")


def test_parts_of_data():
    assert unpack(A)[1] is None
    assert unpack((1, 2, 3)) == (1, 2, 3)
    with pytest.raises(errors.DataError, match=r"\[E42\] data"):
        unpack((1, 2, 3, 4))
    assert validation_rows(1000, 0.2) == 800
    first, last = split_off(arrays_of(A, "x", "float32"), 3)
    assert (first.rows, last.rows) == (3, 1)
    assert split_off(None, 3) == (None, None)
