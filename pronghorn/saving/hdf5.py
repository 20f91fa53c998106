"""HDF5 files of numbers: written so that a crash leaves the old file, read without trust.

A file is data and nothing else: links that lead out of it, storage outside of it, virtual data and
cells that are no numbers are refused, and an array is read only when its shape is the one expected.
"""

import contextlib
import math
import os
from pathlib import Path

from pronghorn.errors import FileError

__all__ = ["Reader", "reading", "writing"]

# What every HDF5 file begins with, at 0 or at a power of two from 512 on.
_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_PLACES = (0, 512, 1024, 2048)
# An array of more bytes than this must have a thousandth of them in the file.
_LARGE, _RATIO = 1 << 30, 1000


def h5py():
    """The library, loaded when a file is first written or read."""
    import h5py

    return h5py


@contextlib.contextmanager
def writing(path):
    """A new file that takes the place of `path` when all is written.

    Raises:
        FileError: if the folder cannot be written.
    """
    path = os.fspath(path)
    unfinished = f"{path}.{os.getpid()}.unfinished"
    try:
        with h5py().File(unfinished, "w") as file:
            yield file
        os.replace(unfinished, path)
    except OSError as error:
        raise FileError("F01", path=path, reason=error.strerror or str(error)) from None
    finally:
        Path(unfinished).unlink(missing_ok=True)


@contextlib.contextmanager
def reading(path):
    """A `Reader` of the file.

    Raises:
        FileError: if there is no such file, it is no HDF5 file, or it is damaged or unsafe.
    """
    path = os.fspath(path)
    if not os.path.isfile(path):
        raise FileError("F04", path=path, folder=os.getcwd())
    with open(path, "rb") as raw:
        start = raw.read(max(_PLACES) + len(_SIGNATURE))
    if not any(start[n : n + len(_SIGNATURE)] == _SIGNATURE for n in _PLACES):
        shown = start[:12].decode("latin-1")
        raise FileError("F06", path=path, start=shown)
    try:
        with h5py().File(path, "r") as file:
            yield Reader(path, file)
    except (OSError, KeyError, RuntimeError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError("F10", path=path, reason=str(error)) from None


class Reader:
    """A file, or a group in one, that gives nothing but arrays.

    Args:
        path: of the file, for messages.
        group: of h5py.
    """

    def __init__(self, path, group):
        self.path = path
        self.group = group

    def names(self):
        """Names of all that lies directly in the group."""
        return list(self.group)

    def inside(self, name):
        """The group of this name as a `Reader`; None if there is none."""
        found = self._found(name)
        if found is None or not isinstance(found, h5py().Group):
            return None
        return Reader(self.path, found)

    def shape(self, name):
        """The shape of an array; None if there is no array of this name."""
        found = self._found(name)
        return tuple(found.shape) if isinstance(found, h5py().Dataset) else None

    def array(self, name):
        """An array of numbers.

        Raises:
            FileError: for what is no array of numbers, or only claims to be a large one.
        """
        found = self._found(name)
        if not isinstance(found, h5py().Dataset):
            raise FileError("F10", path=self.path, reason="{part} is no array", part=name)
        if found.external or found.is_virtual:
            self._refuse(f"the numbers of {found.name} lie in another file")
        if found.dtype.kind not in "biuf":
            self._refuse(f"{found.name} holds {found.dtype}, not numbers")
        claimed = math.prod(found.shape) * found.dtype.itemsize
        if claimed > max(_LARGE, _RATIO * found.id.get_storage_size()):
            self._refuse(f"{found.name} claims {claimed} bytes that the file does not have")
        return found[()]

    def arrays(self):
        """Paths of all arrays inside, at any depth."""
        for name in self.names():
            inner = self.inside(name)
            if inner is None:
                yield name
            else:
                yield from (f"{name}/{path}" for path in inner.arrays())

    def _found(self, name):
        """What lies at a path of groups, each of them in this very file; None if nothing does."""
        found = self.group
        for part in name.split("/"):
            link = found.get(part, getlink=True) if isinstance(found, h5py().Group) else None
            if link is None:
                return None
            if not isinstance(link, h5py().HardLink):
                self._refuse(f"{name} is a link to something else")
            found = found[part]
        return found

    def _refuse(self, reason):
        raise FileError("F09", path=self.path, reason=reason)
