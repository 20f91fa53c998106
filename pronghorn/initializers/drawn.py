"""Initializers that draw their values; the scaled ones keep variances alike from layer to layer."""

import math

import numpy as np

from pronghorn import arguments, ops, random
from pronghorn.config import floatx
from pronghorn.dtypes import standardize_dtype
from pronghorn.errors import ShapeError, wrong_argument
from pronghorn.initializers.base import RandomInitializer


class RandomNormal(RandomInitializer):
    """Normal values.

    Example:
        >>> from pronghorn import initializers
        >>> initializers.RandomNormal(stddev=1.0, seed=1)((2, 3)).shape
        (2, 3)
    """

    def __init__(self, mean=0.0, stddev=0.05, seed=None):
        self.mean = mean
        self.stddev = stddev
        super().__init__(seed)

    def __call__(self, shape, dtype=None):
        return random.normal(shape, self.mean, self.stddev, dtype, self.seed)

    def get_config(self):
        return {**super().get_config(), "mean": self.mean, "stddev": self.stddev}


class TruncatedNormal(RandomNormal):
    """Normal values, those beyond two deviations from the mean cut off.

    Example:
        >>> from pronghorn import initializers
        >>> initializers.TruncatedNormal(seed=1)((2, 3)).shape
        (2, 3)
    """

    def __call__(self, shape, dtype=None):
        return random.truncated_normal(shape, self.mean, self.stddev, dtype, self.seed)


class RandomUniform(RandomInitializer):
    """Values spread evenly over [minval, maxval).

    Example:
        >>> from pronghorn import initializers
        >>> initializers.RandomUniform(seed=1)((2, 3)).shape
        (2, 3)
    """

    def __init__(self, minval=-0.05, maxval=0.05, seed=None):
        self.minval = minval
        self.maxval = maxval
        super().__init__(seed)

    def __call__(self, shape, dtype=None):
        return random.uniform(shape, self.minval, self.maxval, dtype, self.seed)

    def get_config(self):
        return {**super().get_config(), "minval": self.minval, "maxval": self.maxval}


MODES = ("fan_in", "fan_out", "fan_avg")
DISTRIBUTIONS = ("uniform", "truncated_normal", "untruncated_normal")

# The deviation of a normal distribution cut off at two deviations.
CUT_DEVIATION = 0.87962566103423978


class VarianceScaling(RandomInitializer):
    """Values of variance `scale / n`, n being the number of inputs, of outputs, or their mean.

    Args:
        scale: a positive number.
        mode: `"fan_in"`, `"fan_out"` or `"fan_avg"`.
        distribution: `"truncated_normal"` (or `"normal"`), `"untruncated_normal"` or `"uniform"`.
        input_axes, output_axes: axes whose sizes count as inputs and as outputs; by default the
            last but one and the last, other axes being a convolution's window.

    Example:
        >>> from pronghorn import initializers
        >>> initializers.VarianceScaling(seed=1)((2, 3)).shape
        (2, 3)
    """

    def __init__(
        self,
        scale=1.0,
        mode="fan_in",
        distribution="truncated_normal",
        seed=None,
        input_axes=None,
        output_axes=None,
    ):
        owner = type(self).__name__
        if scale <= 0:
            raise wrong_argument(owner, "scale", "a number above 0", scale, 1.0)
        distribution = {"normal": "truncated_normal"}.get(
            str(distribution).lower(), str(distribution).lower()
        )
        self.scale = scale
        self.mode = arguments.choice(owner, "mode", mode, MODES)
        self.distribution = arguments.choice(owner, "distribution", distribution, DISTRIBUTIONS)
        self.input_axes = input_axes
        self.output_axes = output_axes
        super().__init__(seed)

    def __call__(self, shape, dtype=None):
        fan_in, fan_out = fans(shape, self.input_axes, self.output_axes)
        count = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        variance = self.scale / max(1.0, count)
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            return random.uniform(shape, -limit, limit, dtype, self.seed)
        if self.distribution == "untruncated_normal":
            return random.normal(shape, 0.0, math.sqrt(variance), dtype, self.seed)
        stddev = math.sqrt(variance) / CUT_DEVIATION
        return random.truncated_normal(shape, 0.0, stddev, dtype, self.seed)

    def get_config(self):
        return {
            **super().get_config(),
            "scale": self.scale,
            "mode": self.mode,
            "distribution": self.distribution,
            "input_axes": self.input_axes,
            "output_axes": self.output_axes,
        }


def fans(shape, input_axes=None, output_axes=None):
    """How many inputs and outputs one weight array of this shape connects."""
    shape = tuple(shape)
    if input_axes is not None or output_axes is not None:
        inputs, outputs = (
            [axis % len(shape) for axis in ([axes] if isinstance(axes, int) else axes or ())]
            for axes in (input_axes, output_axes)
        )
        others = [n for axis, n in enumerate(shape) if axis not in (*inputs, *outputs)]
        window = math.prod(others)
        return (
            window * math.prod(shape[axis] for axis in inputs),
            window * math.prod(shape[axis] for axis in outputs),
        )
    if len(shape) < 2:
        size = shape[0] if shape else 1
        return size, size
    window = math.prod(shape[:-2])
    return shape[-2] * window, shape[-1] * window


class _Scaled(VarianceScaling):
    """A `VarianceScaling` with its rule fixed by the class."""

    rule = (1.0, "fan_in", "truncated_normal")

    def __init__(self, seed=None, input_axes=None, output_axes=None):
        super().__init__(*self.rule, seed, input_axes, output_axes)

    def get_config(self):
        config = super().get_config()
        return {name: config[name] for name in ("seed", "input_axes", "output_axes")}


class GlorotUniform(_Scaled):
    """Uniform within `sqrt(6 / (inputs + outputs))` (Glorot and Bengio 2010)."""

    rule = (1.0, "fan_avg", "uniform")


class GlorotNormal(_Scaled):
    """Truncated normal of deviation `sqrt(2 / (inputs + outputs))` (Glorot and Bengio 2010)."""

    rule = (1.0, "fan_avg", "truncated_normal")


class LecunNormal(_Scaled):
    """Truncated normal of deviation `sqrt(1 / inputs)` (LeCun et al. 1998)."""

    rule = (1.0, "fan_in", "truncated_normal")


class LecunUniform(_Scaled):
    """Uniform within `sqrt(3 / inputs)` (LeCun et al. 1998)."""

    rule = (1.0, "fan_in", "uniform")


class HeNormal(_Scaled):
    """Truncated normal of deviation `sqrt(2 / inputs)` (He et al. 2015, arXiv:1502.01852)."""

    rule = (2.0, "fan_in", "truncated_normal")


class HeUniform(_Scaled):
    """Uniform within `sqrt(6 / inputs)` (He et al. 2015, arXiv:1502.01852)."""

    rule = (2.0, "fan_in", "uniform")


class Orthogonal(RandomInitializer):
    """`gain` times a matrix with orthonormal rows or columns; leading axes are taken together.

    Drawn evenly from all such matrices (Saxe et al. 2013, arXiv:1312.6120).

    Example:
        >>> from pronghorn import initializers
        >>> q = initializers.Orthogonal(seed=1)((2, 2)).numpy()
        >>> abs((q @ q.T).round(5)).tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """

    def __init__(self, gain=1.0, seed=None):
        self.gain = gain
        super().__init__(seed)

    def __call__(self, shape, dtype=None):
        if len(shape) < 2:
            raise ShapeError("M32", name="Orthogonal", want="two axes or more", got=tuple(shape))
        dtype = standardize_dtype(dtype or floatx())
        rows, columns = math.prod(shape[:-1]), shape[-1]
        flat = (max(rows, columns), min(rows, columns))
        # NumPy's factorisation, for the first value of a weight is never part of a program.
        q, r = np.linalg.qr(random.normal(flat, dtype="float64", seed=self.seed).numpy())
        q = q * np.where(np.diag(r) < 0, -1.0, 1.0)  # makes the draw even over all matrices
        q = q.T if rows < columns else q
        return ops.convert_to_tensor(self.gain * q.reshape(shape), dtype=dtype)

    def get_config(self):
        return {**super().get_config(), "gain": self.gain}
