"""`keras.utils.Config`: named values, read and set as attributes or as items."""

import json

from pronghorn.errors import StateError, nearest

__all__ = ["Config"]

_OWN = ("_config", "_frozen")


class Config:
    """Named values; `freeze` keeps them from being changed by mistake.

    Args:
        **kwargs: the first of them.

    Raises:
        StateError: for a change while frozen.

    Example:
        >>> from pronghorn import utils
        >>> config = utils.Config(rate=0.1)
        >>> config.seed = 3
        >>> config["rate"], config.as_dict()
        (0.1, {'rate': 0.1, 'seed': 3})
    """

    def __init__(self, **kwargs):
        self._config = kwargs
        self._frozen = False

    @property
    def frozen(self):
        """Whether changes are refused."""
        return self._frozen

    def freeze(self):
        """From now on changes are refused."""
        self._frozen = True

    def unfreeze(self):
        """Changes are allowed again."""
        self._frozen = False

    def as_dict(self):
        """The values in a dict of their own."""
        return dict(self._config)

    def to_json(self):
        """The values as JSON."""
        return json.dumps(self._config)

    def keys(self):
        return self._config.keys()

    def values(self):
        return self._config.values()

    def items(self):
        return self._config.items()

    def get(self, keyname, value=None):
        """The value of this name, or another."""
        return self._config.get(keyname, value)

    def pop(self, *args):
        """Takes a value out, as `dict.pop`."""
        return self._changeable().pop(*args)

    def update(self, *args, **kwargs):
        """Sets several values, as `dict.update`."""
        self._changeable().update(*args, **kwargs)

    def _changeable(self):
        if self._frozen:
            raise StateError("M39", owner="Config", what="a frozen value")
        return self._config

    def __setattr__(self, name, value):
        if name in _OWN:
            object.__setattr__(self, name, value)
        else:
            self._changeable()[name] = value

    def __getattr__(self, name):
        # Only what is no attribute comes here; copies ask before there are values.
        found = self.__dict__.get("_config", {})
        if name in found:
            return found[name]
        alike = nearest(name, found)
        raise AttributeError(f"no value {name!r}" + (f"; did you mean {alike!r}?" if alike else ""))

    def __setitem__(self, key, item):
        self._changeable()[key] = item

    def __getitem__(self, key):
        return self._config[key]

    def __delitem__(self, key):
        del self._changeable()[key]

    def __iter__(self):
        return iter(sorted(self._config))

    def __len__(self):
        return len(self._config)

    def __contains__(self, item):
        return item in self._config

    def __repr__(self):
        return f"<Config {self._config}>"
