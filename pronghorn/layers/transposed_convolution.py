"""Convolutions the other way round, which make steps, images and volumes larger."""

from pronghorn import arguments as checks
from pronghorn import ops
from pronghorn.errors import wrong_argument
from pronghorn.layers.convolving import OLD_NAMES, Convolving

__all__ = ["Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"]


class _Transposed(Convolving):
    written = (
        "filters kernel_size strides padding output_padding data_format dilation_rate activation "
        "use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer "
        "activity_regularizer kernel_constraint bias_constraint"
    )

    @checks.legacy(**OLD_NAMES)
    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        output_padding=None,
        data_format=None,
        dilation_rate=1,
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
        self._keep_filters(filters)
        self._keep_windows(kernel_size, strides, padding, data_format, dilation_rate)
        self.output_padding = self._checked_output_padding(output_padding)
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

    def _checked_output_padding(self, value):
        if value is None:
            return None
        several = tuple(value) if isinstance(value, list | tuple) else (value,) * self.rank
        good = len(several) == self.rank and all(
            isinstance(extra, int) and 0 <= extra < stride
            for extra, stride in zip(several, self.strides, strict=True)
        )
        if not good:
            raise wrong_argument(
                self,
                "output_padding",
                "whole numbers from 0, each below strides={strides}",
                value,
                0,
                strides=self.strides,
            )
        return several

    def build(self, input_shape):
        channels = self._depth(input_shape)
        shape = (*self.kernel_size, self.filters, channels)
        self.kernel = self.add_weight(name="kernel", shape=shape, **self.rules("kernel"))
        self._add_bias(self.filters)

    def call(self, inputs):
        y = ops.conv_transpose(
            inputs, self.kernel, output_padding=self.output_padding, **self._moves()
        )
        return self._finished(y)


class Conv1DTranspose(_Transposed):
    """The gradient of a convolution along steps, as a layer: stretches (rows, steps, channels).

    Args:
        filters: how many, that is channels of the output.
        kernel_size: how many output steps one input step reaches.
        strides: how far apart input steps come to lie.
        padding: `"same"` for `strides` times as many steps, `"valid"` for all that is reached.
        output_padding: how many steps more than the fewest that fit; less than `strides`.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Conv1DTranspose(4, 3, 2, padding="same")(ops.ones((5, 8, 2))).shape
        (5, 16, 4)
    """

    rank = 1


class Conv2DTranspose(_Transposed):
    """The gradient of a convolution over images, as a layer: makes images larger.

    Args:
        filters: how many, that is channels of the output.
        kernel_size: height and width of what one input pixel reaches.
        strides: how far apart input pixels come to lie.
        padding: `"same"` for images `strides` times as large, `"valid"` for all that is reached.
        output_padding: how much larger than the least that fits; less than `strides`.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Conv2DTranspose(4, 3, 2, padding="same")(ops.ones((5, 7, 7, 2))).shape
        (5, 14, 14, 4)
    """


class Conv3DTranspose(_Transposed):
    """The gradient of a convolution over volumes, as a layer; see `Conv2DTranspose`."""

    rank = 3

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        output_padding=None,
        dilation_rate=1,
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
        # Keras has data_format and output_padding the other way round here.
        given = {name: value for name, value in locals().items() if name in self.written.split()}
        super().__init__(**given, **kwargs)
