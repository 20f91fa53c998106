"""Adafactor: the sizes of a matrix's gradients are kept by row and by column."""

from __future__ import annotations

from pronghorn import ops
from pronghorn.optimizers.arguments import with_common_arguments
from pronghorn.optimizers.base import Optimizer

__all__ = ["Adafactor"]


class Adafactor(Optimizer):
    """Steps as large as a share of the weights' own size, with little state (arXiv:1804.04235).

    `w -= max(epsilon_2, rms(w)) * min(rate, 1 / sqrt(t)) * u / max(1, rms(u) / clip_threshold)`
    with `u = g / sqrt(v)`; of a matrix, `v` is the product of the running means of `g**2` along its
    rows and columns (algorithms 4 to 6).

    Args:
        learning_rate, weight_decay, ...: as of `Optimizer`.
        beta_2_decay: the old mean keeps the share `1 - t ** beta_2_decay`.
        epsilon_1: is added to squares.
        epsilon_2: the least size of weights that steps are measured by.
        clip_threshold: the largest root mean square of `u`.
        relative_step: accepted for Keras' sake, where it changes nothing either: the rate is never
            above `1 / sqrt(t)`.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.Adafactor().get_config()["beta_2_decay"]
        -0.8
    """

    @with_common_arguments
    def __init__(
        self,
        learning_rate=0.001,
        beta_2_decay=-0.8,
        epsilon_1=1e-30,
        epsilon_2=1e-3,
        clip_threshold=1.0,
        relative_step=True,
        weight_decay=None,
        **common,
    ):
        super().__init__(learning_rate, weight_decay, **common)
        self.beta_2_decay = beta_2_decay
        self.epsilon_1 = epsilon_1
        self.epsilon_2 = epsilon_2
        self.clip_threshold = clip_threshold
        self.relative_step = relative_step

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self._rows, self._columns, self._velocities = [], [], []
        for variable in variables:
            shape, dtype = tuple(variable.shape), variable.dtype
            sides = (shape[:-1], (*shape[:-2], shape[-1]))
            if len(shape) < 2:  # two numbers in their place, as in Keras' files
                sides, dtype = ((), ()), "int32"
            for slots, side in zip((self._rows, self._columns), sides, strict=True):
                slots.append(self.add_variable(side, dtype=dtype, name=variable.name))
            self._velocities.append(self.add_variable_from_reference(variable, "velocity"))

    def update_step(self, gradient, variable, learning_rate):
        place = self._get_variable_index(variable)
        dtype = variable.dtype
        gradient = ops.cast(gradient, dtype)
        count = ops.cast(self.iterations + 1, dtype)
        rate = ops.minimum(ops.cast(learning_rate, dtype), 1.0 / ops.sqrt(count))
        kept = 1.0 - ops.power(count, self.beta_2_decay)
        velocity = self._velocity(place, ops.square(gradient) + self.epsilon_1, kept)
        self._velocities[place].assign(velocity)
        step = gradient / ops.sqrt(velocity)
        step = step / ops.maximum(_rms(step) / self.clip_threshold, 1.0)
        size = ops.maximum(_rms(variable), self.epsilon_2)
        variable.assign(variable - size * rate * step)

    def _velocity(self, place, squares, kept):
        row, column = self._rows[place], self._columns[place]
        if squares.ndim < 2:
            return kept * self._velocities[place] + (1.0 - kept) * squares
        row.assign(kept * row + (1.0 - kept) * ops.mean(squares, axis=-1))
        column.assign(kept * column + (1.0 - kept) * ops.mean(squares, axis=-2))
        share = row / ops.mean(row, axis=-1, keepdims=True)
        return ops.expand_dims(share, -1) * ops.expand_dims(column, -2)

    def get_config(self):
        return {
            **super().get_config(),
            "beta_2_decay": self.beta_2_decay,
            "epsilon_1": self.epsilon_1,
            "epsilon_2": self.epsilon_2,
            "clip_threshold": self.clip_threshold,
            "relative_step": self.relative_step,
        }


def _rms(x):
    return ops.sqrt(ops.mean(ops.square(x)))
