"""What layers over places of space have in common: a rank, and where the channels are."""

from pronghorn.layers import arguments as checks
from pronghorn.layers.base import Layer
from pronghorn.layers.spec import InputSpec

__all__ = ["Spatial"]


class Spatial(Layer):
    """A layer over `rank` axes of space and one of channels, which comes last or first."""

    rank = 2

    def _set_format(self, data_format):
        self.data_format = checks.data_format(type(self).__name__, data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    @property
    def _space(self):
        """The axes of space."""
        first = 1 if self.data_format == "channels_last" else 2
        return tuple(range(first, first + self.rank))

    @property
    def _channels(self):
        """The axis of channels."""
        return self.rank + 1 if self.data_format == "channels_last" else 1

    def _everywhere(self, sizes, other):
        """`sizes` for the axes of space, `other` for rows and channels."""
        placed = dict(zip(self._space, sizes, strict=True))
        return tuple(placed.get(axis, other) for axis in range(self.rank + 2))
