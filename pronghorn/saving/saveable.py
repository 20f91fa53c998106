"""`Saveable`: what has variables of its own and other saveables inside, as files know it."""

from pronghorn.errors import FileError

__all__ = ["Saveable"]


class Saveable:
    """The base of layers and optimizers, as far as files are concerned.

    A class with state that is no variable overrides `save_own_variables` and `load_own_variables`.
    """

    # Attributes in which files do not look for saveables.
    _not_saved = frozenset()

    def own_variables(self):
        """The variables that a file holds directly under this one, in order."""
        raise NotImplementedError

    def save_own_variables(self, store):
        """Puts the values of the own variables into a dict-like `store`, by number."""
        for number, variable in enumerate(self.own_variables()):
            store[str(number)] = variable.numpy()

    def load_own_variables(self, store):
        """Takes the values of the own variables from `store`, as `save_own_variables` put them.

        Raises:
            FileError: if their number differs.
        """
        wanted = self.own_variables()
        if len(store.keys()) != len(wanted):
            said = f"{self.name}: {len(wanted)} weights, the store has {len(store.keys())}"
            raise FileError("F05", path="the store", difference=said)
        for number, variable in enumerate(wanted):
            variable.assign(store[str(number)])

    def saved_parts(self):
        """(name, part) of the attributes that may be or hold saveables; private ones come last."""
        names = sorted(vars(self), key=lambda name: (name.startswith("_"), name))
        for name in names:
            if name not in self._not_saved and not name.startswith("__"):
                yield name, vars(self)[name]
