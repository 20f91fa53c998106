"""Layers that put zeros around steps, images and volumes."""

from pronghorn import arguments as checks
from pronghorn import ops
from pronghorn.layers.spatial import Spatial

__all__ = ["ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D"]


class _ZeroPadding(Spatial):
    def _keep(self, padding, data_format):
        self.padding = checks.edges(type(self).__name__, "padding", padding, self.rank)
        self._set_format(data_format)

    def call(self, inputs):
        return ops.pad(inputs, self._everywhere(self.padding, (0, 0)))


class ZeroPadding1D(_ZeroPadding):
    """Zeros before and after the steps of (rows, steps, channels).

    Args:
        padding: how many; one number for both ends, or (before, after).

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.ZeroPadding1D((0, 2))(ops.ones((5, 3, 1))).shape
        (5, 5, 1)
    """

    rank = 1

    def __init__(self, padding=1, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self._keep(padding, data_format)
        (self.padding,) = self.padding

    def call(self, inputs):
        return ops.pad(inputs, self._everywhere((self.padding,), (0, 0)))


class ZeroPadding2D(_ZeroPadding):
    """Zeros around images.

    Args:
        padding: one number, one for rows and one for columns, or
            ((above, below), (left, right)).
        data_format: `"channels_last"`, (rows, height, width, channels), or `"channels_first"`.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.ZeroPadding2D(((1, 0), (2, 2)))(ops.ones((5, 3, 3, 1))).shape
        (5, 4, 7, 1)
    """

    @checks.legacy(dim_ordering="data_format")
    def __init__(self, padding=(1, 1), data_format=None, **kwargs):
        super().__init__(**kwargs)
        self._keep(padding, data_format)


class ZeroPadding3D(_ZeroPadding):
    """Zeros around volumes; see `ZeroPadding2D`."""

    rank = 3

    @checks.legacy(dim_ordering="data_format")
    def __init__(self, padding=((1, 1), (1, 1), (1, 1)), data_format=None, **kwargs):
        super().__init__(**kwargs)
        self._keep(padding, data_format)
