"""Variables: first values, assignment, lending, and their place in a traced program."""

import numpy as np
import pytest

from pronghorn import ops, variables
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ir.types import ArrayType
from pronghorn.prims.evaluate import evaluate
from pronghorn.tensor import ConcreteValueNeeded
from pronghorn.trace import tracer
from pronghorn.variables import Variable


@pytest.mark.parametrize(
    ("value", "dtype", "expected"),
    [
        (1.0, None, "float32"),
        ([1, 2], None, "int32"),
        ([True], None, "bool"),
        (1, "uint8", "uint8"),
    ],
)
def test_the_dtype_is_the_one_given_or_that_of_the_value(value, dtype, expected):
    assert Variable(value, dtype=dtype).dtype == expected


def test_an_initializer_gets_shape_and_dtype():
    variable = Variable(lambda shape, dtype: ops.ones(shape, dtype), shape=(2, 3), dtype="float64")
    assert variable.type == ArrayType((2, 3), "float64")
    assert Variable("zeros", shape=(2,)).numpy().tolist() == [0, 0]
    with pytest.raises(ArgumentError, match="M41"):
        Variable("zeros")
    with pytest.raises(ShapeError, match="M40"):
        Variable(lambda shape, dtype: ops.ones((3,)), shape=(2,))


def test_names_and_paths():
    variables.clear_session()
    with variables.name_scope("encoder/dense"):
        assert Variable(1.0, name="kernel").path == "encoder/dense/kernel"
    assert [Variable(1.0).name for _ in range(2)] == ["variable", "variable_1"]
    assert variables.snake_case("Conv2DTranspose") == "conv2d_transpose"


def test_a_tensor_once_given_out_never_changes():
    variable = Variable([1.0, 2.0])
    before = variable.value
    variable.owned_array()[0] = 9.0
    assert before.numpy().tolist() == [1, 2]
    assert variable.numpy().tolist() == [9, 2]
    variable.assign([0.0, 0.0])
    assert before.numpy().tolist() == [1, 2]


def test_an_array_that_was_assigned_is_copied():
    source = np.ones(2, "float32")
    variable = Variable(source)
    variable.assign(source)
    source[:] = 5
    assert variable.numpy().tolist() == [1, 1]
    variable.numpy()[:] = 7
    assert variable.numpy().tolist() == [1, 1]


def test_assignment_casts_and_checks_the_shape():
    variable = Variable([1.0, 2.0])
    variable.assign(np.array([3, 4]))
    assert variable.assign_sub([1.0, 1.0]).value.dtype == "float32"
    assert variable.numpy().tolist() == [2, 3]
    with pytest.raises(ShapeError, match=r"M40.*\(2,\).*\(1,\)"):
        variable.assign([1.0])


def test_operators():
    v = Variable([1.0, -2.0])
    assert (v * 2 + v).numpy().tolist() == [3, -6]
    assert (1 - v).numpy().tolist() == [0, 3]
    assert abs(v).numpy().tolist() == [1, 2]
    assert (-v)[1] == 2.0
    assert (v > 0).numpy().tolist() == [True, False]
    assert (v + v).numpy().tolist() == [2, -4]
    assert np.asarray(v).tolist() == [1, -2]
    assert np.exp(Variable(0.0)) == 1.0
    assert float(Variable(2.0)) == int(Variable(2)) == 2
    assert len(v) == 2


def test_a_trace_reads_and_writes_the_variable_without_changing_it():
    count = Variable(np.array([1.0]), name="count")

    def step(x):
        count.assign_add(x)
        return [count.value * 2]

    program = tracer.trace(step, [ArrayType((1,), "float32")])
    assert count.numpy() == 1
    assert program.variables == [count]
    assert program.written == 1
    result, after = evaluate(program.graph, [np.ones(1, "float32"), count.array], {})
    assert (result, after) == (4, 2)


def test_in_a_trace_a_variable_may_be_made_but_its_numbers_not_be_asked_for():
    made = []

    def step(x):
        made.append(Variable("ones", shape=(2,)))
        return [x + made[0]]

    tracer.trace(step, [ArrayType((2,), "float32")])
    assert made[0].numpy().tolist() == [1, 1]
    with pytest.raises(ConcreteValueNeeded):
        tracer.trace(lambda x: [x * made[0].numpy()], [ArrayType((2,), "float32")])


def test_autocast_reads_floats_in_another_dtype():
    with variables.autocast("float16"):
        assert Variable(1.0).value.dtype == "float16"
        assert Variable(1).value.dtype == "int32"
        assert Variable(1.0, autocast=False).value.dtype == "float32"


def test_without_values_nothing_is_initialised():
    def refuse(shape, dtype):
        raise AssertionError

    with variables.without_values():
        assert Variable(refuse, shape=(10**6, 10**6)).shape == (10**6, 10**6)
