"""Scopes of Keras: names, the device, and those that change nothing here."""

from contextlib import AbstractContextManager, ContextDecorator

from pronghorn import variables
from pronghorn.errors import wrong_argument
from pronghorn.tensor import path

__all__ = ["SymbolicScope", "device", "name_scope"]


class _Scope(AbstractContextManager, ContextDecorator):
    def __exit__(self, *_):
        return None


class name_scope(_Scope):  # Keras' name
    """Variables made and operations recorded inside have this name in their path.

    Example:
        >>> import pronghorn
        >>> with pronghorn.name_scope("outer"), pronghorn.name_scope("inner"):
        ...     weight = pronghorn.Variable(1.0, name="weight")
        >>> weight.path
        'outer/inner/weight'
    """

    def __init__(self, name, **kwargs):  # caller, override_parent: for layers
        if not isinstance(name, str) or "/" in name:
            raise wrong_argument("name_scope", "name", "a text without '/'", name, "'encoder'")
        self.name = name

    def __enter__(self):
        outer = path.get()
        self._scope = variables.name_scope(f"{outer}/{self.name}" if outer else self.name)
        self._scope.__enter__()
        return self

    def __exit__(self, *error):
        return self._scope.__exit__(*error)


class device(_Scope):  # Keras' name
    """What runs inside runs on this device; there is one, "cpu".

    Raises:
        ArgumentError: for any other.
    """

    def __init__(self, device_name):
        if str(device_name).lower().partition(":")[0] != "cpu":
            raise wrong_argument("device", "device_name", "the processor", device_name, "'cpu:0'")
        self.device_name = device_name


class SymbolicScope(_Scope):
    """Accepted for Keras' sake: operations know symbolic tensors by themselves."""
