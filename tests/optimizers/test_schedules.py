"""Learning rates by step, against their formulas in float64."""

import math

import numpy as np
import pytest

from pronghorn.errors import UserError
from pronghorn.optimizers import schedules
from tests.laws import traced

STEPS = [0, 1, 5, 9, 10, 11, 19, 25, 100]


def polynomial(step, cycle, length=10, power=2.0):
    if cycle:
        length *= max(1, math.ceil(step / length))
    part = min(step, length) / length
    return (1.0 - 0.1) * (1 - part) ** power + 0.1


def cosine(step, start=1.0, alpha=0.1, length=10):
    wave = 0.5 * (1 + math.cos(math.pi * min(step, length) / length))
    return start * ((1 - alpha) * wave + alpha)


def warm(step):
    return 0.5 + (2.0 - 0.5) * step / 4 if step < 4 else cosine(step - 4, 2.0)


def restarts(step, growth, height):
    length, start, rate = 10, 0, 1.0
    while step >= start + length:
        start, length, rate = start + length, length * growth, rate * height
    wave = 0.5 * rate * (1 + math.cos(math.pi * (step - start) / length))
    return 0.9 * wave + 0.1


def one_cycle(step, top=1.0, length=20, rising=6.0):
    start, step = top / 25, min(step, length)
    if step < rising:
        return top + (start - top) * 0.5 * (1 + math.cos(math.pi * step / rising))
    end = start / 1e4
    part = (step - rising) / (length - rising)
    return end + (top - end) * 0.5 * (1 + math.cos(math.pi * part))


CASES = {
    "OneCycle": [((1.0, 20), {}, one_cycle)],
    "ExponentialDecay": [
        ((1.0, 10, 0.5), {}, lambda n: 0.5 ** (n / 10)),
        ((1.0, 10, 0.5), {"staircase": True}, lambda n: 0.5 ** (n // 10)),
    ],
    "InverseTimeDecay": [
        ((1.0, 10, 0.5), {}, lambda n: 1 / (1 + 0.5 * n / 10)),
        ((1.0, 10, 0.5), {"staircase": True}, lambda n: 1 / (1 + 0.5 * (n // 10))),
    ],
    "PiecewiseConstantDecay": [
        (([5, 10], [1.0, 0.5, 0.1]), {}, lambda n: 1.0 if n <= 5 else 0.5 if n <= 10 else 0.1),
    ],
    "PolynomialDecay": [
        ((1.0, 10, 0.1, 2.0), {}, lambda n: polynomial(n, False)),
        ((1.0, 10, 0.1, 2.0), {"cycle": True}, lambda n: polynomial(n, True)),
    ],
    "CosineDecay": [
        ((1.0, 10, 0.1), {}, cosine),
        ((0.5, 10, 0.1), {"warmup_target": 2.0, "warmup_steps": 4}, warm),
        ((0.5, 10, 0.1), {"warmup_target": 1.0}, cosine),
    ],
    "CosineDecayRestarts": [
        ((1.0, 10), {"alpha": 0.1}, lambda n: restarts(n, 2.0, 1.0)),
        (
            (1.0, 10),
            {"t_mul": 1.0, "m_mul": 0.5, "alpha": 0.1},
            lambda n: restarts(n, 1.0, 0.5),
        ),
    ],
}
OTHER = {"LearningRateSchedule", "deserialize", "serialize"}
EVERY = [
    pytest.param(name, *case, id=f"{name}-{n}")
    for name, cases in CASES.items()
    for n, case in enumerate(cases)
]


def test_every_public_schedule_has_a_case():
    assert {*CASES, *OTHER} == set(schedules.__all__)


@pytest.mark.parametrize(("name", "given", "settings", "formula"), EVERY)
def test_rates_are_those_of_the_formula(name, given, settings, formula):
    schedule = getattr(schedules, name)(*given, **settings)
    for step in STEPS:
        rate = schedule(np.int32(step))
        assert rate.dtype == "float32"
        assert float(rate) == pytest.approx(formula(step), rel=1e-5, abs=1e-6), step
        found, _, _ = traced.run(schedule, np.array(step, "int32"), symbolic=False)
        assert found[0] == rate.numpy()


@pytest.mark.parametrize(("name", "given", "settings", "formula"), EVERY)
def test_configuration_makes_an_equal_schedule(name, given, settings, formula):
    schedule = getattr(schedules, name)(*given, **settings, name="mine")
    copy = schedules.deserialize(schedules.serialize(schedule))
    assert type(copy) is type(schedule)
    assert copy.get_config() == schedule.get_config()


def test_impossible_numbers_are_refused():
    with pytest.raises(UserError, match="decay_steps"):
        schedules.CosineDecay(1.0, 0)
    with pytest.raises(UserError, match="a list of 2"):
        schedules.PiecewiseConstantDecay([1], [1.0])


def test_what_a_subclass_must_define_is_told():
    with pytest.raises(UserError, match="__call__"):
        schedules.LearningRateSchedule()(0)
    with pytest.raises(UserError, match="get_config"):
        schedules.LearningRateSchedule().get_config()
