"""Line charts: panels with round ticks, a grid and a legend, several to a picture."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pronghorn.drawing.svg import Canvas, Point, shorten, text_width

BLUE, ORANGE, GREEN, VIOLET, OCHRE = "#1d6fb8", "#d2601a", "#23855a", "#7d4fb0", "#a67c00"
COLOURS = (BLUE, ORANGE, GREEN, VIOLET, OCHRE)
INK, MUTED, GRID, AXIS = "#1b2430", "#5b6673", "#e6eaef", "#97a3b0"
BAND, BAND_INK = "#fbeee6", "#a3603a"

PLOT_WIDTH, PLOT_HEIGHT = 340.0, 210.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 18.0, 58.0, 46.0  # around a panel's plot
TITLE_ROOM = 34.0
SMALL, LABEL, HEADING, TITLE = 11.0, 12.0, 14.0, 16.0  # font sizes


@dataclass
class Series:
    """One line; `dots` marks its points, `dash` is an SVG dash pattern."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    colour: str = BLUE
    dash: str | None = None
    dots: bool = False


@dataclass
class Panel:
    """One pair of axes; `bands` are shaded stretches of x with a label."""

    title: str
    series: list[Series]
    x_label: str = ""
    bands: list[tuple[float, float, str]] = field(default_factory=list)
    whole_x: bool = False
    x_span: tuple[float, float] | None = None


def charts(panels: Sequence[Panel], *, title: str = "", columns: int = 3) -> str:
    """The SVG text of panels in rows of at most `columns`."""
    columns = min(columns, len(panels))
    width, height = LEFT + PLOT_WIDTH + RIGHT, TOP + PLOT_HEIGHT + BOTTOM
    above = TITLE_ROOM if title else 0.0
    rows = math.ceil(len(panels) / columns)
    canvas = Canvas(columns * width, rows * height + above, title=title)
    if title:
        canvas.text(
            columns * width / 2, 24, title, size=TITLE, bold=True, fill=INK, anchor="middle"
        )
    for number, panel in enumerate(panels):
        row, column = divmod(number, columns)
        _Axes(canvas, panel, column * width + LEFT, row * height + TOP + above).draw()
    return canvas.svg()


def ticks(low: float, high: float, count: int = 6, *, whole: bool = False) -> list[float]:
    """At most `count` + 1 round values from `low` to `high`: multiples of 1, 2 or 5 times 10^n."""
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * one for one in (1, 2, 5, 10) if power * one >= rough * 0.999)
    if whole:
        step = max(1.0, step)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def tick_text(value: float, values: Sequence[float]) -> str:
    """A tick's label: as many decimals as its neighbours need, with a real minus sign."""
    largest = max(abs(one) for one in values)
    if largest and not 1e-3 < largest < 1e6:
        digits, power = f"{value:.2e}".split("e")
        text = f"{float(digits):g}e{int(power)}" if value else "0"
    else:
        decimals = next(
            (n for n in range(7) if all(abs(round(one, n) - one) < 1e-9 for one in values)), 6
        )
        text = f"{value:.{decimals}f}"
    return text.replace("-", "−")


def finite_span(values: Sequence[float], share: float = 0.06) -> tuple[float, float]:
    """The range of the finite values, widened by a share of it on both sides."""
    finite = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(finite), max(finite)
    if high - low < 1e-9 * max(1.0, abs(high)):
        low, high = low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0)
    return low - share * (high - low), high + share * (high - low)


class _Axes:
    """One panel being drawn with the left upper corner of its plot at (`left`, `top`)."""

    def __init__(self, canvas: Canvas, panel: Panel, left: float, top: float):
        self.canvas, self.panel, self.left, self.top = canvas, panel, left, top
        xs = [float(x) for series in panel.series for x in series.x]
        self.x_low, self.x_high = panel.x_span or finite_span(xs, 0.03)
        self.y_low, self.y_high = finite_span([float(y) for s in panel.series for y in s.y])

    def x(self, value: float) -> float:
        return self.left + (value - self.x_low) / (self.x_high - self.x_low) * PLOT_WIDTH

    def y(self, value: float) -> float:
        return self.top + (self.y_high - value) / (self.y_high - self.y_low) * PLOT_HEIGHT

    def draw(self) -> None:
        right, bottom = self.left + PLOT_WIDTH, self.top + PLOT_HEIGHT
        self._bands()
        self._grid(right, bottom)
        self._band_labels()
        for series in self.panel.series:
            self._series(series)
        self.canvas.text(
            self.left,
            self.top - 42,
            shorten(self.panel.title, 44),
            size=HEADING,
            bold=True,
            fill=INK,
        )
        self.canvas.text(
            self.left + PLOT_WIDTH / 2,
            bottom + 34,
            self.panel.x_label,
            size=LABEL,
            fill=MUTED,
            anchor="middle",
        )
        self._legend()

    def _bands(self) -> None:
        for start, stop, _ in self.panel.bands:
            x = self.x(start)
            self.canvas.rect(x, self.top, self.x(stop) - x, PLOT_HEIGHT, fill=BAND)

    def _band_labels(self) -> None:
        for start, stop, label in self.panel.bands:
            room, width = self.x(stop) - self.x(start), text_width(label, SMALL) + 8
            if width < room:
                x, y = self.x((start + stop) / 2), self._free_height(start, stop)
                self.canvas.rect(x - width / 2, y - 8, width, 16, fill=BAND)
                self.canvas.text(x, y, label, size=SMALL, fill=BAND_INK, anchor="middle")

    def _free_height(self, start: float, stop: float) -> float:
        """The height in the plot that is farthest from every line between two x."""
        taken = [
            self.y(float(y))
            for series in self.panel.series
            for x, y in zip(series.x, series.y, strict=True)
            if start <= x <= stop and math.isfinite(y)
        ]
        heights = [self.top + PLOT_HEIGHT * share / 16 for share in range(2, 15)]
        return max(heights, key=lambda one: min((abs(one - y) for y in taken), default=0.0))

    def _grid(self, right: float, bottom: float) -> None:
        columns = ticks(self.x_low, self.x_high, 7, whole=self.panel.whole_x)
        lines = ticks(self.y_low, self.y_high, 5)
        for value in lines:
            y = self.y(value)
            self.canvas.line([(self.left, y), (right, y)], stroke=GRID)
            self.canvas.text(
                self.left - 8, y, tick_text(value, lines), size=SMALL, fill=MUTED, anchor="end"
            )
        for value in columns:
            x = self.x(value)
            self.canvas.line([(x, self.top), (x, bottom)], stroke=GRID)
            self.canvas.line([(x, bottom), (x, bottom + 4)], stroke=AXIS)
            self.canvas.text(
                x, bottom + 14, tick_text(value, columns), size=SMALL, fill=MUTED, anchor="middle"
            )
        for span, at in (((self.y_low, self.y_high), "y"), ((self.x_low, self.x_high), "x")):
            if span[0] < 0 < span[1]:
                zero = self.y(0.0) if at == "y" else self.x(0.0)
                ends = (
                    [(self.left, zero), (right, zero)]
                    if at == "y"
                    else [(zero, self.top), (zero, bottom)]
                )
                self.canvas.line(ends, stroke="#c3cad3")
        self.canvas.line([(self.left, self.top), (self.left, bottom), (right, bottom)], stroke=AXIS)

    def _series(self, series: Series) -> None:
        for points in self._stretches(series):
            if len(points) > 1:
                self.canvas.line(
                    points,
                    stroke=series.colour,
                    stroke_width=2,
                    stroke_dasharray=series.dash,
                    stroke_linejoin="round",
                    stroke_linecap="round",
                )
            if series.dots or len(points) == 1:
                for x, y in points:
                    self.canvas.circle(x, y, 2.6, fill=series.colour)

    def _stretches(self, series: Series) -> Iterator[list[Point]]:
        """The parts of a line between values that are not finite."""
        points: list[Point] = []
        for x, y in zip(series.x, series.y, strict=True):
            if math.isfinite(y):
                points.append((self.x(float(x)), self.y(float(y))))
            elif points:
                yield points if series.dots else _thinned(points)
                points = []
        if points:
            yield points if series.dots else _thinned(points)

    def _legend(self) -> None:
        x, y = self.left, self.top - 19
        for series in self.panel.series:
            self.canvas.line(
                [(x, y), (x + 22, y)],
                stroke=series.colour,
                stroke_width=2,
                stroke_dasharray=series.dash,
            )
            if series.dots:
                self.canvas.circle(x + 11, y, 2.6, fill=series.colour)
            name = shorten(series.name, 28)
            self.canvas.text(x + 28, y, name, size=LABEL, fill=MUTED)
            x += 28 + text_width(name, LABEL) + 18


def _thinned(points: list[Point]) -> list[Point]:
    """The line without the points that lie within 0.02 pixels of the line between the others."""
    if len(points) < 3:
        return points
    kept = [points[0]]
    slopes = [-math.inf, math.inf]
    for before, after in pairwise(points[1:]):
        x, y = kept[-1]
        run = max(1e-9, before[0] - x)
        slopes = [
            max(slopes[0], (before[1] - 0.02 - y) / run),
            min(slopes[1], (before[1] + 0.02 - y) / run),
        ]
        slope = (after[1] - y) / max(1e-9, after[0] - x)
        if not slopes[0] <= slope <= slopes[1]:
            kept.append(before)
            slopes = [-math.inf, math.inf]
    return [*kept, points[-1]]
