"""Which operations can share one pass over rows: softmax, norms and means with what uses them.

A region of rows runs over all axes but the last, and for each place over the last axis, once or
several times: a row lies in the nearest cache by then. What is folded along a row is there after
the loop that folds it. `Region.times` says when a value is there: n for elements of loop n along
the row, n + 1/2 for what follows from loop n and is one number a row.
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence
from fractions import Fraction

from pronghorn.engines.llvm import cost
from pronghorn.engines.llvm.accesses import Places, own, own_places
from pronghorn.ir.graph import Node, Value
from pronghorn.ir.types import Shape
from pronghorn.prims.record import Fold, Map, View

Times = dict[Value, Fraction]
HALF = Fraction(1, 2)

# One number a row is computed without vectors: worth it for rows of so many elements, or if cheap.
LONG, CHEAP = 64, 8


def folds_rows(node: Node) -> bool:
    """Whether the node folds the last axis away, and no other."""
    if not isinstance(node.primitive.nest, Fold):
        return False
    last = node.inputs[0].ndim - 1
    return last > 0 and bool(node.attrs["axes"] == (last,))


def time_of(
    node: Node,
    read: Sequence[tuple[Value, Places]],
    shape: Shape,
    times: Mapping[Value, Fraction],
    ends: Container[Value],
) -> Fraction | None:
    """When the node can be computed among rows of this shape; None if it cannot.

    `read` is what it reads of `ends` and where.
    """
    depth, out = len(shape) - 1, node.outputs[0]
    folds = folds_rows(node) and node.inputs[0].shape == shape
    if not folds and not isinstance(node.primitive.nest, Map | View):
        return None
    along = folds or out.shape == shape  # runs along the row
    if not along and not (depth and out.shape == shape[:-1] and _is_cheap(node, shape, ends)):
        return None
    if not along and not any(value in times for value, _ in read):
        return None
    outer = own_places(depth)
    time = Fraction(0) if along else HALF
    for value, places in read:
        if value not in times:
            continue
        if places[:depth] != outer or (value.ndim > depth and not along):
            return None
        ready = times[value]
        if along and value.ndim > depth and places[depth] != own(depth):
            ready += 1  # another element of the row, so the loop that makes it must be over
        time = max(time, Fraction(math.ceil(ready)) if along else ready)
    return time + HALF if folds else time


def _is_cheap(node: Node, shape: Shape, ends: Container[Value]) -> bool:
    if isinstance(shape[-1], int) and shape[-1] >= LONG:
        return True
    return cost.of_chain([node], ends) <= CHEAP


def loop_of(time: Fraction) -> int:
    """The loop along the row in which, or after which, a value is computed."""
    return math.floor(time)
