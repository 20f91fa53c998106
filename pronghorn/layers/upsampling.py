"""Layers that make steps, images and volumes a whole number of times as large."""

from pronghorn import arguments as checks
from pronghorn import ops
from pronghorn.layers.spatial import Spatial
from pronghorn.ops import image

__all__ = ["UpSampling1D", "UpSampling2D", "UpSampling3D"]


class _UpSampling(Spatial):
    def call(self, inputs):
        for axis, times in zip(self._space, self.size, strict=True):
            inputs = ops.repeat(inputs, times, axis)
        return inputs


class UpSampling1D(_UpSampling):
    """Each step of (rows, steps, channels) `size` times in a row.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.UpSampling1D(3)(ops.ones((5, 2, 4))).shape
        (5, 6, 4)
    """

    rank = 1

    @checks.legacy(length="size")
    def __init__(self, size=2, **kwargs):
        super().__init__(**kwargs)
        self.size = checks.positive_int("UpSampling1D", "size", size)
        self._set_format("channels_last")

    def call(self, inputs):
        return ops.repeat(inputs, self.size, 1)


class UpSampling2D(_UpSampling):
    """Images `size` times as high and wide.

    Args:
        size: one whole number, or one for the height and one for the width.
        data_format: `"channels_last"`, (rows, height, width, channels), or `"channels_first"`.
        interpolation: `"nearest"` repeats pixels; `"bilinear"`, `"bicubic"`, `"lanczos3"` and
            `"lanczos5"` are those of `ops.image.resize`.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.UpSampling2D((2, 3))(ops.ones((5, 4, 4, 1))).shape
        (5, 8, 12, 1)
    """

    @checks.legacy(dim_ordering="data_format")
    def __init__(self, size=(2, 2), data_format=None, interpolation="nearest", **kwargs):
        super().__init__(**kwargs)
        self.size = checks.sizes("UpSampling2D", "size", size, 2)
        self._set_format(data_format)
        self.interpolation = checks.word(
            "UpSampling2D", "interpolation", interpolation, image.INTERPOLATIONS
        )

    def call(self, inputs):
        if self.interpolation == "nearest":
            return super().call(inputs)
        sizes = [
            inputs.shape[axis] * times for axis, times in zip(self._space, self.size, strict=True)
        ]
        return image.resize(inputs, sizes, self.interpolation, data_format=self.data_format)


class UpSampling3D(_UpSampling):
    """Volumes `size` times as deep, high and wide, by repeating; see `UpSampling2D`."""

    rank = 3

    @checks.legacy(dim_ordering="data_format")
    def __init__(self, size=(2, 2, 2), data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.size = checks.sizes("UpSampling3D", "size", size, 3)
        self._set_format(data_format)
