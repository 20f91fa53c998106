"""Layers that make one element of every window: its largest, or its mean."""

from pronghorn import arguments as checks
from pronghorn import ops
from pronghorn.layers.spatial import Spatial
from pronghorn.layers.spec import known_sizes

__all__ = [
    "AdaptiveAveragePooling1D",
    "AdaptiveAveragePooling2D",
    "AdaptiveAveragePooling3D",
    "AdaptiveMaxPooling1D",
    "AdaptiveMaxPooling2D",
    "AdaptiveMaxPooling3D",
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
]

_OLD = {
    "pool_length": "pool_size",
    "stride": "strides",
    "border_mode": "padding",
    "dim_ordering": "data_format",
}


class _Pooling(Spatial):
    pool = None

    @checks.legacy(**_OLD)
    def __init__(
        self, pool_size=2, strides=None, padding="valid", data_format=None, name=None, **kwargs
    ):
        super().__init__(name=name, **kwargs)
        owner = type(self).__name__
        self.pool_size = checks.sizes(owner, "pool_size", pool_size, self.rank)
        strides = self.pool_size if strides is None else strides
        self.strides = checks.sizes(owner, "strides", strides, self.rank)
        self.padding = checks.word(owner, "padding", padding, ("valid", "same"))
        self._set_format(data_format)

    def call(self, inputs):
        if self.padding == "valid":
            self._require_room(inputs, self.pool_size)
        return self.pool(inputs, self.pool_size, self.strides, self.padding, self.data_format)

    def get_config(self):
        return checks.in_order(super().get_config(), "pool_size padding strides data_format")


class _MaxPooling(_Pooling):
    pool = staticmethod(ops.max_pool)


class _AveragePooling(_Pooling):
    pool = staticmethod(ops.average_pool)


class MaxPooling1D(_MaxPooling):
    """The largest of every window of steps, channel by channel.

    Args:
        pool_size: how many steps a window has.
        strides: how far apart windows are; by default as far as they are long.
        padding: `"valid"`, windows inside only, or `"same"`, a window at every stride.
        data_format: `"channels_first"` for (rows, channels, steps).

    Raises:
        ValueError: if a window is longer than the input.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.MaxPooling1D()(ops.ones((5, 8, 3))).shape
        (5, 4, 3)
    """

    rank = 1


class MaxPooling2D(_MaxPooling):
    """The largest of every window of images, channel by channel.

    Args:
        pool_size: height and width of a window, or one number for both.
        strides: how far apart windows are; by default as far as they are wide.
        padding: `"valid"`, windows inside only, or `"same"`, a window at every stride.
        data_format: `"channels_first"` for (rows, channels, height, width).

    Raises:
        ValueError: if a window is larger than the input.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.MaxPooling2D()(ops.ones((5, 28, 28, 3))).shape
        (5, 14, 14, 3)
    """


class MaxPooling3D(_MaxPooling):
    """The largest of every window of volumes; see `MaxPooling2D`."""

    rank = 3


class AveragePooling1D(_AveragePooling):
    """The mean of every window of steps; padding does not count. See `MaxPooling1D`."""

    rank = 1


class AveragePooling2D(_AveragePooling):
    """The mean of every window of images; padding does not count. See `MaxPooling2D`.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.AveragePooling2D(2)(ops.array([[[[1.0], [2.0]], [[3.0], [6.0]]]])).item()
        3.0
    """


class AveragePooling3D(_AveragePooling):
    """The mean of every window of volumes; padding does not count. See `MaxPooling2D`."""

    rank = 3


class _AdaptivePooling(Spatial):
    pool = None

    def __init__(self, output_size, data_format=None, **kwargs):
        super().__init__(**kwargs)
        owner = type(self).__name__
        self.output_size = checks.sizes(owner, "output_size", output_size, self.rank)
        self._set_format(data_format)

    def build(self, input_shape):
        known_sizes(self, input_shape, self._space)  # which tell where windows lie

    def call(self, inputs):
        return self.pool(inputs, self.output_size, self.data_format)


class _AdaptiveMax(_AdaptivePooling):
    pool = staticmethod(ops.adaptive_max_pool)


class _AdaptiveAverage(_AdaptivePooling):
    pool = staticmethod(ops.adaptive_average_pool)


class AdaptiveAveragePooling1D(_AdaptiveAverage):
    """The means of `output_size` stretches of steps, as equal as may be."""

    rank = 1


class AdaptiveAveragePooling2D(_AdaptiveAverage):
    """Images of height and width `output_size`, each pixel the mean of a window.

    Args:
        output_size: (height, width), or one number for both.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.AdaptiveAveragePooling2D((2, 3))(ops.ones((5, 7, 9, 4))).shape
        (5, 2, 3, 4)
    """


class AdaptiveAveragePooling3D(_AdaptiveAverage):
    """Volumes of `output_size`, each element the mean of a window."""

    rank = 3


class AdaptiveMaxPooling1D(_AdaptiveMax):
    """The largest of `output_size` stretches of steps, as equal as may be."""

    rank = 1


class AdaptiveMaxPooling2D(_AdaptiveMax):
    """Images of height and width `output_size`, each pixel the largest of a window."""


class AdaptiveMaxPooling3D(_AdaptiveMax):
    """Volumes of `output_size`, each element the largest of a window."""

    rank = 3
