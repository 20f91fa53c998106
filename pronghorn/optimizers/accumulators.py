"""Optimizers with a step size of its own for each weight, from the sum of squared gradients."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.config import epsilon as default_epsilon
from pronghorn.errors import wrong_argument
from pronghorn.optimizers.arguments import with_common_arguments
from pronghorn.optimizers.base import Optimizer

__all__ = ["Adadelta", "Adagrad", "Ftrl"]


class Adagrad(Optimizer):
    """`a += g**2; w -= rate * g / sqrt(a + epsilon)` (jmlr.org/papers/v12/duchi11a).

    Args:
        learning_rate, weight_decay, ...: as of `Optimizer`.
        initial_accumulator_value: where the sums of squares start.
        epsilon: keeps the division finite.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.Adagrad().get_config()["initial_accumulator_value"]
        0.1
    """

    @with_common_arguments
    def __init__(
        self,
        learning_rate=0.001,
        initial_accumulator_value=0.1,
        epsilon=1e-7,
        weight_decay=None,
        **common,
    ):
        super().__init__(learning_rate, weight_decay, **common)
        self.initial_accumulator_value = initial_accumulator_value
        self.epsilon = default_epsilon() if epsilon is None else epsilon

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        start = _filled(self.initial_accumulator_value)
        self._accumulators = self.add_optimizer_variables(variables, "accumulator", start)

    def update_step(self, gradient, variable, learning_rate):
        slot = self._accumulators[self._get_variable_index(variable)]
        rate = ops.cast(learning_rate, variable.dtype)
        gradient = ops.cast(gradient, variable.dtype)
        total = slot + ops.square(gradient)
        slot.assign(total)
        variable.assign(variable - rate * gradient / ops.sqrt(total + self.epsilon))

    def get_config(self):
        return {
            **super().get_config(),
            "initial_accumulator_value": self.initial_accumulator_value,
            "epsilon": self.epsilon,
        }


class Adadelta(Optimizer):
    """`d = g * sqrt(s + epsilon) / sqrt(a + epsilon); w -= rate * d` (arXiv:1212.5701).

    `a` and `s` are running means of the squares of gradients and of steps. The paper's rate is 1.

    Args:
        learning_rate, weight_decay, ...: as of `Optimizer`.
        rho: the share of the old means that is kept.
        epsilon: keeps the division finite, and starts the steps.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.Adadelta(1.0).get_config()["rho"]
        0.95
    """

    @with_common_arguments
    def __init__(self, learning_rate=0.001, rho=0.95, epsilon=1e-7, weight_decay=None, **common):
        super().__init__(learning_rate, weight_decay, **common)
        self.rho = rho
        self.epsilon = default_epsilon() if epsilon is None else epsilon

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        names = ["accumulated_grad", "accumulated_delta_var"]
        self._gradients, self._deltas = self.add_optimizer_variables(variables, names)

    def update_step(self, gradient, variable, learning_rate):
        place = self._get_variable_index(variable)
        gradient = ops.cast(gradient, variable.dtype)
        rho, epsilon = self.rho, self.epsilon
        gradients, deltas = self._gradients[place], self._deltas[place]
        squares = gradients * rho + ops.square(gradient) * (1 - rho)
        delta = ops.sqrt(deltas + epsilon) * gradient / ops.sqrt(squares + epsilon)
        gradients.assign(squares)
        deltas.assign(deltas * rho + ops.square(delta) * (1 - rho))
        variable.assign(variable - ops.cast(learning_rate, variable.dtype) * delta)

    def get_config(self):
        return {**super().get_config(), "rho": self.rho, "epsilon": self.epsilon}


class Ftrl(Optimizer):
    """Follows the regularised leader: sparse weights for models of very many columns.

    McMahan et al. 2013, doi:10.1145/2487575.2488200, algorithm 1.

    Args:
        learning_rate, weight_decay, ...: as of `Optimizer`.
        learning_rate_power: at most 0; 0 keeps the rate of every weight the same.
        initial_accumulator_value: where the sums of squares start.
        l1_regularization_strength, l2_regularization_strength: penalties on the weights.
        l2_shrinkage_regularization_strength: a penalty that acts through the gradient.
        beta: the paper's beta, added to every root.

    Raises:
        ValueError: for a number outside what it may be.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.Ftrl().get_config()["learning_rate_power"]
        -0.5
    """

    @with_common_arguments
    def __init__(
        self,
        learning_rate=0.001,
        learning_rate_power=-0.5,
        initial_accumulator_value=0.1,
        l1_regularization_strength=0.0,
        l2_regularization_strength=0.0,
        l2_shrinkage_regularization_strength=0.0,
        beta=0.0,
        weight_decay=None,
        **common,
    ):
        super().__init__(learning_rate, weight_decay, **common)
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = initial_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength
        self.l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength
        self.beta = beta
        if learning_rate_power > 0:
            raise wrong_argument(
                self, "learning_rate_power", "at most 0", learning_rate_power, -0.5
            )
        for argument in (
            "initial_accumulator_value",
            "l1_regularization_strength",
            "l2_regularization_strength",
            "l2_shrinkage_regularization_strength",
        ):
            if getattr(self, argument) < 0:
                raise wrong_argument(self, argument, "at least 0", getattr(self, argument), 0.1)

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        start = _filled(self.initial_accumulator_value)
        self._accumulators, self._linears = self.add_optimizer_variables(
            variables, ["accumulator", "linear"], [start, "zeros"]
        )

    def update_step(self, gradient, variable, learning_rate):
        place = self._get_variable_index(variable)
        rate = ops.cast(learning_rate, variable.dtype)
        gradient = ops.cast(gradient, variable.dtype)
        slot, linear = self._accumulators[place], self._linears[place]
        power, bound = -self.learning_rate_power, self.l1_regularization_strength
        total = slot + ops.square(gradient)
        root, old_root = ops.power(total, power), ops.power(slot, power)
        shrinking = gradient + variable * (2 * self.l2_shrinkage_regularization_strength)
        moved = linear + (shrinking - (root - old_root) / rate * variable)
        penalty = self.l2_regularization_strength + self.beta / (2.0 * rate)
        quadratic = root / rate + 2 * penalty
        variable.assign((ops.clip(moved, -bound, bound) - moved) / quadratic)
        linear.assign(moved)
        slot.assign(total)

    def get_config(self):
        return {
            **super().get_config(),
            "learning_rate_power": self.learning_rate_power,
            "initial_accumulator_value": self.initial_accumulator_value,
            "l1_regularization_strength": self.l1_regularization_strength,
            "l2_regularization_strength": self.l2_regularization_strength,
            "l2_shrinkage_regularization_strength": self.l2_shrinkage_regularization_strength,
            "beta": self.beta,
        }


def _filled(value):
    """An initializer of one number."""
    return lambda shape, dtype=None: ops.full(shape, value, dtype)
