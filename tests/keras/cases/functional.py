"""Models of symbolic tensors: their JSON, summaries, names, and training with several ends."""

import json

import numpy as np

from tests.keras.cases.scope import present
from tests.keras.cases.text import summary
from tests.keras.cases.training import LABELS, TARGETS, WEIGHTS, X, fitted, start

LEFT, RIGHT = X[:, :2], X[:, 1:]


def wired(keras):
    """A shared layer, operations of every notation, and outputs in a dict."""
    layers, ops = keras.layers, keras.ops
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    shared = layers.Dense(3, name="shared")
    x, y = shared(a), shared(b)
    z = x * 2 + y
    z = ops.concatenate([z[:, 0:2], -x], axis=1)
    z = ops.reshape(z, (-1, 5)) / 3.0
    z = ops.sum(2.0 - z, axis=-1, keepdims=True)
    z = ops.where(z > 0, z, ops.clip(z, -1, 1))
    z = layers.Dropout(0.5)(ops.maximum(z, 0.1) ** 2, training=True)
    return keras.Model([a, b], {"out": z, "other": y}, name="wired")


def nested(keras):
    """A model called twice inside another, and a model from the middle of a third."""
    i = keras.Input((2,), name="i")
    inner = keras.Model(i, keras.layers.Dense(3, name="within")(i), name="inner")
    b = keras.Input((2,), name="b")
    last = keras.layers.Dense(2, name="last")
    return keras.Model(b, [last(inner(b)), inner(b)], name="nested")


def row(keras):
    i = keras.Input((3,), name="i")
    x = keras.layers.Dense(4, name="one")(i)
    return keras.Model(i, keras.layers.Dense(2, name="two")(x), name="row")


def of_dicts(keras):
    a, b = keras.Input((2,), name="a"), keras.Input((2,), name="b")
    total = keras.ops.add(keras.layers.Dense(2, name="one")(a), b)
    return keras.Model({"b": b, "a": a}, {"sum": total, "parts": [a, b]}, name="of_dicts")


def described(model):
    return present(json.loads(model.to_json()))


def again(keras, model):
    """What comes of a model that was written and read."""
    return described(keras.models.model_from_json(model.to_json()))


def facts(model):
    return {
        "layers": [layer.name for layer in model.layers],
        "weights": [weight.path for weight in model.weights],
        "input shape": model.input_shape,
        "parameters": model.count_params(),
        "output names": model.output_names,
    }


def figures(keras, model, inputs):
    start(model)
    outputs = model(inputs)
    flat = keras.tree.flatten(outputs)
    return [np.asarray(keras.ops.convert_to_numpy(output)) for output in flat]


def two_ends(keras, activation="tanh"):
    a, b = keras.Input((2,), name="left"), keras.Input((2,), name="right")
    hidden = keras.layers.Dense(4, activation=activation, name="hidden")
    x = keras.ops.concatenate([hidden(a), hidden(b) * 0.5], axis=-1)
    value = keras.layers.Dense(1, name="value")(x)
    kind = keras.layers.Dense(2, activation="softmax", name="kind")(x)
    return start(keras.Model([a, b], [value, kind], name="two_ends"))


LOSSES = ["mse", "sparse_categorical_crossentropy"]
BY_NAME = dict(zip(("value", "kind"), LOSSES, strict=True))


def listed(keras):
    model = two_ends(keras)
    model.compile("sgd", LOSSES, loss_weights=[1.0, 0.5], metrics=[["mae"], ["accuracy"]])
    return fitted(model, [LEFT, RIGHT], [TARGETS[:, :1], LABELS], validation_split=0.25)


def by_name(keras):
    model = two_ends(keras)
    weights = {"value": 2.0, "kind": 1.0}
    model.compile("adam", BY_NAME, loss_weights=weights, metrics={"kind": "accuracy"})
    x, y = {"left": LEFT, "right": RIGHT}, {"kind": LABELS, "value": TARGETS[:, :1]}
    return fitted(model, x, y)


def weighted(keras):
    model = two_ends(keras)
    model.compile("sgd", LOSSES, weighted_metrics=[["mae"], ["accuracy"]])
    y = [TARGETS[:, :1], LABELS]
    return fitted(model, [LEFT, RIGHT], y, sample_weight=[WEIGHTS, WEIGHTS[::-1]])


def one_loss(keras):
    model = two_ends(keras)
    model.compile("rmsprop", [None, LOSSES[1]])
    return fitted(model, [LEFT, RIGHT], [TARGETS[:, :1], LABELS])


def outputs_in_a_dict(keras):
    a = keras.Input((3,), name="a")
    kind = keras.layers.Dense(2, "softmax", name="first")(a)
    model = start(keras.Model(a, {"kind": kind, "value": keras.layers.Dense(1, name="second")(a)}))
    model.compile("sgd", BY_NAME, metrics={"kind": ["accuracy"], "value": ["mae"]})
    return fitted(model, X, {"kind": LABELS, "value": TARGETS[:, :1]})


def evaluated(keras):
    model = two_ends(keras)
    model.compile("sgd", LOSSES, metrics=[["mae"], ["accuracy"]])
    data = [LEFT, RIGHT], [TARGETS[:, :1], LABELS]
    found = model.evaluate(*data, batch_size=7, verbose=0, return_dict=True)
    return {key: float(value) for key, value in found.items()} | {
        "predicted": model.predict(data[0], batch_size=9, verbose=0),
        "batch": [float(value) for value in model.train_on_batch(*data)],
    }


MODELS = {"wired": wired, "nested": nested, "a row": row, "of dicts": of_dicts}


def told(name, build):
    """What one model says of itself."""
    return {
        f"json of {name}": lambda keras: described(build(keras)),
        f"json of {name}, read again": lambda keras: again(keras, build(keras)),
        f"facts of {name}": lambda keras: facts(build(keras)),
        f"summary of {name}": lambda keras: summary(build(keras), expand_nested=True),
    }


def cases():
    made = {
        "lists": listed,
        "dicts by name": by_name,
        "sample weights of each": weighted,
        "one loss of two": one_loss,
        "outputs in a dict": outputs_in_a_dict,
        "evaluate": evaluated,
        "figures of nested": lambda keras: figures(keras, nested(keras), X[:, :2]),
        "figures of dicts": lambda keras: figures(keras, of_dicts(keras), {"a": LEFT, "b": RIGHT}),
    }
    for name, build in MODELS.items():
        made |= told(name, build)
    made["clone"] = lambda keras: described(keras.models.clone_model(nested(keras)))
    made["summary of nested, trainable"] = lambda keras: summary(nested(keras), show_trainable=True)
    return made


CASES = cases()
