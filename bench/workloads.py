"""What is measured: each workload by name."""

from functools import partial

from bench import compiling, imaging, latency, many, wirings
from bench.process import ROOT, THIS_PYTHON, compiled, counted, python
from bench.programs.dense import NETWORKS
from bench.workload import Peer, Workload, limit, reported, times_as_fast

FEW_ROWS, MANY_ROWS, BATCH = 1_000, 100_000, 8
STEPS = (MANY_ROWS - FEW_ROWS) // BATCH


# ---- W1: the steady cost of a step


def seconds(outcome):
    """Of each layout of the C program, or of the two calls that a trainer made."""
    if "rows" not in outcome.report:
        return reported(outcome)
    return {f"epoch_s of {name}": row["best_epoch_s"] for name, row in outcome.report.items()}


def per_epoch(row):
    """The seconds of an epoch and of a call besides, from the least of all rounds."""
    if "long_s" not in row:
        return row
    epoch = (row["long_s"] - row["short_s"]) / (row["many"] - row["few"])
    return {"epoch_s": epoch, "fit_s": row["short_s"] - row["few"] * epoch}


def slopes(measured):
    """Microseconds a step between the two sizes, and what an epoch and a fit cost besides."""
    rows = {}
    for name in dict.fromkeys(name.split(" @ ")[0] for name in measured):
        small = per_epoch(measured.get(f"{name} @ {FEW_ROWS}", {}))
        large = per_epoch(measured.get(f"{name} @ {MANY_ROWS}", {}))
        for key in [key for key in small if key.startswith("epoch_s")]:
            row = {}
            if key in large:
                row["us a step (slope)"] = (large[key] - small[key]) / STEPS * 1e6
            row["us a step at 1,000 rows"] = small[key] / (FEW_ROWS // BATCH) * 1e6
            if key in large and key == "epoch_s":
                fixed = small[key] * 1e6 - row["us a step (slope)"] * FEW_ROWS / BATCH
                row["us an epoch besides"] = fixed
            if "fit_s" in small:
                row["us a fit besides"] = small["fit_s"] * 1e6
            rows[name + key.removeprefix("epoch_s").replace(" of ", ", ")] = row
    return rows


def against_c(rows):
    column = "us a step (slope)"
    by_hand = [row[column] for name, row in rows.items() if name.startswith("C,") and column in row]
    return [
        *(limit(rows, "pronghorn", column, 1.1 * min(by_hand), "us") if by_hand else []),
        *limit(rows, "pronghorn", "us an epoch besides", 20, "us"),
        *limit(rows, "pronghorn", "us a fit besides", 500, "us"),
    ]


# Rows, epochs of the short and the long call, repeats.
TRAINERS = {
    "pronghorn": ("train_keras", ["pronghorn"], {}, {1_000: (10, 210, 20), 100_000: (1, 2, 30)}),
    "jax": ("train_jax", [], {}, {1_000: (2, 22, 7), 100_000: (1, 3, 3)}),
    "keras": ("train_keras", ["keras"], {"KERAS_BACKEND": "jax"}, {1_000: (1, 5, 5)}),
    "torch": ("train_torch", [], {}, {1_000: (1, 4, 5)}),
    "sklearn": ("train_sklearn", [], {}, {1_000: (2, 6, 5)}),
}
LABELS = {"jax": "JAX, one scan an epoch", "keras": "Keras on JAX", "torch": "PyTorch"}


def step(setting):
    peers = []
    for module, (program, first, environment, sizes) in TRAINERS.items():
        for rows, amounts in sizes.items():
            if module in setting.homes:
                command = python(setting.homes[module], program, *first, rows, *amounts)
                name = f"{LABELS.get(module, module)} @ {rows}"
                peers.append(Peer(name, command, environment))
    for rows in (FEW_ROWS, MANY_ROWS):
        binary = compiled(ROOT / "bench/limits/w1.c", setting.folder, ROWS=rows)
        if binary:
            peers.append(Peer(f"C @ {rows}", [binary]))
    title = "W1: the tutorial's network, batch 8, a step"
    return Workload(title, peers, slopes, seconds, verdicts=against_c)


# ---- W4: a recurrent layer

WORD_STEPS = 16  # batches of an epoch: 512 texts, 32 at a time


def per_step(measured):
    return {
        name: {"ms a step": row["epoch_s"] / WORD_STEPS * 1e3, "loss": row["loss"]}
        for name, row in measured.items()
    }


def lstm(setting):
    programs = {
        "pronghorn": ("lstm_keras", ["pronghorn"]),
        "torch": ("lstm_torch", []),
        "jax": ("lstm_jax", []),
        "keras": ("lstm_keras", ["keras"]),
    }
    labels = {**LABELS, "jax": "JAX, a jitted step"}
    repeats = 2 if setting.quick else 5
    peers = [
        Peer(
            labels.get(module, module),
            python(setting.homes[module], program, *first, repeats),
            {"KERAS_BACKEND": "jax"},
        )
        for module, (program, first) in programs.items()
        if module in setting.homes
    ]
    title = "W4: Embedding, LSTM(128) over 80 steps, batch 32"
    return Workload(title, peers, per_step)


# ---- W2, W5 and other networks of dense layers


def dense_rows(name):
    """Microseconds a step and GFLOP/s of its matrix products, for one network."""
    network = NETWORKS[name]
    steps = network.rows // network.batch

    def summary(measured):
        rows = {}
        for peer, row in measured.items():
            step = row["step_s"] if "step_s" in row else per_epoch(row)["epoch_s"] / steps
            rows[peer] = {"us a step": step * 1e6, "GFLOP/s": network.operations / step / 1e9}
        return rows

    return summary


def dense_verdicts(rows):
    """How many times faster than the fastest peer, and the share of BLAS' rate."""
    column = "us a step"
    if "pronghorn" not in rows:
        return []
    found = times_as_fast(rows, column, (C, BLAS))
    if BLAS in rows:
        share = 100 * rows[BLAS][column] / rows["pronghorn"][column]
        found.append(f"The whole step has {share:.0f} % of BLAS' rate.")
    return found + (
        limit(rows, "pronghorn", column, 1.1 * rows[C][column], "us") if C in rows else []
    )


C, BLAS = "C", "NumPy, the products alone"
TITLES = {
    "w2": "W2: 784-512-512-10 with dropout, RMSprop, batch 128",
    "w5": "W5: 100-64-64-1, Adam, batch 32",
    "small": "10-256-256-1, Adam, batch 16",
    "wide": "30-1000-1000-5, Adam, batch 256",
    "tall": "2000-64-2, Adam, batch 1024",
    "logistic": "Logistic regression, a million rows of 20, batch 1024",
}


def dense_network(name, threads, setting):
    """A network of `dense.py` with so many threads."""
    many, repeats = (2, 3) if setting.quick or name == "logistic" else (4, 7)
    programs = {
        "pronghorn": ("dense_keras", ["pronghorn"]),
        "torch": ("dense_torch", []),
        "jax": ("dense_jax", []),
    }
    environment, title = counted(threads)
    peers = [
        Peer(
            LABELS.get(module, module),
            python(setting.homes[module], program, *first, name, threads, 1, many, repeats),
            environment,
            cores=threads,
        )
        for module, (program, first) in programs.items()
        if module in setting.homes
    ]
    blas = python(THIS_PYTHON, "dense_products", name, threads, repeats)
    peers.append(Peer(BLAS, blas, environment, cores=threads))
    source = ROOT / f"bench/limits/{name}.c"
    binary = compiled(source, setting.folder) if source.exists() and threads == 1 else None
    peers += [Peer(C, [binary])] if binary else []
    return Workload(f"{TITLES[name]}, {title}", peers, dense_rows(name), verdicts=dense_verdicts)


# ---- starting up


def whole_process(outcome):
    return {"cpu_s": outcome.cpu_s}


def milliseconds(key):
    return lambda measured: {
        name: {"ms": row[key] * 1e3} for name, row in measured.items() if key in row
    }


def variants(setting, program, *arguments):
    """Pronghorn with its object cache empty before every run, and with a filled one."""
    if "pronghorn" not in setting.homes:
        return []
    command = python(setting.homes["pronghorn"], program, "pronghorn", *arguments)
    suffix = "".join(f", {name.partition('.')[0]} loaded" for name in arguments)
    peers = []
    for state in ("empty", "warm"):
        folder = setting.folder / f"{state}-{program}{suffix}".replace(" ", "-")
        environment = {"PRONGHORN_CACHE": str(folder)}
        name = f"pronghorn, {state} cache{suffix}"
        peers.append(
            Peer(name, command, environment, folder if state == "empty" else None, state == "warm")
        )
    return peers


def keras_on_jax(setting, program):
    if "keras" not in setting.homes or setting.quick:
        return []
    command = python(setting.homes["keras"], program, "keras")
    return [Peer("Keras on JAX", command, {"KERAS_BACKEND": "jax"})]


def first_fit_bounds(rows):
    bounds = {
        "pronghorn, empty cache": 200,
        "pronghorn, warm cache": 60,
        "pronghorn, empty cache, llvmlite loaded": 60,
        "pronghorn, warm cache, llvmlite loaded": 10,
    }
    return [line for name, most in bounds.items() for line in limit(rows, name, "ms", most, "ms")]


def first_fit(setting):
    peers = [*variants(setting, "first_fit"), *variants(setting, "first_fit", "llvmlite.binding")]
    peers += keras_on_jax(setting, "first_fit")
    title = "First fit in a fresh process, one epoch of 1,000 rows"
    return Workload(title, peers, milliseconds("first_fit_s"), verdicts=first_fit_bounds)


def interpreter(setting, label, *modules):
    home = setting.homes.get(modules[-1], THIS_PYTHON)
    return Peer(label, [home, "-c", f"import {', '.join(modules)}"], {"KERAS_BACKEND": "jax"})


def whole_bounds(rows):
    base = rows["import numpy"]["ms"] if "import numpy" in rows else 0
    return [
        *limit(rows, "pronghorn, empty cache", "ms", 3 * base, "ms"),
        *limit(rows, "pronghorn, warm cache", "ms", 2 * base, "ms"),
    ]


def whole(setting):
    peers = [interpreter(setting, "import numpy", "numpy"), *variants(setting, "whole")]
    peers += keras_on_jax(setting, "whole")
    title = "The whole tutorial: import, build, ten epochs, predict"
    summary = milliseconds("cpu_s")
    return Workload(title, peers, summary, whole_process, "import numpy", whole_bounds)


def import_bounds(rows):
    base = rows["import numpy"]["ms"] if "import numpy" in rows else 0
    return limit(rows, "import pronghorn", "ms", base + 60, "ms")


def importing(setting):
    peers = [interpreter(setting, "import numpy", "numpy")]
    asked = ("pronghorn",) if setting.quick else ("pronghorn", "sklearn", "jax", "keras", "torch")
    present = [module for module in asked if module in setting.homes]
    peers += [interpreter(setting, f"import {module}", "numpy", module) for module in present]
    title, summary = "Import, each after numpy", milliseconds("cpu_s")
    return Workload(title, peers, summary, whole_process, "import numpy", import_bounds)


# ---- the compiler itself


def by_room(outcome):
    """Microseconds a node by room, summed over the programs that were compiled, not found."""
    made = [program for program in outcome.report["programs"] if not program["cached"]]
    nodes = sum(program["nodes"] for program in made)
    rooms = dict.fromkeys(room for program in made for room in program["rooms"])
    totals = {room: sum(program["rooms"].get(room, 0) for program in made) for room in rooms}
    return {"nodes": nodes, **{room: total / nodes * 1e6 for room, total in totals.items()}}


def room_rows(measured):
    row = measured.get("pronghorn")
    return {name: {"us a node": value} for name, value in (row or {}).items() if name != "nodes"}


def rooms(setting):
    peers = []
    if "pronghorn" in setting.homes:
        folder = setting.folder / "rooms"
        command = python(setting.homes["pronghorn"], "rooms", "pronghorn")
        peers.append(Peer("pronghorn", command, {"PRONGHORN_CACHE": str(folder)}, folder))
    return Workload("Compiling: time a graph node, by room", peers, room_rows, by_room)


# ---- order

LINES = {
    "1,000 lines of 10": (1_000, 10),
    "1,000 of 100": (1_000, 100),
    "a million": (1, 1_000_000),
}


def order_rows(measured):
    return {
        name: {f"{key}, ms": seconds * 1e3 for key, seconds in row.items()}
        for name, row in measured.items()
    }


def order(setting):
    peers = []
    for label, (rows, length) in LINES.items():
        for module, home in {"numpy": THIS_PYTHON, **setting.homes}.items():
            if module in ("pronghorn", "numpy"):
                command = python(home, "sorting", module, rows, length)
                peers.append(Peer(f"{label}, {module}", command))
    return Workload("Numbers put in order", peers, order_rows, reference="")


# ---- what stands around the steps


def front_end_rows(measured):
    return {
        name: {"ms an epoch": row["other_s"] * 1e3, "ms bare": row["plain_s"] * 1e3}
        for name, row in measured.items()
    }


def front_end_bounds(rows):
    bounds = {"three callbacks, W1": 1.1, "a PyDataset, W2": 1 / 0.9}
    return [
        line
        for name, most in bounds.items()
        if name in rows
        for line in limit(rows, name, "ms an epoch", most * rows[name]["ms bare"], "ms")
    ]


def front_end(setting):
    peers = []
    if "pronghorn" in setting.homes:
        for name, work in (("three callbacks, W1", "callbacks"), ("a PyDataset, W2", "data_set")):
            command = python(setting.homes["pronghorn"], "front_end", work, "pronghorn")
            peers.append(Peer(name, command))
    title = "Callbacks, and batches of a data set, beside bare arrays"
    return Workload(title, peers, front_end_rows, verdicts=front_end_bounds)


ALL = {
    "step": step,
    "front-end": front_end,
    "order": order,
    "lstm": lstm,
    **{name: partial(dense_network, name, 1) for name in TITLES},
    "w2-2": partial(dense_network, "w2", 2),
    "first-fit": first_fit,
    "whole": whole,
    "import": importing,
    "predict": partial(latency.one_row, "w1"),
    "predict-w2": partial(latency.one_row, "w2"),
    "own-loop": latency.own_loop,
    "many": many.in_a_row,
    "many-2": many.at_once,
    "rooms": rooms,
    "convnet": partial(imaging.network, "convnet", 1),
    "convnet-2": partial(imaging.network, "convnet", 2),
    "resnet20": partial(imaging.network, "resnet20", 1),
    "resnet20-2": partial(imaging.network, "resnet20", 2),
    "convolutions": partial(imaging.convolutions, 1),
    "convolutions-2": partial(imaging.convolutions, 2),
    "compile": compiling.compiling,
    "wirings": wirings.wirings,
}
NAMES = ", ".join(ALL)


def chosen(names, setting):
    """The workloads named, or all of them; built one at a time, since building may compile C."""
    for name in names.split(",") if names else ALL:
        yield ALL[name](setting)
