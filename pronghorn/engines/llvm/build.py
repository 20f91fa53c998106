"""Room 11: module text to machine code that can be called, kept on disk between processes."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from time import perf_counter
from types import MappingProxyType
from typing import Any

from pronghorn.engines.llvm.binding import Binding, Library, LLVMError, binding
from pronghorn.engines.llvm.forks import inside
from pronghorn.engines.llvm.objects import Store, key_of, shared_store
from pronghorn.engines.llvm.target import Target, host

# No mid-level passes run: the emitter writes explicit vectors, and on the tutorial's network the
# O3 pipeline cost 46 ms more and gave 72.5 ns a step against 71.8. Kernels, which a machine builds
# once, are made at this level of the code generator: one product lost 12 % at 1. For programs see
# `tiers`.
CODEGEN_LEVEL = 2


class Code:
    """Machine code in memory, there for as long as this object is.

    `times` holds the seconds spent on parse, verify, codegen and load; the first three are absent
    when the object came from the disk.
    """

    __slots__ = ("_library", "size", "times")

    def __init__(self, library: Library, size: int, times: dict[str, float]) -> None:
        self._library = library
        self.size = size  # bytes of object code
        self.times = times

    def address(self, name: str) -> int:
        """Where a function starts. Holds while this object lives, so keep it beside the number."""
        return self._library.addresses[name]


def build(
    text: str,
    names: Sequence[str],
    target: Target,
    *,
    store: Store | None = None,
    times: MutableMapping[str, float] | None = None,
) -> Code:
    """Code for the functions `names` of a module, for a target that this machine can run.

    `target` decides the processor and its features, `target.attributes` (written by the emitter)
    the vector width. `store` is asked for the object first and given it afterwards. The seconds
    of each step are added to `times`. Raises LLVMError on text that LLVM refuses and
    EngineUnavailable where there is no LLVM.
    """
    if not target.runs_on(host()):
        raise LLVMError(f"code for {target.name} cannot run on this {host().cpu}")
    spent: dict[str, float] = {}
    key = key_of(text, target.key, str(CODEGEN_LEVEL), binding().version)
    data = store.get("object", key) if store else None
    library = _load_kept(data, names, spent) if data else None
    if data is None or library is None:
        data = object_code(text, target, spent)
        library = _load([data], names, spent)
        if store:
            store.put("object", key, data)
    if times is not None:
        for step, seconds in spent.items():
            times[step] = times.get(step, 0.0) + seconds
    return Code(library, len(data), spent)


def load(objects: Sequence[bytes], names: Sequence[str]) -> Code:
    """Object code of some modules that may call each other, such as a cache kept, in memory.

    Raises LLVMError if it lacks a name.
    """
    spent: dict[str, float] = {}
    return Code(_load(objects, names, spent), sum(map(len, objects)), spent)


@inside
def object_code(
    text: str, target: Target, times: MutableMapping[str, float], level: int = CODEGEN_LEVEL
) -> bytes:
    """The object code of a module for any target, also one that this machine cannot run."""
    door = binding()
    marks = [perf_counter()]
    try:
        module = door.parse(text)
        marks.append(perf_counter())
        # LLVM ends the process on much of what its verifier would have refused.
        door.verify(module)
    except LLVMError as error:
        raise LLVMError(error.what, text) from error
    marks.append(perf_counter())
    data = door.emit(module, _machine(door, target, level))
    marks.append(perf_counter())
    for step, begin, end in zip(("parse", "verify", "codegen"), marks, marks[1:], strict=False):
        times[step] = end - begin
    return data


class _Machines(threading.local):
    """The code generators of a thread; the first module that one works on takes it 1 ms more."""

    def __init__(self) -> None:
        self.made: dict[tuple[Binding, str, str, str, int], Any] = {}


_machines = _Machines()


def _machine(door: Binding, target: Target, level: int) -> Any:
    asked = door, target.triple, target.cpu, target.features, level
    made = _machines.made
    if asked not in made:
        made[asked] = door.machine(*asked[1:])
    return made[asked]


def kept(
    texts: Mapping[str, Callable[[], str]],
    routines: Sequence[str],
    target: Target,
    made: Mapping[str, bytes | None] = MappingProxyType({}),
) -> Code:
    """Code that depends on no program: modules by name, those that are not `made` as
    `kept_object` gives them."""
    try:
        objects = [made.get(name) or kept_object(name, texts[name], target) for name in texts]
        return load(objects, routines)
    except LLVMError:  # what cannot be loaded is built anew
        return load([_made_object(*item, target) for item in texts.items()], routines)


def kept_object(name: str, text: Callable[[], str], target: Target) -> bytes:
    """The object code of a module from the disk, or from its text."""
    store = shared_store()
    data = None if store is None else store.get("object", _key(name, target))
    return _made_object(name, text, target) if data is None else data


def _made_object(name: str, text: Callable[[], str], target: Target) -> bytes:
    data, store = object_code(text(), target, {}), shared_store()
    if store is not None:
        store.put("object", _key(name, target), data)
    return data


def _key(name: str, target: Target) -> bytes:
    return key_of(name, target.key, sources(), binding().version)


@inside
def _load(
    objects: Sequence[bytes], names: Sequence[str], times: MutableMapping[str, float]
) -> Library:
    start = perf_counter()
    library = binding().load(objects, names)
    times["load"] = perf_counter() - start
    return library


def _load_kept(
    data: bytes, names: Sequence[str], times: MutableMapping[str, float]
) -> Library | None:
    """What came from the disk, or None if it lacks something; it is then built and put anew."""
    try:
        return _load([data], names, times)
    except LLVMError:
        return None


@functools.cache
def sources() -> bytes:
    """A digest of the files that decide what machine code is made of a traced program."""
    here = os.path.dirname(__file__)
    paths = [os.path.join(here, name) for name in ("../base.py", "../../dtypes.py")]
    for part in (".", "../../prims", "../../ir", "../../passes"):
        for place, folders, files in os.walk(os.path.join(here, part)):
            folders.sort()
            paths += [os.path.join(place, name) for name in sorted(files) if name.endswith(".py")]
    texts = []
    for path in paths:
        with open(path, "rb") as file:
            texts.append(file.read())
    return key_of(*texts)
