"""Sums of arrays that are zero but for separate stretches of one axis are those stretches joined.

The gradient of cutting an array into parts is such a sum. A zero of the sum may change its sign.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.walk import Answer, bodies, in_bodies, rewritten
from pronghorn.prims.elementwise import add
from pronghorn.prims.views import join, pad


class _Parts(NamedTuple):
    """What an array has between places of one axis; it is zero elsewhere."""

    axis: int
    pieces: list[tuple[int, int, Value]]  # begin, end, what lies between

    def joined(self, total: object) -> list[Value] | None:
        """The pieces in order, if they fill the axis."""
        ends = [0, *(end for _, end, _ in self.pieces)]
        fills = [begin for begin, _, _ in self.pieces] == ends[:-1] and ends[-1] == total
        return [value for _, _, value in self.pieces] if fills else None


def join_parts(graph: Graph) -> Graph:
    """Put one join in place of sums of padded parts; bodies too."""
    known: dict[Value, _Parts] = {}

    def rule(node: Node) -> Answer:
        if bodies(node):
            return in_bodies(node, join_parts)
        found = _padded(node) if node.primitive is pad else None
        if node.primitive is add:
            found = _together(*(known.get(value) for value in node.inputs))
        if found is None:
            return None
        pieces = found.joined(node.output.shape[found.axis])
        if pieces is None or len(pieces) == 1:
            known[node.output] = found
            return None
        return Node(join, tuple(pieces), {"axis": found.axis}, [node.output.type], node.path)

    return rewritten(graph, rule)


def _padded(node: Node) -> _Parts | None:
    before, after, between = (node.attrs[name] for name in ("before", "after", "between"))
    axes = [n for n, sizes in enumerate(zip(before, after, strict=True)) if sizes != (0, 0)]
    (source,) = node.inputs
    if node.attrs["value"] != 0 or any(between) or len(axes) != 1:
        return None
    begin, size = before[axes[0]], source.shape[axes[0]]
    if not isinstance(begin, int) or not isinstance(size, int):
        return None
    return _Parts(axes[0], [(begin, begin + size, source)])


def _together(one: _Parts | None, other: _Parts | None) -> _Parts | None:
    """The parts of both, if they do not overlap."""
    if one is None or other is None or one.axis != other.axis:
        return None
    pieces = sorted([*one.pieces, *other.pieces], key=lambda piece: piece[:2])
    apart = all(a[1] <= b[0] for a, b in itertools.pairwise(pieces))
    return _Parts(one.axis, pieces) if apart else None
