"""`GradientTape`: what is recorded, what is watched, and the same inside a traced program."""

import numpy as np
import pytest

from pronghorn import ops
from pronghorn.engines import load
from pronghorn.errors import ArgumentError, StateError
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer
from pronghorn.trace.tape import GradientTape
from pronghorn.variables import Variable


@pytest.fixture(params=["eager", "numpy", "llvm"])
def run(request):
    """Calls a function of an array eagerly, or as a compiled program of open size."""

    def call(function, x):
        if request.param == "eager":
            return [np.asarray(each) for each in function(Tensor(x))]
        types = [ArrayType((symbol("rows"), *x.shape[1:]), str(x.dtype))]
        program = tracer.trace(function, types)
        return load(request.param).compile(program).run([x], {}).complete()

    return call


X = np.array([[0.5, -1.0], [2.0, 3.0], [-0.25, 1.5]], "float32")


def test_gradients_of_gradients(run):
    def slopes(x):
        with GradientTape() as outer:
            outer.watch(x)
            with GradientTape() as inner:
                inner.watch(x)
                y = ops.sum(x**3)
            first = inner.gradient(y, x)
        return [first, outer.gradient(first, x)]

    first, second = run(slopes, X)
    assert first == pytest.approx(3 * X**2)
    assert second == pytest.approx(6 * X)


def test_a_variable_that_is_assigned_while_the_tape_runs(run):
    weight = Variable([2.0, 3.0])

    def step(x):
        with GradientTape() as tape:
            first = ops.sum(x * weight)
            weight.assign(weight * 10.0)
            total = first + ops.sum(x * weight)
        (gradient,) = tape.gradient(total, [weight])
        weight.assign([2.0, 3.0])
        return [gradient]

    # Both were readings of the variable; what was assigned in between is no function of it.
    assert run(step, X)[0] == pytest.approx(2 * X.sum(0))


def test_a_watched_constant_is_not_taken_for_an_equal_one(run):
    two = Tensor(np.asarray(2.0, "float32"))

    def slope(x):
        with GradientTape() as tape:
            tape.watch(two)
            y = two * two * 2.0
        return [tape.gradient(y, two) + 0.0 * ops.sum(x)]

    assert run(slope, X)[0] == pytest.approx(8.0)


def test_only_what_is_watched_has_gradients():
    trained, fixed = Variable(2.0), Variable(3.0, trainable=False)
    tensor = ops.convert_to_tensor(4.0)
    with GradientTape() as tape:
        y = trained * fixed * tensor
    assert tape.watched_variables() == (trained,)
    gradients = tape.gradient(y, {"a": trained, "b": fixed, "c": tensor})
    assert float(gradients.pop("a")) == 12
    assert gradients == {"b": None, "c": None}
    with GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(fixed)
        y = trained * fixed
    assert tape.gradient(y, [trained, fixed], unconnected_gradients="zero")[0].item() == 0
    with pytest.raises(ArgumentError, match=r"M02.*unconnected_gradients"):
        tape.gradient(y, fixed, unconnected_gradients="nil")


def test_recording_stops_and_starts_anew():
    x = Variable(3.0)
    with GradientTape(persistent=True) as tape:
        y = x * x
        with tape.stop_recording():
            z = x * 5.0
        total = y + z
        with tape.stop_recording():
            before = tape.gradient(total, x)
        tape.reset()
        other = x * 7.0
    assert float(before) == 6
    assert tape.gradient(total, x) is None
    assert float(tape.gradient(other, x)) == 7


def test_misuse_is_told():
    x = Variable(3.0)
    with GradientTape() as tape:
        y = x * x
        with pytest.raises(StateError, match=r"S60.*second time"), tape:
            pass
    with pytest.raises(StateError, match=r"S60.*watch\(\)"):
        tape.watch(x)
    assert float(tape.gradient(y, x)) == 6
    with pytest.raises(StateError, match=r"S61.*persistent=True"):
        tape.gradient(y, x)
    with pytest.raises(StateError, match=r"S63.*backward\(\).*GradientTape"):
        y.backward()
