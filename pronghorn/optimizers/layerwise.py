"""Lamb: Adam whose step for each weight tensor is as large as the tensor."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.optimizers.arguments import with_common_arguments
from pronghorn.optimizers.base import Optimizer, follow
from pronghorn.optimizers.clipping import global_norm

__all__ = ["Lamb"]


class Lamb(Optimizer):
    """`w -= rate * norm(w) / norm(u) * u` for Adam's step `u` (arXiv:1904.00962, algorithm 2).

    `u` has both corrections, and epsilon beside the corrected root; where a norm is zero the
    quotient counts as 1.

    Args:
        learning_rate, weight_decay, ...: as of `Optimizer`.
        beta_1, beta_2, epsilon: as of `Adam`.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.Lamb().get_config()["beta_2"]
        0.999
    """

    @with_common_arguments
    def __init__(
        self,
        learning_rate=0.001,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-7,
        weight_decay=None,
        **common,
    ):
        super().__init__(learning_rate, weight_decay, **common)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        names = ["momentum", "velocity"]
        self._momentums, self._velocities = self.add_optimizer_variables(variables, names)

    def update_step(self, gradient, variable, learning_rate):
        place = self._get_variable_index(variable)
        dtype = variable.dtype
        gradient = ops.cast(gradient, dtype)
        first, second = self.shared(("corrections", dtype), lambda: self._corrections(dtype))
        momentum = follow(self._momentums[place], gradient, self.beta_1)
        velocity = follow(self._velocities[place], ops.square(gradient), self.beta_2)
        step = momentum / first / (ops.sqrt(velocity / second) + self.epsilon)
        size, length = global_norm([variable]), global_norm([step])
        both = ops.logical_and(ops.greater(size, 0.0), ops.greater(length, 0.0))
        ratio = ops.where(both, size / ops.where(both, length, 1.0), 1.0)
        variable.assign(variable - ratio * ops.cast(learning_rate, dtype) * step)

    def _corrections(self, dtype):
        count = ops.cast(self.iterations + 1, dtype)
        return [1 - ops.power(beta, count) for beta in (self.beta_1, self.beta_2)]

    def get_config(self):
        return {
            **super().get_config(),
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
        }
