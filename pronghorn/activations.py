"""Activation functions: every one of Keras 3 and the perceptron's step, each elementwise unless it
names an axis. They take and return a tensor of one shape and dtype."""

import builtins

from pronghorn import ops
from pronghorn.errors import ArgumentError
from pronghorn.saving import identifiers, registry

__all__ = [
    "celu",
    "deserialize",
    "elu",
    "exponential",
    "gelu",
    "get",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "serialize",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "step",
    "swish",
    "tanh",
    "tanh_shrink",
    "threshold",
]


def relu(x, negative_slope=0.0, max_value=None, threshold=0.0):
    """`max(x, 0)`, or with the arguments: 0 below `threshold`, at most `max_value`, and
    `negative_slope * (x - threshold)` in place of the 0.

    Example:
        >>> from pronghorn import activations
        >>> activations.relu([-2.0, 0.0, 3.0]).numpy()
        array([0., 0., 3.], dtype=float32)
    """
    x = ops.convert_to_tensor(x)
    if threshold == 0.0 and max_value is None:
        return ops.leaky_relu(x, negative_slope=negative_slope) if negative_slope else ops.relu(x)
    y = ops.where(ops.greater(x, threshold), x, 0.0) if threshold else ops.relu(x)
    if max_value is not None:
        y = ops.clip(y, 0.0, max_value)
    if negative_slope:
        y = ops.subtract(y, ops.multiply(negative_slope, ops.relu(ops.subtract(threshold, x))))
    return y


def step(x):
    """The perceptron's step: 1 where `x > 0`, else 0; its derivative is 0 everywhere.

    Example:
        >>> from pronghorn import activations
        >>> activations.step([-2.0, 0.0, 3.0]).numpy()
        array([0., 0., 1.], dtype=float32)
    """
    x = ops.convert_to_tensor(x)
    return ops.cast(ops.greater(x, 0), x.dtype)


def leaky_relu(x, negative_slope=0.2):
    """`x` where positive, else `negative_slope * x`."""
    return ops.leaky_relu(x, negative_slope=negative_slope)


def relu6(x):
    """`min(max(x, 0), 6)`."""
    return ops.relu6(x)


def softmax(x, axis=-1):
    """`exp(x) / sum(exp(x))` along `axis`, or over several axes at once.

    Example:
        >>> from pronghorn import activations
        >>> activations.softmax([[0.0, 0.0]]).numpy()
        array([[0.5, 0.5]], dtype=float32)
    """
    return ops.softmax(x, axis=axis)


def log_softmax(x, axis=-1):
    """The logarithm of `softmax`, computed without overflow."""
    return ops.log_softmax(x, axis=axis)


def sparsemax(x, axis=-1):
    """As `softmax`, but small entries become exactly 0 (Martins and Astudillo 2016)."""
    return ops.sparsemax(x, axis=axis)


def glu(x, axis=-1):
    """`a * sigmoid(b)` for the two halves a, b of `x` along `axis`."""
    return ops.glu(x, axis=axis)


def elu(x, alpha=1.0):
    """`x` where positive, else `alpha * (exp(x) - 1)`."""
    return ops.elu(x, alpha=alpha)


def selu(x):
    """`elu` with the two constants that keep mean 0 and variance 1 through many layers."""
    return ops.selu(x)


def celu(x, alpha=1.0):
    """`x` where positive, else `alpha * (exp(x / alpha) - 1)`."""
    return ops.celu(x, alpha=alpha)


def gelu(x, approximate=False):
    """`x` times the normal distribution function at `x`; `approximate` by tanh."""
    return ops.gelu(x, approximate=approximate)


def softplus(x):
    """`log(1 + exp(x))`."""
    return ops.softplus(x)


def softsign(x):
    """`x / (1 + abs(x))`."""
    return ops.softsign(x)


def soft_shrink(x, threshold=0.5):
    """`x` drawn towards 0 by `threshold`, and 0 within it."""
    return ops.soft_shrink(x, threshold=threshold)


def hard_shrink(x, threshold=0.5):
    """`x` where `abs(x) > threshold`, else 0."""
    return ops.hard_shrink(x, threshold=threshold)


def tanh_shrink(x):
    """`x - tanh(x)`."""
    return ops.tanh_shrink(x)


def threshold(x, threshold, default_value):
    """`x` where `x > threshold`, else `default_value`."""
    return ops.threshold(x, threshold, default_value)


def sparse_plus(x):
    """0 up to -1, `x` from 1 on, and `(x + 1)**2 / 4` between."""
    return ops.sparse_plus(x)


def sparse_sigmoid(x):
    """0 up to -1, 1 from 1 on, and `(x + 1) / 2` between."""
    return ops.sparse_sigmoid(x)


def silu(x):
    """`x * sigmoid(x)`; also called swish."""
    return ops.silu(x)


def squareplus(x, b=4):
    """`(x + sqrt(x**2 + b)) / 2`."""
    return ops.squareplus(x, b=b)


def tanh(x):
    """The hyperbolic tangent."""
    return ops.tanh(x)


def hard_tanh(x):
    """`x` cut off at -1 and 1."""
    return ops.hard_tanh(x)


def sigmoid(x):
    """`1 / (1 + exp(-x))`.

    Example:
        >>> from pronghorn import activations
        >>> activations.sigmoid([0.0]).numpy()
        array([0.5], dtype=float32)
    """
    return ops.sigmoid(x)


def exponential(x):
    """`exp(x)`."""
    return ops.exp(x)


def hard_sigmoid(x):
    """`x / 6 + 1 / 2` cut off at 0 and 1."""
    return ops.hard_sigmoid(x)


def log_sigmoid(x):
    """The logarithm of `sigmoid`, computed without overflow."""
    return ops.log_sigmoid(x)


def hard_silu(x):
    """`x * hard_sigmoid(x)`; also called hard_swish."""
    return ops.hard_silu(x)


def mish(x):
    """`x * tanh(softplus(x))`."""
    x = ops.convert_to_tensor(x)
    return ops.multiply(x, ops.tanh(ops.softplus(x)))


def linear(x):
    """`x` itself."""
    return x


swish = silu
hard_swish = hard_silu

_ACCESS = ("deserialize", "get", "serialize")
_NAMED = {name: globals()[name] for name in __all__ if name not in _ACCESS}


def serialize(activation):
    """The name of one of these functions, or the record of a registered or layer-like one.

    Example:
        >>> from pronghorn import activations
        >>> activations.serialize(activations.tanh)
        'tanh'
    """
    name = getattr(activation, "__name__", None)
    if name in _NAMED and _NAMED[name] is activation:
        return name
    return registry.serialize_keras_object(activation)


def deserialize(config, custom_objects=None):
    """The function that a name or record stands for.

    Raises:
        ValueError: for an unknown name; the nearest known one is suggested.
    """
    return identifiers.known_object("activation", config, _NAMED, custom_objects)


def get(identifier):
    """The activation meant by a name, a record, a function or None (`linear`).

    Raises:
        ValueError: for an unknown name, or anything that cannot be called.

    Example:
        >>> from pronghorn import activations
        >>> activations.get("relu") is activations.relu
        True
    """
    if identifier is None:
        return linear
    found = deserialize(identifier) if isinstance(identifier, str | dict) else identifier
    if not builtins.callable(found) or isinstance(found, type):
        raise ArgumentError("M24", kind="activation", got=identifier)
    return found
