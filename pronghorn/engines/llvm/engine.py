"""The llvm engine: machine code from the disk where the program is known, else from the rooms."""

from __future__ import annotations

import importlib
import sys
import weakref
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from pronghorn import messages
from pronghorn.config import settings
from pronghorn.engines.base import CompileRecord, Engine, Executable, Tidy
from pronghorn.engines.llvm.binding import EngineUnavailable, LLVMError, binding
from pronghorn.engines.llvm.build import load, sources
from pronghorn.engines.llvm.kernels import library
from pronghorn.engines.llvm.kernels.names import kernels_among
from pronghorn.engines.llvm.layout import Layout
from pronghorn.engines.llvm.objects import Store, key_of, shared_store
from pronghorn.engines.llvm.run import LlvmExecutable
from pronghorn.engines.llvm.target import Target, host
from pronghorn.engines.llvm.tiers import Object, TierUp
from pronghorn.engines.numpy.interpret import NumpyEngine
from pronghorn.trace.tracer import Program

T = TypeVar("T")


class Watch:
    """Times rooms and shows what leaves them, if settings ask."""

    def __init__(self, record: CompileRecord) -> None:
        self.record = record

    def __call__(self, room: str, work: Callable[[], T]) -> T:
        result = self.record.timed(room, work)
        if room in settings.show:
            for item in result if isinstance(result, list) else [result]:
                print(f"{self.record.program}, {room}:\n{item}", file=sys.stderr)
        return result


def prepare(executable: LlvmExecutable, target: Target) -> None:
    """Give the executable its code."""
    room = Watch(executable.record)
    store = shared_store()
    key = room("key", lambda: _key(executable.source, target))
    if store is not None and _restored(executable, store, key, target, room):
        return
    # The rooms take 20 ms to import, so they are not for programs that the disk knows.
    rooms = importlib.import_module("pronghorn.engines.llvm.rooms")
    program = room("tidy", lambda: executable.program)
    made = rooms.compiled(program, executable.stages, target, room)
    if store is not None:
        # Another process may have put its better code while this one compiled.
        payload = made.layout.packed(made.objects)
        room("store", lambda: store.put("program", key, payload, over=False))
    begin = partial(_begin, executable, target, store, key)
    room("load", lambda: begin(made.layout, made.objects))


def _begin(
    executable: LlvmExecutable,
    target: Target,
    store: Store | None,
    key: bytes,
    layout: Layout,
    objects: Sequence[Object],
) -> None:
    """Have the program run what there is, until there is better, which the disk gets as well."""
    known = weakref.ref(executable)

    def improve(objects: Sequence[Object]) -> None:
        living = known()
        if living is not None:
            _adopt(living, target, layout, objects)
        if store is not None:
            store.put("program", key, layout.packed(objects))

    is_draft = any(item.draft for item in objects)
    tier = TierUp(objects, target, improve) if is_draft else None
    _adopt(executable, target, layout, objects, tier)
    executable.record.tier = tier


def _adopt(
    executable: LlvmExecutable,
    target: Target,
    layout: Layout,
    objects: Sequence[Object],
    tier: TierUp | None = None,
) -> None:
    code = load([item.code for item in objects], layout.routines)
    executable.adopt(code, layout, target, tier)


def _restored(
    executable: LlvmExecutable, store: Store, key: bytes, target: Target, room: Watch
) -> bool:
    payload = room("read", lambda: store.get("program", key))
    if payload is None:
        return False

    def restore() -> bool:
        layout, objects = Layout.unpacked(payload)
        try:
            _begin(executable, target, store, key, layout, objects)
            library.load(kernels_among(layout.words), target)  # what it calls has to be there
        except LLVMError:
            return False
        return True

    if not room("load", restore):
        store.drop("program", key)
        return False
    executable.record.cached = True
    return True


def _key(program: Program, target: Target) -> bytes:
    schedule = repr(settings.schedule)
    return key_of(program.signature, target.key, schedule, sources(), binding().version)


class LlvmEngine(Engine):
    """Machine code for this processor; what it cannot do runs on NumPy and the log says so."""

    name = "llvm"

    def __init__(self) -> None:
        self.reason = ""
        try:
            self.target: Target | None = host()
        except EngineUnavailable as error:
            self.target = None
            self.reason = str(error)
            messages.note("G13", reason=self.reason)

    def compile(self, program: Program, tidy: Tidy | None = None) -> Executable:
        if self.target is None:
            return _on_numpy(program, tidy, self.reason)
        record = CompileRecord(program.graph.name, self.name, program.nodes)
        compiled = LlvmExecutable(program, record, tidy)
        try:
            prepare(compiled, self.target)
        except LLVMError as error:
            messages.note("G16", program=program.graph.name, reason=str(error))
            return _on_numpy(program, tidy, error.what)
        except RecursionError:  # rooms go through the operands of a formula one inside the other
            reason = "a chain of its operations is too long"
            messages.note("G16", program=program.graph.name, reason=reason)
            return _on_numpy(program, tidy, reason)
        record.fallbacks += [f"{name} has no lowering" for name in compiled.interpreted()]
        return compiled

    def clocked(self, executable: Executable) -> LlvmExecutable | None:
        if not isinstance(executable, LlvmExecutable) or self.target is None:
            return None
        program = executable.program
        made = LlvmExecutable(program, CompileRecord(program.graph.name, self.name))
        rooms = importlib.import_module("pronghorn.engines.llvm.rooms")
        built = rooms.compiled(program, made.stages, self.target, Watch(made.record), clocked=True)
        made.reports, made.peak = built.reports, library.peak(self.target)
        _adopt(made, self.target, built.layout, built.objects)
        return made


def _on_numpy(program: Program, tidy: Tidy | None, reason: str) -> Executable:
    """The program on the other engine, and why, for the compile log."""
    executable = NumpyEngine().compile(program, tidy)
    executable.record.fallbacks.append(reason)
    return executable


def engine() -> Engine:
    """The engine, as `engines.load` asks for it."""
    return LlvmEngine()
