"""What an initializer is: called with a shape and a dtype it gives the first value of a weight."""

import numpy as np

from pronghorn import random
from pronghorn.errors import StateError, wrong_argument
from pronghorn.saving import registry


class Initializer:
    """The base of initializers: derive from it, define `__call__`, and `get_config` if it has
    arguments.

    Example:
        >>> from pronghorn import initializers, ops
        >>> class Halves(initializers.Initializer):
        ...     def __call__(self, shape, dtype=None):
        ...         return ops.full(shape, 0.5, dtype)
        >>> Halves()((2,)).numpy()
        array([0.5, 0.5], dtype=float32)
    """

    def __call__(self, shape, dtype=None):
        """The first value: a tensor of this shape and dtype (None: floatx)."""
        raise StateError(
            "M34", owner=type(self).__name__, method="__call__", arguments="self, shape, dtype=None"
        )

    def get_config(self):
        return {}

    @classmethod
    def from_config(cls, config):
        return cls(**config)

    def clone(self):
        """An equal initializer; one without a seed draws anew."""
        return type(self).from_config(self.get_config())

    def __repr__(self):
        config = ", ".join(f"{name}={value!r}" for name, value in self.get_config().items())
        return f"{type(self).__name__}({config})"


class RandomInitializer(Initializer):
    """An initializer that draws; called twice it gives the same values.

    Args:
        seed: a whole number, or a `SeedGenerator`, which gives other values at each call. None
            draws a seed once.
    """

    def __init__(self, seed=None):
        if isinstance(seed, dict):
            seed = registry.deserialize_keras_object(seed)
        if not (seed is None or isinstance(seed, int | np.integer | random.SeedGenerator)):
            raise wrong_argument(self, "seed", "a whole number or SeedGenerator", seed, 1)
        self._given_seed = seed
        self.seed = random.make_default_seed() if seed is None else seed

    def get_config(self):
        return {"seed": registry.serialize_keras_object(self._given_seed)}
