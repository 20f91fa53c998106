"""Names, configurations and classes that stand for losses."""

import pytest

from pronghorn import losses, ops, saving
from pronghorn.errors import UnknownNameError, UserError


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("mse", "mean_squared_error"),
        ("MSE", "mean_squared_error"),
        ("mae", "mean_absolute_error"),
        ("MAPE", "mean_absolute_percentage_error"),
        ("msle", "mean_squared_logarithmic_error"),
        ("bce", "binary_crossentropy"),
        ("kld", "kl_divergence"),
        ("kullback_leibler_divergence", "kl_divergence"),
        ("logcosh", "log_cosh"),
        ("binary_crossentropy", "binary_crossentropy"),
    ],
)
def test_aliases(name, function):
    assert losses.get(name) is getattr(losses, function)


def test_classes_objects_and_configurations():
    assert isinstance(losses.get("CategoricalCrossentropy"), losses.CategoricalCrossentropy)
    assert isinstance(losses.get(losses.Huber), losses.Huber)
    assert losses.get(None) is None
    record = {"class_name": "CategoricalCrossentropy", "config": {"from_logits": True}}
    assert losses.get(record).settings["from_logits"] is True
    loss = losses.Huber()
    assert losses.get(loss) is loss


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("categorical_crossentrop", "categorical_crossentropy"), ("maee", "mae"), ("huberr", "huber")],
)
def test_an_unknown_name_suggests_the_nearest(name, nearest):
    with pytest.raises(UnknownNameError, match=nearest):
        losses.get(name)


def test_what_is_no_loss_is_refused():
    with pytest.raises(UserError):
        losses.get(3)


def test_a_loss_of_ones_own_is_found_by_name_in_its_scope():
    def mine(y_true, y_pred):
        return ops.mean(y_true - y_pred, axis=-1)

    with saving.custom_object_scope({"mine": mine}):
        assert losses.get("mine") is mine
        wrapped = losses.LossFunctionWrapper(mine, name="mine")
        copy = losses.deserialize(losses.serialize(wrapped))
    assert copy.fn is mine


def test_a_class_of_ones_own_must_define_call():
    with pytest.raises(UserError, match="must define call"):
        losses.Loss()([[1.0]], [[1.0]])


def test_names_count_up():
    class Mine(losses.Loss):
        pass

    first, second = Mine().name, Mine().name
    assert first != second
    assert second.startswith("mine")
