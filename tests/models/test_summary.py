"""The table of `summary`: Keras' look, widths, nesting, plain terminals."""

import io
import sys

import numpy as np
import pytest

from pronghorn import variables
from pronghorn.errors import ArgumentError
from pronghorn.layers import Dense, Input
from pronghorn.models import Model, Sequential
from pronghorn.models.summary import summary_text

WHOLE = """\
Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ dense (Dense)                   │ (None, 4)              │            16 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ out (Dense)                     │ (None, 300)            │         1,500 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 1,516 (5.92 KB)
 Trainable params: 1,516 (5.92 KB)
 Non-trainable params: 0 (0.00 B)
"""
NESTED = """\
Model: "outer"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━┓
┃ Layer (type)                ┃ Output Shape          ┃    Param # ┃ Trai… ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━┩
│ inner (Sequential)          │ (None, 4)             │         16 │   Y   │
├─────────────────────────────┼───────────────────────┼────────────┼───────┤
│    └ d (Dense)              │ (None, 4)             │         16 │   N   │
├─────────────────────────────┼───────────────────────┼────────────┼───────┤
│ e (Dense)                   │ (None, 1)             │          5 │   Y   │
└─────────────────────────────┴───────────────────────┴────────────┴───────┘
 Total params: 21 (84.00 B)
 Trainable params: 5 (20.00 B)
 Non-trainable params: 16 (64.00 B)
"""


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


def small():
    variables.clear_session()
    return Sequential([Input((3,)), Dense(4), Dense(300, name="out")])


def test_it_looks_as_in_keras(capsys):
    small().summary()
    assert capsys.readouterr().out == WHOLE


def test_nested_models_and_trainability():
    inner = Sequential([Input((3,)), Dense(4, name="d")], name="inner")
    outer = Sequential([inner, Dense(1, name="e")], name="outer")
    inner.layers[0].trainable = False
    assert summary_text(outer, expand_nested=True, show_trainable=True) == NESTED


def test_a_model_not_built():
    text = summary_text(Sequential([Dense(4)]))
    assert "│ ?                      │   0 (unbuilt) │" in text
    assert "Total params: 0 (0.00 B)" in text


def test_a_subclass_shows_the_shapes_it_was_built_with():
    class Two(Model):
        def __init__(self):
            super().__init__()
            self.dense = Dense(4)

        def call(self, x):
            return self.dense(x)

    model = Two()
    model(np.ones((2, 3)))
    assert "(2, 4)" in summary_text(model)


def test_print_fn_gets_the_text(capsys):
    lines = []
    small().summary(print_fn=lines.append)
    assert "".join(lines) == WHOLE
    assert not capsys.readouterr().out


def test_a_terminal_without_box_characters(monkeypatch):
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="ascii", write_through=True)
    monkeypatch.setattr(sys, "stdout", stdout)
    small().summary()
    text = stdout.buffer.getvalue().decode("ascii")
    assert text.splitlines()[1] == "+" + "+".join("-" * n for n in (33, 24, 15)) + "+"
    assert "| dense (Dense)" in text


def test_width_and_long_names():
    variables.clear_session()
    name = "a_very_long_name_" * 5
    model = Sequential([Input((3,)), Dense(4, name=name)])
    text = summary_text(model, line_length=60)
    assert all(len(line) == 60 for line in text.splitlines()[1:-4])
    assert "│ a_very_long_name_a_very… │" in text
    assert "│ (Dense)                  │" in text
    with pytest.raises(ArgumentError, match="M16"):
        summary_text(model, line_length=8)


def test_a_range_of_layers():
    text = summary_text(small(), layer_range=("out", "out"))
    assert "out (Dense)" in text
    assert "dense (Dense)" not in text
    with pytest.raises(ArgumentError, match="M20"):
        summary_text(small(), layer_range=("no", "such"))
