"""Layers that make one number of each channel: its mean or its largest, over all places."""

from pronghorn import arguments as checks
from pronghorn import ops
from pronghorn.layers.spatial import Spatial

__all__ = [
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAveragePooling3D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
]


class _GlobalPooling(Spatial):
    @checks.legacy(dim_ordering="data_format")
    def __init__(self, data_format=None, keepdims=False, **kwargs):
        super().__init__(**kwargs)
        self._set_format(data_format)
        self.keepdims = keepdims


class _GlobalAverage(_GlobalPooling):
    def call(self, inputs):
        return ops.mean(inputs, self._space, self.keepdims)


class _GlobalMax(_GlobalPooling):
    def call(self, inputs):
        return ops.max(inputs, self._space, self.keepdims)


class GlobalAveragePooling1D(_GlobalAverage):
    """The mean over steps: (rows, steps, channels) becomes (rows, channels).

    Steps that a mask leaves out do not count.

    Args:
        data_format: `"channels_first"` for (rows, channels, steps).
        keepdims: whether the axis of steps is kept, with size 1.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.GlobalAveragePooling1D()(ops.array([[[1.0], [3.0]]])).numpy()
        array([[2.]], dtype=float32)
    """

    rank = 1

    def __init__(self, data_format=None, keepdims=False, **kwargs):
        super().__init__(data_format, keepdims, **kwargs)
        self.supports_masking = True

    def call(self, inputs, mask=None):
        if mask is None:
            return super().call(inputs)
        (steps,) = self._space
        counts = ops.cast(ops.expand_dims(mask, self._channels), inputs.dtype)
        left = ops.where(ops.cast(counts, "bool"), inputs, 0.0)
        total = ops.sum(left, steps, keepdims=self.keepdims)
        return ops.divide(total, ops.sum(counts, steps, keepdims=self.keepdims))

    def compute_mask(self, inputs, mask=None):
        return None


class GlobalAveragePooling2D(_GlobalAverage):
    """The mean over places: (rows, height, width, channels) becomes (rows, channels).

    Args:
        data_format: `"channels_first"` for (rows, channels, height, width).
        keepdims: whether height and width are kept, with size 1.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.GlobalAveragePooling2D(keepdims=True)(ops.ones((5, 4, 4, 3))).shape
        (5, 1, 1, 3)
    """


class GlobalAveragePooling3D(_GlobalAverage):
    """The mean over the places of a volume; see `GlobalAveragePooling2D`."""

    rank = 3


class GlobalMaxPooling1D(_GlobalMax):
    """The largest over steps: (rows, steps, channels) becomes (rows, channels).

    Args:
        data_format: `"channels_first"` for (rows, channels, steps).
        keepdims: whether the axis of steps is kept, with size 1.
    """

    rank = 1


class GlobalMaxPooling2D(_GlobalMax):
    """The largest over places: (rows, height, width, channels) becomes (rows, channels).

    Args:
        data_format: `"channels_first"` for (rows, channels, height, width).
        keepdims: whether height and width are kept, with size 1.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.GlobalMaxPooling2D()(ops.ones((5, 4, 4, 3))).shape
        (5, 3)
    """


class GlobalMaxPooling3D(_GlobalMax):
    """The largest over the places of a volume; see `GlobalMaxPooling2D`."""

    rank = 3
