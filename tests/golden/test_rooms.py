"""What leaves the rooms trace, gradient, loop and tidy, as text, for three small programs.

After an intended change read the difference and run `PRONGHORN_REGOLD=1 pytest tests/golden`.
"""

import os
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from pronghorn import ops
from pronghorn.ir.sizes import symbol
from pronghorn.ir.text import parse, to_text
from pronghorn.ir.types import ArrayType
from pronghorn.ir.verify import verify
from pronghorn.passes.pipeline import tidy
from pronghorn.prims import PRIMITIVES
from pronghorn.tensor import path
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad
from pronghorn.trace.loop import over_batches, over_slices
from pronghorn.variables import Variable

HERE = Path(__file__).parent


@contextmanager
def layer(name):
    token = path.set(name)
    try:
        yield
    finally:
        path.reset(token)


def variable(name, *shape):
    return Variable(np.zeros(shape, "float32"), name=name)


class Linear:
    """`x @ kernel` and the mean of squared errors."""

    def __init__(self):
        self.kernel = variable("kernel", 8, 1)
        self.variables = [self.kernel]
        self.types = [(8,), (1,)]

    def loss(self, x, t):
        with layer("dense"):
            y = ops.matmul(x, self.kernel)
        with layer("mean_squared_error"):
            error = y - t
            return ops.mean(error * error)


class Tutorial:
    """Three features, four relu units, two classes by softmax."""

    def __init__(self):
        self.first, self.shift = variable("dense/kernel", 3, 4), variable("dense/bias", 4)
        self.second, self.bias = variable("dense_1/kernel", 4, 2), variable("dense_1/bias", 2)
        self.variables = [self.first, self.shift, self.second, self.bias]
        self.types = [(3,), (2,)]

    def loss(self, x, t):
        with layer("dense"):
            hidden = ops.relu(ops.matmul(x, self.first) + self.shift)
        with layer("dense_1"):
            y = ops.softmax(ops.matmul(hidden, self.second) + self.bias)
        with layer("categorical_crossentropy"):
            return ops.mean(-ops.sum(t * ops.log(ops.clip(y, 1e-7, 1.0)), axis=-1))


class Scan:
    """A recurrent cell over five steps of time."""

    def __init__(self):
        self.kernel = variable("cell/kernel", 3, 3)
        self.variables = [self.kernel]
        self.types = [(5, 3), (3,)]

    def loss(self, x, t):
        state = Variable(np.zeros((), "float32"), name="state")
        held = variable("held", 1, 3)

        def step(row):
            with layer("cell"):
                held.assign(ops.tanh(ops.matmul(held, self.kernel) + row))
            return [ops.sum(held.value)]

        with layer("mean_over_rows"):
            rows = ops.mean(x, axis=0)
            state.assign(ops.mean(t))
        (sums,) = over_slices(step, [rows])
        return ops.sum(sums * sums) + state.value


PROGRAMS = {"linear": Linear, "tutorial": Tutorial, "scan": Scan}


def stepping(program, rate):
    """A step of gradient descent on the program's loss."""

    def step(x, t):
        loss, gradients = value_and_grad(lambda: program.loss(x, t), program.variables)
        with layer("sgd"):
            for weights, gradient in zip(program.variables, gradients, strict=True):
                weights.assign(weights - gradient * rate)
        return [ops.reshape(loss, (1,))]

    return step


def room(name, program):
    """The program as it leaves a room."""
    rate = variable("learning_rate")
    step = stepping(program, rate)

    def epoch(x, t):
        return over_batches(step, [x, t], symbol("batch"))

    function = {"trace": lambda x, t: [program.loss(x, t)], "gradient": step}.get(name, epoch)
    rows = symbol("rows" if name in ("trace", "gradient") else "total")
    types = [ArrayType((rows, *shape), "float32") for shape in program.types]
    traced = tracer.trace(function, types, "step" if function is not epoch else "train")
    verify(traced.graph)
    return tidy(traced).graph if name == "passes" else traced.graph


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", ["trace", "gradient", "loop", "passes"])
def test_a_room_gives_this_text(name, program):
    graph = room(name, PROGRAMS[program]())
    verify(graph)
    text = to_text(graph)
    assert to_text(parse(text, PRIMITIVES)) == text
    golden = HERE / name / f"{program}.txt"
    if os.environ.get("PRONGHORN_REGOLD"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
