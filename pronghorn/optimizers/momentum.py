"""Gradient descent, with momentum if wanted."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.errors import wrong_argument
from pronghorn.optimizers.arguments import with_common_arguments
from pronghorn.optimizers.base import Optimizer

__all__ = ["SGD"]


class SGD(Optimizer):
    """Steps against the gradient: `w -= rate * g`.

    With momentum `m = momentum * m - rate * g; w += m`, and with Nesterov's look ahead
    `w += momentum * m - rate * g` (doi:10.5555/3042817.3043064).

    Args:
        learning_rate, weight_decay, ...: as of `Optimizer`.
        momentum: the share of the last step that is taken again, 0 to 1.
        nesterov: whether to look ahead along the momentum.

    Raises:
        ValueError: for a momentum outside [0, 1].

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.SGD(0.1, momentum=0.9).get_config()["momentum"]
        0.9
    """

    @with_common_arguments
    def __init__(
        self, learning_rate=0.01, momentum=0.0, nesterov=False, weight_decay=None, **common
    ):
        super().__init__(learning_rate, weight_decay, **common)
        if not isinstance(momentum, int | float) or not 0 <= momentum <= 1:
            raise wrong_argument(self, "momentum", "a number from 0 to 1", momentum, 0.9)
        self.momentum = momentum
        self.nesterov = nesterov

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self.momentums = []
        if self.momentum != 0:
            self.momentums = self.add_optimizer_variables(variables, "momentum")

    def update_step(self, gradient, variable, learning_rate):
        step = ops.cast(gradient, variable.dtype) * ops.cast(learning_rate, variable.dtype)
        if self.momentum == 0:
            variable.assign(variable - step)
            return
        slot = self.momentums[self._get_variable_index(variable)]
        moved = slot * self.momentum - step
        slot.assign(moved)
        variable.assign(variable + (moved * self.momentum - step if self.nesterov else moved))

    def get_config(self):
        return {**super().get_config(), "momentum": self.momentum, "nesterov": self.nesterov}
