"""`keras.backend` as Keras 1 and 2 had it: every function once, against NumPy."""

import importlib

import numpy as np
import pytest

from pronghorn import config, layers, losses
from pronghorn.compat import backend_functions as K
from pronghorn.compat import legacy_classes
from pronghorn.compat.legacy_names import FUNCTIONS
from pronghorn.errors import ArgumentError

X = np.arange(24.0, dtype="float32").reshape(2, 3, 4) / 10 - 1
ROWS = X[:, :, 0]
HOT = np.eye(3, dtype="float32")
SHARES = np.full((3, 3), 1 / 3, "float32")
CHANCES = np.full((1, 3, 2), 0.5, "float32")
IMAGE = np.ones((1, 3, 3, 2), "float32")
T = K.variable(X)

CASES = {
    "arange": lambda: (K.arange(3), np.arange(3)),
    "argmax": lambda: (K.argmax(X), X.argmax(-1)),
    "argmin": lambda: (K.argmin(X), X.argmin(-1)),
    "batch_dot": lambda: (K.batch_dot(X, X.transpose(0, 2, 1)), X @ X.transpose(0, 2, 1)),
    "batch_flatten": lambda: (K.batch_flatten(X), X.reshape(2, 12)),
    "batch_get_value": lambda: (K.batch_get_value([T])[0], X),
    "batch_set_value": lambda: (_set(lambda v: K.batch_set_value([(v, X)])), X),
    "bias_add": lambda: (K.bias_add(X, np.ones(3), "channels_first"), X + 1),
    "binary_crossentropy": lambda: (K.binary_crossentropy(HOT, HOT * 0 + 0.5), np.log(2) + 0 * HOT),
    "cast_to_floatx": lambda: (K.cast_to_floatx([1, 2]), np.float32([1, 2])),
    "categorical_crossentropy": lambda: (
        K.categorical_crossentropy(HOT, SHARES),
        np.full(3, np.log(3)),
    ),
    "clip": lambda: (K.clip(X, 0, None), np.maximum(X, 0)),
    "concatenate": lambda: (K.concatenate([X, X]), np.concatenate([X, X], -1)),
    "conv2d": lambda: (K.conv2d(IMAGE, np.ones((3, 3, 2, 1))), np.full((1, 1, 1, 1), 18)),
    "count_params": lambda: (K.count_params(T), 24),
    "ctc_batch_cost": lambda: (
        K.ctc_batch_cost(np.int32([[0]]), CHANCES, np.int32([[3]]), np.int32([[1]])),
        [[np.log(8 / 6)]],
    ),
    "ctc_decode": lambda: (
        K.ctc_decode(CHANCES, np.int32([3]), greedy=False, top_paths=1)[0][0],
        [[0, -1, -1]],
    ),
    "cumprod": lambda: (K.cumprod(X), X.cumprod(0)),
    "cumsum": lambda: (K.cumsum(X), X.cumsum(0)),
    "dot": lambda: (K.dot(X, HOT[:1, :1].repeat(4, 0)), X.sum(-1, keepdims=True)),
    "dropout": lambda: (K.dropout(X, 0.0), X),
    "dtype": lambda: (K.dtype(T) == "float32", True),
    "elu": lambda: (K.elu(X), np.where(X > 0, X, np.expm1(X))),
    "expand_dims": lambda: (K.expand_dims(X), X[..., None]),
    "eye": lambda: (K.eye(3), HOT),
    "flatten": lambda: (K.flatten(X), X.ravel()),
    "function": lambda: (_twice([ROWS])[0], ROWS * 2),
    "gather": lambda: (K.gather(X, [1.0, 0.0]), X[::-1]),
    "hard_sigmoid": lambda: (K.hard_sigmoid(X), np.clip(0.2 * X + 0.5, 0, 1)),
    "identity": lambda: (K.identity(X), X),
    "image_dim_ordering": lambda: (K.image_dim_ordering() == "tf", True),
    "in_top_k": lambda: (K.in_top_k(HOT, np.array([0, 0, 2]), 1), [True, False, True]),
    "in_train_phase": lambda: (
        [K.in_train_phase(lambda: 1, 2), K.in_train_phase(lambda: 1, 2, training=True)],
        [2, 1],
    ),
    "int_shape": lambda: (K.int_shape(T), (2, 3, 4)),
    "l2_normalize": lambda: (
        K.l2_normalize(X, -1),
        X / np.sqrt((X**2).sum(-1, keepdims=True)),
    ),
    "learning_phase": lambda: (K.learning_phase(), 0),
    "map_fn": lambda: (K.map_fn(lambda row: row + 1, X), X + 1),
    "ndim": lambda: (K.ndim(T), 3),
    "one_hot": lambda: (K.one_hot(np.array([0.0, 1.0, 2.0]), 3), HOT),
    "ones": lambda: (K.ones((2, 3)), np.ones((2, 3))),
    "permute_dimensions": lambda: (K.permute_dimensions(X, [0, 2, 1]), X.transpose(0, 2, 1)),
    "placeholder": lambda: (K.placeholder(ndim=2).ndim, 2),
    "pool2d": lambda: (K.pool2d(IMAGE, (2, 2), pool_mode="avg"), np.ones((1, 2, 2, 2))),
    "print_tensor": lambda: (K.print_tensor(X, "x"), X),
    "random_bernoulli": lambda: (K.random_bernoulli((3,), 1.0), np.ones(3)),
    "random_normal": lambda: (K.random_normal((3,), 5.0, 0.0), np.full(3, 5.0)),
    "random_uniform": lambda: (K.random_uniform((3,), 2.0, 2.0), np.full(3, 2.0)),
    "relu": lambda: (K.relu(X, alpha=0.5, max_value=0.7), np.where(X > 0, X.clip(0, 0.7), X / 2)),
    "repeat": lambda: (K.repeat(ROWS, 2), np.stack([ROWS, ROWS], 1)),
    "repeat_elements": lambda: (K.repeat_elements(X, 2, 1), X.repeat(2, 1)),
    "resize_images": lambda: (K.resize_images(IMAGE, 2, 3), np.ones((1, 6, 9, 2))),
    "reverse": lambda: (K.reverse(X, [1]), X[:, ::-1]),
    "set_image_dim_ordering": lambda: (_format("th"), [1, 0]),
    "set_learning_phase": lambda: (K.set_learning_phase(0) is None, True),
    "set_value": lambda: (_set(lambda v: K.set_value(v, X)), X),
    "slice": lambda: (K.slice(X, (0, 1, 1), (1, 2, 2)), X[:1, 1:, 1:3]),
    "sparse_categorical_crossentropy": lambda: (
        K.sparse_categorical_crossentropy(np.array([0, 1, 2]), SHARES),
        np.full(3, np.log(3)),
    ),
    "spatial_2d_padding": lambda: (K.spatial_2d_padding(IMAGE).shape, (1, 5, 5, 2)),
    "sqrt": lambda: (K.sqrt(X), np.sqrt(X.clip(0))),
    "stack": lambda: (K.stack([X, X]), np.stack([X, X])),
    "switch": lambda: (K.switch(ROWS[:, 0] > -0.5, X, -X), np.stack([-X[0], X[1]])),
    "temporal_padding": lambda: (K.temporal_padding(X), np.pad(X, ((0, 0), (1, 1), (0, 0)))),
    "truncated_normal": lambda: (K.truncated_normal((3,), 5.0, 0.0), np.full(3, 5.0)),
    "update": lambda: (_set(lambda v: K.update(v, X)), X),
    "update_add": lambda: (_set(lambda v: K.update_add(v, X)), X),
    "update_sub": lambda: (_set(lambda v: K.update_sub(v, X)), -X),
    "variable": lambda: (T, X),
    "zeros": lambda: (K.zeros((2,)), np.zeros(2)),
}


def _set(change):
    variable = K.variable(np.zeros_like(X))
    change(variable)
    return variable


def _format(dim_ordering):
    found = []
    for each in (dim_ordering, "tf"):
        K.set_image_dim_ordering(each)
        found.append(config.image_data_format() == "channels_first")
    return found


def _twice(arrays):
    x = layers.Input((3,))
    return K.function([x, K.learning_phase()], [x * 2])([*arrays, 0])


def test_every_function_has_a_case():
    names = {path.removeprefix("backend.") for path in FUNCTIONS if path.startswith("backend.")}
    assert names == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_values(name):
    found, wanted = CASES[name]()
    np.testing.assert_allclose(np.asarray(found), np.asarray(wanted), atol=1e-6)


def test_a_note_names_what_is_written_today(caplog):
    backend = importlib.import_module("pronghorn.backend")
    assert backend.int_shape is K.int_shape
    assert "x.shape" in caplog.text


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [
        ("sum", ROWS * 3),
        ("mul", ROWS * ROWS * 2),
        ("ave", ROWS * 1.5),
        ("max", np.maximum(ROWS, 2 * ROWS)),
        ("concat", np.concatenate([ROWS, 2 * ROWS], -1)),
        ("dot", 2 * (ROWS**2).sum(-1, keepdims=True)),
        ("cos", np.ones((2, 1))),
        (lambda pair: pair[0] - pair[1], -ROWS),
    ],
)
def test_merge_of_keras_1(mode, wanted):
    found = legacy_classes.merge([ROWS, 2 * ROWS], mode=mode)
    np.testing.assert_allclose(np.asarray(found), wanted, atol=1e-6)


def test_what_merge_refuses():
    with pytest.raises(ArgumentError, match=r"M02.*mode"):
        legacy_classes.merge([ROWS, ROWS], mode="join")
    with pytest.raises(ArgumentError, match=r"M15.*axis"):
        legacy_classes.merge([ROWS, ROWS], axis=1)


def test_reductions_of_tf_keras():
    kinds = losses.Reduction
    assert losses.MeanSquaredError(reduction=kinds.SUM)(ROWS, ROWS + 2) == 8
    assert losses.MeanSquaredError(reduction=kinds.NONE)(ROWS, ROWS).shape == (2,)
    assert kinds.all() == ("sum_over_batch_size", "sum", None)
