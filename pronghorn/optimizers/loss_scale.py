"""A loss made larger before its gradient is taken, so that float16 does not lose small ones."""

from __future__ import annotations

import inspect

from pronghorn import ops, saving
from pronghorn.errors import wrong_argument
from pronghorn.optimizers.base import Optimizer, settle

__all__ = ["LossScaleOptimizer", "scaled"]

# Arguments that Keras writes into configurations, and that only the inner optimizer can have.
_DEFAULTS = {
    "dynamic": True,
    **{name: one.default for name, one in inspect.signature(Optimizer.__init__).parameters.items()},
}


class LossScaleOptimizer(Optimizer):
    """Another optimizer, whose loss is scaled as far as gradients stay finite.

    A step with a gradient that is not finite changes nothing and halves the scale; after
    `dynamic_growth_steps` finite ones in a row it doubles.

    Args:
        inner_optimizer: the optimizer; clipping, averages and weight decay are its affair.
        initial_scale: of the loss.
        dynamic_growth_steps: see above.
        name: by default the class name in snake case.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(0.5))
        >>> float(optimizer.scale_loss(2.0))
        65536.0
    """

    def __init__(
        self, inner_optimizer, initial_scale=2.0**15, dynamic_growth_steps=2000, name=None, **kwargs
    ):
        for argument, value in kwargs.items():
            if value != _DEFAULTS.get(argument):
                raise wrong_argument(
                    self, argument, "set on the inner optimizer", value, _DEFAULTS.get(argument)
                )
        super().__init__(0.0, name=name)
        self.inner_optimizer = inner_optimizer
        self.initial_scale = initial_scale
        self.dynamic_growth_steps = dynamic_growth_steps
        inner_optimizer.loss_scale_factor = None

    def build(self, variables):
        if self.built:
            return
        self.step_counter = self.add_variable((), dtype="int32", name="step_counter")
        scale = self.initial_scale
        self.dynamic_scale = self.add_variable(
            (), lambda *_, **__: scale, "float32", name="dynamic_scale"
        )
        self.inner_optimizer.build(variables)
        super().build(variables)

    @property
    def variables(self):
        """Its own state, then that of the inner optimizer."""
        return [*self._variables, *self.inner_optimizer.variables]

    @property
    def iterations(self):
        """The updates that the inner optimizer made."""
        return self.inner_optimizer.iterations

    @property
    def learning_rate(self):
        """The learning rate of the inner optimizer."""
        return self.inner_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, learning_rate):
        self.inner_optimizer.learning_rate = learning_rate

    def apply(self, grads, trainable_variables=None):
        grads = list(grads)
        variables = self._checked(grads, trainable_variables)
        finite = None
        for gradient in grads:
            if gradient is not None:
                here = ops.all(ops.isfinite(gradient))
                finite = here if finite is None else ops.logical_and(finite, here)
        scale = self.dynamic_scale.value
        inner = self.inner_optimizer
        before = [(v, v.value) for v in (*variables, *inner.variables)]
        inner.apply([g if g is None else g / scale for g in grads], variables)
        settle(before, finite)
        counted = self.step_counter + 1
        is_due = ops.equal(counted, self.dynamic_growth_steps)
        goes_on = ops.logical_and(finite, ops.logical_not(is_due))
        self.step_counter.assign(ops.where(goes_on, counted, 0))
        grown = ops.where(is_due, scale * 2.0, scale)
        self.dynamic_scale.assign(ops.where(finite, grown, scale * 0.5))

    def scale_loss(self, loss):
        return loss * (self.dynamic_scale if self.built else self.initial_scale)

    def finalize_variable_values(self, var_list):
        self.inner_optimizer.finalize_variable_values(var_list)

    def exclude_from_weight_decay(self, var_list=None, var_names=None):
        self.inner_optimizer.exclude_from_weight_decay(var_list, var_names)

    def get_config(self):
        return {
            "name": self.name,
            "inner_optimizer": saving.serialize_keras_object(self.inner_optimizer),
            "initial_scale": self.initial_scale,
            "dynamic_growth_steps": self.dynamic_growth_steps,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        inner = config.pop("inner_optimizer")
        return cls(saving.deserialize_keras_object(inner, custom_objects), **config)


def scaled(optimizer):
    """The optimizer with its loss scaled, unless it is one that does so.

    Example:
        >>> from pronghorn import optimizers
        >>> optimizers.loss_scale.scaled(optimizers.SGD()).name
        'loss_scale_optimizer'
    """
    if isinstance(optimizer, LossScaleOptimizer):
        return optimizer
    return LossScaleOptimizer(optimizer, name="loss_scale_optimizer")
