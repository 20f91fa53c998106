"""A wrapper that keeps the weight of a layer from stretching its input by more than 1."""

import math

from pronghorn import arguments as checks
from pronghorn import initializers, ops
from pronghorn.errors import wrong_argument
from pronghorn.layers.spec import InputSpec
from pronghorn.layers.wrapping import Wrapper

__all__ = ["SpectralNormalization"]


class SpectralNormalization(Wrapper):
    """While training, divides the kernel of a layer by its largest singular value, then calls it.

    After Miyato et al. 2018, arXiv:1802.05957: that value is followed by power iteration from
    step to step. The optimizer then changes the divided kernel, along its gradient.

    Args:
        layer: one with a `kernel` or with `embeddings`.
        power_iterations: how many in each step.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.SpectralNormalization(layers.Dense(4))(ops.ones((5, 3)), training=True).shape
        (5, 4)
    """

    def __init__(self, layer, power_iterations=1, **kwargs):
        super().__init__(layer, **kwargs)
        self.power_iterations = checks.positive_int(
            "SpectralNormalization", "power_iterations", power_iterations
        )

    def build(self, input_shape):
        super().build(input_shape)
        self.input_spec = InputSpec(min_ndim=1, axes={-1: input_shape[-1]})
        self.kernel = kernel = self._found_kernel()
        self.vector_u = self.add_weight(
            shape=(1, kernel.shape[-1]),
            initializer=initializers.TruncatedNormal(stddev=0.02),
            trainable=False,
            name="vector_u",
            dtype=kernel.dtype,
        )

    def _found_kernel(self):
        for name in ("kernel", "embeddings"):
            if hasattr(self.layer, name):
                return getattr(self.layer, name)
        raise wrong_argument(
            "SpectralNormalization",
            "layer",
            "a layer with a kernel or with embeddings",
            type(self.layer).__name__,
            "Dense(4)",
        )

    def call(self, inputs, training=False):
        if training:
            self._normalize()
        return ops.cast(self.layer(inputs), inputs.dtype)

    def _normalize(self):
        kernel, value = self.kernel, self.kernel.value
        matrix = ops.reshape(value, (math.prod(kernel.shape[:-1]), kernel.shape[-1]))
        u = self.vector_u.value
        for _ in range(self.power_iterations):
            v = _unit(ops.matmul(u, ops.transpose(matrix)))
            u = _unit(ops.matmul(v, matrix))
        largest = ops.squeeze(ops.matmul(ops.matmul(v, matrix), ops.transpose(u)))
        nothing = ops.all(ops.equal(value, 0))
        self.vector_u.assign(ops.where(nothing, self.vector_u.value, u))
        kernel.assign(_divided(value, ops.where(nothing, ops.ones_like(largest), largest)))


@ops.custom_gradient
def _divided(value, largest):
    """The quotient; the gradient is that for the quotient, since it is what stays the weight."""

    def gradient(upstream):
        return ops.cast(upstream, value.dtype), ops.zeros_like(largest)

    return ops.divide(value, largest), gradient


def _unit(x):
    return ops.multiply(x, ops.rsqrt(ops.maximum(ops.sum(ops.square(x)), 1e-12)))
