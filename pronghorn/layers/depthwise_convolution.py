"""Convolution of every channel by itself, alone or followed by a mix of the channels."""

from pronghorn import arguments as checks
from pronghorn import ops
from pronghorn.layers.convolving import OLD_NAMES, Convolving, old_calls

__all__ = ["DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D"]

_OLD = {name: new for name, new in OLD_NAMES.items() if not name.startswith(("W_", "init"))}


def _as_read(owner, args, kwargs):
    """Files of Keras 2 name arguments of the class above, which had one meaning only."""
    if kwargs.get("groups") == 1:
        del kwargs["groups"]
    for old in ("kernel_initializer", "kernel_regularizer", "kernel_constraint"):
        kwargs.pop(old, None)
    return args


class _Depthwise(Convolving):
    written = (
        "depth_multiplier kernel_size strides padding data_format dilation_rate activation "
        "use_bias depthwise_initializer bias_initializer depthwise_regularizer bias_regularizer "
        "activity_regularizer depthwise_constraint bias_constraint"
    )

    @checks.legacy(_as_read, **_OLD)
    def __init__(
        self,
        kernel_size,
        strides=1,
        padding="valid",
        depth_multiplier=1,
        data_format=None,
        dilation_rate=1,
        activation=None,
        use_bias=True,
        depthwise_initializer="glorot_uniform",
        bias_initializer="zeros",
        depthwise_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        depthwise_constraint=None,
        bias_constraint=None,
        **kwargs,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        owner = type(self).__name__
        self.depth_multiplier = checks.positive_int(owner, "depth_multiplier", depth_multiplier)
        self._keep_windows(kernel_size, strides, padding, data_format, dilation_rate)
        self._keep_finish(
            activation,
            use_bias,
            depthwise_initializer=depthwise_initializer,
            bias_initializer=bias_initializer,
            depthwise_regularizer=depthwise_regularizer,
            bias_regularizer=bias_regularizer,
            depthwise_constraint=depthwise_constraint,
            bias_constraint=bias_constraint,
        )

    def build(self, input_shape):
        channels = self._depth(input_shape)
        shape = (*self.kernel_size, channels, self.depth_multiplier)
        self.kernel = self.add_weight(name="kernel", shape=shape, **self.rules("depthwise"))
        self._add_bias(channels * self.depth_multiplier)

    def _convolved(self, inputs):
        return ops.depthwise_conv(inputs, self.kernel, **self._moves())


class DepthwiseConv1D(_Depthwise):
    """Every channel of (rows, steps, channels) convolved with filters of its own.

    Args:
        kernel_size: how many steps a filter sees.
        strides: how far apart windows are.
        padding: `"valid"` or `"same"`.
        depth_multiplier: how many filters, and so output channels, for each input channel.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.DepthwiseConv1D(3, depth_multiplier=2)(ops.ones((5, 8, 3))).shape
        (5, 6, 6)
    """

    rank = 1


class DepthwiseConv2D(_Depthwise):
    """Every channel of images convolved with filters of its own.

    Args:
        kernel_size: height and width of a filter, or one number for both.
        strides: how far apart windows are.
        padding: `"valid"` or `"same"`.
        depth_multiplier: how many filters, and so output channels, for each input channel.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.DepthwiseConv2D(3)(ops.ones((5, 8, 8, 3))).shape
        (5, 6, 6, 3)
    """


class _Separable(Convolving):
    written = (
        "depth_multiplier filters kernel_size strides padding data_format dilation_rate "
        "activation use_bias depthwise_initializer pointwise_initializer bias_initializer "
        "depthwise_regularizer pointwise_regularizer bias_regularizer activity_regularizer "
        "depthwise_constraint pointwise_constraint bias_constraint"
    )

    @checks.legacy(_as_read, **_OLD)
    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        dilation_rate=1,
        depth_multiplier=1,
        activation=None,
        use_bias=True,
        depthwise_initializer="glorot_uniform",
        pointwise_initializer="glorot_uniform",
        bias_initializer="zeros",
        depthwise_regularizer=None,
        pointwise_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        depthwise_constraint=None,
        pointwise_constraint=None,
        bias_constraint=None,
        **kwargs,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        owner = type(self).__name__
        self.depth_multiplier = checks.positive_int(owner, "depth_multiplier", depth_multiplier)
        self._keep_filters(filters)
        self._keep_windows(kernel_size, strides, padding, data_format, dilation_rate)
        self._keep_finish(
            activation,
            use_bias,
            depthwise_initializer=depthwise_initializer,
            pointwise_initializer=pointwise_initializer,
            bias_initializer=bias_initializer,
            depthwise_regularizer=depthwise_regularizer,
            pointwise_regularizer=pointwise_regularizer,
            bias_regularizer=bias_regularizer,
            depthwise_constraint=depthwise_constraint,
            pointwise_constraint=pointwise_constraint,
            bias_constraint=bias_constraint,
        )

    def build(self, input_shape):
        channels, times = self._depth(input_shape), self.depth_multiplier
        shapes = {
            "depthwise": (*self.kernel_size, channels, times),
            "pointwise": (*(1,) * self.rank, channels * times, self.filters),
        }
        self.depthwise_kernel, self.pointwise_kernel = (
            self.add_weight(name=f"{word}_kernel", shape=shape, **self.rules(word))
            for word, shape in shapes.items()
        )
        self._add_bias(self.filters)

    def _convolved(self, inputs):
        kernels = self.depthwise_kernel, self.pointwise_kernel
        return ops.separable_conv(inputs, *kernels, **self._moves())


class SeparableConv1D(_Separable):
    """A convolution of every channel by itself along steps, then a mix of the channels.

    Args:
        filters: how many channels the output has.
        kernel_size: how many steps a filter sees.
        depth_multiplier: how many filters for each input channel before the mix.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.SeparableConv1D(4, 3)(ops.ones((5, 8, 2))).shape
        (5, 6, 4)
    """

    rank = 1


class SeparableConv2D(_Separable):
    """A convolution of every channel of images by itself, then a mix of the channels.

    After Chollet 2017, arXiv:1610.02357.

    Args:
        filters: how many channels the output has.
        kernel_size: height and width of a filter, or one number for both.
        depth_multiplier: how many filters for each input channel before the mix.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.SeparableConv2D(4, 3)(ops.ones((5, 8, 8, 2))).shape
        (5, 6, 6, 4)
    """

    __init__ = checks.legacy(old_calls)(_Separable.__init__)
