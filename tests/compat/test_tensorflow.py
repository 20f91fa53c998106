"""What there is of TensorFlow beside `tensorflow.keras`: every name is there, and some values."""

import importlib

import numpy as np
import pytest

from pronghorn import ops
from pronghorn.compat import tensorflow
from pronghorn.compat import tensorflow_functions as tf
from pronghorn.errors import ArgumentError

X = np.arange(6.0, dtype="float32").reshape(2, 3)
LOGITS = np.array([[1.0, 2.0, 0.5]], "float32")
LOG_SHARES = LOGITS - np.log(np.exp(LOGITS).sum())


@pytest.mark.parametrize("module", tensorflow.NAMES)
def test_every_name_has_a_home(module):
    for place in tensorflow.NAMES[module].values():
        home, _, name = place.partition(":")
        assert hasattr(importlib.import_module(f"pronghorn.{home}"), name), place


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (lambda: tf.argmax(X), X.argmax(0)),
        (lambda: tf.argmin(X, 1), X.argmin(1)),
        (lambda: tf.boolean_mask(X, [False, True]), X[1:]),
        (lambda: tf.clip_by_norm(np.array([3.0, 4.0]), 1.0), [0.6, 0.8]),
        (
            lambda: tf.clip_by_global_norm([np.array([3.0]), np.array([4.0])], 1.0)[0],
            [[0.6], [0.8]],
        ),
        (lambda: tf.clip_by_value(X, 1, 2), X.clip(1, 2)),
        (lambda: tf.concat([X, X], axis=1), np.concatenate([X, X], 1)),
        (lambda: tf.cond(True, lambda: 1, lambda: 2), 1),
        (lambda: tf.constant(1.0, shape=(2,)), [1, 1]),
        (lambda: tf.constant([1, 2], shape=(2, 1)), [[1], [2]]),
        (lambda: tf.confusion_matrix([0, 1, 1], [0, 1, 0]), [[1, 0], [1, 1]]),
        (lambda: tf.convert_image_dtype(np.array([255], "uint8")), [1.0]),
        (lambda: tf.fill((2,), 3), [3, 3]),
        (lambda: tf.gather(X, [1]), X[1:]),
        (lambda: tf.identity(X), X),
        (lambda: tf.l2_loss(X), (X**2).sum() / 2),
        (lambda: tf.l2_normalize(X, 1), X / np.sqrt((X**2).sum(1, keepdims=True))),
        (lambda: tf.map_fn(lambda row: row * 2, X), X * 2),
        (lambda: tf.matmul(X, X, transpose_b=True), X @ X.T),
        (lambda: tf.matmul(X, X, transpose_a=True), X.T @ X),
        (lambda: tf.norm(X, axis=1), np.linalg.norm(X, axis=1)),
        (lambda: tf.norm(X, 1, axis=1), np.abs(X).sum(1)),
        (lambda: tf.one_hot([1.0], 2, on_value=5.0, off_value=1.0), [[1, 5]]),
        (
            lambda: tf.pad(X, [[1, 0], [0, 0]], constant_values=7),
            np.pad(X, [(1, 0), (0, 0)], constant_values=7),
        ),
        (lambda: tf.pad(X, [[0, 0], [1, 1]], "REFLECT"), np.pad(X, [(0, 0), (1, 1)], "reflect")),
        (lambda: ops.mean(tf.per_image_standardization(np.arange(12.0).reshape(2, 2, 3))), 0),
        (lambda: tf.random_uniform((3,), 2, 3, "int32"), [2, 2, 2]),
        (lambda: tf.random_uniform((3,), 2.0, 2.0), [2, 2, 2]),
        (lambda: tf.random_categorical(np.array([[0.0, 99.0]]), 2), [[1, 1]]),
        (lambda: ops.sum(tf.random_shuffle(X)), X.sum()),
        (lambda: tf.range_(3), [0, 1, 2]),
        (lambda: tf.resize(np.ones((4, 4, 1)), (2, 2)), np.ones((2, 2, 1))),
        (lambda: tf.reverse(X, [1]), X[:, ::-1]),
        (lambda: tf.sigmoid_cross_entropy_with_logits(0.0, np.float32(100)), 100),
        (lambda: tf.softmax_cross_entropy_with_logits(np.eye(3)[1:2], LOGITS), -LOG_SHARES[:, 1]),
        (lambda: tf.sparse_softmax_cross_entropy_with_logits([1], LOGITS), -LOG_SHARES[:, 1]),
        (lambda: tf.split(X, [1, 2], axis=1)[1], X[:, 1:]),
        (lambda: tf.split(X, 3, axis=1)[2], X[:, 2:]),
        (lambda: tf.squared_difference(X, 1.0), (X - 1) ** 2),
        (lambda: tf.total_variation(np.arange(4.0).reshape(1, 2, 2, 1)), [6]),
        (lambda: tf.transpose(X, perm=[1, 0]), X.T),
    ],
)
def test_values(found, wanted):
    np.testing.assert_allclose(np.asarray(found()), wanted, atol=1e-6)


def test_what_is_not_there_says_what_to_use():
    with pytest.raises(NotImplementedError, match="take_along_axis"):
        tf.gather(X, [[0]], batch_dims=1)
    with pytest.raises(ArgumentError, match="preserve_aspect_ratio must be"):
        tf.resize(np.ones((4, 4, 1)), (2, 2), preserve_aspect_ratio=True)
    with pytest.raises(ArgumentError, match="dtype must be"):
        tf.convert_image_dtype(X, "uint8")


def test_what_concerns_tensorflow_alone(capsys):
    with tf.device("/gpu:0"):
        tf.print_("step", 1, output_stream=None)
    assert capsys.readouterr().out == "step 1\n"
    assert (tf.is_gpu_available(), tf.nothing(True)) == (False, None)
