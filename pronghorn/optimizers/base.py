"""The base of optimizers: learning rate, clipping, weight decay, averages of weights, state.

A subclass says how one variable moves. Everything is `ops` on variables, so an update may be traced
into the compiled step.
"""

from __future__ import annotations

import contextlib
import re

from pronghorn import initializers, messages, ops, saving, stateless
from pronghorn.changes import Changing
from pronghorn.config import floatx
from pronghorn.errors import ArgumentError, StateError, unknown_argument, wrong_argument
from pronghorn.messages import note
from pronghorn.optimizers import schedules
from pronghorn.optimizers.clipping import clipped
from pronghorn.variables import Variable, auto_name, name_scope, snake_case

__all__ = ["Optimizer", "follow", "settle"]

# Arguments that other Keras versions wrote into configurations and that change nothing here.
_IGNORED = ("is_legacy_optimizer", "jit_compile")


class Optimizer(Changing, saving.Saveable):
    """Changes variables so that a loss becomes smaller: derive from it and define `update_step`.

    Args:
        learning_rate: a number, a schedule, or a function without arguments.
        weight_decay: each step also takes away this share of a weight, times the learning rate.
        clipnorm, clipvalue, global_clipnorm: bounds of each gradient's norm, of its elements, or of
            the norm of all gradients together; at most one of the three.
        use_ema: whether to keep a running mean of the weights, with `ema_momentum`; the weights are
            replaced by it every `ema_overwrite_frequency` steps, or when training ends.
        loss_scale_factor: the loss was multiplied by it, so gradients are divided by it.
        gradient_accumulation_steps: how many steps add their gradients up before one update.
        name: by default the class name in snake case.

    Raises:
        ValueError: for arguments outside what they may be, and for unknown ones.

    Example:
        >>> from pronghorn import optimizers
        >>> from pronghorn.variables import Variable
        >>> weight = Variable([1.0], name="weight")
        >>> optimizers.SGD(learning_rate=0.5).apply([[1.0]], [weight])
        >>> weight.numpy()
        array([0.5], dtype=float32)
    """

    def __init__(
        self,
        learning_rate,
        weight_decay=None,
        clipnorm=None,
        clipvalue=None,
        global_clipnorm=None,
        use_ema=False,
        ema_momentum=0.99,
        ema_overwrite_frequency=None,
        loss_scale_factor=None,
        gradient_accumulation_steps=None,
        name=None,
        **kwargs,
    ):
        self.name = name or auto_name(snake_case(type(self).__name__))
        learning_rate = self._legacy(learning_rate, kwargs)
        self.weight_decay = weight_decay
        self.clipnorm = clipnorm
        self.clipvalue = clipvalue
        self.global_clipnorm = global_clipnorm
        self.use_ema = use_ema
        self.ema_momentum = ema_momentum
        self.ema_overwrite_frequency = ema_overwrite_frequency
        self.loss_scale_factor = loss_scale_factor
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self._check_arguments()
        self.built = False
        self._variables = []
        self._trainable_variables = []
        self._places = {}
        self._decay_exceptions = ((), ())
        # Values that the variables of one update share, such as a corrected learning rate.
        self._shared = None
        self._iterations = self.add_variable((), dtype="int32", name="iteration")
        self._learning_rate = self._rate(learning_rate)

    def _legacy(self, learning_rate, kwargs):
        """The learning rate after arguments of older Keras versions are understood."""
        owner = type(self).__name__
        if "lr" in kwargs:
            learning_rate = kwargs.pop("lr")
            note("N01", owner=owner, old="lr", new="learning_rate")
        self.decay = float(kwargs.pop("decay", None) or 0.0)
        if self.decay:
            note("N06", owner=owner, rate=learning_rate, decay=self.decay)
        for argument in _IGNORED:
            kwargs.pop(argument, None)
        for argument in kwargs:
            raise unknown_argument(type(self), argument)
        return learning_rate

    def _check_arguments(self):
        steps = self.gradient_accumulation_steps
        if steps is not None and (not isinstance(steps, int) or steps < 2):
            raise wrong_argument(
                self, "gradient_accumulation_steps", "an integer >= 2, or None", steps, 2
            )
        if self.use_ema:
            if not 0 <= self.ema_momentum <= 1:
                raise wrong_argument(
                    self, "ema_momentum", "between 0 and 1", self.ema_momentum, 0.99
                )
            every = self.ema_overwrite_frequency
            if every is not None and (not isinstance(every, int) or every < 1):
                raise wrong_argument(
                    self, "ema_overwrite_frequency", "an integer >= 1, or None", every, 100
                )
        given = [
            name
            for name in ("clipnorm", "clipvalue", "global_clipnorm")
            if getattr(self, name) is not None
        ]
        for name in given:
            if getattr(self, name) < 0:
                raise wrong_argument(self, name, "a number >= 0, or None", getattr(self, name), 1.0)
        if len(given) > 1:
            raise wrong_argument(
                self, given[1], "None beside {other}", getattr(self, given[1]), None, other=given[0]
            )

    def _rate(self, learning_rate):
        """A variable for a number; schedules and functions stay as they are."""
        if callable(learning_rate) and not isinstance(learning_rate, Variable):
            return learning_rate
        number = self._number(learning_rate)
        return self.add_variable((), lambda *_, **__: number, floatx(), name="learning_rate")

    def _number(self, learning_rate):
        is_text = isinstance(learning_rate, str)  # which float would read
        with contextlib.suppress(TypeError, ValueError):
            if not is_text and (number := float(learning_rate)) >= 0:
                return number
        want = "a number >= 0 or a schedule"
        raise wrong_argument(self, "learning_rate", want, learning_rate, 0.001)

    @property
    def iterations(self):
        """How many updates were made: a variable, or a tensor when gradients are accumulated."""
        if self.gradient_accumulation_steps:
            return ops.floor_divide(self._iterations, self.gradient_accumulation_steps)
        return self._iterations

    @property
    def learning_rate(self):
        """The learning rate: a variable, or what the schedule says for the present step."""
        if isinstance(self._learning_rate, schedules.LearningRateSchedule):
            return self._learning_rate(self._iterations)
        return self._learning_rate if self._has_plain_rate() else self._learning_rate()

    @learning_rate.setter
    def learning_rate(self, learning_rate):
        if callable(learning_rate) and not isinstance(learning_rate, Variable):
            if self._has_plain_rate():
                kept = (v for v in self._variables if v is not self._learning_rate)
                self._variables = list(kept)
            self._learning_rate = learning_rate
        elif self._has_plain_rate():
            # A step that is being traced has no number yet.
            is_array = hasattr(learning_rate, "dtype")
            is_open = is_array and not ops.convert_to_tensor(learning_rate).is_concrete()
            self._learning_rate.assign(learning_rate if is_open else self._number(learning_rate))
        else:
            raise StateError("M33", schedule=type(self._learning_rate).__name__)

    @property
    def lr(self):
        """The older name of `learning_rate`."""
        note("N01", owner=type(self).__name__, old="lr", new="learning_rate")
        return self.learning_rate

    @lr.setter
    def lr(self, learning_rate):
        note("N01", owner=type(self).__name__, old="lr", new="learning_rate")
        self.learning_rate = learning_rate

    def _has_plain_rate(self):
        return isinstance(self._learning_rate, Variable)

    @property
    def variables(self):
        """The step count, the learning rate and the slots, in the order of Keras' files."""
        return list(self._variables)

    def own_variables(self):
        """What files hold of the optimizer."""
        return self.variables

    def build(self, variables):
        """Makes the slots for the variables to be trained; subclasses call it before their own."""
        if self.use_ema:
            self._averages = self.add_optimizer_variables(variables, "average")
        if self.gradient_accumulation_steps:
            self._sums = self.add_optimizer_variables(variables, "gradient_accumulator")
        self._trainable_variables = list(variables)
        self._places = {variable: n for n, variable in enumerate(variables)}
        self.built = True

    def knows(self, variables):
        """Whether these are among the variables that it was built for."""
        return not self._places or all(variable in self._places for variable in variables)

    def add_variable(self, shape, initializer="zeros", dtype=None, name=None, **_placement):
        """Makes a variable of the optimizer's state, by default of `floatx()`."""
        with name_scope(self.name):
            variable = Variable(
                initializers.get(initializer),
                shape=shape,
                dtype=dtype,
                trainable=False,
                autocast=False,
                name=name,
            )
        self._variables.append(variable)
        return variable

    def add_variable_from_reference(self, reference_variable, name=None, initializer="zeros"):
        """Makes a slot of the shape and dtype of a variable, named after it."""
        path = getattr(reference_variable, "path", reference_variable.name)
        return self.add_variable(
            reference_variable.shape,
            initializer,
            reference_variable.dtype,
            name=f"{path.replace('/', '_')}_{name or 'var'}",
        )

    def add_optimizer_variables(self, trainable_variables, name, initializer="zeros"):
        """A list of slots, one for each variable; for several names a tuple of such lists.

        The slots of one variable are made one after another, and files hold them in that order.
        """
        names = [name] if isinstance(name, str) else list(name)
        several = isinstance(initializer, list | tuple)
        initializers = list(initializer) if several else [initializer] * len(names)
        made = tuple([] for _ in names)
        for variable in trainable_variables:
            for slots, slot_name, start in zip(made, names, initializers, strict=True):
                slots.append(self.add_variable_from_reference(variable, slot_name, start))
        return made[0] if isinstance(name, str) else made

    def apply_gradients(self, grads_and_vars):
        """`apply` for pairs of gradient and variable; returns the step count."""
        gradients, variables = zip(*grads_and_vars, strict=True)
        self.apply(gradients, variables)
        return self._iterations

    def apply(self, grads, trainable_variables=None):
        """Moves the variables by one step.

        Args:
            grads: a gradient of the variable's shape for each one, None where it has none.
            trainable_variables: by default those of `build`; at the first call they build it.

        Raises:
            StateError: before `build` without variables, or for variables of another model.
        """
        grads = list(grads)
        if not grads:
            return
        variables = self._checked(grads, trainable_variables)
        pairs = [(g, v) for g, v in zip(grads, variables, strict=True) if g is not None]
        if not pairs:
            raise StateError("M26", reason="no variable has a gradient")
        if len(pairs) < len(grads):
            left = [v.path for g, v in zip(grads, variables, strict=True) if g is None]
            messages.note("H54", count=len(left), variable=left[0])
        gradients, variables = map(list, zip(*pairs, strict=True))
        if self.loss_scale_factor is not None:
            gradients = [gradient / self.loss_scale_factor for gradient in gradients]
        with name_scope(self.name):
            if self.gradient_accumulation_steps:
                self._accumulate(gradients, variables)
            else:
                self._update(gradients, variables)
            if self.use_ema:
                self._average()
        for variable in variables:
            if variable.constraint is not None:
                variable.assign(variable.constraint(variable.value))
        self._iterations.assign_add(1)

    def stateless_apply(self, optimizer_variables, grads, trainable_variables):
        """`apply` on values instead of variables, none of which changes.

        Args:
            optimizer_variables: a value for each of `variables`.
            grads: gradients, in the order of the variables that the optimizer was built for.
            trainable_variables: a value for each of these variables.

        Returns:
            The values of the trainable variables and of `variables` after the step, in two lists.

        Raises:
            StateError: before `build`.
            ArgumentError: for another number of values.
        """
        if not self.built:
            raise StateError("M71", owner=self.name, method="stateless_apply")
        _, (own, trained) = stateless.applied(
            lambda: self.apply(grads, self._trainable_variables),
            self.name,
            ("optimizer_variables", self.variables, optimizer_variables),
            ("trainable_variables", self._trainable_variables, trainable_variables),
        )
        return trained, own

    def _checked(self, grads, variables):
        if variables is None:
            variables = self._trainable_variables
            if not self.built or len(variables) != len(grads):
                self._refuse_gradients(grads, variables)
            return variables
        variables = list(variables)
        if len(variables) != len(grads):
            self._refuse_gradients(grads, variables)
        if not self.built:
            self.build(variables)
            self.built = True  # for subclasses whose build does not call this one's
        for variable in variables:
            if self._places and variable not in self._places:
                raise StateError("M23", variable=variable.path)
        return variables

    def _refuse_gradients(self, grads, variables):
        raise wrong_argument(
            self,
            "grads",
            "{count} gradients, one for each variable",
            len(grads),
            "optimizer.apply(grads, model.trainable_variables)",
            count=len(variables),
        )

    def _update(self, gradients, variables):
        self._shared = {}
        try:
            rate = self._effective_rate()
            gradients = clipped(gradients, self.clipnorm, self.clipvalue, self.global_clipnorm)
            self._decay_weights(variables, rate)
            self.update_all(gradients, variables, rate)
        finally:
            self._shared = None

    def _effective_rate(self):
        rate = self.learning_rate
        if self.decay:
            rate = rate / (1.0 + self.decay * ops.cast(self._iterations, floatx()))
        return ops.convert_to_tensor(rate)

    def update_all(self, gradients, variables, learning_rate):
        """Moves all variables; a subclass with state beyond slots changes it here first."""
        for gradient, variable in zip(gradients, variables, strict=True):
            self.update_step(gradient, variable, learning_rate)

    def update_step(self, gradient, variable, learning_rate):
        """Moves one variable; defined by subclasses."""
        raise StateError(
            "M34",
            owner=type(self).__name__,
            method="update_step",
            arguments="self, gradient, variable, learning_rate",
        )

    def shared(self, key, compute):
        """`compute()`, computed once in an update however many variables ask for it."""
        if self._shared is None:
            return compute()
        if key not in self._shared:
            self._shared[key] = compute()
        return self._shared[key]

    def assign(self, variable, value):
        """Sets a variable to a value; custom optimizers use these three in `update_step`."""
        variable.assign(value)

    def assign_add(self, variable, value):
        """Adds a value to a variable."""
        variable.assign_add(value)

    def assign_sub(self, variable, value):
        """Takes a value from a variable."""
        variable.assign_sub(value)

    def _get_variable_index(self, variable):
        return self._places[variable]

    def _accumulate(self, gradients, variables):
        """Adds up gradients; the update counts only in the last step of each round."""
        steps = self.gradient_accumulation_steps
        is_last = ops.equal(ops.mod(self._iterations + 1, steps), 0)
        sums = [self._sums[self._get_variable_index(v)] for v in variables]
        totals = [ops.add(total, gradient) for total, gradient in zip(sums, gradients, strict=True)]
        fixed = [self._iterations, self._learning_rate, *self._sums]
        moving = [v for v in self._variables if all(v is not other for other in fixed)]
        before = [(variable, variable.value) for variable in (*variables, *moving)]
        self._update([total / steps for total in totals], variables)
        settle(before, is_last)
        for slot, total in zip(sums, totals, strict=True):
            slot.assign(ops.where(is_last, 0.0, total))

    def _average(self):
        """Moves the running means of the weights, which start from the first step's weights."""
        started = ops.cast(ops.not_equal(self.iterations, 0), floatx())
        kept = started * self.ema_momentum
        every = self.ema_overwrite_frequency
        for variable, average in zip(self._trainable_variables, self._averages, strict=True):
            average.assign(kept * average + (1.0 - kept) * variable)
            if every:
                due = ops.equal(ops.mod(self.iterations + 1, every), 0)
                variable.assign(ops.where(due, average, variable))

    def averaged(self):
        """(weight, running mean) of each variable; empty before `build` and without `use_ema`."""
        if not (self.use_ema and self.built):
            return []
        return list(zip(self._trainable_variables, self._averages, strict=True))

    def finalize_variable_values(self, var_list):
        """Replaces the weights by their running means, if these are kept; called after training."""
        if self.use_ema and self.built:
            for variable in var_list:
                variable.assign(self._averages[self._get_variable_index(variable)])

    def _decay_weights(self, variables, rate):
        for variable in variables:
            share = self.decay_of(variable)
            if share is not None and self._use_weight_decay(variable):
                shrunk = variable * share * ops.cast(rate, variable.dtype)
                variable.assign(variable - shrunk)

    def decay_of(self, variable):
        """The weight decay of a variable, or None; the same for all unless a subclass differs."""
        return self.weight_decay

    def exclude_from_weight_decay(self, var_list=None, var_names=None):
        """Keeps variables from weight decay, given themselves or by a part of their names."""
        if self.built:
            raise StateError("M39", owner=type(self).__name__, what="the exceptions")
        self._decay_exceptions = (tuple(var_list or ()), tuple(var_names or ()))

    def _use_weight_decay(self, variable):
        kept, names = self._decay_exceptions
        if any(variable is each for each in kept):
            return False
        return not any(re.search(n, variable.name) for n in names)

    def scale_loss(self, loss):
        """The loss times `loss_scale_factor`, of which gradients are taken."""
        return loss if self.loss_scale_factor is None else loss * self.loss_scale_factor

    def get_weights(self):
        """Copies of the values of `variables`, as arrays."""
        return [variable.numpy() for variable in self.variables]

    def set_weights(self, weights):
        """Sets `variables` from arrays.

        Raises:
            ValueError: for another number of arrays, or other shapes.
        """
        weights = list(weights)
        variables = self.variables
        if len(weights) != len(variables):
            want, got = len(variables), len(weights)
            raise ArgumentError("M10", owner=self.name, want=want, got=got)
        for variable, weight in zip(variables, weights, strict=True):
            variable.assign(weight)

    def get_config(self):
        """The arguments of the constructor, with the learning rate of the moment."""
        rate = self._learning_rate
        if self._has_plain_rate():
            rate = float(rate.numpy())
        else:
            rate = saving.serialize_keras_object(rate)
        config = {
            "name": self.name,
            "learning_rate": rate,
            "weight_decay": self.weight_decay,
            "clipnorm": self.clipnorm,
            "global_clipnorm": self.global_clipnorm,
            "clipvalue": self.clipvalue,
            "use_ema": self.use_ema,
            "ema_momentum": self.ema_momentum,
            "ema_overwrite_frequency": self.ema_overwrite_frequency,
            "loss_scale_factor": self.loss_scale_factor,
            "gradient_accumulation_steps": self.gradient_accumulation_steps,
        }
        return {**config, "decay": self.decay} if self.decay else config

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """An optimizer from what `get_config` returned; a new one, without state."""
        config = dict(config)
        for name in ("learning_rate", "lr"):
            if isinstance(config.get(name), dict):
                config[name] = schedules.deserialize(config[name], custom_objects)
        return cls(**config)

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}>"


def settle(before, holds):
    """Variables keep the values they were given where a condition holds, and else their old ones.

    Args:
        before: pairs of a variable and its value before.
        holds: a scalar bool tensor.
    """
    for variable, old in before:
        variable.assign(ops.where(holds, variable, old))


def follow(slot, value, kept):
    """The running mean in a slot after one more value; the old mean keeps the share `kept`."""
    mean = slot + (value - slot) * (1 - kept)
    slot.assign(mean)
    return mean
