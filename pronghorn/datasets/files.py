"""Files from the network, kept in a folder, verified and unpacked."""

import hashlib
import os
import shutil
import tarfile
import zipfile
from pathlib import Path

from pronghorn import arguments
from pronghorn.data.network import network
from pronghorn.errors import FileError, wrong_argument

__all__ = ["cache_folder", "get_file"]

ARCHIVES = ("auto", "tar", "zip", None)


def cache_folder(cache_dir=None):
    """The folder that Keras keeps files in: the one given, `KERAS_HOME`, or `~/.keras`."""
    return Path(cache_dir or os.environ.get("KERAS_HOME") or Path.home() / ".keras").expanduser()


def get_file(
    fname=None,
    origin=None,
    untar=False,
    md5_hash=None,
    file_hash=None,
    cache_subdir="datasets",
    hash_algorithm="auto",
    extract=False,
    archive_format="auto",
    cache_dir=None,
    force_download=False,
):
    """The path of a file, which is fetched unless it is here already.

    Args:
        fname: its name in the cache; by default the last part of `origin`.
        origin: an address such as `https://...`.
        untar, extract: whether it is an archive to unpack.
        md5_hash, file_hash: what the file must have; another file is fetched again.
        cache_subdir: of the cache folder.
        hash_algorithm: `"sha256"`, `"md5"`, or `"auto"`, which tells them by their length.
        archive_format: `"tar"`, `"zip"`, or `"auto"` for either.
        cache_dir: the cache folder instead of `~/.keras`.
        force_download: fetches the file even if it is here.

    Returns:
        The path of the file, or of the folder that it was unpacked to.

    Raises:
        FileError: if the file can not be fetched, or is another one than its hash says. It tells
            where to put the file by hand.
    """
    if origin is None:
        raise wrong_argument(
            "get_file", "origin", "the address of the file", None, "'https://example.org/data.zip'"
        )
    arguments.choice("get_file", "archive_format", archive_format, ARCHIVES)
    unpack = extract or untar
    folder = cache_folder(cache_dir) / cache_subdir
    name = str(fname or os.path.basename(network().parse.urlsplit(origin).path))
    path, target = _places(folder, name, unpack, fname is not None)
    wanted = file_hash or md5_hash
    here = path.exists() and not force_download
    if here and wanted is not None and _digest(path, wanted, hash_algorithm) != wanted:
        here = False
    if not here and not (unpack and wanted is None and target.exists() and not force_download):
        _fetch(origin, path)
        if wanted is not None:
            _verify(path, wanted, hash_algorithm, origin)
    if not unpack:
        return str(path)
    if not target.exists() or not here:
        _unpack(path, target)
    return str(target)


def _places(folder, name, unpack, named):
    """Where the file is kept and where it is unpacked to, as Keras names them."""
    if not unpack:
        return folder / name, None
    if named and "." in name:
        return folder / name, folder / f"{name.partition('.')[0]}_extracted"
    return folder / f"{name}_archive", folder / name


def _algorithm(wanted, algorithm):
    if algorithm == "auto":
        return "md5" if len(wanted) == 32 else "sha256"
    return algorithm


def _digest(path, wanted, algorithm):
    with path.open("rb") as file:
        return hashlib.file_digest(file, _algorithm(wanted, algorithm)).hexdigest()


def _verify(path, wanted, algorithm, origin):
    got = _digest(path, wanted, algorithm)
    if got != wanted:
        named = _algorithm(wanted, algorithm)
        raise FileError("F31", path=path, algorithm=named, want=wanted, got=got, origin=origin)


def _fetch(origin, path):
    """Writes the file to its place at once, so that it is never there in part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    request = network().request
    try:
        asked = request.Request(origin, headers={"User-Agent": "pronghorn"})
        with partial.open("wb") as file, request.urlopen(asked, timeout=30) as answer:
            shutil.copyfileobj(answer, file)
        os.replace(partial, path)
    except (OSError, ValueError) as error:
        raise FileError("F30", file=path.name, origin=origin, reason=error, path=path) from None
    finally:
        partial.unlink(missing_ok=True)


def _unpack(path, target):
    """Unpacks an archive; entries that point outside of the folder are refused."""
    target.mkdir(parents=True, exist_ok=True)
    try:
        if tarfile.is_tarfile(path):
            with tarfile.open(path) as archive:
                archive.extractall(target, filter="data")
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                archive.extractall(target)
        else:
            raise FileError("F10", path=path, reason="it is neither a tar nor a zip archive")
    except tarfile.TarError as error:
        shutil.rmtree(target, ignore_errors=True)
        raise FileError("F10", path=path, reason=error) from None
