"""Which elements a node reads for one of its own, found by running its views on symbols."""

from __future__ import annotations

import functools
from collections.abc import Callable, Container, Sequence
from typing import Any

from pronghorn.ir.graph import Node, Value
from pronghorn.ir.sizes import product, symbol
from pronghorn.prims.record import Convolve, Fold, Map, Scatter, Slide, View

Places = tuple[Any, ...]


def own(axis: int) -> Any:
    """The symbol for the place along an axis of the node's result; for sums, of what is summed."""
    return symbol(f"axis.{axis}")


@functools.cache
def own_places(ndim: int) -> Places:
    """The place of the node's own element in an array of so many axes."""
    return tuple(own(axis) for axis in range(ndim))


class _Unknown:
    """A place that depends on conditions; equal to no other."""

    def _same(self, *_: Any) -> _Unknown:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __and__ = __rand__ = _same


class Named(_Unknown):
    """A place that an element of another operand names."""


def pulled(node: Node) -> list[tuple[Value, Places]]:
    """The operands of a view with the places at which it reads them."""
    found: list[tuple[Value, Places]] = []
    _pull(node, own_places(node.outputs[0].ndim), found)
    return found


def accesses(
    node: Node, ends: Container[Value], inside: Container[Node] = frozenset()
) -> list[tuple[Value, Places]]:
    """Values among `ends`, and inputs of the graph, with the places at which they are read.

    Places are sums of `own` symbols; what cannot be told is a place like no other. What nodes
    `inside` compute is not followed further.
    """
    nest = node.primitive.nest
    found: list[tuple[Value, Places]] = []
    stack: list[tuple[Value, Places]] = []
    if isinstance(nest, View):
        stack += pulled(node)
    elif isinstance(nest, Map | Fold):
        stack += [(x, own_places(x.ndim)) for x in node.inputs]
    else:
        stack += zip(node.inputs, _elsewhere(node, (own(0),)), strict=True)
    seen: set[tuple[Value, Places]] = set()
    while stack:
        value, places = stack.pop()
        if (value, places) in seen:
            continue
        seen.add((value, places))
        if value.node is None or value in ends:
            found.append((value, places))
        elif value.node in inside:
            continue
        elif isinstance(value.node.primitive.nest, View):
            _pull(value.node, places, stack)
        elif isinstance(value.node.primitive.nest, Map):
            stack += [(x, places) for x in value.node.inputs]
        else:
            stack += zip(value.node.inputs, _elsewhere(value.node, places[:1]), strict=True)
    return found


def _elsewhere(node: Node, image: Places) -> list[Places]:
    """Unknown places of each operand, except that no window leaves its image."""
    nest = node.primitive.nest
    places: list[Places] = [(_Unknown(),) * x.ndim for x in node.inputs]
    if isinstance(nest, Convolve):
        within = [operand[0] != "*" for operand in (nest.lhs, nest.rhs)]  # filters begin with taps
    else:
        within = [isinstance(nest, Slide | Scatter)] * len(places)
    return [(*image, *at[1:]) if here else at for at, here in zip(places, within, strict=True)]


def _pull(node: Node, places: Sequence[Any], stack: list[tuple[Value, Places]]) -> None:
    assert isinstance(node.primitive.nest, View)
    node.primitive.nest.pull(_Reader(node, stack), list(places), **node.attrs)


class _Reader:
    """What the `pull` of a view asks; it notes what is read and answers nothing."""

    def __init__(self, node: Node, stack: list[tuple[Value, Places]]) -> None:
        self.node = node
        self.stack = stack
        self.operands = len(node.inputs)

    def size(self, operand: int, axis: int) -> Any:
        return self.node.inputs[operand].shape[axis]

    def ndim(self, operand: int) -> int:
        return self.node.inputs[operand].ndim

    def read(self, operand: int, places: Sequence[Any]) -> None:
        self.stack.append((self.node.inputs[operand], tuple(places)))

    def reshaped(self, operand: int, places: Sequence[Any], shape: tuple[Any, ...]) -> None:
        source = self.node.inputs[operand].shape
        # An axis stays as it is if as many elements lie in those before it.
        kept = {(product(shape[:n]), shape[n]): place for n, place in enumerate(places)}
        axes = [(product(source[:n]), size) for n, size in enumerate(source)]
        self.read(operand, [0 if axis[1] == 1 else kept.get(axis, _Unknown()) for axis in axes])

    def where(self, condition: Any, chosen: Callable[[], None], otherwise: Any) -> None:
        del condition, otherwise
        chosen()

    def within(self, place: Any, size: Any, step: int) -> tuple[Any, Any]:
        del place, size, step
        return _Unknown(), _Unknown()

    def position(self, operand: int, places: Sequence[Any], size: Any) -> Any:
        del size
        self.read(operand, places)
        return Named()
