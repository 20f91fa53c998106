"""The base of metrics: figures gathered over batches in variables, and read when asked for."""

from __future__ import annotations

from pronghorn import initializers, ops
from pronghorn.changes import Changing
from pronghorn.config import floatx
from pronghorn.dtypes import computed_in
from pronghorn.errors import StateError
from pronghorn.metrics.stateless import Stateless
from pronghorn.variables import Variable, auto_name, name_scope, snake_case

__all__ = ["Metric"]


class Metric(Changing, Stateless):
    """What training measures: derive from it and define `update_state` and `result`.

    Both run inside the compiled step, so they use `ops` on variables made with `add_variable`.

    Args:
        dtype: of the result and of the variables, or a policy; by default `floatx()`.
        name: by default the class name in snake case.

    Example:
        >>> from pronghorn import metrics, ops
        >>> class Largest(metrics.Metric):
        ...     def __init__(self, **kwargs):
        ...         super().__init__(**kwargs)
        ...         self.largest = self.add_variable((), "zeros", name="largest")
        ...
        ...     def update_state(self, y_true, y_pred, sample_weight=None):
        ...         error = ops.max(ops.absolute(y_true - y_pred))
        ...         self.largest.assign(ops.maximum(self.largest, error))
        ...
        ...     def result(self):
        ...         return self.largest.value
        >>> float(Largest()(ops.array([1.0, 2.0]), ops.array([1.0, 5.0])))
        3.0
    """

    # Whether more is better ("up") or worse ("down"); None where it cannot be told.
    _direction = None

    def __init__(self, dtype=None, name=None):
        self.name = name or auto_name(snake_case(type(self).__name__))
        self.dtype = computed_in(dtype)

    @property
    def variables(self):
        """The variables of this metric and of metrics kept in its attributes."""
        found = list(vars(self).get("_variables", ()))
        for part in vars(self).values():
            for one in part if isinstance(part, list | tuple) else (part,):
                inner = one.variables if isinstance(one, Metric) else [one]
                found += (v for v in inner if isinstance(v, Variable) and not _holds(found, v))
        return found

    def add_variable(self, shape, initializer, dtype=None, aggregation="sum", name=None):
        """Makes a variable that gathers; `reset_state` sets it to zero.

        Returns:
            Variable of `shape`, by default of `floatx()`: counts of a metric in float16 would
            soon not grow any more.
        """
        if not hasattr(self, "name"):
            raise StateError("M25", layer=type(self).__name__, attribute=name or "a variable")
        with name_scope(self.name.replace("/", ">")):
            variable = Variable(
                initializers.get(initializer),
                shape=shape,
                dtype=dtype or floatx(),
                trainable=False,
                aggregation=aggregation,
                name=name or "variable",
            )
        vars(self).setdefault("_variables", []).append(variable)
        return variable

    def add_weight(self, shape=(), initializer="zeros", dtype=None, name=None):
        """The older name of `add_variable`."""
        return self.add_variable(shape, initializer, dtype, name=name)

    def update_state(self, *args, **kwargs):
        """Takes a batch into account; defined by subclasses."""
        raise StateError(
            "M34",
            owner=type(self).__name__,
            method="update_state",
            arguments="self, y_true, y_pred, sample_weight=None",
        )

    def result(self):
        """The figure so far, a scalar tensor; defined by subclasses."""
        raise StateError("M34", owner=type(self).__name__, method="result", arguments="self")

    def reset_state(self):
        """Forgets every batch."""
        for variable in self.variables:
            variable.assign(ops.zeros(variable.shape, variable.dtype))

    def reset_states(self):
        """The older name of `reset_state`."""
        self.reset_state()

    def __call__(self, *args, **kwargs):
        """Takes a batch into account and returns the figure so far."""
        self.update_state(*args, **kwargs)
        return self.result()

    def get_config(self):
        """The arguments of the constructor."""
        return {"name": self.name, "dtype": self.dtype}

    @classmethod
    def from_config(cls, config):
        """A metric from what `get_config` returned."""
        return cls(**config)

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}>"


def _holds(variables, variable):
    """By identity: `==` on variables compares their values."""
    return any(each is variable for each in variables)
