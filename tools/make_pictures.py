"""Draws the pictures of the README into docs/pictures: `python tools/make_pictures.py [folder]`."""

import sys
from pathlib import Path

import numpy as np

import pronghorn as keras
from pronghorn import layers

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
NAMES = {"en": ["weight", "height", "age"], "zh": ["体重", "身高", "年龄"]}


def network():
    """The tutorial's network and how its training went."""
    keras.utils.set_random_seed(2)
    people = np.random.normal(size=(1000, 3))
    people[:500] += [1, 1, -1]
    answers = keras.utils.to_categorical(np.repeat([1, 0], 500), num_classes=2)
    model = keras.Sequential(
        [
            keras.Input(shape=(3,)),
            layers.Dense(4, activation="relu", kernel_initializer="random_normal", name="hidden"),
            layers.Dense(
                2, activation="softmax", kernel_initializer="random_normal", name="output"
            ),
        ],
        name="woman_or_man",
    )
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
    return model, model.fit(people, answers, epochs=10, batch_size=8, verbose=0)


def main(folder=FOLDER):
    model, history = network()
    keras.utils.plot_model(
        model, folder / "network.svg", show_shapes=True, show_layer_names=True,
        show_layer_activations=True, rankdir="LR",
    )  # fmt: skip
    for language, suffix in (("en", ".svg"), ("zh", ".zh.svg")):
        keras.config.settings.language = language
        keras.plot_history(history, folder / f"training{suffix}")
        keras.plot_activations("sigmoid", "tanh", "relu", to_file=folder / f"activations{suffix}")
        keras.plot_perceptron(
            [0.5, 1.2, -0.3],
            [1.0, 1.0, -1.0],
            -1.5,
            "step",
            names=NAMES[language],
            to_file=folder / f"perceptron{suffix}",
        )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
