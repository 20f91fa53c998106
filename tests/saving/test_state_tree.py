"""All state of a model as a tree of arrays."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import layers
from pronghorn.errors import ArgumentError, FileError

X, Y = np.linspace(-1, 1, 24).reshape(8, 3), np.ones((8, 2))


pytestmark = pytest.mark.usefixtures("numpy_engine")


def network(units=2):
    keras.utils.clear_session()
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [keras.Input((3,)), layers.Dense(units, name="d"), layers.BatchNormalization(name="b")],
        name="net",
    )
    model.compile("adam", "mse", metrics=["mae"])
    return model


@pytest.fixture
def trained():
    model = network()
    model.fit(X, Y, epochs=2, verbose=0)
    return model


def test_variables_lie_by_kind_and_path(trained):
    tree = trained.get_state_tree("numpy_array")
    assert set(tree["trainable_variables"]["net"]) == {"d", "b"}
    assert np.array_equal(
        tree["trainable_variables"]["net"]["d"]["kernel"], trained.get_weights()[0]
    )
    assert set(tree["non_trainable_variables"]["net"]["b"]) == {"moving_mean", "moving_variance"}
    assert int(tree["optimizer_variables"]["adam"]["iteration"]) == 2
    assert tree["optimizer_variables"]["adam"]["net_d_kernel_momentum"].shape == (3, 2)
    assert set(tree["metrics_variables"]) == {"loss", "mean_absolute_error"}
    kernel = trained.get_state_tree()["trainable_variables"]["net"]["d"]["kernel"]
    assert keras.ops.is_tensor(kernel)


def test_a_model_goes_on_from_a_tree(trained):
    other = network()
    other.compile(keras.optimizers.Adam(name="adam_7"), "mse", metrics=["mae"])
    other.set_state_tree(trained.get_state_tree("numpy_array"))
    further = [one.fit(X, Y, shuffle=False, verbose=0).history for one in (trained, other)]
    assert further[0] == further[1]
    assert np.array_equal(other.get_weights()[0], trained.get_weights()[0])


def test_kinds_may_be_left_out(trained):
    tree = trained.get_state_tree("numpy_array")
    other = network()
    other.set_state_tree({"trainable_variables": tree["trainable_variables"]})
    assert np.array_equal(other.get_weights()[0], trained.get_weights()[0])
    assert int(other.optimizer.iterations) == 0
    alone = keras.models.model_from_json(trained.to_json())
    alone.set_state_tree(tree)
    assert np.array_equal(alone.get_weights()[0], trained.get_weights()[0])


def test_what_does_not_fit_changes_nothing(trained):
    other = network()
    before = other.get_weights()
    tree = trained.get_state_tree("numpy_array")
    kernel = tree["trainable_variables"]["net"]["d"].pop("kernel")
    with pytest.raises(FileError, match=r"F05.*net/d/kernel is only in the model"):
        other.set_state_tree(tree)
    tree["trainable_variables"]["net"]["d"]["kernel"] = kernel[:2]
    with pytest.raises(FileError, match=r"F05.*net/d/kernel has shape \(3, 2\), there \(2, 2\)"):
        other.set_state_tree(tree)
    with pytest.raises(FileError, match=r"F05.*it holds 'weights'"):
        other.set_state_tree({"weights": {}})
    assert all(map(np.array_equal, before, other.get_weights()))


def test_what_is_refused(trained):
    with pytest.raises(ArgumentError, match=r"M02.*value_format"):
        trained.get_state_tree("list")
