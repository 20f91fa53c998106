"""Data sets cut in two."""

import numpy as np
import pytest

from pronghorn import layers, models, utils
from pronghorn.errors import ArgumentError, DataError

X = np.arange(20.0).reshape(10, 2)
Y = np.arange(10)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"left_size": 0.8}, (8, 2)),
        ({"right_size": 0.25}, (8, 2)),
        ({"left_size": 3}, (3, 7)),
        ({"right_size": 3}, (7, 3)),
        ({"left_size": 0.5, "right_size": 0.2}, (5, 2)),
        ({"left_size": 4, "right_size": 6}, (4, 6)),
    ],
)
def test_sizes(sizes, expected):
    left, right = utils.split_dataset((X, Y), **sizes)
    assert (len(left), right.cardinality()) == expected
    assert left[0][1] == 0
    assert right[len(right) - 1][1] == 9


def test_structures_are_kept():
    _, right = utils.split_dataset({"a": X, "b": Y}, left_size=0.5)
    assert right[0]["b"] == 5
    (alone,) = list(utils.split_dataset(X, left_size=0.5, right_size=0.1)[1])
    assert alone.tolist() == [18, 19]


def test_samples_of_a_data_set_and_of_an_iterable():
    class Rows:
        def __len__(self):
            return 10

        def __getitem__(self, index):
            return X[index], Y[index]

    for rows in (Rows(), zip(X, Y, strict=True)):
        left, _ = utils.split_dataset(rows, left_size=8)
        x, y = left.batch(5)[1]
        assert x.tolist() == X[5:8].tolist()
        assert y.tolist() == [5, 6, 7]


def test_a_seed_gives_one_order_and_no_sample_is_lost():
    one = utils.split_dataset(Y, left_size=0.8, shuffle=True, seed=3)
    two = utils.split_dataset(Y, left_size=0.8, shuffle=True, seed=3)
    taken = [[int(y) for y in part] for part in one]
    assert taken == [[int(y) for y in part] for part in two]
    assert sorted(taken[0] + taken[1]) == list(range(10))
    assert taken[0] != list(range(8))


def test_batches_are_for_fit():
    left, right = utils.split_dataset((X, Y), left_size=0.8)
    model = models.Sequential([layers.Input((2,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    found = model.fit(left.batch(3), validation_data=right.batch(3), epochs=2, verbose=0)
    assert len(found.history["val_loss"]) == 2
    assert int(model.optimizer.iterations) == 6


@pytest.mark.parametrize(
    "sizes",
    [
        {},
        {"left_size": 0},
        {"left_size": 10},
        {"right_size": 1.0},
        {"left_size": 0.8, "right_size": 0.4},
        {"left_size": 0.01},
    ],
)
def test_sizes_that_are_refused(sizes):
    with pytest.raises(ArgumentError, match=r"^\[M16\] split_dataset"):
        utils.split_dataset(X, **sizes)


def test_lengths_that_differ():
    with pytest.raises(DataError, match=r"E12.*dataset\[1\] has 9"):
        utils.split_dataset((X, Y[:9]), left_size=0.5)
