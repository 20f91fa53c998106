"""Text that models give of themselves: `summary()` and `to_json()`."""

import json

import numpy as np

from tests.keras.cases.scope import present
from tests.keras.cases.training import tutorial


def summary(model, **arguments):
    lines = []
    model.summary(print_fn=lambda text, **_: lines.append(text), line_length=78, **arguments)
    text = "\n".join(lines)
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def mixed(keras):
    layers = keras.layers
    scale = layers.Normalization(name="scale", mean=[0.0] * 6, variance=[1.0] * 6)
    frozen = layers.Dense(7, activation="relu", name="a_layer_with_quite_a_long_name")
    frozen.trainable = False
    parts = [
        keras.Input((2, 3), name="pixels"),
        layers.Rescaling(1 / 255, name="rescale"),
        layers.Flatten(name="flat"),
        scale,
        frozen,
        layers.Dropout(0.5, name="dropout"),
        layers.Dense(12, name="grid"),
        layers.Reshape((3, 4), name="reshape"),
    ]
    return keras.Sequential(parts, name="mixed")


def unbuilt(keras):
    return keras.Sequential([keras.layers.Dense(2, name="first")], name="unbuilt")


def compiled(keras):
    model = tutorial(keras)
    model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])
    return model


def stepped(keras):
    model = compiled(keras)
    model.fit(np.zeros((1, 3)), np.eye(2)[:1], verbose=0)
    return model


def described(model):
    return present(json.loads(model.to_json()))


CASES = {
    "summary of the tutorial": lambda keras: summary(tutorial(keras)),
    "summary of the tutorial, trained": lambda keras: summary(stepped(keras)),
    "summary of mixed layers": lambda keras: summary(mixed(keras)),
    "summary of mixed layers, trainable": lambda keras: summary(mixed(keras), show_trainable=True),
    "summary of an unbuilt model": lambda keras: summary(unbuilt(keras)),
    "json of the tutorial": lambda keras: described(tutorial(keras)),
    "json of the tutorial, compiled": lambda keras: described(compiled(keras)),
    "json of mixed layers": lambda keras: described(mixed(keras)),
}
