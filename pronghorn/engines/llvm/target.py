"""The processor code is made for: what the emitter may use of it and how much it holds nearby.

Known processors stand in a table, so code for them can be made and checked anywhere; `host()`
reads this one. Which instructions are chosen is LLVM's business and not told here.
"""

from __future__ import annotations

import functools
import os
import re
import sys
from dataclasses import dataclass, replace

from pronghorn.engines.llvm.binding import binding

CACHES = "/sys/devices/system/cpu/cpu0/cache"

# Where the system does not tell: the smallest caches of the last ten years' processors.
DEFAULT_L1, DEFAULT_L2 = 32 << 10, 256 << 10

# What is fetched from memory together, in bytes.
LINE = 64

# These decode a gather into one load a lane and more (Agner Fog, instruction tables, VGATHERDPS).
SLOW_GATHER = ("haswell", "znver1", "znver2", "znver3", "btver", "bdver")

AVX512 = ("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl")

LEVEL_2 = ("cx16", "popcnt", "sse3", "sse4.1", "sse4.2", "ssse3")
LEVEL_3 = (*LEVEL_2, "avx", "avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt", "movbe")
LEVEL_4 = (*LEVEL_3, *AVX512)


@dataclass(frozen=True)
class Target:
    """One processor. Two equal targets get equal code, so its fields are part of every key."""

    name: str
    triple: str
    cpu: str
    features: str  # LLVM's list, "+avx2,-avx512f"; sorted
    vector_bits: int
    vector_registers: int
    l1_bytes: int = DEFAULT_L1  # of one core
    l2_bytes: int = DEFAULT_L2
    has_fma: bool = True
    fast_gather: bool = False

    def lanes(self, dtype: str) -> int:
        """How many values of a dtype one vector register holds: 8 of float32 in 256 bits."""
        return self.vector_bits // bits_of(dtype)

    @property
    def family(self) -> str:
        """x86_64 or aarch64."""
        return _system(self.triple)[0]

    @property
    def system(self) -> str:
        """linux, darwin or windows."""
        return _system(self.triple)[1]

    @functools.cached_property
    def key(self) -> str:
        """Everything that can change the code made for this target, as one line."""
        return repr(self)

    @functools.cached_property
    def has(self) -> frozenset[str]:
        """The names of the features that are present."""
        return frozenset(part[1:] for part in self.features.split(",") if part.startswith("+"))

    def runs_on(self, other: Target) -> bool:
        """Whether `other` can run code made for this target."""
        same_system = _system(self.triple) == _system(other.triple)
        return same_system and self.has <= other.has


@functools.cache
def bits_of(dtype: str) -> int:
    """Bits of one stored value: 32 of float32, 16 of bfloat16, 8 of bool."""
    if dtype == "bool":
        return 8
    digits = re.search(r"\d+", dtype)
    if digits is None:
        raise ValueError(f"dtype {dtype} states no size")
    return int(digits.group())


def attributes(target: Target) -> str:
    """The attribute group that the emitter writes below its functions, each marked `#0`.

    The processor and its features are not in it: the code generator gets them from the target, so
    module text is the same for every processor with the same vectors. The width has to be said,
    or LLVM splits 512-bit vectors on processors that it believes to prefer 256. `nounwind` spares
    unwind tables, which would be registered at every load.
    """
    width = target.vector_bits
    common = f'nounwind "min-legal-vector-width"="{width}" "prefer-vector-width"="{width}"'
    return f"attributes #0 = {{ {common} }}"


@functools.cache
def host() -> Target:
    """This machine's processor. Raises EngineUnavailable where LLVM cannot be used."""
    triple, cpu, features = binding().host()
    present = {part[1:] for part in features.split(",") if part.startswith("+")}
    if _architecture(triple) == "aarch64":
        like = NAMED["apple-m1" if "apple" in triple else "neoverse-n1"]
    elif present.issuperset(AVX512):
        like = NAMED["x86-64-v4"]
    else:
        like = NAMED["x86-64-v3" if "avx2" in present else "x86-64-v2"]
    sizes = _cache_sizes(CACHES)
    return replace(
        like,
        name="host",
        triple=triple,
        cpu=cpu,
        features=features,
        l1_bytes=sizes.get(1, like.l1_bytes),
        l2_bytes=sizes.get(2, like.l2_bytes),
        has_fma=_architecture(triple) == "aarch64" or "fma" in present,
        fast_gather="avx2" in present and not cpu.startswith(SLOW_GATHER),
    )


def named(name: str) -> Target:
    """A processor from the table: code for it can be made and checked on any machine."""
    if name not in NAMED:
        raise ValueError(f"no target is called {name}; known are {', '.join(NAMED)}")
    return NAMED[name]


def _system(triple: str) -> tuple[str, str]:
    """The family and the operating system, without the release that macOS adds."""
    system = next((word for word in ("linux", "darwin", "windows") if word in triple), triple)
    return _architecture(triple), system


def _architecture(triple: str) -> str:
    family = triple.partition("-")[0]
    return "aarch64" if family in ("arm64", "aarch64") else family


def _cache_sizes(folder: str) -> dict[int, int]:
    """Bytes of data cache by level as Linux tells it; empty elsewhere."""
    sizes: dict[int, int] = {}
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        try:
            kind, level, size = (
                _stated(os.path.join(folder, name, fact)) for fact in ("type", "level", "size")
            )
            if kind != "Instruction":
                sizes[int(level)] = int(size[:-1]) * {"K": 1 << 10, "M": 1 << 20}[size[-1]]
        except (OSError, LookupError, ValueError):
            continue  # a container may hide part of the folder
    return sizes


def _stated(path: str) -> str:
    with open(path, encoding="ascii") as file:
        return file.read().strip()


def _x86(level: int, features: tuple[str, ...], bits: int, registers: int) -> Target:
    """A level of the x86-64 psABI, on this operating system so that its code can also be run."""
    systems = {"darwin": "apple-darwin", "win32": "pc-windows-msvc-elf"}
    return Target(
        name=f"x86-64-v{level}",
        triple=f"x86_64-{systems.get(sys.platform, 'unknown-linux-gnu')}",
        cpu=f"x86-64-v{level}",
        features=",".join(f"+{feature}" for feature in sorted(features)),
        vector_bits=bits,
        vector_registers=registers,
        has_fma="fma" in features,
        fast_gather=level == 4,
    )


def _neon(name: str, triple: str, l1_bytes: int, l2_bytes: int) -> Target:
    return Target(name, triple, name, "+neon", 128, 32, l1_bytes, l2_bytes)


NAMED = {
    "x86-64-v2": _x86(2, LEVEL_2, 128, 16),
    "x86-64-v3": _x86(3, LEVEL_3, 256, 16),
    "x86-64-v4": _x86(4, LEVEL_4, 512, 32),
    # A performance core, and its share of the 12 MB that four of them have in common.
    "apple-m1": _neon("apple-m1", "arm64-apple-darwin", 128 << 10, 3 << 20),
    "neoverse-n1": _neon("neoverse-n1", "aarch64-unknown-linux-gnu", 64 << 10, 1 << 20),
}
