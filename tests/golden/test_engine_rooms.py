"""What leaves the rooms regions, schedule, plan, lower and emit, as text, for three small programs.

The target is x86-64-v3 whatever machine this is. After an intended change read the difference and
run `PRONGHORN_REGOLD=1 pytest tests/golden`.
"""

import functools
import os
from pathlib import Path

import pytest

from pronghorn import ops
from pronghorn.engines.base import stages
from pronghorn.engines.llvm import plan, regions, schedule, target
from pronghorn.engines.llvm.build import object_code
from pronghorn.engines.llvm.emit.module import emit
from pronghorn.engines.llvm.emit.verify import verify as verify_routine
from pronghorn.engines.llvm.lower.routines import Lowering, Planned
from pronghorn.engines.llvm.parts import split
from pronghorn.engines.llvm.verify import verify as verify_plan
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.passes.pipeline import tidy
from pronghorn.prims.index import gather
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad
from pronghorn.trace.loop import over_batches
from tests.golden.test_rooms import Tutorial, layer, variable

HERE = Path(__file__).parent
TARGET = "x86-64-v3"


class Wide:
    """Too wide to be written out: 20 features, 300 relu units, one number."""

    def __init__(self):
        self.first, self.bias = variable("dense/kernel", 20, 300), variable("dense/bias", 300)
        self.second = variable("dense_1/kernel", 300, 1)
        self.variables = [self.first, self.bias, self.second]
        self.types = [(20,), (1,)]

    def loss(self, x, t):
        with layer("dense"):
            hidden = ops.relu(ops.matmul(x, self.first) + self.bias)
        with layer("dense_1"):
            error = ops.matmul(hidden, self.second) - t
        with layer("mean_squared_error"):
            return ops.mean(error * error)


def train(model):
    """An epoch over rows in a given order, with a guard, plain descent and a metric."""
    total = variable("total")

    def epoch(order, *data):
        total.assign(0.0)

        def step(places):
            rows = [Tensor(gather(part.payload, places.payload, axis=0)) for part in data]
            loss, gradients = value_and_grad(lambda: model.loss(*rows), model.variables)
            tracer.guard(ops.isfinite(loss).payload, "H13", {})
            for weight, gradient in zip(model.variables, gradients, strict=True):
                weight.assign(weight - 0.01 * gradient)
            total.assign(total + loss)
            return []

        over_batches(step, [order], symbol("batch"))
        return [total.value]

    n = symbol("total")
    types = [ArrayType((n,), "int32")]
    types += [ArrayType((n, *shape), "float32") for shape in model.types]
    return tracer.trace(epoch, types, "train")


def predict(model):
    def step(x):
        with layer("dense"):
            hidden = ops.relu(ops.matmul(x, model.first) + model.shift)
        with layer("dense_1"):
            return [ops.softmax(ops.matmul(hidden, model.second) + model.bias)]

    return tracer.trace(
        lambda x: over_batches(step, [x], symbol("batch")),
        [ArrayType((symbol("total"), 3), "float32")],
        "predict",
    )


PROGRAMS = {
    "tutorial": lambda: train(Tutorial()),
    "wide": lambda: train(Wide()),
    "predict": lambda: predict(Tutorial()),
}
ROOMS = ["regions", "schedule", "plan", "lower", "emit"]


@functools.cache
def artefacts(name, where=TARGET):
    """What each room gives, as the engine's own list of rooms makes it."""
    program = tidy(PROGRAMS[name]())
    parts = split(program, stages(program.graph))
    grouped = [regions.group(section.graph) for section in parts.sections]
    narrow = schedule.narrowed(target.named(where), grouped)
    chosen = [schedule.choose(each, narrow) for each in grouped]
    placed = list(map(plan.place, parts.sections, grouped, chosen))
    for section, each, found in zip(parts.sections, grouped, placed, strict=True):
        verify_plan(section, each, found)
    lowering = Lowering(parts, narrow)
    planned = map(Planned, parts.sections, grouped, chosen, placed)
    routines = [lowering.routine(section) for section in planned]
    for routine in routines:
        verify_routine(routine)
    schedules = [
        "\n".join(f"{n} {each[region]}" for n, region in enumerate(group.items))
        for each, group in zip(chosen, grouped, strict=True)
    ]
    found = {"regions": grouped, "schedule": schedules, "plan": placed, "lower": routines}
    texts = {
        room: "\n".join(
            f"# {section.name}\n{item}".rstrip() + "\n"
            for section, item in zip(parts.sections, items, strict=True)
        )
        for room, items in found.items()
    }
    return {**texts, "emit": emit(routines, narrow)}


# The text of loops already shows what a step becomes that is not written out.
GOLDEN = [(name, room) for name in PROGRAMS for room in ROOMS if (name, room) != ("wide", "emit")]


@pytest.mark.parametrize(("name", "room"), GOLDEN)
def test_the_text_of_a_room(name, room):
    path = HERE / room / f"{name}.{'ll' if room == 'emit' else 'txt'}"
    text = artefacts(name)[room]
    if os.environ.get("PRONGHORN_REGOLD"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("where", sorted(target.NAMED))
@pytest.mark.parametrize("name", PROGRAMS)
def test_every_target_gets_object_code(name, where):
    text = artefacts(name, where)["emit"]
    assert "inttoptr" not in text
    assert object_code(text, target.named(where), {})


@pytest.mark.parametrize("name", PROGRAMS)
def test_texts_do_not_depend_on_the_process(name):
    again = artefacts.__wrapped__(name)
    assert again == artefacts(name)
