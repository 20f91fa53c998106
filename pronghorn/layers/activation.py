"""Activation functions as layers."""

from pronghorn import activations, constraints, initializers, ops, regularizers
from pronghorn import arguments as checks
from pronghorn.errors import wrong_argument
from pronghorn.layers.base import Layer
from pronghorn.layers.spec import InputSpec, known_sizes

__all__ = ["ELU", "Activation", "Identity", "LeakyReLU", "PReLU", "ReLU", "Softmax"]


class Activation(Layer):
    """Applies an activation function.

    Args:
        activation: a name or a function.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Activation("relu")(ops.array([[-1.0, 2.0]])).numpy()
        array([[0., 2.]], dtype=float32)
    """

    def __init__(self, activation, **kwargs):
        super().__init__(**kwargs)
        self.activation = activations.get(activation)
        self.supports_masking = True

    def call(self, inputs):
        return self.activation(inputs)


class Identity(Layer):
    """Passes its input on."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs


class ReLU(Layer):
    """`max(x, 0)`; see `activations.relu` for the arguments.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.ReLU(max_value=1.0)(ops.array([[-1.0, 2.0]])).numpy()
        array([[0., 1.]], dtype=float32)
    """

    def __init__(self, max_value=None, negative_slope=0.0, threshold=0.0, **kwargs):
        super().__init__(**kwargs)
        self.max_value = max_value
        if max_value is not None:
            checks.not_negative("ReLU", "max_value", max_value)
        self.negative_slope = checks.not_negative("ReLU", "negative_slope", negative_slope)
        self.threshold = checks.not_negative("ReLU", "threshold", threshold)
        self.supports_masking = True

    def call(self, inputs):
        return activations.relu(inputs, self.negative_slope, self.max_value, self.threshold)


class LeakyReLU(Layer):
    """`x` where positive, else `negative_slope * x`."""

    @checks.legacy(alpha="negative_slope")
    def __init__(self, negative_slope=0.3, **kwargs):
        super().__init__(**kwargs)
        self.negative_slope = checks.not_negative("LeakyReLU", "negative_slope", negative_slope)
        self.supports_masking = True

    def call(self, inputs):
        return activations.leaky_relu(inputs, self.negative_slope)


class ELU(Layer):
    """`x` where positive, else `alpha * (exp(x) - 1)`."""

    def __init__(self, alpha=1.0, **kwargs):
        super().__init__(**kwargs)
        self.alpha = alpha
        self.supports_masking = True

    def call(self, inputs):
        return activations.elu(inputs, self.alpha)


class PReLU(Layer):
    """`x` where positive, else `alpha * x`, alpha being learnt for every place.

    Args:
        shared_axes: axes along which one alpha serves all places.
    """

    @checks.legacy(init="alpha_initializer")
    def __init__(
        self,
        alpha_initializer="Zeros",
        alpha_regularizer=None,
        alpha_constraint=None,
        shared_axes=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        shared = [shared_axes] if isinstance(shared_axes, int) else shared_axes
        self.shared_axes = None if shared is None else list(shared)
        self.supports_masking = True

    def build(self, input_shape):
        shared, last = self.shared_axes or (), len(input_shape) - 1
        if not all(1 <= axis <= last for axis in shared):
            raise wrong_argument(
                self, "shared_axes", "axes from 1 to {last}", shared, [last], last=last
            )
        own = [axis for axis in range(1, len(input_shape)) if axis not in shared]
        sizes = dict(zip(own, known_sizes(self, input_shape, own), strict=True))
        shape = [sizes.get(axis, 1) for axis in range(1, len(input_shape))]
        self.alpha = self.add_weight(name="alpha", shape=tuple(shape), **self.rules("alpha"))
        self.input_spec = InputSpec(ndim=len(input_shape), axes=sizes)

    def call(self, inputs):
        negative = ops.multiply(self.alpha, ops.relu(ops.negative(inputs)))
        return ops.subtract(ops.relu(inputs), negative)


class Softmax(Layer):
    """`exp(x) / sum(exp(x))` along `axis`; where `mask` is False the result is 0."""

    def __init__(self, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.axis = axis
        self.supports_masking = True

    def call(self, inputs, mask=None):
        if mask is not None:
            # A large number rather than infinity, so that a row masked throughout is not NaN.
            lowest = -3e4 if inputs.dtype == "float16" else -1e9
            inputs = ops.add(inputs, ops.where(mask, 0.0, lowest))
        return activations.softmax(inputs, axis=self.axis)
