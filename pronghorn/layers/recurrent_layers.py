"""`SimpleRNN`, `LSTM` and `GRU`: layers that run one cell of theirs over time."""

import inspect

from pronghorn import arguments as checks
from pronghorn import regularizers
from pronghorn.errors import wrong_argument
from pronghorn.layers.recurrent import RNN
from pronghorn.layers.recurrent_cells import GRUCell, LSTMCell, SimpleRNNCell
from pronghorn.layers.spec import InputSpec
from pronghorn.messages import note

__all__ = ["GRU", "LSTM", "SimpleRNN"]


# What Keras 1 called the arguments.
_OLD_NAMES = {
    "output_dim": "units",
    "init": "kernel_initializer",
    "inner_init": "recurrent_initializer",
    "W_regularizer": "kernel_regularizer",
    "U_regularizer": "recurrent_regularizer",
    "b_regularizer": "bias_regularizer",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
}


def _old_calls(owner, args, kwargs):
    """Arguments of Keras 1 that mean something else today, or nothing."""
    if "consume_less" in kwargs:  # which changed no number
        note("N01", owner=owner, old="consume_less", new="left out")
        del kwargs["consume_less"]
    if "inner_activation" in kwargs:
        given = kwargs.pop("inner_activation")
        if given == "hard_sigmoid":
            want = "a function, for hard_sigmoid has another slope today"
            example = "lambda x: keras.ops.clip(0.2 * x + 0.5, 0, 1)"
            raise wrong_argument(owner, "recurrent_activation", want, given, example)
        note("N01", owner=owner, old="inner_activation", new="recurrent_activation")
        kwargs["recurrent_activation"] = given
    return args


class _OfOneCell(RNN):
    """A layer whose arguments are those of its cell, and of `RNN`."""

    _made = None  # the class of the cell, and the name of the one in the layer
    _written_seed = True

    def __init__(self, given, **kwargs):
        kind, name = self._made
        shared = {key: kwargs[key] for key in ("dtype", "trainable") if key in kwargs}
        if "implementation" in kwargs:
            shared["implementation"] = kwargs.pop("implementation")
        known = inspect.signature(kind.__init__).parameters.keys() - {"self", "kwargs"}
        own = {key: value for key, value in given.items() if key in known}
        flags = {key: given[key] for key in self._flags if key in given}
        super().__init__(
            kind(**own, **shared, name=name),
            activity_regularizer=given["activity_regularizer"],
            **flags,
            **kwargs,
        )
        if "use_cudnn" in given:
            checks.choice(
                type(self).__name__, "use_cudnn", given["use_cudnn"], ("auto", True, False)
            )
            self.use_cudnn = given["use_cudnn"]
        self.input_spec = InputSpec(ndim=3)

    def __getattr__(self, name):
        # What the layer was told about its cell is the cell's to keep.
        cell = vars(self).get("cell")
        if cell is None or name not in _SHOWN:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        return getattr(cell, name)

    def get_config(self):
        config = super().get_config()
        del config["cell"]
        of_cell = self.cell.get_config()
        for name in self._parameters():
            if name == "use_cudnn" or name in self._flags:
                continue
            if name == "kernel_constraint":
                config["activity_regularizer"] = regularizers.serialize(self.activity_regularizer)
            config[name] = of_cell[name]
        seed = config.pop("seed")
        return {**config, "seed": seed} if self._written_seed else config

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A new layer, not built."""
        del custom_objects
        return cls(**config)


_SHOWN = frozenset(
    "units activation recurrent_activation use_bias unit_forget_bias kernel_initializer "
    "recurrent_initializer bias_initializer kernel_regularizer recurrent_regularizer "
    "bias_regularizer kernel_constraint recurrent_constraint bias_constraint dropout "
    "recurrent_dropout reset_after seed".split()
)


class SimpleRNN(_OfOneCell):
    """`SimpleRNNCell` over time: each output is fed back with the next step's input.

    Args:
        units: size of the output.
        dropout, recurrent_dropout: shares of inputs and of states dropped while training.
        return_sequences, return_state, go_backwards, stateful, unroll: as in `RNN`.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.SimpleRNN(3, return_sequences=True)(ops.ones((2, 5, 1))).shape
        (2, 5, 3)
    """

    _made = (SimpleRNNCell, "simple_rnn_cell")
    _written_seed = False

    @checks.legacy(_old_calls, **_OLD_NAMES)
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
        activity_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        unroll=False,
        seed=None,
        **kwargs,
    ):
        super().__init__(locals(), **kwargs)


class LSTM(_OfOneCell):
    """`LSTMCell` over time: long short-term memory.

    Args:
        units: size of the output.
        unit_forget_bias: begin with a forget bias of 1.
        dropout, recurrent_dropout: shares of inputs and of states dropped while training.
        return_sequences, return_state, go_backwards, stateful, unroll: as in `RNN`.
        use_cudnn: changes nothing; there is one implementation.

    Example:
        >>> from pronghorn import layers, ops
        >>> output, h, c = layers.LSTM(3, return_state=True)(ops.ones((2, 5, 1)))
        >>> output.shape, c.shape
        ((2, 3), (2, 3))
    """

    _made = (LSTMCell, "lstm_cell")

    @checks.legacy(_old_calls, **_OLD_NAMES)
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
        activity_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        seed=None,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        unroll=False,
        use_cudnn="auto",
        **kwargs,
    ):
        super().__init__(locals(), **kwargs)


class GRU(_OfOneCell):
    """`GRUCell` over time: gated recurrent units.

    Args:
        units: size of the output.
        dropout, recurrent_dropout: shares of inputs and of states dropped while training.
        return_sequences, return_state, go_backwards, stateful, unroll: as in `RNN`.
        reset_after: apply the reset gate after the product with the recurrent kernel.
        use_cudnn: changes nothing; there is one implementation.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.GRU(3)(ops.ones((2, 5, 1))).shape
        (2, 3)
    """

    _made = (GRUCell, "gru_cell")

    @checks.legacy(_old_calls, **_OLD_NAMES)
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
        activity_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        seed=None,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        unroll=False,
        reset_after=True,
        use_cudnn="auto",
        **kwargs,
    ):
        super().__init__(locals(), **kwargs)
