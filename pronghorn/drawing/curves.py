"""Curves of activation functions with their derivatives, and of a training run."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from pronghorn import activations
from pronghorn.drawing.chart import BLUE, ORANGE, Panel, Series, charts
from pronghorn.drawing.picture import Picture
from pronghorn.drawing.words import words
from pronghorn.errors import FileError, wrong_argument

SATURATED = 0.05  # a derivative below this passes almost no gradient
_STEPS = 1200  # grid intervals; their ends, the middle and all whole numbers of ±6 are on it


def plot_activations(
    *functions: str | Callable[[Any], Any],
    span: tuple[float, float] = (-6, 6),
    derivatives: bool = True,
    to_file: object = None,
    title: str = "",
    labels: Mapping[str, str] | None = None,
) -> Picture:
    """Draw activation functions, one panel each, with derivatives and saturated stretches shaded.

    Args:
        functions: names of Keras' activations or functions; sigmoid, tanh and relu if none.
        span: the x to draw, smaller end first.
        derivatives: draw the derivative (from differences of the function) and shade where it
            is smaller than 0.05 in size.
        to_file: also save there, as `Picture.save` does.
        labels: other words for "derivative" and "saturated".

    A function of a whole vector, such as softmax, is drawn for the vector (x, 0). Raises
    `ArgumentError` for an empty span, `UnknownNameError` for an unknown name.

    >>> from pronghorn import plot_activations
    >>> picture = plot_activations("sigmoid", "tanh", "relu")
    """
    low, high = float(span[0]), float(span[1])
    if not (np.isfinite([low, high]).all() and low < high):
        raise wrong_argument(
            "plot_activations", "span", "(low, high) with low < high", span, "(-6, 6)"
        )
    said = words(labels)
    x = np.linspace(low, high, _STEPS + 1)
    panels = []
    for one in functions or ("sigmoid", "tanh", "relu"):
        function = activations.get(one)
        y, argument = evaluate(function, x)
        name = one if isinstance(one, str) else function_name(function)
        panel = Panel(name, [Series(f"{name}({argument})", x, y, BLUE)], "x", x_span=(low, high))
        if derivatives:
            slope = derivative(x, y)
            panel.series.append(Series(said["derivative"], x, slope, ORANGE, dash="6 4"))
            panel.bands = [(*ends, said["saturated"]) for ends in _flat(x, slope)]
        panels.append(panel)
    picture = Picture(charts(panels, title=title))
    return picture if to_file is None else picture.save(to_file)


def plot_history(
    history: Any,
    to_file: object = None,
    *,
    title: str = "",
    labels: Mapping[str, str] | None = None,
) -> Picture:
    """Draw the curves of a training run: a panel for each metric, training beside validation.

    Args:
        history: what `fit` returned, or its dictionary of lists by metric.
        to_file: also save there, as `Picture.save` does.
        labels: other words for "epoch", "training", "validation" and for metrics, such as
            {"loss": "Loss"}.

    Raises `FileError` when nothing was recorded.

    >>> import numpy as np
    >>> import pronghorn as keras
    >>> x, y = np.arange(64.0)[:, None] / 64, np.arange(64.0) / 32
    >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> picture = keras.plot_history(model.fit(x, y, epochs=10, verbose=0))
    """
    records = getattr(history, "history", history)
    records = {name: np.atleast_1d(np.asarray(values, float)) for name, values in records.items()}
    records = {name: values for name, values in records.items() if values.size}
    if not records:
        raise FileError("F11", what="history")
    said = words(labels)
    panels = []
    for metric in dict.fromkeys(name.removeprefix("val_") for name in records):
        series = []
        for name, role, colour in (
            (metric, "training", BLUE),
            (f"val_{metric}", "validation", ORANGE),
        ):
            if name in records:
                y = records[name]
                epochs = np.arange(1, len(y) + 1)
                series.append(Series(said[role], epochs, y, colour, dots=len(y) <= 30))
        panels.append(Panel(said.get(metric, metric), series, said["epoch"], whole_x=True))
    picture = Picture(charts(panels, title=title))
    return picture if to_file is None else picture.save(to_file)


def plot_lr_find(
    search: Any,
    to_file: object = None,
    *,
    title: str = "",
    labels: Mapping[str, str] | None = None,
) -> Picture:
    """Draw how the loss answered to rising learning rates, and the rate to choose.

    Args:
        search: what `model.lr_find` returned.
        to_file: also save there, as `Picture.save` does.
        labels: other words for "learning rate" and "loss".

    >>> import numpy as np
    >>> import pronghorn as keras
    >>> x, y = np.arange(64.0)[:, None] / 64, np.arange(64.0) / 32
    >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> picture = keras.plot_lr_find(model.lr_find(x, y))
    """
    said = words(labels)
    rates = np.log10(np.asarray(search.rates, float))
    chosen = float(np.log10(search.suggestion))
    losses = np.asarray(search.losses, float)
    at = float(np.interp(chosen, rates, losses))
    series = [
        Series(said.get("loss", "loss"), rates, losses, BLUE),
        Series(f"{search.suggestion:.1e}", [chosen], [at], ORANGE, dots=True),
    ]
    panel = Panel(said.get("loss", "loss"), series, said["learning rate"])
    picture = Picture(charts([panel], title=title))
    return picture if to_file is None else picture.save(to_file)


def evaluate(function: Callable[[Any], Any], x: np.ndarray) -> tuple[np.ndarray, str]:
    """Values of a function on a grid, and the argument to write: "x", or "x, 0" for vectors."""
    y = _values(function, x)
    if y is None:
        # Perhaps written for one number, as `1 if x > 0 else 0` is.
        with suppress(AttributeError, TypeError, ValueError):
            y = np.array([float(function(float(one))) for one in x])
    elif y.shape == x.shape:
        alone = _values(function, x[:1])
        if not np.allclose(alone, y[:1], rtol=1e-4, atol=1e-6, equal_nan=True):
            y = None
    if y is not None and y.shape == x.shape:
        return y, "x"
    pairs = np.stack([x, np.zeros_like(x)], axis=1)
    return np.asarray(function(pairs.astype("float32")), float)[:, 0], "x, 0"


def _values(function: Callable[[Any], Any], x: np.ndarray) -> np.ndarray | None:
    try:
        return np.asarray(function(x.astype("float32")), float)
    except (TypeError, ValueError):
        return None


def derivative(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Central differences on a fine grid; NaN where the two sides disagree (kinks and jumps).

    The error is below step² / 6 times the third derivative, 2e-5 for tanh on (-6, 6).
    """
    slope = np.gradient(y, x)
    sides = np.diff(y) / np.diff(x)
    apart = np.abs(np.diff(sides))
    slope[1:-1][apart > 0.25 * max(1e-12, float(np.nanmax(np.abs(sides))))] = np.nan
    return slope


def function_name(function: Any) -> str:
    """A short name to write beside a function."""
    name = getattr(function, "__name__", type(function).__name__)
    return "f" if name == "<lambda>" else name


def _flat(x: np.ndarray, slope: np.ndarray) -> list[tuple[float, float]]:
    """The stretches of x where the derivative is almost zero, turning points left out."""
    flat = np.abs(slope) < SATURATED
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flat, [False]]).astype(int)))
    step = x[1] - x[0]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [
        (x[a], x[b - 1])
        for a, b in pairs
        if x[b - 1] - x[a] > 10 * step and (a == 0 or b == len(x) or slope[a] * slope[b - 1] >= 0)
    ]
