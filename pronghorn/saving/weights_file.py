"""`.weights.h5`: the state of a model in Keras' layout, found by structure and never by names.

A group stands for each thing with weights: `layers/dense_1/vars/0` is the first weight of the
second `Dense` of a row of layers; the user's names are only told as attributes.
"""

import os

from pronghorn import messages
from pronghorn.errors import FileError, StateError, unknown_argument
from pronghorn.names import snake_case
from pronghorn.saving import hdf5, orbax
from pronghorn.saving.saveable import Saveable
from pronghorn.saving.state_tree import take_state_tree

__all__ = ["load_weights", "save_weights", "walk"]

SUFFIX = ".weights.h5"


def save_weights(model, filepath, overwrite=True, max_shard_size=None, **kwargs):
    """Writes the weights of a model, and the state of its optimizer, as Keras does.

    Args:
        model: a built model.
        filepath: ends in `.weights.h5`.
        overwrite: whether an older file is replaced.
        max_shard_size: not supported: a model is one file.

    Raises:
        StateError: before the model is built.
        FileError: for another suffix, a file that is not to be replaced, or one that cannot be.

    Example:
        >>> import os, tempfile
        >>> from pronghorn import layers, models, saving
        >>> model = models.Sequential([layers.Input((3,)), layers.Dense(2)])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = os.path.join(folder, "mine.weights.h5")
        ...     saving.save_weights(model, path)
        ...     saving.load_weights(model, path)
    """
    path = _checked(model, filepath, "save_weights", kwargs)
    if max_shard_size is not None:
        what = "a model in parts of {size} GB"
        raise FileError("F19", path=path, what=what, size=max_shard_size)
    if os.path.exists(path) and not overwrite:
        raise FileError("F18", path=path)
    with hdf5.writing(path) as file:
        write(model, file)


def load_weights(model, filepath, skip_mismatch=False, **kwargs):
    """Takes the weights, and the state of the optimizer, from a file of pronghorn's or Keras'.

    Nothing is changed unless all fits. A model that was not compiled leaves the optimizer's state.

    Args:
        model: built as the one that was saved.
        filepath: ends in `.weights.h5`, or a folder that `OrbaxCheckpoint` wrote.
        skip_mismatch: whether layers that do not fit are left as they are, with a note each.

    Raises:
        StateError: before the model is built.
        FileError: for a file that cannot be read or is unsafe, and for weights that are missing,
            too many or of other shapes; the error names them.
    """
    if os.path.isdir(filepath) and not kwargs and model.built:
        take_state_tree(model, orbax.read(filepath))
        return
    path = _checked(model, filepath, "load_weights", kwargs)
    with hdf5.reading(path) as reader:
        if "layer_names" in reader.group.attrs:
            raise FileError("F19", path=path, what="a file of Keras 2")
        read(model, reader, skip_mismatch)


def _checked(model, filepath, method, kwargs):
    path = os.fspath(filepath)
    for argument in kwargs:
        raise unknown_argument(getattr(model, method), argument)
    if not path.endswith(SUFFIX):
        mend = os.path.basename(path).split(".")[0] + SUFFIX
        raise FileError("F17", path=path, mend=mend)
    if not model.built:
        raise StateError("M06", owner=model.name)
    return path


def write(model, file):
    """Writes a group for each saveable of a model into an open file."""
    for path, saveable in walk(model):
        group = file.create_group(f"{path}/vars" if path else "vars")
        group.attrs["name"] = saveable.name
        store = {}
        saveable.save_own_variables(store)
        for name, value in store.items():
            group[str(name)] = value.numpy() if hasattr(value, "numpy") else value


def read(model, reader, skip_mismatch=False):
    """Takes the state of every saveable of a model from an open file, or of none."""
    _build_optimizer(model, reader)
    taken, wrong, seen = [], [], set()
    for path, saveable in walk(model):
        inside = f"{path}/vars" if path else "vars"
        seen.add(inside)
        store = _Store(reader, inside)
        fault = store.fault(saveable)
        if not fault:
            taken.append((saveable, store))
        elif path.partition("/")[0] != "optimizer":
            wrong.append((saveable, fault))
        elif store:
            messages.note("H15", layer=saveable.name, difference=fault)
    _tell(reader, wrong, _extra(reader, seen), skip_mismatch)
    for saveable, store in taken:
        saveable.load_own_variables(store)


def _build_optimizer(model, reader):
    """The slots of an optimizer that has taken no step yet, if the file holds some."""
    optimizer = getattr(model, "optimizer", None)
    stored = reader.inside("optimizer/vars")
    if optimizer is not None and stored and len(stored.names()) > len(optimizer.variables):
        model.build_optimizer()


def _tell(reader, wrong, extra, skip_mismatch):
    """Raises for what does not fit, or notes that it is left alone."""
    if skip_mismatch:
        for saveable, fault in wrong:
            messages.note("H15", layer=saveable.name, difference=fault)
        return
    if wrong:
        differences = [f"{saveable.name}: {fault}" for saveable, fault in wrong]
    else:
        differences = [f"the file also has {path}" for path in extra]
    if differences:
        more = f" and {len(differences) - 3} more" if len(differences) > 3 else ""
        said = "; ".join(differences[:3]) + more
        raise FileError("F05", path=reader.path, difference=said)


def _extra(reader, seen):
    """Arrays that belong to no part of the model; an optimizer's may be left behind."""
    for path in reader.arrays():
        if path.rpartition("/")[0] not in seen and path.partition("/")[0] not in _BESIDE:
            yield path


# Groups beside those of layers: the optimizer's, and what a backup adds.
_BESIDE = ("optimizer", "training")


class _Store:
    """The arrays of one saveable by name, read when asked for."""

    def __init__(self, reader, path):
        self._group = reader.inside(path)

    def keys(self):
        return self._group.names() if self._group else []

    def __len__(self):
        return len(self.keys())

    def __iter__(self):
        return iter(self.keys())

    def __contains__(self, name):
        return name in self.keys()

    def __getitem__(self, name):
        if self._group is None or self._group.shape(name) is None:
            raise KeyError(name)
        return self._group.array(name)

    def fault(self, saveable):
        """Why these arrays cannot be the saveable's own variables; "" if they can."""
        if type(saveable).load_own_variables is not Saveable.load_own_variables:
            return ""  # it knows by itself what it takes
        wanted = saveable.own_variables()
        if len(wanted) != len(self):
            if self._group is None:
                return f"the file lacks its {len(wanted)} weights"
            return f"{len(wanted)} weights, in the file {len(self)}"
        for number, variable in enumerate(wanted):
            shape = self._group.shape(str(number))
            if shape != variable.shape:
                return f"{variable.name} has shape {variable.shape}, in the file {shape}"
        return ""


def walk(saveable, path="", visited=None):
    """(path, saveable) of a saveable and of all inside it, each once, in Keras' order."""
    visited = set() if visited is None else visited
    if id(saveable) in visited:
        return
    visited.add(id(saveable))
    yield path, saveable
    for name, part in saveable.saved_parts():
        inner = f"{path}/{name}" if path else name
        if isinstance(part, Saveable):
            yield from walk(part, inner, visited)
        elif isinstance(part, list | tuple | dict):
            yield from _walk_container(part, inner, visited)


def _walk_container(container, path, visited):
    used = {}
    for part in container.values() if isinstance(container, dict) else container:
        if isinstance(part, Saveable):
            name = _numbered(snake_case(type(part).__name__), used)
            yield from walk(part, f"{path}/{name}", visited)
        elif isinstance(part, list | tuple | dict):
            name = _numbered("container", used)
            yield from _walk_container(part, f"{path}/{name}", visited)


def _numbered(name, used):
    number = used[name] = used.get(name, -1) + 1
    return f"{name}_{number}" if number else name
