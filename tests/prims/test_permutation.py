"""Random orders are permutations, and no order or place is favoured."""

import collections
import itertools
import math

import numpy as np
import pytest

from pronghorn.prims.bits import permutation

KEYS = np.random.default_rng(11).integers(0, 2**32, (6000, 2), dtype=np.uint32)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 7, 16, 17, 31, 32, 33, 100, 1000, 65537])
def test_every_place_comes_once(size):
    for key in KEYS[:5]:
        assert np.array_equal(np.sort(permutation(key, size=size)), np.arange(size))


def test_the_order_depends_on_both_words_of_the_key_alone():
    orders = {
        tuple(permutation(np.array(key, np.uint32), size=50)) for key in [(1, 2), (2, 1), (1, 3)]
    }
    assert len(orders) == 3
    again = permutation(np.array((1, 2), np.uint32), size=50)
    assert tuple(again) in orders


@pytest.mark.parametrize("size", [2, 3, 4])
def test_all_orders_of_a_few_places_are_about_equally_frequent(size):
    counts = collections.Counter(tuple(permutation(key, size=size)) for key in KEYS)
    expected = len(KEYS) / math.factorial(size)
    seen = [counts[order] for order in itertools.permutations(range(size))]
    freedom = math.factorial(size) - 1
    chi_square = sum((count - expected) ** 2 / expected for count in seen)
    # Six standard deviations of the chi-square distribution, plus room for the small rectangle.
    assert chi_square < freedom + 6 * math.sqrt(2 * freedom) + 0.02 * len(KEYS)


@pytest.mark.parametrize("size", [10, 33])
def test_every_value_is_equally_frequent_at_every_place(size):
    orders = np.array([permutation(key, size=size) for key in KEYS[:4000]])
    expected = len(orders) / size
    for place in range(size):
        counts = np.bincount(orders[:, place], minlength=size)
        chi_square = ((counts - expected) ** 2 / expected).sum()
        assert chi_square < (size - 1) + 7 * math.sqrt(2 * (size - 1))


def test_fixed_points_and_descents_are_those_of_uniform_orders():
    size = 1000
    orders = np.array([permutation(key, size=size) for key in KEYS[:2000]])
    fixed = (orders == np.arange(size)).sum(axis=1)
    # Both the mean and the variance of the number of fixed points are 1.
    assert abs(fixed.mean() - 1) < 0.12
    assert abs(fixed.var() - 1) < 0.2
    assert abs((np.diff(orders) < 0).mean() - 0.5) < 0.002
