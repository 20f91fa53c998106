"""What is settled when a step is traced: the arguments of all objects that it is made of."""

import weakref

from pronghorn import tree
from pronghorn.changes import Changing, arguments_of

__all__ = ["Settled"]

# What of variables steps are made of.
OF_VARIABLES = ["_regularizer", "_constraint"]


class Settled:
    """The arguments as they are now, to see later whether one was changed.

    A program is made from `layer.rate`, `optimizer.clipnorm` and the like as they are when it is
    traced. Attributes that are no arguments, as what a `call` keeps, may change with each step.
    """

    __slots__ = ("_changes", "_kept")

    def __init__(self, trainer):
        self._changes = Changing.changes
        self._kept = []
        for one, names, values in _objects(trainer):
            vars(one)["_is_settled"] = True
            # Weakly, since the model owns this.
            self._kept.append((weakref.ref(one), names, values))
        for variable in trainer.variables:
            own = vars(variable)
            own["_is_settled"] = True
            self._kept.append((weakref.ref(variable), OF_VARIABLES, [own[n] for n in OF_VARIABLES]))

    def changed(self):
        """The object and the name of an argument that is another one now, with what it was before;
        or None."""
        changes = Changing.changes
        if changes != self._changes:
            for kept, names, values in self._kept:
                one = kept()
                if one is None:
                    continue  # another took its place
                for name, value in zip(names, values, strict=True):
                    if vars(one).get(name) is not value:
                        return one, name, value
            self._changes = changes
        return None


def _objects(trainer):
    """The layers, what `compile` was given, and what these hold: each once, with its arguments."""
    given = () if trainer._compiled is None else trainer._compiled.given.values()
    found, left = {}, [*trainer._flatten_layers(), trainer.optimizer, *tree.flatten(list(given))]
    while left:
        one = left.pop()
        if isinstance(one, Changing) and id(one) not in found:
            names, values = arguments_of(one)
            found[id(one)] = one, names, values
            left += values
    return found.values()
