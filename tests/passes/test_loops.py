"""Passes over loops: what may leave a body, what must stay, and what a guard keeps alive."""

import numpy as np
import pytest

from pronghorn import ops
from pronghorn.config import settings
from pronghorn.errors import InternalError
from pronghorn.ir.graph import Graph, Node
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.ir.verify import verify
from pronghorn.ir.walk import rewritten
from pronghorn.passes import pipeline
from pronghorn.passes.drop_dead import drop_dead
from pronghorn.passes.hoist import hoist
from pronghorn.passes.merge_duplicates import merge_duplicates
from pronghorn.passes.pipeline import conditions, tidy
from pronghorn.passes.simplify import simplify
from pronghorn.prims.elementwise import less
from pronghorn.prims.evaluate import evaluate
from pronghorn.trace import tracer
from pronghorn.trace.loop import over_batches, over_slices
from pronghorn.variables import Variable

VECTOR = ArrayType((5,), "float32")
NUMBER = ArrayType((), "float32")


def loop_of(graph):
    (node,) = (node for node in graph.nodes if node.primitive.name == "loop")
    return node


def names(graph):
    return [node.primitive.name for node in graph.nodes]


def run(program, *arguments, **sizes):
    variables = [variable.array for variable in program.variables]
    return evaluate(program.graph, [*arguments, *variables, *program.arrays], sizes)


def variable(value, name):
    return Variable(np.asarray(value, "float32"), name=name)


def test_operands_and_results_nobody_needs_leave_a_loop():
    used, unused = variable(0, "used"), variable(0, "unused")

    def program(x, y):
        def step(a, b):
            used.assign(used + a)
            unused.assign(unused + b)  # a value that only computes itself
            return [a * 2.0, b * 3.0]

        first, _ = over_slices(step, [x, y])
        return [first, used.value]

    traced = tracer.trace(program, [VECTOR, VECTOR])
    graph = Graph(
        "program", traced.graph.inputs, traced.graph.nodes, traced.graph.outputs[:2],
        traced.graph.input_names,
    )  # fmt: skip
    smaller = drop_dead(graph)
    verify(smaller)
    loop = loop_of(smaller)
    assert (loop.attrs["carried"], loop.attrs["sliced"]) == (1, 1)
    assert len(loop.outputs) == 2
    x, y = np.arange(5, dtype="float32"), np.ones(5, "float32")
    inputs = [x, y, *(v.array for v in traced.variables)]
    for a, b in zip(evaluate(graph, inputs, {}), evaluate(smaller, inputs, {}), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_carried_value_that_another_needs_stays():
    count, total = variable(0, "count"), variable(0, "total")

    def program(x):
        def step(a):
            count.assign(count + 1.0)
            total.assign(total + a * count)
            return []

        over_slices(step, [x])
        return [total.value]

    graph = tracer.trace(program, [VECTOR]).graph
    graph.outputs = graph.outputs[:1]
    assert loop_of(drop_dead(graph)).attrs["carried"] == 2


def scan_of(step):
    """A program with a loop over slices that captures its second argument."""

    def program(x, rate):
        return over_slices(lambda a: [step(a, rate)], [x])

    return tracer.trace(program, [VECTOR, NUMBER])


def test_what_is_the_same_in_every_trip_is_done_once():
    traced = scan_of(lambda a, rate: a * ops.exp(rate * 2.0))
    assert "exp" in names(loop_of(traced.graph).attrs["body"])
    hoisted = drop_dead(hoist(traced.graph))
    verify(hoisted)
    assert names(loop_of(hoisted).attrs["body"]) == ["mul"]
    assert names(hoisted) == ["filled", "mul", "exp", "loop"]


def test_a_carried_value_is_not_the_same_in_every_trip():
    rate = variable(1, "rate")

    def program(x):
        def step(a):
            scaled = a * ops.exp(rate)
            rate.assign(rate * 0.5)
            return [scaled]

        return over_slices(step, [x])

    graph = hoist(tracer.trace(program, [VECTOR]).graph)
    assert names(loop_of(graph).attrs["body"])[0] == "exp"


def test_a_loop_over_batches_keeps_its_work():
    """A callback may change the learning rate between two batches."""
    rate = variable(1, "rate")

    def program(x):
        return over_batches(lambda part: [part * ops.exp(rate)], [x], symbol("batch"))

    traced = tracer.trace(program, [ArrayType((symbol("n"),), "float32")])
    assert hoist(traced.graph) is traced.graph


def test_work_leaves_two_loops_at_once():
    def program(x, rate):
        def row(part):
            (inner,) = over_slices(lambda a: [a * ops.exp(rate)], [part])
            return [inner]

        return over_slices(row, [x])

    traced = tracer.trace(program, [ArrayType((2, 3), "float32"), NUMBER])
    graph = drop_dead(hoist(traced.graph))
    verify(graph)
    assert names(graph) == ["exp", "loop"]
    x = np.arange(6, dtype="float32").reshape(2, 3)
    inputs = [x, np.float32(0.5)]
    np.testing.assert_array_equal(
        evaluate(graph, inputs, {})[0], evaluate(traced.graph, inputs, {})[0]
    )


def test_large_work_stays_where_it_is_used():
    def program(x, y):
        return over_slices(lambda a: [a * ops.exp(y)], [x])

    graph = tracer.trace(program, [VECTOR, ArrayType((100, 100), "float32")]).graph
    assert hoist(graph) is graph


def test_captured_constants_are_known_inside():
    def program(x):
        two = ops.add(np.float32(1.0), ops.ones(()))
        return over_slices(lambda a: [a * two], [x])

    graph = drop_dead(simplify(tracer.trace(program, [VECTOR]).graph))
    verify(graph)
    assert names(graph) == ["loop"]
    assert len(loop_of(graph).inputs) == 1


def test_one_value_captured_twice_is_known_by_one_name():
    traced = scan_of(lambda a, rate: a * (rate * 2.0) + a * (rate * 2.0))
    loop = loop_of(traced.graph)
    body = loop.attrs["body"]
    assert len(loop.inputs) == 2
    twice = Node(
        loop.primitive,
        (*loop.inputs, loop.inputs[1]),
        {**loop.attrs, "body": with_second_name(body)},
        [value.type for value in loop.outputs],
    )
    graph = Graph("program", traced.graph.inputs, [twice], list(twice.outputs))
    verify(graph)
    smaller = drop_dead(merge_duplicates(graph))
    verify(smaller)
    assert len(loop_of(smaller).inputs) == 2
    assert names(loop_of(smaller).attrs["body"]) == ["filled", "mul", "mul", "add"]


def with_second_name(body):
    """The body with its second use of the captured value going through another input."""
    extra = type(body.inputs[0])(NUMBER)
    seen = []

    def rule(node):
        if body.inputs[1] not in node.inputs:
            return None
        seen.append(node)
        if len(seen) < 2:
            return None
        inputs = tuple(extra if value is body.inputs[1] else value for value in node.inputs)
        return Node(node.primitive, inputs, node.attrs, [value.type for value in node.outputs])

    changed = rewritten(body, rule)
    return Graph(body.name, [*body.inputs, extra], changed.nodes, changed.outputs)


def guarded_program():
    def program(x, limit):
        ok = less(limit.payload, np.float32(10.0))
        tracer.guard(ok, "S03", {"op": "outer"})

        def step(part):
            worst = ops.max(part * 1.0)
            tracer.guard(less(worst.payload, np.float32(5.0)), "S03", {"op": "inner"})
            return [part + 0.0]

        over_batches(step, [x], symbol("batch"))
        return [limit * 1.0]

    return tracer.trace(program, [ArrayType((symbol("n"),), "float32"), NUMBER])


def test_guards_stay_and_know_their_values():
    traced = guarded_program()
    tidied = tidy(traced)
    assert [guard.facts["op"] for guard in tidied.guards] == ["outer", "inner"]
    assert [guard.ok for guard in tidied.guards] == list(conditions(tidied.graph))
    body = loop_of(tidied.graph).attrs["body"]  # nobody reads its results
    assert body.guards == [tidied.guards[1].ok]
    assert loop_of(tidied.graph).outputs == ()
    assert traced.guards[0].ok in traced.graph.guards


def test_tidying_keeps_what_a_program_is_run_with():
    traced = guarded_program()
    tidied = tidy(traced)
    assert tidied.graph.inputs == traced.graph.inputs
    assert tidied.arguments == traced.arguments == 2
    x = np.ones(5, "float32")
    arguments = [x, np.float32(3)]
    sizes = {"n": 5, "batch": 2}
    assert run(tidied, *arguments, **sizes) == run(traced, *arguments, **sizes)


def test_a_pass_that_breaks_a_graph_is_caught_when_checking(monkeypatch):
    def breaking(graph):
        return Graph(graph.name, graph.inputs, graph.nodes[1:], graph.outputs, graph.input_names)

    monkeypatch.setattr(pipeline, "PASSES", (breaking,))
    monkeypatch.setattr(settings, "check", True)
    with pytest.raises(InternalError, match="not defined"):
        tidy(guarded_program())
