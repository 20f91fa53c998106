"""Loops, choices and repetition: the code of a body between what begins and ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pronghorn.engines.llvm.lower.elements import scalar
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.ir.graph import Node, Value

# Writes the graph of this name inside the node, given which slices a turn works on; gives the
# part that it became.
Write = Callable[..., Part]

ENDLESS = 1 << 62


def lower_loop(part: Part, node: Node, write: Write) -> None:
    """The body for one slice after the other."""
    total = part.size(node.attrs["total"])
    with part.code.loop(0, total) as loop:
        backwards = node.attrs.get("backwards", False)
        write("body", total - loop.index - 1 if backwards else loop.index)


def lower_cond(part: Part, node: Node, write: Write) -> None:
    """One of the two branches."""
    holds = scalar(part, node.inputs[0])
    for branch, chosen in (("then", holds), ("otherwise", part.code.logical_not(holds))):
        with part.code.when(chosen):
            write(branch)


def lower_checkpoint(_part: Part, _node: Node, write: Write) -> None:
    """The body, whose memory is free again behind it."""
    write("body")


def lower_while(part: Part, node: Node, write: Write) -> None:
    """The body as long as the condition holds."""
    code, most = part.code, node.attrs["most"]
    with code.loop(0, ENDLESS if most is None else part.size(most)):
        asked = write("condition")
        (holds,) = node.attrs["condition"].outputs
        code.end_loop(code.logical_not(scalar(asked, holds)))
        write("body")


LOWERINGS: dict[str, Any] = {
    "loop": lower_loop,
    "checkpoint": lower_checkpoint,
    "cond": lower_cond,
    "while_loop": lower_while,
}


def entering(node: Node) -> list[tuple[Value, Value]]:
    """What is carried: the result that holds it, and what it begins as."""
    carried = node.attrs.get("carried", 0)
    return list(zip(node.outputs[:carried], node.inputs[:carried], strict=True))
