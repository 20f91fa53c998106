"""Pictures of what a classifier does: the confusion table and the regions of its decisions."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from pronghorn.drawing.chart import (
    AXIS,
    COLOURS,
    INK,
    MUTED,
    SMALL,
    TITLE,
    finite_span,
    tick_text,
    ticks,
)
from pronghorn.drawing.picture import Picture
from pronghorn.drawing.svg import Canvas, shorten, text_width
from pronghorn.drawing.words import words
from pronghorn.errors import wrong_argument

CELL_WIDTH, CELL_HEIGHT = 104.0, 66.0
DECISION = 420.0  # side of the square of decision regions
FULL_BLUE = (22, 82, 142)


def plot_confusion(
    table: Any,
    labels: Sequence[object],
    to_file: object = None,
    *,
    title: str = "",
    axes: tuple[str, str] | None = None,
) -> Picture:
    """Draw a confusion table: counts, and what share of its row each count is.

    Args:
        table: counts, shape (classes, classes); row = actual class, column = predicted class.
        labels: the names of the classes.
        to_file: also save there, as `Picture.save` does.
        axes: other words for ("actual", "predicted").

    Raises `ArgumentError` for a table that is not square or another number of labels.

    >>> from pronghorn import plot_confusion
    >>> picture = plot_confusion([[130, 18], [21, 131]], ["woman", "man"])
    """
    counts = np.asarray(table)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or not counts.size:
        raise wrong_argument(
            "plot_confusion", "table", "a square table of counts", counts.shape, "[[9, 1], [2, 8]]"
        )
    if len(labels) != len(counts):
        raise wrong_argument(
            "plot_confusion",
            "labels",
            "{count} names",
            list(labels),
            "['a', 'b']",
            count=len(counts),
        )
    said = words()
    actual, predicted = axes or (said["actual"], said["predicted"])
    names = [shorten(label, 24) for label in labels]
    picture = Picture(_confusion(counts, names, actual, predicted, title))
    return picture if to_file is None else picture.save(to_file)


def plot_decision(
    classify: Any,
    points: Any = None,
    classes: Any = None,
    *,
    span: tuple[tuple[float, float], tuple[float, float]] | None = None,
    names: tuple[str, str] = ("x₁", "x₂"),
    labels: Sequence[object] | None = None,
    resolution: int = 60,
    to_file: object = None,
    title: str = "",
) -> Picture:
    """Draw which class a classifier of two features gives to each place, and points over it.

    Args:
        classify: a model, or a function of an array of shape (n, 2), that returns probabilities
            of shape (n, classes), or of class 1 with shape (n,) or (n, 1).
        points: observations, shape (n, 2), float; needed if `span` is not given.
        classes: class numbers of the points, shape (n,).
        span: ((low, high), (low, high)) of the two features.
        names: of the features. labels: of the classes.
        resolution: cells along each side.
        to_file: also save there, as `Picture.save` does.

    Raises `ArgumentError` for points of another shape, or without points and span.

    >>> from pronghorn import plot_decision
    >>> picture = plot_decision(lambda x: x.sum(axis=1) > 0, span=((-1, 1), (-1, 1)))
    """
    spots = None if points is None else np.asarray(points, float)
    if (spots is None and span is None) or (spots is not None and spots.shape[1:] != (2,)):
        raise wrong_argument(
            "plot_decision",
            "points",
            "an array of shape (n, 2)",
            None if spots is None else spots.shape,
            "x[:, :2]",
        )
    spans = span or (finite_span(list(spots[:, 0])), finite_span(list(spots[:, 1])))
    x, y = (_middles(low, high, resolution) for low, high in spans)
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2).astype("float32")
    given = classify.predict(grid, verbose=0) if hasattr(classify, "predict") else classify(grid)
    shares = _shares(np.asarray(given, float)).reshape(resolution, resolution, -1)
    known = [] if labels is None else [shorten(label, 20) for label in labels]
    plane = _Plane(spans, resolution, title, known)
    plane.regions(shares)
    plane.axes(names)
    if spots is not None:
        kinds = np.zeros(len(spots), int) if classes is None else np.asarray(classes, int).ravel()
        plane.points(spots, kinds)
    plane.legend(shares.shape[-1])
    picture = Picture(plane.canvas.svg())
    return picture if to_file is None else picture.save(to_file)


def _confusion(
    counts: np.ndarray, names: list[str], actual: str, predicted: str, title: str
) -> str:
    side = max(text_width(name, 12.5) for name in names)
    cell = max(CELL_WIDTH, side + 16)
    left, top = 52 + side + 12, (88.0 if title else 54.0)
    width, height = left + cell * len(names) + 20, top + CELL_HEIGHT * len(names) + 20
    canvas = Canvas(width, height, title=title)
    if title:
        canvas.text(width / 2, 26, title, size=TITLE, bold=True, fill=INK, anchor="middle")
    middle = left + cell * len(names) / 2
    canvas.text(middle, top - 38, predicted, size=12, fill=MUTED, anchor="middle")
    centre = top + CELL_HEIGHT * len(names) / 2
    canvas.text(24, centre, actual, size=12, fill=MUTED, anchor="middle", rotate=-90)
    for row, name in enumerate(names):
        y = top + row * CELL_HEIGHT
        canvas.text(left - 12, y + CELL_HEIGHT / 2, name, size=12.5, fill=INK, anchor="end")
        canvas.text(left + (row + 0.5) * cell, top - 15, name, size=12.5, fill=INK, anchor="middle")
        total = counts[row].sum()
        for column, count in enumerate(counts[row]):
            share = float(count / total) if total else 0.0
            x = left + column * cell
            canvas.rect(x + 1.5, y + 1.5, cell - 3, CELL_HEIGHT - 3, radius=4, fill=_blue(share))
            ink, soft = ("#ffffff", "#dbe7f3") if share > 0.5 else (INK, MUTED)
            x += cell / 2
            canvas.text(
                x,
                y + CELL_HEIGHT / 2 - 9,
                f"{count:,}",
                size=16,
                bold=True,
                fill=ink,
                anchor="middle",
            )
            percent = f"{share:.1%}" if total else "–"
            canvas.text(x, y + CELL_HEIGHT / 2 + 13, percent, size=12, fill=soft, anchor="middle")
    return canvas.svg()


def _blue(share: float) -> str:
    """From almost white to full blue."""
    weight = 0.06 + 0.94 * share
    mixed = (round(255 + (full - 255) * weight) for full in FULL_BLUE)
    return "#" + "".join(f"{value:02x}" for value in mixed)


def _middles(low: float, high: float, count: int) -> np.ndarray:
    return low + (np.arange(count) + 0.5) / count * (high - low)


def _shares(given: np.ndarray) -> np.ndarray:
    """Probabilities of shape (n, classes) from whatever a classifier returns."""
    if given.ndim == 2 and given.shape[1] > 1:
        return given
    ones = given.reshape(-1)
    if ones.size and ones.max() > 1:  # class numbers
        return np.eye(int(ones.max()) + 1)[ones.astype(int)]
    return np.stack([1 - ones, ones], axis=1)


class _Plane:
    """The square of two features being drawn."""

    left, edge = 64.0, 20.0

    def __init__(self, spans: Any, resolution: int, title: str, labels: list[str]):
        self.spans, self.resolution, self.labels = spans, resolution, labels
        self.top = 76.0 if title else 44.0
        width = self.left + DECISION + self.edge
        self.canvas = Canvas(width, self.top + DECISION + 54, title=title)
        if title:
            self.canvas.text(width / 2, 26, title, size=TITLE, bold=True, fill=INK, anchor="middle")

    def at(self, x: float, y: float) -> tuple[float, float]:
        (x_low, x_high), (y_low, y_high) = self.spans
        return (
            self.left + (x - x_low) / (x_high - x_low) * DECISION,
            self.top + (y_high - y) / (y_high - y_low) * DECISION,
        )

    def regions(self, shares: np.ndarray) -> None:
        """Rows of cells; neighbours of one colour become one rectangle."""
        size, count = DECISION / self.resolution, shares.shape[-1]
        winner = shares.argmax(axis=-1)
        sure = (shares.max(axis=-1) * count - 1) / max(1, count - 1)
        level = np.clip(np.round(sure * 8), 0, 8).astype(int)
        for row in range(self.resolution):
            y = self.top + DECISION - (row + 1) * size
            keys = winner[row] * 9 + level[row]
            starts = [0, *(np.flatnonzero(np.diff(keys)) + 1), self.resolution]
            for start, stop in pairwise(starts):
                colour = COLOURS[winner[row, start] % len(COLOURS)]
                self.canvas.rect(
                    self.left + start * size,
                    y,
                    (stop - start) * size,
                    size,
                    fill=_tint(colour, 0.10 + 0.045 * level[row, start]),
                    shape_rendering="crispEdges",
                )

    def axes(self, names: tuple[str, str]) -> None:
        right, bottom = self.left + DECISION, self.top + DECISION
        for axis, (low, high) in enumerate(self.spans):
            values = ticks(low, high, 6)
            for value in values:
                x, y = self.at(value, value)
                if axis == 0:
                    self.canvas.line([(x, bottom), (x, bottom + 4)], stroke=AXIS)
                    where, anchor = (x, bottom + 15), "middle"
                else:
                    self.canvas.line([(self.left - 4, y), (self.left, y)], stroke=AXIS)
                    where, anchor = (self.left - 8, y), "end"
                self.canvas.text(
                    *where, tick_text(value, values), size=SMALL, fill=MUTED, anchor=anchor
                )
        self.canvas.line([(self.left, self.top), (self.left, bottom), (right, bottom)], stroke=AXIS)
        self.canvas.text(
            (self.left + right) / 2,
            bottom + 37,
            shorten(names[0], 40),
            size=12.5,
            fill=INK,
            anchor="middle",
        )
        self.canvas.text(
            17,
            (self.top + bottom) / 2,
            shorten(names[1], 40),
            size=12.5,
            fill=INK,
            anchor="middle",
            rotate=-90,
        )

    def points(self, spots: np.ndarray, kinds: np.ndarray) -> None:
        (x_low, x_high), (y_low, y_high) = self.spans
        for (x, y), kind in zip(spots, kinds, strict=True):
            if x_low <= x <= x_high and y_low <= y <= y_high:
                self.canvas.circle(
                    *self.at(x, y),
                    3.6,
                    fill=COLOURS[kind % len(COLOURS)],
                    stroke="#ffffff",
                    stroke_width=0.9,
                )

    def legend(self, count: int) -> None:
        x = self.left
        for kind in range(count):
            name = self.labels[kind] if kind < len(self.labels) else str(kind)
            self.canvas.circle(x + 6, self.top - 20, 5, fill=COLOURS[kind % len(COLOURS)])
            self.canvas.text(x + 17, self.top - 20, name, size=12, fill=MUTED)
            x += 17 + text_width(name, 12) + 20


def _tint(colour: str, strength: float) -> str:
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (part - 255) * strength):02x}" for part in parts)
