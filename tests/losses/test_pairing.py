"""Which shapes of targets and outputs meet, and what is said of the others."""

import numpy as np
import pytest

from pronghorn import losses, ops
from pronghorn.errors import ShapeError, UserError
from tests.laws import traced

OUTPUT = np.full((6, 3), 1 / 3, "float32")
ONE = np.full((6, 1), 0.5, "float32")
LAYOUTS = {
    "numbers": np.array([0, 1, 2, 0, 1, 2]),
    "column": np.array([[0], [1], [2], [0], [1], [2]]),
    "one_hot": np.eye(3, dtype="float32")[[0, 1, 2, 0, 1, 2]],
}
EXPECTED = {
    ("sparse_categorical_crossentropy", "numbers"): None,
    ("sparse_categorical_crossentropy", "column"): None,
    ("sparse_categorical_crossentropy", "one_hot"): "E06",
    ("categorical_crossentropy", "numbers"): "E05",
    ("categorical_crossentropy", "column"): "E05",
    ("categorical_crossentropy", "one_hot"): None,
    ("binary_crossentropy", "numbers"): "E05",
    ("binary_crossentropy", "column"): "E05",
    ("binary_crossentropy", "one_hot"): None,
    ("mean_squared_error", "numbers"): "M28",
    ("mean_squared_error", "column"): "M28",
    ("mean_squared_error", "one_hot"): None,
}


@pytest.mark.parametrize(("loss", "layout"), EXPECTED)
def test_every_layout_of_labels_works_or_says_what_to_do(loss, layout):
    function = losses.get(loss)
    code = EXPECTED[loss, layout]
    if code is None:
        assert function(LAYOUTS[layout], OUTPUT).shape == (6,)
        return
    with pytest.raises(ShapeError) as caught:
        function(LAYOUTS[layout], OUTPUT)
    assert caught.value.code == code
    with pytest.raises(ShapeError) as caught:
        traced.run(lambda t, y: function(t, y), LAYOUTS[layout], OUTPUT)
    assert caught.value.code == code


def test_class_numbers_for_one_column_losses_name_the_cure():
    with pytest.raises(ShapeError, match=r"0\.\.2.*to_categorical\(y, 3\)"):
        losses.categorical_crossentropy(LAYOUTS["numbers"], OUTPUT)


@pytest.mark.parametrize("loss", ["mse", "binary_crossentropy", "huber", "hinge"])
def test_rows_meet_a_column_of_rows_and_nothing_is_broadcast(loss):
    function = losses.get(loss)
    flat, column = np.zeros(6, "float32"), np.zeros((6, 1), "float32")
    assert function(flat, ONE).shape == (6,)
    assert function(column, ONE[:, 0]).shape == (6,)
    np.testing.assert_array_equal(function(flat, ONE).numpy(), function(column, ONE).numpy())
    for target in (np.zeros((6, 3), "float32"), np.zeros((1, 1), "float32"), np.zeros((5, 1))):
        with pytest.raises(UserError):
            function(target, ONE)


def test_rows_meet_a_column_in_a_trace_with_symbolic_rows():
    found, _, _ = traced.run(losses.mean_squared_error, np.zeros(6, "float32"), ONE)
    np.testing.assert_array_equal(found[0], np.full(6, 0.25, "float32"))


def test_a_last_axis_of_one_is_dropped_beyond_the_second():
    assert losses.mean_squared_error(np.zeros((6, 2, 1)), np.zeros((6, 2))).shape == (6,)


def test_scores_of_several_places_want_class_numbers_for_each():
    scores = np.full((4, 7, 3), 1 / 3, "float32")
    places = np.zeros((4, 7), "int32")
    assert losses.sparse_categorical_crossentropy(places, scores).shape == (4, 7)
    with pytest.raises(ShapeError) as caught:
        losses.sparse_categorical_crossentropy(places[:, 0], scores)
    assert caught.value.code == "M28"


def test_the_class_axis_may_be_another():
    scores = np.random.default_rng(0).dirichlet(np.ones(3), (4, 7)).astype("float32")
    places = np.random.default_rng(1).integers(0, 3, (4, 7))
    last = losses.sparse_categorical_crossentropy(places, scores)
    first = losses.sparse_categorical_crossentropy(places, scores.transpose(0, 2, 1), axis=1)
    np.testing.assert_allclose(first.numpy(), last.numpy(), rtol=1e-6)
    hot = np.eye(3, dtype="float32")[places]
    second = losses.categorical_crossentropy(
        hot.transpose(0, 2, 1), scores.transpose(0, 2, 1), axis=1
    )
    np.testing.assert_allclose(second.numpy(), last.numpy(), rtol=1e-6)


def test_an_axis_is_an_integer():
    with pytest.raises(ValueError, match="axis must be an integer"):
        losses.categorical_crossentropy(OUTPUT, OUTPUT, axis=True)


def test_lists_and_whole_numbers_are_taken():
    assert float(losses.mean_squared_error([1, 2], [1, 4])) == 2.0
    assert float(losses.MeanSquaredError()([[1], [2]], [[1], [4]])) == 2.0
    assert losses.mean_squared_error([1, 2], [1, 4]).dtype == "float32"


def test_structures_reach_a_loss_of_ones_own():
    class Both(losses.Loss):
        def call(self, y_true, y_pred):
            return ops.mean(ops.abs(y_true["a"] - y_pred["a"]), axis=-1)

    pair = {"a": np.array([[1.0]])}, {"a": np.array([[3.0]])}
    assert float(Both()(*pair)) == 2.0
