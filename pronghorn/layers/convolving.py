"""What layers with sliding kernels have in common: their windows, kernels, bias and activation."""

from pronghorn import activations, constraints, initializers, ops, regularizers
from pronghorn import arguments as checks
from pronghorn.errors import ArgumentError
from pronghorn.layers.spatial import Spatial
from pronghorn.layers.spec import InputSpec, known_sizes
from pronghorn.messages import note

__all__ = ["OLD_NAMES", "Convolving", "old_calls"]

# What Keras 1 called the arguments.
OLD_NAMES = {
    "nb_filter": "filters",
    "filter_length": "kernel_size",
    "subsample": "strides",
    "subsample_length": "strides",
    "border_mode": "padding",
    "dim_ordering": "data_format",
    "atrous_rate": "dilation_rate",
    "init": "kernel_initializer",
    "bias": "use_bias",
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
}


def old_calls(owner, args, kwargs):
    """Kernel sizes as Keras 1 wrote them: `(32, 3, 3)`, or `nb_row=3, nb_col=3`.

    Two equal odd numbers are taken for a size, for a stride as long as the kernel is next to never
    meant; other strides may be positional, as they are today.
    """
    kernel = [kwargs.pop(old) for old in ("nb_row", "nb_col") if old in kwargs]
    filters, *rest = args or (None,)
    if not kernel and len(rest) > 1 and rest[0] == rest[1] and _is_odd(rest[0]):
        kernel, rest = rest[:2], rest[2:]
    if not kernel:
        return args
    new = tuple(kernel)
    note("N07", old=f"{owner}(..., {', '.join(map(str, kernel))})", new=f"{owner}(..., {new})")
    if args:
        if rest:  # `border_mode` and what follows have moved
            kwargs["padding" if isinstance(rest[0], str) else "strides"] = rest[0]
        return (filters, new)
    kwargs["kernel_size"] = new
    return args


def _is_odd(size):
    return isinstance(size, int) and not isinstance(size, bool) and size > 1 and size % 2 == 1


class Convolving(Spatial):
    """A layer whose kernels slide over the axes of space."""

    written = ""  # its arguments in the order in which Keras writes them

    def _keep_windows(self, kernel_size, strides, padding, data_format, dilation_rate):
        owner = type(self).__name__
        self.kernel_size = checks.sizes(owner, "kernel_size", kernel_size, self.rank)
        self.strides = checks.sizes(owner, "strides", strides, self.rank)
        self.padding = checks.word(owner, "padding", padding, self._paddings())
        self._set_format(data_format)
        self.dilation_rate = checks.sizes(owner, "dilation_rate", dilation_rate, self.rank)
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ArgumentError(
                "M95", owner=owner, strides=self.strides, dilation=self.dilation_rate
            )

    def _paddings(self):
        return ("valid", "same")

    def _keep_filters(self, filters, groups=1):
        owner = type(self).__name__
        self.filters = checks.positive_int(owner, "filters", filters)
        self.groups = checks.positive_int(owner, "groups", groups)
        if self.filters % self.groups:
            raise ArgumentError("M96", layer=owner, groups=groups, filters=self.filters)

    def _keep_finish(self, activation, use_bias, **rules):
        """Activation, bias, and rules such as `kernel_initializer` under their own names."""
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        kinds = {
            "initializer": initializers,
            "regularizer": regularizers,
            "constraint": constraints,
        }
        for name, value in rules.items():
            setattr(self, name, kinds[name.rpartition("_")[2]].get(value))

    def _depth(self, input_shape):
        """The number of input channels, from now on demanded of every input."""
        (channels,) = known_sizes(self, input_shape, (self._channels,))
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={self._channels: channels})
        return channels

    def _add_bias(self, size):
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(name="bias", shape=(size,), **self.rules("bias"))

    def _finished(self, y):
        """With bias and activation."""
        if self.bias is not None:
            shape = [1] * (self.rank + 2)
            shape[self._channels] = self.bias.shape[0]
            y = ops.add(y, ops.reshape(self.bias, shape))
        return y if self.activation is None else self.activation(y)

    def call(self, inputs):
        if self.padding == "valid":
            self._require_room(inputs, self.kernel_size, self.dilation_rate)
        return self._finished(self._convolved(inputs))

    def _moves(self):
        """How windows lie, as operations call it."""
        return {
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
            "dilation_rate": self.dilation_rate,
        }

    def get_config(self):
        return checks.in_order(super().get_config(), self.written)
