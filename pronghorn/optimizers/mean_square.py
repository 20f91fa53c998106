"""RMSprop: steps divided by the root of a running mean of squared gradients."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.config import epsilon as default_epsilon
from pronghorn.optimizers.arguments import with_common_arguments
from pronghorn.optimizers.base import Optimizer

__all__ = ["RMSprop"]


class RMSprop(Optimizer):
    """`v = rho * v + (1 - rho) * g**2; w -= rate * g / sqrt(v + epsilon)`.

    Epsilon stands under the root, as in Keras 3; up to Keras 2.3 it was added to the root. Centred,
    the square of the running mean of gradients is taken from `v`; with momentum the steps add up:
    `m = momentum * m + step; w -= m`.

    Args:
        learning_rate, weight_decay, ...: as of `Optimizer`.
        rho: the share of the old mean that is kept.
        momentum: the share of the last step that is taken again.
        epsilon: keeps the division finite.
        centered: whether to divide by the spread of gradients rather than their size.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.RMSprop(rho=0.95).get_config()["rho"]
        0.95
    """

    @with_common_arguments
    def __init__(
        self,
        learning_rate=0.001,
        rho=0.9,
        momentum=0.0,
        epsilon=1e-7,
        centered=False,
        weight_decay=None,
        **common,
    ):
        super().__init__(learning_rate, weight_decay, **common)
        self.rho = rho
        self.momentum = momentum
        self.epsilon = default_epsilon() if epsilon is None else epsilon
        self.centered = centered

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self._velocities = self.add_optimizer_variables(variables, "velocity")
        self._momentums = self._means = []
        if self.momentum > 0:
            self._momentums = self.add_optimizer_variables(variables, "momentum")
        if self.centered:
            self._means = self.add_optimizer_variables(variables, "average_gradient")

    def update_step(self, gradient, variable, learning_rate):
        place = self._get_variable_index(variable)
        rate = ops.cast(learning_rate, variable.dtype)
        gradient = ops.cast(gradient, variable.dtype)
        rho = self.rho
        velocity = self._velocities[place] * rho + ops.square(gradient) * (1 - rho)
        self._velocities[place].assign(velocity)
        if self.centered:
            mean = self._means[place] * rho + gradient * (1 - rho)
            self._means[place].assign(mean)
            velocity = velocity - ops.square(mean)
        step = rate * gradient / ops.sqrt(velocity + self.epsilon)
        if self.momentum > 0:
            step = self._momentums[place] * self.momentum + step
            self._momentums[place].assign(step)
        variable.assign(variable - step)

    def get_config(self):
        return {
            **super().get_config(),
            "rho": self.rho,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "centered": self.centered,
        }
