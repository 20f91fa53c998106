"""One row for each layer: constructor arguments, shapes of one sample, weights, and its meaning.

`oracle(weights, x)` is the layer in float64 NumPy, at inference.
"""

from typing import Any, NamedTuple

import numpy as np


class Case(NamedTuple):
    arguments: dict
    shape: tuple
    oracle: Any
    weights: tuple = ()


def softmax(weights, x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def same(weights, x):
    return x


CASES = {
    "Activation": Case({"activation": "tanh"}, (5,), lambda w, x: np.tanh(x)),
    "ActivityRegularization": Case({"l1": 0.1}, (5,), same),
    "Dense": Case(
        {"units": 4, "activation": "relu", "kernel_regularizer": "l2"},
        (3,),
        lambda w, x: np.maximum(x @ w[0] + w[1], 0),
        ("kernel", "bias"),
    ),
    "Dropout": Case({"rate": 0.5}, (5,), same),
    "ELU": Case({"alpha": 0.5}, (5,), lambda w, x: np.where(x > 0, x, 0.5 * np.expm1(x))),
    "Flatten": Case({}, (2, 3), lambda w, x: x.reshape(-1, 6)),
    "GaussianDropout": Case({"rate": 0.5}, (5,), same),
    "GaussianNoise": Case({"stddev": 0.5}, (5,), same),
    "Identity": Case({}, (5,), same),
    "LeakyReLU": Case({}, (5,), lambda w, x: np.where(x > 0, x, 0.3 * x)),
    "Normalization": Case(
        {"axis": -1, "mean": [1.0, 2.0, 3.0], "variance": 4.0},
        (3,),
        lambda w, x: (x - np.array([1.0, 2.0, 3.0])) / 2,
    ),
    "PReLU": Case(
        {"alpha_initializer": "ones"}, (5,), lambda w, x: np.where(x > 0, x, w[0] * x), ("alpha",)
    ),
    "Permute": Case({"dims": (2, 1)}, (2, 3), lambda w, x: x.transpose(0, 2, 1)),
    "ReLU": Case({"max_value": 1.0}, (5,), lambda w, x: np.clip(x, 0, 1)),
    "RepeatVector": Case({"n": 2}, (3,), lambda w, x: np.repeat(x[:, None], 2, 1)),
    "Rescaling": Case({"scale": 2.0, "offset": 1.0}, (5,), lambda w, x: 2 * x + 1),
    "Reshape": Case({"target_shape": (3, -1)}, (6,), lambda w, x: x.reshape(-1, 3, 2)),
    "Softmax": Case({}, (5,), softmax),
}

# What `layers.__all__` offers beside layers that can be called on data.
OTHERS = {
    "DTypePolicy",
    "Input",
    "InputLayer",
    "InputSpec",
    "Layer",
    "deserialize",
    "dtype_policy",
    "serialize",
    "set_dtype_policy",
}
