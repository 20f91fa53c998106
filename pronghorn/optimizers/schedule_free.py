"""AdamW without a schedule: an average of the weights takes the place of a falling rate."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.optimizers.arguments import with_common_arguments
from pronghorn.optimizers.base import Optimizer, follow

__all__ = ["ScheduleFreeAdamW"]


class ScheduleFreeAdamW(Optimizer):
    """Gradients are taken between a fast point `z` and the mean `x` of all its places.

    `z -= rate * g / (sqrt(v / (1 - beta_2**t)) + epsilon)`, `x` moves by `1 / t` towards `z`, and
    the weights are `(1 - beta_1) * z + beta_1 * x` (arXiv:2405.15682, equations 3 to 5).

    Args:
        learning_rate, weight_decay, ...: as of `Optimizer`.
        beta_1: the share of the mean in the weights.
        beta_2, epsilon: as of `Adam`.
        warmup_steps: over how many steps the rate grows from 0.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.ScheduleFreeAdamW().get_config()["warmup_steps"]
        0
    """

    @with_common_arguments
    def __init__(
        self,
        learning_rate=0.0025,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-8,
        warmup_steps=0,
        weight_decay=None,
        **common,
    ):
        super().__init__(learning_rate, weight_decay, **common)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.warmup_steps = warmup_steps

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        names = ["momentum", "velocity"]
        self._momentums, self._velocities = self.add_optimizer_variables(variables, names)
        for fast, variable in zip(self._momentums, variables, strict=True):
            fast.assign(variable.value)

    def update_step(self, gradient, variable, learning_rate):
        place = self._get_variable_index(variable)
        dtype = variable.dtype
        gradient = ops.cast(gradient, dtype)
        count = ops.cast(self.iterations + 1, dtype)
        rate = ops.cast(learning_rate, dtype)
        if self.warmup_steps > 0:
            rate = rate * ops.minimum(count / self.warmup_steps, 1.0)
        old = self._momentums[place].value
        velocity = follow(self._velocities[place], ops.square(gradient), self.beta_2)
        size = ops.sqrt(velocity / (1 - ops.power(self.beta_2, count))) + self.epsilon
        fast = old - rate * gradient / size
        self._momentums[place].assign(fast)
        mean = (variable - (1 - self.beta_1) * old) / self.beta_1
        mean = (1.0 - 1.0 / count) * mean + fast / count
        variable.assign((1 - self.beta_1) * fast + self.beta_1 * mean)

    def get_config(self):
        return {
            **super().get_config(),
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
            "warmup_steps": self.warmup_steps,
        }
