"""Objects as Keras 3's JSON and back: which class or function a name stands for.

A name finds pronghorn's own objects through the table `HOMES` and users' objects only if they were
registered, are in a `custom_object_scope` or were handed in. No module named by a file is imported.
"""

import contextvars
import importlib
import json
import types
from contextlib import contextmanager

import numpy as np

from pronghorn.errors import ArgumentError, DtypeError, FileError
from pronghorn.ops.operation import class_named
from pronghorn.tensor import Tensor

__all__ = [
    "CustomObjectScope",
    "custom_object_scope",
    "deserialize_keras_object",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "register_keras_serializable",
    "serialize_keras_object",
    "sharing_objects",
]

# The public module that files name -> the package that holds its objects, in the order in which a
# name without a module is looked for.
HOMES = {
    "keras.layers": "pronghorn.layers",
    "keras": "pronghorn.models",
    "keras.models": "pronghorn.models",
    "keras.initializers": "pronghorn.initializers",
    "keras.regularizers": "pronghorn.regularizers",
    "keras.constraints": "pronghorn.constraints",
    "keras.activations": "pronghorn.activations",
    "keras.dtype_policies": "pronghorn.layers.dtype_policy",
    "keras.losses": "pronghorn.losses",
    "keras.metrics": "pronghorn.metrics",
    "keras.optimizers": "pronghorn.optimizers",
    "keras.optimizers.schedules": "pronghorn.optimizers.schedules",
    "keras.random": "pronghorn.random",
    "keras.src.models.functional": "pronghorn.models.model",
}

# Classes whose public module is not that of their package.
_ELSEWHERE = {
    "AWQDTypePolicy": "keras.dtype_policies",
    "DTypePolicy": "keras",
    "DTypePolicyMap": "keras.dtype_policies",
    "FloatDTypePolicy": "keras",
    "GPTQDTypePolicy": "keras.dtype_policies",
    "Initializer": "keras",
    "Int4DTypePolicy": "keras.dtype_policies",
    "Functional": "keras.src.models.functional",
    "Model": "keras",
    "QuantizedDTypePolicy": "keras.dtype_policies",
    "QuantizedFloat8DTypePolicy": "keras.dtype_policies",
    "Sequential": "keras",
}

_PLAIN = (str, int, float, bool)

_registered = {}
_names = {}
_scope = contextvars.ContextVar("custom_objects", default=None)
# While a model is written or read: objects met so far, by the id under which files share them.
_shared = contextvars.ContextVar("shared_objects", default=None)


def _scoped():
    return _scope.get() or {}


def get_custom_objects():
    """The registered classes and functions by name; a dict that may be changed in place."""
    return _registered


@contextmanager
def custom_object_scope(custom_objects):
    """Inside, names of `custom_objects` (a dict, or several) stand for their classes or functions.

    Example:
        >>> from pronghorn import initializers, saving
        >>> with saving.custom_object_scope({"half": lambda shape, dtype=None: 0.5}):
        ...     initializers.get("half")((2,))
        0.5
    """
    given = custom_objects if isinstance(custom_objects, list | tuple) else [custom_objects]
    merged = dict(_scoped())
    for each in given:
        merged.update(each)
    token = _scope.set(merged)
    try:
        yield
    finally:
        _scope.reset(token)


CustomObjectScope = custom_object_scope


@contextmanager
def sharing_objects():
    """Inside, an object met twice is written once and read as one object."""
    token = _shared.set({})
    try:
        yield
    finally:
        _shared.reset(token)


def register_keras_serializable(package="Custom", name=None):
    """Decorates a class or function so that files may name it, as `package>name`.

    Raises:
        ValueError: if the name is taken by another object, or a class has no `get_config`.

    Example:
        >>> from pronghorn import saving
        >>> @saving.register_keras_serializable(package="mine")
        ... def half(x):
        ...     return x / 2
        >>> saving.get_registered_name(half)
        'mine>half'
    """

    def register(item):
        registered_name = f"{package}>{name or item.__name__}"
        if isinstance(item, type) and not hasattr(item, "get_config"):
            raise ArgumentError("M34", owner=item.__name__, method="get_config", arguments="self")
        other = _registered.get(registered_name)
        # A class defined again, as notebooks do, replaces its older self.
        if other is not None and other.__qualname__ != item.__qualname__:
            raise ArgumentError("M43", kind="object", name=registered_name, other=other)
        _registered[registered_name] = item
        _names[item] = registered_name
        return item

    return register


def get_registered_name(item):
    """The name a class or function was registered under, or its own name."""
    return _names.get(item, getattr(item, "__name__", None))


def get_registered_object(name, custom_objects=None, module_objects=None):
    """What `name` was registered for, or None."""
    for table in (custom_objects, _scoped(), _registered, module_objects):
        if table and name in table:
            return table[name]
    return None


def public_module(item):
    """The module of Keras in which files look for one of pronghorn's classes or functions."""
    package = ".".join(item.__module__.split(".")[:2])
    if item.__name__ in _ELSEWHERE and package.startswith("pronghorn."):
        return _ELSEWHERE[item.__name__]
    if item.__module__.startswith("pronghorn.optimizers.schedules"):
        return "keras.optimizers.schedules"
    return next((public for public, home in HOMES.items() if home == package), None)


def serialize_keras_object(obj):
    """The object as Keras writes it: plain values as they are, others as a dict.

    Raises:
        TypeError: if the object has no `get_config`.

    Example:
        >>> from pronghorn import initializers, saving
        >>> saving.serialize_keras_object(initializers.Ones())["class_name"]
        'Ones'
    """
    if obj is None or isinstance(obj, _PLAIN):
        return obj
    if isinstance(obj, list | tuple):
        return (
            type(obj)(map(serialize_keras_object, obj))
            if type(obj) in (list, tuple)
            else list(map(serialize_keras_object, obj))
        )
    if isinstance(obj, dict):
        return {key: serialize_keras_object(value) for key, value in obj.items()}
    if isinstance(obj, bytes):
        return {"class_name": "__bytes__", "config": {"value": obj.decode("utf-8")}}
    if isinstance(obj, slice):
        ends = {"start": obj.start, "stop": obj.stop, "step": obj.step}
        return {"class_name": "__slice__", "config": serialize_keras_object(ends)}
    if obj is Ellipsis:
        return {"class_name": "__ellipsis__", "config": {}}
    if isinstance(obj, np.dtype):
        return obj.name
    if isinstance(obj, Tensor | np.ndarray | np.generic):
        return _serialized_array(obj)
    if isinstance(obj, types.FunctionType | types.BuiltinFunctionType | type):
        return _serialized_function(obj)
    return _serialized_object(obj)


def _serialized_array(obj):
    if isinstance(obj, Tensor) and not obj.is_concrete():
        history = obj._keras_history
        if hasattr(history, "operation"):
            history = [history.operation.name, *history[1:]]
        config = {"shape": list(obj.shape), "dtype": obj.dtype, "keras_history": history}
        return {"class_name": "__keras_tensor__", "config": config}
    array = np.asarray(obj)
    if isinstance(obj, np.generic) or (array.ndim == 0 and not isinstance(obj, Tensor)):
        return array.item()
    name = "__tensor__" if isinstance(obj, Tensor) else "__numpy__"
    return {"class_name": name, "config": {"value": array.tolist(), "dtype": str(array.dtype)}}


def _serialized_function(obj):
    if obj.__name__ == "<lambda>":
        reason = "a lambda has no name to find it by"
        raise ArgumentError("M29", owner="lambda", reason=reason)
    public = public_module(obj) if obj.__module__ else None
    name = obj.__name__ if public else get_registered_name(obj)
    module = public or ("builtins" if obj.__module__ is None else obj.__module__)
    kind = "type" if isinstance(obj, type) else "function"
    return {"module": module, "class_name": kind, "config": name, "registered_name": name}


def _serialized_object(obj):
    cls = type(obj)
    if not hasattr(obj, "get_config"):
        raise DtypeError("M29", owner=cls.__name__, reason="it has no get_config")
    public = public_module(cls)
    module = public or cls.__module__
    record = {
        "module": None if module == "__main__" else module,
        "class_name": cls.__name__,
        "config": serialize_keras_object(obj.get_config()),
        "registered_name": None if _is_exported(public) else get_registered_name(cls),
    }
    for method in ("build_config", "compile_config"):
        config = getattr(obj, f"get_{method}", lambda: None)()
        if config is not None:
            record[method] = serialize_keras_object(config)
    sharing = _shared.get()
    if sharing is not None:
        first = sharing.setdefault(id(obj), record)
        if first is not record:
            first["shared_object_id"] = record["shared_object_id"] = id(obj)
    return record


def _is_exported(module):
    """Whether Keras shows this module to users; for other classes files repeat the name."""
    return module is not None and not module.startswith("keras.src.")


def deserialize_keras_object(config, custom_objects=None, safe_mode=True, module_objects=None):
    """The object that `serialize_keras_object` wrote.

    Args:
        custom_objects: names of users' classes and functions that the configuration may use.
        module_objects: a table of names that a string, or a dict without a module, may stand for.

    Raises:
        ValueError: for an unknown name, a damaged configuration, or stored Python code.

    Example:
        >>> from pronghorn import saving
        >>> saving.deserialize_keras_object({"class_name": "Ones", "config": {}}).get_config()
        {}
    """
    if custom_objects:
        with custom_object_scope(custom_objects):
            return deserialize_keras_object(config, None, safe_mode, module_objects)
    if isinstance(config, str):
        found = get_registered_object(config, module_objects=module_objects)
        return config if found is None else found
    if config is None or isinstance(config, _PLAIN):
        return config
    if isinstance(config, list | tuple):
        return [deserialize_keras_object(part, None, safe_mode) for part in config]
    if not isinstance(config, dict):
        raise ArgumentError("M24", kind="object", got=config)
    if "class_name" not in config or "config" not in config:
        return {
            key: deserialize_keras_object(value, None, safe_mode) for key, value in config.items()
        }
    return _deserialized(config, module_objects)


def _tensor_from(config):
    return Tensor(np.array(config["value"], config["dtype"]))


def _slice_from(config):
    return slice(config["start"], config["stop"], config["step"])


_SPECIAL = {
    "__tensor__": _tensor_from,
    "__numpy__": lambda config: np.array(config["value"], config["dtype"]),
    "__bytes__": lambda config: config["value"].encode("utf-8"),
    "__ellipsis__": lambda config: Ellipsis,
    "__slice__": _slice_from,
}


def _deserialized(record, module_objects):
    class_name, config = record["class_name"], record["config"]
    if class_name in _SPECIAL:
        return _SPECIAL[class_name](config)
    if class_name == "__lambda__":
        raise FileError("F07", layer=class_name)
    shared, shared_id = _shared.get(), record.get("shared_object_id")
    if shared is not None and shared_id in shared:
        return shared[shared_id]
    if class_name in ("function", "type"):
        return found(config, record.get("module"), record.get("registered_name"), module_objects)
    cls = found(class_name, record.get("module"), record.get("registered_name"), module_objects)
    if not isinstance(cls, type):
        return cls
    obj = _made(cls, config)
    if record.get("build_config") and hasattr(obj, "build_from_config"):
        obj.build_from_config(record["build_config"])
    if record.get("compile_config") and hasattr(obj, "compile_from_config"):
        obj.compile_from_config(record["compile_config"])
    if shared is not None and shared_id is not None:
        shared[shared_id] = obj
    return obj


def _made(cls, config):
    if not hasattr(cls, "from_config"):
        return cls(**config)
    try:
        return cls.from_config(config)
    except TypeError as error:
        raise ArgumentError("M29", owner=cls.__name__, reason=str(error)) from error


def found(name, module=None, registered_name=None, module_objects=None):
    """The class or function of this name; users' objects come before pronghorn's own.

    Raises:
        ValueError: if there is none.
    """
    for each in (registered_name, name):
        item = get_registered_object(each, module_objects=None) if each else None
        if item is not None:
            return item
    if module_objects and name in module_objects:
        return module_objects[name]
    if module is None or module == "builtins" or module.split(".")[0] in _KERAS:
        item = _own(name, module)
        if item is not None:
            return item
    raise FileError("F08", path="the configuration", name=name)


_KERAS = ("keras", "tf_keras", "tensorflow", "keras_core")


def _own(name, module):
    """One of pronghorn's own public objects; `module` says where to look first."""
    if module and module.startswith("keras.src.ops."):
        return class_named(name)
    homes = list(dict.fromkeys(HOMES.values()))
    if module in HOMES:
        homes.insert(0, HOMES[module])
    for home in homes:
        try:
            package = importlib.import_module(home)  # a name of the table, never of the file
        except ModuleNotFoundError:
            continue
        if name in getattr(package, "__all__", ()):
            return getattr(package, name)
    return None


def parsed(text):
    """The record in a JSON text.

    Raises:
        ValueError: if it is not the JSON of an object.
    """
    try:
        record = json.loads(text)
    except (TypeError, ValueError) as error:
        raise FileError("F13", text="the text", reason=str(error)) from None
    if not isinstance(record, dict):
        raise FileError("F13", text="the text", reason="it holds no object")
    return record
