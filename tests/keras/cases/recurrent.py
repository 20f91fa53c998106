"""Recurrent layers: outputs and states, masks, gradients, training, configurations."""

import numpy as np

from tests.keras.cases.gradient import gradient
from tests.keras.cases.layers import CUBE, fixed_weights, numbers
from tests.keras.cases.scope import present
from tests.keras.cases.training import TARGETS, fitted, start

LONG = np.sin(np.arange(5 * 6 * 2, dtype="float32")).reshape(5, 6, 2)
# Rows of different lengths, one with gaps, one without a step at all.
MASK = np.array([[1, 1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1], [0, 0, 0]], bool)
WORDS = (np.arange(40, dtype="int32").reshape(8, 5) * 3) % 7
STATES = [np.cos(np.arange(10, dtype="float32") + n).reshape(5, 2) for n in range(4)]

ALL = {"return_sequences": True, "return_state": True}
KINDS = {
    "SimpleRNN": [{}, {"activation": "relu", "use_bias": False, **ALL}],
    "LSTM": [
        {},
        {"unit_forget_bias": False, "recurrent_activation": "hard_sigmoid", **ALL},
        {"go_backwards": True, **ALL},
        {"unroll": True, "use_bias": False, "return_sequences": True},
    ],
    "GRU": [
        {},
        {"reset_after": False, **ALL},
        {"go_backwards": True, "return_sequences": True},
        {"use_bias": False, "activation": "linear", **ALL},
    ],
}
OPTIONS = {
    "dropout": 0.2,
    "recurrent_dropout": 0.3,
    "kernel_regularizer": "l2",
    "bias_constraint": "non_neg",
    "activity_regularizer": "l1",
    "stateful": True,
    "seed": 3,
    "name": "again",
}


def listed(keras, results):
    if isinstance(results, list | tuple):
        return [listed(keras, part) for part in results]
    return numbers(keras, results)


def built(layer, x):
    layer(x)
    fixed_weights(layer)
    return layer


def called(keras, layer, x, **kwargs):
    built(layer, x)
    return {
        "results": listed(keras, layer(x, **kwargs)),
        "weights": [[weight.path.split("/")[-1], list(weight.shape)] for weight in layer.weights],
        "output shape": listed_shapes(layer.compute_output_shape((None, *x.shape[1:]))),
    }


def listed_shapes(shapes):
    nested = isinstance(shapes[0], list | tuple)
    return [listed_shapes(part) for part in shapes] if nested else list(shapes)


def configured(name, arguments):
    def described(keras):
        kind = getattr(keras.layers, name)
        made = kind(2, **arguments)
        again = kind.from_config(made.get_config()).get_config()
        return [present(made.get_config()), present(again)]

    return described


def pair(keras, x, merge_mode="concat", kind="GRU", mask=None, **arguments):
    inner = getattr(keras.layers, kind)(2, **arguments)
    return called(keras, keras.layers.Bidirectional(inner, merge_mode=merge_mode), x, mask=mask)


def stacked(keras, x, mask=None, **arguments):
    cells = [keras.layers.LSTMCell(2), keras.layers.GRUCell(3), keras.layers.SimpleRNNCell(2)]
    return called(keras, keras.layers.RNN(cells, **arguments), x, mask=mask)


def cell_of_ones_own(keras):
    class Leaky(keras.layers.Layer):
        """A cell whose output is not its state."""

        state_size = 2
        output_size = 3

        def build(self, input_shape):
            self.kernel = self.add_weight(shape=(input_shape[-1], 2), name="kernel")
            self.out = self.add_weight(shape=(2, 3), name="out")

        def call(self, x, states):
            state = 0.5 * states[0] + keras.ops.matmul(x, self.kernel)
            return keras.ops.tanh(keras.ops.matmul(state, self.out)), [state]

    plain = called(keras, keras.layers.RNN(Leaky()), CUBE)
    return [plain, called(keras, keras.layers.RNN(Leaky(), **ALL), CUBE)]


def carried_over(keras):
    layer = built(keras.layers.LSTM(2, stateful=True, return_state=True), CUBE)
    layer.reset_state()
    found = [listed(keras, layer(CUBE)) for _ in range(2)]
    layer.reset_state()
    return [*found, listed(keras, layer(CUBE))]


def slope(keras, name, mask=None, **arguments):
    layer = built(getattr(keras.layers, name)(2, **arguments), CUBE)
    factors = np.cos(np.arange(10, dtype="float32")).reshape(5, 2)

    def total(x):
        found = layer(x, mask=None if mask is None else keras.ops.convert_to_tensor(mask))
        return found * (factors if found.ndim == 2 else factors[:, None])

    return gradient(keras, total, CUBE)


def trained(keras, made, **arguments):
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((5,), dtype="int32"),
            layers.Embedding(7, 3, mask_zero=True, name="e"),
            made,
            layers.Dense(2, name="d"),
        ]
    )
    start(model).compile("sgd", "mse")
    return fitted(model, WORDS, TARGETS[: len(WORDS), :2], **arguments)


def encoder_and_decoder(keras):
    """Two layers, the second beginning with the states of the first."""
    layers = keras.layers
    a, b = keras.Input((6, 2), name="a"), keras.Input((3, 4), name="b")
    _, *states = layers.LSTM(3, return_state=True, name="encoder")(a)
    y = layers.LSTM(3, return_sequences=True, name="decoder")(b, initial_state=states)
    model = keras.Model([a, b], layers.TimeDistributed(layers.Dense(2), name="d")(y))
    start(model).compile("adam", "mse")
    return fitted(model, [LONG, CUBE], np.repeat(TARGETS[:5, None, :2], 3, axis=1))


def cases():
    made = {
        "states given": lambda keras: called(
            keras, keras.layers.LSTM(2, **ALL), CUBE, initial_state=STATES[:2]
        ),
        "stacked cells": lambda keras: stacked(keras, CUBE, **ALL),
        "stacked cells, mask": lambda keras: stacked(keras, CUBE, MASK, return_sequences=True),
        "a cell of one's own": cell_of_ones_own,
        "stateful": carried_over,
        "bidirectional, states": lambda keras: pair(keras, LONG, "sum", "LSTM", **ALL),
        "bidirectional, mask": lambda keras: pair(keras, CUBE, mask=MASK, return_sequences=True),
        "bidirectional, mul": lambda keras: pair(keras, LONG, "mul"),
        "bidirectional, ave": lambda keras: pair(keras, LONG, "ave", "SimpleRNN"),
        "bidirectional, both": lambda keras: pair(keras, LONG, None),
        "bidirectional config": lambda keras: present(
            keras.layers.Bidirectional(keras.layers.LSTM(2), name="both").get_config()
        ),
        "zeros where masked": lambda keras: called(
            keras,
            keras.layers.GRU(2, return_sequences=True, zero_output_for_mask=True),
            CUBE,
            mask=MASK,
        ),
        "encoder and decoder": encoder_and_decoder,
        "fit of Bidirectional": lambda keras: trained(
            keras, keras.layers.Bidirectional(keras.layers.GRU(2), name="r")
        ),
    }
    for name, kinds in KINDS.items():
        for place, arguments in enumerate(kinds):
            made[f"{name} {place}"] = lambda keras, n=name, a=arguments: called(
                keras, getattr(keras.layers, n)(2, **a), CUBE
            )
            made[f"{name} {place} mask"] = lambda keras, n=name, a=arguments: called(
                keras, getattr(keras.layers, n)(2, **a), CUBE, mask=MASK
            )
        made[f"{name} gradient"] = lambda keras, n=name: slope(keras, n)
        made[f"{name} gradient, mask"] = lambda keras, n=name: slope(
            keras, n, MASK, return_sequences=True
        )
        made[f"{name} config"] = configured(name, {"name": "plain"})
        made[f"{name} config of options"] = configured(name, OPTIONS)
        made[f"{name}Cell config"] = configured(f"{name}Cell", {"name": "cell", "dropout": 0.1})
        made[f"fit of {name}"] = lambda keras, n=name: trained(
            keras, getattr(keras.layers, n)(3, name="r")
        )
    return made


CASES = cases()
