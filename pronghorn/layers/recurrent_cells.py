"""Cells of recurrent layers: what happens at one step."""

import contextlib

from pronghorn import activations, constraints, initializers, ops, random, regularizers, tree
from pronghorn import arguments as checks
from pronghorn.layers.base import Layer
from pronghorn.layers.spec import known_sizes
from pronghorn.random import SeedGenerator

__all__ = ["GRUCell", "LSTMCell", "SimpleRNNCell"]

_GETTERS = {
    "activation": activations.get,
    "initializer": initializers.get,
    "regularizer": regularizers.get,
    "constraint": constraints.get,
}


class _Cell(Layer):
    """What the cells share: their arguments, a weight for each of input and state, dropout."""

    gates = 1

    def __init__(self, given, **kwargs):
        # 1 draws a mask for each gate, 2 one for all; a choice of speed in Keras, which is not
        # written to configurations.
        implementation = kwargs.pop("implementation", 2)
        super().__init__(**kwargs)
        owner = type(self).__name__
        for name in self._parameters():
            value, kind = given[name], name.rpartition("_")[2]
            setattr(self, name, _GETTERS[kind](value) if kind in _GETTERS else value)
        self.units = checks.positive_int(owner, "units", self.units)
        self.dropout = checks.share(owner, "dropout", self.dropout)
        self.recurrent_dropout = checks.share(owner, "recurrent_dropout", self.recurrent_dropout)
        self._masks_per_draw = self.gates if self.recurrent_dropout or implementation == 1 else 1
        self._drawn = None

    @property
    def state_size(self):
        return self.units

    @property
    def output_size(self):
        return self.units

    def get_initial_state(self, batch_size=None):
        """Zeros for a number of rows."""
        sizes = self.state_size if tree.is_nested(self.state_size) else [self.state_size]
        return [ops.zeros((batch_size, size), dtype=self.compute_dtype) for size in sizes]

    def build(self, input_shape):
        (features,) = known_sizes(self, input_shape, (-1,))
        wide = self.gates * self.units
        self.kernel = self.add_weight(name="kernel", shape=(features, wide), **self.rules("kernel"))
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel", shape=(self.units, wide), **self.rules("recurrent")
        )
        self.bias = None
        if self.use_bias:
            rules = {**self.rules("bias"), "initializer": self._first_bias}
            self.bias = self.add_weight(name="bias", shape=self._bias_shape(), **rules)
        self.seed_generator = SeedGenerator(self.seed)

    def _bias_shape(self):
        return (self.gates * self.units,)

    def _first_bias(self, shape, dtype=None):
        return self.bias_initializer(shape, dtype=dtype)

    @contextlib.contextmanager
    def one_sequence(self, rows, training):
        """Inside, all steps share their dropout masks, as Gal and Ghahramani (2016) propose."""
        self._drawn = self._draw(rows, training)
        try:
            yield
        finally:
            self._drawn = None

    def _draw(self, rows, training):
        """Masks for inputs and for states; None where nothing is dropped."""
        rates = (self.dropout, self.recurrent_dropout) if training else (0, 0)
        sizes = (self.kernel.shape[0], self.units)
        return [
            [
                random.dropout(ops.ones((rows, size), self.compute_dtype), rate, None, seeds)
                for seeds in [self.seed_generator] * self._masks_per_draw
            ]
            if rate
            else None
            for rate, size in zip(rates, sizes, strict=True)
        ]

    def _masks(self, rows, training):
        return self._draw(rows, training) if self._drawn is None else self._drawn


def _products(x, kernel, masks):
    """`x @ kernel`, of x with elements dropped: by one mask, or by one for each gate's columns."""
    if masks is None:
        return ops.matmul(x, kernel)
    if len(masks) == 1:
        return ops.matmul(x * masks[0], kernel)
    parts = ops.split(kernel, len(masks), axis=1)
    products = [ops.matmul(x * mask, part) for mask, part in zip(masks, parts, strict=True)]
    return ops.concatenate(products, axis=-1)


def _first(states):
    return states[0] if tree.is_nested(states) else states


class SimpleRNNCell(_Cell):
    """`activation(x @ kernel + bias + h @ recurrent_kernel)`, which is output and next state.

    Args:
        units: size of the output.
        dropout, recurrent_dropout: shares of inputs and of states dropped while training; a
            sequence keeps its choice.

    Weights: `kernel` (features, units), `recurrent_kernel` (units, units), `bias` (units,).

    Example:
        >>> from pronghorn import layers, ops
        >>> output, states = layers.SimpleRNNCell(2)(ops.ones((1, 3)), [ops.zeros((1, 2))])
        >>> output.shape
        (1, 2)
    """

    def __init__(
        self,
        units,
        activation="tanh",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        kernel_regularizer=None,
        recurrent_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        seed=None,
        **kwargs,
    ):
        super().__init__(locals(), **kwargs)

    def call(self, sequence, states, training=False):
        before = _first(states)
        of_inputs, of_states = self._masks(sequence.shape[0], training)
        total = _products(sequence, self.kernel, of_inputs)
        if self.bias is not None:
            total = total + self.bias
        output = self.activation(total + _products(before, self.recurrent_kernel, of_states))
        return output, [output] if tree.is_nested(states) else output


class LSTMCell(_Cell):
    """A step of long short-term memory: gates let in, keep and let out a memory cell.

    Hochreiter and Schmidhuber (1997), with the forget gate of Gers et al. (2000). The columns of
    kernels and bias belong to the gates in, forget, candidate, out.

    Args:
        units: size of the output and of the memory.
        recurrent_activation: of the gates.
        unit_forget_bias: begin with a forget bias of 1.
        dropout, recurrent_dropout: shares of inputs and of states dropped while training; a
            sequence keeps its choice.

    States: the output and the memory, (rows, units) each. Weights: `kernel` (features, 4 units),
    `recurrent_kernel` (units, 4 units), `bias` (4 units,).

    Example:
        >>> from pronghorn import layers, ops
        >>> zeros = ops.zeros((1, 2))
        >>> output, states = layers.LSTMCell(2)(ops.ones((1, 3)), [zeros, zeros])
        >>> output.shape, len(states)
        ((1, 2), 2)
    """

    gates = 4

    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        unit_forget_bias=True,
        kernel_regularizer=None,
        recurrent_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        seed=None,
        **kwargs,
    ):
        super().__init__(locals(), **kwargs)

    @property
    def state_size(self):
        return [self.units, self.units]

    def _first_bias(self, shape, dtype=None):
        if not self.unit_forget_bias:
            return self.bias_initializer(shape, dtype=dtype)
        sizes = (self.units, 2 * self.units)
        first, last = (self.bias_initializer((size,), dtype=dtype) for size in sizes)
        return ops.concatenate([first, ops.ones((self.units,), dtype), last])

    def call(self, inputs, states, training=False):
        before, memory = states
        of_inputs, of_states = self._masks(inputs.shape[0], training)
        total = _products(inputs, self.kernel, of_inputs)
        if self.bias is not None:
            total = total + self.bias
        total = total + _products(before, self.recurrent_kernel, of_states)
        let_in, keep, candidate, let_out = ops.split(total, 4, axis=-1)
        gate = self.recurrent_activation
        memory = gate(keep) * memory + gate(let_in) * self.activation(candidate)
        output = gate(let_out) * self.activation(memory)
        return output, [output, memory]

    def get_config(self):
        config = super().get_config()
        config = {**dict.fromkeys(_before(config, "kernel_initializer")), **config}
        return config


def _before(config, name):
    """Names in the order of Keras' cells: `unit_forget_bias` before the initializers."""
    names = [each for each in config if each != "unit_forget_bias"]
    names.insert(names.index(name), "unit_forget_bias")
    return names


class GRUCell(_Cell):
    """A step of a gated recurrent unit: the state before mixed with a candidate.

    Cho et al. (2014). The columns of kernels and bias belong to update gate, reset gate, candidate.

    Args:
        units: size of the output.
        recurrent_activation: of the gates.
        dropout, recurrent_dropout: shares of inputs and of states dropped while training; a
            sequence keeps its choice.
        reset_after: apply the reset gate after the product with the recurrent kernel, which then
            has a bias of its own.

    Weights: `kernel` (features, 3 units), `recurrent_kernel` (units, 3 units), `bias`
    (2, 3 units) with `reset_after`, else (3 units,).

    Example:
        >>> from pronghorn import layers, ops
        >>> output, states = layers.GRUCell(2)(ops.ones((1, 3)), [ops.zeros((1, 2))])
        >>> output.shape
        (1, 2)
    """

    gates = 3

    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        kernel_regularizer=None,
        recurrent_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        reset_after=True,
        seed=None,
        **kwargs,
    ):
        super().__init__(locals(), **kwargs)

    def _bias_shape(self):
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    def call(self, inputs, states, training=False):
        before, units = _first(states), self.units
        of_inputs, of_states = self._masks(inputs.shape[0], training)
        total = _products(inputs, self.kernel, of_inputs)
        bias = None
        if self.bias is not None:
            first, bias = (self.bias[0], self.bias[1]) if self.reset_after else (self.bias, None)
            total = total + first
        of_inputs = ops.split(total, 3, axis=-1)
        if self.reset_after:
            inner = _products(before, self.recurrent_kernel, of_states)
            inner = ops.split(inner if bias is None else inner + bias, 3, axis=-1)
        else:
            gates = None if of_states is None else of_states[:2]
            inner = _products(before, self.recurrent_kernel[:, : 2 * units], gates)
            inner = ops.split(inner, 2, axis=-1)
        update, reset = (
            self.recurrent_activation(x + h) for x, h in zip(of_inputs[:2], inner[:2], strict=True)
        )
        if self.reset_after:
            candidate = reset * inner[2]
        else:
            masks = None if of_states is None else of_states[2:]
            candidate = _products(reset * before, self.recurrent_kernel[:, 2 * units :], masks)
        candidate = self.activation(of_inputs[2] + candidate)
        output = update * before + (1 - update) * candidate
        return output, [output] if tree.is_nested(states) else output
