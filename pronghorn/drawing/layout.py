"""Layered layout of boxes, clusters and lines: `place` turns sizes into coordinates.

A cluster is laid out by itself and then stands in its parent's drawing as one large box, so
boxes and clusters never overlap. A line longer than one layer keeps a bend, as tall as the
layer, in every layer that it passes, so that it never crosses a box.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pronghorn.drawing import ranks
from pronghorn.drawing.columns import Link, centres
from pronghorn.drawing.svg import Point

Path = tuple[str, ...]
Unit = Hashable

BOX_GAP = 28.0  # between boxes of one layer
BEND_GAP = 14.0  # around a passing line
LAYER_GAP = 36.0  # between layers, more where many lines turn
PORT_GAP = 16.0  # between a cluster's border and its first layer
TRACK = 12.0  # between the horizontal parts of lines that turn in one gap
PADDING = 14.0  # inside a cluster's border
LOOP = 22.0  # room beside a box that feeds itself


@dataclass(frozen=True)
class Box:
    """Something of a known size; `cluster` is the path of the clusters around it."""

    id: str
    width: float
    height: float
    cluster: Path = ()


@dataclass(frozen=True)
class Edge:
    """An arrow between two boxes."""

    tail: str
    head: str


@dataclass(frozen=True)
class Rect:
    """A placed rectangle: its left upper corner and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass
class Placement:
    """Where everything stands; `edges` holds a polyline for each edge, from tail to head."""

    width: float = 0.0
    height: float = 0.0
    boxes: dict[str, Rect] = field(default_factory=dict)
    clusters: dict[Path, Rect] = field(default_factory=dict)
    edges: list[list[Point]] = field(default_factory=list)


@dataclass(frozen=True)
class Margins:
    """Room for a cluster's label: how high it is, how wide, and on which side."""

    header: float
    widths: Mapping[Path, float]
    rankdir: str


def place(
    boxes: Sequence[Box],
    edges: Sequence[Edge],
    *,
    rankdir: str = "TB",
    elbows: bool = True,
    header: float = 0.0,
    label_widths: Mapping[Path, float] | None = None,
) -> Placement:
    """Coordinates of boxes, clusters and edges, without margin around the whole.

    Args:
        rankdir: direction of the arrows: "TB", "BT", "LR" or "RL".
        elbows: lines turn at right angles; otherwise they run slanted between layers.
        header: room for a label on top of each cluster.
        label_widths: least inner width of each cluster.
    """
    sideways = rankdir in ("LR", "RL")
    turned = [Box(b.id, b.height, b.width, b.cluster) for b in boxes] if sideways else list(boxes)
    margins = Margins(header, label_widths or {}, rankdir)
    wires = [_Wire(number, edge.tail, edge.head) for number, edge in enumerate(edges)]
    block = _Level((), turned, wires, {}, elbows, margins).block()
    flip = rankdir in ("BT", "RL")

    def point(at: Point) -> Point:
        x, y = at[0], block.height - at[1] if flip else at[1]
        return (y, x) if sideways else (x, y)

    def rect(one: Rect) -> Rect:
        y = block.height - one.y - one.height if flip else one.y
        if sideways:
            return Rect(y, one.x, one.height, one.width)
        return Rect(one.x, y, one.width, one.height)

    width, height = (block.height, block.width) if sideways else (block.width, block.height)
    return Placement(
        width,
        height,
        {name: rect(one) for name, one in block.boxes.items()},
        {path: rect(one) for path, one in block.clusters.items()},
        [[point(at) for at in _simplify(block.routes[number])] for number in range(len(wires))],
    )


@dataclass(frozen=True)
class _Wire:
    """A line to draw: an edge, by number, or the part of edges between a port and a box."""

    number: Hashable
    tail: str
    head: str


@dataclass(frozen=True)
class _Port:
    """Where lines of box `box` pass a cluster's border: at its "top" or its "bottom"."""

    side: str
    box: str


@dataclass(frozen=True)
class _Bend:
    """The place of a long line in a layer that it passes; lines with one source share it."""

    source: Hashable
    layer: int


@dataclass
class _Block:
    """A finished drawing of one level, from its own left upper corner."""

    width: float
    height: float
    boxes: dict[str, Rect]
    clusters: dict[Path, Rect]
    routes: dict[Hashable, list[Point]]

    def shifted(self, x: float, y: float) -> "_Block":
        """The same block elsewhere."""

        def rect(one: Rect) -> Rect:
            return Rect(one.x + x, one.y + y, one.width, one.height)

        return _Block(
            self.width,
            self.height,
            {name: rect(one) for name, one in self.boxes.items()},
            {path: rect(one) for path, one in self.clusters.items()},
            {key: [(px + x, py + y) for px, py in line] for key, line in self.routes.items()},
        )


class _Level:
    """The boxes and clusters directly inside one cluster, and the wires between them."""

    def __init__(
        self,
        path: Path,
        boxes: list[Box],
        wires: list[_Wire],
        ports: dict[_Port, None],
        elbows: bool,
        margins: Margins,
    ):
        self.path, self.elbows, self.margins = path, elbows, margins
        self.ports = list(ports)
        self.unit_of: dict[str, Unit] = {}
        self.members: dict[Unit, list[Box]] = defaultdict(list)
        for box in boxes:
            deeper = box.cluster[: len(path) + 1]
            unit = box.id if len(box.cluster) == len(path) else deeper
            self.unit_of[box.id] = unit
            self.members[unit].append(box)
        self.loops = [w for w in wires if w.tail == w.head and w.tail == self.unit_of[w.tail]]
        inside = [w for w in wires if self.unit_of[w.tail] == self.unit_of[w.head]]
        self.across = [w for w in wires if self.unit_of[w.tail] != self.unit_of[w.head]]
        self.units: list[Unit] = [*self.members, *self.ports]
        self._direct()
        self._nest(inside)

    def _direct(self) -> None:
        """Wires as (upper, lower) ends, each end a unit and a box; cycles are broken here."""
        pairs = [(self.unit_of[w.tail], self.unit_of[w.head]) for w in self.across]
        turned = ranks.backward(self.units, pairs)
        self.ends: dict[Hashable, tuple[tuple[Unit, str], tuple[Unit, str]]] = {}
        self.turned: set[Hashable] = set()
        for wire, pair in zip(self.across, pairs, strict=True):
            tail, head = (pair[0], wire.tail), (pair[1], wire.head)
            self.ends[wire.number] = (head, tail) if pair in turned else (tail, head)
            if pair in turned:
                self.turned.add(wire.number)
        for port in self.ports:
            inner = (self.unit_of[port.box], port.box)
            outer = (port, port.box)
            self.ends[port] = (outer, inner) if port.side == "top" else (inner, outer)

    def _nest(self, inside: list[_Wire]) -> None:
        """Lay out the clusters of this level; each becomes a block of known size."""
        ports: dict[Unit, dict[_Port, None]] = defaultdict(dict)
        for (upper, upper_box), (lower, lower_box) in self.ends.values():
            if isinstance(upper, tuple):
                ports[upper][_Port("bottom", upper_box)] = None
            if isinstance(lower, tuple):
                ports[lower][_Port("top", lower_box)] = None
        self.blocks: dict[Unit, _Block] = {}
        for unit, boxes in self.members.items():
            if isinstance(unit, tuple):
                wires = [w for w in inside if self.unit_of[w.tail] == unit]
                level = _Level(unit, boxes, wires, ports[unit], self.elbows, self.margins)
                self.blocks[unit] = level.block()

    def size(self, unit: Unit) -> tuple[float, float]:
        """Width and height of a unit; bends and ports have none."""
        if isinstance(unit, (_Bend, _Port)):
            return 0.0, 0.0
        if unit in self.blocks:
            return self.blocks[unit].width, self.blocks[unit].height
        box = self.members[unit][0]
        loop = 2 * LOOP if any(w.tail == unit for w in self.loops) else 0.0
        return box.width + loop, box.height

    def _offset(self, unit: Unit, box: str, side: str) -> float:
        """Where a wire meets a unit's border, from the unit's centre."""
        if unit not in self.blocks:
            return 0.0
        block = self.blocks[unit]
        line = block.routes[_Port(side, box)]
        return (line[0] if side == "top" else line[-1])[0] - block.width / 2

    def _chains(self, layer: dict[Unit, int]) -> dict[Hashable, list[tuple[Unit, str]]]:
        """For each wire its ends and, between them, its bends."""
        chains = {}
        for key, (upper, lower) in self.ends.items():
            between = range(layer[upper[0]] + 1, layer[lower[0]])
            chains[key] = [upper, *((_Bend(upper, at), "") for at in between), lower]
        return chains

    def block(self) -> _Block:
        """The finished level, with padding and header unless it is the outermost one."""
        first = {port for port in self.ports if port.side == "top"}
        last = {port for port in self.ports if port.side == "bottom"}
        pairs = list(dict.fromkeys((a[0], b[0]) for a, b in self.ends.values()))
        layer = ranks.rank(self.units, pairs, first, last)
        chains = self._chains(layer)
        links: dict[tuple, Link] = {}
        for chain in chains.values():
            for (upper, upper_box), (lower, lower_box) in pairwise(chain):
                above = self._offset(upper, upper_box, "bottom")
                below = self._offset(lower, lower_box, "top")
                links.setdefault((upper, lower, above, below), Link(upper, lower, above, below))
        used = sorted({*layer.values()}) or [0]
        number = {old: new for new, old in enumerate(range(used[0], used[-1] + 1))}
        rows: list[list[Unit]] = [[] for _ in number]
        for unit in dict.fromkeys([*self.units, *(u for c in chains.values() for u, _ in c)]):
            at = unit.layer if isinstance(unit, _Bend) else layer[unit]
            rows[number[at]].append(unit)
        rows = ranks.order(rows, list(dict.fromkeys((a, b) for a, b, *_ in links)))
        x = centres(rows, list(links.values()), self._distance, _is_line)
        return self._assemble(rows, chains, x)

    def _distance(self, left: Unit, right: Unit) -> float:
        lines = _is_line(left) + _is_line(right)
        gap = (BOX_GAP, (BOX_GAP + BEND_GAP) / 2, BEND_GAP)[lines]
        return (self.size(left)[0] + self.size(right)[0]) / 2 + gap

    def _assemble(self, rows: list[list[Unit]], chains: dict, x: dict[Unit, float]) -> _Block:
        left = min((x[u] - self.size(u)[0] / 2 for row in rows for u in row), default=0.0)
        right = max((x[u] + self.size(u)[0] / 2 for row in rows for u in row), default=0.0)
        pad = PADDING if self.path else 0.0
        header = self.margins.header if self.path else 0.0
        shown = self.margins.rankdir
        low_x = pad + (header if shown in ("LR", "RL") else 0.0)
        width = right - left + low_x + pad
        label = self.margins.widths.get(self.path, 0.0) + 2 * pad
        side = {"TB": "top", "BT": "bottom"}.get(shown)
        lines = [x[port] - left + low_x for port in self.ports if port.side == side]
        beside = max(0.0, label - min(lines, default=label))  # no line runs through the label
        low_x, width = low_x + beside, width + 2 * beside
        grid = self._grid(
            rows,
            chains,
            {unit: value - left + low_x for unit, value in x.items()},
            pad + (header if shown == "TB" else 0.0),
        )
        grid.height = grid.bottoms[-1] + pad + (header if shown == "BT" else 0.0)
        if shown in ("TB", "BT"):
            width = max(width, label)
        else:
            grid.height = max(grid.height, label)
        block = _Block(width, grid.height, {}, {}, {})
        if self.path:
            block.clusters[self.path] = Rect(0.0, 0.0, width, grid.height)
        inner = self._put_units(block, grid)
        for key, chain in chains.items():
            block.routes[key] = self._with_ends(key, self._line(chain, grid), inner)
        for wire in self.loops:
            block.routes[wire.number] = _loop(block.boxes[wire.tail])
        return block

    def _put_units(self, block: _Block, grid: "_Grid") -> dict[Unit, _Block]:
        """Add the boxes and clusters, each centred in its layer; return the shifted clusters."""
        inner: dict[Unit, _Block] = {}
        for unit, row in grid.row_of.items():
            width, height = self.size(unit)
            top = grid.middle(row) - height / 2
            if unit in self.blocks:
                inner[unit] = moved = self.blocks[unit].shifted(grid.x[unit] - width / 2, top)
                block.boxes.update(moved.boxes)
                block.clusters.update(moved.clusters)
                routes = moved.routes.items()
                block.routes.update((k, line) for k, line in routes if not isinstance(k, _Port))
            elif not _is_line(unit):
                box = self.members[unit][0]
                left = grid.x[unit] - box.width / 2
                block.boxes[box.id] = Rect(left, top, box.width, box.height)
        return inner

    def _grid(self, rows: list[list[Unit]], chains: dict, x: dict, top: float) -> "_Grid":
        """Top and bottom of each layer, and the height at which each source's lines turn."""
        grid = _Grid({unit: number for number, row in enumerate(rows) for unit in row}, x)
        turns: list[dict[tuple, list[float]]] = [defaultdict(list) for _ in rows]
        for chain in chains.values():
            for upper, lower in pairwise(chain):
                start = x[upper[0]] + self._offset(*upper, "bottom")
                end = x[lower[0]] + self._offset(*lower, "top")
                if abs(start - end) > 0.01:
                    turns[grid.row_of[upper[0]]][upper[0], start] += [start, end]
        for number, row in enumerate(rows):
            bottom = top + max((self.size(unit)[1] for unit in row), default=0.0)
            grid.tops.append(top)
            grid.bottoms.append(bottom)
            track, count = _tracks(turns[number])
            at_border = any(_is_border(one) for one in rows[number : number + 2])
            gap = max(PORT_GAP if at_border else LAYER_GAP, (count + 1) * TRACK)
            for key, place_number in track.items():
                grid.tracks[key] = bottom + gap * (place_number + 1) / (count + 1)
            top = bottom + gap
        return grid

    def _line(self, chain: list[tuple[Unit, str]], grid: "_Grid") -> list[Point]:
        """The polyline of one wire within this level, from its upper to its lower end."""
        points: list[Point] = []
        track = None
        for position, (unit, box) in enumerate(chain):
            row, tall = grid.row_of[unit], self.size(unit)[1]
            if isinstance(unit, _Port):
                tip = 0.0 if unit.side == "top" else grid.height
            else:
                tip = grid.middle(row) + (-tall if position else tall) / 2
            if position:
                enter = grid.x[unit] + self._offset(unit, box, "top")
                if self.elbows and track is not None and abs(points[-1][0] - enter) > 0.01:
                    points += [(points[-1][0], track), (enter, track)]
                points.append((enter, grid.tops[row]))
                if not isinstance(unit, _Bend):
                    points.append((enter, tip))
            if position < len(chain) - 1:
                leave = grid.x[unit] + self._offset(unit, box, "bottom")
                if not isinstance(unit, _Bend):
                    points.append((leave, tip))
                points.append((leave, grid.bottoms[row]))
                track = grid.tracks.get((unit, leave))
        return points

    def _with_ends(self, key: Hashable, line: list[Point], inner: dict) -> list[Point]:
        """The line continued through clusters to the boxes it belongs to, from tail to head."""
        (upper, upper_box), (lower, lower_box) = self.ends[key]
        if upper in inner:
            line = inner[upper].routes[_Port("bottom", upper_box)] + line
        if lower in inner:
            line = line + inner[lower].routes[_Port("top", lower_box)]
        return line[::-1] if key in self.turned else line


@dataclass
class _Grid:
    """The layers of a level: where units stand, where layers begin and end, where lines turn."""

    row_of: dict[Unit, int]
    x: dict[Unit, float]
    tops: list[float] = field(default_factory=list)
    bottoms: list[float] = field(default_factory=list)
    tracks: dict[tuple, float] = field(default_factory=dict)
    height: float = 0.0

    def middle(self, row: int) -> float:
        """The line on which the boxes of a layer are centred."""
        return (self.tops[row] + self.bottoms[row]) / 2


def _is_border(row: list[Unit]) -> bool:
    """Whether a layer only holds lines that enter or leave the cluster."""
    return any(isinstance(unit, _Port) for unit in row) and all(map(_is_line, row))


def _is_line(unit: Unit) -> bool:
    return isinstance(unit, (_Bend, _Port))


def _tracks(turns: dict[tuple, list[float]]) -> tuple[dict[tuple, int], int]:
    """A height for each source's horizontal part, so that those of different sources never
    lie on each other; they may touch where they lead to the same unit."""
    placed: list[list[tuple[float, float]]] = []
    chosen: dict[tuple, int] = {}
    for key, ends in sorted(turns.items(), key=lambda item: (min(item[1]), max(item[1]))):
        low, high = min(ends), max(ends)
        free = (
            number
            for number, spans in enumerate(placed)
            if all(high <= start + 0.01 or low >= stop - 0.01 for start, stop in spans)
        )
        chosen[key] = next(free, len(placed))
        if chosen[key] == len(placed):
            placed.append([])
        placed[chosen[key]].append((low, high))
    return chosen, len(placed)


def _loop(box: Rect) -> list[Point]:
    """The line of a box that feeds itself, at its right side."""
    right, middle = box.x + box.width, box.y + box.height / 2
    reach = right + LOOP * 0.7
    return [(right, middle - 7), (reach, middle - 7), (reach, middle + 7), (right, middle + 7)]


def _simplify(points: list[Point]) -> list[Point]:
    """The same polyline without repeated points and points on a straight stretch."""
    kept: list[Point] = []
    for x, y in points:
        if kept and abs(kept[-1][0] - x) < 0.01 and abs(kept[-1][1] - y) < 0.01:
            continue
        while len(kept) > 1:
            (ax, ay), (bx, by) = kept[-2:]
            if abs((bx - ax) * (y - by) - (by - ay) * (x - bx)) > 0.01:
                break
            kept.pop()
        kept.append((x, y))
    return kept
