"""Text of graphs: what it holds, that it reads back, and that it is stable."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pronghorn.ir import sizes
from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.signature import signature
from pronghorn.ir.sizes import symbol
from pronghorn.ir.text import attribute, parse, to_text, value_names
from pronghorn.ir.types import ArrayType
from pronghorn.ir.verify import verify
from pronghorn.prims import PRIMITIVES
from pronghorn.prims.control import loop
from pronghorn.prims.elementwise import add, mul, tanh
from pronghorn.prims.views import pad

ROWS = symbol("rows")


def simple(name="step", inputs=("x", "y"), path="dense"):
    x, y = Value(ArrayType((ROWS, 3), "float32")), Value(ArrayType((ROWS, 3), "float32"))
    total = Node(add, (x, y), {}, [x.type], path)
    bent = Node(tanh, (total.output,), {}, [x.type])
    return Graph(name, [x, y], [total, bent], [bent.output, x], inputs)


def scan():
    start, slices, kept = (Value(ArrayType(shape, "float32")) for shape in ((), (5,), ()))
    state, part, rate = (Value(ArrayType((), "float32")) for _ in range(3))
    product = Node(mul, (part, rate), {}, [part.type], "cell")
    total = Node(add, (state, product.output), {}, [part.type])
    inner = Graph("body", [state, part, rate], [product, total], [total.output, state])
    attrs = {"body": inner, "carried": 1, "sliced": 1, "total": 5, "chunk": None}
    types = [start.type, ArrayType((5,), "float32")]
    node = Node(loop, (start, slices, kept), attrs, types)
    return Graph("program", [start, slices, kept], [node], list(node.outputs))


def test_a_node_is_a_line_with_the_layer_that_made_it():
    assert to_text(simple()) == (
        "graph step(x f32[rows, 3], y f32[rows, 3])\n"
        "  a f32[rows, 3] = add(x, y)  # dense\n"
        "  b f32[rows, 3] = tanh(a)\n"
        "  return b, x\n"
    )
    assert str(simple()) == to_text(simple())


def test_a_body_is_indented_under_its_loop():
    assert to_text(scan()) == (
        "graph program(in0 f32[], in1 f32[5], in2 f32[])\n"
        "  a f32[], b f32[5] = loop(in0, in1, in2, carried=1, sliced=1, total=5, chunk=None)\n"
        "    body body(in0 f32[], in1 f32[], in2 f32[])\n"
        "      a f32[] = mul(in1, in2)  # cell\n"
        "      b f32[] = add(in0, a)\n"
        "      return b, in0\n"
        "  return a, b\n"
    )


@pytest.mark.parametrize("make", [simple, scan])
def test_a_graph_reads_back_from_its_text(make):
    text = to_text(make())
    again = parse(text, PRIMITIVES)
    verify(again)
    assert to_text(again) == text


def test_what_is_hashed_knows_no_names_and_no_paths():
    other = simple("another", ("kernel", "a"), "dense_1")
    assert to_text(simple()) != to_text(other)
    assert signature(simple()) == signature(other)


def test_names_of_inputs_are_made_fit_for_text():
    odd = simple(inputs=("my layer(1)/kernel", "my layer(1)/kernel"))
    again = parse(to_text(odd), PRIMITIVES)
    assert to_text(again) == to_text(odd)
    assert len(set(again.input_names)) == 2
    shadowing = to_text(simple(inputs=("a", "b")))
    assert "c f32[rows, 3] = add(a, b)" in shadowing


def test_guards_are_part_of_the_text():
    ok = Value(ArrayType((), "bool"))
    graph = Graph("step", [ok], [], [], ["ok"], [ok, ok])
    text = to_text(graph)
    assert text == "graph step(ok bool[])\n  guard ok, ok\n  return\n"
    again = parse(text, PRIMITIVES)
    assert again.guards == [again.inputs[0]] * 2


def test_every_kind_of_attribute_reads_back():
    x = Value(ArrayType((2,), "float32"))
    for value in (0.0, -0.0, 1e-30, math.inf, -math.inf, 3):
        attrs = {"before": (ROWS,), "after": (0,), "between": (0,), "value": value}
        node = Node(pad, (x,), attrs, [ArrayType((ROWS + 2,), "float32")])
        graph = Graph("g", [x], [node], [node.output])
        (again,) = parse(to_text(graph), PRIMITIVES).nodes
        assert repr(again.attrs) == repr(attrs)
    assert attribute(math.nan) == "nan"
    assert attribute(("it's", None, True, ())) == '["it\'s", None, True, []]'


def test_letters_go_on_after_z():
    names = value_names({"c"})
    first = [next(names) for _ in range(28)]
    assert first[:3] == ["a", "b", "d"]
    assert first[-4:] == ["z", "aa", "ab", "ac"]


whole = st.integers(-4, 4)


@given(whole, whole, whole, st.integers(1, 5), st.integers(1, 5))
def test_sizes_read_back(a, b, c, by, part):
    n, m = symbol("rows"), symbol("length")
    size = n * m * a + n * b + (n + c) // by + ((m + a) // part) * n + c
    assert sizes.parse(str(size)) == size
