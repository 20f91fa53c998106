"""Whole drawings as text. After an intended change, look at the pictures and run

PRONGHORN_NEW_GOLDEN=1 python -m pytest tests/drawing/test_golden.py
"""

import os
from pathlib import Path

import pytest

from pronghorn.drawing import plot_confusion, plot_history, plot_model, plot_perceptron
from pronghorn.drawing.model import draw
from pronghorn.drawing.notation import mermaid
from pronghorn.drawing.structure import Shown, structure

GOLDEN = Path(__file__).parent / "golden"
EVERYTHING = {
    "show_shapes": True,
    "show_dtype": True,
    "show_layer_names": True,
    "show_layer_activations": True,
    "show_trainable": True,
}
MODELS = {
    "tutorial": {},
    "tutorial_everything": EVERYTHING,
    "branches": {"show_shapes": True, "show_layer_names": True},
    "branches_curved": {"splines": "curved", "rankdir": "BT"},
    "residual": {"show_shapes": True},
    "ladder": {"rankdir": "LR"},
    "nested": {"show_layer_names": True, "expand_nested": True},
    "nested_right_to_left": {"show_layer_names": True, "expand_nested": True, "rankdir": "RL"},
    "shared": {},
}


def compare(name, text):
    path = GOLDEN / name
    if os.environ.get("PRONGHORN_NEW_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"{name}: see the head of this file"


@pytest.mark.parametrize("name", MODELS)
def test_a_model(models, name):
    model = getattr(models, name.split("_")[0])
    compare(f"{name}.svg", plot_model(model, None, **MODELS[name]).svg)


def test_text_forms(models, tmp_path):
    plot_model(models.nested, tmp_path / "n.gv", expand_nested=True, show_shapes=True)
    compare("nested.gv", (tmp_path / "n.gv").read_text())
    compare("nested.mmd", mermaid(structure(models.nested, Shown(expand_nested=True)), "TB"))


def test_charts():
    history = {"loss": [1.1, 0.7, 0.5], "accuracy": [0.5, 0.7, 0.8], "val_loss": [1, 0.8, 0.7]}
    compare("history.svg", plot_history(history).svg)
    compare("confusion.svg", plot_confusion([[130, 18], [21, 131]], ["woman", "man"]).svg)


def test_a_neuron():
    def hard(z):
        return min(1.0, max(0.0, 0.25 * z + 0.5))

    picture = plot_perceptron([1.2, -0.5, 0.3], [0.8, -0.4, 1.5], -0.6, hard, title="A neuron")
    compare("neuron.svg", picture.svg)


def test_drawing_twice_gives_the_same_text(models):
    found = structure(models.residual, Shown(shapes=True))
    assert draw(found) == draw(found)
