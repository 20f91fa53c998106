"""Layers that give their input a mean of 0 and a variance of 1."""

from pronghorn import arguments as checks
from pronghorn import constraints, initializers, ops, regularizers
from pronghorn.dtypes import is_float, sum_dtype
from pronghorn.errors import wrong_argument
from pronghorn.layers.base import Layer
from pronghorn.layers.renormalization import Renormalization, moved
from pronghorn.layers.spec import InputSpec, known_sizes

__all__ = ["BatchNormalization", "LayerNormalization"]


class Normalizing(Layer):
    """A layer whose weights `gamma` and `beta` scale and shift what it normalized."""

    def _keep_rules(self, beta_initializer, gamma_initializer, beta, gamma):
        """Stores initializers, and for each weight its regularizer and constraint."""
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        for name, (regularizer, constraint) in (("beta", beta), ("gamma", gamma)):
            setattr(self, f"{name}_regularizer", regularizers.get(regularizer))
            setattr(self, f"{name}_constraint", constraints.get(constraint))

    def _add_scale_and_center(self, shape):
        self.gamma = self.beta = None
        if self.scale:
            self.gamma = self.add_weight(shape=shape, name="gamma", **self.rules("gamma"))
        if self.center:
            self.beta = self.add_weight(shape=shape, name="beta", **self.rules("beta"))


def _old_mode(owner, args, kwargs):
    """`mode=0` of Keras 1: each feature by itself, by moving statistics in prediction."""
    mode = kwargs.pop("mode", 0)
    if mode:
        want = "0; mode=1 is keras.layers.LayerNormalization today"
        raise wrong_argument(owner, "mode", want, mode, 0)
    return args


class BatchNormalization(Normalizing):
    """Each feature less its mean, divided by its deviation: of the batch while training, else of
    the moving statistics that training gathers. After Ioffe and Szegedy, arXiv:1502.03167.

    Args:
        axis: the axis of features.
        momentum: the share of the moving statistics that a batch leaves.
        epsilon: added to variances.
        center, scale: whether a weight `beta` is added, and a weight `gamma` multiplied.
        synchronized: accepted for Keras' sake; there is one device.
        renorm: whether the statistics of a batch are corrected while training towards running
            ones of many batches, which helps small batches; after Ioffe, arXiv:1702.03275.
        renorm_clipping: bounds of that correction, a dict with any of `rmin`, `rmax`, `dmax`.
        renorm_momentum: the share of the running statistics that a batch leaves.

    Example:
        >>> from pronghorn import layers, ops
        >>> layer = layers.BatchNormalization(epsilon=0)
        >>> layer(ops.array([[1.0], [3.0]]), training=True).numpy()
        array([[-1.],
               [ 1.]], dtype=float32)
    """

    @checks.legacy(_old_mode, gamma_init="gamma_initializer", beta_init="beta_initializer")
    def __init__(
        self,
        axis=-1,
        momentum=0.99,
        epsilon=1e-3,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        moving_mean_initializer="zeros",
        moving_variance_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        renorm=False,
        renorm_clipping=None,
        renorm_momentum=0.99,
        synchronized=False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.axis = int(axis[0]) if isinstance(axis, list | tuple) else int(axis)
        self.momentum = checks.share("BatchNormalization", "momentum", momentum)
        self.epsilon = checks.not_negative("BatchNormalization", "epsilon", epsilon)
        self.center = center
        self.scale = scale
        self._keep_rules(
            beta_initializer,
            gamma_initializer,
            (beta_regularizer, beta_constraint),
            (gamma_regularizer, gamma_constraint),
        )
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.synchronized = synchronized
        self.renorm = renorm
        self.renorm_clipping = (renorm_clipping or {}) if renorm else renorm_clipping
        self.renorm_momentum = renorm_momentum
        self._correction = (
            Renormalization(self.renorm_clipping, renorm_momentum, self.epsilon) if renorm else None
        )
        self.supports_masking = True

    def build(self, input_shape):
        (size,) = known_sizes(self, input_shape, (self.axis,))
        axis = self.axis % len(input_shape)
        self._add_scale_and_center((size,))
        for name in ("moving_mean", "moving_variance"):
            weight = self.add_weight(
                shape=(size,),
                name=name,
                initializer=getattr(self, f"{name}_initializer"),
                trainable=False,
                autocast=False,
            )
            setattr(self, name, weight)
        if self._correction is not None:
            self._correction.build(self, size)
        self.input_spec = InputSpec(ndim=len(input_shape), axes={axis: size})

    def call(self, inputs, training=None, mask=None):
        x = widened(inputs)
        gamma, beta = (
            None if weight is None else ops.cast(weight, x.dtype)
            for weight in (self.gamma, self.beta)
        )
        if training and self.trainable:
            mean, variance = self._moments(x, mask)
            if self._correction is not None:
                gamma, beta = self._correction.corrected(self, mean, variance, gamma, beta)
                self._correction.remember(self, mean, variance)
            else:
                moved(self.moving_mean, mean, self.momentum)
                moved(self.moving_variance, variance, self.momentum)
        else:
            mean, variance = (
                ops.cast(moving, x.dtype) for moving in (self.moving_mean, self.moving_variance)
            )
        found = ops.batch_normalization(x, mean, variance, self.axis, beta, gamma, self.epsilon)
        return ops.cast(found, self.compute_dtype)

    def get_config(self):
        config = super().get_config()
        for name in ("renorm", "renorm_clipping", "renorm_momentum"):
            config[name] = config.pop(name)  # Keras writes them last
        return config

    def _moments(self, x, mask):
        """Mean and variance of each feature, over the places that the mask leaves."""
        place = self.axis % x.ndim
        axes = tuple(n for n in range(x.ndim) if n != place)
        if mask is None:
            return ops.moments(x, axes)
        weight = ops.cast(mask, x.dtype)
        weight = ops.expand_dims(weight, tuple(range(weight.ndim, x.ndim)))
        whole = ops.multiply(weight, ops.ones_like(x))
        count = ops.add(ops.sum(whole, axes, keepdims=True), 1e-7)
        mean = ops.divide(ops.sum(ops.multiply(x, weight), axes, keepdims=True), count)
        far = ops.multiply(ops.square(ops.subtract(x, mean)), weight)
        variance = ops.divide(ops.sum(far, axes, keepdims=True), count)
        return ops.squeeze(mean, axes), ops.squeeze(variance, axes)


class LayerNormalization(Normalizing):
    """Each sample less its mean, divided by its deviation, along the axes of features.

    After Ba, Kiros and Hinton, arXiv:1607.06450.

    Args:
        axis: one axis or several.
        epsilon: added to the variance.
        center, scale: whether a weight `beta` is added, and a weight `gamma` multiplied.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.LayerNormalization(epsilon=0)(ops.array([[1.0, 3.0]])).numpy()
        array([[-1.,  1.]], dtype=float32)
    """

    def __init__(
        self,
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
        # Keras writes this old switch for root mean squares, and reads only False without a word.
        checks.choice(
            "LayerNormalization", "rms_scaling", kwargs.pop("rms_scaling", False), (False,)
        )
        super().__init__(**kwargs)
        several = isinstance(axis, list | tuple)
        self.axis = list(axis) if several else int(axis)
        self.epsilon = checks.not_negative("LayerNormalization", "epsilon", epsilon)
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
        axes = sorted(self.axis) if isinstance(self.axis, list) else [self.axis]  # as Keras' files
        self._add_scale_and_center(known_sizes(self, input_shape, axes))

    def call(self, inputs):
        x = widened(inputs)
        axes = axes_of(self.axis, x.ndim)
        mean, variance = ops.moments(x, tuple(axes), keepdims=True)
        factor = ops.rsqrt(ops.add(variance, self.epsilon))
        x = ops.multiply(ops.subtract(x, mean), factor)
        shape = tuple(size if n in axes else 1 for n, size in enumerate(x.shape))
        for weight, apply in ((self.gamma, ops.multiply), (self.beta, ops.add)):
            if weight is not None:
                x = apply(x, ops.reshape(ops.cast(weight, x.dtype), shape))
        return ops.cast(x, self.compute_dtype)

    def get_config(self):
        config = super().get_config()
        placed = {}
        for name, value in config.items():
            placed[name] = value
            if name == "scale":
                placed["rms_scaling"] = False
        return placed


def axes_of(axis, ndim):
    """One axis or a list of them, counted from the front and in order."""
    axes = axis if isinstance(axis, list) else [axis]
    return sorted(each % ndim for each in axes)


def widened(x):
    """Whole numbers, and half precision, whose squares overflow, as float32."""
    return ops.cast(x, sum_dtype(x.dtype) if is_float(x.dtype) else "float32")
