"""What layers over places of space have in common: a rank, and where the channels are."""

from pronghorn import arguments as checks
from pronghorn.errors import ShapeError
from pronghorn.layers.base import Layer
from pronghorn.layers.spec import InputSpec, public_shape

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

    def _require_room(self, inputs, window, dilation=None):
        """Refuses windows larger than the input, and says so if channels seem to be elsewhere."""
        shape = public_shape(inputs.shape)
        dilation = dilation or (1,) * self.rank
        for axis, taps, apart in zip(self._space, window, dilation, strict=True):
            reach = (taps - 1) * apart + 1
            if shape[axis] is None or shape[axis] >= reach:
                continue
            facts = {"layer": self._called(), "window": reach, "axis": axis, "shape": shape}
            if self._seems_otherwise(shape, axis):
                last = self.data_format == "channels_last"
                other = "channels_first" if last else "channels_last"
                mend = "np.moveaxis(x, 1, -1)" if last else "np.moveaxis(x, -1, 1)"
                raise ShapeError("E29", **facts, format=self.data_format, other=other, mend=mend)
            raise ShapeError("E30", **facts, size=shape[axis])

    def _seems_otherwise(self, shape, axis):
        """Whether an axis of space is so short beside the others that it may hold channels."""
        edge = self._space[0] if self.data_format == "channels_last" else self._space[-1]
        others = [shape[n] for n in self._space if n != edge]
        return axis == edge and all(n is not None and n >= 4 * shape[axis] for n in others or [0])
