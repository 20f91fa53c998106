"""Brief calls of machine code keep Python's lock; during others, other threads of Python run."""

import itertools
import math

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import ops
from pronghorn.config import settings
from pronghorn.engines.llvm import routine, run
from pronghorn.errors import DataError
from tests.engines.forgetting import forget_programs

pytestmark = pytest.mark.usefixtures("machine_code")

X = np.random.default_rng(0).normal(size=(40, 3)).astype("float32")


@pytest.fixture(autouse=True)
def calls(monkeypatch):
    """How routines are called: their names and the ways."""
    found = []

    class Told(routine.Routine):
        def __init__(self, name, code, tier):
            super().__init__(name, code, tier)
            sharing, keeping = self.sharing, self.keeping
            self.sharing = lambda *a: found.append((name, "sharing")) or sharing(*a)
            self.keeping = lambda *a: found.append((name, "keeping")) or keeping(*a)

    monkeypatch.setattr(run, "Routine", Told)
    settings.threads = 1
    forget_programs()
    return found


@pytest.fixture
def all_are_brief(monkeypatch):
    monkeypatch.setattr(run, "BRIEF", math.inf)


def network():
    keras.utils.set_random_seed(1)
    row = [keras.Input((3,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(2)]
    model = keras.Sequential(row)
    model.compile(keras.optimizers.SGD(0.1), "mse")
    return model


def fitted():
    model = network()
    model.fit(X, X[:, :2], batch_size=4, epochs=3, verbose=0)
    return [array.tobytes() for array in model.get_weights()]


def ways(calls, name="steps"):
    return [way for called, way in calls if called == name]


@pytest.mark.usefixtures("all_are_brief")
def test_the_first_call_shares_and_later_ones_keep_also_those_of_equal_models(calls):
    weights = fitted()
    assert ways(calls) == ["sharing", "keeping", "keeping"]
    calls.clear()
    assert fitted() == weights
    assert ways(calls) == ["keeping"] * 3


def test_calls_that_take_long_share(calls, monkeypatch):
    monkeypatch.setattr(run, "BRIEF", 0.0)
    fitted()
    assert {way for _, way in calls} == {"sharing"}


def test_so_many_steps_keep_as_are_brief_at_the_speed_of_earlier_ones(calls, monkeypatch):
    monkeypatch.setattr(run, "perf_counter", itertools.count().__next__)  # calls take a second
    monkeypatch.setattr(run, "BRIEF", 1.5)
    network().fit(X, X[:, :2], batch_size=1, epochs=4, verbose=0)
    # 16 steps to begin with and the other 24 of the first epoch, then 40, which take one second.
    assert ways(calls) == ["sharing"] * 3 + ["keeping"] * 2


@pytest.mark.usefixtures("all_are_brief")
@pytest.mark.parametrize(
    "function",
    [
        lambda x: ops.while_loop(lambda v: ops.sum(v) < 100, lambda v: v + 1, (x,))[0],
        lambda x: ops.cond(ops.sum(x) < 0, lambda: x, lambda: ops.sin(x)),
        lambda x: ops.linalg.qr(ops.reshape(x, (10, 12)))[1],  # by NumPy
    ],
)
def test_what_the_numbers_or_numpy_may_make_long_shares(function, calls):
    jitted = keras.jit(function)
    for _ in range(3):
        np.testing.assert_allclose(jitted(X), function(X), rtol=1e-5, atol=1e-5)
    assert calls
    assert {way for _, way in calls} == {"sharing"}


@pytest.mark.usefixtures("all_are_brief")
def test_steps_that_a_guard_ended_tell_nothing_of_the_time(calls):
    y = np.where(np.arange(40)[:, None] < 39, X, np.nan)[:, :2]
    for _ in range(2):
        with pytest.raises(DataError):
            network().fit(X, y, batch_size=4, shuffle=False, verbose=0)
    assert ways(calls) == ["sharing"] * 2
