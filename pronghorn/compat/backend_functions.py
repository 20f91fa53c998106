"""Functions of the `keras.backend` of Keras 1 and 2, with the arguments they had there.

Those that `ops` has under the same name and with the same arguments are not here.
"""

import numpy as np

from pronghorn import activations, arguments, config, layers, models, ops, random
from pronghorn.compat import tensorflow_functions
from pronghorn.config import floatx
from pronghorn.layers.call import training_now
from pronghorn.ops import image
from pronghorn.variables import Variable

_ORDERINGS = {"channels_last": "tf", "channels_first": "th"}


def arange(start, stop=None, step=1, dtype="int32"):
    return ops.arange(start, stop, step, dtype)


def argmax(x, axis=-1):
    return ops.argmax(x, axis)


def argmin(x, axis=-1):
    return ops.argmin(x, axis)


def batch_dot(x, y, axes=None):
    if axes is None:
        axes = [len(x.shape) - 1, max(len(y.shape) - 2, 1)]
    return layers.dot([x, y], list(axes) if isinstance(axes, tuple) else axes)


def batch_flatten(x):
    return ops.reshape(x, (-1, int(np.prod(x.shape[1:]))))


def batch_get_value(tensors):
    return [ops.convert_to_numpy(tensor) for tensor in tensors]


def batch_set_value(tuples):
    for variable, value in tuples:
        variable.assign(value)


def bias_add(x, bias, data_format=None):
    if data_format == "channels_first" and len(bias.shape) == 1:
        bias = ops.reshape(bias, (-1, *[1] * (len(x.shape) - 2)))
    return x + bias


def binary_crossentropy(target, output, from_logits=False):
    return ops.binary_crossentropy(target, output, from_logits)


def cast_to_floatx(x):
    return ops.cast(x, floatx()) if ops.is_tensor(x) else np.asarray(x, floatx())


def categorical_crossentropy(target, output, from_logits=False, axis=-1):
    return ops.categorical_crossentropy(target, output, from_logits, axis)


def clip(x, min_value=None, max_value=None):
    low = -np.inf if min_value is None else min_value
    return ops.clip(x, low, np.inf if max_value is None else max_value)


def concatenate(tensors, axis=-1):
    return ops.concatenate(tensors, axis)


def conv2d(x, kernel, strides=(1, 1), padding="valid", data_format=None, dilation_rate=(1, 1)):
    return ops.conv(x, kernel, strides, padding, data_format, dilation_rate)


def count_params(x):
    return int(np.prod(x.shape))


def cumprod(x, axis=0):
    return ops.cumprod(x, axis)


def cumsum(x, axis=0):
    return ops.cumsum(x, axis)


def ctc_batch_cost(y_true, y_pred, input_length, label_length):
    """`ops.ctc_loss` of probabilities whose last class is the blank, as `(rows, 1)`."""
    lengths = (ops.reshape(each, (-1,)) for each in (label_length, input_length))
    blank = y_pred.shape[-1] - 1
    found = ops.ctc_loss(y_true, ops.log(y_pred + config.epsilon()), *lengths, mask_index=blank)
    return ops.expand_dims(found, 1)


def ctc_decode(y_pred, input_length, greedy=True, beam_width=100, top_paths=1):
    """`ops.ctc_decode` of probabilities whose last class is the blank: a list, and scores."""
    paths, scores = ops.ctc_decode(
        ops.log(y_pred + config.epsilon()),
        input_length,
        "greedy" if greedy else "beam_search",
        beam_width,
        top_paths,
        mask_index=None,
    )
    return list(paths), scores


def dot(x, y):
    return ops.dot(x, y)


def dropout(x, level, noise_shape=None, seed=None):
    return random.dropout(x, level, noise_shape, seed)


def dtype(x):
    return x.dtype


def elu(x, alpha=1.0):
    return ops.elu(x, alpha)


def expand_dims(x, axis=-1):
    return ops.expand_dims(x, axis)


def eye(size, dtype=None, name=None):
    del name
    return ops.eye(size, dtype=dtype or floatx())


def flatten(x):
    return ops.reshape(x, (-1,))


def function(inputs, outputs, updates=None, **_settings):
    """A function from a list of arrays to a list of arrays.

    Args:
        inputs, outputs: symbolic tensors of a model; `learning_phase()` may stand beside inputs.
        updates: must be empty; a training step is what `compile` and `fit` are for.
    """
    if updates:
        raise NotImplementedError("keras.backend.function with updates: use model.train_on_batch.")
    inputs = [each for each in inputs if not isinstance(each, int)]
    model = models.Model(inputs, list(outputs) if isinstance(outputs, list | tuple) else [outputs])

    def run(arrays):
        found = model.predict_on_batch([np.asarray(array) for array in arrays[: len(inputs)]])
        return list(found) if isinstance(found, list | tuple) else [found]

    return run


def gather(reference, indices):
    return ops.take(reference, ops.cast(indices, "int32"), axis=0)


def hard_sigmoid(x):
    """`clip(0.2 x + 0.5, 0, 1)`, as it was in Keras 1 and 2; Keras 3's is `relu6(x + 3) / 6`."""
    return ops.clip(0.2 * x + 0.5, 0.0, 1.0)


def identity(x, name=None):
    del name
    return ops.convert_to_tensor(x)


def in_top_k(predictions, targets, k):
    return ops.in_top_k(targets, predictions, k)


def int_shape(x):
    return tuple(x.shape)


def l2_normalize(x, axis=None):
    return tensorflow_functions.l2_normalize(x, axis)


def image_dim_ordering():
    """`"tf"` where channels come last, `"th"` where they come first."""
    return _ORDERINGS[config.image_data_format()]


def in_train_phase(x, alt, training=None):
    """x while training, else `alt`; functions are called."""
    training = training_now() if training is None else training
    chosen = x if training else alt
    return chosen() if callable(chosen) else chosen


def learning_phase():
    """0, for inference: whether a model trains is told to its layers' `call` as `training`."""
    return 0


def map_fn(fn, elems, name=None, dtype=None):
    del name, dtype
    return ops.map(fn, elems)


def ndim(x):
    return len(x.shape)


def one_hot(indices, num_classes):
    return ops.one_hot(ops.cast(indices, "int32"), num_classes)


def ones(shape, dtype=None, name=None):
    return Variable(ops.ones(shape, dtype or floatx()), name=name)


def permute_dimensions(x, pattern):
    return ops.transpose(x, tuple(pattern))


def placeholder(shape=None, ndim=None, dtype=None, sparse=False, name=None):
    shape = (None,) * ndim if shape is None else tuple(shape)
    return layers.Input(batch_shape=shape, dtype=dtype, sparse=sparse, name=name)


def pool2d(x, pool_size, strides=(1, 1), padding="valid", data_format=None, pool_mode="max"):
    pool = ops.max_pool if pool_mode == "max" else ops.average_pool
    return pool(x, pool_size, strides, padding, data_format)


def print_tensor(x, message=""):
    """The tensor itself; its numbers are printed where they are known."""
    print(message, x)  # what it is for
    return x


def random_bernoulli(shape, p=0.0, dtype=None, seed=None):
    return ops.cast(random.uniform(shape, seed=seed) < p, dtype or floatx())


def random_normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    return random.normal(shape, mean, stddev, dtype, seed)


def random_uniform(shape, minval=0.0, maxval=1.0, dtype=None, seed=None):
    return random.uniform(shape, minval, maxval, dtype, seed)


def relu(x, alpha=0.0, max_value=None, threshold=0.0):
    return activations.relu(x, alpha, max_value, threshold)


def repeat(x, n):
    return ops.repeat(ops.expand_dims(x, 1), n, axis=1)


def repeat_elements(x, rep, axis):
    return ops.repeat(x, rep, axis)


def resize_images(x, height_factor, width_factor, data_format=None, interpolation="nearest"):
    height, width = (2, 3) if data_format == "channels_first" else (1, 2)
    size = x.shape[height] * height_factor, x.shape[width] * width_factor
    return image.resize(x, size, interpolation, data_format=data_format)


def reverse(x, axes):
    return ops.flip(x, tuple(axes) if isinstance(axes, list) else axes)


def set_image_dim_ordering(dim_ordering):
    formats = {ordering: name for name, ordering in _ORDERINGS.items()}
    given = arguments.choice("set_image_dim_ordering", "dim_ordering", dim_ordering, formats)
    config.set_image_data_format(formats[given])


def set_learning_phase(value):
    """Keeps to inference; that a model trains is told to its layers' `call` as `training`."""
    arguments.choice("set_learning_phase", "value", value, (0, False))


def set_value(x, value):
    x.assign(value)


def slice(x, start, size):
    return ops.slice(x, start, size)


def sparse_categorical_crossentropy(target, output, from_logits=False, axis=-1):
    return ops.sparse_categorical_crossentropy(target, output, from_logits, axis)


def spatial_2d_padding(x, padding=((1, 1), (1, 1)), data_format=None):
    return layers.ZeroPadding2D(padding, data_format)(x)


def sqrt(x):
    """The square root, 0 for numbers below 0."""
    return ops.sqrt(ops.maximum(x, 0.0))


def stack(x, axis=0):
    return ops.stack(x, axis)


def switch(condition, then_expression, else_expression):
    if callable(then_expression):
        return ops.cond(condition, then_expression, else_expression)
    missing = len(then_expression.shape) - len(condition.shape)
    condition = (
        ops.reshape(condition, (*ops.shape(condition), *[1] * missing)) if missing else condition
    )
    return ops.where(condition, then_expression, else_expression)


def temporal_padding(x, padding=(1, 1)):
    return ops.pad(x, ((0, 0), tuple(padding), (0, 0)))


def truncated_normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    return random.truncated_normal(shape, mean, stddev, dtype, seed)


def update(x, new_x):
    return x.assign(new_x)


def update_add(x, increment):
    return x.assign_add(increment)


def update_sub(x, decrement):
    return x.assign_sub(decrement)


def variable(value, dtype=None, name=None, constraint=None):
    return Variable(value, dtype=dtype or floatx(), name=name, constraint=constraint)


def zeros(shape, dtype=None, name=None):
    return Variable(ops.zeros(shape, dtype or floatx()), name=name)
