"""Functions of TensorFlow that differ from those of `ops` in name, arguments or defaults."""

import contextlib
import logging
from dataclasses import dataclass
from typing import Any

import numpy as np

from pronghorn import arguments, dtypes, functions, ops, random, tree
from pronghorn.config import floatx
from pronghorn.errors import ArgumentError
from pronghorn.ops import image
from pronghorn.optimizers.clipping import clipped, global_norm
from pronghorn.tensor import Tensor

# Columns: brightness, blue less brightness, red less brightness.
YUV_OF_RGB = np.array(
    [
        [0.299, -0.14714119, 0.61497538],
        [0.587, -0.28886916, -0.51496512],
        [0.114, 0.43601035, -0.10001026],
    ],
    "float32",
)


@dataclass(frozen=True)
class TensorSpec:
    """The shape and dtype of an argument of `tf.function`; None stands for any size."""

    shape: Any
    dtype: Any = "float32"
    name: Any = None


def argmax(input, axis=0, output_type="int64", name=None):
    del name
    return ops.cast(ops.argmax(input, axis), output_type)


def argmin(input, axis=0, output_type="int64", name=None):
    del name
    return ops.cast(ops.argmin(input, axis), output_type)


def boolean_mask(tensor, mask, axis=None, name=None):
    """The rows where the mask is true; how many there are must be known, so outside of models."""
    del name
    found = np.compress(np.asarray(mask), np.asarray(tensor), axis or 0)
    return ops.convert_to_tensor(found)


def clip_by_global_norm(t_list, clip_norm, use_norm=None, name=None):
    del name
    norm = global_norm(t_list) if use_norm is None else use_norm
    return clipped(t_list, global_bound=clip_norm), norm


def clip_by_norm(t, clip_norm, axes=None, name=None):
    del name
    norm = ops.sqrt(ops.sum(ops.square(t), axes, keepdims=True))
    return t * (clip_norm / ops.maximum(norm, clip_norm))


def clip_by_value(t, clip_value_min, clip_value_max, name=None):
    del name
    return ops.clip(t, clip_value_min, clip_value_max)


def concat(values, axis, name=None):
    del name
    return ops.concatenate(values, axis)


def cond(pred, true_fn=None, false_fn=None, name=None):
    del name
    return ops.cond(pred, true_fn, false_fn)


def constant(value, dtype=None, shape=None, name=None):
    del name
    found = ops.convert_to_tensor(value, dtype)
    if shape is None:
        return found
    return ops.reshape(found, shape) if found.ndim else ops.broadcast_to(found, shape)


def confusion_matrix(labels, predictions, num_classes=None, weights=None, dtype="int32", name=None):
    del name
    labels, predictions = np.ravel(labels), np.ravel(predictions)
    count = num_classes or int(max(labels.max(), predictions.max())) + 1
    found = np.zeros((count, count), dtype)
    np.add.at(found, (labels, predictions), 1 if weights is None else np.ravel(weights))
    return ops.convert_to_tensor(found)


def convert_image_dtype(image, dtype="float32", saturate=False, name=None):
    """Whole numbers become shares of their largest; nothing is made whole."""
    del saturate, name  # fractions hold all of them
    found = ops.convert_to_tensor(image)
    if not dtypes.is_float(dtype) and found.dtype != dtype:
        owner, want = "tf.image.convert_image_dtype", "the floats"
        raise ArgumentError("M02", owner=owner, argument="dtype", want=want, got=dtype)
    if dtypes.is_float(dtype) and not dtypes.is_float(found.dtype):
        return ops.cast(found, dtype) / float(np.iinfo(found.dtype).max)
    return ops.cast(found, dtype)


def device(device_name):
    """A `with` block that changes nothing: there is one device."""
    del device_name
    return contextlib.nullcontext()


def executing_eagerly():
    """True, as in TensorFlow 2."""
    return True


def fill(dims, value, name=None):
    del name
    return ops.full(dims, value)


def function(
    func=None,
    input_signature=None,
    autograph=True,
    jit_compile=None,
    reduce_retracing=False,
    experimental_implements=None,
    experimental_autograph_options=None,
    experimental_attributes=None,
    experimental_relax_shapes=None,
    experimental_compile=None,
    experimental_follow_type_hints=None,
):
    """A compiled function; what only tells TensorFlow how to compile changes nothing here."""
    del autograph, jit_compile, experimental_implements, experimental_autograph_options
    del experimental_attributes, experimental_compile, experimental_follow_type_hints
    reduce_retracing = bool(reduce_retracing or experimental_relax_shapes)
    return functions.jit(func, input_signature=input_signature, reduce_retracing=reduce_retracing)


def gather(params, indices, validate_indices=None, axis=0, batch_dims=0, name=None):
    del validate_indices, name
    if batch_dims:
        raise NotImplementedError("tf.gather with batch_dims: use keras.ops.take_along_axis.")
    return ops.take(params, ops.cast(indices, "int32"), axis)


def get_logger():
    """The logger to which pronghorn's notes go."""
    return logging.getLogger("pronghorn")


def identity(input, name=None):
    del name
    return ops.convert_to_tensor(input)


def is_gpu_available(*_arguments, **_settings):
    return False


def l2_loss(t, name=None):
    del name
    return ops.sum(ops.square(t)) / 2


def l2_normalize(x, axis=None, epsilon=1e-12, name=None):
    del name
    return x * ops.rsqrt(ops.maximum(ops.sum(ops.square(x), axis, keepdims=True), epsilon))


def list_physical_devices(device_type=None):
    """No GPU or other device, as on a machine with only a processor."""
    del device_type
    return []


def map_fn(fn, elems, dtype=None, fn_output_signature=None, **_hints):
    del dtype, fn_output_signature
    return ops.map(fn, elems)


def matmul(a, b, transpose_a=False, transpose_b=False, name=None, **_hints):
    del name
    a = ops.swapaxes(a, -1, -2) if transpose_a else a
    return ops.matmul(a, ops.swapaxes(b, -1, -2) if transpose_b else b)


def norm(tensor, ord="euclidean", axis=None, keepdims=False, name=None):
    del name
    if ord == "euclidean":
        return ops.sqrt(ops.sum(ops.square(tensor), axis, keepdims))
    return ops.norm(tensor, ord, axis, keepdims)


def one_hot(indices, depth, on_value=1.0, off_value=0.0, axis=-1, dtype=None, name=None):
    del name
    found = ops.one_hot(ops.cast(indices, "int32"), depth, axis, dtype or floatx())
    return found * (on_value - off_value) + off_value if (on_value, off_value) != (1, 0) else found


def pad(tensor, paddings, mode="CONSTANT", constant_values=0, name=None):
    del name
    widths = [tuple(int(n) for n in pair) for pair in np.asarray(paddings)]
    mode = mode.lower()
    return ops.pad(tensor, widths, mode, constant_values if mode == "constant" else None)


def per_image_standardization(image):
    x = ops.cast(image, "float32")
    axes = (-3, -2, -1)
    least = 1 / ops.sqrt(float(np.prod(x.shape[-3:])))
    return (x - ops.mean(x, axes, keepdims=True)) / ops.maximum(
        ops.std(x, axes, keepdims=True), least
    )


def print_(*arguments, **settings):
    """Python's `print`; in a compiled function at the end of each call, when numbers are known."""
    settings.pop("output_stream", None)

    def write(*parts):
        parts = tree.map_structure(_number, list(parts))
        print(*parts, **settings)  # what it is for

    if not functions.afterwards(write, *arguments):
        write(*arguments)


def _number(x):
    """A tensor as its numbers, if they are known."""
    return x.payload if isinstance(x, Tensor) and x.is_concrete() else x


def random_uniform(shape, minval=0, maxval=None, dtype="float32", seed=None, name=None):
    del name
    if dtypes.is_int(dtype):
        return random.randint(shape, minval, maxval, dtype, seed)
    return random.uniform(shape, minval, 1 if maxval is None else maxval, dtype, seed)


def random_categorical(logits, num_samples, dtype="int64", seed=None, name=None):
    del name
    return ops.cast(random.categorical(logits, num_samples, seed=seed), dtype)


def random_shuffle(value, seed=None, name=None):
    del name
    return random.shuffle(value, seed=seed)


def range_(start, limit=None, delta=1, dtype=None, name=None):
    del name
    return ops.arange(start, limit, delta, dtype)


def resize(
    images, size, method="bilinear", preserve_aspect_ratio=False, antialias=False, name=None
):
    del name
    argument = "preserve_aspect_ratio"
    arguments.choice("tf.image.resize", argument, preserve_aspect_ratio, (False,))
    return image.resize(images, tuple(int(n) for n in size), method, antialias)


def reverse(tensor, axis, name=None):
    del name
    return ops.flip(tensor, tuple(axis) if isinstance(axis, list) else axis)


def rgb_to_yuv(images):
    """Brightness and two differences of colours, along the last axis."""
    return ops.tensordot(images, YUV_OF_RGB, 1)


def set_seed(seed):
    """Seeds pronghorn alone: as in TensorFlow, NumPy's generator stays where it was."""
    state = np.random.get_state()
    random.set_random_seed(seed)
    np.random.set_state(state)


def sigmoid_cross_entropy_with_logits(labels=None, logits=None, name=None):
    del name
    return ops.relu(logits) - logits * labels + ops.softplus(-ops.abs(logits))


def softmax_cross_entropy_with_logits(labels, logits, axis=-1, name=None):
    del name
    return ops.categorical_crossentropy(labels, logits, from_logits=True, axis=axis)


def sparse_softmax_cross_entropy_with_logits(labels, logits, name=None):
    del name
    return ops.sparse_categorical_crossentropy(labels, logits, from_logits=True)


def split(value, num_or_size_splits, axis=0, num=None, name=None):
    del num, name
    if isinstance(num_or_size_splits, int):
        return ops.split(value, num_or_size_splits, axis)
    return ops.split(value, [int(n) for n in np.cumsum(num_or_size_splits)[:-1]], axis)


def squared_difference(x, y, name=None):
    del name
    return ops.square(ops.subtract(x, y))


def total_variation(images, name=None):
    del name
    high = ops.abs(images[..., 1:, :, :] - images[..., :-1, :, :])
    wide = ops.abs(images[..., :, 1:, :] - images[..., :, :-1, :])
    return ops.sum(high, (-3, -2, -1)) + ops.sum(wide, (-3, -2, -1))


def transpose(a, perm=None, conjugate=False, name=None):
    del conjugate, name
    return ops.transpose(a, perm)


def yuv_to_rgb(images):
    """The inverse of `rgb_to_yuv`."""
    return ops.tensordot(images, np.linalg.inv(YUV_OF_RGB), 1)


def nothing(*_arguments, **_settings):
    """Settings of TensorFlow's own machinery."""
