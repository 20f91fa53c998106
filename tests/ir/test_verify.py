"""Graphs that are not well formed are refused, with the operation at fault and the text."""

import pytest

from pronghorn.errors import InternalError
from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.types import ArrayType
from pronghorn.ir.verify import verify
from pronghorn.prims.control import loop
from pronghorn.prims.elementwise import add, tanh

THREE, FOUR = ArrayType((3,), "float32"), ArrayType((4,), "float32")


def refused(graph, match):
    with pytest.raises(InternalError, match=match):
        verify(graph)


def test_operands_are_defined_before_they_are_read():
    x = Value(THREE)
    first = Node(tanh, (x,), {}, [THREE], "dense")
    second = Node(tanh, (first.output,), {}, [THREE], "dense_1")
    refused(Graph("g", [x], [second, first], [second.output]), "tanh in dense_1 reads a value")
    verify(Graph("g", [x], [first, second], [second.output]))


def test_types_are_what_the_operation_gives():
    x = Value(THREE)
    wrong = Node(tanh, (x,), {}, [FOUR])
    refused(Graph("g", [x], [wrong], [wrong.output]), r"tanh gives f32\[3\], not f32\[4\]")


def test_operands_fit_the_operation():
    x, y = Value(THREE), Value(FOUR)
    wrong = Node(add, (x, y), {}, [THREE])
    refused(Graph("g", [x, y], [wrong], [wrong.output]), "add is not possible")


def test_nothing_is_defined_twice():
    x = Value(THREE)
    node = Node(tanh, (x,), {}, [THREE])
    refused(Graph("g", [x, x], [], []), "an input is defined twice")
    refused(Graph("g", [x], [node, node], []), "tanh is defined twice")


def test_results_and_guards_are_defined_and_guards_are_conditions():
    x = Value(THREE)
    refused(Graph("g", [], [], [x]), "result or guard is not defined")
    refused(Graph("g", [x], [], [], guards=[x]), r"a guard is a scalar bool, not f32\[3\]")


def test_every_input_has_a_name():
    refused(Graph("g", [Value(THREE)], [], [], ["x", "y"]), "has a name")


def test_attributes_have_a_text():
    x = Value(THREE)
    node = Node(tanh, (x,), {"odd": object()}, [THREE])
    refused(Graph("g", [x], [node], []), "an attribute without a text: odd=")


def looping(start, body):
    attrs = {"body": body, "carried": 1, "sliced": 0, "total": 2, "chunk": None}
    return Node(loop, (start,), attrs, [start.type])


def test_a_body_is_checked_and_fits_its_operands():
    start, state = Value(THREE), Value(THREE)
    bent = Node(tanh, (state,), {}, [THREE])
    fine = looping(start, Graph("body", [state], [bent], [bent.output]))
    verify(Graph("g", [start], [fine], [fine.output]))
    inside = looping(start, Graph("body", [state], [], [bent.output]))
    refused(Graph("g", [start], [inside], []), "body: a result or guard is not defined")
    other = Value(FOUR)
    misfit = looping(start, Graph("body", [other], [], [other]))
    refused(Graph("g", [start], [misfit], []), "body does not fit the operation around it")
