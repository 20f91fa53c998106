"""Which part of a step treats its rows alike, so that a vector may hold several rows.

The test is one of meaning, not of kind: every value that mentions `rows` has it as one whole axis,
no operation mixes rows except by summing them away, and nothing that depends on such a sum is
needed by the rows again.
"""

from __future__ import annotations

from typing import Any

from pronghorn.engines.llvm import cost
from pronghorn.engines.llvm.accesses import Named, Places, own, pulled
from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType, Size
from pronghorn.prims.control import ROWS
from pronghorn.prims.record import Choice, Contract, Fold, Index, Map, View

ROW = symbol(ROWS)
MIXED = -1

# Unrolled vector operations a step may become: codegen takes about 40 us for each.
LIMIT = 1600


def row_axis(type: ArrayType) -> int | None:
    """The axis that is exactly the rows; None if rows are not mentioned, MIXED if otherwise."""
    found: int | None = None
    for axis, size in enumerate(type.shape):
        if size == ROW and found is None:
            found = axis
        elif isinstance(size, Size):
            return MIXED
    return found


def mentions_rows(type: ArrayType) -> bool:
    return any(isinstance(size, Size) and ROWS in size.symbols() for size in type.shape)


def in_lanes(graph: Graph) -> list[Node] | None:
    """The nodes that can run with rows in lanes, or None if not all that mention rows can."""
    chosen: list[Node] = []
    after_fold: set[Value] = set()
    summed: set[str] = set()  # sums are packed into vectors of one dtype
    work = 0
    for node in graph.nodes:
        values = (*node.inputs, *node.outputs)
        if not any(mentions_rows(value.type) for value in values):
            if any(value in after_fold for value in node.inputs):
                after_fold.update(node.outputs)
            continue
        if any(value in after_fold for value in node.inputs) or not _keeps_rows(node):
            return None
        chosen.append(node)
        if row_axis(node.outputs[0].type) is None:
            after_fold.update(node.outputs)
            summed |= {node.outputs[0].dtype} if is_sum(node.outputs[0]) else set()
        work += _work(node)
        if work > LIMIT or len(summed) > 1:
            return None
    return chosen or None


def _work(node: Node) -> int:
    nest, shape = node.primitive.nest, node.outputs[0].shape
    if isinstance(nest, Map):
        return cost.elements(shape) * cost.of_map(node)
    if isinstance(nest, Contract):
        return cost.elements(shape) * cost.elements((node.inputs[0].shape[-1],))
    if isinstance(nest, Fold | Choice):
        return cost.elements(node.inputs[0].shape)
    return 0


def _keeps_rows(node: Node) -> bool:
    axes = [row_axis(value.type) for value in node.inputs]
    out = row_axis(node.outputs[0].type)
    nest = node.primitive.nest
    if isinstance(nest, View):
        return out not in (None, MIXED) and all(_reads_own(*read, out) for read in pulled(node))
    if MIXED in axes or out == MIXED:
        return False
    if isinstance(nest, Map | Index | Fold):
        return True
    if isinstance(nest, Choice):
        return bool(node.attrs["axis"] != axes[0])
    if isinstance(nest, Contract):
        return _contract_keeps(node, axes)
    return False


def _reads_own(value: Value, places: Places, out: int) -> bool:
    """Whether a view whose rows are its axis `out` reads nothing of other rows here."""
    if mentions_rows(value.type):
        axis = row_axis(value.type)
        found = axis not in (None, MIXED) and places[axis] == own(out)
        return found and not any(isinstance(place, Named) for place in places)
    # What all rows share may be read where a row says, but not where the row itself lies.
    row = own(out).symbols()
    known = [place for place in places if not isinstance(place, Named | int)]
    return all(isinstance(place, Size) and not place.symbols() & row for place in known)


def _contract_keeps(node: Node, axes: list[int | None]) -> bool:
    left, right = axes
    last = node.inputs[0].ndim - 1
    if left is None or right is None:
        inner = (left == last) or (right == last - 1)
        batched = (left is not None and left < last - 1) or (right is not None and right < last - 1)
        return not inner and not batched
    return (left == last and right == last - 1) or (left == right and left < last - 1)


def is_sum(value: Value) -> bool:
    """Whether a value that folds rows away does so by adding."""
    assert value.node is not None
    nest = value.node.primitive.nest
    return isinstance(nest, Contract) or (isinstance(nest, Fold) and nest.start(value.dtype) == 0)


def sums_of(nodes: list[Node]) -> list[Value]:
    """Sums over rows among the results of some nodes, in the order in which they are packed."""
    values = [value for node in nodes for value in node.outputs]
    return [value for value in values if row_axis(value.type) is None and is_sum(value)]


def packed(values: list[Value], lanes: int) -> tuple[list[int], int]:
    """Where the elements of sums start in one row of vectors, and how many elements it has.

    No stretch that is later read as one vector crosses from one stored vector into the next: a
    load that two stores feed waits for both to reach the cache. Largest first, in the lowest gap.
    """
    sizes = [cost.elements(value.shape) for value in values]
    starts = [0] * len(sizes)
    taken: list[tuple[int, int]] = []
    for n in sorted(range(len(sizes)), key=lambda n: -sizes[n]):
        step = min(lanes, 1 << max(sizes[n] - 1, 0).bit_length())
        start = 0
        while any(low < start + sizes[n] and start < high for low, high in taken):
            start += step
        starts[n] = start
        taken.append((start, start + sizes[n]))
    return starts, max((high for _, high in taken), default=0)


def uniform(value: Any) -> bool:
    """Whether a value is the same for all rows."""
    return not mentions_rows(value.type)
