"""Signatures of graphs: other ones for other graphs, equal ones whatever things are called."""

import pytest

from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.signature import signature
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.prims.control import loop
from pronghorn.prims.elementwise import add, mul
from pronghorn.prims.folds import fold_sum
from pronghorn.prims.record import Opaque, Primitive

ROWS = symbol("rows")
PARTS = Primitive("parts", None, None, None, Opaque())


def made(
    name="step",
    path="dense",
    dtype="float32",
    size=ROWS,
    first=add,
    swapped=False,
    axes=(0,),
    count=2,
    kept=0,
    guarded=False,
    inside=mul,
):
    """A graph of one of each: operations, attributes, several results, a graph inside."""
    kind, row = ArrayType((size, 2), dtype), ArrayType((2,), dtype)
    x, y = Value(kind), Value(kind)
    total = Node(first, (y, x) if swapped else (x, y), {}, [kind], path)
    folded = Node(fold_sum, (total.output,), {"axes": axes}, [row], path)
    number = ArrayType((), dtype)
    a, b = Value(number), Value(number)
    body = Graph("body", [a, b], [Node(inside, (a, b), {}, [number])], [a])
    parts = Node(PARTS, (x,), {"axis": 1}, [kind] * count)
    attrs = {"body": body, "carried": 1, "sliced": 1, "total": 2, "chunk": None}
    turned = Node(loop, (folded.output, y), attrs, [row])
    nodes = [total, folded, parts, turned]
    guards = [turned.output] if guarded else []
    return Graph(name, [x, y], nodes, [parts.outputs[kept]], [f"{name}.x", "y"], guards)


def test_names_do_not_count():
    assert signature(made(name="other", path="elsewhere")) == signature(made())


@pytest.mark.parametrize(
    "change",
    [
        {"dtype": "float64"},
        {"size": symbol("total")},
        {"size": 3},
        {"first": mul},
        {"swapped": True},
        {"axes": (1,)},
        {"axes": (0, 1)},
        {"axes": (False,)},
        {"count": 3},
        {"kept": 1},
        {"guarded": True},
        {"inside": add},
    ],
    ids=str,
)
def test_whatever_decides_results_counts(change):
    assert signature(made(**change)) != signature(made())
