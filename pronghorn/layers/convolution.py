"""Convolution of steps, images and volumes."""

from pronghorn import arguments as checks
from pronghorn import ops
from pronghorn.errors import ArgumentError
from pronghorn.layers.convolving import OLD_NAMES, Convolving, old_calls

__all__ = ["Conv1D", "Conv2D", "Conv3D"]


class _Convolution(Convolving):
    written = (
        "filters kernel_size strides padding data_format dilation_rate groups activation use_bias "
        "kernel_initializer bias_initializer kernel_regularizer bias_regularizer "
        "activity_regularizer kernel_constraint bias_constraint"
    )

    @checks.legacy(**OLD_NAMES)
    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        dilation_rate=1,
        groups=1,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        **kwargs,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self._keep_filters(filters, groups)
        self._keep_windows(kernel_size, strides, padding, data_format, dilation_rate)
        self._keep_finish(
            activation,
            use_bias,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
        )

    def build(self, input_shape):
        channels = self._depth(input_shape)
        if channels % self.groups:
            raise ArgumentError(
                "M45",
                layer=self._called(),
                groups=self.groups,
                channels=channels,
            )
        shape = (*self.kernel_size, channels // self.groups, self.filters)
        self.kernel = self.add_weight(name="kernel", shape=shape, **self.rules("kernel"))
        self._add_bias(self.filters)

    def _convolved(self, inputs):
        return ops.conv(inputs, self.kernel, **self._moves())


class Conv1D(_Convolution):
    """Convolution along steps: (rows, steps, channels) becomes (rows, new steps, filters).

    Args:
        filters: how many, that is channels of the output.
        kernel_size: how many steps a filter sees.
        strides: how far apart windows are.
        padding: `"valid"`, `"same"`, or `"causal"`, by which no output sees later steps.
        data_format: `"channels_first"` for (rows, channels, steps).
        dilation_rate: how far apart the steps are that a filter sees.
        groups: parts into which channels are cut, each with filters of its own.
        activation: a name or a function.
        use_bias: whether a weight is added for each filter.

    Raises:
        ValueError: if a window is longer than the input.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Conv1D(4, 3)(ops.ones((5, 8, 2))).shape
        (5, 6, 4)
    """

    rank = 1

    def _paddings(self):
        return ("valid", "same", "causal")


class Conv2D(_Convolution):
    """Convolution over images: (rows, height, width, channels) becomes one channel per filter.

    Args:
        filters: how many, that is channels of the output.
        kernel_size: height and width of a filter, or one number for both.
        strides: how far apart windows are.
        padding: `"valid"`, windows inside the image, or `"same"`, zeros around it.
        data_format: `"channels_first"` for (rows, channels, height, width).
        dilation_rate: how far apart the pixels are that a filter sees.
        groups: parts into which channels are cut, each with filters of its own.
        activation: a name or a function.
        use_bias: whether a weight is added for each filter.

    Raises:
        ValueError: if a window is larger than the input.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Conv2D(4, 3, activation="relu")(ops.ones((5, 28, 28, 1))).shape
        (5, 26, 26, 4)
    """

    __init__ = checks.legacy(old_calls)(_Convolution.__init__)


class Conv3D(_Convolution):
    """Convolution over volumes (rows, depth, height, width, channels); see `Conv2D`.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Conv3D(4, 3)(ops.ones((1, 5, 6, 7, 2))).shape
        (1, 3, 4, 5, 4)
    """

    rank = 3
