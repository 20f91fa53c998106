"""Values of targets that cannot be meant: told at once on arrays, guarded in traced code."""

import numpy as np
import pytest

from pronghorn import losses
from pronghorn.errors import DataError
from pronghorn.losses.labels import check_class_numbers, check_fractions
from tests.laws import traced

OUTPUT = np.full((4, 3), 1 / 3, "float32")


@pytest.mark.parametrize("labels", [[1, 2, 3, 1], [[1], [2], [3], [1]], [1.0, 2.0, 3.0, 1.0]])
def test_labels_from_one_are_told_with_their_row(labels):
    with pytest.raises(DataError, match=r"from 1 to 3.*3 outputs.*is 3 in row 2.*give the last"):
        losses.sparse_categorical_crossentropy(np.array(labels), OUTPUT)


def test_negative_and_fractional_labels_are_told():
    with pytest.raises(DataError) as caught:
        losses.sparse_categorical_crossentropy([0, 1, -1, 2], OUTPUT)
    assert caught.value.code == "E08"
    with pytest.raises(DataError) as caught:
        losses.sparse_categorical_crossentropy([0.0, 1.5, 1.0, 2.0], OUTPUT)
    assert caught.value.code == "E35"
    with pytest.raises(DataError) as caught:
        check_class_numbers(np.array([0.0, np.nan]), 3)
    assert caught.value.code == "E35"


def test_an_ignored_class_may_be_outside():
    values = losses.sparse_categorical_crossentropy([0, -1, 1, 2], OUTPUT, ignore_class=-1)
    assert values.numpy()[1] == 0
    with pytest.raises(DataError):
        losses.sparse_categorical_crossentropy([0, -1, 5, 2], OUTPUT, ignore_class=-1)


def test_targets_of_binary_crossentropy_are_fractions():
    with pytest.raises(DataError, match=r"between 0 and 1; row 2 holds 2"):
        losses.binary_crossentropy([[0.0], [1.0], [2.0]], [[0.5]] * 3)
    check_fractions(np.array([0.0, 0.3, 1.0]), "binary_crossentropy")
    with pytest.raises(DataError):
        check_fractions(np.array([-1.0, 1.0]), "binary_crossentropy")


@pytest.mark.parametrize(
    ("loss", "sound", "faulty", "code"),
    [
        ("sparse_categorical_crossentropy", [0, 1, 2, 0], [0, 1, 3, 0], "E07"),
        ("sparse_categorical_crossentropy", [0, 1, 2, 0], [0, -1, 2, 0], "E07"),
        ("binary_crossentropy", [[0.0, 1.0, 0.5]] * 4, [[0.0, 1.0, 2.0]] * 4, "E36"),
    ],
)
def test_a_traced_step_guards_the_same(loss, sound, faulty, code):
    function = losses.get(loss)
    _, failed, program = traced.run(lambda t, y: function(t, y), np.array(sound), OUTPUT)
    assert not failed
    assert program.guards
    _, failed, _ = traced.run(lambda t, y: function(t, y), np.array(faulty), OUTPUT)
    assert [guard.code for guard in failed] == [code]
