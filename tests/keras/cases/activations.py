"""Every activation of Keras 3: values at finite, large and special points, and gradients."""

import numpy as np

from tests.keras.cases.gradient import gradient

# Between the kinks of every activation: at a kink the back ends of Keras differ from each other.
SIZES = [0.001, 0.25, 0.75, 1.5, 2.75, 4, 6.25, 9.5, 30]
SMOOTH = np.array([-size for size in SIZES[::-1]] + SIZES, "float32")
KINKS = np.array([-6, -3, -1, -0.5, -0.0, 0.0, 0.5, 1, 3, 6], "float32")
# The square of the largest is finite, so that no formula overflows on the way to a finite answer.
LARGE = np.array([-1e15, -1e4, -104, -88.5, 88.5, 104, 1e4, 1e15], "float32")
SPECIAL = np.array([-np.inf, np.inf, np.nan], "float32")
VECTORS = np.array(
    [
        [[1, 2, 3, 4], [0, 0, 0, 0], [-1, 5, -1, 5]],
        [[1000, 1001, 999, 0], [-1000, 0, 1000, 2], [-0.0, 0.0, 1e-6, -1e-6]],
    ],
    "float32",
)
# No ties, at which the gradient of sparsemax is a choice.
DISTINCT = np.sin(np.arange(24, dtype="float32") ** 2).reshape(2, 3, 4) * 2
EXTREMES = np.array(
    [[np.inf, 0, 1, 2], [-np.inf, 0, 1, 2], [np.nan, 0, 1, 2], [-np.inf] * 4, [3e38, 3e38, 0, 0]],
    "float32",
)
POINTWISE = (
    "celu elu exponential gelu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu "
    "linear log_sigmoid mish relu relu6 selu sigmoid silu soft_shrink softplus softsign "
    "sparse_plus sparse_sigmoid squareplus swish tanh tanh_shrink"
).split()
# Keras' back ends disagree on NaN here, as they do for sparsemax of non-finite input.
WITHOUT_NAN = {"hard_shrink", "soft_shrink", "threshold"}
ARGUMENTS = {
    "celu": {"alpha": 0.5},
    "elu": {"alpha": 0.3},
    "gelu": {"approximate": True},
    "hard_shrink": {"threshold": 1.0},
    "leaky_relu": {"negative_slope": 0.1},
    "relu": {"negative_slope": 0.1, "max_value": 4.5, "threshold": 1.25},
    "soft_shrink": {"threshold": 0.2},
    "squareplus": {"b": 2},
    "threshold": {"threshold": 0.2, "default_value": 7.0},
}
AXES = [
    (name, {"axis": axis})
    for name in ("softmax", "log_softmax", "sparsemax", "glu")
    for axis in (-1, 0, 2)
] + [("softmax", {"axis": (1, 2)}), ("softmax", {"axis": 1}), ("log_softmax", {"axis": 1})]


def value(name, points, arguments):
    return lambda keras: np.asarray(
        keras.ops.convert_to_numpy(
            getattr(keras.activations, name)(keras.ops.convert_to_tensor(points), **arguments)
        )
    )


def slope(name, points, arguments):
    def weighted(keras):
        activation = getattr(keras.activations, name)

        def function(x):
            y = activation(x, **arguments)
            # Unequal weights, since the gradient of a plain sum of a softmax is zero.
            return y if points.ndim == 1 else y * ramp(y.shape)

        return gradient(keras, function, points)

    return weighted


def ramp(shape):
    size = int(np.prod(shape))
    return np.linspace(-1, 1, size, dtype="float32").reshape(shape)


def label(name, arguments):
    return f"{name}({', '.join(f'{key}={item}' for key, item in arguments.items())})"


def pointwise(name, arguments):
    title = label(name, arguments)
    special = SPECIAL[:2] if name in WITHOUT_NAN else SPECIAL
    kinds = {"smooth": SMOOTH, "kinks": KINKS, "large": LARGE, "special": special}
    cases = {f"{title} {kind}": value(name, x, arguments) for kind, x in kinds.items()}
    for kind in ("smooth", "large"):
        cases[f"{title} {kind} gradient"] = slope(name, kinds[kind], arguments)
    return cases


def along_axis(name, arguments):
    title = label(name, arguments)
    cases = {
        f"{title} values": value(name, VECTORS, arguments),
        f"{title} gradient": slope(name, DISTINCT, arguments),
    }
    if arguments["axis"] == -1 and name != "sparsemax":
        cases[f"{title} extremes"] = value(name, EXTREMES, arguments)
    return cases


def looked_up(keras):
    names = [*POINTWISE, "softmax", "log_softmax", "sparsemax", "glu", "threshold"]
    found = {name: keras.activations.serialize(keras.activations.get(name)) for name in names}
    found["None"] = keras.activations.serialize(keras.activations.get(None))
    return found


def cases():
    calls = [(name, {}) for name in POINTWISE] + list(ARGUMENTS.items())
    pointwise_cases = [pointwise(name, arguments) for name, arguments in calls]
    groups = [*pointwise_cases, *(along_axis(name, arguments) for name, arguments in AXES)]
    return {name: case for group in groups for name, case in group.items()} | {"get": looked_up}


CASES = cases()
