"""Writes `pronghorn/compat/api_table.py` and `docs/compat.md` from what is there today.

    python tools/make_api_table.py [surface.json]

The names and parameters of Keras stand in the table itself; a file recorded from another release
of Keras (`keras_version`, and `symbols` with `params`) replaces them.
"""

import importlib
import inspect
import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pronghorn.compat import api_table, public  # noqa: E402  # this checkout's, not an installed one
from pronghorn.compat.public import PACKAGES  # noqa: E402

TABLE = ROOT / "pronghorn" / "compat" / "api_table.py"
PAGE = ROOT / "docs" / "compat.md"

HEAD = '''\
"""Every public name of Keras, and how far it is here. Made by `python tools/make_api_table.py`.

A line: done, different or absent; the name and its parameters in Keras; `@` and the home of a name
that lives elsewhere; `#` and what differs.
"""

KERAS = "{version}"

API = {{
'''
# Module of Keras -> packages of ours that are searched for its names, after its own.
HOMES = {
    "": "layers losses metrics optimizers initializers regularizers models "
    "compat.scopes layers.remat variables compat.backend stateless ops.operation",
    "backend": "config compat.backend variables dtypes",
    "config": "compat.backend frames layers progress",
    "datasets.boston_housing": "datasets.boston_housing",
    "datasets.california_housing": "datasets.california_housing",
    "datasets.cifar10": "datasets.cifar10",
    "datasets.cifar100": "datasets.cifar100",
    "datasets.fashion_mnist": "datasets.fashion_mnist",
    "datasets.imdb": "datasets.imdb",
    "datasets.mnist": "datasets.mnist",
    "datasets.reuters": "datasets.reuters",
    "dtype_policies": "layers.dtype_policy",
    "layers": "models",
    "metrics": "losses",
    "mixed_precision": "layers.dtype_policy optimizers",
    "ops.image": "ops.image layers.augmentation.elastic",
    "ops.linalg": "ops",
    "ops.nn": "ops",
    "ops.numpy": "ops",
    "optimizers.legacy": "optimizers",
    "optimizers.schedules": "optimizers.schedules",
    "preprocessing": "datasets.image_folders datasets.text_folders data.windows",
    "preprocessing.image": "datasets.pictures",
    "preprocessing.sequence": "data.sequences",
    "saving": "models",
    "utils.bounding_boxes": "boxes",
    "visualization": "drawing",
    "utils": "datasets.files datasets.pictures datasets.image_folders datasets.text_folders "
    "datasets.audio_folders saving data data.labels data.windows data.sequences data.samples "
    "drawing models.wiring compat.progbar compat.record compat.backend progress callbacks",
}
# Names that go by another name at home.
RENAMED = {
    "backend.is_float_dtype": "dtypes:is_float",
    "backend.is_int_dtype": "dtypes:is_int",
    "mixed_precision.Policy": "layers.dtype_policy:DTypePolicy",
    "mixed_precision.global_policy": "layers.dtype_policy:dtype_policy",
    "mixed_precision.set_global_policy": "layers.dtype_policy:set_dtype_policy",
    "utils.Sequence": "data:PyDataset",
    "utils.set_random_seed": "random:set_random_seed",
    "utils.standardize_dtype": "dtypes:standardize_dtype",
    "utils.unpack_x_y_sample_weight": "data.structure:unpack",
}
# What differs on purpose, by the name's path; a difference of parameters is found by itself.
DIFFERENT = {
    "optimizers.legacy.Adagrad": "the modern class",
    "optimizers.legacy.Adam": "the modern class",
    "optimizers.legacy.Ftrl": "the modern class",
    "optimizers.legacy.Optimizer": "the modern class",
    "optimizers.legacy.RMSprop": "the modern class",
    "optimizers.legacy.SGD": "the modern class",
    "visualization.plot_bounding_box_gallery": "returns a Picture; without matplotlib",
    "visualization.plot_image_gallery": "returns a Picture; without matplotlib",
    "visualization.plot_segmentation_mask_gallery": "returns a Picture; without matplotlib",
}
# Parameters left out everywhere: training in low rank and quantized is not an argument of layers.
LEFT_OUT = {"lora_rank", "lora_alpha", "quantization_config"}


def surface(path):
    """(version, path -> parameter names) as recorded, or as the table has them."""
    if path:
        recorded = json.loads(Path(path).read_text(encoding="utf-8"))
        named = {
            name.removeprefix("keras.").removeprefix("keras"): [
                {"var_keyword": "**", "var_positional": "*"}.get(row["kind"], "") + row["name"]
                for row in symbol["params"] or ()
            ]
            for name, symbol in recorded["symbols"].items()
        }
        return recorded["keras_version"], named
    return api_table.KERAS, {
        f"{namespace}.{name}".lstrip("."): row.parameters.split()
        for namespace in api_table.API
        for name, row in public.rows(namespace).items()
    }


def held(package, name):
    """What one of our packages holds under a name, whatever the table says today; or None."""
    try:
        module = importlib.import_module(f"pronghorn.{package}")
    except ModuleNotFoundError as error:
        if not error.name.startswith("pronghorn"):
            raise
        return None
    if name in vars(module):
        return vars(module)[name]
    answer = vars(module).get("__getattr__")
    answer = getattr(answer, "__wrapped__", answer)  # without what `compat.public` adds to it
    try:
        return answer(name) if answer else None
    except (AttributeError, ImportError):
        return None


def home_of(namespace, name):
    """The home of a name of Keras, or None; "" where it is the package of that name itself."""
    path = f"{namespace}.{name}".lstrip(".")
    if path in RENAMED:
        package, _, there = RENAMED[path].partition(":")
        return RENAMED[path] if held(package, there) is not None else None
    own = [namespace] if namespace in PACKAGES else []
    for package in [*own, *HOMES.get(namespace, "").split()]:
        found = held(package, name)
        if found is not None and not inspect.ismodule(found):
            return "" if package == namespace and own else package
    return None


def parameters_of(found):
    """Names of the parameters, without `self`; None where Python does not tell."""
    own_init = inspect.isclass(found) and found.__init__ is not object.__init__
    try:
        rows = list(inspect.signature(found.__init__ if own_init else found).parameters.values())
    except (TypeError, ValueError):
        return None
    return [
        row.name for row in rows[own_init:] if row.kind not in (row.VAR_KEYWORD, row.VAR_POSITIONAL)
    ]


def difference(path, found, wanted):
    """How a thing that is there departs from Keras, in a phrase; "" if it does not."""
    if path in DIFFERENT:
        return DIFFERENT[path]
    named = [name for name in wanted if not name.startswith("*")]
    got = parameters_of(found)
    if "*args" in wanted or got is None or got == [name for name in named if name not in LEFT_OUT]:
        return ""
    missing = [name for name in named if name not in got and name not in LEFT_OUT]
    more = [name for name in got if name not in named]
    said = [f"without {' '.join(missing)}"] * bool(missing) + [f"with {' '.join(more)}"] * bool(
        more
    )
    return "; ".join(said) or "parameters in another order"


def row(path, wanted):
    """One line of the table."""
    namespace, _, name = path.rpartition(".")
    home = home_of(namespace, name)
    call = f"{name}({' '.join(wanted)})"
    if home is None:
        return f"absent {call}"
    package, _, there = home.partition(":")
    note = difference(path, held(package or namespace, there or name), wanted)
    status = "different" if note else "done"
    return f"{status} {call}{f' @{home}' if home else ''}{f' # {note}' if note else ''}"


def written(version, table):
    parts = [HEAD.format(version=version)]
    for namespace, lines in table.items():
        parts.append(f'    "{namespace}": """\n' + "\n".join(lines) + '\n""",\n')
    return "".join(parts) + "}\n"


def page(version, table):
    """The same table for readers: names by module and status."""
    counts = dict.fromkeys(("done", "different", "absent"), 0)
    parts = []
    for namespace, lines in table.items():
        named = {word: [] for word in counts}
        for line in lines:
            status, _, rest = line.partition(" ")
            counts[status] += 1
            note = rest.partition(" # ")[2]
            name = f"`{rest.partition('(')[0]}`"
            named[status].append(f"{name} ({note})" if note else name)
        parts.append(f"\n## keras{'.' if namespace else ''}{namespace}\n")
        parts += [f"\n{word}: {', '.join(found)}\n" for word, found in named.items() if found]
    total = sum(counts.values())
    head = (
        f"# What there is of Keras {version}\n\n"
        "Made by `python tools/make_api_table.py`; do not edit.\n\n"
        f"{counts['done']} of {total} public names are done, {counts['different']} differ as told "
        f"in brackets, {counts['absent']} are not here yet. In parameters, training in low rank "
        "and quantized (`lora_rank`, `lora_alpha`, `quantization_config`) is left out everywhere.\n"
    )
    return head + "".join(parts)


def table_of(named):
    """Module of Keras -> its lines."""
    table = {}
    for name in sorted(named, key=lambda name: (name.rpartition(".")[0], name)):
        table.setdefault(name.rpartition(".")[0], []).append(row(name, named[name]))
    return table


def main(path=None):
    version, named = surface(path)
    table = table_of(named)
    TABLE.write_text(written(version, table), encoding="utf-8")
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(version, table), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
