"""Operations that change nothing, or that one operation can do for two. Exact: no bit changes.

Rules of real numbers that floats do not obey are absent: `x + 0` turns -0 into 0, `x * 0` may be
NaN, `x - x` may be NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from pronghorn.ir.graph import Graph, Node, Operation, Value
from pronghorn.ir.walk import Answer, bodies, in_bodies, rewritten
from pronghorn.passes.fold_constants import folded, known
from pronghorn.prims.control import loop
from pronghorn.prims.create import filled
from pronghorn.prims.elementwise import (
    FLOATS,
    add,
    cast,
    div,
    logical_and,
    logical_not,
    logical_or,
    mul,
    neg,
    select,
    stop_gradient,
    sub,
)
from pronghorn.prims.folds import fold_max, fold_min, fold_product, fold_sum
from pronghorn.prims.views import broadcast, join, pad, reshape, reverse, slice_, transpose

# Casts in which every value of the first dtype has an equal in the second.
_WIDER = {
    "bool": "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 bfloat16 float32 float64",
    "int8": "int16 int32 int64 float16 bfloat16 float32 float64",
    "int16": "int32 int64 float32 float64",
    "int32": "int64 float64",
    "uint8": "int16 int32 int64 uint16 uint32 uint64 float16 bfloat16 float32 float64",
    "uint16": "int32 int64 uint32 uint64 float32 float64",
    "uint32": "int64 uint64 float64",
    "float16": "float32 float64",
    "bfloat16": "float32 float64",
    "float32": "float64",
}


def simplify(graph: Graph) -> Graph:
    """Take out what changes nothing, join what one operation can do, fold constants; bodies too."""
    return rewritten(graph, _simpler)


def _simpler(node: Node) -> Answer:
    if node.primitive is loop:
        return in_bodies(node, lambda body: _with_constants(node, body))
    if bodies(node):
        return in_bodies(node, simplify)
    constant = folded(node)
    if constant is not None:
        return constant
    if node.primitive.name == "custom_gradient":
        return node.inputs[: len(node.outputs)]  # all gradients have been taken
    rule = _RULES.get(node.primitive)
    found = rule(node) if rule is not None else None
    if isinstance(found, Value):
        # Sizes that are only known to agree once data arrive keep the operation that joins them.
        return (found,) if found.type == node.output.type else None
    return found


def _with_constants(node: Node, body: Graph) -> Graph:
    """A loop's body in which captured constants are constants of its own.

    In a loop over batches `rows` means another size inside than outside, so only constants whose
    sizes are numbers go in.
    """
    fixed = node.attrs["carried"] + node.attrs["sliced"]
    constants: list[Node] = []
    inside: dict[Value, Value] = {}
    for outer, inner in zip(node.inputs[fixed:], body.inputs[fixed:], strict=True):
        means_the_same = node.attrs["chunk"] is None or outer.type.is_static()
        if outer.node is not None and outer.node.primitive is filled and means_the_same:
            constant = Node(filled, (), outer.node.attrs, [outer.type], outer.node.path)
            constants.append(constant)
            inside[inner] = constant.output
    simpler = rewritten(body, _simpler, inside)
    if constants:
        simpler.nodes[:0] = constants
    return simpler


def _made_by(value: Value, primitive: Operation) -> Node | None:
    node = value.node
    return node if node is not None and node.primitive is primitive else None


def _is_zero(value: Value, sign: float) -> bool:
    """Whether a value is the constant 0 of this sign; integers have only one zero."""
    number = known(value)
    if number is None or number != 0:
        return False
    return value.dtype not in FLOATS or math.copysign(1.0, number) == sign


def _add(node: Node) -> Value | None:
    a, b = node.inputs
    return a if _is_zero(b, -1.0) else b if _is_zero(a, -1.0) else None


def _sub(node: Node) -> Value | None:
    a, b = node.inputs
    return a if _is_zero(b, 1.0) else None


def _mul(node: Node) -> Value | None:
    a, b = node.inputs
    return a if known(b) == 1 else b if known(a) == 1 else None


def _div(node: Node) -> Value | None:
    a, b = node.inputs
    return a if known(b) == 1 and a.dtype in FLOATS else None


def _twice_is_once(node: Node) -> Value | None:
    before = _made_by(node.inputs[0], node.primitive)
    return before.inputs[0] if before is not None else None


def _and(node: Node) -> Value | None:
    a, b = node.inputs
    return a if _holds(b) or a is b else b if _holds(a) else None


def _or(node: Node) -> Value | None:
    a, b = node.inputs
    return a if _fails(b) or a is b else b if _fails(a) else None


def _holds(value: Value) -> bool:
    return value.dtype == "bool" and bool(known(value))


def _fails(value: Value) -> bool:
    number = known(value)
    return value.dtype == "bool" and number is not None and not number


def _select(node: Node) -> Value | None:
    condition, a, b = node.inputs
    holds = known(condition)
    if a is b or holds:
        return a
    return None if holds is None else b


def _cast(node: Node) -> Value | Node | None:
    (x,) = node.inputs
    dtype = node.attrs["dtype"]
    if x.dtype == dtype:
        return x
    before = _made_by(x, cast)
    if before is None:
        return None
    source = before.inputs[0]
    if x.dtype not in _WIDER.get(source.dtype, "").split():
        return None
    if source.dtype == dtype:
        return source
    through_floats = source.dtype in FLOATS and dtype in FLOATS
    return _anew(node, source, dtype=dtype) if through_floats else None


def _reshape(node: Node) -> Value | Node | None:
    (x,) = node.inputs
    before = _made_by(x, reshape)
    source = before.inputs[0] if before is not None else x
    if source.shape == node.output.shape:
        return source
    return _anew(node, source, shape=node.attrs["shape"]) if before is not None else None


def _transpose(node: Node) -> Value | Node | None:
    (x,), order = node.inputs, node.attrs["order"]
    before = _made_by(x, transpose)
    if before is not None:
        x, order = before.inputs[0], tuple(before.attrs["order"][n] for n in order)
    if order == tuple(range(len(order))):
        return x
    return _anew(node, x, order=order) if before is not None else None


def _broadcast(node: Node) -> Value | Node | None:
    (x,), axes = node.inputs, node.attrs["axes"]
    before = _made_by(x, broadcast)
    if before is not None:
        x, axes = before.inputs[0], tuple(axes[n] for n in before.attrs["axes"])
    if x.shape == node.output.shape:
        return x
    return _anew(node, x, shape=node.attrs["shape"], axes=axes) if before is not None else None


def _slice(node: Node) -> Value | None:
    (x,) = node.inputs
    same = x.shape == node.output.shape and not any(node.attrs["start"])
    return x if same and all(step == 1 for step in node.attrs["step"]) else None


def _pad(node: Node) -> Value | None:
    (x,), attrs = node.inputs, node.attrs
    return None if any((*attrs["before"], *attrs["after"], *attrs["between"])) else x


def _reverse(node: Node) -> Value | Node | None:
    (x,), axes = node.inputs, set(node.attrs["axes"])
    before = _made_by(x, reverse)
    if before is not None:
        x, axes = before.inputs[0], axes ^ set(before.attrs["axes"])
    if not axes:
        return x
    return _anew(node, x, axes=tuple(sorted(axes))) if before is not None else None


def _join(node: Node) -> Value | None:
    return node.inputs[0] if len(node.inputs) == 1 else None


def _fold(node: Node) -> Value | None:
    return None if node.attrs["axes"] else node.inputs[0]


def _operand(node: Node) -> Value:
    return node.inputs[0]


def _anew(node: Node, operand: Value, **attrs: Any) -> Node:
    return Node(node.primitive, (operand,), attrs, [node.output.type], node.path)


_RULES: dict[Operation, Callable[[Node], Value | Node | None]] = {
    add: _add,
    sub: _sub,
    mul: _mul,
    div: _div,
    neg: _twice_is_once,
    logical_not: _twice_is_once,
    logical_and: _and,
    logical_or: _or,
    select: _select,
    stop_gradient: _operand,  # all gradients have been taken
    cast: _cast,
    reshape: _reshape,
    transpose: _transpose,
    broadcast: _broadcast,
    slice_: _slice,
    pad: _pad,
    reverse: _reverse,
    join: _join,
    fold_sum: _fold,
    fold_product: _fold,
    fold_max: _fold,
    fold_min: _fold,
}
