"""Calls of primitives with what they should give, and arrays to call them on."""

import math

import numpy as np


def spread(*shape, low=-2.0, high=2.0, seed=0):
    """Distinct numbers between two bounds in no particular order, none near a whole number."""
    count = math.prod(shape)
    numbers = low + (high - low) * (np.arange(count) + 0.3183) / max(count, 1)
    return np.random.default_rng(seed).permutation(numbers).reshape(shape)


def whole(*shape, low=-5, high=6, dtype="int32", seed=0):
    return np.random.default_rng(seed).integers(low, high, shape).astype(dtype)


class Case:
    """Operands and attributes of one call, and what NumPy says it gives."""

    def __init__(self, *operands, want=None, gradient=True, **attrs):
        self.operands = operands
        self.attrs = attrs
        self.want = want
        self.gradient = gradient
