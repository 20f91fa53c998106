"""What was compiled before, kept on disk: object code and records about programs.

An entry is code that will be run, so it is read only from a folder and a file that belong to this
user and that nobody else can write, and only if its bytes are the ones that were written for the
key. Whatever goes wrong costs a rebuild and at most one note, never a failed run.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import os
import stat
import struct
import time
from collections.abc import Callable, Iterator

from pronghorn import messages
from pronghorn.config import settings

FORMAT = 1  # raise it when the layout of an entry, or what a key is made of, changes
KINDS = ("object", "program")

LIMIT = 512 << 20  # bytes on disk
KEPT = 0.8  # of the limit, after the least recently used entries were dropped
SWEEP_SHARE = 16  # the folder is measured each time a 16th of the limit has been written
LEDGER_UNIT = 64 << 10  # bytes written per byte of the ledger
DISK_BLOCK = 4 << 10

# A use is worth recording once an hour: dropping by age needs no more, and a hit stays a read.
TOUCH_AFTER = 3600.0
ABANDONED_AFTER = 3600.0  # a file still partial then belongs to a process that died

LEDGER = "ledger"
PARTIAL = ".partial"

# format, kind, key, length and SHA-256 of the payload; the payload follows.
HEADER = struct.Struct("<8s8s32sQ32s")
MAGIC = b"prongh%02d" % FORMAT

SHARED = "other users may write to it"

POSIX = os.name == "posix"
READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
WRITE = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
PLAIN = getattr(os, "O_BINARY", 0)  # Windows would translate line ends


def key_of(*parts: str | bytes) -> bytes:
    """The key of whatever these parts decide: 32 bytes, other for any other list of parts."""
    digest = hashlib.sha256(b"%d" % FORMAT)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.digest()


def shared_store() -> Store | None:
    """The store in the folder that the settings name; None when nothing is to be kept."""
    return None if settings.cache is None else _store_in(os.path.join(settings.cache, "compiled"))


class Store:
    """Payloads by kind and key in one folder, shared by every process of this user."""

    def __init__(self, folder: str, limit: int = LIMIT) -> None:
        self.folder = folder
        self.limit = limit
        self._readable: bool | None = None  # None: not looked at yet, or not there yet
        self._writable = True

    def get(self, kind: str, key: bytes) -> bytes | None:
        """The payload put under this key; None if there is none that can be trusted."""
        if not (self._readable or self._look()):
            return None
        path = self._path(kind, key)
        try:
            data = _read_private(path)
        except OSError:
            return None
        payload = _payload_of(data, kind, key)
        if payload is None:
            self.drop(kind, key)
            messages.note("G05", folder=self.folder)
        return payload

    def put(self, kind: str, key: bytes, payload: bytes, over: bool = True) -> None:
        """Keeps a payload, unless it is not to be put `over` one that is there.

        Another process may put the same key meanwhile; one of the two stays.
        """
        if not self._writable or len(payload) > self.limit // SWEEP_SHARE:
            return
        if not over and os.path.lexists(self._path(kind, key)):
            return
        head = HEADER.pack(MAGIC, kind.encode(), key, len(payload), _digest(payload))
        try:
            if not self._create():
                return
            try:
                self._write(self._path(kind, key), head + payload)
            except FileNotFoundError:  # the folder was deleted while this process ran
                self._readable = None
                if not self._create():
                    return
                self._write(self._path(kind, key), head + payload)
            self._account(len(payload))
        except OSError as error:
            self._writable = False
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                messages.note("G04", folder=self.folder)
            else:
                messages.note("G03", folder=self.folder, reason=error.strerror or str(error))

    def drop(self, kind: str, key: bytes) -> None:
        """Removes an entry that turned out to be of no use."""
        _remove(self._path(kind, key))

    def sweep(self) -> None:
        """Drops the least recently used entries once the folder holds more than its limit."""
        found = []
        for entry, status in self._files():
            if entry.name.endswith(PARTIAL):
                if status.st_mtime < time.time() - ABANDONED_AFTER:
                    _remove(entry.path)
            elif entry.name != LEDGER:
                blocks = -(-status.st_size // DISK_BLOCK)
                found.append((status.st_mtime, blocks * DISK_BLOCK, entry.path))
        total = sum(size for _, size, _ in found)
        if total <= self.limit:
            return
        for _, size, path in sorted(found):
            _remove(path)
            total -= size
            if total <= self.limit * KEPT:
                return

    def _path(self, kind: str, key: bytes) -> str:
        if kind not in KINDS:
            raise ValueError(f"the store keeps {' and '.join(KINDS)}, not {kind!r}")
        return os.path.join(self.folder, f"{key.hex()}.{kind}")

    def _files(self) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
        with os.scandir(self.folder) as entries:
            for entry in entries:
                try:
                    yield entry, entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # another process is sweeping too

    def _look(self) -> bool:
        """Whether the folder is there and private; says once why it is not used if it is not."""
        if self._readable is None:
            try:
                status = os.lstat(self.folder)
                reason = _distrust(status, stat.S_ISDIR)
                if POSIX and not reason and stat.S_IMODE(status.st_mode) & 0o077:
                    os.chmod(self.folder, 0o700)  # nobody else needs to see what was compiled
            except FileNotFoundError:
                return False
            except OSError as error:
                reason = error.strerror or str(error)
            self._readable = not reason
            if reason:
                self._writable = False
                code = "G10" if reason == SHARED else "G03"
                messages.note(code, folder=self.folder, reason=reason)
        return self._readable

    def _create(self) -> bool:
        if self._readable is None:
            os.makedirs(os.path.dirname(self.folder), exist_ok=True)
            with contextlib.suppress(FileExistsError):
                os.mkdir(self.folder, 0o700)
        return self._look()

    def _write(self, path: str, data: bytes) -> None:
        """Puts the whole file in place at once, or leaves what was there."""
        partial = f"{path}.{os.urandom(6).hex()}{PARTIAL}"
        try:
            descriptor = os.open(partial, WRITE | os.O_EXCL | PLAIN, 0o600)
            try:
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(descriptor, rest) :]
            finally:
                os.close(descriptor)
            os.replace(partial, path)
        except BaseException:
            _remove(partial)
            raise

    def _account(self, size: int) -> None:
        """Notes what was written, by any process, and sweeps when it has become a large share."""
        path = os.path.join(self.folder, LEDGER)
        descriptor = os.open(path, WRITE | os.O_APPEND | PLAIN, 0o600)
        try:
            os.write(descriptor, b"." * (size // LEDGER_UNIT + 1))
            written = os.fstat(descriptor).st_size * LEDGER_UNIT
            if written >= self.limit // SWEEP_SHARE:
                os.ftruncate(descriptor, 0)
                self.sweep()
        finally:
            os.close(descriptor)


@functools.cache
def _store_in(folder: str) -> Store:
    return Store(folder)


def _distrust(status: os.stat_result, is_kind: Callable[[int], bool]) -> str:
    """Why something on disk is not this user's alone; empty when it is."""
    if not is_kind(status.st_mode):
        return "it is a link or a file of another kind"
    if POSIX and status.st_uid != os.geteuid():
        return "it belongs to another user"
    if POSIX and status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return SHARED
    return ""


def _read_private(path: str) -> bytes:
    """The bytes of a file of this user; OSError if it is not there or anyone else's."""
    descriptor = os.open(path, READ | PLAIN)
    try:
        status = os.fstat(descriptor)
        reason = _distrust(status, stat.S_ISREG)
        if reason:
            raise PermissionError(reason)
        data = os.read(descriptor, status.st_size)
        if POSIX and status.st_mtime < time.time() - TOUCH_AFTER:
            _touch(descriptor)
        return data
    finally:
        os.close(descriptor)


def _touch(descriptor: int) -> None:
    try:
        os.utime(descriptor)
    except OSError:
        return  # the folder may be readable only


def _payload_of(data: bytes, kind: str, key: bytes) -> bytes | None:
    """The payload if these are the very bytes that were put under this kind and key."""
    if len(data) < HEADER.size:
        return None
    payload = data[HEADER.size :]
    head = HEADER.pack(MAGIC, kind.encode(), key, len(payload), _digest(payload))
    return payload if data.startswith(head) else None


def _digest(payload: bytes) -> bytes:
    return hashlib.sha256(payload).digest()


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return  # gone already, or not ours to remove: it is read as damaged either way
