"""The structure of a model as text for other programs: Graphviz DOT and Mermaid."""

from collections.abc import Iterator
from html import escape

from pronghorn.drawing.structure import Card, Cell, Path, Structure
from pronghorn.drawing.svg import clean

_CELL_COLOURS = {
    None: ("white", "black"),
    True: ("forestgreen", "white"),
    False: ("firebrick", "white"),
}


class DotText:
    """A drawing in the DOT language: `str(dot)` or `dot.to_string()` is its text."""

    def __init__(self, model_structure: Structure, *, rankdir: str, dpi: int, splines: str):
        self._lines = list(_dot_lines(model_structure, rankdir, dpi, splines))

    def to_string(self) -> str:
        """The DOT text."""
        return "\n".join(self._lines) + "\n"

    __str__ = to_string

    def __repr__(self) -> str:
        return f"<DotText of {len(self._lines)} lines>"


def mermaid(model_structure: Structure, rankdir: str) -> str:
    """The structure as a Mermaid flowchart, which GitHub and many editors draw."""
    lines = [f"flowchart {rankdir}"]

    def level(path: Path, indent: str) -> None:
        for card in model_structure.cards:
            if card.cluster == path:
                lines.append(f'{indent}n{card.id}["{_mermaid_label(card)}"]')
        for inner, name in model_structure.clusters.items():
            if inner[:-1] == path:
                lines.append(f'{indent}subgraph c{inner[-1]} ["{_mermaid(name)}"]')
                level(inner, indent + "  ")
                lines.append(f"{indent}end")

    level((), "  ")
    lines += [f"  n{tail} --> n{head}" for tail, head in model_structure.arrows]
    return "\n".join(lines) + "\n"


def _mermaid_label(card: Card) -> str:
    rows = [f"<b>{_mermaid(heading(card))}</b>"]
    if card.activation:
        rows.append(f"Activation: {_mermaid(card.activation)}")
    rows += [_mermaid(said(cell)) for cell in card.cells]
    return "<br/>".join(rows)


def _mermaid(text: str) -> str:
    """Text inside quotes; Mermaid writes entities as #name; where HTML writes &name;."""
    entities = {"#": "#35;", "&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;"}
    return "".join(entities.get(character, character) for character in clean(text))


def heading(card: Card) -> str:
    """The first line of a card: the class, or the layer's name with its class."""
    return f"{card.name} ({card.kind})" if card.name else card.kind


def said(cell: Cell) -> str:
    """A cell as one line."""
    return f"{cell.label}: {cell.value}" if cell.label else cell.value


def _dot_lines(found: Structure, rankdir: str, dpi: int, splines: str) -> Iterator[str]:
    yield "digraph G {"
    yield f"  rankdir={rankdir};"
    yield "  concentrate=true;"
    yield f"  dpi={dpi};"
    yield f"  splines={splines};"
    yield '  node [shape=plain, fontname="Helvetica"];'

    def level(path: Path, indent: str) -> Iterator[str]:
        for card in found.cards:
            if card.cluster == path:
                yield f"{indent}{card.id} [label=<{_dot_table(card)}>];"
        for inner, name in found.clusters.items():
            if inner[:-1] == path:
                yield f"{indent}subgraph cluster_{inner[-1]} {{"
                yield f'{indent}  label="{_dot_string(name)}"; labeljust=l; style=dashed;'
                yield from level(inner, indent + "  ")
                yield f"{indent}}}"

    yield from level((), "  ")
    for tail, head in found.arrows:
        yield f"  {tail} -> {head} [penwidth=2];"
    yield "}"


def _dot_string(text: str) -> str:
    return clean(text).replace("\\", "\\\\").replace('"', '\\"')


def _dot_table(card: Card) -> str:
    span = max(1, len(card.cells))

    def row(colour: str, font: str, text: str) -> str:
        return f'<tr><td colspan="{span}" bgcolor="{colour}">{font}{text}</font></td></tr>'

    kind = escape(clean(card.kind))
    title = f"<b>{escape(clean(card.name))}</b> ({kind})" if card.name else f"<b>{kind}</b>"
    rows = [row("black", '<font point-size="16" color="white">', title)]
    if card.activation:
        text = f"Activation: <b>{escape(clean(card.activation))}</b>"
        rows.append(row("white", '<font point-size="14">', text))
    if card.cells:
        rows.append(f"<tr>{''.join(map(_dot_cell, card.cells))}</tr>")
    head = '<table border="0" cellborder="1" bgcolor="black" cellpadding="10">'
    return f"{head}{''.join(rows)}</table>"


def _dot_cell(cell: Cell) -> str:
    ground, ink = _CELL_COLOURS[cell.trainable]
    label = f"{escape(cell.label)}: " if cell.label else ""
    value = f"{label}<b>{escape(clean(cell.value))}</b>"
    return f'<td bgcolor="{ground}"><font point-size="14" color="{ink}">{value}</font></td>'
