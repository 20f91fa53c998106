"""Normalization by length alone: no mean is taken away."""

from pronghorn import arguments as checks
from pronghorn import ops
from pronghorn.layers.base import Layer
from pronghorn.layers.normalization import axes_of
from pronghorn.layers.spec import known_sizes

__all__ = ["RMSNormalization", "UnitNormalization"]


class UnitNormalization(Layer):
    """Vectors along `axis`, one axis or several, divided by their length.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.UnitNormalization()(ops.array([[3.0, 4.0]])).numpy()
        array([[0.6, 0.8]], dtype=float32)
    """

    def __init__(self, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.axis = list(axis) if isinstance(axis, list | tuple) else int(axis)
        self.supports_masking = True

    def call(self, inputs):
        axes = tuple(self.axis) if isinstance(self.axis, list) else (self.axis,)
        squares = ops.sum(ops.square(inputs), axes, keepdims=True)
        return ops.multiply(inputs, ops.rsqrt(ops.maximum(squares, 1e-12)))


class RMSNormalization(Layer):
    """`x / sqrt(mean(x**2) + epsilon) * scale` along `axis`, one axis or several.

    After Zhang and Sennrich, arXiv:1910.07467; `scale` is learnt.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.RMSNormalization(epsilon=0)(ops.array([[3.0, -3.0]])).numpy()
        array([[ 1., -1.]], dtype=float32)
    """

    def __init__(self, axis=-1, epsilon=1e-6, **kwargs):
        super().__init__(**kwargs)
        self.axis = sorted(axis) if isinstance(axis, list | tuple) else int(axis)
        self.epsilon = checks.not_negative("RMSNormalization", "epsilon", epsilon)

    def build(self, input_shape):
        axes = self.axis if isinstance(self.axis, list) else [self.axis]
        ordered = sorted(axes, key=lambda axis: axis % len(input_shape))
        shape = known_sizes(self, input_shape, ordered)
        self.scale = self.add_weight(name="scale", shape=shape, initializer="ones")

    def call(self, inputs):
        axes = axes_of(self.axis, inputs.ndim)
        return ops.rms_normalization(inputs, self.scale, axes, self.epsilon)
