"""Packages import only from lines above their own, and `import pronghorn` loads little."""

import ast
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1] / "pronghorn"

LAYERS = """
    config
    messages
    errors
    arguments
    changes dtypes frames garbage names paths tree progress
    ir
    prims
    tensor
    trace passes
    ops engines
    stateless
    variables
    derivatives random saving
    activations initializers regularizers constraints boxes
    layers losses optimizers data
    metrics callbacks
    training
    models functions
    drawing wrappers
    applications datasets
    compat
    cli
"""
RANK = {name: number for number, line in enumerate(LAYERS.split("\n")) for name in line.split()}

# Dear, optional, or of no use before there is something to do.
NOT_AT_IMPORT = {
    "IPython", "PIL", "argparse", "asyncio", "concurrent", "difflib", "email", "h5py", "http",
    "jax", "llvmlite", "logging", "matplotlib", "ml_dtypes", "multiprocessing", "pandas",
    "resvg_py", "scipy", "sklearn", "socket", "sqlite3", "ssl", "subprocess", "tempfile",
    "tensorboardX", "unittest", "urllib", "xml",
}  # fmt: skip


def imported(path):
    """(line, package) for every import of a package of ours, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for module in modules(node):
            parts = module.split(".")
            if parts[0] == "pronghorn" and len(parts) > 1 and parts[1]:
                yield node.lineno, parts[1]


def modules(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        if node.module == "pronghorn":
            return [f"pronghorn.{alias.name}" for alias in node.names]
        return [node.module or ""]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
        return [text.value for text in ast.walk(node.args[0]) if is_text(text)]
    return []


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_a_package_imports_only_from_lines_above_its_own():
    wrong = []
    for path in sorted(ROOT.rglob("*.py")):
        home = path.relative_to(ROOT).parts[0].removesuffix(".py")
        # What is in no line, such as `__init__`, wires: it may import all, and nobody imports it.
        rank = RANK.get(home, len(RANK))
        wrong += [
            f"{path.relative_to(ROOT)}:{line}: {home} may not import {other}"
            for line, other in imported(path)
            if other not in (home, "__version__") and RANK.get(other, len(RANK)) >= rank
        ]
    assert not wrong, "\n".join(wrong)


def test_the_rule_sees_every_spelling(tmp_path):
    path = tmp_path / "spellings.py"
    path.write_text(
        "import pronghorn.ops\n"
        "from pronghorn import layers, models\n"
        "from pronghorn.ir.types import ArrayType\n"
        "def hidden():\n"
        "    import pronghorn.engines.llvm\n"
        "    importlib.import_module('pronghorn.training')\n"
        "    importlib.import_module(f'pronghorn.data.{name}')\n"
    )
    seen = {package for _, package in imported(path)}
    assert seen == {"ops", "layers", "models", "ir", "engines", "training", "data"}


def loaded(source):
    done = subprocess.run(
        [sys.executable, "-c", f"{source}; import json, sys; print(json.dumps([*sys.modules]))"],
        capture_output=True,
        check=True,
        cwd=ROOT.parent,
    )
    assert done.stderr == b""
    (line,) = done.stdout.decode().splitlines()  # nothing else is printed on import
    return {module.split(".")[0] for module in json.loads(line)}


def test_importing_pronghorn_loads_nothing_dear_and_prints_nothing():
    ours = loaded("import pronghorn") - loaded("import numpy")
    assert ours & NOT_AT_IMPORT == set()
