"""One row for each layer: constructor arguments, shapes of one sample, weights, and its meaning.

`oracle(weights, x)` is the layer in float64 NumPy, at inference. A list of shapes stands for a list
of inputs; `below` for inputs of whole numbers less than it. Arguments that hold objects are made
anew by a function.
"""

from typing import Any, NamedTuple

import numpy as np

from pronghorn import activations, layers


class Case(NamedTuple):
    arguments: Any
    shape: Any
    oracle: Any
    weights: tuple = ()
    below: int = 0


PAIR = [(2, 3), (2, 3)]


def softmax(weights, x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def same(weights, x):
    return x


def standard(x, axes, epsilon=1e-3):
    mean, variance = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    return (x - mean) / np.sqrt(variance + epsilon)


def zero_padded(*pairs):
    return lambda w, x: np.pad(x, ((0, 0), *pairs, (0, 0)))


def upsampled(*times):
    def oracle(weights, x):
        for axis, count in enumerate(times, 1):
            x = np.repeat(x, count, axis)
        return x

    return oracle


def grouped(weights, x, groups=2):
    parts = x.reshape(*x.shape[:-1], groups, x.shape[-1] // groups)
    return standard(parts, (1, 2, 4)).reshape(x.shape) * weights[0] + weights[1]


def simple(weights, x):
    kernel, own, bias = weights
    h = np.zeros((len(x), len(own)))
    for step in x.transpose(1, 0, 2):
        h = np.tanh(step @ kernel + bias + h @ own)
    return h


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(weights, x):
    kernel, own, bias = weights
    h = c = np.zeros((len(x), len(own)))
    for step in x.transpose(1, 0, 2):
        i, f, g, o = np.split(step @ kernel + bias + h @ own, 4, -1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
    return h


def gru(weights, x):
    kernel, own, bias = weights
    h = np.zeros((len(x), len(own)))
    for step in x.transpose(1, 0, 2):
        xz, xr, xh = np.split(step @ kernel + bias[0], 3, -1)
        hz, hr, hh = np.split(h @ own + bias[1], 3, -1)
        z, r = sigmoid(xz + hz), sigmoid(xr + hr)
        h = z * h + (1 - z) * np.tanh(xh + r * hh)
    return h


RECURRENT = ("kernel", "recurrent_kernel", "bias")


def inside(*cells):
    return tuple(f"{cell}/{weight}" for cell in cells for weight in RECURRENT)


CASES = {
    "Activation": Case({"activation": "tanh"}, (5,), lambda w, x: np.tanh(x)),
    "ActivityRegularization": Case({"l1": 0.1}, (5,), same),
    "Add": Case({}, [(2, 3), (2, 3), (3,)], lambda w, x: x[0] + x[1] + x[2][:, None]),
    "Average": Case({}, PAIR, lambda w, x: (x[0] + x[1]) / 2),
    "BatchNormalization": Case(
        {"gamma_initializer": "random_normal", "moving_mean_initializer": "random_normal"},
        (2, 3),
        lambda w, x: (x - w[2]) / np.sqrt(w[3] + 1e-3) * w[0] + w[1],
        ("gamma", "beta", "moving_mean", "moving_variance"),
    ),
    "Bidirectional": Case(
        lambda: {"layer": layers.GRU(2, name="inner")},
        (4, 3),
        lambda w, x: np.concatenate([gru(w[:3], x), gru(w[3:], x[:, ::-1])], -1),
        inside("forward_inner/gru_cell", "backward_inner/gru_cell"),
    ),
    "Concatenate": Case({"axis": 1}, [(2, 3), (1, 3)], lambda w, x: np.concatenate(x, 1)),
    "Dense": Case(
        {"units": 4, "activation": "relu", "kernel_regularizer": "l2"},
        (3,),
        lambda w, x: np.maximum(x @ w[0] + w[1], 0),
        ("kernel", "bias"),
    ),
    "Dot": Case(
        {"axes": (2, 1), "normalize": False},
        [(2, 3), (3, 4)],
        lambda w, x: np.einsum("nab,nbc->nac", *x),
    ),
    "Dropout": Case({"rate": 0.5}, (5,), same),
    "ELU": Case({"alpha": 0.5}, (5,), lambda w, x: np.where(x > 0, x, 0.5 * np.expm1(x))),
    "Embedding": Case(
        {"input_dim": 7, "output_dim": 3},
        (4,),
        lambda w, x: w[0][x.astype(int)],
        ("embeddings",),
        7,
    ),
    "Flatten": Case({}, (2, 3), lambda w, x: x.reshape(-1, 6)),
    "GRU": Case({"units": 3, "dropout": 0.5}, (4, 2), gru, inside("gru_cell")),
    "GaussianDropout": Case({"rate": 0.5}, (5,), same),
    "GaussianNoise": Case({"stddev": 0.5}, (5,), same),
    "Identity": Case({}, (5,), same),
    "LSTM": Case({"units": 3, "recurrent_dropout": 0.5}, (4, 2), lstm, inside("lstm_cell")),
    "Lambda": Case({"function": activations.relu}, (5,), lambda w, x: np.maximum(x, 0)),
    "LayerNormalization": Case(
        {"axis": (1, 3), "gamma_initializer": "random_normal"},
        (2, 3, 4),
        lambda w, x: standard(x, (1, 3)) * w[0][:, None] + w[1][:, None],
        ("gamma", "beta"),
    ),
    "LeakyReLU": Case({}, (5,), lambda w, x: np.where(x > 0, x, 0.3 * x)),
    "Masking": Case({}, (2, 3), same),
    "Maximum": Case({}, PAIR, lambda w, x: np.maximum(*x)),
    "Minimum": Case({}, PAIR, lambda w, x: np.minimum(*x)),
    "Multiply": Case({}, PAIR, lambda w, x: x[0] * x[1]),
    "Normalization": Case(
        {"axis": -1, "mean": [1.0, 2.0, 3.0], "variance": 4.0},
        (3,),
        lambda w, x: (x - np.array([1.0, 2.0, 3.0])) / 2,
    ),
    "PReLU": Case(
        {"alpha_initializer": "ones"}, (5,), lambda w, x: np.where(x > 0, x, w[0] * x), ("alpha",)
    ),
    "Permute": Case({"dims": (2, 1)}, (2, 3), lambda w, x: x.transpose(0, 2, 1)),
    "RNN": Case(
        lambda: {"cell": layers.StackedRNNCells([layers.LSTMCell(2, name="a")], name="b")},
        (4, 3),
        lstm,
        inside("b/a"),
    ),
    "ReLU": Case({"max_value": 1.0}, (5,), lambda w, x: np.clip(x, 0, 1)),
    "RepeatVector": Case({"n": 2}, (3,), lambda w, x: np.repeat(x[:, None], 2, 1)),
    "Rescaling": Case({"scale": 2.0, "offset": 1.0}, (5,), lambda w, x: 2 * x + 1),
    "Reshape": Case({"target_shape": (3, -1)}, (6,), lambda w, x: x.reshape(-1, 3, 2)),
    "SimpleRNN": Case({"units": 3}, (4, 2), simple, inside("simple_rnn_cell")),
    "Softmax": Case({}, (5,), softmax),
    "Subtract": Case({}, PAIR, lambda w, x: x[0] - x[1]),
    "TimeDistributed": Case(
        lambda: {"layer": layers.Dense(2, name="inner")},
        (4, 3),
        lambda w, x: x @ w[0] + w[1],
        ("inner/kernel", "inner/bias"),
    ),
    "AlphaDropout": Case({"rate": 0.5}, (5,), same),
    "Cropping1D": Case({"cropping": (1, 2)}, (5, 3), lambda w, x: x[:, 1:-2]),
    "Cropping2D": Case({"cropping": ((1, 0), (2, 1))}, (4, 5, 2), lambda w, x: x[:, 1:, 2:-1]),
    "Cropping3D": Case({"cropping": 1}, (3, 4, 5, 2), lambda w, x: x[:, 1:-1, 1:-1, 1:-1]),
    "GlobalAveragePooling1D": Case({}, (4, 3), lambda w, x: x.mean(1)),
    "GlobalAveragePooling2D": Case({}, (4, 2, 3), lambda w, x: x.mean((1, 2))),
    "GlobalAveragePooling3D": Case(
        {"data_format": "channels_first"}, (2, 3, 4, 2), lambda w, x: x.mean((2, 3, 4))
    ),
    "GlobalMaxPooling1D": Case({}, (4, 3), lambda w, x: x.max(1)),
    "GlobalMaxPooling2D": Case(
        {"keepdims": True}, (4, 2, 3), lambda w, x: x.max((1, 2), keepdims=True)
    ),
    "GlobalMaxPooling3D": Case({}, (2, 3, 4, 2), lambda w, x: x.max((1, 2, 3))),
    "GroupNormalization": Case(
        {"groups": 2, "gamma_initializer": "random_normal"},
        (2, 3, 6),
        grouped,
        ("gamma", "beta"),
    ),
    "RMSNormalization": Case(
        {},
        (2, 3),
        lambda w, x: x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-6) * w[0],
        ("scale",),
    ),
    "SpatialDropout1D": Case({"rate": 0.5}, (4, 3), same),
    "SpatialDropout2D": Case({"rate": 0.5}, (4, 2, 3), same),
    "SpatialDropout3D": Case({"rate": 0.5}, (2, 2, 4, 3), same),
    "SpectralNormalization": Case(
        lambda: {"layer": layers.Dense(2, name="inner")},
        (3,),
        lambda w, x: x @ w[0] + w[2],
        ("inner/kernel", "vector_u", "inner/bias"),
    ),
    "UnitNormalization": Case(
        {"axis": (1, 2)}, (2, 3), lambda w, x: x / np.sqrt((x**2).sum((1, 2), keepdims=True))
    ),
    "UpSampling1D": Case({"size": 3}, (2, 3), upsampled(3)),
    "UpSampling2D": Case({"size": (2, 3)}, (4, 2, 3), upsampled(2, 3)),
    "UpSampling3D": Case({}, (2, 3, 2, 2), upsampled(2, 2, 2)),
    "ZeroPadding1D": Case({"padding": (1, 2)}, (4, 3), zero_padded((1, 2))),
    "ZeroPadding2D": Case({"padding": (1, 2)}, (4, 2, 3), zero_padded((1, 1), (2, 2))),
    "ZeroPadding3D": Case({}, (2, 3, 2, 1), zero_padded((1, 1), (1, 1), (1, 1))),
}

# What `layers.__all__` offers beside layers that can be called on data.
OTHERS = {
    "DTypePolicy",
    "GRUCell",
    *(f"Global{kind}Pool{rank}D" for kind in ("Avg", "Max") for rank in (1, 2, 3)),
    "Input",
    "InputLayer",
    "InputSpec",
    "LSTMCell",
    "Layer",
    "SimpleRNNCell",
    "StackedRNNCells",
    "Wrapper",
    "add",
    "average",
    "concatenate",
    "deserialize",
    "dot",
    "dtype_policy",
    "maximum",
    "minimum",
    "multiply",
    "serialize",
    "set_dtype_policy",
    "subtract",
}
