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
        (lambda: tf.rgb_to_yuv(np.array([[1.0, 0.0, 0.0]])), [[0.299, -0.1471412, 0.6149754]]),
        (lambda: tf.yuv_to_rgb(tf.rgb_to_yuv(X)), X),
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


LOOP = """
import numpy as np
import tensorflow as tf
from tensorflow import keras

x = np.arange(12.0, dtype="float32").reshape(6, 2) / 6
weights = tf.Variable([[0.0], [0.0]])
traced = []

@tf.function(jit_compile=True, autograph=False)
def step(x, y):
    traced.append(x.shape)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, weights) - y))
    weights.assign_sub(0.1 * tape.gradient(loss, weights))
    tf.print("loss", loss)
    return loss

for rows, target in tf.data.Dataset.from_tensor_slices((x, x[:, :1] * 2)).batch(2):
    loss = step(rows, target)

@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def mean(x):
    traced.append("mean")
    return tf.reduce_mean(x)

print(mean(x).numpy(), mean(x[:1]).numpy(), traced)

@tf.function(experimental_relax_shapes=True)
def clipped(x):
    if tf.reduce_sum(x) > 1:
        x = x / tf.reduce_sum(x)
    return x

print(clipped(tf.ones(2)).numpy(), clipped(tf.zeros(2)).numpy())
tf.config.run_functions_eagerly(True)
step(x[:2], x[:2, :1])
print(len(traced))
"""


def test_functions_are_compiled_in_scripts(keras_script):
    done = keras_script(LOOP)
    losses = [float(line.split()[1]) for line in done.stdout.splitlines() if "loss" in line]
    assert losses == pytest.approx([0.2222222, 2.7126508, 3.793137, 0.1263363], rel=1e-5)
    assert "0.9166667 0.083333336 [(2, 2), 'mean']" in done.stdout
    assert "[0.5 0.5] [0. 0.]" in done.stdout
    assert done.stdout.endswith("3\n")
    (note,) = done.stderr.splitlines()
    assert note.startswith("[G32] clipped asks for a number")
    assert "if tf.reduce_sum(x) > 1:" in note


def test_options_that_functions_do_not_have_are_refused():
    with pytest.raises(TypeError, match="jit_compil"):
        tf.function(lambda x: x, jit_compil=True)
