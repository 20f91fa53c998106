"""Products in a loop that can be one product outside: those of slices with what the loop captures
before it, sums of products after it.

A step of a recurrent layer multiplies a few rows with a large matrix; all steps together are one
product that reads the matrix once. Gradients of such matrices are sums over steps of products of
rows: one product whose sum runs over steps and rows alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pronghorn.ir.graph import Graph, Node, Operation, Value
from pronghorn.ir.types import ArrayType
from pronghorn.ir.walk import bodies, in_bodies, renewed, rewritten, with_values
from pronghorn.passes.fold_constants import known
from pronghorn.prims.contract import matmul
from pronghorn.prims.control import loop
from pronghorn.prims.elementwise import add
from pronghorn.prims.record import Map
from pronghorn.prims.stretch import broadcast, fold_sum
from pronghorn.prims.views import join, pad, reshape, reverse, slice_, transpose


def gather_products(graph: Graph) -> Graph:
    """Take products out of loops over slices, innermost loops first."""
    nodes: list[Node] = []
    now: dict[Value, Value] = {}
    for node in graph.nodes:
        current = renewed(node, now) if now else node
        current = in_bodies(current, gather_products) or current
        results: Sequence[Value] = current.outputs
        if current.primitive is loop and current.attrs["chunk"] is None:
            current, before = _early(current)
            nodes += before
            current, after, results = _late(current)
            nodes += [current, *after]
        else:
            nodes.append(current)
        if results is not node.outputs:
            now.update(zip(node.outputs, results, strict=True))
    return with_values(graph, nodes, now) if now else graph


class _Around:
    """The program around a loop, to which work of its body is moved.

    What depends on slices gets a leading axis for all of them.
    """

    def __init__(self, node: Node) -> None:
        self.node = node
        self.body: Graph = node.attrs["body"]
        self.carried, self.sliced = node.attrs["carried"], node.attrs["sliced"]
        self.total = node.attrs["total"]
        self.written: list[Node] = []
        outer = dict(zip(self.body.inputs, node.inputs, strict=True))
        fixed = self.carried + self.sliced
        self.known: dict[Value, Value] = {
            value: outer[value] for value in self.body.inputs[self.carried :]
        }
        self.stacked = set(self.body.inputs[self.carried : fixed])
        self._movable: dict[Value, bool] = {}

    def write(self, primitive: Operation, *operands: Value, **attrs: Any) -> Value:
        type = primitive.infer(*(value.type for value in operands), **attrs)
        node = Node(primitive, operands, attrs, [type], self.node.path)
        self.written.append(node)
        return node.output

    def movable(self, value: Value) -> bool:
        """Whether the value can be computed for all slices at once."""
        found = self._movable.get(value)
        if found is None:
            found = self._movable[value] = value in self.known or self._follows(value.node)
        return found

    def _follows(self, node: Node | None) -> bool:
        if node is None or len(node.outputs) > 1 or bodies(node):
            return False
        if not all(self.movable(value) for value in node.inputs):
            return False
        if any(value in self.stacked for value in node.inputs):
            if not isinstance(node.primitive.nest, Map) and node.primitive not in _ALONG:
                return False
            if node.primitive is matmul and not self._one_matrix(node):
                return False
            self.stacked.add(node.output)
        return True

    def _one_matrix(self, node: Node) -> bool:
        """Whether a product is of rows that differ from slice to slice with one matrix."""
        left, right = node.inputs
        return left.ndim == 2 and left in self.stacked and right not in self.stacked

    def moved(self, value: Value) -> Value:
        """The value outside the loop; call it only for what is movable."""
        found, node = self.known.get(value), value.node
        if found is None and node is not None:
            operands = [self.moved(x) for x in node.inputs]
            if value not in self.stacked:
                found = self.write(node.primitive, *operands, **node.attrs)
            elif node.primitive in _ALONG:
                found = _ALONG[node.primitive](self, node, operands)
            else:
                spread = [self._spread(*pair) for pair in zip(node.inputs, operands, strict=True)]
                found = self.write(node.primitive, *spread, **node.attrs)
            self.known[value] = found
        return self.known[value]

    def _spread(self, inner: Value, outer: Value) -> Value:
        """The same for every slice, where it is the same."""
        if inner in self.stacked:
            return outer
        axes = tuple(range(1, inner.ndim + 1))
        return self.write(broadcast, outer, shape=(self.total, *inner.shape), axes=axes)

    def rows(self, stacked: Value) -> Value:
        """Matrices of all slices as one, their rows one after the other."""
        total, height, width = stacked.shape
        return self.write(reshape, stacked, shape=(height * total, width))

    def product(self, stacked: Value, matrix: Value) -> Value:
        """All slices' rows times one matrix."""
        total, height, _ = stacked.shape
        flat = self.write(matmul, self.rows(stacked), matrix)
        return self.write(reshape, flat, shape=(total, height, matrix.shape[1]))


def _swapped(around: _Around, node: Node, operands: list[Value]) -> Value:
    order = (0, *(axis + 1 for axis in node.attrs["order"]))
    return around.write(transpose, operands[0], order=order)


def _stretched(around: _Around, node: Node, operands: list[Value]) -> Value:
    shape = (around.total, *node.attrs["shape"])
    axes = (0, *(axis + 1 for axis in node.attrs["axes"]))
    return around.write(broadcast, operands[0], shape=shape, axes=axes)


def _reshaped(around: _Around, node: Node, operands: list[Value]) -> Value:
    return around.write(reshape, operands[0], shape=(around.total, *node.attrs["shape"]))


def _cut(around: _Around, node: Node, operands: list[Value]) -> Value:
    start, stop, step = (node.attrs[name] for name in ("start", "stop", "step"))
    whole = {"start": (0, *start), "stop": (around.total, *stop), "step": (1, *step)}
    return around.write(slice_, operands[0], **whole)


def _over_axes(around: _Around, node: Node, operands: list[Value]) -> Value:
    axes = tuple(axis + 1 for axis in node.attrs["axes"])
    return around.write(node.primitive, operands[0], axes=axes)


# Operations beside element-wise ones that are done for all slices at once.
_ALONG: dict[Operation, Callable[[_Around, Node, list[Value]], Value]] = {
    broadcast: _stretched,
    fold_sum: _over_axes,
    matmul: lambda around, node, operands: around.product(*operands),
    reshape: _reshaped,
    reverse: _over_axes,
    slice_: _cut,
    transpose: _swapped,
}


# Operations that a sum over slices goes through.
_LINEAR = frozenset({pad, reshape, reverse, slice_, transpose})


def _early(node: Node) -> tuple[Node, list[Node]]:
    """The loop with products of slices, and what follows from them alone, as slices."""
    around, body = _Around(node), node.attrs["body"]
    products: dict[Value, None] = {}  # in the order of the body
    for inner in body.nodes:
        if len(inner.outputs) == 1 and around.movable(inner.output):
            value = inner.output
            follows = any(x in products for x in inner.inputs)
            if value in around.stacked and (inner.primitive is matmul or follows):
                products[value] = None
    users = body.users()
    ends = {*body.outputs, *body.guards}
    edge = [
        value
        for value in products
        if value in ends or any(user.outputs[0] not in products for user in users.get(value, ()))
    ]
    if not edge:
        return node, []
    slices = [around.moved(value) for value in edge]
    entries = {value: Value(value.type) for value in edge}
    fixed = around.carried + around.sliced
    kept = [inner for inner in body.nodes if inner.outputs[0] not in products]
    light = Graph(
        body.name,
        [*body.inputs[:fixed], *entries.values(), *body.inputs[fixed:]],
        kept,
        body.outputs,
        [
            *body.input_names[:fixed],
            *(f"product_{n}" for n in range(len(edge))),
            *body.input_names[fixed:],
        ],
        body.guards,
    )
    light = rewritten(light, lambda _: None, entries)
    attrs = {**node.attrs, "body": light, "sliced": around.sliced + len(edge)}
    inputs = (*node.inputs[:fixed], *slices, *node.inputs[fixed:])
    types = [value.type for value in node.outputs]
    return Node(loop, inputs, attrs, types, node.path), around.written


def _late(node: Node) -> tuple[Node, list[Node], Sequence[Value]]:
    """The loop without products that only leave it, what is done after it, and the results."""
    leaving = _Leaving(node)
    if not leaving.results:
        return node, [], node.outputs
    return leaving.rewritten()


class _Leaving:
    """Results of a loop that can be made after it, of values stacked instead."""

    def __init__(self, node: Node) -> None:
        self.node, self.body = node, node.attrs["body"]
        self.around = _Around(node)
        self.carried = self.around.carried
        live = _needed(self.body, [*self.body.outputs, *self.body.guards])
        self.users = Graph("live", self.body.inputs, live, self.body.outputs).users()
        self.stacks: dict[Value, int] = {}  # values to stack besides
        self.results: dict[int, Callable[[], Value]] = {}
        self.outputs: Sequence[Value] = ()
        # Twice, for sums of values that only a later product makes worth stacking.
        for place in 2 * [*range(self.carried, len(node.outputs)), *range(self.carried)]:
            rule = self._sum if place < self.carried else self._product
            made = None if place in self.results else rule(place)
            if made is not None:
                self.results[place] = made

    def _once(self, value: Value, count: int) -> bool:
        """Whether only so many operations use a value, and no result or guard but one."""
        ends = [x for x in (*self.body.outputs, *self.body.guards) if x is value]
        return len(self.users.get(value, ())) + len(ends) == count

    def _slices(self, value: Value) -> Callable[[], Value] | None:
        """The value of every slice, stacked; None if it is the same for all."""
        if value in self.body.inputs[self.carried : self.carried + self.around.sliced]:
            return lambda: self.around.known[value]
        if value in self.around.known:
            return None
        place = self.stacks.setdefault(value, len(self.stacks))
        return lambda: self.outputs[len(self.outputs) - len(self.stacks) + place]

    def _sum(self, place: int) -> Callable[[], Value] | None:
        """A carried value to which a product, or a sum, is added in each turn."""
        entry, result = self.body.inputs[place], self.body.outputs[place]
        node = result.node
        if node is None or node.primitive is not add or entry not in node.inputs:
            return None
        term = node.inputs[1 if node.inputs[0] is entry else 0]
        alone = self._once(entry, 1) and self._once(result, 1)
        total = self._total(term) if alone else None
        if total is None:
            return None
        start = self.node.inputs[place]
        return total if known(start) == 0 else lambda: self.around.write(add, start, total())

    def _total(self, value: Value) -> Callable[[], Value] | None:
        """The sum over all slices of what is linear in products, and in sums of stacked values."""
        node, around = value.node, self.around
        if node is None or not self._once(value, 1):
            return None
        if node.primitive in (add, join):
            parts = [self._total(x) for x in node.inputs]
            if None in parts:
                return None
            return lambda: around.write(
                node.primitive, *(part() for part in parts if part is not None), **node.attrs
            )
        if node.primitive in _LINEAR and node.attrs.get("value", 0) == 0:
            inner = self._total(node.inputs[0])
            return inner and (lambda: around.write(node.primitive, inner(), **node.attrs))
        if node.primitive is fold_sum and self._is_stacked(node.inputs[0]):
            part = self._slices(node.inputs[0])
            axes = (0, *(axis + 1 for axis in node.attrs["axes"]))
            return part and (lambda: around.write(fold_sum, part(), axes=axes))
        if node.primitive is not matmul or value.ndim != 2:
            return None
        left, right = node.inputs
        turned = left.node is not None and left.node.primitive is transpose
        source = left.node.inputs[0] if turned and left.node is not None else left
        one, other = self._slices(source), self._slices(right)
        return None if one is None or other is None else self._longer(one, other, turned)

    def _is_stacked(self, value: Value) -> bool:
        return value in self.around.stacked or value in self.stacks

    def _longer(
        self, one: Callable[[], Value], other: Callable[[], Value], turned: bool
    ) -> Callable[[], Value]:
        around = self.around

        def total() -> Value:
            # Rows of all slices side by side: the sum of the product then runs over all of them.
            columns = one() if turned else around.write(transpose, one(), order=(0, 2, 1))
            swapped = around.write(transpose, around.rows(columns), order=(1, 0))
            return around.write(matmul, swapped, around.rows(other()))

        return total

    def _product(self, place: int) -> Callable[[], Value] | None:
        """A stacked product with a matrix that is the same in every turn."""
        result, around = self.body.outputs[place], self.around
        node = result.node
        if node is None or node.primitive is not matmul or result.ndim != 2:
            return None
        left, right = node.inputs
        fixed = around.movable(right) and right not in around.stacked
        if not fixed or not self._once(result, 1):
            return None
        rows = self._slices(left)
        return None if rows is None else lambda: around.product(rows(), around.moved(right))

    def rewritten(self) -> tuple[Node, list[Node], Sequence[Value]]:
        body, around = self.body, self.around
        places = [n for n in range(len(self.node.outputs)) if n not in self.results]
        inputs = [n for n in range(len(body.inputs)) if n not in self.results or n >= self.carried]
        kept = [n for n in places if n < self.carried]
        light = Graph(
            body.name,
            [body.inputs[n] for n in inputs],
            _needed(body, [*(body.outputs[n] for n in places), *self.stacks, *body.guards]),
            [*(body.outputs[n] for n in places), *self.stacks],
            [body.input_names[n] for n in inputs],
            body.guards,
        )
        attrs = {**self.node.attrs, "body": light, "carried": len(kept)}
        types = [self.node.outputs[n].type for n in places]
        types += [ArrayType((around.total, *v.shape), v.dtype) for v in self.stacks]
        operands = tuple(self.node.inputs[n] for n in inputs)
        smaller = Node(loop, operands, attrs, types, self.node.path)
        self.outputs = smaller.outputs
        found = dict(zip(places, smaller.outputs, strict=False))
        results = [
            self.results[n]() if n in self.results else found[n]
            for n in range(len(self.node.outputs))
        ]
        return smaller, around.written, results


def _needed(body: Graph, results: Sequence[Value]) -> list[Node]:
    """The nodes of a body that some values need."""
    live = set(results)
    kept = []
    for node in reversed(body.nodes):
        if not live.isdisjoint(node.outputs) or bodies(node):
            kept.append(node)
            live.update(node.inputs)
    return kept[::-1]
