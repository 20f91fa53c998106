"""`plot_model` and `model_to_dot`: a model drawn as boxes and arrows, in Keras' look."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from pronghorn import arguments
from pronghorn.drawing.layout import Box, Edge, Placement, Rect, place
from pronghorn.drawing.notation import DotText, mermaid
from pronghorn.drawing.picture import Picture
from pronghorn.drawing.structure import Card, Cell, Shown, Structure, structure
from pronghorn.drawing.svg import Canvas, Point, shorten, text_width
from pronghorn.errors import StateError, unknown_argument

RANKDIRS = ("TB", "LR", "BT", "RL")
SPLINES = ("ortho", "curved", "polyline", "spline", "line")

MARGIN = 16.0
HEADER, ROW = 34.0, 30.0  # heights of a card's heading and of its other rows
TITLE, BODY = 14.0, 12.5  # font sizes
CELL_PADDING = 14.0
LABEL = 24.0  # height of a cluster's label
INK, LINE, MUTED, PAPER = "#1b2430", "#4a5563", "#5b6673", "#ffffff"
TRAINABLE, FROZEN = "#1c7a3e", "#a62b2b"
CLUSTER_FILLS = ("#f1f4f8", "#e4e9f0")


def plot_model(
    model: Any,
    to_file: object = "model.png",
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = False,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: int = 200,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    splines: str = "ortho",
    **kwargs: Any,
) -> Picture:
    """Draw a model to a file and return the drawing, which notebooks display.

    No other program or package is needed. The suffix of `to_file` chooses the form: .png, .svg,
    .dot or .gv (Graphviz), .mmd (Mermaid); without a suffix it is a PNG, and with None nothing
    is written. Folders are made.

    Args:
        model: a built model.
        rankdir: "TB", "LR", "BT" or "RL", the direction of the arrows.
        expand_nested: draw models inside the model open.
        dpi: dots per inch of a PNG.
        splines: "ortho" for right angles, "curved" or "spline", "polyline" or "line".

    Raises `StateError` (a ValueError) for a model that is not built, `ArgumentError` for an
    unknown direction, line style or argument, `FileError` for an unknown suffix or a path that
    cannot be written.

    >>> import pronghorn as keras
    >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, name="hidden")])
    >>> picture = keras.utils.plot_model(model, None, show_shapes=True)
    """
    shown = Shown(
        show_shapes,
        show_dtype,
        show_layer_names,
        show_layer_activations,
        show_trainable,
        expand_nested,
    )
    _check(plot_model, model, rankdir, splines, kwargs)
    found = structure(model, shown)
    picture = Picture(
        draw(found, rankdir=rankdir, splines=splines, title=str(model.name)),
        dpi=dpi,
        texts={
            ".dot": lambda: str(DotText(found, rankdir=rankdir, dpi=dpi, splines=splines)),
            ".gv": lambda: str(DotText(found, rankdir=rankdir, dpi=dpi, splines=splines)),
            ".mmd": lambda: mermaid(found, rankdir),
        },
    )
    return picture if to_file is None else picture.save(to_file)


def model_to_dot(
    model: Any,
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = True,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: int = 200,
    subgraph: bool = False,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    splines: str = "ortho",
    **kwargs: Any,
) -> DotText:
    """The model in the DOT language of Graphviz, as an object whose `str` is the text.

    Arguments and errors are those of `plot_model`. Unlike Keras' it is no pydot object, and
    `subgraph=True`, which returned a part of one, is refused.

    >>> import pronghorn as keras
    >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, name="hidden")])
    >>> print(str(keras.utils.model_to_dot(model))[:7])
    digraph
    """
    shown = Shown(
        show_shapes,
        show_dtype,
        show_layer_names,
        show_layer_activations,
        show_trainable,
        expand_nested,
    )
    _check(model_to_dot, model, rankdir, splines, kwargs)
    if subgraph:
        arguments.choice("model_to_dot", "subgraph", subgraph, (False,))
    return DotText(structure(model, shown), rankdir=rankdir, dpi=dpi, splines=splines)


def _check(
    drawer: Callable[..., Any], model: Any, rankdir: str, splines: str, unknown: dict[str, Any]
) -> None:
    if unknown.pop("layer_range", None) is not None or unknown:
        raise unknown_argument(drawer, next(iter(unknown), "layer_range"))
    arguments.choice(drawer.__name__, "rankdir", rankdir, RANKDIRS)
    arguments.choice(drawer.__name__, "splines", splines, SPLINES)
    if not getattr(model, "built", True):
        raise StateError("M06", owner=str(model.name))


def draw(found: Structure, *, rankdir: str = "TB", splines: str = "ortho", title: str = "") -> str:
    """The SVG text of a structure."""
    boxes = [Box(card.id, *_card_size(card), card.cluster) for card in found.cards]
    labels = {
        path: text_width(shorten(name), BODY, bold=True) for path, name in found.clusters.items()
    }
    placed = place(
        boxes,
        [Edge(*arrow) for arrow in found.arrows],
        rankdir=rankdir,
        elbows=splines == "ortho",
        header=LABEL,
        label_widths=labels,
    )
    canvas = Canvas(placed.width + 2 * MARGIN, placed.height + 2 * MARGIN, title=title)
    _clusters(canvas, found, placed)
    for line in placed.edges:
        points = [(x + MARGIN, y + MARGIN) for x, y in line]
        _arrow(canvas, points, splines, vertical=rankdir in ("TB", "BT"))
    for card in found.cards:
        _card(canvas, card, placed.boxes[card.id])
    return canvas.svg()


def _cell_width(cell: Cell) -> float:
    label = f"{cell.label}: " if cell.label else ""
    value = text_width(shorten(cell.value), BODY, bold=True)
    return text_width(label, BODY) + value + 2 * CELL_PADDING


def _card_size(card: Card) -> tuple[float, float]:
    heading = sum(text_width(text, TITLE, bold=bold) for text, bold in _heading(card))
    widths = [heading + 2 * CELL_PADDING, sum(map(_cell_width, card.cells)), 76.0]
    if card.activation:
        widths.append(_cell_width(Cell("Activation", card.activation)))
    height = HEADER + ROW * (bool(card.activation) + bool(card.cells))
    return float(round(max(widths))), height


def _heading(card: Card) -> list[tuple[str, bool]]:
    """The pieces of a card's heading and whether each is bold."""
    if card.name:
        return [(shorten(card.name), True), (f" ({shorten(card.kind)})", False)]
    return [(shorten(card.kind), True)]


def _pieces(
    canvas: Canvas, centre: float, y: float, pieces: Sequence[tuple[str, bool, str]], size: float
) -> None:
    """One centred line of differently styled pieces."""
    x = centre - sum(text_width(text, size, bold=bold) for text, bold, _ in pieces) / 2
    for text, bold, fill in pieces:
        lead = len(text) - len(text.lstrip())
        canvas.text(
            x + text_width(" " * lead, size), y, text.strip(), size=size, bold=bold, fill=fill
        )
        x += text_width(text, size, bold=bold)


def _card(canvas: Canvas, card: Card, rect: Rect) -> None:
    x, y, width, height = rect.x + MARGIN, rect.y + MARGIN, rect.width, rect.height
    centre, radius = x + width / 2, 5.0
    rows = bool(card.activation) + bool(card.cells)
    canvas.rect(x, y, width, height, radius=radius, fill=INK)
    pieces = [(text, bold, PAPER if bold else "#c9d2dc") for text, bold in _heading(card)]
    _pieces(canvas, centre, y + HEADER / 2, pieces, TITLE)
    if rows:  # a white body with round lower corners, inside the dark outline
        left, right, top, bottom = x + 1, x + width - 1, y + HEADER, y + height - 1
        inner = radius - 1
        canvas.path(
            [
                ("M", left, top),
                ("L", right, top),
                ("L", right, bottom - inner),
                ("Q", right, bottom, right - inner, bottom),
                ("L", left + inner, bottom),
                ("Q", left, bottom, left, bottom - inner),
                ("Z",),
            ],
            fill=PAPER,
        )
    top = y + HEADER
    if card.activation:
        _cell(canvas, Cell("Activation", card.activation), Rect(x, top, width, ROW))
        top += ROW
    if card.activation and card.cells:
        canvas.line([(x + 1, top), (x + width - 1, top)], stroke="#c3cad3", stroke_width=1)
    needed = sum(map(_cell_width, card.cells))
    for cell in card.cells:
        share = _cell_width(cell) * width / needed
        _cell(canvas, cell, Rect(x, top, share, ROW))
        x += share
        if cell is not card.cells[-1]:
            canvas.line([(x, top), (x, top + ROW - 1)], stroke="#c3cad3", stroke_width=1)


def _cell(canvas: Canvas, cell: Cell, rect: Rect) -> None:
    ink = {None: INK, True: TRAINABLE, False: FROZEN}[cell.trainable]
    pieces = [(f"{cell.label}: ", False, MUTED)] if cell.label else []
    _pieces(
        canvas,
        rect.x + rect.width / 2,
        rect.y + rect.height / 2,
        [*pieces, (shorten(cell.value), True, ink)],
        BODY,
    )


def _clusters(canvas: Canvas, found: Structure, placed: Placement) -> None:
    for path in sorted(placed.clusters, key=len):
        rect = placed.clusters[path]
        x, y = rect.x + MARGIN, rect.y + MARGIN
        fill = CLUSTER_FILLS[(len(path) - 1) % 2]
        canvas.rect(x, y, rect.width, rect.height, radius=8, fill=fill, stroke="#b4bfcc")
        canvas.text(
            x + CELL_PADDING,
            y + LABEL / 2 + 3,
            shorten(found.clusters[path]),
            size=BODY,
            bold=True,
            fill=MUTED,
        )


def _arrow(canvas: Canvas, points: list[Point], splines: str, *, vertical: bool) -> None:
    """The line of an edge and its head."""
    style = {"stroke": LINE, "stroke_width": 1.5}
    (before_x, before_y), (tip_x, tip_y) = points[-2:]
    dx, dy = tip_x - before_x, tip_y - before_y
    curved = splines in ("curved", "spline")
    if curved:  # curves arrive at right angles to the box
        dx, dy = (0.0, dy) if vertical else (dx, 0.0)
    length = max(1e-9, (dx * dx + dy * dy) ** 0.5)
    back = min(6.0, length) / length
    body = [*points[:-1], (tip_x - dx * back, tip_y - dy * back)]
    if splines == "ortho":
        canvas.path(_rounded(body, 7.0), **style)
    elif curved:
        canvas.path(_curved(body, vertical), **style)
    else:
        canvas.line(body, **style)
    canvas.arrow_head((tip_x, tip_y), (dx, dy), size=8, fill=LINE)


def _rounded(points: list[Point], radius: float) -> list[tuple]:
    """Path steps along a polyline with rounded corners."""
    steps: list[tuple] = [("M", *points[0])]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        ends = []
        for end in (before, after):
            dx, dy = end[0] - corner[0], end[1] - corner[1]
            length = (dx * dx + dy * dy) ** 0.5
            part = min(radius, length / 2) / length
            ends.append((corner[0] + dx * part, corner[1] + dy * part))
        steps += [("L", *ends[0]), ("Q", *corner, *ends[1])]
    return [*steps, ("L", *points[-1])]


def _curved(points: list[Point], vertical: bool) -> list[tuple]:
    """Path steps that swing through the slanted parts of a polyline and leave upright ones."""
    steps: list[tuple] = [("M", *points[0])]
    for (ax, ay), (bx, by) in pairwise(points):
        if vertical:
            middle = (ay + by) / 2
            steps.append(("C", ax, middle, bx, middle, bx, by))
        else:
            middle = (ax + bx) / 2
            steps.append(("C", middle, ay, middle, by, bx, by))
    return steps
