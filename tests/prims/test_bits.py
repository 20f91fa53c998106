"""Words of Threefry on NumPy's arrays: the same however many are made at a time."""

import numpy as np
import pytest

from pronghorn.prims.bits import STRETCH, threefry

SHAPES = [
    *((), (0,), (1,), (STRETCH - 1,), (STRETCH,), (STRETCH + 1,), (2 * STRETCH,)),
    *((0, 5), (3, STRETCH // 3 + 1), (2, STRETCH + 3)),
]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_long_draw_has_the_words_of_one_made_at_once(shape):
    counter = np.arange(np.prod(shape, dtype=int), dtype="uint32").reshape(shape)
    keys = [np.array(key, "uint32") for key in (7, 2**32 - 1)]
    full = [np.full(shape, key) for key in keys]
    found = threefry(*keys, counter)
    assert (found.shape, found.dtype) == (shape, "uint32")
    np.testing.assert_array_equal(found, threefry(*full, counter))


def test_operands_stay_as_they_are():
    operands = [np.arange(n, n + 5, dtype="uint32") for n in (1, 2, 3)]
    copies = [operand.copy() for operand in operands]
    threefry(*operands)
    np.testing.assert_array_equal(operands, copies)
