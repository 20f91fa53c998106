"""What operations cost, by writing their formula once and counting; no operation is named."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any

from pronghorn.engines.llvm.loops import Code, Num
from pronghorn.ir.graph import Node, Value
from pronghorn.ir.types import Size
from pronghorn.prims.record import Contract, Convolve, Map

# In units of an addition, per vector: from the emitted polynomials' lengths and the reciprocal
# throughput of divisions and roots (Agner Fog, instruction tables, Zen 3 and Golden Cove).
WEIGHTS = {"div": 5, "sqrt": 5, "remainder": 8, "floor_divide": 8, "power": 60}
TRANSCENDENTAL = 20
SIMPLE = frozenset(
    "add sub mul neg abs sign maximum minimum where fma cast bitcast equal not_equal less "
    "less_equal greater greater_equal bitwise_and bitwise_or bitwise_xor left_shift right_shift "
    "logical_not isnan isfinite floor ceil rint trunc splat constant".split()
)
_known: dict[Any, int] = {}


def of_map(node: Node) -> int:
    """Cost of one element of a node with a formula."""
    assert isinstance(node.primitive.nest, Map)
    key = (node.primitive.name, tuple(value.dtype for value in node.inputs))
    if key not in _known:
        code = Code("cost", [])
        operands = [
            Num(code, "operand", (), value.dtype, 1, number, 0)
            for number, value in enumerate(node.inputs)
        ]
        code.sizes = lambda size: code.constant(1, "index")
        node.primitive.nest.formula(code, *operands, **node.attrs)
        _known[key] = sum(map(_of_op, code.routine.body.statements))
    return _known[key]


def _of_op(item: Any) -> int:
    return 1 if item.op in SIMPLE else WEIGHTS.get(item.op, TRANSCENDENTAL)


def of_chain(nodes: Sequence[Node], ends: Container[Value]) -> int:
    """Cost of one element of some nodes, with all that is computed in place for it."""
    return sum(
        of_map(node) for node in in_place(nodes, ends) if isinstance(node.primitive.nest, Map)
    )


def in_place(nodes: Sequence[Node], ends: Container[Value]) -> Iterator[Node]:
    """Some nodes and all that are computed in place for them, each once."""
    stack, seen = list(nodes), set[Node]()
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        yield node
        stack += [
            value.node
            for value in node.inputs
            if value.node is not None and value not in ends and value.ndim
        ]


def products(node: Node) -> tuple[Size | int, ...]:
    """A shape of as many elements as a node sums products; empty if it sums none."""
    nest, out = node.primitive.nest, node.outputs[0]
    if isinstance(nest, Convolve):
        of_filters = "taps" in node.attrs
        filters = out if of_filters else node.inputs[1]
        return (*(node.inputs[1] if of_filters else out).shape, *filters.shape[:-1])
    return (*out.shape, node.inputs[0].shape[-1]) if isinstance(nest, Contract) else ()


def elements(shape: tuple[Any, ...], unknown: int = 1) -> int:
    """Number of elements, symbolic sizes counted as `unknown`."""
    total = 1
    for size in shape:
        total *= unknown if isinstance(size, Size) else size
    return total
