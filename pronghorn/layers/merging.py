"""Layers that make one tensor of several, and the same as functions."""

from pronghorn import ops
from pronghorn.errors import ShapeError, wrong_argument
from pronghorn.layers.base import Layer
from pronghorn.layers.spec import is_shape

__all__ = [
    "Add",
    "Average",
    "Concatenate",
    "Dot",
    "Maximum",
    "Minimum",
    "Multiply",
    "Subtract",
    "add",
    "average",
    "concatenate",
    "dot",
    "maximum",
    "minimum",
    "multiply",
    "subtract",
]


class _Merge(Layer):
    """A layer that is called on a list of tensors."""

    # How many inputs it takes, if that is fixed.
    count = None

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def build(self, input_shape):
        wanted = self.count or "a list of"
        if is_shape(input_shape):
            raise ShapeError("M09", layer=self._called(), want=wanted, got=1)
        if self.count is not None and len(input_shape) != self.count:
            raise ShapeError("M09", layer=self._called(), want=wanted, got=len(input_shape))

    def compute_mask(self, inputs, mask=None):
        """Where any input counts; None unless every input has a mask."""
        if not isinstance(mask, list | tuple) or any(each is None for each in mask):
            return None
        found = mask[0]
        for each in mask[1:]:
            found = ops.logical_or(found, each)
        return found


class _Elementwise(_Merge):
    """A merge of elements at the same places; inputs with fewer axes get them after the rows."""

    def call(self, inputs):
        ndim = max(tensor.ndim for tensor in inputs)
        first, *others = (_with_axes(tensor, ndim) for tensor in inputs)
        for other in others:
            first = self.joined(first, other)
        return first

    def joined(self, a, b):
        """Two tensors as one."""
        raise NotImplementedError


def _with_axes(tensor, ndim):
    missing = ndim - tensor.ndim
    return ops.expand_dims(tensor, tuple(range(1, missing + 1))) if missing else tensor


class Add(_Elementwise):
    """The sum of the inputs.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Add()([ops.ones((1, 2)), ops.ones((1, 2))]).numpy()
        array([[2., 2.]], dtype=float32)
    """

    def joined(self, a, b):
        return ops.add(a, b)


class Subtract(_Elementwise):
    """The first input less the second."""

    count = 2

    def joined(self, a, b):
        return ops.subtract(a, b)


class Multiply(_Elementwise):
    """The product of the inputs."""

    def joined(self, a, b):
        return ops.multiply(a, b)


class Average(_Elementwise):
    """The mean of the inputs."""

    def call(self, inputs):
        return ops.divide(super().call(inputs), len(inputs))

    def joined(self, a, b):
        return ops.add(a, b)


class Maximum(_Elementwise):
    """The largest of the inputs at each place."""

    def joined(self, a, b):
        return ops.maximum(a, b)


class Minimum(_Elementwise):
    """The smallest of the inputs at each place."""

    def joined(self, a, b):
        return ops.minimum(a, b)


class Concatenate(_Merge):
    """The inputs one after another along an axis.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Concatenate()([ops.ones((1, 2)), ops.zeros((1, 1))]).numpy()
        array([[1., 1., 0.]], dtype=float32)
    """

    def __init__(self, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.axis = axis

    def build(self, input_shape):
        super().build(input_shape)
        rest = [_without(shape, self.axis) for shape in map(list, input_shape)]
        for shape in rest:
            same = len(shape) == len(rest[0]) and all(
                a == b or a is None or b is None for a, b in zip(shape, rest[0], strict=True)
            )
            if not same:
                raise ShapeError("S10", op=self._called(), axis=self.axis, shapes=input_shape)

    def call(self, inputs):
        return ops.concatenate(inputs, axis=self.axis)

    def compute_mask(self, inputs, mask=None):
        """The masks one after another; inputs without one count everywhere."""
        if not isinstance(mask, list | tuple):
            return None
        parts = []
        for tensor, each in zip(inputs, mask, strict=True):
            whole = ops.ones_like(tensor, dtype="bool")
            if each is not None:
                missing = tensor.ndim - each.ndim
                each = ops.expand_dims(each, tuple(range(-missing, 0))) if missing else each
                whole = ops.logical_and(each, whole)
            parts.append(whole)
        return ops.any(ops.concatenate(parts, axis=self.axis), axis=-1)


def _without(shape, axis):
    axis %= len(shape)
    return shape[:axis] + shape[axis + 1 :]


class Dot(_Merge):
    """Sums of products of two inputs along one axis of each, row by row.

    Args:
        axes: the axis to sum along, or a pair with one for each input.
        normalize: whether to scale to length 1 along these axes before.

    Returns:
        A tensor with the other axes of the first input, then those of the second; at least two.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Dot(axes=1)([ops.ones((1, 3)), ops.ones((1, 3))]).numpy()
        array([[3.]], dtype=float32)
    """

    count = 2

    def __init__(self, axes, normalize=False, **kwargs):
        super().__init__(**kwargs)
        pair = [axes, axes] if isinstance(axes, int) else axes
        if not isinstance(pair, list | tuple) or [type(axis) for axis in pair] != [int, int]:
            raise wrong_argument("Dot", "axes", "a whole number, or two", axes, "(1, 2)")
        self.axes = axes
        self.normalize = normalize

    def build(self, input_shape):
        super().build(input_shape)
        a, b = self._places([len(shape) for shape in input_shape])
        first, second = input_shape[0][a], input_shape[1][b]
        if None not in (first, second) and first != second:
            raise ShapeError("M08", layer=self._called(), want=first, axis=b, got=input_shape[1])

    def _places(self, counts):
        pair = [self.axes, self.axes] if isinstance(self.axes, int) else self.axes
        return [axis % count for axis, count in zip(pair, counts, strict=True)]

    def call(self, inputs):
        a, b = self._places([tensor.ndim for tensor in inputs])
        first, second = inputs
        if self.normalize:
            first, second = ops.normalize(first, axis=a), ops.normalize(second, axis=b)
        letters = iter("abcdefghijklmnopqrst")
        left = ["z", *(next(letters) for _ in range(first.ndim - 1))]
        right = ["z", *(next(letters) for _ in range(second.ndim - 1))]
        right[b] = left[a]
        kept = [x for x in (*left, *right[1:]) if x != left[a]]
        equation = f"{''.join(left)},{''.join(right)}->{''.join(kept)}"
        product = ops.einsum(equation, first, second)
        return ops.expand_dims(product, -1) if product.ndim == 1 else product

    def compute_mask(self, inputs, mask=None):
        return None


def add(inputs, **kwargs):
    """The sum of the inputs, as the layer `Add`.

    Example:
        >>> from pronghorn import layers
        >>> layers.add([layers.Input((2,)), layers.Input((2,))]).shape
        (None, 2)
    """
    return Add(**kwargs)(inputs)


def subtract(inputs, **kwargs):
    """The first input less the second, as the layer `Subtract`."""
    return Subtract(**kwargs)(inputs)


def multiply(inputs, **kwargs):
    """The product of the inputs, as the layer `Multiply`."""
    return Multiply(**kwargs)(inputs)


def average(inputs, **kwargs):
    """The mean of the inputs, as the layer `Average`."""
    return Average(**kwargs)(inputs)


def maximum(inputs, **kwargs):
    """The largest of the inputs at each place, as the layer `Maximum`."""
    return Maximum(**kwargs)(inputs)


def minimum(inputs, **kwargs):
    """The smallest of the inputs at each place, as the layer `Minimum`."""
    return Minimum(**kwargs)(inputs)


def concatenate(inputs, axis=-1, **kwargs):
    """The inputs one after another along an axis, as the layer `Concatenate`."""
    return Concatenate(axis=axis, **kwargs)(inputs)


def dot(inputs, axes=-1, **kwargs):
    """Sums of products of two inputs along one axis of each, as the layer `Dot`."""
    return Dot(axes=axes, **kwargs)(inputs)
