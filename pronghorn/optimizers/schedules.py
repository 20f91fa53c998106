"""Learning rates that change with the step."""

from __future__ import annotations

import math

from pronghorn import ops, saving
from pronghorn.changes import Changing
from pronghorn.config import floatx
from pronghorn.errors import StateError, wrong_argument

__all__ = [
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "LearningRateSchedule",
    "OneCycle",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
    "deserialize",
    "serialize",
]


class LearningRateSchedule(Changing):
    """A learning rate for each step: derive from it and define `__call__(step)`.

    Example:
        >>> from pronghorn.optimizers import schedules
        >>> class Halving(schedules.LearningRateSchedule):
        ...     def __call__(self, step):
        ...         return 0.5 ** (step / 100.0)
        >>> float(Halving()(100))
        0.5
    """

    def __call__(self, step):
        """The learning rate, a scalar tensor; `step` is a scalar integer tensor."""
        raise StateError(
            "M34", owner=type(self).__name__, method="__call__", arguments="self, step"
        )

    def get_config(self):
        """The arguments of the constructor; a subclass that is to be saved defines it."""
        raise StateError("M34", owner=type(self).__name__, method="get_config", arguments="self")

    @classmethod
    def from_config(cls, config):
        """A schedule from what `get_config` returned."""
        return cls(**config)


class ExponentialDecay(LearningRateSchedule):
    """`initial_learning_rate * decay_rate ** (step / decay_steps)`.

    Args:
        staircase: whether the exponent is rounded down.

    Raises:
        ValueError: for decay_steps that are not positive.

    Example:
        >>> from pronghorn.optimizers import schedules
        >>> float(schedules.ExponentialDecay(1.0, 10, 0.5)(10))
        0.5
    """

    def __init__(
        self,
        initial_learning_rate,
        decay_steps,
        decay_rate,
        staircase=False,
        name="ExponentialDecay",
    ):
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = _positive("ExponentialDecay", "decay_steps", decay_steps)
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = name

    def __call__(self, step):
        passed = _passed(step, self.decay_steps, self.staircase)
        return self.initial_learning_rate * ops.power(self.decay_rate, passed)

    def get_config(self):
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "decay_rate": self.decay_rate,
            "staircase": self.staircase,
            "name": self.name,
        }


class InverseTimeDecay(LearningRateSchedule):
    """`initial_learning_rate / (1 + decay_rate * step / decay_steps)`.

    Args:
        staircase: whether `step / decay_steps` is rounded down.

    Raises:
        ValueError: for decay_steps that are not positive.

    Example:
        >>> from pronghorn.optimizers import schedules
        >>> float(schedules.InverseTimeDecay(1.0, 10, 1.0)(10))
        0.5
    """

    def __init__(
        self,
        initial_learning_rate,
        decay_steps,
        decay_rate,
        staircase=False,
        name="InverseTimeDecay",
    ):
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = _positive("InverseTimeDecay", "decay_steps", decay_steps)
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = name

    def __call__(self, step):
        passed = _passed(step, self.decay_steps, self.staircase)
        return self.initial_learning_rate / (1.0 + self.decay_rate * passed)

    def get_config(self):
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "decay_rate": self.decay_rate,
            "staircase": self.staircase,
            "name": self.name,
        }


class PiecewiseConstantDecay(LearningRateSchedule):
    """One rate up to and with each boundary, another after the last.

    Args:
        boundaries: steps, in rising order.
        values: rates, one more than boundaries.

    Raises:
        ValueError: for another number of values.

    Example:
        >>> from pronghorn.optimizers import schedules
        >>> schedule = schedules.PiecewiseConstantDecay([100], [0.5, 0.25])
        >>> float(schedule(100)), float(schedule(101))
        (0.5, 0.25)
    """

    def __init__(self, boundaries, values, name="PiecewiseConstant"):
        if len(boundaries) != len(values) - 1:
            raise wrong_argument(
                "PiecewiseConstantDecay",
                "values",
                "a list of {count}, one more than boundaries",
                values,
                "[0.1, 0.01]",
                count=len(boundaries) + 1,
            )
        self.boundaries = boundaries
        self.values = values
        self.name = name

    def __call__(self, step):
        rate = ops.convert_to_tensor(self.values[-1], dtype=floatx())
        for boundary, value in zip(self.boundaries[::-1], self.values[-2::-1], strict=True):
            rate = ops.where(ops.less_equal(step, boundary), value, rate)
        return rate

    def get_config(self):
        return {"boundaries": self.boundaries, "values": self.values, "name": self.name}


class PolynomialDecay(LearningRateSchedule):
    """From one rate to another along a power of the steps that are left.

    `(initial - end) * (1 - step / decay_steps) ** power + end`, and `end` afterwards.

    Args:
        cycle: whether to stretch `decay_steps` to its next multiple instead of staying at the end.

    Raises:
        ValueError: for decay_steps that are not positive.

    Example:
        >>> from pronghorn.optimizers import schedules
        >>> float(schedules.PolynomialDecay(1.0, 10, 0.0)(5))
        0.5
    """

    def __init__(
        self,
        initial_learning_rate,
        decay_steps,
        end_learning_rate=0.0001,
        power=1.0,
        cycle=False,
        name="PolynomialDecay",
    ):
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = _positive("PolynomialDecay", "decay_steps", decay_steps)
        self.end_learning_rate = end_learning_rate
        self.power = power
        self.cycle = cycle
        self.name = name

    def __call__(self, step):
        step = ops.cast(step, floatx())
        if self.cycle:
            length = self.decay_steps * ops.maximum(ops.ceil(step / self.decay_steps), 1.0)
        else:
            length = float(self.decay_steps)
            step = ops.minimum(step, length)
        span = self.initial_learning_rate - self.end_learning_rate
        return span * ops.power(1.0 - step / length, self.power) + self.end_learning_rate

    def get_config(self):
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "end_learning_rate": self.end_learning_rate,
            "power": self.power,
            "cycle": self.cycle,
            "name": self.name,
        }


class CosineDecay(LearningRateSchedule):
    """Half a cosine wave from the initial rate to `alpha` times it (arXiv:1608.03983).

    Args:
        alpha: the share of the rate that is left at the end.
        warmup_target: the rate to which it first rises in a straight line, in `warmup_steps`; the
            wave then starts from there.

    Raises:
        ValueError: for decay_steps that are not positive.

    Example:
        >>> from pronghorn.optimizers import schedules
        >>> round(float(schedules.CosineDecay(1.0, 10)(5)), 4)
        0.5
    """

    def __init__(
        self,
        initial_learning_rate,
        decay_steps,
        alpha=0.0,
        name="CosineDecay",
        warmup_target=None,
        warmup_steps=0,
    ):
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = _positive("CosineDecay", "decay_steps", decay_steps)
        self.alpha = alpha
        self.name = name
        self.warmup_target = warmup_target
        self.warmup_steps = warmup_steps

    def __call__(self, step):
        step = ops.cast(step, floatx())
        if self.warmup_target is None:
            return self._wave(step, self.initial_learning_rate)
        start, top = self.initial_learning_rate, self.warmup_target
        wave = self._wave(ops.maximum(step - self.warmup_steps, 0.0), top)
        if not self.warmup_steps:
            return wave
        rising = (top - start) * (step / self.warmup_steps) + start
        return ops.where(ops.less(step, self.warmup_steps), rising, wave)

    def _wave(self, step, start):
        passed = ops.minimum(step, float(self.decay_steps)) / self.decay_steps
        wave = 0.5 * (1.0 + ops.cos(math.pi * passed))
        return start * ((1.0 - self.alpha) * wave + self.alpha)

    def get_config(self):
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "alpha": self.alpha,
            "name": self.name,
            "warmup_target": self.warmup_target,
            "warmup_steps": self.warmup_steps,
        }


class CosineDecayRestarts(LearningRateSchedule):
    """Half cosine waves one after another, each longer than the last (arXiv:1608.03983).

    Args:
        first_decay_steps: the length of the first wave.
        t_mul: how many times longer each wave is than the one before, at least 1.
        m_mul: how many times higher each wave starts than the one before.
        alpha: the share of the initial rate below which no wave falls.

    Raises:
        ValueError: for first_decay_steps that are not positive.

    Example:
        >>> from pronghorn.optimizers import schedules
        >>> float(schedules.CosineDecayRestarts(1.0, 10)(10))
        1.0
    """

    def __init__(
        self,
        initial_learning_rate,
        first_decay_steps,
        t_mul=2.0,
        m_mul=1.0,
        alpha=0.0,
        name="SGDRDecay",
    ):
        self.initial_learning_rate = initial_learning_rate
        steps = _positive("CosineDecayRestarts", "first_decay_steps", first_decay_steps)
        self.first_decay_steps = steps
        self.t_mul = t_mul
        self.m_mul = m_mul
        self.alpha = alpha
        self.name = name

    def __call__(self, step):
        passed = ops.cast(step, floatx()) / self.first_decay_steps
        if self.t_mul == 1.0:
            wave = ops.floor(passed)
            fraction = passed - wave
        else:
            # Waves before the present one take (t_mul**wave - 1) / (t_mul - 1) first lengths.
            growth = float(self.t_mul)
            wave = ops.floor(ops.log(1.0 + passed * (growth - 1.0)) / math.log(growth))
            length = ops.power(growth, wave)
            fraction = (passed - (length - 1.0) / (growth - 1.0)) / length
        height = ops.power(self.m_mul, wave)
        curve = 0.5 * height * (1.0 + ops.cos(math.pi * fraction))
        return self.initial_learning_rate * ((1.0 - self.alpha) * curve + self.alpha)

    def get_config(self):
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "first_decay_steps": self.first_decay_steps,
            "t_mul": self.t_mul,
            "m_mul": self.m_mul,
            "alpha": self.alpha,
            "name": self.name,
        }


class OneCycle(LearningRateSchedule):
    """Up to `max_learning_rate` and down again, both on half cosine waves (arXiv:1708.07120).

    It begins at `max_learning_rate / div` and ends at that over `final_div`.

    Args:
        total_steps: batches of the whole training: batches of an epoch times epochs.
        warmup: the share of the steps in which the rate rises.

    Raises:
        ValueError: for total_steps that are not positive, and a warmup outside of 0 to 1.

    Example:
        >>> from pronghorn.optimizers import schedules
        >>> cycle = schedules.OneCycle(1.0, 100)
        >>> [round(float(cycle(step)), 3) for step in (0, 30, 65)]
        [0.04, 1.0, 0.5]
    """

    def __init__(
        self,
        max_learning_rate,
        total_steps,
        warmup=0.3,
        div=25.0,
        final_div=1e4,
        name="OneCycle",
    ):
        if not 0 < warmup < 1:
            raise wrong_argument("OneCycle", "warmup", "between 0 and 1", warmup, 0.3)
        self.max_learning_rate = max_learning_rate
        self.total_steps = _positive("OneCycle", "total_steps", total_steps)
        self.warmup = warmup
        self.div = div
        self.final_div = final_div
        self.name = name

    def __call__(self, step):
        step = ops.minimum(ops.cast(step, floatx()), float(self.total_steps))
        top, start = self.max_learning_rate, self.max_learning_rate / self.div
        rising = self.warmup * self.total_steps
        up = _half_wave(step / rising, start, top)
        down = _half_wave(
            (step - rising) / (self.total_steps - rising), top, start / self.final_div
        )
        return ops.where(ops.less(step, rising), up, down)

    def get_config(self):
        return {
            "max_learning_rate": self.max_learning_rate,
            "total_steps": self.total_steps,
            "warmup": self.warmup,
            "div": self.div,
            "final_div": self.final_div,
            "name": self.name,
        }


def _half_wave(share, start, end):
    """From one rate to another on half a cosine wave."""
    return end + (start - end) * 0.5 * (1.0 + ops.cos(math.pi * share))


def serialize(learning_rate_schedule):
    """The configuration of a schedule, as Keras writes it.

    Example:
        >>> from pronghorn.optimizers import schedules
        >>> schedules.serialize(schedules.CosineDecay(1.0, 10))["class_name"]
        'CosineDecay'
    """
    return saving.serialize_keras_object(learning_rate_schedule)


def deserialize(config, custom_objects=None):
    """The schedule that `serialize` wrote.

    Example:
        >>> from pronghorn.optimizers import schedules
        >>> config = schedules.serialize(schedules.CosineDecay(1.0, 10))
        >>> schedules.deserialize(config).decay_steps
        10
    """
    known = {name: globals()[name] for name in __all__ if name[0].isupper()}
    return saving.deserialize_keras_object(config, custom_objects, module_objects=known)


def _positive(owner, argument, number):
    if not number > 0:
        raise wrong_argument(owner, argument, "a number above 0", number, 1000)
    return number


def _passed(step, decay_steps, staircase):
    passed = ops.cast(step, floatx()) / decay_steps
    return ops.floor(passed) if staircase else passed
