"""The table that `model.summary()` prints, laid out as Keras does."""

import math
import re
import shutil
import textwrap

from pronghorn import tree
from pronghorn.errors import ArgumentError, wrong_argument
from pronghorn.layers.base import Layer
from pronghorn.layers.spec import public_shape
from pronghorn.progress import output

__all__ = ["print_summary", "summary_text"]

HEADER = ("Layer (type)", "Output Shape", "Param #", "Connected to", "Trainable")
ALIGN = {"Param #": ">", "Trainable": "^"}
# Where columns end, and the width of the table: of layers in a row, and of other graphs.
ROW = (0.45, 0.80, 1.0), 88
GRAPH = (0.3, 0.56, 0.74, 1.0), 108

# Left end, line, joint and right end of each kind of rule.
BOXES = {
    "above": ("┏", "━", "┳", "┓"),
    "header": ("┡", "━", "╇", "┩"),
    "between": ("├", "─", "┼", "┤"),
    "below": ("└", "─", "┴", "┘"),
}
PLAIN = str.maketrans("┏━┳┓┡╇┩├─┼┤└┴┘┃│…", "+-++++++-+++++||.")


def print_summary(
    model,
    line_length=None,
    positions=None,
    print_fn=None,
    expand_nested=False,
    show_trainable=False,
    layer_range=None,
):
    """Prints `summary_text` to stdout, or hands it to `print_fn`."""
    text = summary_text(model, line_length, positions, expand_nested, show_trainable, layer_range)
    if print_fn is not None:
        print_fn(text)
        return
    stream = output()
    encoding = getattr(stream, "encoding", None) or "ascii"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        text = text.translate(PLAIN).encode(encoding, "replace").decode(encoding)
    stream.write(text)


def summary_text(
    model,
    line_length=None,
    positions=None,
    expand_nested=False,
    show_trainable=False,
    layer_range=None,
):
    """The summary as a string that ends with a newline."""
    wiring = getattr(model, "_wiring", None)
    is_row = wiring is None or wiring.is_row()
    usual, line = ROW if is_row else GRAPH
    positions = tuple(positions or usual)
    header = HEADER[:3] if is_row else HEADER[:4]
    if show_trainable:
        header = (*header, HEADER[4])
        line += 12
        positions = (*(position * 0.90 for position in positions), 1.0)
    rows = []
    for layer in _within(model.layers if is_row else model.operations, layer_range):
        rows += _rows(layer, header, wiring, expand_nested, 0)
    line = line_length or min(line, shutil.get_terminal_size().columns - 4)
    table = _table(header, rows, _widths(positions, line))
    return "\n".join([f'Model: "{model.name}"', *table, *_totals(model), ""])


def _within(layers, layer_range):
    """The layers from the first that matches one pattern to the last that matches another."""
    if layer_range is None:
        return layers
    first, last = (
        [n for n, layer in enumerate(layers) if re.match(pattern, layer.name)]
        for pattern in layer_range
    )
    if not first or not last:
        known = ", ".join(layer.name for layer in layers)
        raise ArgumentError("M20", name=" / ".join(layer_range), known=known)
    places = [*first, *last]
    return layers[min(places) : max(places) + 1]


def _rows(layer, header, wiring, expand_nested, level):
    before = "   " * level + "└ " if level else ""
    cells = {
        HEADER[0]: f"{before}{layer.name} ({type(layer).__name__})",
        HEADER[1]: _shape(layer),
        HEADER[2]: _params(layer),
    }
    if HEADER[3] in header:
        cells[HEADER[3]] = ", ".join(wiring.connections(layer)) or "-"
    if HEADER[4] in header:
        has_weights = getattr(layer, "weights", None)
        cells[HEADER[4]] = "-" if not has_weights else "Y" if layer.trainable else "N"
    rows = [[cells[title] for title in header]]
    if expand_nested:
        for inner in getattr(layer, "layers", ()):
            rows += _rows(inner, header, wiring, expand_nested, level + 1)
    return rows


def _params(layer):
    if isinstance(layer, Layer):
        return f"{layer.count_params():,}" if _is_built(layer) else "0 (unbuilt)"
    return "0"


def _is_built(layer):
    return layer.built or not layer._needs_building()


def _shape(layer):
    """The output shape as text; `?` if the layer never saw an input."""
    if layer._inbound_nodes:
        found = tree.map_structure(
            lambda tensor: public_shape(tensor.shape), layer._inbound_nodes[-1].outputs
        )
    elif getattr(layer, "_build_shapes", None) and len(layer._build_shapes) == 1:
        found = layer.compute_output_shape(next(iter(layer._build_shapes.values())))
    else:
        return "?"
    return str(found)


def _widths(positions, line):
    """Inner widths of columns that end at these shares of a line, borders and padding counted."""
    ends = [int(position * line) for position in positions]
    widths = [end - start + 2 for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    excess = sum(widths) + len(widths) + 1 - line
    for n in range(len(widths)):
        part = round(excess / (len(widths) - n))
        widths[n] -= part
        excess -= part
    if min(widths) < 4:
        raise wrong_argument("summary", "line_length", "at least 30", line, 88)
    return [width - 2 for width in widths]


def _table(header, rows, widths):
    lines = [_rule("above", widths)]
    aligns = [ALIGN.get(title, "<") for title in header]
    lines += _cells(header, widths, aligns, "┃")
    lines.append(_rule("header", widths))
    for n, row in enumerate(rows):
        if n:
            lines.append(_rule("between", widths))
        lines += _cells(row, widths, aligns, "│")
    return [*lines, _rule("below", widths)]


def _rule(kind, widths):
    left, line, joint, right = BOXES[kind]
    return left + joint.join(line * (width + 2) for width in widths) + right


def _wrapped(text, width):
    """The lines of a cell, broken between words; a word too long for it is cut."""
    start = text[: len(text) - len(text.lstrip())]
    words = [_cut(word, width) for word in text.split()]
    return textwrap.wrap(start + " ".join(words), width, drop_whitespace=not start) or [""]


def _cut(text, width):
    return text if len(text) <= width else text[: width - 1] + "…"


def _cells(row, widths, aligns, bar):
    """The lines of one row, as many as its longest cell needs."""
    wrapped = [_wrapped(text, width) for text, width in zip(row, widths, strict=True)]
    lines = []
    for n in range(max(map(len, wrapped))):
        parts = [cell[n] if n < len(cell) else "" for cell in wrapped]
        padded = [
            f"{part.rstrip():{align}{width}}"
            for part, align, width in zip(parts, aligns, widths, strict=True)
        ]
        lines.append(f"{bar} " + f" {bar} ".join(padded) + f" {bar}")
    return lines


def _totals(model):
    trainable, fixed = model.trainable_weights, model.non_trainable_weights
    optimizer = getattr(model, "optimizer", None)
    slots = list(optimizer.variables) if getattr(optimizer, "built", False) else []
    lines = [
        f" Total params: {_sum([*trainable, *fixed, *slots])}",
        f" Trainable params: {_sum(trainable)}",
        f" Non-trainable params: {_sum(fixed)}",
    ]
    return [*lines, f" Optimizer params: {_sum(slots)}"] if slots else lines


def _sum(variables):
    """How many numbers these variables hold, and in how much memory."""
    count = sum(math.prod(variable.shape) for variable in variables)
    size = sum(math.prod(variable.shape) * _itemsize(variable.type.dtype) for variable in variables)
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if size < 1024 or unit == "TB":
            return f"{count:,} ({size:.2f} {unit})"
        size /= 1024
    return str(count)


def _itemsize(dtype):
    return 1 if dtype == "bool" else int(re.sub(r"\D", "", dtype)) // 8
