"""Layers that act while training only: noise, dropout and penalties."""

import math

from pronghorn import arguments as checks
from pronghorn import ops, random, regularizers
from pronghorn.layers.base import Layer
from pronghorn.layers.spatial import Spatial
from pronghorn.random import SeedGenerator

__all__ = [
    "ActivityRegularization",
    "AlphaDropout",
    "Dropout",
    "GaussianDropout",
    "GaussianNoise",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
]


class RandomLayer(Layer):
    """A layer with a stream of random numbers, which begins when the layer is built."""

    def build(self, input_shape=None):
        self.seed_generator = SeedGenerator(self.seed)

    def get_build_config(self):
        return None  # the stream depends on no shape


class Dropout(RandomLayer):
    """Sets a share of its inputs to 0 while training and divides the others by `1 - rate`.

    Args:
        rate: from 0 to 1.
        noise_shape: sizes of 1 drop along that axis together.
        seed: a whole number makes the same choices in every run.

    Example:
        >>> from pronghorn import layers, ops
        >>> sorted(set(layers.Dropout(0.5, seed=1)(ops.ones((9, 9)), training=True)
        ...            .numpy().ravel().tolist()))
        [0.0, 2.0]
    """

    @checks.legacy(p="rate")
    def __init__(self, rate, noise_shape=None, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = checks.share("Dropout", "rate", rate)
        self.noise_shape = tuple(noise_shape) if isinstance(noise_shape, list) else noise_shape
        self.seed = seed
        self.supports_masking = True

    def call(self, inputs, training=False):
        if not training or self.rate == 0:
            return inputs
        return random.dropout(inputs, self.rate, self.noise_shape, self.seed_generator)

    def get_config(self):
        config = super().get_config()
        config["noise_shape"] = config.pop("noise_shape")  # Keras writes it last
        return config


class _SpatialDropout(RandomLayer, Spatial):
    """Drops whole channels: the same choice at every place of space."""

    def _keep(self, rate, seed, data_format="channels_last"):
        self.rate = checks.share(type(self).__name__, "rate", rate)
        self.seed = seed
        self.supports_masking = True
        self._set_format(data_format)

    def call(self, inputs, training=False):
        if not training or self.rate == 0:
            return inputs
        shape = self._everywhere((1,) * self.rank, None)
        return random.dropout(inputs, self.rate, shape, self.seed_generator)

    def get_config(self):
        config = {
            "rate": self.rate,
            "seed": self.seed,
            "name": self.name,
            "dtype": self.dtype,
        }
        return config if self.rank == 1 else {**config, "data_format": self.data_format}


class SpatialDropout1D(_SpatialDropout):
    """Sets a share of the channels of (rows, steps, channels) to 0 while training.

    After Tompson et al., arXiv:1411.4280. What is left is divided by `1 - rate`.

    Args:
        rate: from 0 to 1.
        seed: a whole number makes the same choices in every run.

    Example:
        >>> from pronghorn import layers, ops
        >>> y = layers.SpatialDropout1D(0.5, seed=1)(ops.ones((2, 4, 9)), training=True)
        >>> bool((y == y[:, :1]).numpy().all())
        True
    """

    rank = 1

    @checks.legacy(p="rate")
    def __init__(self, rate, seed=None, name=None, dtype=None, **kwargs):
        super().__init__(name=name, dtype=dtype, **kwargs)
        self._keep(rate, seed)


class SpatialDropout2D(_SpatialDropout):
    """Sets a share of the channels of images to 0 while training; see `SpatialDropout1D`."""

    @checks.legacy(p="rate", dim_ordering="data_format")
    def __init__(self, rate, data_format=None, seed=None, name=None, dtype=None, **kwargs):
        super().__init__(name=name, dtype=dtype, **kwargs)
        self._keep(rate, seed, data_format)


class SpatialDropout3D(SpatialDropout2D):
    """Sets a share of the channels of volumes to 0 while training; see `SpatialDropout1D`."""

    rank = 3


class AlphaDropout(RandomLayer):
    """Dropout that keeps mean 0 and variance 1, for networks of `selu`.

    After Klambauer et al. 2017, arXiv:1706.02515, section 1.5: what is dropped takes the value
    that `selu` has far below 0.

    Args:
        rate: from 0 to 1.
        noise_shape: sizes of 1 drop along that axis together.
        seed: a whole number makes the same choices in every run.
    """

    _LOWEST = -1.6732632423543772 * 1.0507009873554805

    @checks.legacy(p="rate")
    def __init__(self, rate, noise_shape=None, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = checks.share("AlphaDropout", "rate", rate)
        self.noise_shape = tuple(noise_shape) if isinstance(noise_shape, list) else noise_shape
        self.seed = seed
        self.supports_masking = True

    def call(self, inputs, training=False):
        if not training or self.rate == 0:
            return inputs
        sizes = self.noise_shape or inputs.shape
        shape = [n if size is None else size for size, n in zip(sizes, inputs.shape, strict=True)]
        drawn = random.uniform(shape, dtype="float32", seed=self.seed_generator)
        lowest, rate = self._LOWEST, self.rate
        dropped = ops.where(ops.less(drawn, rate), ops.full_like(inputs, lowest), inputs)
        factor = ((1 - rate) * (1 + rate * lowest**2)) ** -0.5 if rate < 1 else 0.0
        return ops.add(ops.multiply(dropped, factor), -factor * lowest * rate)

    def get_config(self):
        config = super().get_config()
        config["noise_shape"] = config.pop("noise_shape")  # Keras writes it last
        return config


class GaussianNoise(RandomLayer):
    """Adds normal noise of mean 0 while training.

    Args:
        stddev: deviation of the noise.
    """

    @checks.legacy(sigma="stddev")
    def __init__(self, stddev, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.stddev = stddev
        self.seed = seed
        self.supports_masking = True

    def call(self, inputs, training=False):
        if not training or self.stddev == 0:
            return inputs
        noise = random.normal(
            inputs.shape, 0.0, self.stddev, self.compute_dtype, self.seed_generator
        )
        return ops.add(inputs, noise)


class GaussianDropout(RandomLayer):
    """Multiplies by normal noise of mean 1 and variance `rate / (1 - rate)` while training."""

    @checks.legacy(p="rate")
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = checks.share("GaussianDropout", "rate", rate)
        self.seed = seed
        self.supports_masking = True

    def call(self, inputs, training=False):
        if not training or self.rate == 0:
            return inputs
        stddev = math.sqrt(self.rate / (1.0 - self.rate))
        noise = random.normal(inputs.shape, 1.0, stddev, self.compute_dtype, self.seed_generator)
        return ops.multiply(inputs, noise)


class ActivityRegularization(Layer):
    """Passes its input on and adds `l1 * sum(abs(x)) + l2 * sum(x**2)` to the loss."""

    def __init__(self, l1=0.0, l2=0.0, **kwargs):
        super().__init__(activity_regularizer=regularizers.L1L2(l1, l2), **kwargs)
        self.l1 = l1
        self.l2 = l2
        self.supports_masking = True

    def call(self, inputs):
        return inputs

    def get_config(self):
        config = super().get_config()
        config.pop("activity_regularizer")  # it follows from l1 and l2
        return config
