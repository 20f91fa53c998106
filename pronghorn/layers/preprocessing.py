"""Layers that bring raw numbers to a scale that networks learn well from."""

import math

import numpy as np

from pronghorn import ops
from pronghorn.config import epsilon
from pronghorn.errors import DataError, ShapeError, wrong_argument
from pronghorn.layers.base import Layer
from pronghorn.layers.spec import InputSpec, known_sizes
from pronghorn.saving import registry
from pronghorn.tensor import Tensor

__all__ = ["Normalization", "Rescaling"]


class Rescaling(Layer):
    """`x * scale + offset`, as in `Rescaling(1 / 255)` for images.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Rescaling(2.0, offset=1.0)(ops.array([[1.0]])).numpy()
        array([[3.]], dtype=float32)
    """

    def __init__(self, scale, offset=0.0, **kwargs):
        super().__init__(**kwargs)
        self.scale = registry.deserialize_keras_object(scale) if isinstance(scale, dict) else scale
        self.offset = (
            registry.deserialize_keras_object(offset) if isinstance(offset, dict) else offset
        )
        self.supports_masking = True

    def call(self, inputs):
        x = ops.cast(inputs, self.compute_dtype)
        scale = ops.cast(ops.convert_to_tensor(self.scale), self.compute_dtype)
        offset = ops.cast(ops.convert_to_tensor(self.offset), self.compute_dtype)
        return ops.add(ops.multiply(x, scale), offset)


class Normalization(Layer):
    """`(x - mean) / sqrt(variance)`, with mean and variance taken from data by `adapt`.

    Args:
        axis: the axis, or axes, every place of which has a mean of its own; None for a single mean.
        mean, variance: numbers or arrays that are used instead of `adapt`.
        invert: computes `x * sqrt(variance) + mean` instead.

    Raises:
        ValueError: if only one of `mean` and `variance` is given.

    Example:
        >>> from pronghorn import layers
        >>> scale = layers.Normalization()
        >>> scale.adapt([[1.0], [3.0]])
        >>> scale([[1.0], [3.0]]).numpy()
        array([[-1.],
               [ 1.]], dtype=float32)
    """

    def __init__(self, axis=-1, mean=None, variance=None, invert=False, **kwargs):
        super().__init__(**kwargs)
        self.axis = () if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
        if (mean is None) != (variance is None):
            raise wrong_argument(
                "Normalization",
                "mean" if mean is None else "variance",
                "given together with the other",
                None,
                1.0,
            )
        self.input_mean = _plain_array(mean)
        self.input_variance = _plain_array(variance)
        self.invert = invert
        self.supports_masking = True

    def _kept_axes(self, ndim):
        axes = sorted(axis % ndim for axis in self.axis if -ndim <= axis < ndim)
        if len(axes) != len(self.axis):
            raise ShapeError("S05", op=self._called(), axis=self.axis, ndim=ndim, last=ndim - 1)
        return axes

    def build(self, input_shape):
        kept = self._kept_axes(len(input_shape))
        sizes = known_sizes(self, input_shape, kept)
        if self.input_mean is None:
            self.adapt_mean = self._statistic("mean", sizes, "zeros")
            self.adapt_variance = self._statistic("variance", sizes, "ones")
            # Keras keeps it in files and never changes it.
            self.count = self.add_weight(
                name="count", shape=(), dtype="int32", initializer="zeros", trainable=False
            )
        self._sizes, self._ndim = sizes, len(input_shape)
        if sizes:
            axes = {axis: input_shape[axis] for axis in self.axis}
            self.input_spec = InputSpec(ndim=len(input_shape), axes=axes)

    def _statistic(self, name, shape, initializer):
        return self.add_weight(name=name, shape=shape, initializer=initializer, trainable=False)

    def adapt(self, data):
        """Takes mean and variance of `data`, in float64; what was known before is forgotten.

        Args:
            data: an array, a table, or an iterable of batches, of tuples whose first entry is
                the batch.

        Raises:
            ValueError: if the data is empty, is not numeric or holds NaN or infinity.
        """
        count, mean, spread = 0, 0.0, 0.0
        for batch in _batches(data):
            batch = batch[:, None] if batch.ndim == 1 and self.axis else batch
            if not self.built:
                self.build((None, *batch.shape[1:]))
            kept = self._kept_axes(batch.ndim)
            folded = tuple(axis for axis in range(batch.ndim) if axis not in kept)
            number = math.prod(batch.shape[axis] for axis in folded)
            batch_mean = batch.mean(axis=folded)
            # Joining two samples after Chan, Golub and LeVeque (1979), STAN-CS-79-773.
            difference = batch_mean - mean
            total = count + number
            mean = mean + difference * (number / total)
            spread = spread + batch.var(axis=folded) * number
            spread = spread + difference**2 * (count * number / total)
            count = total
        if not count:
            raise DataError("E38", argument="data", shape=np.shape(data))
        self.adapt_mean.assign(np.asarray(mean, "float32"))
        self.adapt_variance.assign(np.asarray(spread / count, "float32"))

    def call(self, inputs):
        x = ops.cast(inputs, self.compute_dtype)
        mean, variance = self._moments(x.ndim)
        deviation = ops.maximum(ops.sqrt(variance), epsilon())
        if self.invert:
            return ops.add(mean, ops.multiply(x, deviation))
        return ops.divide(ops.subtract(x, mean), deviation)

    def _moments(self, ndim):
        """Mean and variance with as many axes as the input."""
        kept = self._kept_axes(ndim)
        sizes = dict(zip(kept, self._sizes, strict=True))
        shape = tuple(sizes.get(axis, 1) for axis in range(ndim))
        given = self.input_mean is not None
        if given:
            moments = (self.input_mean, self.input_variance)
        else:
            moments = (self.adapt_mean, self.adapt_variance)
        moments = [ops.cast(ops.convert_to_tensor(m), self.compute_dtype) for m in moments]
        if given:
            few = len(self._sizes)
            moments = [ops.broadcast_to(m, self._sizes) if m.ndim <= few else m for m in moments]
        return [ops.reshape(m, shape) for m in moments]

    @property
    def mean(self):
        """The mean, with as many axes as the input; None before the layer is built."""
        return self._moments(self._ndim)[0] if self.built else None

    @property
    def variance(self):
        """The variance, with as many axes as the input; None before the layer is built."""
        return self._moments(self._ndim)[1] if self.built else None

    def get_config(self):
        config = super().get_config()
        for name in ("mean", "variance"):
            value = getattr(self, f"input_{name}")
            del config[name]  # Keras writes these two last
            config[name] = None if value is None else np.asarray(value).tolist()
        return config


def _plain_array(value):
    return value if value is None or isinstance(value, int | float) else np.asarray(value)


def _batches(data):
    """The batches of `data` as float64 arrays of at least one axis."""
    if hasattr(data, "__array__") or isinstance(data, list | tuple):
        yield _numbers(data)
        return
    for batch in data:
        yield _numbers(batch[0] if isinstance(batch, list | tuple) else batch)


def _numbers(data):
    data = data.payload if isinstance(data, Tensor) else data
    try:
        array = np.asarray(data)
        array = array.astype("float64")
    except (TypeError, ValueError):
        cells = np.asarray(data, dtype=object)
        for place, value in np.ndenumerate(cells):
            if not isinstance(value, int | float | np.number | np.bool_):
                row, column = (*place, 0)[:2]
                raise DataError(
                    "E13", argument="data", column=column, row=row, value=value
                ) from None
        raise
    if not array.size:
        raise DataError("E38", argument="data", shape=array.shape)
    finite = np.isfinite(array)
    if not finite.all():
        place = np.argwhere(~finite)[0]
        row, column = (*place.tolist(), 0)[:2]
        count = int(array.size - finite.sum())
        value = array[tuple(place)]
        raise DataError("E34", argument="data", value=value, row=row, column=column, count=count)
    return array
