"""Normalization of groups of channels, sample by sample."""

from pronghorn import arguments as checks
from pronghorn import ops
from pronghorn.errors import ArgumentError
from pronghorn.layers.normalization import Normalizing, widened
from pronghorn.layers.spec import InputSpec, known_sizes

__all__ = ["GroupNormalization"]


class GroupNormalization(Normalizing):
    """Each sample's channels in groups, every group less its mean, divided by its deviation.

    After Wu and He, arXiv:1803.08494. Mean and deviation are those of a group over all places, so
    they do not depend on the batch.

    Args:
        groups: how many; -1 for one channel each (instance normalization).
        axis: the axis of channels.
        epsilon: added to the variance.
        center, scale: whether a weight `beta` is added, and a weight `gamma` multiplied.

    Raises:
        ValueError: if the channels cannot be cut into that many equal groups.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.GroupNormalization(2, epsilon=0)(ops.array([[1.0, 3.0, 5.0, 5.5]])).numpy()
        array([[-1.,  1., -1.,  1.]], dtype=float32)
    """

    def __init__(
        self,
        groups=32,
        axis=-1,
        epsilon=1e-3,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if groups != -1:
            groups = checks.positive_int("GroupNormalization", "groups", groups)
        self.groups = groups
        self.axis = axis
        self.epsilon = checks.not_negative("GroupNormalization", "epsilon", epsilon)
        self.center = center
        self.scale = scale
        self._keep_rules(
            beta_initializer,
            gamma_initializer,
            (beta_regularizer, beta_constraint),
            (gamma_regularizer, gamma_constraint),
        )
        self.supports_masking = True

    def build(self, input_shape):
        (channels,) = known_sizes(self, input_shape, (self.axis,))
        if self.groups == -1:
            self.groups = channels
        if channels % self.groups:
            raise ArgumentError("M45", layer=self._called(), groups=self.groups, channels=channels)
        self._add_scale_and_center((channels,))
        self.input_spec = InputSpec(ndim=len(input_shape), axes={self.axis: channels})

    def call(self, inputs):
        x = widened(inputs)
        shape = x.shape
        axis = self.axis % len(shape)
        part = shape[axis] // self.groups
        grouped = (*shape[:axis], self.groups, part, *shape[axis + 1 :])
        x = ops.reshape(x, grouped)
        others = tuple(n for n in range(1, len(grouped)) if n != axis)
        mean, variance = ops.moments(x, others, keepdims=True)
        factor = ops.rsqrt(ops.add(variance, self.epsilon))
        own = tuple(size if n in (axis, axis + 1) else 1 for n, size in enumerate(grouped))
        if self.gamma is not None:
            factor = ops.multiply(factor, ops.reshape(ops.cast(self.gamma, x.dtype), own))
        shift = ops.negative(ops.multiply(mean, factor))
        if self.beta is not None:
            shift = ops.add(shift, ops.reshape(ops.cast(self.beta, x.dtype), own))
        found = ops.reshape(ops.add(ops.multiply(x, factor), shift), shape)
        return ops.cast(found, self.compute_dtype)
