"""Words of Threefry on NumPy's arrays: the same however many are made at a time."""

import numpy as np

from pronghorn.prims.bits import STRETCH, threefry


def test_a_long_draw_has_the_words_of_one_made_at_once():
    counter = np.arange(2 * STRETCH + 6, dtype="uint32").reshape(2, -1)
    keys = [np.array(key, "uint32") for key in (7, 2**32 - 1)]
    full = [np.full(counter.shape, key) for key in keys]
    np.testing.assert_array_equal(threefry(*keys, counter), threefry(*full, counter))


def test_operands_stay_as_they_are():
    operands = [np.arange(n, n + 5, dtype="uint32") for n in (1, 2, 3)]
    copies = [operand.copy() for operand in operands]
    threefry(*operands)
    np.testing.assert_array_equal(operands, copies)
