"""The layers: outputs for fixed weights, the weights, configurations and output shapes."""

import numpy as np

from tests.keras.cases.scope import present

ROWS = np.sin(np.arange(20, dtype="float32").reshape(5, 4) * 1.7) * 3
CUBE = np.cos(np.arange(60, dtype="float32").reshape(5, 3, 4) * 0.9) * 2 + 1
FOUR = np.sin(np.arange(2 * 3 * 4 * 2, dtype="float32")).reshape(2, 3, 4, 2)
BYTES = (np.arange(12, dtype="uint8") * 21).reshape(3, 4)
MOMENTS = {"mean": [1.0, -1, 0.5, 2], "variance": [4.0, 1, 0.25, 0]}

CALLS = {
    "Dense": [
        ({"units": 3}, ROWS),
        ({"units": 3, "activation": "relu"}, CUBE),
        ({"units": 2, "activation": "softmax", "use_bias": False}, FOUR),
        ({"units": 1, "kernel_regularizer": "l2", "bias_constraint": "non_neg"}, ROWS),
        ({"units": 2, "kernel_initializer": "random_normal", "name": "Dense1"}, ROWS),
    ],
    "Activation": [
        ({"activation": "relu"}, ROWS),
        ({"activation": "softmax", "name": "output"}, CUBE),
        ({"activation": None}, ROWS),
    ],
    "Dropout": [({"rate": 0.5}, ROWS), ({"rate": 0, "noise_shape": [None, 1], "seed": 3}, ROWS)],
    "Flatten": [
        ({}, FOUR),
        ({}, ROWS),
        ({"data_format": "channels_first"}, FOUR),
        ({}, ROWS[:, 0]),
    ],
    "Reshape": [
        ({"target_shape": (2, 2)}, ROWS),
        ({"target_shape": (-1, 6)}, CUBE),
        ({"target_shape": (12,)}, CUBE),
        ({"target_shape": (4, -1, 1)}, CUBE),
    ],
    "Rescaling": [
        ({"scale": 1 / 255}, BYTES),
        ({"scale": 2.0, "offset": -1.0}, ROWS),
        ({"scale": [1.0, 2, 3, 4], "offset": [0.0, 1, 0, -1]}, ROWS),
    ],
    "Normalization": [
        ({**MOMENTS}, ROWS),
        ({"mean": 2.0, "variance": 9.0}, ROWS),
        ({**MOMENTS, "invert": True}, ROWS),
        ({"axis": None, "mean": 0.5, "variance": 2.0}, CUBE),
        ({"axis": 1, "mean": [0.0, 1, 2], "variance": [1.0, 4, 9]}, CUBE),
    ],
}
ADAPTED = {
    "last axis": ({}, ROWS),
    "last of three": ({}, CUBE),
    "all together": ({"axis": None}, CUBE),
    "middle axis": ({"axis": 1}, CUBE),
    "two axes": ({"axis": (1, 2)}, CUBE),
    "inverted": ({"invert": True}, ROWS),
    "constant column": ({}, np.concatenate([ROWS[:, :1], np.ones((5, 1), "float32")], 1)),
}


def numbers(keras, tensor):
    return np.asarray(keras.ops.convert_to_numpy(tensor))


def fixed_weights(layer):
    """Set every weight to numbers that depend on its shape alone."""
    values = []
    for weight in layer.get_weights():
        size = np.arange(weight.size, dtype="float64").reshape(weight.shape)
        values.append((np.cos(size * 1.3) * 0.8).astype(weight.dtype))
    layer.set_weights(values)


def layer_record(keras, layer, x):
    layer(x)
    if not layer.non_trainable_weights:
        fixed_weights(layer)
    return {
        "output": numbers(keras, layer(x)),
        "inference": numbers(keras, layer(x, training=False))
        if type(layer).__name__ == "Dropout"
        else None,
        "weights": [
            [weight.path.split("/")[-1], list(weight.shape), weight.trainable, str(weight.dtype)]
            for weight in layer.weights
        ],
        "output shape": list(layer.compute_output_shape((None, *x.shape[1:]))),
    }


def run(name, arguments, x):
    return lambda keras: layer_record(keras, getattr(keras.layers, name)(**arguments), x)


def config(name, arguments):
    """Keys in order and values; an automatic name depends on what was made before."""

    def described(keras):
        made = present(getattr(keras.layers, name)(**arguments).get_config())
        return made if "name" in arguments else {**made, "name": "automatic"}

    return described


def round_trip(name, arguments):
    def described(keras):
        kind = getattr(keras.layers, name)
        made = kind(**{"name": "again", **arguments})
        return present(kind.from_config(made.get_config()).get_config())

    return described


def adapted(arguments, x):
    def record(keras):
        layer = keras.layers.Normalization(**arguments)
        layer.adapt(x)
        return {
            "mean": numbers(keras, layer.mean),
            "variance": numbers(keras, layer.variance),
            "output": numbers(keras, layer(x)),
            "weights": [numbers(keras, weight) for weight in layer.weights],
            "names": [weight.path.split("/")[-1] for weight in layer.weights],
        }

    return record


def names(keras):
    """Automatic names count up by class; paths start with the layer."""
    layers = [keras.layers.Dense(2), keras.layers.Dense(2), keras.layers.Activation("relu")]
    layers += [keras.layers.Normalization(), keras.layers.Dense(1, name="last")]
    model = keras.Sequential([keras.Input((3,)), *layers])
    return {
        "model": model.name,
        "layers": [layer.name for layer in model.layers],
        "weights": [weight.path for weight in model.weights],
        "trainable": [weight.path for weight in model.trainable_weights],
        "input": list(model.input_shape),
        "output": list(model.output_shape),
        "parameters": model.count_params(),
        "build": [layer.get_build_config() for layer in layers],
    }


def dropped(keras):
    """The share that training drops, and the scale of what is left."""
    x = np.ones((200, 500), "float32")
    y = numbers(keras, keras.layers.Dropout(0.25, seed=1)(x, training=True))
    rows = keras.layers.Dropout(0.5, noise_shape=(None, 1), seed=1)(x, training=True)
    rows = numbers(keras, rows)
    return {
        "values": sorted({float(value) for value in np.unique(y)}),
        "share": bool(abs((y == 0).mean() - 0.25) < 0.006),
        "whole rows": bool((rows == rows[:, :1]).all() and 60 < (rows[:, 0] == 0).sum() < 140),
    }


def cases():
    made = {"names": names, "Dropout in training": dropped}
    for name, calls in CALLS.items():
        for position, (arguments, x) in enumerate(calls):
            title = f"{name} {position}"
            made[title] = run(name, arguments, x)
            made[f"{title} config"] = config(name, arguments)
            made[f"{title} round trip"] = round_trip(name, arguments)
    for title, (arguments, x) in ADAPTED.items():
        made[f"Normalization adapted, {title}"] = adapted(arguments, x)
    return made


CASES = cases()
