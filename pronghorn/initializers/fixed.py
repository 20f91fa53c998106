"""Initializers that draw nothing."""

import math

import numpy as np

from pronghorn import arguments, ops
from pronghorn.config import floatx
from pronghorn.dtypes import standardize_dtype
from pronghorn.errors import ShapeError
from pronghorn.initializers.base import Initializer
from pronghorn.saving import registry


class Constant(Initializer):
    """One number everywhere, or an array that broadcasts to the shape.

    Example:
        >>> from pronghorn import initializers
        >>> initializers.Constant(3.0)((2,)).numpy()
        array([3., 3.], dtype=float32)
    """

    def __init__(self, value=0.0):
        self.value = registry.deserialize_keras_object(value) if isinstance(value, dict) else value

    def __call__(self, shape, dtype=None):
        dtype = standardize_dtype(dtype or floatx())
        return ops.broadcast_to(ops.convert_to_tensor(self.value, dtype=dtype), shape)

    def get_config(self):
        return {"value": registry.serialize_keras_object(self.value)}


class Zeros(Initializer):
    """Zeros."""

    def __call__(self, shape, dtype=None):
        return ops.zeros(shape, standardize_dtype(dtype or floatx()))


class Ones(Initializer):
    """Ones."""

    def __call__(self, shape, dtype=None):
        return ops.ones(shape, standardize_dtype(dtype or floatx()))


class Identity(Initializer):
    """`gain` times the identity matrix; for two axes only.

    Example:
        >>> from pronghorn import initializers
        >>> initializers.Identity()((2, 2)).numpy()
        array([[1., 0.],
               [0., 1.]], dtype=float32)
    """

    def __init__(self, gain=1.0):
        self.gain = gain

    def __call__(self, shape, dtype=None):
        if len(shape) != 2:
            raise ShapeError("M32", name="Identity", want="two axes", got=tuple(shape))
        dtype = standardize_dtype(dtype or floatx())
        return ops.convert_to_tensor(self.gain * np.eye(*shape), dtype=dtype)

    def get_config(self):
        return {} if self.gain == 1.0 else {"gain": self.gain}


class STFT(Initializer):
    """The kernel with which a 1-D convolution is a short-time Fourier transform.

    Args:
        side: `"real"` or `"imag"`, the part of the transform.
        window: `"hann"`, `"hamming"`, an array as long as the kernel, or None for all ones.
        scaling: `"density"`, `"spectrum"` or None.
        periodic: whether the window is one period of a longer signal rather than symmetric.

    Example:
        >>> from pronghorn import initializers
        >>> initializers.STFT("real", None, None)((4, 1, 3)).numpy()[:, 0, 1].round(3)
        array([ 1.,  0., -1., -0.], dtype=float32)
    """

    def __init__(self, side="real", window="hann", scaling="density", periodic=False):
        self.side = arguments.choice("STFT", "side", side, ("real", "imag"))
        self.window = window
        self.scaling = arguments.choice("STFT", "scaling", scaling, ("density", "spectrum", None))
        self.periodic = periodic

    def __call__(self, shape, dtype=None):
        """A kernel of shape (frame length, 1, number of frequencies)."""
        frame, _, frequencies = shape
        dtype = standardize_dtype(dtype or floatx())
        places, waves = np.arange(frame)[:, None], np.arange(frequencies)[None]
        angle = 2 * math.pi / ((frequencies - 1) * 2) * places * waves
        waves = np.cos(angle) if self.side == "real" else np.sin(angle)
        window = self._window(frame)
        if self.scaling == "density":
            window = window / np.sqrt(np.sum(window * window))
        elif self.scaling == "spectrum":
            window = window / np.sum(window)
        return ops.convert_to_tensor((waves * window[:, None])[:, None], dtype=dtype)

    def _window(self, frame):
        if self.window is None:
            return np.ones(frame)
        if not isinstance(self.window, str):
            return np.asarray(self.window, "float64")
        ratio = np.arange(frame) / (frame if self.periodic else max(frame - 1, 1))
        base = {"hann": 0.5, "hamming": 0.54}[self.window]
        return base - (1 - base) * np.cos(2 * math.pi * ratio)

    def get_config(self):
        return {
            "side": self.side,
            "window": registry.serialize_keras_object(self.window),
            "periodic": self.periodic,
            "scaling": self.scaling,
        }
