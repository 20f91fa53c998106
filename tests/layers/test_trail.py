"""An error of shapes tells those on the way: wired, called on data, in a loop, deep, in Chinese."""

import pickle
import re

import numpy as np
import pytest

from pronghorn import Input, Model, Sequential, layers
from pronghorn.config import settings
from pronghorn.errors import ShapeError

SHRINKING = """[E30] third (Conv2D): a window of 3 does not fit axis 1 of size 2 of its input \
(None, 2, 2, 8). Use padding="same", a smaller window, or fewer pooling layers before it.
[E32] shapes on the way there:
    pixels  (None, 12, 12, 1)
    first   (None, 10, 10, 8)
    half    (None, 5, 5, 8)
    second  (None, 3, 3, 8)
    less    (None, 2, 2, 8)"""


def shrinking():
    return [
        layers.Conv2D(8, 3, name="first"),
        layers.MaxPooling2D(name="half"),
        layers.Conv2D(8, 3, name="second"),
        layers.AveragePooling2D(2, 1, name="less"),
        layers.Conv2D(8, 3, name="third"),
    ]


def called(steps, x):
    for step in steps:
        x = step(x)
    return x


def test_a_network_that_shrinks_to_nothing_tells_its_shapes():
    with pytest.raises(ShapeError) as caught:
        Sequential([Input((12, 12, 1), name="pixels"), *shrinking()])
    assert str(caught.value) == SHRINKING
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == SHRINKING


def test_a_functional_model_follows_the_first_input_of_each_layer():
    pixels, other = Input((12, 12, 1), name="pixels"), Input((5, 5, 8), name="other")
    first, half, *rest = shrinking()
    x = layers.Add(name="sum")([half(first(pixels)), other])
    with pytest.raises(ShapeError) as caught:
        called(rest, x)
    assert [name for name, _ in caught.value.trail] == "pixels first half sum second less".split()


@pytest.mark.parametrize("compiled", [False, True])
def test_a_class_tells_the_calls_so_far(compiled):
    class Network(Model):
        def __init__(self):
            super().__init__()
            self.steps = shrinking()

        def call(self, x):
            return called(self.steps, x)

    model, x = Network(), np.zeros((2, 12, 12, 1), "float32")
    model.compile("sgd", "mse")
    with pytest.raises(ShapeError) as caught:
        model.fit(x, x, verbose=0) if compiled else model(x)
    names = [name for name, _ in caught.value.trail]
    assert names == ["input", "first", "half", "second", "less"]
    assert caught.value.trail[1][1][1:] == (10, 10, 8)


def test_channels_first_data_is_seen_behind_the_first_layer():
    with pytest.raises(ShapeError) as caught:
        Sequential([Input((3, 32, 32), name="pixels"), *shrinking()])
    said = str(caught.value)
    assert re.match(r"\[E29\] half .*\(None, 1, 30, 8\), which looks like channels_first", said)
    assert said.endswith("\n    pixels  (None, 3, 32, 32)\n    first   (None, 1, 30, 8)")


def test_a_long_way_is_told_by_its_ends():
    steps = [layers.Conv1D(1, 3, name=f"step{n}") for n in range(60)]
    with pytest.raises(ShapeError) as caught:
        called(steps, Input((90, 1), name="begin"))
    names = [name for name, _ in caught.value.trail]
    assert names[:4] == ["begin", "step0", "step1", "..."]
    assert names[-1] == "step43"
    assert len(names) == 16


def test_an_input_alone_is_no_way():
    with pytest.raises(ShapeError) as caught:
        layers.Conv2D(8, 3)(Input((28, 28)))
    assert caught.value.trail == []


def test_it_is_told_in_chinese(monkeypatch):
    monkeypatch.setattr(settings, "language", "zh")
    with pytest.raises(ShapeError) as caught:
        Sequential([Input((12, 12, 1), name="pixels"), *shrinking()])
    assert "[E32] 此前各层的形状：\n    pixels  (None, 12, 12, 1)\n" in str(caught.value)
