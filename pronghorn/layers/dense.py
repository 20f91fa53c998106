"""The fully connected layer."""

from pronghorn import activations, constraints, initializers, ops, regularizers
from pronghorn import arguments as checks
from pronghorn.layers.base import Layer
from pronghorn.layers.spec import InputSpec, known_sizes
from pronghorn.messages import note

__all__ = ["Dense"]


def _second_initializer(owner, args, kwargs):
    """Keras 1's `Dense(64, "uniform")`, whose second argument was the initializer."""
    if len(args) > 1 and isinstance(args[1], str) and args[1] in initializers.NAMED:
        note("N01", owner=owner, old=f"{args[1]!r} as second argument", new="kernel_initializer")
        kwargs.setdefault("kernel_initializer", args[1])
        # The argument after it was the activation.
        return (args[0], *args[2:3])
    return args


class Dense(Layer):
    """`activation(x @ kernel + bias)` along the last axis.

    Args:
        units: size of the last axis of the output.
        activation: a name, a function, or None for none.
        use_bias: whether there is a bias.
        kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
            kernel_constraint, bias_constraint: names, objects or None.

    Input: at least two axes. Weights: `kernel` (features, units) and `bias` (units,).

    Raises:
        ValueError: if `units` is not a positive integer, or an input has another last size.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Dense(2, kernel_initializer="ones")(ops.ones((1, 3))).numpy()
        array([[3., 3.]], dtype=float32)
    """

    @checks.legacy(
        _second_initializer,
        output_dim="units",
        init="kernel_initializer",
        bias="use_bias",
        W_regularizer="kernel_regularizer",
        b_regularizer="bias_regularizer",
        W_constraint="kernel_constraint",
        b_constraint="bias_constraint",
    )
    def __init__(
        self,
        units,
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
        self.units = checks.positive_int("Dense", "units", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = InputSpec(min_ndim=2)
        self.supports_masking = True

    def build(self, input_shape):
        (features,) = known_sizes(self, input_shape, (-1,))
        self.kernel = self.add_weight(
            name="kernel", shape=(features, self.units), **self.rules("kernel")
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(name="bias", shape=(self.units,), **self.rules("bias"))
        self.input_spec = InputSpec(min_ndim=2, axes={-1: features})

    def call(self, inputs, training=None):
        y = ops.matmul(inputs, self.kernel)
        if self.bias is not None:
            y = ops.add(y, self.bias)
        return y if self.activation is None else self.activation(y)
