"""Layers that arrange their input anew."""

import math

from pronghorn import arguments as checks
from pronghorn import ops
from pronghorn.errors import ArgumentError, ShapeError, wrong_argument
from pronghorn.layers.base import Layer
from pronghorn.layers.spec import InputSpec, public_shape

__all__ = ["Flatten", "Permute", "RepeatVector", "Reshape"]


class Flatten(Layer):
    """All axes but the first made one.

    Args:
        data_format: `"channels_first"` moves axis 1 to the end before.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Flatten()(ops.ones((5, 2, 3))).shape
        (5, 6)
    """

    def __init__(self, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.data_format = checks.data_format("Flatten", data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs):
        if self.data_format == "channels_first" and inputs.ndim > 2:
            inputs = ops.transpose(inputs, (0, *range(2, inputs.ndim), 1))
        rows, *sizes = inputs.shape
        if inputs.ndim == 2:
            return inputs
        size = 1
        for each in sizes:
            size = each * size
        return ops.reshape(inputs, (rows, size))


class Reshape(Layer):
    """Each sample with the shape `target_shape`, one size of which may be -1.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Reshape((3, -1))(ops.ones((5, 6))).shape
        (5, 3, 2)
    """

    def __init__(self, target_shape, **kwargs):
        super().__init__(**kwargs)
        sizes = target_shape if isinstance(target_shape, list | tuple) else (target_shape,)
        self.target_shape = tuple(sizes)
        for size in self.target_shape:
            if size != -1:
                checks.positive_int("Reshape", "target_shape", size)
        if self.target_shape.count(-1) > 1:
            raise wrong_argument(
                "Reshape",
                "target_shape",
                "a shape with at most one -1",
                self.target_shape,
                "(3, -1)",
            )

    def call(self, inputs):
        rows, *sizes = inputs.shape
        target = self.target_shape
        if all(isinstance(size, int) for size in sizes):
            total, known = math.prod(sizes), math.prod(n for n in target if n != -1)
            if total % known or (-1 not in target and total != known):
                raise ShapeError("S04", shape=public_shape(inputs.shape), target=(None, *target))
            target = tuple(total // known if n == -1 else n for n in target)
        return ops.reshape(inputs, (rows, *target))


class Permute(Layer):
    """The axes of each sample in another order.

    Args:
        dims: the old number of every new axis, counted from 1, as in `(2, 1)`.
    """

    def __init__(self, dims, **kwargs):
        super().__init__(**kwargs)
        self.dims = tuple(dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            ndim = len(self.dims)
            raise ArgumentError("S14", op="Permute", axes=self.dims, ndim=ndim, example="(2, 1)")
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)

    def call(self, inputs):
        return ops.transpose(inputs, (0, *self.dims))


class RepeatVector(Layer):
    """(rows, features) repeated to (rows, n, features)."""

    def __init__(self, n, **kwargs):
        super().__init__(**kwargs)
        self.n = checks.positive_int("RepeatVector", "n", n)
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs):
        rows, features = inputs.shape
        return ops.broadcast_to(ops.expand_dims(inputs, 1), (rows, self.n, features))
