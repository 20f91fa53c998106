"""Constants computed early and operations that change nothing: what goes and what must stay."""

import math

import numpy as np
import pytest

from pronghorn.ir.sizes import symbol
from pronghorn.ir.text import to_text
from pronghorn.ir.types import ArrayType
from pronghorn.ir.verify import verify
from pronghorn.passes.drop_dead import drop_dead
from pronghorn.passes.merge_duplicates import merge_duplicates
from pronghorn.passes.simplify import simplify
from pronghorn.prims import PRIMITIVES
from pronghorn.prims.create import filled, size_of
from pronghorn.prims.evaluate import evaluate
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer

ROWS = symbol("rows")
P = PRIMITIVES
F32 = ArrayType((ROWS, 3), "float32")
FIRST = {"start": (0, 0), "stop": (ROWS, 3), "step": (1, 1)}
NOTHING = {"before": (0, 0), "after": (0, 0), "between": (0, 0), "value": 0.0}


def graph_of(function, *types):
    def program(*tensors):
        return [Tensor(function(*(tensor.payload for tensor in tensors)))]

    return tracer.trace(program, types).graph


def simplified(function, *types):
    graph = graph_of(function, *types)
    for run in (simplify, drop_dead):
        graph = run(graph)
        verify(graph)
    return graph


def names(graph):
    return [node.primitive.name for node in graph.nodes]


def constant(x, value):
    return filled(value=value, shape=x.shape, dtype=x.dtype)


@pytest.mark.parametrize(
    "rule",
    [
        lambda x: P["mul"](x, constant(x, 1.0)),
        lambda x: P["mul"](constant(x, 1), x),
        lambda x: P["div"](x, constant(x, 1.0)),
        lambda x: P["sub"](x, constant(x, 0.0)),
        lambda x: P["add"](constant(x, -0.0), x),
        lambda x: P["neg"](P["neg"](x)),
        lambda x: P["cast"](x, dtype="float32"),
        lambda x: P["cast"](P["cast"](x, dtype="float64"), dtype="float32"),
        lambda x: P["reshape"](P["reshape"](x, shape=(ROWS * 3,)), shape=(ROWS, 3)),
        lambda x: P["transpose"](P["transpose"](x, order=(1, 0)), order=(1, 0)),
        lambda x: P["broadcast"](x, shape=(ROWS, 3), axes=(0, 1)),
        lambda x: P["slice"](x, **FIRST),
        lambda x: P["pad"](x, **NOTHING),
        lambda x: P["reverse"](P["reverse"](x, axes=(0,)), axes=(0,)),
        lambda x: P["join"](x, axis=0),
        lambda x: P["sum"](x, axes=()),
        lambda x: P["stop_gradient"](x),
        lambda x: P["select"](P["less"](x, constant(x, 2.0)), x, x),
        lambda x: P["select"](filled(value=False, shape=x.shape, dtype="bool"), -x, x),
    ],
)
def test_what_changes_nothing_is_taken_out(rule):
    graph = simplified(rule, F32)
    assert graph.nodes == []
    assert graph.outputs == graph.inputs


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        (lambda x: P["add"](x, constant(x, 0.0)), "add"),  # -0 + 0 is 0
        (lambda x: P["sub"](x, constant(x, -0.0)), "sub"),
        (lambda x: P["mul"](x, constant(x, 0.0)), "mul"),  # of infinity: NaN
        (lambda x: P["sub"](x, x), "sub"),
        (lambda x: P["cast"](P["cast"](x, dtype="float16"), dtype="float32"), "cast"),
        (lambda x: P["cast"](P["cast"](x, dtype="int32"), dtype="float32"), "cast"),
        (lambda x: P["slice"](x, **{**FIRST, "step": (1, 2)}), "slice"),
        (lambda x: P["sum"](x, axes=(1,)), "sum"),
    ],
)
def test_what_may_change_a_bit_stays(rule, left):
    assert left in names(simplified(rule, F32))


def test_whole_numbers_have_one_zero():
    kind = ArrayType((3,), "int32")
    assert simplified(lambda x: P["add"](x, constant(x, 0)), kind).nodes == []


@pytest.mark.parametrize(
    ("rule", "only"),
    [
        (
            lambda x: P["transpose"](P["transpose"](x, order=(1, 2, 0)), order=(1, 2, 0)),
            "transpose(x, order=[2, 0, 1])",
        ),
        (
            lambda x: P["reshape"](P["reshape"](x, shape=(24,)), shape=(6, 4)),
            "reshape(x, shape=[6, 4])",
        ),
        (
            lambda x: P["reverse"](P["reverse"](x, axes=(0, 2)), axes=(0, 1)),
            "reverse(x, axes=[1, 2])",
        ),
    ],
)
def test_two_views_become_one(rule, only):
    graph = simplified(rule, ArrayType((2, 3, 4), "float32"))
    graph.input_names = ["x"]
    assert to_text(graph).splitlines()[1].endswith(only)
    assert len(graph.nodes) == 1


def test_a_broadcast_of_a_broadcast_is_one():
    def twice(x):
        wide = P["broadcast"](x, shape=(1, 3), axes=(1,))
        return P["broadcast"](wide, shape=(ROWS, 2, 3), axes=(0, 2))

    (node,) = simplified(twice, ArrayType((3,), "float32")).nodes
    assert node.attrs == {"shape": (ROWS, 2, 3), "axes": (2,)}


def test_a_float_cast_through_a_wider_float_is_one():
    def twice(x):
        return P["cast"](P["cast"](x, dtype="float32"), dtype="float64")

    (node,) = simplified(twice, ArrayType((3,), "float16")).nodes
    assert (node.inputs[0].dtype, node.output.dtype) == ("float16", "float64")


def test_constants_of_constants_are_computed_in_their_dtype():
    def program(x):
        third = P["div"](
            filled(value=1.0, shape=(), dtype="float32"),
            filled(value=3.0, shape=(), dtype="float32"),
        )
        return P["mul"](x, P["broadcast"](third, shape=x.shape, axes=()))

    constants, product = simplified(program, F32).nodes
    assert constants.attrs == {
        "value": float(np.float32(1) / np.float32(3)), "shape": (ROWS, 3), "dtype": "float32"
    }  # fmt: skip
    assert product.primitive.name == "mul"


def test_a_known_size_is_a_constant_and_an_unknown_one_is_not():
    assert names(simplified(lambda _: size_of(size=8, dtype="float32"), F32)) == ["filled"]
    assert names(simplified(lambda _: size_of(size=ROWS, dtype="float32"), F32)) == ["size_of"]


def test_folding_obeys_ieee():
    def ratio(_):
        zero = filled(value=0.0, shape=(), dtype="float32")
        return P["div"](zero, zero)

    (node,) = simplified(ratio, F32).nodes
    assert math.isnan(node.attrs["value"])


def merged(function, *types):
    graph = drop_dead(merge_duplicates(graph_of(function, *types)))
    verify(graph)
    return graph


def test_equal_operations_are_done_once_also_with_operands_swapped():
    graph = merged(lambda x, y: P["sub"](P["mul"](x, y), P["mul"](y, x)), F32, F32)
    assert names(graph) == ["mul", "sub"]


def test_order_matters_where_it_does():
    graph = merged(lambda x, y: P["mul"](P["sub"](x, y), P["sub"](y, x)), F32, F32)
    assert names(graph) == ["sub", "sub", "mul"]


def test_zeros_of_two_signs_are_two_constants():
    def both(x):
        return P["div"](P["div"](x, constant(x, 0.0)), constant(x, -0.0))

    assert names(merged(both, F32)).count("filled") == 2


def test_nodes_that_do_not_change_are_shared_and_graphs_are_not_changed():
    graph = graph_of(lambda x: P["mul"](P["tanh"](x), constant(x, 1.0)), F32)
    before = to_text(graph)
    after = simplify(graph)
    assert to_text(graph) == before
    assert after.nodes[0] is graph.nodes[0]


def test_a_sum_over_no_axes_is_its_operand_to_the_sign_of_zero():
    graph = graph_of(lambda x: P["sum"](x, axes=()), ArrayType((1,), "float32"))
    (result,) = evaluate(graph, [np.array([-0.0], "float32")], {})
    assert np.signbit(result[0])
