"""What holds for every activation: shape and dtype stay, float64 oracle values, names."""

import numpy as np
import pytest

from pronghorn import activations, config, ops

NAMES = [n for n in activations.__all__ if n not in ("deserialize", "get", "serialize")]
ARGUMENTS = {"threshold": {"threshold": 0.5, "default_value": -1.0}}
X = np.array([[-7.0, -3.0, -1.5, -0.5], [0.25, 1.0, 2.5, 8.0]])


def logistic(x):
    return 1 / (1 + np.exp(-x))


def softplus(x):
    return np.log1p(np.exp(x))


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def normal_distribution(x):
    import math

    return np.vectorize(lambda v: 0.5 * (1 + math.erf(v / math.sqrt(2))))(x)


SELU = 1.0507009873554805, 1.6732632423543772
ORACLES = {
    "celu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "exponential": np.exp,
    "gelu": lambda x: x * normal_distribution(x),
    "glu": lambda x: x[:, :2] * logistic(x[:, 2:]),
    "hard_shrink": lambda x: np.where(abs(x) > 0.5, x, 0),
    "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1),
    "hard_silu": lambda x: x * np.clip(x / 6 + 0.5, 0, 1),
    "hard_swish": lambda x: x * np.clip(x / 6 + 0.5, 0, 1),
    "hard_tanh": lambda x: np.clip(x, -1, 1),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.2 * x),
    "linear": lambda x: x,
    "log_sigmoid": lambda x: -softplus(-x),
    "log_softmax": lambda x: np.log(softmax(x)),
    "mish": lambda x: x * np.tanh(softplus(x)),
    "relu": lambda x: np.maximum(x, 0),
    "relu6": lambda x: np.clip(x, 0, 6),
    "selu": lambda x: SELU[0] * np.where(x > 0, x, SELU[1] * np.expm1(x)),
    "sigmoid": logistic,
    "silu": lambda x: x * logistic(x),
    "soft_shrink": lambda x: np.sign(x) * np.maximum(abs(x) - 0.5, 0),
    "softmax": softmax,
    "softplus": softplus,
    "softsign": lambda x: x / (1 + abs(x)),
    "sparse_plus": lambda x: np.where(x <= -1, 0, np.where(x >= 1, x, 0.25 * (x + 1) ** 2)),
    "sparse_sigmoid": lambda x: np.clip((x + 1) / 2, 0, 1),
    "sparsemax": lambda x: np.array([[0, 0, 0, 1.0], [0, 0, 0, 1.0]]),
    "squareplus": lambda x: (x + np.sqrt(x * x + 4)) / 2,
    "step": lambda x: (x > 0).astype(float),
    "swish": lambda x: x * logistic(x),
    "tanh": np.tanh,
    "tanh_shrink": lambda x: x - np.tanh(x),
    "threshold": lambda x: np.where(x > 0.5, x, -1.0),
}


def test_every_activation_has_an_oracle():
    assert sorted(NAMES) == sorted(ORACLES)


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
@pytest.mark.parametrize("name", NAMES)
def test_values_equal_the_oracle(name, dtype):
    if dtype == "float64":
        config.set_floatx("float64")  # otherwise operations narrow to float32, as in Keras
    x = X.astype(dtype)
    y = getattr(activations, name)(ops.convert_to_tensor(x), **ARGUMENTS.get(name, {}))
    assert y.dtype == dtype
    tolerance = {"float32": 2e-6, "float64": 1e-12, "float16": 4e-3}[dtype]
    expected = ORACLES[name](X)
    np.testing.assert_allclose(np.asarray(y, "float64"), expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_finds_the_function_and_the_function_its_name(name):
    function = activations.get(name)
    found = activations.serialize(function)
    assert activations.get(found) is function
