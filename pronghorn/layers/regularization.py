"""Layers that act while training only: noise, dropout and penalties."""

import math

from pronghorn import ops, random, regularizers
from pronghorn.layers import arguments as checks
from pronghorn.layers.base import Layer
from pronghorn.random import SeedGenerator

__all__ = ["ActivityRegularization", "Dropout", "GaussianDropout", "GaussianNoise"]


class _Random(Layer):
    """A layer with a stream of random numbers, which begins when the layer is built."""

    def build(self, input_shape=None):
        self.seed_generator = SeedGenerator(self.seed)

    def get_build_config(self):
        return None  # the stream depends on no shape


class Dropout(_Random):
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
        self.noise_shape = noise_shape
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


class GaussianNoise(_Random):
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


class GaussianDropout(_Random):
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
