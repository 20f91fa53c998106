"""Layers that cut the edges off steps, images and volumes."""

from pronghorn import arguments as checks
from pronghorn.errors import ShapeError
from pronghorn.layers.spatial import Spatial
from pronghorn.layers.spec import public_shape

__all__ = ["Cropping1D", "Cropping2D", "Cropping3D"]


class _Cropping(Spatial):
    def _pairs(self):
        return self.cropping

    def call(self, inputs):
        pairs = self._everywhere(self._pairs(), (0, 0))
        for axis, (pair, size) in enumerate(zip(pairs, public_shape(inputs.shape), strict=True)):
            if sum(pair) and size is not None and sum(pair) >= size:
                shape = public_shape(inputs.shape)
                raise ShapeError(
                    "S45", op=self._called(), crop=sum(pair), size=size, axis=axis, shape=shape
                )
        return inputs[tuple(slice(before, -after or None) for before, after in pairs)]


class Cropping1D(_Cropping):
    """(rows, steps, channels) without the first and last steps.

    Args:
        cropping: how many; one number for both ends, or (first, last).

    Raises:
        ValueError: if nothing would be left.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Cropping1D((0, 2))(ops.ones((5, 3, 1))).shape
        (5, 1, 1)
    """

    rank = 1

    def __init__(self, cropping=(1, 1), **kwargs):
        super().__init__(**kwargs)
        (self.cropping,) = checks.edges("Cropping1D", "cropping", cropping, 1)
        self._set_format("channels_last")

    def _pairs(self):
        return (self.cropping,)


class Cropping2D(_Cropping):
    """Images without their edges.

    Args:
        cropping: one number, one for rows and one for columns, or
            ((above, below), (left, right)).
        data_format: `"channels_last"`, (rows, height, width, channels), or `"channels_first"`.

    Raises:
        ValueError: if nothing would be left.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Cropping2D(((1, 0), (2, 2)))(ops.ones((5, 6, 6, 1))).shape
        (5, 5, 2, 1)
    """

    @checks.legacy(dim_ordering="data_format")
    def __init__(self, cropping=((0, 0), (0, 0)), data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.cropping = checks.edges(type(self).__name__, "cropping", cropping, self.rank)
        self._set_format(data_format)


class Cropping3D(_Cropping):
    """Volumes without their edges; see `Cropping2D`."""

    rank = 3

    @checks.legacy(dim_ordering="data_format")
    def __init__(self, cropping=((1, 1), (1, 1), (1, 1)), data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.cropping = checks.edges(type(self).__name__, "cropping", cropping, self.rank)
        self._set_format(data_format)
