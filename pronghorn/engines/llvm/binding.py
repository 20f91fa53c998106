"""The one door to LLVM: module text to object code, object code to callable addresses.

The private way calls llvmlite's shared library through ctypes and costs an eighth of `import
llvmlite.binding`, nearly all of which is that package's Python imports. It rests on names llvmlite
does not promise, so it is taken only for releases it was tested with; any doubt leads to the public
way, the same small interface over `llvmlite.binding`.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
import threading
import weakref
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from pronghorn.engines.llvm.forks import inside
from pronghorn.errors import InternalError, PronghornError

# The releases whose exported signatures the tests have been run against. Later ones are reached
# through `llvmlite.binding`; earlier ones do not read this engine's text (LLVM 15 and older).
TESTED_FROM = (0, 45)
TESTED_BELOW = (0, 51)

# Position-independent code: a static jump table holds 32-bit absolute addresses, and loaded code
# may lie above 2 GB.
RELOCATION = "pic"
CODE_MODEL = "default"

# LLVM keeps about 10 kB for every library a session has ever held, so a session serves this many
# loads and then makes room for the next; it dies with the last library loaded through it.
LOADS_PER_SESSION = 16

SHARED_LIBRARY = {"win32": "llvmlite.dll", "darwin": "libllvmlite.dylib"}
OBJECT_ELEMENT = 2  # LLVMPY_LLJIT_Link: this element is object code


class EngineUnavailable(PronghornError):
    """LLVM cannot be used in this process; the reason is the text. Callers turn to numpy."""


class LLVMError(InternalError):
    """LLVM refused what this engine wrote, in LLVM's own words."""


class Library:
    """Loaded code: the addresses hold while this object lives, and its memory goes when it dies."""

    __slots__ = ("__weakref__", "_owner", "addresses")

    def __init__(self, addresses: dict[str, int], owner: object = None) -> None:
        self.addresses = addresses
        self._owner = owner


class Binding(Protocol):
    """What this engine asks of LLVM. Modules and machines are opaque and freed when they die."""

    route: str  # "private" or "public"
    version: str  # of llvmlite
    llvm_version: tuple[int, ...]
    reason: str  # why the private way was not taken, or ""

    def host(self) -> tuple[str, str, str]:
        """Triple, name and comma-separated features of this processor."""

    def machine(self, triple: str, cpu: str, features: str, level: int) -> Any:
        """A code generator for a processor, `level` 0 to 3. Not to be shared between threads."""

    def parse(self, text: str) -> Any:
        """The module written in `text`, in a context of its own."""

    def verify(self, module: Any) -> None:
        """Raises LLVMError with every rule of LLVM's language that the module breaks."""

    def emit(self, module: Any, machine: Any) -> bytes:
        """Object code. An unverified module may end the process; so may an unknown intrinsic."""

    def load(self, objects: Sequence[bytes], names: Sequence[str]) -> Library:
        """Object code of some modules, which may call each other, made ready to run, with the
        addresses of the functions in `names`."""


class _LinkElement(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_uint8), ("value", ctypes.c_char_p), ("size", ctypes.c_size_t)]


class _SymbolAddress(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("address", ctypes.c_uint64)]


_loading = threading.RLock()  # a library may be collected while another is loaded

_TEXT = ctypes.c_char_p
_TEXT_OUT = ctypes.POINTER(ctypes.c_char_p)
_OBJECT = ctypes.c_void_p
_SIZE = ctypes.c_size_t
_SYMBOLS = ctypes.POINTER(_SymbolAddress)

# name: (result, arguments), as llvmlite's own sources declare them.
SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "LLVMPY_GetVersionInfo": (ctypes.c_uint, []),
    "LLVMPY_TryAllocateExecutableMemory": (ctypes.c_int, []),
    "LLVMPY_InitializeNativeTarget": (ctypes.c_int, []),
    "LLVMPY_InitializeNativeAsmPrinter": (ctypes.c_int, []),
    "LLVMPY_InitializeAllTargetInfos": (None, []),
    "LLVMPY_InitializeAllTargets": (None, []),
    "LLVMPY_InitializeAllTargetMCs": (None, []),
    "LLVMPY_InitializeAllAsmPrinters": (None, []),
    "LLVMPY_DisposeString": (None, [_TEXT]),
    "LLVMPY_GetProcessTriple": (None, [_TEXT_OUT]),
    "LLVMPY_GetHostCPUName": (None, [_TEXT_OUT]),
    "LLVMPY_GetHostCPUFeatures": (ctypes.c_int, [_TEXT_OUT]),
    "LLVMPY_GetTargetFromTriple": (_OBJECT, [_TEXT, _TEXT_OUT]),
    "LLVMPY_CreateTargetMachine": (
        _OBJECT,
        [
            _OBJECT,
            _TEXT,
            _TEXT,
            _TEXT,
            ctypes.c_int,
            _TEXT,
            _TEXT,
            ctypes.c_int,
            ctypes.c_int,
            _TEXT,
        ],
    ),
    "LLVMPY_DisposeTargetMachine": (None, [_OBJECT]),
    "LLVMPY_CreateTargetMachineData": (_OBJECT, [_OBJECT]),
    "LLVMPY_CopyStringRepOfTargetData": (None, [_OBJECT, _TEXT_OUT]),
    "LLVMPY_DisposeTargetData": (None, [_OBJECT]),
    "LLVMPY_ContextCreate": (_OBJECT, []),
    "LLVMPY_ContextDispose": (None, [_OBJECT]),
    "LLVMPY_ParseAssembly": (_OBJECT, [_OBJECT, _TEXT, _TEXT_OUT]),
    "LLVMPY_DisposeModule": (None, [_OBJECT]),
    "LLVMPY_VerifyModule": (ctypes.c_bool, [_OBJECT, _TEXT_OUT]),
    "LLVMPY_SetTarget": (None, [_OBJECT, _TEXT]),
    "LLVMPY_SetDataLayout": (None, [_OBJECT, _TEXT]),
    "LLVMPY_TargetMachineEmitToMemory": (_OBJECT, [_OBJECT, _OBJECT, ctypes.c_int, _TEXT_OUT]),
    "LLVMPY_GetBufferStart": (ctypes.c_void_p, [_OBJECT]),
    "LLVMPY_GetBufferSize": (_SIZE, [_OBJECT]),
    "LLVMPY_DisposeMemoryBuffer": (None, [_OBJECT]),
    "LLVMPY_CreateLLJITCompiler": (_OBJECT, [_OBJECT, ctypes.c_bool, ctypes.c_bool, _TEXT_OUT]),
    "LLVMPY_LLJITDispose": (None, [_OBJECT]),
    "LLVMPY_LLJIT_Link": (
        _OBJECT,
        [
            _OBJECT,
            _TEXT,
            ctypes.POINTER(_LinkElement),
            _SIZE,
            _SYMBOLS,
            _SIZE,
            _SYMBOLS,
            _SIZE,
            _TEXT_OUT,
        ],
    ),
    "LLVMPY_LLJIT_Dylib_Tracker_Dispose": (ctypes.c_bool, [_OBJECT, _TEXT_OUT]),
}


class _Handle:
    """An object inside LLVM, disposed of once when the last reference to this one goes."""

    __slots__ = ("__weakref__", "pointer")

    def __init__(self, pointer: int, dispose: Callable[..., Any], *args: Any) -> None:
        self.pointer = pointer
        # Nothing is disposed of at exit: worker threads may still be running loaded code.
        weakref.finalize(self, inside(dispose), *args).atexit = False


class _Machine(_Handle):
    """A code generator, with what every module it works on has to state."""

    __slots__ = ("layout", "triple")

    def __init__(self, pointer: int, dispose: Callable[..., Any], triple: str, layout: str) -> None:
        super().__init__(pointer, dispose, pointer)
        self.triple, self.layout = triple.encode(), layout.encode()


class PrivateBinding:
    """The door through ctypes, straight to the functions llvmlite's shared library exports."""

    route = "private"
    reason = ""

    def __init__(self, path: str, version: str) -> None:
        """Raises OSError when `path` does not load, AttributeError when it lacks a function."""
        self.version = version
        self._library = ctypes.CDLL(path)
        for name, (result, arguments) in SIGNATURES.items():
            function = getattr(self._library, name)
            function.restype, function.argtypes = result, arguments
        _require_executable_memory(self._library.LLVMPY_TryAllocateExecutableMemory())
        self._library.LLVMPY_InitializeNativeTarget()
        self._library.LLVMPY_InitializeNativeAsmPrinter()
        packed = self._library.LLVMPY_GetVersionInfo()
        self.llvm_version = tuple(packed >> shift & 255 for shift in (16, 8, 0))
        self._session: _Handle | None = None
        self._loads = 0

    def host(self) -> tuple[str, str, str]:
        ask, library = self._text, self._library
        triple = _loadable(ask(library.LLVMPY_GetProcessTriple))
        features = ",".join(sorted(ask(library.LLVMPY_GetHostCPUFeatures).split(",")))
        return triple, ask(library.LLVMPY_GetHostCPUName), features

    def machine(self, triple: str, cpu: str, features: str, level: int) -> _Machine:
        library = self._library
        try:
            target = self._made(library.LLVMPY_GetTargetFromTriple, triple.encode())
        except LLVMError:  # this processor's family is ready from the start, others on demand
            library.LLVMPY_InitializeAllTargetInfos()
            library.LLVMPY_InitializeAllTargets()
            library.LLVMPY_InitializeAllTargetMCs()
            library.LLVMPY_InitializeAllAsmPrinters()
            target = self._made(library.LLVMPY_GetTargetFromTriple, triple.encode())
        texts = [text.encode() for text in (triple, cpu, features)]
        models = [RELOCATION.encode(), CODE_MODEL.encode()]
        pointer = library.LLVMPY_CreateTargetMachine(target, *texts, level, *models, 0, 1, b"")
        if not pointer:
            raise LLVMError(f"no code generator for {triple} {cpu}")
        data = library.LLVMPY_CreateTargetMachineData(pointer)
        layout = self._text(library.LLVMPY_CopyStringRepOfTargetData, data)
        library.LLVMPY_DisposeTargetData(data)
        return _Machine(pointer, library.LLVMPY_DisposeTargetMachine, triple, layout)

    def parse(self, text: str) -> _Handle:
        library = self._library
        context = library.LLVMPY_ContextCreate()
        try:
            pointer = self._made(library.LLVMPY_ParseAssembly, context, _source(text))
        except LLVMError:
            library.LLVMPY_ContextDispose(context)
            raise
        return _Handle(pointer, _dispose_module, library, pointer, context)

    def verify(self, module: _Handle) -> None:
        out = _TEXT()
        broken = self._library.LLVMPY_VerifyModule(module.pointer, ctypes.byref(out))
        words = self._taken(out)
        if broken:
            raise LLVMError(words)

    def emit(self, module: _Handle, machine: _Machine) -> bytes:
        library = self._library
        library.LLVMPY_SetTarget(module.pointer, machine.triple)
        library.LLVMPY_SetDataLayout(module.pointer, machine.layout)
        emit = library.LLVMPY_TargetMachineEmitToMemory
        buffer = self._made(emit, machine.pointer, module.pointer, 1)
        start, size = library.LLVMPY_GetBufferStart(buffer), library.LLVMPY_GetBufferSize(buffer)
        data = ctypes.string_at(start, size)
        library.LLVMPY_DisposeMemoryBuffer(buffer)
        return data

    def load(self, objects: Sequence[bytes], names: Sequence[str]) -> Library:
        elements = [_LinkElement(OBJECT_ELEMENT, data, len(data)) for data in objects]
        exports = (_SymbolAddress * len(names))(*[_SymbolAddress(name.encode()) for name in names])
        with _loading:
            session = self._open_session()
            self._loads += 1
            label = b"library%d" % self._loads
            try:
                tracker = self._made(
                    self._library.LLVMPY_LLJIT_Link,
                    session.pointer,
                    label,
                    (_LinkElement * len(elements))(*elements),
                    len(elements),
                    None,
                    0,
                    exports,
                    len(names),
                )
            except LLVMError:
                self._session = None  # it holds what was loaded before the failure
                raise
        library = Library({name: exports[i].address for i, name in enumerate(names)})
        weakref.finalize(library, inside(self._unload), tracker).atexit = False
        return library

    def _open_session(self) -> _Handle:
        if self._session is None or self._loads >= LOADS_PER_SESSION:
            machine = self.machine(*self.host(), 0)
            create = self._library.LLVMPY_CreateLLJITCompiler
            linker = sys.platform != "win32"  # LLVM's newer linker is missing there
            pointer = self._made(create, machine.pointer, True, linker)
            self._session = _Handle(pointer, self._library.LLVMPY_LLJITDispose, pointer)
            self._loads = 0
        return self._session

    def _unload(self, tracker: int) -> None:
        out = _TEXT()
        with _loading:
            self._library.LLVMPY_LLJIT_Dylib_Tracker_Dispose(tracker, ctypes.byref(out))
        self._taken(out)

    def _made(self, function: Callable[..., int | None], *args: Any) -> int:
        """What `function` returns, where an empty answer means an error text in its last place."""
        out = _TEXT()
        pointer = function(*args, ctypes.byref(out))
        words = self._taken(out)
        if not pointer:
            raise LLVMError(words)
        return pointer

    def _text(self, function: Callable[..., Any], *args: Any) -> str:
        out = _TEXT()
        function(*args, ctypes.byref(out))
        return self._taken(out)

    def _taken(self, out: ctypes.c_char_p) -> str:
        if out.value is None:
            return ""
        words = out.value.decode("utf-8", "replace")
        self._library.LLVMPY_DisposeString(out)
        return words


class PublicBinding:
    """The same door through `llvmlite.binding`: slower to open, promised by llvmlite."""

    route = "public"

    def __init__(self, reason: str) -> None:
        """Raises ImportError or OSError when llvmlite is missing or its library does not load."""
        import llvmlite
        import llvmlite.binding as llvm

        self._llvm = llvm
        self.reason = reason
        self.version: str = llvmlite.__version__
        if _release(self.version) < TESTED_FROM:
            raise ImportError(f"{self.version} is older than {TESTED_FROM[0]}.{TESTED_FROM[1]}")
        self.llvm_version: tuple[int, ...] = tuple(llvm.llvm_version_info)
        try:
            llvm.check_jit_execution()
        except OSError as error:
            _require_executable_memory(error.errno or -1)
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        self._session: Any = None
        self._loads = 0

    def host(self) -> tuple[str, str, str]:
        llvm = self._llvm
        features = llvm.get_host_cpu_features()
        signed = sorted(("+" if on else "-") + name for name, on in features.items())
        return _loadable(llvm.get_process_triple()), llvm.get_host_cpu_name(), ",".join(signed)

    def machine(self, triple: str, cpu: str, features: str, level: int) -> Any:
        llvm = self._llvm
        try:
            target = llvm.Target.from_triple(triple)
        except RuntimeError:
            llvm.initialize_all_targets()
            llvm.initialize_all_asmprinters()
            target = _spoken(llvm.Target.from_triple, triple)
        return _spoken(
            target.create_target_machine,
            cpu=cpu,
            features=features,
            opt=level,
            reloc=RELOCATION,
            codemodel=CODE_MODEL,
            jit=True,
        )

    def parse(self, text: str) -> Any:
        context = self._llvm.create_context()
        return _spoken(self._llvm.parse_assembly, _source(text).decode(), context)

    def verify(self, module: Any) -> None:
        _spoken(module.verify)

    def emit(self, module: Any, machine: Any) -> bytes:
        module.triple = machine.triple
        module.data_layout = str(machine.target_data)
        data: bytes = _spoken(machine.emit_object, module)
        return data

    def load(self, objects: Sequence[bytes], names: Sequence[str]) -> Library:
        builder = self._llvm.JITLibraryBuilder()
        for data in objects:
            builder.add_object_img(data)
        for name in names:
            builder.export_symbol(name)
        with _loading:
            if self._session is None or self._loads >= LOADS_PER_SESSION:
                machine = self.machine(*self.host(), 0)
                self._session = _spoken(
                    self._llvm.create_lljit_compiler,
                    machine,
                    use_jit_link=sys.platform != "win32",
                    suppress_errors=True,
                )
                self._loads = 0
            self._loads += 1
            try:
                tracker = _spoken(builder.link, self._session, f"library{self._loads}")
            except LLVMError:
                self._session = None
                raise
        return Library({name: tracker[name] for name in names}, tracker)


def binding() -> Binding:
    """The door of this process, opened at the first call. Raises EngineUnavailable."""
    global _opened
    if _opened is not None:
        return _opened
    with inside, _opening:
        if _opened is None:
            try:
                _opened = open_private()
            except EngineUnavailable:  # by either door
                raise
            except Exception as error:  # also what hooks of imports raise
                _opened = open_public(str(error))
        return _opened


_opened: Binding | None = None
_opening = threading.Lock()


def open_private() -> PrivateBinding:
    """The fast door. Raises LookupError, ValueError, OSError or AttributeError if it does not
    fit."""
    spec = importlib.util.find_spec("llvmlite")
    if spec is None or not spec.submodule_search_locations:
        raise LookupError("llvmlite is not installed")
    folder = spec.submodule_search_locations[0]
    version = _stated_version(folder)
    if not TESTED_FROM <= _release(version) < TESTED_BELOW:
        raise LookupError(f"llvmlite {version} has not been tested with the fast way to LLVM")
    path = os.path.join(folder, "binding", SHARED_LIBRARY.get(sys.platform, "libllvmlite.so"))
    return PrivateBinding(path, version)


def open_public(reason: str) -> PublicBinding:
    """The slow door, and the last: whatever keeps it shut raises EngineUnavailable."""
    try:
        return PublicBinding(reason)
    except Exception as error:
        raise EngineUnavailable(f"llvmlite cannot be used: {error}") from error


def _stated_version(folder: str) -> str:
    """llvmlite's own record of its version: `importlib.metadata` takes 50 ms to load."""
    with open(os.path.join(folder, "_version.py"), encoding="utf-8") as file:
        for line in file:
            if line.startswith("version_version = "):
                return line.partition("=")[2].strip().strip("'\"")
    raise LookupError("llvmlite does not state its version where it used to")


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())


def _require_executable_memory(error_number: int) -> None:
    if error_number:
        reason = os.strerror(error_number) if error_number > 0 else "refused"
        raise EngineUnavailable(f"this system grants no memory for machine code ({reason})")


def _loadable(triple: str) -> str:
    """On Windows LLVM loads ELF objects only, so they are what the host's triple asks for."""
    return f"{triple}-elf" if sys.platform == "win32" else triple


def _source(text: str) -> bytes:
    """`text` for LLVM, which stops at the first NUL and would compile half a module."""
    if "\0" in text:
        raise LLVMError("module text holds a NUL character")
    return text.encode()


def _spoken(function: Callable[..., Any], *args: Any, **settings: Any) -> Any:
    """The call's result, with llvmlite's RuntimeError turned into this engine's LLVMError."""
    try:
        return function(*args, **settings)
    except RuntimeError as error:
        raise LLVMError(str(error)) from error


def _dispose_module(library: ctypes.CDLL, module: int, context: int) -> None:
    library.LLVMPY_DisposeModule(module)
    library.LLVMPY_ContextDispose(context)
