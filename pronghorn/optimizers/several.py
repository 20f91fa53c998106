"""Several optimizers for one model, each for its own weights."""

from __future__ import annotations

from pronghorn import saving
from pronghorn.errors import AbsentNameError, wrong_argument
from pronghorn.optimizers.base import Optimizer
from pronghorn.optimizers.loss_scale import LossScaleOptimizer
from pronghorn.paths import PathMap

__all__ = ["MultiOptimizer", "OptimizerMap"]


class OptimizerMap(PathMap):
    """Optimizers by path of the weight: an exact one, or a pattern that fits the whole path.

    Args:
        default_optimizer: for paths that nothing fits.
        optimizer_map: a dict from path or regular expression to optimizer.

    Raises:
        ValueError: for what is no single optimizer, and for a path that several patterns fit.

    Example:
        >>> from pronghorn import optimizers
        >>> chosen = optimizers.OptimizerMap(optimizers.Adam(), {".*/bias": optimizers.SGD()})
        >>> type(chosen["dense/bias"]).__name__, type(chosen["dense/kernel"]).__name__
        ('SGD', 'Adam')
    """

    argument, example = "optimizer_map", "..."

    def __init__(self, default_optimizer, optimizer_map=None):
        self.default_optimizer = _single("default_optimizer", default_optimizer)
        super().__init__(optimizer_map)

    def _default(self):
        return self.default_optimizer

    def _entry(self, argument, given):
        return _single(argument, given)

    def __call__(self, variable):
        """The optimizer of a variable."""
        return self[variable.path]

    def get_config(self):
        """The arguments of the constructor."""
        return {
            "default_optimizer": saving.serialize_keras_object(self.default_optimizer),
            "optimizer_map": saving.serialize_keras_object(self._map),
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A map from what `get_config` returned."""
        parts = [
            saving.deserialize_keras_object(config[name], custom_objects)
            for name in ("default_optimizer", "optimizer_map")
        ]
        return cls(*parts)


def _single(argument, optimizer):
    if not isinstance(optimizer, Optimizer) or isinstance(
        optimizer, LossScaleOptimizer | MultiOptimizer
    ):
        raise wrong_argument(
            "OptimizerMap", argument, "a single optimizer", optimizer, "keras.optimizers.SGD()"
        )
    return optimizer


class MultiOptimizer(Optimizer):
    """Moves each weight by the optimizer that a map names for it.

    Args:
        optimizer_map: an `OptimizerMap`, or a function from a variable to its optimizer.
        loss_scale_factor: as of `Optimizer`, in place of that of each optimizer.
        name: by default the class name in snake case.

    Example:
        >>> from pronghorn import optimizers
        >>> from pronghorn.variables import Variable
        >>> chosen = optimizers.OptimizerMap(optimizers.SGD(1.0), {".*bias": optimizers.SGD(0.1)})
        >>> weights = [Variable([1.0], name="kernel"), Variable([1.0], name="bias")]
        >>> optimizers.MultiOptimizer(chosen).apply([[1.0], [1.0]], weights)
        >>> [round(weight.numpy().item(), 2) for weight in weights]
        [0.0, 0.9]
    """

    def __init__(self, optimizer_map, loss_scale_factor=None, name=None):
        super().__init__(0.0, loss_scale_factor=loss_scale_factor, name=name)
        self.optimizer_map = optimizer_map
        # In Keras' order, in which their states stand in files: those of the map, the default.
        self.optimizers = []
        if isinstance(optimizer_map, OptimizerMap):
            self._note(*optimizer_map.values(), optimizer_map.default_optimizer)
        self._chosen = {}  # the optimizer of each variable

    def build(self, variables):
        if self.built:
            return
        for variable in variables:
            found = _single(f"optimizer_map({variable.path})", self.optimizer_map(variable))
            self._chosen[variable] = found
        self._note(*self._chosen.values())
        for optimizer in self.optimizers:
            optimizer.loss_scale_factor = self.loss_scale_factor
            own = [v for v in variables if self._chosen[v] is optimizer]
            if own:
                optimizer.build(own)
        super().build(variables)

    def _note(self, *optimizers):
        """Adds the optimizers that are new."""
        for optimizer in optimizers:
            if all(optimizer is not each for each in self.optimizers):
                self.optimizers.append(optimizer)

    @property
    def variables(self):
        """Its own state, then that of each optimizer."""
        return [*self._variables, *(v for each in self.optimizers for v in each.variables)]

    @property
    def learning_rate(self):
        """None; each of `optimizers` has its own, and asking here raises AttributeError."""
        self._refuse_rate()

    @learning_rate.setter
    def learning_rate(self, learning_rate):
        self._refuse_rate()

    def _refuse_rate(self):
        raise AbsentNameError("M79", owner=type(self).__name__)

    def apply(self, grads, trainable_variables=None):
        grads = list(grads)
        variables = self._checked(grads, trainable_variables)
        for optimizer in self.optimizers:
            pairs = [
                (gradient, variable)
                for gradient, variable in zip(grads, variables, strict=True)
                if self._chosen[variable] is optimizer and gradient is not None
            ]
            if pairs:
                optimizer.apply(*map(list, zip(*pairs, strict=True)))
        self._iterations.assign_add(1)

    def finalize_variable_values(self, var_list):
        for optimizer in self.optimizers:
            own = [v for v in var_list if self._chosen[v] is optimizer]
            if own:
                optimizer.finalize_variable_values(own)

    def get_config(self):
        return {
            "optimizer_map": saving.serialize_keras_object(self.optimizer_map),
            "loss_scale_factor": self.loss_scale_factor,
            "name": self.name,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        chosen = saving.deserialize_keras_object(config["optimizer_map"], custom_objects)
        return cls(**{**config, "optimizer_map": chosen})
