"""W6: one row in, one row out, of a tiny network and of one whose weights fill a cache; and
training loops of one's own, a batch at a time.
"""

import itertools

from bench.process import ROOT, compiled, python
from bench.programs.dense import NETWORKS
from bench.workload import Peer, Workload, limit

STREAM = "C, reading the weights"
LABELS = {"keras": "Keras on JAX", "torch": "PyTorch", "jax": "JAX, jitted"}
# A call of Keras takes some hundred times as long as the others'.
CALLS = {"pronghorn": 1, "torch": 10, "jax": 10, "sklearn": 10, "keras": 100}


def rows(measured):
    table = {}
    for name, row in measured.items():
        table[name] = {"us a call": row["call_s"] * 1e6}
        if "growth_bytes" in row:
            table[name] |= {"KB of growth": row["growth_bytes"] / 1024, "calls": row["calls"]}
    return table


def weight_bytes(name):
    units = NETWORKS[name].units
    return 4 * sum(a * b + b for a, b in itertools.pairwise(units))


def one_row(name, setting):
    """The workload of one of the networks."""
    many = setting.calls if name == "w1" else setting.calls // 10
    peers = []
    for module, fewer in CALLS.items():
        if module in setting.homes and not (setting.quick and module == "keras"):
            command = python(setting.homes[module], "one_row", module, name, many // fewer)
            variables = {"KERAS_BACKEND": "jax", "OPENBLAS_NUM_THREADS": "1"}
            peers.append(Peer(LABELS.get(module, module), command, variables))
    if name in NETWORKS:
        source = ROOT / "bench/limits/stream.c"
        binary = compiled(source, setting.folder, BYTES=weight_bytes(name))
        peers += [Peer(STREAM, [binary])] if binary else []

    def verdicts(table):
        streamed = table.get(STREAM, {}).get("us a call", 0)
        bound = streamed + 10 if name in NETWORKS else 8
        said = limit(table, "pronghorn", "us a call", bound, "us")
        return said + limit(table, "pronghorn", "KB of growth", 1024, "KB")

    title = f"W6: one-row predict, {name.upper()}'s model, once warm"
    return Workload(title, peers, rows, verdicts=verdicts)


# Iterations of each peer's ways to write a loop; the module it needs stands before the bar.
LOOPS = {
    "pronghorn": {"jit": 5000, "stateless": 2000, "batch": 5000, "forward": 5000, "eager": 50},
    "keras|jax": {"jit": 500, "forward": 500, "eager": 25},
    "keras|tensorflow": {"jit": 500, "forward": 500, "eager": 25},
}


def own_loop(setting):
    """The workload of the loops in Keras' guides, with the tutorial's network and eight rows."""
    peers = []
    for given, ways in LOOPS.items():
        module, _, backend = given.partition("|")
        for way, calls in ways.items() if module in setting.homes else ():
            peer = backend or module
            command = python(setting.homes[module], "own_loop", peer, way, calls)
            variables = {"KERAS_BACKEND": backend, "OPENBLAS_NUM_THREADS": "1"}
            peers.append(Peer(peer if way == "jit" else f"{peer}, {way}", command, variables))
    return Workload("A training loop of one's own, an iteration", peers, rows)
