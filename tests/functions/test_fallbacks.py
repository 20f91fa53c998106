"""What cannot be traced runs in Python with the same results, and one note says where and why."""

import dataclasses

import numpy as np
import pytest

import pronghorn
from pronghorn import functions, layers, models, ops
from pronghorn.compat import tensorflow_functions as tf
from pronghorn.config import settings
from pronghorn.data import Dataset
from pronghorn.errors import StateError
from pronghorn.trace.tape import Loop

X = np.arange(4, dtype="float32")


def branch(x):
    if ops.sum(x) > 3:
        return x * 2
    return x


def number(x):
    return x * float(ops.sum(x))


def copied(x):
    return x * x.numpy().max()


def indexed(x):
    return x[ops.argmax(x)] * [1, 2, 3][int(ops.cast(x[1], "int32"))]


def repeated(x):
    while ops.max(x) < 100:
        x = x * 2
    return x


def written(x):
    name = f"{ops.sum(x):.2f}"
    return x * len(name)


LINES = {
    branch: ("if ops.sum(x) > 3:", "ops.cond"),
    number: ("return x * float(ops.sum(x))", "Return the tensor"),
    copied: ("return x * x.numpy().max()", "Return the tensor"),
    repeated: ("while ops.max(x) < 100:", "ops.while_loop"),
    written: ('name = f"{ops.sum(x):.2f}"', "Return the tensor"),
    indexed: ("return x[ops.argmax(x)] * [1, 2, 3][int", "Return the tensor"),
}


@pytest.mark.parametrize("function", LINES)
def test_the_same_results_and_one_note_with_the_line(function, caplog):
    compiled = functions.jit(function)
    for x in (X, X / 10, X):
        assert compiled(x).tolist() == function(ops.array(x)).tolist()
    compiled(X[:3] + 1)  # another signature, the same line
    line, instead = LINES[function]
    (said,) = caplog.messages
    assert said.startswith(f"[G32] {function.__name__} asks for a number")
    assert line in said
    assert instead in said
    assert {record.engine for record in compiled.compile_log} == {"python"}


def test_the_notes_in_chinese(caplog):
    settings.language = "zh"
    functions.jit(branch)(X)
    assert "[G32] branch 在追踪时要读取具体数值" in caplog.text
    assert "请用 ops.where 或 ops.cond 选择" in caplog.text


def test_state_is_not_changed_by_a_trace_that_fails(engine):
    count = pronghorn.Variable(0)

    @functions.jit
    def step(x):
        count.assign_add(1)
        return x if float(ops.sum(x)) > 0 else -x

    for n in range(1, 4):
        step(X)
        assert int(count) == n


def test_python_effects_happen_when_it_is_traced(capsys):
    seen = []

    @functions.jit
    def step(x):
        print("traced")
        seen.append(x)
        return x + len(seen)

    assert [step(X)[0].item() for _ in range(3)] == [1, 1, 1]
    assert capsys.readouterr().out == "traced\n"
    with pytest.raises(StateError, match="S27"):  # it was a tensor of the trace
        ops.sum(seen[0]).numpy()


def test_tensorflow_prints_at_each_call(capsys, engine):
    @functions.jit
    def step(x):
        total = ops.sum(x)
        tf.print_("total", total, [x, "and", 2], sep="|")
        tf.print_("done")
        return total * 2

    for n in (1, 2):
        assert step(X * n).item() == 12 * n
    assert capsys.readouterr().out == (
        "total|6.0|[array([0., 1., 2., 3.], dtype=float32), 'and', 2]\ndone\n"
        "total|12.0|[array([0., 2., 4., 6.], dtype=float32), 'and', 2]\ndone\n"
    )


def test_what_prints_inside_a_loop_runs_in_python(capsys, caplog):
    @functions.jit
    def step(x):
        def turn(total, row):
            tf.print_(row)
            return total + row, None

        return ops.scan(turn, 0.0, x)[0]

    assert [step(X[:2]).item() for _ in range(2)] == [1, 1]
    assert capsys.readouterr().out == "0.0\n1.0\n" * 2
    assert "Print outside of the loop" in caplog.text


def test_each_element_of_a_data_set_is_taken_once(caplog):
    elements = iter(Dataset.from_tensor_slices(X))

    @functions.jit
    def closed():
        return next(elements) * 2

    @functions.jit
    def given(elements):
        return next(elements) * 2

    assert [closed().item(), closed().item(), given(elements).item()] == [0, 2, 4]
    assert [message[:5] for message in caplog.messages] == ["[G32]", "[G37]"]
    assert "Take the element outside" in caplog.text
    assert "an argument of given is a _Elements" in caplog.text
    total = functions.jit(lambda rows: sum(float(row) for row in rows))
    assert total(Dataset.from_tensor_slices(X)) == 6


def test_a_tape_as_an_argument():
    x = pronghorn.Variable(3.0)
    gradient = functions.jit(lambda tape, y: tape.gradient(y, x))
    with pronghorn.GradientTape() as tape:
        y = x * x
    assert gradient(tape, y).item() == 6


def test_what_fails_only_in_a_trace_runs_in_python(caplog):
    function = functions.jit(lambda x, n: ops.arange(n) + x)
    for n in (2, 3):
        assert function(ops.array(1), ops.array(n)).tolist() == list(range(1, n + 1))
    assert len(caplog.messages) == 1
    assert caplog.messages[0][:5] in ("[G32]", "[G34]")


GONE = {
    "zip": lambda x: zip([x, x * 2], [1, 2], strict=True),
    "generator": lambda x: (row * 2 for row in x),
    "dict_values": lambda x: {"once": x, "twice": x * 2}.values(),
    "map": lambda x: map(ops.sum, [x, x * 2]),
}


@pytest.mark.parametrize("kind", GONE)
@pytest.mark.parametrize(("language", "said"), [("en", "returns a {}, whose"), ("zh", "返回了 {}")])
def test_iterators_that_are_returned_are_those_of_python(kind, language, said, caplog):
    settings.language = language
    function = GONE[kind]
    compiled = functions.jit(function)
    for x in (X, X + 1):
        assert str(list(compiled(x))) == str(list(function(ops.array(x))))
    (told,) = caplog.messages
    assert told.startswith("[G38]")
    assert said.format(kind) in told


@dataclasses.dataclass
class Losses:
    first: object
    others: list


def test_objects_that_hold_tensors_are_those_of_python(caplog):
    def function(x):
        return Losses(x * 2, [x + 1]), Losses(1, [])

    compiled = functions.jit(function)
    for x in (X, X + 1):
        assert str(compiled(x)) == str(function(ops.array(x)))
    assert "returns a Losses" in caplog.text
    plain = functions.jit(lambda x: (x, Losses(1, [2])))
    assert plain(X)[1] == Losses(1, [2])
    assert plain.compile_log[0].engine != "python"


@pytest.mark.parametrize(("language", "said"), [("en", "makes variables each"), ("zh", "都会创建")])
def test_variables_at_each_call_are_refused(language, said):
    settings.language = language
    grow = functions.jit(lambda x: layers.Dropout(0.5)(x, training=True))
    with pytest.raises(StateError, match=said):
        grow(X)


def test_a_step_that_makes_variables_at_each_run_is_refused():
    class Growing(models.Model):
        def train_step(self, data):
            return {"loss": ops.sum(layers.Dense(1)(data[0]))}

    model = Growing()
    model.compile()
    with pytest.raises(StateError, match=r"\[G31\] train makes variables"):
        model.fit(X[:, None], X, verbose=0)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "operation by operation"), ("zh", "逐个操作地求了")]
)
def test_a_loop_that_is_not_compiled_is_told_of_once(caplog, language, said):
    settings.language = language
    x = pronghorn.Variable(1.0)

    def step():
        with pronghorn.GradientTape() as tape:
            y = x * x
        return tape.gradient(y, x)

    Loop.turns = 0
    for _ in range(2 * Loop.MANY + 1):
        step()
    (message,) = caplog.messages
    assert message.startswith("[H57]")
    assert said in message
    assert "@pronghorn.jit" in message
    caplog.clear()
    pronghorn.messages.reset_notes()
    Loop.turns = 0
    hindered = functions.jit(lambda x: step() * float(x))
    for _ in range(Loop.MANY + 1):
        hindered(ops.array(2.0))
    assert [one[:5] for one in caplog.messages] == ["[G32]"]


def test_a_long_chain_of_operations(engine):
    @functions.jit
    def far(x):
        found = x
        for _ in range(1500):
            found = ops.sin(found) + x
        return found

    wanted = np.array([0.5], "float32")
    for _ in range(1500):
        wanted = np.sin(wanted) + np.float32(0.5)
    assert far(np.array([0.5], "float32")).numpy() == pytest.approx(wanted, rel=1e-5)
