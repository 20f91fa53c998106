"""Charts: ticks, curves, confusion tables and decision regions."""

import math
import xml.etree.ElementTree as ElementTree
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pronghorn.config import settings
from pronghorn.drawing import (
    plot_activations,
    plot_confusion,
    plot_decision,
    plot_history,
    plot_perceptron,
)
from pronghorn.drawing.chart import tick_text, ticks
from pronghorn.drawing.curves import derivative, evaluate
from pronghorn.errors import ArgumentError, FileError


def texts(picture):
    root = ElementTree.fromstring(picture.svg)
    return [one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}text")]


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_are_round_few_and_inside(low, width):
    values = ticks(low, low + width, 6)
    assert 1 <= len(values) <= 7
    assert all(low - 1e-6 * width <= one <= low + width * (1 + 1e-6) for one in values)


def test_tick_texts():
    assert [tick_text(one, [-0.5, 0.0, 0.5]) for one in (-0.5, 0.0, 0.5)] == ["−0.5", "0.0", "0.5"]
    assert tick_text(5e-5, [5e-5, 1e-4]) == "5e−5"
    assert tick_text(0.0, [0.0, 1e-4]) == "0"
    assert tick_text(200.0, [0.0, 200.0]) == "200"


def test_derivatives_are_those_of_the_formula():
    x = np.linspace(-6, 6, 1201)
    assert np.abs(derivative(x, np.tanh(x)) - (1 - np.tanh(x) ** 2))[1:-1].max() < 1e-4
    kink = derivative(x, np.maximum(x, 0))
    assert np.isnan(kink[600])
    assert np.isfinite(np.delete(kink, 600)).all()


def test_functions_of_numbers_and_of_vectors_are_evaluated():
    x = np.linspace(-2, 2, 41)

    def first_share(v):
        v = np.exp(v)
        return v / v.sum(axis=-1, keepdims=True)

    assert evaluate(lambda z: 1 if z > 0 else 0, x)[0].sum() == 20
    assert evaluate(math.tanh, x)[1] == "x"

    def gated(v):
        if v.shape[-1] % 2:
            raise ValueError("needs an even axis")
        return v[..., :1] * v[..., 1:]

    assert evaluate(gated, x)[1] == "x, 0"
    y, argument = evaluate(first_share, x)
    assert argument == "x, 0"
    np.testing.assert_allclose(y, 1 / (1 + np.exp(-x)), rtol=1e-5)


def test_saturation_is_shaded_where_the_derivative_is_small():
    def steep(x):
        return np.tanh(x)

    assert texts(plot_activations(steep)).count("saturated") == 2
    assert "saturated" not in texts(plot_activations(steep, derivatives=False))
    assert "saturated" not in texts(plot_activations(lambda x: x * 0.5))
    with pytest.raises(ArgumentError, match="span"):
        plot_activations(steep, span=(1, 1))


def test_named_activations():
    shown = texts(plot_activations())
    assert {"sigmoid", "tanh", "relu", "sigmoid(x)", "derivative"} <= set(shown)
    assert "softmax(x, 0)" in texts(plot_activations("softmax"))


def test_history_has_a_panel_for_each_metric(tmp_path):
    history = SimpleNamespace(
        history={"loss": [1.0, 0.5], "val_loss": [1.1, math.nan], "acc": [0.5]}
    )
    shown = texts(plot_history(history, tmp_path / "h.svg"))
    assert (tmp_path / "h.svg").exists()
    assert shown.count("training") == 2
    assert shown.count("validation") == 1
    assert shown.count("epoch") == 2
    with pytest.raises(FileError, match="F11"):
        plot_history({"loss": []})


def test_every_epoch_has_its_dot_even_on_a_straight_line():
    svg = plot_history({"loss": [5.0, 4.0, 3.0, 2.0]}).svg
    assert svg.count("<circle") == 4 + 1  # and one in the legend


def test_words_follow_the_language_and_the_caller():
    settings.language = "zh"
    shown = texts(plot_history({"loss": [1.0, 0.5]}, labels={"training": "训练集"}, title="曲线"))
    assert {"训练轮数", "训练集", "曲线"} <= set(shown)


def test_a_neuron_shows_its_numbers():
    shown = texts(plot_perceptron([1, -2], [0.5, 0.25], 0.5, lambda z: z * z, ["a<b", "c"]))
    assert {"a<b", "c", "w₁ = 0.5", "b = 0.5", "0.5", "0.25"} <= set(shown)
    assert "z = w·x + b = 0.5×1 + 0.25×(−2) + 0.5 = 0.5" in shown
    assert "y = f(0.5) = 0.25" in shown
    many = texts(plot_perceptron(range(30), range(30), 0, lambda z: z))
    assert "x₃₀" in many
    assert "x₂₀" not in many
    with pytest.raises(ArgumentError, match="weights"):
        plot_perceptron([1, 2], [1], 0, lambda z: z)


def test_the_step_of_the_perceptron():
    assert "y = step(−0.5) = 0" in texts(plot_perceptron([1], [0.5], -1))


def test_confusion_shows_counts_and_row_shares():
    shown = texts(plot_confusion([[3, 1], [0, 0]], ["<b>", "man"], title="t"))
    assert {"3", "1", "75.0%", "25.0%", "–", "<b>", "predicted", "actual"} <= set(shown)
    with pytest.raises(ArgumentError, match="square"):
        plot_confusion([[1, 2]], ["a"])
    with pytest.raises(ArgumentError, match="2 names"):
        plot_confusion([[1, 2], [3, 4]], ["a"])


def test_decision_regions_take_models_and_functions():
    points = np.array([[0.0, 0.0], [1.0, 2.0]])

    class Model:
        def predict(self, x, verbose):
            assert verbose == 0
            return np.stack([x[:, 0], 1 - x[:, 0]], axis=1)

    assert texts(plot_decision(Model(), points, [0, 1], labels=["a"]))[-2:] == ["a", "1"]
    given = plot_decision(lambda x: x[:, 0] > 0, span=((-1, 1), (-1, 1)), resolution=4)
    assert given.svg.count("crispEdges") == 8
    assert texts(plot_decision(lambda x: x[:, 0] > 0, points, [0, 1], labels=["man", "woman"]))[
        -2:
    ] == ["man", "woman"]
    with pytest.raises(ArgumentError, match="points"):
        plot_decision(lambda x: x[:, 0])
