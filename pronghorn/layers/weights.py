"""The state of a layer: its variables, those of the layers in it, and the losses that come of them.

Variables, layers, seed generators and metrics are found where they are: as attributes, or in lists,
tuples and dicts that are attributes. Nothing has to be announced.
"""

import functools
import math
import weakref
from types import FunctionType

import numpy as np

from pronghorn import constraints, initializers, ops, regularizers, stateless
from pronghorn.errors import ArgumentError, ShapeError, StateError
from pronghorn.layers.call import is_inside_loop
from pronghorn.random import SeedGenerator
from pronghorn.saving.saveable import Saveable
from pronghorn.variables import Variable, flags_read

__all__ = ["Weights"]


# What most attributes are; nothing is found in them, and leaving them out makes the search quick.
_PLAIN = frozenset({str, int, float, bool, type(None), np.ndarray, type, FunctionType})


# Layers that hold losses of `add_loss`, for which all layers are searched only if there are any.
_with_losses = weakref.WeakSet()


class _Found:
    """What a layer owns directly.

    It is looked for whenever it is wanted: lists among the attributes may change unnoticed.
    """

    __slots__ = ("layers", "metrics", "seeds", "seen", "variables")

    def __init__(self):
        self.variables, self.layers, self.seeds, self.metrics = [], [], [], []
        self.seen = set()

    def look(self, items):
        for item in items:
            kind = _kind(type(item))
            if kind is None:
                continue
            if kind == "parts":
                if item:
                    self.look(item.values() if isinstance(item, dict) else item)
            elif id(item) not in self.seen:
                self.seen.add(id(item))
                getattr(self, kind).append(item)


@functools.lru_cache(1024)
def _kind(cls):
    """What objects of a class are to the layer that has them; None if nothing."""
    bases = {"parts": (list, tuple, dict), "variables": Variable, "layers": Weights}
    for kind, base in {**bases, "seeds": SeedGenerator}.items():
        if issubclass(cls, base):
            return kind
    # Metrics stand above layers, so they are known by what they do.
    return "metrics" if hasattr(cls, "update_state") and hasattr(cls, "result") else None


def _to_train_first(variables):
    return sorted(variables, key=lambda variable: not variable.initially_trainable)


def _metrics_of(layers):
    return [metric for layer in layers for metric in layer._metrics_for_outside()]


def _unique(items):
    return list({id(item): item for item in items}.values())


def _by_name(add_weight):
    """Gives positional arguments their names; a name as the first means the order of Keras 2."""
    order = ("shape", "initializer", "dtype", "trainable")
    order_of_2 = ("name", "shape", "dtype", "initializer", "regularizer", "trainable", "constraint")

    @functools.wraps(add_weight)
    def named(self, *args, **kwargs):
        names = order_of_2 if args and isinstance(args[0], str) else order
        given = dict(zip(names[: len(args)], args, strict=True))
        return add_weight(self, **given, **kwargs)

    return named


class Weights(Saveable):
    """The part of a layer that holds state."""

    # Attributes in which nothing of the layer's own is to be found.
    _not_searched = frozenset(
        {"_arguments", "_inbound_nodes", "_loop_losses", "_losses", "_outbound_nodes"}
    )
    # The sum of what is added inside a loop, which only variables leave.
    _loop_losses = None
    _not_saved = _not_searched | {"_layers", "_weights"}

    def _owned(self):
        found, hidden = _Found(), self._not_searched
        found.look(
            [
                item
                for name, item in vars(self).items()
                if type(item) not in _PLAIN and name not in hidden
            ]
        )
        return found

    @_by_name
    def add_weight(
        self,
        *args,  # which have got their names
        shape=None,
        initializer=None,
        dtype=None,
        trainable=True,
        autocast=True,
        regularizer=None,
        constraint=None,
        aggregation="none",
        overwrite_with_gradient=False,
        name=None,
    ):
        """A new variable of this layer.

        Args:
            *args: shape, initializer, dtype; or as in Keras 2 name, shape, dtype, initializer.
            shape: a tuple of ints; `()` by default.
            initializer: by default Glorot's uniform one for floats, zeros for other dtypes.
            dtype: by default the layer's variable dtype.

        Returns:
            A `Variable`, named `<path of the layer>/<name>`.
        """
        shape = () if shape is None else (shape,) if isinstance(shape, int) else tuple(shape)
        if None in shape:
            axis = shape.index(None)
            raise ShapeError("M37", layer=self._called(), axis=axis, got=shape)
        dtype = dtype or self.variable_dtype
        if initializer is None:
            initializer = "glorot_uniform" if "float" in str(dtype) else "zeros"
        with self._scope():
            variable = Variable(
                initializers.get(initializer),
                shape=shape,
                dtype=dtype,
                trainable=trainable,
                autocast=autocast,
                aggregation=aggregation,
                name=name,
            )
        variable.regularizer = regularizers.get(regularizer)
        variable.constraint = constraints.get(constraint)
        variable.overwrite_with_gradient = overwrite_with_gradient
        variable.trainable = trainable and self._trainable
        self._weights.append(variable)
        return variable

    add_variable = add_weight

    def rules(self, name):
        """The initializer, regularizer and constraint stored under `<name>_…`, for `add_weight`."""
        return {
            rule: getattr(self, f"{name}_{rule}")
            for rule in ("initializer", "regularizer", "constraint")
        }

    @property
    def trainable(self):
        """Whether the weights may be trained; setting it reaches every layer inside."""
        flags_read.count()
        return self._trainable

    @trainable.setter
    def trainable(self, value):
        value = bool(value)
        self._trainable = value
        found = self._owned()
        for variable in found.variables:
            variable.trainable = value and variable.initially_trainable
        for layer in found.layers:
            layer.trainable = value

    @property
    def weights(self):
        """Variables of this layer and of the layers inside, those to train first in each."""
        found = self._owned()
        inner = [weight for layer in found.layers for weight in layer.weights]
        return _unique([*_to_train_first(found.variables), *inner])

    @property
    def variables(self):
        """The weights and the states of seed generators."""
        found = self._owned()
        own = _to_train_first(found.variables)
        states = [seeds.state for seeds in found.seeds]
        inner = [variable for layer in found.layers for variable in layer.variables]
        return _unique([*own, *states, *inner])

    @property
    def trainable_variables(self):
        return [v for v in self.variables if v.trainable] if self.trainable else []

    @property
    def non_trainable_variables(self):
        return [v for v in self.variables if not (self.trainable and v.trainable)]

    @property
    def trainable_weights(self):
        return [w for w in self.weights if w.trainable] if self.trainable else []

    @property
    def non_trainable_weights(self):
        return [w for w in self.weights if not (self.trainable and w.trainable)]

    @property
    def metrics(self):
        """Metrics of this layer and of the layers inside."""
        found = self._owned()
        return _unique([*found.metrics, *_metrics_of(found.layers)])

    def _metrics_inside(self):
        """The metrics of the layers inside; what models among them were compiled with is theirs."""
        return _metrics_of(self._owned().layers)

    def _metrics_for_outside(self):
        """The metrics that a layer around this one counts among its own."""
        return self.metrics

    @property
    def metrics_variables(self):
        return [variable for metric in self.metrics for variable in metric.variables]

    def own_variables(self):
        """The variables of this layer alone, those to train first."""
        return _to_train_first(self._owned().variables)

    def get_weights(self):
        """Copies of the weights as NumPy arrays."""
        return [weight.numpy() for weight in self.weights]

    def set_weights(self, weights):
        """Replaces the weights.

        Args:
            weights: arrays of the shapes and in the order of `get_weights()`.

        Raises:
            ValueError: if their number or a shape differs.
        """
        own = self.weights
        if len(own) != len(weights):
            raise ArgumentError("M10", owner=self._called(), want=len(own), got=len(weights))
        for variable, value in zip(own, weights, strict=True):
            if tuple(np.shape(value)) != variable.shape:
                raise ShapeError(
                    "M11", weight=variable.path, want=variable.shape, got=np.shape(value)
                )
        for variable, value in zip(own, weights, strict=True):
            variable.assign(value)

    def count_params(self):
        """How many numbers the weights hold.

        Raises:
            ValueError: before the layer is built.
        """
        if not self.built and self._needs_building():
            raise StateError("M06", owner=self._called())
        return sum(math.prod(weight.shape) for weight in self.weights)

    def add_loss(self, loss):
        """Adds a scalar, or several, to the loss of training; for use inside `call`.

        Losses of the call before are forgotten when the outermost layer is called again.
        """
        scope = stateless.current()
        for each in loss if isinstance(loss, list | tuple) else [loss]:
            if is_inside_loop():
                self._add_in_loop(each)
                continue
            self._losses.append(each)
            _with_losses.add(self)
            if scope is not None and scope.collect_losses:
                scope.losses.append(each)

    def _add_in_loop(self, loss):
        if self._loop_losses is None:
            self._loop_losses = Variable(
                0.0, dtype="float32", trainable=False, autocast=False, name="loop_losses"
            )
        if not any(each is self._loop_losses for each in self._losses):
            self._losses.append(self._loop_losses)
            _with_losses.add(self)
        self._loop_losses.assign_add(ops.cast(loss, self._loop_losses.dtype))

    def stateless_call(
        self,
        trainable_variables,
        non_trainable_variables,
        *args,
        return_losses=False,
        **kwargs,
    ):
        """A call with other values in the variables, none of which changes.

        Args:
            trainable_variables, non_trainable_variables: a value for each of the variables of
                these names.
            *args, **kwargs: what the layer is called with.
            return_losses: whether to return what `add_loss` and regularizers add, too.

        Returns:
            The outputs, and the values of `non_trainable_variables` after the call in a list; with
            `return_losses` a list of losses as a third.

        Raises:
            StateError: before the layer is built.
            ArgumentError: for another number of values.
        """
        if not self.built:
            raise StateError("M71", owner=self._called(), method="stateless_call")
        (outputs, losses), (_, after) = stateless.applied(
            lambda: (self(*args, **kwargs), self.losses if return_losses else []),
            self._called(),
            ("trainable_variables", self.trainable_variables, trainable_variables),
            ("non_trainable_variables", self.non_trainable_variables, non_trainable_variables),
        )
        return (outputs, after, losses) if return_losses else (outputs, after)

    @property
    def losses(self):
        """Scalars of `add_loss` and of regularizers, of this layer and of the layers inside."""
        added = [loss() if callable(loss) else loss for loss in self._added_losses()]
        added = [loss.value if isinstance(loss, Variable) else loss for loss in added]
        penalties = [
            weight.regularizer(weight)
            for weight in self.trainable_weights
            if weight.regularizer is not None
        ]
        return [*added, *map(ops.convert_to_tensor, penalties)]

    def _added_losses(self):
        layers = self._flatten_layers() if _with_losses else ()
        return [loss for layer in layers for loss in layer._losses]

    def _clear_losses(self):
        for layer in self._flatten_layers() if _with_losses else ():
            layer._losses = [loss for loss in layer._losses if callable(loss)]
            if layer._loop_losses is not None:
                layer._loop_losses.assign(0.0)
            elif not layer._losses:
                _with_losses.discard(layer)

    def __setstate__(self, state):
        vars(self).update(state)
        if self._losses or self._loop_losses is not None:
            _with_losses.add(self)

    def _flatten_layers(self, include_self=True, recursive=True):
        """This layer and those inside, outer ones first."""
        found = [self] if include_self else []
        for layer in self._owned().layers:
            found += layer._flatten_layers() if recursive else [layer]
        return _unique(found)
