"""Muon: the step of a matrix is its momentum made nearly orthogonal."""

from __future__ import annotations

import math
import re

from pronghorn import ops
from pronghorn.optimizers.arguments import with_common_arguments
from pronghorn.optimizers.base import Optimizer, follow
from pronghorn.optimizers.clipping import global_norm

__all__ = ["Muon"]


class Muon(Optimizer):
    """Matrices move by an orthogonal matrix near their momentum, all other weights as by AdamW.

    The orthogonal matrix comes from `ns_steps` of the Newton-Schulz iteration
    `x = a * x + (b * A + c * A @ A) @ x` with `A = x @ x.T` (Jordan 2024,
    https://kellerjordan.github.io/posts/muon), and a step is `rms_rate * sqrt(longest side)` times
    as large (arXiv:2502.16982, equation 4).

    Args:
        learning_rate, weight_decay, ...: as of `Optimizer`.
        adam_beta_1, adam_beta_2, epsilon: as of `Adam`, for weights that are no matrices.
        adam_weight_decay: the weight decay of these.
        exclude_layers: patterns of weight paths that move as by AdamW too.
        exclude_embeddings: whether weights with "embedding" in their path do.
        muon_a, muon_b, muon_c, ns_steps: of the iteration.
        adam_lr_ratio: what the rate is multiplied by where AdamW's rule is used.
        momentum: the share of the old mean that is kept.
        nesterov: whether to look ahead along the mean.
        rms_rate: None for the orthogonal matrix as it is.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.Muon().get_config()["ns_steps"]
        5
    """

    @with_common_arguments
    def __init__(
        self,
        learning_rate=0.001,
        adam_beta_1=0.9,
        adam_beta_2=0.999,
        adam_weight_decay=0.004,
        epsilon=1e-7,
        weight_decay=0.004,
        *,
        exclude_layers=None,
        exclude_embeddings=True,
        muon_a=3.4445,
        muon_b=-4.775,
        muon_c=2.0315,
        adam_lr_ratio=1,
        momentum=0.95,
        ns_steps=5,
        nesterov=True,
        rms_rate=0.2,
        **common,
    ):
        super().__init__(learning_rate, weight_decay, **common)
        self.adam_beta_1 = adam_beta_1
        self.adam_beta_2 = adam_beta_2
        self.adam_weight_decay = adam_weight_decay
        self.epsilon = epsilon
        self.exclude_layers = exclude_layers or []
        self.exclude_embeddings = exclude_embeddings
        self.muon_a = muon_a
        self.muon_b = muon_b
        self.muon_c = muon_c
        self.adam_lr_ratio = adam_lr_ratio
        self.momentum = momentum
        self.ns_steps = ns_steps
        self.nesterov = nesterov
        self.rms_rate = rms_rate

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self._momentums, self._velocities = [], []
        for variable in variables:
            self._momentums.append(self.add_variable_from_reference(variable, "momentum"))
            velocity = None
            if self._is_excluded(variable):
                velocity = self.add_variable_from_reference(variable, "velocity")
            self._velocities.append(velocity)

    def _is_excluded(self, variable):
        path = variable.path
        return (
            len(variable.shape) != 2
            or (self.exclude_embeddings and "embedding" in path.lower())
            or any(re.search(pattern, path) for pattern in self.exclude_layers)
        )

    def update_step(self, gradient, variable, learning_rate):
        place = self._get_variable_index(variable)
        gradient = ops.cast(gradient, variable.dtype)
        rate = ops.cast(learning_rate, variable.dtype)
        slot, velocity = self._momentums[place], self._velocities[place]
        if velocity is not None:
            self._adam_step(gradient, variable, rate * self.adam_lr_ratio, slot, velocity)
            return
        mean = slot * self.momentum + gradient
        slot.assign(mean)
        ahead = gradient + mean * self.momentum if self.nesterov else mean
        step = rate * self._orthogonal(ahead)
        if self.rms_rate is not None:
            step = step * (math.sqrt(max(variable.shape)) * self.rms_rate)
        variable.assign(variable - step)

    def _orthogonal(self, x):
        is_tall = x.shape[0] > x.shape[1]
        x = ops.transpose(x) if is_tall else x
        x = x / (global_norm([x]) + 1e-7)
        for _ in range(self.ns_steps):
            square = ops.matmul(x, ops.transpose(x))
            both = self.muon_b * square + ops.matmul(self.muon_c * square, square)
            x = self.muon_a * x + ops.matmul(both, x)
        return ops.transpose(x) if is_tall else x

    def _adam_step(self, gradient, variable, rate, m, v):
        momentum = follow(m, gradient, self.adam_beta_1)
        velocity = follow(v, ops.square(gradient), self.adam_beta_2)
        count = ops.cast(self.iterations + 1, variable.dtype)
        first = 1 - ops.power(self.adam_beta_1, count)
        second = 1 - ops.power(self.adam_beta_2, count)
        rate = rate * ops.sqrt(second) / first
        variable.assign(variable - momentum * rate / (ops.sqrt(velocity) + self.epsilon))

    def decay_of(self, variable):
        """AdamW's own where its rule is used."""
        return self.adam_weight_decay if self._is_excluded(variable) else self.weight_decay

    def get_config(self):
        return {
            **super().get_config(),
            "adam_beta_1": self.adam_beta_1,
            "adam_beta_2": self.adam_beta_2,
            "epsilon": self.epsilon,
            "exclude_layers": self.exclude_layers,
            "muon_a": self.muon_a,
            "muon_b": self.muon_b,
            "muon_c": self.muon_c,
            "adam_lr_ratio": self.adam_lr_ratio,
            "momentum": self.momentum,
            "ns_steps": self.ns_steps,
            "nesterov": self.nesterov,
            "exclude_embeddings": self.exclude_embeddings,
            "adam_weight_decay": self.adam_weight_decay,
            "rms_rate": self.rms_rate,
        }
