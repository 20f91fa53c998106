"""Cases of loops, choices, repetition and work that is done again."""

import numpy as np

from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.types import ArrayType
from pronghorn.prims import PRIMITIVES
from tests.laws.case import Case, spread


def running_sum(shape):
    """A loop that adds rows to what it carries, gives each sum, and uses a captured factor."""
    rows = shape[0]
    state, row, factor = (Value(ArrayType((2,), "float64")) for _ in range(3))
    scaled = Node(PRIMITIVES["mul"], (row, factor), {}, [state.type])
    total = Node(PRIMITIVES["add"], (state, scaled.output), {}, [state.type])
    body = Graph("body", [state, row, factor], [scaled, total], [total.output, total.output])
    operands = spread(2), spread(rows, 2, seed=1), spread(2, seed=2)

    def want(state, xs, factor):
        sums = state + np.cumsum(xs * factor, axis=0)
        return sums[-1], sums

    attrs = {"carried": 1, "sliced": 1, "total": rows, "chunk": None}
    return [Case(*operands, body=body, **attrs, want=want, gradient=False)]


def of_two(name, kind):
    a, b = Value(kind), Value(kind)
    node = Node(PRIMITIVES[name], (a, b), {}, [kind])
    return Graph(name, [a, b], [node], [node.output])


def checkpoints(shape):
    shape = (3, *shape[1:])
    body = of_two("mul", ArrayType(shape, "float64"))
    a, b = spread(*shape, seed=1), spread(*shape, seed=2)
    return [Case(a, b, body=body, want=lambda a, b: a * b)]


def choices(shape):
    """Products if a number is positive, else sums; both of captured values."""
    shape = (3, *shape[1:])  # whatever the number of rows: branches know their types
    kind = ArrayType(shape, "float64")

    bodies = {"then": of_two("mul", kind), "otherwise": of_two("add", kind)}
    a, b = spread(*shape, seed=1), spread(*shape, seed=2)
    return [
        Case(np.array(holds), a, b, **bodies, want=lambda holds, a, b: a * b if holds else a + b)
        for holds in (True, False)
    ]


def doublings(shape):
    """Doubled until a number is large: the condition reads what is carried and a captured bound."""
    shape = (3, *shape[1:])
    kind, one = ArrayType(shape, "float64"), ArrayType((), "float64")

    def graph(name, result):
        inputs = [Value(one), Value(kind), Value(one)]
        size, x, bound = inputs
        if name == "condition":
            nodes = [Node(PRIMITIVES["less"], (size, bound), {}, [result])]
            return Graph(name, inputs, nodes, [nodes[0].output])
        nodes = [Node(PRIMITIVES["add"], (v, v), {}, [v.type]) for v in (size, x)]
        return Graph(name, inputs, nodes, [node.output for node in nodes])

    bodies = {name: graph(name, ArrayType((), "bool")) for name in ("condition", "body")}

    def case(most, times):
        operands = np.array(0.7), spread(*shape), np.array(5.0)
        want = lambda size, x, bound: (size * 2**times, x * 2**times)
        return Case(*operands, **bodies, carried=2, most=most, want=want, gradient=False)

    return [case(None, 3), case(5, 3), case(2, 2), case(0, 0)]
