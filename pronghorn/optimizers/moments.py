"""Adam and its kin: running means of gradients and of their sizes decide each step."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.config import epsilon as default_epsilon
from pronghorn.errors import wrong_argument
from pronghorn.optimizers.arguments import with_common_arguments
from pronghorn.optimizers.base import Optimizer, follow

__all__ = ["Adam", "AdamW", "Adamax", "Lion", "Nadam"]


class Adam(Optimizer):
    """`w -= rate_t * m / (sqrt(v) + epsilon)` (arXiv:1412.6980, section 2's last form).

    `m` and `v` are running means of the gradient and of its square, and `rate_t = rate *
    sqrt(1 - beta_2**t) / (1 - beta_1**t)` makes up for their start at zero. Epsilon is added to the
    uncorrected root, as in Keras; PyTorch adds it after the correction.

    Args:
        learning_rate, weight_decay, ...: as of `Optimizer`.
        beta_1, beta_2: the shares of the old means that are kept.
        epsilon: keeps the division finite.
        amsgrad: whether to divide by the largest `v` so far (openreview ryQu7f-RZ).

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.Adam(0.01).get_config()["beta_2"]
        0.999
    """

    @with_common_arguments
    def __init__(
        self,
        learning_rate=0.001,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-7,
        amsgrad=False,
        weight_decay=None,
        **common,
    ):
        super().__init__(learning_rate, weight_decay, **common)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = default_epsilon() if epsilon is None else epsilon
        self.amsgrad = amsgrad

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        names = ["momentum", "velocity"]
        self._momentums, self._velocities = self.add_optimizer_variables(variables, names)
        if self.amsgrad:
            self._velocity_hats = self.add_optimizer_variables(variables, "velocity_hat")

    def update_step(self, gradient, variable, learning_rate):
        place = self._get_variable_index(variable)
        gradient = ops.cast(gradient, variable.dtype)
        rate = self.shared(
            ("rate", variable.dtype), lambda: self._corrected(learning_rate, variable.dtype)
        )
        momentum = follow(self._momentums[place], gradient, self.beta_1)
        velocity = follow(self._velocities[place], ops.square(gradient), self.beta_2)
        if self.amsgrad:
            velocity = ops.maximum(self._velocity_hats[place], velocity)
            self._velocity_hats[place].assign(velocity)
        variable.assign(variable - momentum * rate / (ops.sqrt(velocity) + self.epsilon))

    def _corrected(self, learning_rate, dtype):
        count = ops.cast(self.iterations + 1, dtype)
        first, second = (1 - ops.power(beta, count) for beta in (self.beta_1, self.beta_2))
        return ops.cast(learning_rate, dtype) * ops.sqrt(second) / first

    def get_config(self):
        return {
            **super().get_config(),
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
            "amsgrad": self.amsgrad,
        }


class AdamW(Adam):
    """Adam whose weight decay does not pass through the means (arXiv:1711.05101).

    Args:
        learning_rate, beta_1, ...: as of `Adam`.
        weight_decay: the share of a weight, times the learning rate, taken away at each step.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.AdamW().get_config()["weight_decay"]
        0.004
    """

    @with_common_arguments
    def __init__(
        self,
        learning_rate=0.001,
        weight_decay=0.004,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-7,
        amsgrad=False,
        **common,
    ):
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay, **common)
        if weight_decay is None:
            raise wrong_argument(self, "weight_decay", "a number", weight_decay, 0.004)


class Adamax(Optimizer):
    """`w -= rate / (1 - beta_1**t) * m / (u + epsilon)`, `u = max(beta_2 * u, abs(g))`.

    Adam with the largest gradient in place of a root of squares (arXiv:1412.6980, section 7).

    Args:
        learning_rate, weight_decay, ...: as of `Optimizer`.
        beta_1, beta_2, epsilon: as of `Adam`.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.Adamax().get_config()["beta_1"]
        0.9
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
        self.epsilon = default_epsilon() if epsilon is None else epsilon

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self._momentums, self._norms = self.add_optimizer_variables(variables, ["momentum", "norm"])

    def update_step(self, gradient, variable, learning_rate):
        place = self._get_variable_index(variable)
        dtype = variable.dtype
        gradient = ops.cast(gradient, dtype)
        correction = self.shared(
            ("correction", dtype),
            lambda: 1 - ops.power(self.beta_1, ops.cast(self.iterations + 1, dtype)),
        )
        m, u = self._momentums[place], self._norms[place]
        momentum = follow(m, gradient, self.beta_1)
        norm = ops.maximum(u * self.beta_2, ops.absolute(gradient))
        u.assign(norm)
        step = ops.cast(learning_rate, dtype) * momentum / (correction * (norm + self.epsilon))
        variable.assign(variable - step)

    def get_config(self):
        return {
            **super().get_config(),
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
        }


class Nadam(Optimizer):
    """Adam that looks ahead along its momentum, whose share grows with time.

    The share at step t is `u_t = beta_1 * (1 - 0.96**t / 2)` (Dozat 2016, openreview
    OM0jvwB8jIp57ZJjtNEZ).

    Args:
        learning_rate, weight_decay, ...: as of `Optimizer`.
        beta_1, beta_2, epsilon: as of `Adam`.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.Nadam().get_config()["beta_1"]
        0.9
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
        self.epsilon = default_epsilon() if epsilon is None else epsilon

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        names = ["momentum", "velocity"]
        self._momentums, self._velocities = self.add_optimizer_variables(variables, names)
        dtype = variables[0].dtype if variables else None
        self._product = self.add_variable((), "ones", dtype, name="u_product")

    def update_all(self, gradients, variables, learning_rate):
        self._product.assign(self._product * self._share(1, self._product.dtype))
        super().update_all(gradients, variables, learning_rate)

    def _share(self, ahead, dtype):
        """`u` of the step that is `ahead` of the updates made so far."""
        count = ops.cast(self.iterations + ahead, dtype)
        return self.beta_1 * (1.0 - 0.5 * ops.power(0.96, count))

    def update_step(self, gradient, variable, learning_rate):
        place = self._get_variable_index(variable)
        dtype = variable.dtype
        rate, gradient = ops.cast(learning_rate, dtype), ops.cast(gradient, dtype)
        of_mean, of_gradient, power = self.shared(("shares", dtype), lambda: self._shares(dtype))
        momentum = follow(self._momentums[place], gradient, self.beta_1)
        velocity = follow(self._velocities[place], ops.square(gradient), self.beta_2)
        ahead = momentum * of_mean + gradient * of_gradient
        variable.assign(variable - ahead * rate / (ops.sqrt(velocity / power) + self.epsilon))

    def _shares(self, dtype):
        """What multiplies the mean, the gradient, and divides the mean of squares."""
        now, following = self._share(1, dtype), self._share(2, dtype)
        product = ops.cast(self._product, dtype)
        power = 1 - ops.power(self.beta_2, ops.cast(self.iterations + 1, dtype))
        return following / (1 - product * following), (1 - now) / (1 - product), power

    def get_config(self):
        return {
            **super().get_config(),
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
        }


class Lion(Optimizer):
    """`w -= rate * sign(beta_1 * m + (1 - beta_1) * g)`, then `m` moves by beta_2.

    Every step has the same size, so the rate is some ten times smaller than Adam's
    (arXiv:2302.06675).

    Args:
        learning_rate, weight_decay, ...: as of `Optimizer`.
        beta_1: the share of the mean in the direction of the step, in (0, 1].
        beta_2: the share of the old mean that is kept.

    Raises:
        ValueError: for a beta_1 outside (0, 1].

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.Lion().get_config()["beta_2"]
        0.99
    """

    @with_common_arguments
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.99, weight_decay=None, **common):
        super().__init__(learning_rate, weight_decay, **common)
        if not 0 < beta_1 <= 1:
            raise wrong_argument(self, "beta_1", "above 0 and at most 1", beta_1, 0.9)
        self.beta_1 = beta_1
        self.beta_2 = beta_2

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self._momentums = self.add_optimizer_variables(variables, "momentum")

    def update_step(self, gradient, variable, learning_rate):
        slot = self._momentums[self._get_variable_index(variable)]
        rate = ops.cast(learning_rate, variable.dtype)
        gradient = ops.cast(gradient, variable.dtype)
        direction = ops.sign(slot * self.beta_1 + gradient * (1 - self.beta_1))
        variable.assign(variable - rate * direction)
        slot.assign(slot * self.beta_2 + gradient * (1 - self.beta_2))

    def get_config(self):
        return {**super().get_config(), "beta_1": self.beta_1, "beta_2": self.beta_2}
