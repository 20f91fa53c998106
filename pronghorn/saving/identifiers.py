"""What users may write for a loss, an initializer …: a name, a record, a class or an object."""

from pronghorn.errors import ArgumentError, unknown_name
from pronghorn.names import snake_case
from pronghorn.saving.registry import (
    deserialize_keras_object,
    get_custom_objects,
    get_registered_object,
)

__all__ = ["both_spellings", "instance", "known_name", "known_object", "lookup"]


def both_spellings(classes):
    """Classes by their names and, as Keras has them too, by those in snake case: `max_norm`."""
    return {
        **{cls.__name__: cls for cls in classes},
        **{snake_case(cls.__name__): cls for cls in classes},
    }


def lookup(module, known):
    """The `__getattr__` of a module that offers all names of a table."""

    def found(name):
        if name in known:
            return known[name]
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return found


def known_object(kind, config, known, custom_objects=None):
    """What a name in the table `known`, or a record, stands for; an unknown name is refused."""
    found = deserialize_keras_object(config, custom_objects=custom_objects, module_objects=known)
    if isinstance(found, str):
        raise unknown_name(kind, found, {*known, *get_custom_objects()})
    return found


def known_name(kind, name, known, offered=()):
    """What a name stands for; if nothing, the nearest of the known and offered ones is told."""
    found = get_registered_object(name, module_objects=known)
    if found is None:
        raise unknown_name(kind, name, [*known, *offered])
    return found


def instance(kind, identifier, by_record, by_name):
    """Something to call: a class is called without arguments, None stays None."""
    found = identifier
    if isinstance(identifier, dict):
        found = by_record(identifier)
    elif isinstance(identifier, str):
        found = by_name(identifier)
    if isinstance(found, type):
        found = found()
    if found is not None and not callable(found):
        raise ArgumentError("M24", kind=kind, got=identifier)
    return found
