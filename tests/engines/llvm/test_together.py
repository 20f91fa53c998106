"""Work done side by side."""

import threading

import pytest

from pronghorn.engines.llvm.together import together


@pytest.mark.parametrize("threads", [1, 2, 9])
def test_results_come_in_the_order_of_the_works(threads):
    assert together([lambda n=n: n * n for n in range(5)], threads) == [0, 1, 4, 9, 16]
    assert together([], threads) == []


def test_two_threads_work_at_the_same_time():
    both = threading.Barrier(2, timeout=20)
    assert sorted(together([both.wait, both.wait], 2)) == [0, 1]


@pytest.mark.parametrize("threads", [1, 2])
def test_a_work_that_fails_fails_all(threads):
    with pytest.raises(ZeroDivisionError):
        together([lambda: 1, lambda: 1 // 0, lambda: 2], threads)
