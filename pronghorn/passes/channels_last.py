"""Arrays with channels second are computed with channels last, where that takes transposes away.

Convolutions and windows put channels last and back. Between two of them stand operations that do
not mind where channels are: element by element, sums along axes, zeros around. The transpose that
puts channels second is moved behind those, until it meets one that puts them last and both vanish.
"""

from __future__ import annotations

from typing import Any

from pronghorn.ir.graph import Graph, Node, Operation, Value
from pronghorn.ir.walk import bodies, in_bodies, renewed, with_values
from pronghorn.prims.create import filled
from pronghorn.prims.record import Fold, Map
from pronghorn.prims.stretch import broadcast
from pronghorn.prims.views import pad, slice_, transpose

Order = tuple[int, ...]

# Attributes that hold one number for each axis.
PER_AXIS: dict[Operation, tuple[str, ...]] = {
    pad: ("before", "after", "between"),
    slice_: ("start", "stop", "step"),
}


def channels_last(graph: Graph) -> Graph:
    """Move transposes that put channels second behind what does not mind; bodies too."""
    return _Layouts(graph).moved()


def _second(ndim: int) -> Order:
    """The order of axes that takes the last one to the second place."""
    return (0, ndim - 1, *range(1, ndim - 1))


def _under(value: Value) -> Value | None:
    """What lies under a transpose that puts channels second."""
    node = value.node
    if node is None or node.primitive is not transpose or value.ndim < 3:
        return None
    return node.inputs[0] if node.attrs["order"] == _second(value.ndim) else None


class _Layouts:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.nodes: list[Node] = []

    def moved(self) -> Graph:
        now: dict[Value, Value] = {}
        for node in self.graph.nodes:
            current = renewed(node, now) if now else node
            current = in_bodies(current, channels_last) or current
            found = self._behind(current)
            if found is not None:
                now[node.output] = found
                continue
            self.nodes.append(current)
            if current is not node:
                now.update(zip(node.outputs, current.outputs, strict=True))
        return with_values(self.graph, self.nodes, now) if now else self.graph

    def _behind(self, node: Node) -> Value | None:
        """The node's result with the transpose behind it; None if there is none before it."""
        sources = [_under(value) for value in node.inputs]
        if not any(sources) or bodies(node):
            return None
        if isinstance(node.primitive.nest, Map):
            return self._map(node, sources)
        if len(sources) != 1 or sources[0] is None:
            return None
        if isinstance(node.primitive.nest, Fold):
            return self._fold(node, sources[0])
        if node.primitive in PER_AXIS:
            return self._per_axis(node, sources[0])
        return self._transpose(node, sources[0]) if node.primitive is transpose else None

    def _write(self, node: Node, primitive: Operation, *operands: Value, **attrs: Any) -> Value:
        kind = primitive.infer(*(value.type for value in operands), **attrs)
        self.nodes.append(Node(primitive, operands, attrs, [kind], node.path))
        return self.nodes[-1].output

    def _map(self, node: Node, sources: list[Value | None]) -> Value | None:
        """Other operands must be such as can be made in another order as cheaply."""
        makers = [value.node for value in node.inputs]
        operands: list[Value] = []
        for source, maker in zip(sources, makers, strict=True):
            if source is None and (maker is None or maker.primitive not in (filled, broadcast)):
                return None
        for source, maker in zip(sources, makers, strict=True):
            if source is not None:
                operands.append(source)
            elif maker is not None:
                operands.append(self._made_anew(maker))
        done = self._write(node, node.primitive, *operands, **node.attrs)
        return self._write(node, transpose, done, order=_second(done.ndim))

    def _made_anew(self, node: Node) -> Value:
        """A number, or what is stretched, with channels last."""
        shape, order = node.output.shape, _second(node.output.ndim)
        attrs = {**node.attrs, "shape": tuple(shape[order.index(n)] for n in range(len(shape)))}
        if node.primitive is broadcast:
            attrs["axes"] = tuple(order[axis] for axis in node.attrs["axes"])
        return self._write(node, node.primitive, *node.inputs, **attrs)

    def _fold(self, node: Node, source: Value) -> Value | None:
        """What is left keeps its order only if the kept axes do."""
        order, axes = _second(source.ndim), node.attrs["axes"]
        kept = [order[axis] for axis in range(source.ndim) if axis not in axes]
        if kept != sorted(kept):
            return None
        attrs = {**node.attrs, "axes": tuple(sorted(order[axis] for axis in axes))}
        return self._write(node, node.primitive, source, **attrs)

    def _per_axis(self, node: Node, source: Value) -> Value:
        order, attrs = _second(source.ndim), dict(node.attrs)
        for name in PER_AXIS[node.primitive]:
            attrs[name] = tuple(node.attrs[name][order.index(n)] for n in range(source.ndim))
        done = self._write(node, node.primitive, source, **attrs)
        return self._write(node, transpose, done, order=order)

    def _transpose(self, node: Node, source: Value) -> Value:
        order = tuple(_second(source.ndim)[axis] for axis in node.attrs["order"])
        if order == tuple(range(source.ndim)):
            return source
        return self._write(node, transpose, source, order=order)
