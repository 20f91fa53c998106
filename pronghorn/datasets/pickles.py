"""Arrays out of files that hold Python objects, without running what else such files may hold."""

import pickle
import zipfile

import numpy as np

from pronghorn.errors import FileError

__all__ = ["load_npz", "load_pickle"]

# What arrays of objects are made of, and nothing that could act.
ALLOWED = {
    ("_codecs", "encode"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy.core.multiarray", "_reconstruct"),
}


class _Reader(pickle.Unpickler):
    def __init__(self, file, path, **kwargs):
        super().__init__(file, **kwargs)
        self.path = path

    def find_class(self, module, name):
        if (module, name) not in ALLOWED:
            called = f"{module}.{name}"
            raise FileError("F09", path=self.path, reason="it calls {called}", called=called)
        return super().find_class(module.replace("numpy.core", "numpy._core"), name)


def load_pickle(path, encoding="bytes"):
    """The object in a pickle file; of dicts, lists, numbers and arrays only."""
    with open(path, "rb") as file:
        return _Reader(file, path, encoding=encoding).load()


def load_npz(path):
    """The arrays of an .npz file by name, also arrays of lists."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        for entry in archive.namelist():
            with archive.open(entry) as file:
                found[entry.removesuffix(".npy")] = _array(file, path)
    return found


def _array(file, path):
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else None
    read = read or np.lib.format.read_array_header_2_0
    shape, _, dtype = read(file)
    if dtype.hasobject:
        return _Reader(file, path).load().reshape(shape)
    return np.frombuffer(file.read(), dtype).reshape(shape)
