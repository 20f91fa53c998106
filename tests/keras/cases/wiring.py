"""Layers that models of several parts need: merges, normalizations, masks, layers around layers."""

import numpy as np

from tests.keras.cases.layers import CUBE, FOUR, ROWS, fixed_weights, numbers
from tests.keras.cases.scope import present
from tests.keras.cases.training import LABELS, TARGETS, X, fitted, start

OTHER = np.cos(ROWS * 2) + 0.5
CODES = (np.arange(20, dtype="int32").reshape(5, 4) * 7) % 6
# Steps of zeros at places that differ from row to row.
GAPS = CUBE * (np.arange(15).reshape(5, 3, 1) % 4 > 0)

CALLS = {
    "Add": [({}, [ROWS, OTHER]), ({}, [CUBE, ROWS, ROWS[:, :1]])],
    "Subtract": [({}, [ROWS, OTHER])],
    "Multiply": [({}, [ROWS, OTHER, OTHER])],
    "Average": [({}, [ROWS, OTHER, ROWS])],
    "Maximum": [({}, [ROWS, OTHER])],
    "Minimum": [({}, [CUBE, ROWS])],
    "Concatenate": [({}, [ROWS, OTHER[:, :2]]), ({"axis": 1, "name": "c"}, [CUBE, CUBE[:, :2]])],
    "Dot": [
        ({"axes": 1}, [ROWS, OTHER]),
        ({"axes": -1, "normalize": True}, [ROWS, OTHER]),
        ({"axes": (2, 1), "name": "d"}, [CUBE, ROWS]),
        ({"axes": -1}, [CUBE, CUBE[:, :2] + 1]),
        ({"axes": (1, 2)}, [CUBE, CUBE[:, :, :3]]),
    ],
    "BatchNormalization": [
        ({}, ROWS),
        ({"axis": 1, "epsilon": 0.1, "name": "b"}, CUBE),
        ({"scale": False, "center": False, "momentum": 0.5}, FOUR),
    ],
    "LayerNormalization": [
        ({}, ROWS),
        ({"axis": [1, 2], "name": "l"}, CUBE),
        ({"axis": 1, "scale": False, "epsilon": 0.1}, CUBE),
        ({"axis": (3, 1), "beta_regularizer": "l2"}, FOUR),
    ],
    "Embedding": [
        ({"input_dim": 6, "output_dim": 3}, CODES),
        ({"input_dim": 6, "output_dim": 2, "mask_zero": True, "name": "e"}, CODES[:, 0]),
        ({"input_dim": 6, "output_dim": 2, "embeddings_constraint": "unit_norm"}, CODES + 0.0),
    ],
    "Masking": [({}, GAPS), ({"mask_value": 1.0, "name": "m"}, CUBE)],
    "Permute": [({"dims": (2, 1)}, CUBE)],
    "RepeatVector": [({"n": 3}, ROWS)],
    "GaussianNoise": [({"stddev": 0.5}, ROWS)],
    "GaussianDropout": [({"rate": 0.5, "seed": 2}, ROWS)],
}


def shaped(x):
    return [shaped(part) for part in x] if isinstance(x, list) else (None, *x.shape[1:])


def called(keras, layer, x):
    layer(x)
    fixed_weights(layer)
    return {
        "output": numbers(keras, layer(x)),
        "weights": [
            [weight.path.split("/")[-1], list(weight.shape), weight.trainable]
            for weight in layer.weights
        ],
        "output shape": list(layer.compute_output_shape(shaped(x))),
    }


def configured(name, arguments):
    def described(keras):
        kind = getattr(keras.layers, name)
        made = kind(**{"name": "again", **arguments})
        return [
            present(made.get_config()),
            present(kind.from_config(made.get_config()).get_config()),
        ]

    return described


def trained(keras, **arguments):
    """A batch of training: its output, and the moving statistics after it."""
    mask = arguments.pop("mask", None)
    layer = keras.layers.BatchNormalization(**arguments)
    layer.build(CUBE.shape)
    layer.gamma.assign(np.linspace(0.5, 1.5, layer.gamma.shape[0]))
    found = [numbers(keras, layer(CUBE, training=True, mask=mask)) for _ in range(2)]
    layer.trainable = False
    found.append(numbers(keras, layer(CUBE, training=True)))
    return [*found, numbers(keras, layer.moving_mean), numbers(keras, layer.moving_variance)]


def masks(keras):
    """The mask that each layer leaves."""
    layers = keras.layers
    a, b = layers.Masking()(GAPS), layers.Masking()(GAPS[::-1].copy())
    plain = keras.ops.convert_to_tensor(CUBE)
    embedded = layers.Embedding(6, 2, mask_zero=True)(CODES)
    found = {
        "masking": a,
        "embedding": embedded,
        "add": layers.Add()([a, b]),
        "add, one without": layers.Add()([a, plain]),
        "concatenate": layers.Concatenate(axis=1)([a, b]),
        "concatenate, one without": layers.Concatenate(axis=1)([a, plain]),
        "concatenate features": layers.Concatenate()([a, b]),
        "dot": layers.Dot(axes=2)([a, b]),
        "dense": layers.Dense(2)(a),
        "dropout": layers.Dropout(0.5)(a),
        "batch": layers.BatchNormalization()(a),
        "layer": layers.LayerNormalization()(a),
        "time": layers.TimeDistributed(layers.Dense(2))(a),
    }
    told = {name: getattr(tensor, "_keras_mask", None) for name, tensor in found.items()}
    return {name: None if m is None else numbers(keras, m) for name, m in told.items()}


def distributed(keras):
    layers = keras.layers
    dense = layers.TimeDistributed(layers.Dense(2, name="d"), name="t")
    record = called(keras, dense, CUBE)
    images = layers.TimeDistributed(layers.Flatten(), name="f")
    gathering = layers.TimeDistributed(layers.BatchNormalization(), name="g")
    gathering(CUBE, training=True)
    return record | {
        "config": present(dense.get_config()),
        "paths": [weight.path for weight in dense.weights],
        "flat": numbers(keras, images(FOUR)),
        "training": numbers(keras, gathering(CUBE, training=True)),
        "gathered": [numbers(keras, weight) for weight in gathering.weights],
    }


def twice(x, factor=2.0):
    return x * factor


def function(keras):
    layer = keras.layers.Lambda(twice, arguments={"factor": 3.0}, name="thrice")
    config = layer.get_config()
    config["function"].pop("module"), config["function"].pop("registered_name")
    with keras.saving.custom_object_scope({"twice": twice}):
        record = {**config["function"], "module": "builtins", "registered_name": "function"}
        again = keras.layers.Lambda.from_config({**config, "function": record})
    shaped = keras.layers.Lambda(lambda x: x[:, :2], output_shape=(2,))
    return {
        "config": present(config),
        "output": numbers(keras, again(ROWS)),
        "shape": list(shaped.compute_output_shape((None, 4))),
    }


def normalized_training(keras):
    layers = keras.layers
    a = keras.Input((3,), name="a")
    x = layers.BatchNormalization(name="bn")(layers.Dense(4, use_bias=False, name="one")(a))
    x = layers.LayerNormalization(name="ln")(layers.Activation("tanh")(x))
    model = keras.Model(a, layers.Dense(2, "softmax", name="two")(layers.Add()([x, x * x])))
    start(model)
    model.get_layer("bn").moving_variance.assign([1.0, 2.0, 1.0, 0.5])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return fitted(model, X, LABELS, validation_split=0.25)


def embedded_training(keras):
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((4,), dtype="int32"),
            layers.Embedding(6, 3, embeddings_regularizer="l2", name="e"),
            layers.Flatten(),
            layers.Dense(1, name="d"),
        ]
    )
    codes = (np.arange(len(X) * 4).reshape(-1, 4) * 5) % 6
    start(model).compile("rmsprop", "mse")
    return fitted(model, codes, TARGETS[:, :1])


def cases():
    made = {
        "batch normalization, training": trained,
        "batch normalization, middle axis": lambda keras: trained(keras, axis=1, momentum=0.5),
        "batch normalization, mask": lambda keras: trained(
            keras, mask=np.arange(15).reshape(5, 3) % 4 > 0
        ),
        "masks": masks,
        "TimeDistributed": distributed,
        "Lambda": function,
        "fit of normalizations": normalized_training,
        "fit of embeddings": embedded_training,
    }
    for name, calls in CALLS.items():
        for position, (arguments, x) in enumerate(calls):
            made[f"{name} {position}"] = lambda keras, n=name, a=arguments, x=x: called(
                keras, getattr(keras.layers, n)(**a), x
            )
            made[f"{name} {position} config"] = configured(name, arguments)
    return made


CASES = cases()
