"""Sums of deviations from a mean are zero, and so are those of their multiples.

A gradient that passes through a mean and through a variance of the same array, as that of
normalization does, holds such a sum. Without it the gradient needs one pass over the array less.
What is left out is rounding.
"""

from __future__ import annotations

from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.sizes import product
from pronghorn.ir.walk import Answer, bodies, in_bodies, rewritten
from pronghorn.passes.fold_constants import known
from pronghorn.prims.create import filled, size_of
from pronghorn.prims.elementwise import FLOATS, add, div, mul, neg, sub
from pronghorn.prims.stretch import broadcast, fold_sum
from pronghorn.prims.views import reshape

Axes = tuple[int, ...]

# Formulas are looked through so deep: those of normalization are half as deep.
DEEP = 16


def zero_sums(graph: Graph) -> Graph:
    """Put zeros in place of sums of deviations; bodies too."""
    return rewritten(graph, _rule)


def _rule(node: Node) -> Answer:
    if bodies(node):
        return in_bodies(node, zero_sums)
    if node.primitive is not fold_sum or node.output.dtype not in FLOATS:
        return None
    if not _vanishes(node.inputs[0], tuple(node.attrs["axes"])):
        return None
    kind = node.output.type
    # To add -0.0 changes no number.
    attrs = {"value": -0.0, "shape": kind.shape, "dtype": kind.dtype}
    return Node(filled, (), attrs, [kind], node.path)


def _vanishes(value: Value, axes: Axes, deep: int = DEEP) -> bool:
    """Whether the sum of a value along axes is zero but for rounding, as far as can be seen."""
    node, deep = value.node, deep - 1
    if node is None or deep == 0:
        return False
    if node.primitive in (add, sub) and all(_vanishes(x, axes, deep) for x in node.inputs):
        return True
    if node.primitive is sub:
        return _is_mean(node.inputs[1], node.inputs[0], axes)
    if node.primitive is neg:
        return _vanishes(node.inputs[0], axes, deep)
    if node.primitive is mul:
        pairs = (node.inputs, node.inputs[::-1])
        return any(_is_even(a, axes) and _vanishes(b, axes, deep) for a, b in pairs)
    if node.primitive is div:
        return _vanishes(node.inputs[0], axes, deep) and _is_even(node.inputs[1], axes)
    return False


def _is_even(value: Value, axes: Axes) -> bool:
    """Whether a value is the same at all places along axes, since it was stretched."""
    places = _places(value)
    return known(value) is not None or (places is not None and not set(places) & set(axes))


def _places(value: Value) -> list[int] | None:
    """Along which axes a stretched value may differ, those of the source in their order."""
    node = value.node
    if node is None or node.primitive is not broadcast:
        return None
    pairs = zip(node.inputs[0].shape, node.attrs["axes"], strict=True)
    return [axis for size, axis in pairs if size != 1]


def _is_mean(value: Value, of: Value, axes: Axes) -> bool:
    """Whether a value is the mean of another along axes, stretched back."""
    kept = [n for n, size in enumerate(of.shape) if n not in axes and size != 1]
    if value.node is None or _places(value) != kept:
        return False
    node = value.node.inputs[0].node
    if node is not None and node.primitive is reshape and _same_sizes(node):
        node = node.inputs[0].node
    if node is None or node.primitive is not div:
        return False
    total, count = node.inputs
    if total.node is None or total.node.primitive is not fold_sum:
        return False
    if total.node.inputs[0] is not of or tuple(total.node.attrs["axes"]) != axes:
        return False
    return _counts(count, product(tuple(of.shape[axis] for axis in axes)))


def _same_sizes(node: Node) -> bool:
    """Whether a reshape adds or takes only axes of size 1."""
    before, after = (
        [size for size in value.shape if size != 1] for value in (node.inputs[0], node.output)
    )
    return before == after


def _counts(value: Value, size: object) -> bool:
    """Whether a value is the number of so many elements."""
    node = value.node
    while node is not None and node.primitive is broadcast:
        node = node.inputs[0].node
    if node is not None and node.primitive is size_of:
        return bool(node.attrs["size"] == size)
    return bool(known(value) == size)
