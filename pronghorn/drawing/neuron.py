"""One perceptron with its numbers: inputs, weights, bias, weighted sum, activation, output."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from pronghorn import activations
from pronghorn.drawing.chart import BLUE, INK, MUTED, ORANGE, TITLE, finite_span
from pronghorn.drawing.curves import evaluate, function_name
from pronghorn.drawing.picture import Picture
from pronghorn.drawing.svg import Canvas, shorten, text_width
from pronghorn.drawing.words import words
from pronghorn.errors import wrong_argument

RADIUS, SUM_RADIUS, ROW = 27.0, 38.0, 78.0
MOST_INPUTS = 8  # more are drawn as the first ones, three dots and the last
SIZE = 13.0
EDGE, FILL, SUM_FILL = "#97a3b0", "#eef3f9", "#1b2430"
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def plot_perceptron(
    inputs: Sequence[float],
    weights: Sequence[float],
    bias: float,
    activation: str | Callable[[Any], Any] = "step",
    names: Sequence[str] | None = None,
    to_file: object = None,
    *,
    title: str = "",
    labels: Mapping[str, str] | None = None,
) -> Picture:
    """Draw one neuron and compute it: z = w·x + b, then the activation of z.

    Args:
        inputs, weights: as many numbers each, at least one.
        activation: "step" (1 for z > 0, else 0), a name of Keras, or a function of one number.
        names: of the inputs; x₁, x₂ … by default.
        to_file: also save there, as `Picture.save` does.
        labels: other words for "inputs", "weights", "sum", "activation" and "output".

    Raises `ArgumentError` when the lengths differ.

    >>> from pronghorn import plot_perceptron
    >>> picture = plot_perceptron([0.5, -1.0, 2.0], [0.8, 0.3, -0.4], 0.1, "sigmoid")
    """
    x, w = np.ravel(np.asarray(inputs, float)), np.ravel(np.asarray(weights, float))
    named = list(names) if names is not None else [_indexed("x", n + 1) for n in range(len(x))]
    for argument, got in (("weights", len(w)), ("names", len(named))):
        if got != len(x) or not len(x):
            raise wrong_argument(
                "plot_perceptron",
                argument,
                "one for each of the {count} inputs",
                got,
                "[0.5, -1.0]",
                count=len(x),
            )
    function = activations.get(activation)
    name = activation if isinstance(activation, str) else function_name(function)
    neuron = _Neuron(x, w, float(np.ravel(bias)[0]), function, name, named, words(labels))
    picture = Picture(neuron.svg(title))
    return picture if to_file is None else picture.save(to_file)


def _indexed(letter: str, number: int) -> str:
    return letter + str(number).translate(_SUBSCRIPTS)


def _number(value: float) -> str:
    """A number with at most four significant digits and a real minus sign."""
    return f"{value:.4g}".replace("-", "−")


class _Neuron:
    """The drawing; rows of inputs on the left, the sum, the activation and the output."""

    def __init__(
        self,
        x: np.ndarray,
        w: np.ndarray,
        bias: float,
        function: Callable,
        name: str,
        names: list[str],
        said: dict[str, str],
    ):
        self.x, self.w, self.bias, self.names, self.said = x, w, bias, names, said
        self.function, self.name = function, name
        self.z = float(x @ w + bias)
        self.y = float(evaluate(function, np.array([self.z, self.z]))[0][0])
        count = len(x)
        self.shown: list[int | None] = list(range(count))
        if count > MOST_INPUTS:
            self.shown = [*range(MOST_INPUTS - 2), None, count - 1]
        named = max(text_width(shorten(one, 24), SIZE) for one in names)
        self.input_x = 28 + max(named, 20) + 14 + RADIUS
        self.sum_x = self.input_x + 250
        self.box_x = self.sum_x + 96
        self.output_x = self.box_x + 132 + 92

    def svg(self, title: str) -> str:
        above = 82.0 if title else 48.0
        formulas = self._formulas()
        long = max(text_width(line, SIZE) for line in formulas)
        width = max(self.output_x + RADIUS + 50, long + 56)
        rows = max(len(self.shown), 2)
        # The bias hangs above the sum, so a short column of inputs still leaves it room.
        self.middle = above + max(rows * ROW / 2, 128.0)
        height = self.middle + max(rows * ROW / 2, 72.0) + 18 + 24 * len(formulas) + 8
        self.canvas = Canvas(width, height, title=title)
        if title:
            self.canvas.text(width / 2, 28, title, size=TITLE, bold=True, fill=INK, anchor="middle")
        self._headings(above - 18)
        self._inputs()
        self._sum()
        self._activation()
        self._output()
        for number, line in enumerate(formulas):
            y = height - 18 - 24 * (len(formulas) - 1 - number)
            self.canvas.text(width / 2, y, line, size=SIZE, fill=INK, anchor="middle")
        return self.canvas.svg()

    def _headings(self, y: float) -> None:
        places = (
            ("inputs", self.input_x),
            ("weights", (self.input_x + self.sum_x) / 2),
            ("sum", self.sum_x),
            ("activation", self.box_x + 66),
            ("output", self.output_x),
        )
        for word, x in places:
            self.canvas.text(x, y, self.said[word], size=12, fill=MUTED, anchor="middle")

    def _inputs(self) -> None:
        strongest = max(1e-12, float(np.abs(self.w).max()))
        start = self.middle - (len(self.shown) - 1) * ROW / 2
        rows = [start + place * ROW for place in range(len(self.shown))]
        for index, y in zip(self.shown, rows, strict=True):
            if index is not None:
                self._edge(y, self.w[index], 1.2 + 2.6 * abs(self.w[index]) / strongest)
        for index, y in zip(self.shown, rows, strict=True):
            if index is None:
                for step in (-9, 0, 9):
                    self.canvas.circle(self.input_x, y + step, 2.2, fill=MUTED)
                continue
            self._weight(y, index)
            self.canvas.circle(self.input_x, y, RADIUS, fill=FILL, stroke=BLUE, stroke_width=1.5)
            self._inside(self.input_x, y, self.x[index], RADIUS, INK)
            self.canvas.text(
                self.input_x - RADIUS - 12,
                y,
                shorten(self.names[index], 24),
                size=SIZE,
                fill=INK,
                anchor="end",
            )

    def _edge(self, y: float, weight: float, width: float) -> None:
        ends = np.array([[self.input_x, y], [self.sum_x, self.middle]])
        along = (ends[1] - ends[0]) / np.linalg.norm(ends[1] - ends[0])
        start, tip = ends[0] + along * RADIUS, ends[1] - along * (SUM_RADIUS + 1)
        colour = BLUE if weight >= 0 else ORANGE
        self.canvas.line([tuple(start), tuple(tip - along * 7)], stroke=colour, stroke_width=width)
        self.canvas.arrow_head(tuple(tip), tuple(along), size=10, fill=colour)

    def _weight(self, y: float, index: int) -> None:
        """The weight on its line, where the lines are still well apart."""
        share = 0.36
        x = self.input_x + (self.sum_x - self.input_x) * share
        at = y + (self.middle - y) * share
        text = f"{_indexed('w', index + 1)} = {_number(self.w[index])}"
        colour = BLUE if self.w[index] >= 0 else ORANGE
        width = text_width(text, 12) + 10
        self.canvas.rect(x - width / 2, at - 10, width, 20, radius=8, fill="#ffffff")
        self.canvas.text(x, at, text, size=12, fill=colour, anchor="middle")

    def _inside(self, x: float, y: float, value: float, radius: float, fill: str) -> None:
        """A number in a circle, smaller if it is long."""
        text = _number(value)
        size = min(SIZE, (2 * radius - 8) / text_width(text, 1, bold=True))
        self.canvas.text(x, y, text, size=round(size, 1), bold=True, fill=fill, anchor="middle")

    def _sum(self) -> None:
        x, y = self.sum_x, self.middle
        top = y - 106
        self.canvas.line([(x, top + 20), (x, y - SUM_RADIUS - 8)], stroke=EDGE, stroke_width=1.5)
        self.canvas.arrow_head((x, y - SUM_RADIUS - 1), (0, 1), size=10, fill=EDGE)
        text = f"b = {_number(self.bias)}"
        width = text_width(text, SIZE, bold=True) + 22
        self.canvas.rect(x - width / 2, top - 8, width, 28, radius=14, fill=FILL, stroke=EDGE)
        self.canvas.text(x, top + 6, text, size=SIZE, bold=True, fill=INK, anchor="middle")
        self.canvas.circle(x, y, SUM_RADIUS, fill=SUM_FILL)
        self.canvas.text(x, y - 10, "∑", size=20, fill="#ffffff", anchor="middle")
        self._inside(x, y + 13, self.z, SUM_RADIUS - 5, "#ffffff")
        self._arrow(x + SUM_RADIUS, self.box_x, "z")

    def _activation(self) -> None:
        """A small plot of the activation with a dot at z."""
        left, width, height = self.box_x, 132.0, 96.0
        top = self.middle - height / 2
        self.canvas.rect(
            left, top, width, height, radius=8, fill="#ffffff", stroke=INK, stroke_width=1.5
        )
        reach = max(4.0, 1.25 * abs(self.z))
        grid = np.linspace(-reach, reach, 161)
        values = evaluate(self.function, grid)[0]
        low, high = finite_span([*values, self.y], 0.12)

        def point(x: float, y: float) -> tuple[float, float]:
            return (
                left + 10 + (x + reach) / (2 * reach) * (width - 20),
                top + 30 + (high - y) / (high - low) * (height - 38),
            )

        self.canvas.line([point(0, low), point(0, high)], stroke="#dde3ea")
        if low < 0 < high:
            self.canvas.line([point(-reach, 0), point(reach, 0)], stroke="#dde3ea")
        points = [point(a, b) for a, b in zip(grid, values, strict=True) if np.isfinite(b)]
        self.canvas.line(points, stroke=BLUE, stroke_width=2, stroke_linejoin="round")
        self.canvas.circle(*point(self.z, self.y), 4.2, fill=ORANGE, stroke="#ffffff")
        self.canvas.text(
            left + width / 2,
            top + 16,
            shorten(self.name, 18),
            size=SIZE,
            bold=True,
            fill=INK,
            anchor="middle",
        )
        self._arrow(left + width, self.output_x - RADIUS, "")

    def _output(self) -> None:
        x, y = self.output_x, self.middle
        self.canvas.circle(x, y, RADIUS, fill=ORANGE)
        self._inside(x, y, self.y, RADIUS, "#ffffff")
        self.canvas.text(x, y + RADIUS + 16, "y", size=SIZE, fill=INK, anchor="middle")

    def _arrow(self, start: float, tip: float, label: str) -> None:
        y = self.middle
        self.canvas.line([(start, y), (tip - 8, y)], stroke=INK, stroke_width=1.8)
        self.canvas.arrow_head((tip - 1, y), (1, 0), size=10, fill=INK)
        if label:
            self.canvas.text(
                (start + tip) / 2 - 3, y - 13, label, size=SIZE, fill=INK, anchor="middle"
            )

    def _formulas(self) -> list[str]:
        def signed(value: float) -> str:
            return f"({_number(value)})" if value < 0 else _number(value)

        products = [
            f"{_number(w) if not n else signed(w)}×{signed(x)}"
            for n, (w, x) in enumerate(zip(self.w, self.x, strict=True))
        ]
        if len(products) > 4:
            products = [*products[:2], "…", products[-1]]
        terms = " + ".join(products)
        sign = "−" if self.bias < 0 else "+"
        return [
            f"z = w·x + b = {terms} {sign} {_number(abs(self.bias))} = {_number(self.z)}",
            f"y = {shorten(self.name, 24)}({_number(self.z)}) = {_number(self.y)}",
        ]
