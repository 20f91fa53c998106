"""Weights of samples and classes, against weights written out by hand."""

import numpy as np
import pytest

from pronghorn import errors
from pronghorn.data.weights import class_numbers, sample_weights

LABELS = np.array([0, 1, 1, 2], "int32")
ONE_HOT = np.eye(3, dtype="float32")[LABELS]


@pytest.mark.parametrize("y", [LABELS, LABELS[:, None], ONE_HOT, LABELS.astype("float32")])
def test_class_weights_follow_labels(y):
    found = sample_weights(None, {0: 1.0, 1: 2.0, 2: 4.0}, y, 4)
    assert found.tolist() == [1, 2, 2, 4]
    assert found.dtype == "float32"
    found = sample_weights([1, 2, 3, 4], {0: 1.0, 1: 2.0, 2: 4.0}, y, 4)
    assert found.tolist() == [1, 4, 6, 16]


def test_balanced_classes_weigh_alike():
    found = sample_weights(None, "balanced", LABELS, 4)
    assert found == pytest.approx([4 / 3, 2 / 3, 2 / 3, 4 / 3])


def test_nothing_gives_nothing():
    assert sample_weights(None, None, LABELS, 4) is None


def test_a_class_that_one_hot_rows_could_hold_may_have_a_weight():
    rows = np.eye(3, dtype="float32")[[0, 1]]
    assert sample_weights(None, {0: 1.0, 1: 2.0, 2: 4.0}, rows, 2).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("classes", "y", "message"),
    [
        ({0: 1.0, 1: 1.0}, LABELS, r"\[E40\] .* class 2"),
        ({0: 1.0, 1: 1.0, 2: 1.0, 7: 1.0}, LABELS, r"\[E42\] .* got 7"),
        ("even", LABELS, r"\[E42\]"),
        ([1.0], LABELS, r"\[E42\]"),
        ({0: 1.0}, np.array([0.5, 0.7, 1.0, 2.0]), r"\[E42\]"),
    ],
)
def test_class_weights_that_fit_nothing(classes, y, message):
    with pytest.raises(errors.DataError, match=message):
        sample_weights(None, classes, y, 4)


def test_continuous_targets_have_no_classes():
    assert class_numbers(np.array([0.5, 1.0])) is None
    assert class_numbers(np.ones((4, 1), "float32")).tolist() == [1, 1, 1, 1]
